
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('yanzhen_web', '0006_likenesses'),
    ]

    operations = [
        migrations.CreateModel(
            name='Carried',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('correspondent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='yanzhen_web.correspondent')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='yanzhen_web.record')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('correspondent', 'record'), name='carried_once')],
            },
        ),
    ]
