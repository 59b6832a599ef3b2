# What stood here before there were doors gets what they need: identifiers, an end for keys, what those outside read of
# a record, and versions whose personal values stand beside them. On a new installation there is nothing to do.

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

from yanzhen_web.models.identifiers import new_public_id

_BATCH = 500
_OUTSIDE = ["masked", "open_name", "open_party", "open_amount_cny", "open_search_text", "search_text", "twin_key"]
_LIFE = timedelta(days=90)


def identify(apps, schema_editor):
    """A public identifier for every desk and key; an end for keys that had none."""
    for name in ("Membership", "Token"):
        for row in apps.get_model("yanzhen_web", name).objects.filter(public_id=""):
            row.public_id = new_public_id()
            row.save(update_fields=["public_id"])
    tokens = apps.get_model("yanzhen_web", "Token").objects
    tokens.filter(expires_at=None).update(expires_at=timezone.now() + _LIFE, grants=["read"])


def describe_anew(apps, schema_editor):
    """What those outside read of each record."""
    records = apps.get_model("yanzhen_web", "Record").objects
    if not records.exists():
        return
    from yanzhen_web.models.recorded import writing
    from yanzhen_web.services.records.columns import describe

    batch = []
    with writing():
        for record in records.order_by("pk").iterator(chunk_size=_BATCH):
            describe(record)
            batch.append(record)
            if len(batch) == _BATCH:
                records.bulk_update(batch, _OUTSIDE)
                batch = []
        records.bulk_update(batch, _OUTSIDE)


def put_personal_values_aside(apps, schema_editor):
    """Versions as they are written now: contacts beside them, and a digest for the chain."""
    versions = apps.get_model("yanzhen_web", "RecordVersion").objects
    if not versions.exists():
        return
    from yanzhen_web.models.recorded import writing
    from yanzhen_web.services.history.digests import digest_of_version
    from yanzhen_web.services.history.personal import put_aside

    with writing():
        last = 0
        while batch := list(versions.filter(pk__gt=last).select_related("record").order_by("pk")[:_BATCH]):
            last = batch[-1].pk
            told = put_aside([(v.record, v.changes, v.snapshot) for v in batch], timezone.now())
            for version, (changes, snapshot) in zip(batch, told, strict=True):
                version.changes, version.snapshot = changes, snapshot
                version.digest = digest_of_version(version)
            versions.bulk_update(batch, ["changes", "snapshot", "digest"])


class Migration(migrations.Migration):

    dependencies = [
        ('yanzhen_web', '0002_doors'),
    ]

    operations = [
        migrations.RunPython(identify, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(describe_anew, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(put_personal_values_aside, migrations.RunPython.noop, elidable=True),
    ]
