"""Erasing what is personal without breaking the history: the hash stays in the chain, salt and value go for good.

What is erased can't be brought back, by nobody. That it was erased, when and by whom, is a deed like others.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from yanzhen_web.models import DraftRow, PersonalValue, PersonRef, Record, RecordVersion, User
from yanzhen_web.models.recorded import writing
from yanzhen_web.services.history.noting import ADDRESS, note_deed, person_ref
from yanzhen_web.services.history.personal import EXTRA, personal_keys, without_personal
from yanzhen_web.services.records.recording import Teller, advance, store

WHY = "erasing what is personal"
_BATCH = 500


@transaction.atomic
def erase_person(user: User) -> None:
    """Forget who a person was, as far as the history knows: the name and the addresses, also those still to come in.

    The account itself (name, telephone, password …) is its keeper's to anonymise. What the person did stays, under a
    reference that says nothing any more. An entry `person.erase` is written first.
    """
    note_deed("person.erase", user)
    now = timezone.now()
    with writing():
        person_ref(user.pk)  # for what is still on its way
        refs = PersonRef.objects.unscoped(why=WHY).select_for_update().filter(user=user)
        for ref in refs:
            erase_values(PersonalValue.objects.unscoped(why=WHY).filter(person=ref), now)
        refs.filter(erased_at=None).update(label="", salt="", erased_at=now)


@transaction.atomic
def erase_record_contacts(record: Record, by: User | None = None) -> None:
    """Forget the contacts of a record, and its columns that nobody knows: now, in all its versions, in its rows.

    The record goes one version further, without them. The workbook from which it came stays as it is: it holds other
    rows as well, and its office can withdraw it.
    """
    record = (
        Record.objects.unscoped(why=WHY).select_for_update(of=("self",)).select_related("owner_org").get(pk=record.pk)
    )
    now = timezone.now()
    gone = {key: [record.fields[key], None] for key in sorted(personal_keys(record.kind) & record.fields.keys())}
    if record.extra:
        gone[EXTRA] = [record.extra, {}]
    if gone:
        record.fields, record.extra = without_personal(record.kind, record.fields), {}
        teller = Teller(record.owner_org, by, deed="record.erase")
        store([], [advance(record, gone, teller, now, RecordVersion.Action.ERASE)], teller, now)
    note_deed("record.erase", record, by=by, fields=sorted(gone))
    for told in Record.objects.unscoped(why=WHY).filter(merged_into=record):  # what was merged into it says the same
        erase_record_contacts(told, by)
    with writing():
        erase_values(PersonalValue.objects.unscoped(why=WHY).filter(record=record), now)
    _erase_drafts(record)


def _erase_drafts(record: Record) -> None:
    rows = DraftRow.objects.unscoped(why=WHY).filter(record=record)
    for row in rows:
        row.fields, row.extra, row.cells = without_personal(row.kind, row.fields), {}, {}
        row.save(update_fields=["fields", "extra", "cells"])


def erase_values(values: QuerySet[PersonalValue], now: datetime) -> int:
    """Erase these values; their hashes stay. Within `writing()`."""
    return values.filter(erased_at=None).update(value=None, salt="", erased_at=now)


def erase_old_addresses(days: int | None = None) -> int:
    """Erase the network addresses that have been kept long enough; says how many.

    Args:
        days: for so long they are kept; the setting KEEP_ADDRESSES_DAYS where nothing is said.
    """
    kept = settings.KEEP_ADDRESSES_DAYS if days is None else days
    old = PersonalValue.objects.unscoped(why=WHY).filter(
        record=None, key=ADDRESS, erased_at=None, at__lt=timezone.now() - timedelta(days=kept)
    )
    with transaction.atomic(), writing():
        erased = erase_values(old, timezone.now())
        if erased:
            note_deed("addresses.erase", erased=erased, days=kept)
    return erased
