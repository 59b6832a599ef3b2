# What the doors need. Public identifiers become unique once each row has its own (0003, 0004).

import django.db.models.deletion
import yanzhen_web.models.identifiers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('yanzhen_web', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', yanzhen_web.models.identifiers.PublicId(default=yanzhen_web.models.identifiers.new_public_id, editable=False, max_length=22, unique=True)),
                ('at', models.DateTimeField()),
                ('action', models.CharField(max_length=40)),
                ('path', models.CharField(blank=True, max_length=400)),
                ('role', models.CharField(blank=True, max_length=20)),
                ('door', models.CharField(blank=True, max_length=20)),
                ('subject_kind', models.CharField(blank=True, max_length=30)),
                ('subject_id', models.CharField(blank=True, max_length=64)),
                ('subject_version', models.PositiveIntegerField(null=True)),
                ('detail', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=40)),
                ('edition', models.CharField(max_length=20)),
                ('given_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-given_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', yanzhen_web.models.identifiers.PublicId(default=yanzhen_web.models.identifiers.new_public_id, editable=False, max_length=22, unique=True)),
                ('kind', models.CharField(choices=[('erase', '删除'), ('correct', '更正')], max_length=10)),
                ('text', models.CharField(blank=True, max_length=1000)),
                ('state', models.CharField(choices=[('open', '待办'), ('done', '已办'), ('refused', '不予办理'), ('taken_back', '本人撤回')], default='open', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, max_length=1000)),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', yanzhen_web.models.identifiers.PublicId(default=yanzhen_web.models.identifiers.new_public_id, editable=False, max_length=22, unique=True)),
                ('event', models.CharField(max_length=40)),
                ('items', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', '待发送'), ('done', '已送达'), ('given_up', '已放弃')], default='waiting', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_at', models.DateTimeField()),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('error', models.CharField(blank=True, max_length=20)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Happening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(max_length=40)),
                ('items', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=100)),
                ('request', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('answer', models.BinaryField(default=b'')),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', yanzhen_web.models.identifiers.PublicId(default=yanzhen_web.models.identifiers.new_public_id, editable=False, max_length=22, unique=True)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('makes', models.CharField(blank=True, choices=[('province', '省级单位'), ('city', '市级单位'), ('county', '县级单位'), ('park', '园区'), ('enterprise', '企业'), ('university', '高校'), ('service', '服务部门'), ('intermediary', '中介机构'), ('platform', '平台')], max_length=16)),
                ('role', models.CharField(choices=[('platform_admin', 'platform_admin'), ('organiser', 'organiser'), ('city_office', 'city_office'), ('county_office', 'county_office'), ('park', 'park'), ('enterprise', 'enterprise'), ('university', 'university'), ('service', 'service'), ('leader', 'leader'), ('auditor', 'auditor'), ('api_client', 'api_client')], max_length=20)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('uses_left', models.PositiveSmallIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PersonalValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('salt', models.CharField(blank=True, max_length=32)),
                ('value', models.JSONField(null=True)),
                ('key', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('hash', models.CharField(max_length=64)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PersonRef',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(blank=True, max_length=200)),
                ('salt', models.CharField(blank=True, max_length=32)),
                ('hash', models.CharField(max_length=64)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('previous', models.CharField(max_length=64)),
                ('head', models.CharField(max_length=64, unique=True)),
                ('entries', models.PositiveIntegerField()),
                ('versions', models.PositiveIntegerField()),
                ('sealed_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='ShareLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', yanzhen_web.models.identifiers.PublicId(default=yanzhen_web.models.identifiers.new_public_id, editable=False, max_length=22, unique=True)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('purpose', models.CharField(choices=[('record', '一条记录'), ('bulletin', '一期通报')], max_length=10)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', yanzhen_web.models.identifiers.PublicId(default=yanzhen_web.models.identifiers.new_public_id, editable=False, max_length=22, unique=True)),
                ('name', models.CharField(blank=True, max_length=100)),
                ('url', models.CharField(max_length=500)),
                ('seed', models.CharField(max_length=64)),
                ('earlier_seed', models.CharField(blank=True, max_length=64)),
                ('rotated_at', models.DateTimeField(blank=True, null=True)),
                ('events', models.JSONField(default=list)),
                ('active', models.BooleanField(default=True)),
                ('stopped', models.CharField(blank=True, choices=[('owner', '本人停用'), ('gone', '对方不再接收'), ('backlog', '积压太多')], max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.AlterModelOptions(
            name='token',
            options={'ordering': ['-created_at', '-pk']},
        ),
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_role_known',
        ),
        migrations.AddField(
            model_name='membership',
            name='ends_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='membership',
            name='in_place_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='membership',
            name='public_id',
            field=models.CharField(default='', editable=False, max_length=22),
        ),
        migrations.AddField(
            model_name='membership',
            name='starts_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='organisation',
            name='closed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='record',
            name='masked',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='record',
            name='open_amount_cny',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='record',
            name='open_name',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='record',
            name='open_party',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='record',
            name='open_search_text',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='record',
            name='released_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='record',
            name='twin_key',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='recordversion',
            name='digest',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='recordversion',
            name='on_behalf_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='yanzhen_web.organisation'),
        ),
        migrations.AddField(
            model_name='token',
            name='grants',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='token',
            name='hint',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='token',
            name='public_id',
            field=models.CharField(default='', editable=False, max_length=22),
        ),
        migrations.AddField(
            model_name='token',
            name='used_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='erased_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='password_given',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='user',
            name='phone',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='user',
            name='session_stamp',
            field=models.CharField(blank=True, editable=False, max_length=24),
        ),
        migrations.AlterField(
            model_name='amount',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amounts', to='yanzhen_web.record'),
        ),
        migrations.AlterField(
            model_name='businessdate',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dates', to='yanzhen_web.record'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('platform_admin', 'platform_admin'), ('organiser', 'organiser'), ('city_office', 'city_office'), ('county_office', 'county_office'), ('park', 'park'), ('enterprise', 'enterprise'), ('university', 'university'), ('service', 'service'), ('leader', 'leader'), ('auditor', 'auditor'), ('api_client', 'api_client')], max_length=20),
        ),
        migrations.AlterField(
            model_name='organisation',
            name='credit_code',
            field=models.CharField(blank=True, db_index=True, max_length=18),
        ),
        migrations.AlterField(
            model_name='participation',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='yanzhen_web.event'),
        ),
        migrations.AlterField(
            model_name='participation',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='yanzhen_web.record'),
        ),
        migrations.AlterField(
            model_name='participation',
            name='session',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='yanzhen_web.session'),
        ),
        migrations.AlterField(
            model_name='record',
            name='upload',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='yanzhen_web.upload'),
        ),
        migrations.AlterField(
            model_name='recordversion',
            name='action',
            field=models.CharField(choices=[('create', '新增'), ('update', '更新'), ('withdraw', '撤回'), ('restore', '恢复'), ('classify', '定级'), ('release', '发布'), ('erase', '抹去个人信息')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['twin_key'], name='record_twins'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ('platform_admin', 'organiser', 'city_office', 'county_office', 'park', 'enterprise', 'university', 'service', 'leader', 'auditor', 'api_client'))), name='membership_role_known'),
        ),
        migrations.AddField(
            model_name='recordversion',
            name='source',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='yanzhen_web.auditentry'),
        ),
        migrations.AddField(
            model_name='consent',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='datarequest',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='datarequest',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='data_requests', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='idempotencykey',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='invited_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='yanzhen_web.organisation'),
        ),
        migrations.AddField(
            model_name='personalvalue',
            name='record',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='yanzhen_web.record'),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='origin',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='yanzhen_web.personalvalue'),
        ),
        migrations.AddField(
            model_name='personref',
            name='user',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='personalvalue',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='yanzhen_web.personref'),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='yanzhen_web.personref'),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='seal',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='yanzhen_web.seal'),
        ),
        migrations.AddField(
            model_name='recordversion',
            name='seal',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='yanzhen_web.seal'),
        ),
        migrations.AddIndex(
            model_name='recordversion',
            index=models.Index(condition=models.Q(('seal', None)), fields=['id'], name='version_unsealed'),
        ),
        migrations.AddField(
            model_name='sharelink',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sharelink',
            name='event',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='yanzhen_web.event'),
        ),
        migrations.AddField(
            model_name='sharelink',
            name='owner_org',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='yanzhen_web.organisation'),
        ),
        migrations.AddField(
            model_name='sharelink',
            name='record',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='yanzhen_web.record'),
        ),
        migrations.AddField(
            model_name='webhook',
            name='token',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='yanzhen_web.token'),
        ),
        migrations.AddField(
            model_name='webhook',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='webhooks', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delivery',
            name='webhook',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='yanzhen_web.webhook'),
        ),
        migrations.AddIndex(
            model_name='idempotencykey',
            index=models.Index(fields=['created_at'], name='idempotency_age'),
        ),
        migrations.AddConstraint(
            model_name='idempotencykey',
            constraint=models.UniqueConstraint(fields=('user', 'key'), name='idempotency_once'),
        ),
        migrations.AddIndex(
            model_name='personalvalue',
            index=models.Index(condition=models.Q(('erased_at', None), ('record', None)), fields=['key', 'at'], name='personal_age'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['at'], name='entry_at'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['action', 'at'], name='entry_action'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['subject_kind', 'subject_id'], name='entry_subject'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['path'], name='entry_path'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(condition=models.Q(('seal', None)), fields=['id'], name='entry_unsealed'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['next_at'], name='delivery_waiting'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['finished_at'], name='delivery_finished'),
        ),
    ]
