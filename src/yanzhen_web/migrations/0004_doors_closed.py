# What holds once 0003 has filled it in.

from django.db import migrations, models

import yanzhen_web.models.identifiers


class Migration(migrations.Migration):

    dependencies = [
        ('yanzhen_web', '0003_told_anew'),
    ]

    operations = [
        migrations.AlterField(
            model_name='membership',
            name='public_id',
            field=yanzhen_web.models.identifiers.PublicId(default=yanzhen_web.models.identifiers.new_public_id, editable=False, max_length=22, unique=True),
        ),
        migrations.AlterField(
            model_name='token',
            name='public_id',
            field=yanzhen_web.models.identifiers.PublicId(default=yanzhen_web.models.identifiers.new_public_id, editable=False, max_length=22, unique=True),
        ),
        migrations.AlterField(
            model_name='token',
            name='expires_at',
            field=models.DateTimeField(),
        ),
    ]
