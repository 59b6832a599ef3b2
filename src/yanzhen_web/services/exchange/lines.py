"""What each line of a parcel may say: known keys of known types and lengths, as the database takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from yanzhen.fields import fields_of
from yanzhen.records import KINDS
from yanzhen_web.models import Approval, Organisation, Publication, Report, RowQuestion, StampScan
from yanzhen_web.services.exchange.envelopes import Opened
from yanzhen_web.services.exchange.keys import PUBLIC_ID
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable

Check = Callable[[Any], bool]
MOST_WHOLE = 2**63 - 1
MOST_LINES = {"rows": 1_000_000, "records": 1_000_000, "questions": 200_000}
"""Lines of a part; of those not named, a few thousand."""
_FEW = 5_000
_KINDS_THAT_TRAVEL = set(Organisation.Kind.values) - {Organisation.Kind.PLATFORM}


def _text(most: int, least: int = 0) -> Check:
    return lambda value: isinstance(value, str) and least <= len(value) <= most


def _file_name(value: Any) -> bool:
    return _text(255, 1)(value) and value.isprintable() and not set(value) & set("/\\")


def _whole(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_WHOLE


def _small(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**31


def _id(value: Any) -> bool:
    return isinstance(value, str) and PUBLIC_ID.fullmatch(value) is not None


def _moment(value: Any) -> bool:
    return isinstance(value, str) and len(value) < 40 and moment(value) is not None


def _one_of(*values: str) -> Check:
    return lambda value: isinstance(value, str) and value in values


def _or_none(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _each(check: Check, most: int) -> Check:
    return lambda value: isinstance(value, list) and len(value) <= most and all(map(check, value))


def _object(value: Any) -> bool:
    return isinstance(value, dict) and len(value) <= 2000


def _texts(value: Any) -> bool:
    return _object(value) and all(isinstance(inner, str) for inner in value.values())


_HASH = _text(64, 64)
_KIND = _one_of(*KINDS)
_REPORT: dict[str, Check] = {
    "id": _id,
    "organisation": _id,
    "state": _one_of(*Report.State.values),
    "upon": _or_none(_id),
    "reasons": _text(4000),
    "decided_at": _or_none(_moment),
    "locked_at": _or_none(_moment),
}
SHAPES: dict[str, dict[str, Check]] = {
    "organisations": {
        "id": _id, "kind": _one_of(*_KINDS_THAT_TRAVEL), "name": _text(200, 1), "name_en": _text(200),
        "region": _text(6), "credit_code": _text(18), "parent": _or_none(_id),
    },
    "templates": {
        "id": _id, "owner": _id, "name": _text(200, 1), "kind": _KIND, "body": _object, "file_name": _text(255),
        "version": _small,
    },
    "rounds": {
        "id": _id, "owner": _id, "title": _text(200, 1), "period": _text(40), "kinds": _each(_KIND, len(KINDS)),
        "ask": _text(4000), "cut_off": _moment, "closed_at": _or_none(_moment), "version": _small,
        "template": _or_none(_id), "previous": _or_none(_id), "clock": _small, "known": _each(_id, _FEW),
        "report": lambda value: _fits(value, _REPORT),
    },
    "versions": {
        "id": _id, "report": _id, "number": _small, "digest": _HASH, "count": _small, "note": _text(500),
        "sent_at": _moment, "sender": _text(200), "on_behalf_of": _or_none(_id),
        "findings": _each(_object, 200), "rows": lambda value: type(value) is bool,
    },
    "rows": {
        "version": _id, "number": _small, "key": _text(80, 1), "record": _or_none(_id), "source": _or_none(_id),
        "kind": _KIND, "name": _text(500, 1), "fields": _object, "extra": _object,
    },
    "records": {
        "id": _id, "version": _small, "owner": _id, "kind": _KIND, "name": _text(500, 1), "engine_key": _text(80, 1),
        "fields": _object, "extra": _object, "publication": _one_of(*Publication.values),
    },
    "questions": {
        "id": _id, "report": _id, "reason": _one_of(*RowQuestion.Reason.values), "key": _text(80, 1),
        "name": _text(500), "text": _text(1000, 1), "text_en": _text(1000), "asked_at": _moment,
        "settled_at": _or_none(_moment), "answer": _text(1000), "answered_at": _or_none(_moment),
    },
    "approvals": {
        "id": _id, "version": _id, "step": _one_of(*Approval.Step.values), "signer": _text(100), "at": _moment,
    },
    "scans": {
        "id": _id, "report": _id, "version": _or_none(_id), "file_name": _file_name, "size": _whole,
        "sha256": _HASH, "outcome": _one_of(*StampScan.Outcome.values), "read": _object, "at": _moment,
    },
}  # fmt: skip
_TYPES: dict[str, Check] = {
    "money": lambda value: type(value) is int and abs(value) <= MOST_WHOLE,
    "integer": lambda value: type(value) is int and abs(value) <= MOST_WHOLE,
    "number": lambda value: type(value) in (int, float) and abs(value) <= 1e18,
    "bool": lambda value: type(value) is bool,
    "list": lambda value: isinstance(value, list) and len(value) <= 1000,
    "money_range": lambda value: isinstance(value, list) and len(value) == 2 and all(map(_TYPES["money"], value)),
    "foreign_money": lambda value: (
        isinstance(value, dict)
        and set(value) == {"amount", "currency"}
        and _TYPES["number"](value["amount"])
        and _text(3, 3)(value["currency"])
    ),
}
"""Types of fields that are no text."""
_LONG = _text(100_000)


def moment(text: str) -> datetime | None:
    """A point in time, with its offset; None where the text is none."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) and 1970 < found.year < 2500 else None


def _fits(value: Any, shape: Mapping[str, Check]) -> bool:
    return isinstance(value, dict) and value.keys() == shape.keys() and all(
        check(value[key]) for key, check in shape.items()
    )  # fmt: skip


def lines_of(parcel: Opened, part: str) -> Iterator[dict[str, Any]]:
    """The lines of a part, each of them sound.

    Raises:
        Refusal: a line says what no such line says; there are more than any round has.
    """
    shape, most = SHAPES[part], MOST_LINES.get(part, _FEW)
    for number, line in enumerate(parcel.lines(part), start=1):
        if number > most:
            raise Refusal(f"{part} 超过 {most} 行，不收", f"{part} has over {most} lines; refused")
        wrong = next((key for key in shape if key not in line or not shape[key](line[key])), "")
        wrong = wrong or next((key for key in line if key not in shape), "")
        if not wrong and "fields" in shape:
            wrong = _wrong_field(line)
        if wrong or storable(line) != line:
            raise _unsound(part, number, wrong)
        yield line


def _wrong_field(line: Mapping[str, Any]) -> str:
    """The first value of a row that is not of its field's type."""
    known = fields_of(line["kind"])
    for key, value in line["fields"].items():
        field = known.get(key)
        if field is None or not _TYPES.get(field.type, _LONG)(value):
            return key[:60]
    return "" if _texts(line["extra"]) else "extra"


def _unsound(part: str, number: int, key: str) -> Refusal:
    said = f"“{storable(key)}”" if key else ""
    return Refusal(
        f"文件里 {part} 第 {number} 行{said}不合规定，什么都没有收。请对方升级软件后重新导出",
        f"line {number} of {part} is not sound{f' ({storable(key)})' if key else ''}; nothing was taken in. Have it "
        "made anew with an up-to-date program",
    )
