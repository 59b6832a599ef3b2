"""What is hashed of the history, and how: one canonical form of a value, the same before and after it was stored."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import UTC, datetime
from typing import Any

import orjson

from yanzhen_web.models import AuditEntry, PersonalValue, PersonRef, RecordVersion, Seal

NO_HEAD = "0" * 64
"""What stands before the first seal."""
_SIXTY_FOUR = 2**63
_EXACT = 1e16
_ODD = re.compile(rb"[0-9]e[+]?[0-9]|-0\.0")


def canonical(value: Any) -> bytes:
    """JSON with sorted keys; numbers that a database gives back in another spelling are spelled one way."""
    try:
        data = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        data = b"-0.0"
    return orjson.dumps(_spelled(value), option=orjson.OPT_SORT_KEYS) if _ODD.search(data) else data


def _spelled(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _spelled(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_spelled(item) for item in value]
    if isinstance(value, float) and (abs(value) >= _EXACT or value == 0):
        value = int(value) if value else 0.0
    return str(value) if isinstance(value, int) and abs(value) >= _SIXTY_FOUR else value


def new_salt() -> str:
    """32 random hexadecimal digits."""
    return secrets.token_hex(16)


def hash_of_value(value: PersonalValue) -> str:
    """SHA-256 of salt and value, and of whose it is."""
    told = [value.key, value.record_id, value.person_id, _moment(value.at), value.value]
    return hashlib.sha256(value.salt.encode() + canonical(told)).hexdigest()


def hash_of_person(person: PersonRef) -> str:
    """SHA-256 of salt, name and account."""
    return hashlib.sha256(person.salt.encode() + canonical([person.user_id, person.label])).hexdigest()


def digest_of_entry(entry: AuditEntry) -> str:
    """SHA-256 of an entry, less its seal; of who and from where the hashes.

    `entry` must have its `person` and `origin` at hand.
    """
    told = [
        entry.public_id, _moment(entry.at), entry.action,
        [entry.person_id, entry.person.hash if entry.person else ""], entry.path, entry.role, entry.door,
        [entry.origin_id, entry.origin.hash if entry.origin else ""],
        entry.subject_kind, entry.subject_id, entry.subject_version, entry.detail,
    ]  # fmt: skip
    return hashlib.sha256(canonical(told)).hexdigest()


def digest_of_version(version: RecordVersion) -> str:
    """SHA-256 of a version, less its seal; personal values stand in it as their hashes."""
    told = [
        version.record_id, version.number, version.engine_key, _moment(version.at), version.by_id, version.upload_id,
        version.on_behalf_of_id, version.action, version.changes, version.snapshot, version.source_id,
    ]  # fmt: skip
    return hashlib.sha256(canonical(told)).hexdigest()


def head_of(seal: Seal, leaves: str) -> str:
    """SHA-256 of the link before, the number, the moment, the counts, and of the digests of all that is sealed."""
    told = [seal.previous, seal.number, _moment(seal.sealed_at), seal.entries, seal.versions, leaves]
    return hashlib.sha256(canonical(told)).hexdigest()


class Leaves:
    """The digests of what one seal covers, in order: entries by their keys, then versions by theirs."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, kind: str, pk: int, digest: str) -> None:
        """One more row: `entry` or `version`, its key and its digest."""
        self._hash.update(f"{kind}:{pk}:{digest}\n".encode())

    def digest(self) -> str:
        """SHA-256 over all of them."""
        return self._hash.hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
