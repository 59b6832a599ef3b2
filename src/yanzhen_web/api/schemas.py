"""What requests and answers are made of; every text and number is bounded, every name known."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StrictInt,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from yanzhen.fields import KIND_LABELS
from yanzhen.records import Kind as EngineKind

MOST_CNY = 10**15
"""A thousand trillion yuan: more than any investment, less than what floats keep exactly."""
_ID = r"^[A-Za-z0-9_][A-Za-z0-9_-]{11,21}$"
_NO_NULL = r"^[^\x00]*$"
_BETWEEN = "\x1f"


def both(zh: str, en: str) -> str:
    """A description in both languages; `description` gives the one of whoever reads the schema."""
    return f"{zh}{_BETWEEN}{en}"


def one_of(text: str, language: str) -> str:
    """The half of a `both` in a language; other texts as they are."""
    zh, _, en = text.partition(_BETWEEN)
    return (en or zh) if language == "en" else zh


class Given(BaseModel):
    """What a program sends: no name that nobody knows."""

    model_config = ConfigDict(extra="forbid")


class Told(BaseModel):
    """What a program gets. What the key may not read, or is not known, is absent."""

    model_config = ConfigDict(extra="forbid")


PublicId = Annotated[
    str,
    StringConstraints(pattern=_ID, min_length=12, max_length=22),
    Field(description=both("编号", "Id"), examples=["kQ3v0Zr8WmT2xY7a"]),
]
Line = Annotated[str, StringConstraints(pattern=_NO_NULL, max_length=500)]
Text = Annotated[str, StringConstraints(pattern=_NO_NULL, max_length=4000)]
Short = Annotated[str, StringConstraints(pattern=_NO_NULL, max_length=100)]
_FIRST, _LAST = date(1900, 1, 1), date(2200, 12, 31)
Day = Annotated[date, Field(ge=_FIRST, le=_LAST, examples=["2027-12-31"])]


def _written_out(value: Any) -> Any:
    """A moment is told with day and time; a bare number, which would do as seconds since 1970, is a mistake."""
    if isinstance(value, int | float) or (isinstance(value, str) and re.fullmatch(r"\s*[-+]?[\d.]+\s*", value)):
        raise PydanticCustomError("datetime_parsing", "not a moment")
    return value


Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_written_out),
    Field(
        ge=datetime.combine(_FIRST, time.min, UTC),
        le=datetime.combine(_LAST, time.min, UTC),
        examples=["2027-01-01T00:00:00+08:00"],
    ),
]
"""Days and times that calendars and databases can reckon with."""
Whole = Annotated[StrictInt, Field(ge=0, le=2**31 - 1)]

Kind = Annotated[
    EngineKind,
    Field(
        description=both(
            "记录的种类：" + "、".join(f"{kind} {label.zh}" for kind, label in KIND_LABELS.items()),
            "The kind of record: " + ", ".join(f"{kind} ({label.en.lower()})" for kind, label in KIND_LABELS.items()),
        ),
        examples=["project"],
    ),
]
Fields = Annotated[
    dict[str, JsonValue],
    Field(examples=[{"investor": "示例材料有限公司", "region": "430100", "stage": "negotiating"}]),
]

T = TypeVar("T")


class Page(Told, Generic[T]):
    """A page of a list."""

    items: list[T] = Field(description=both("本页各项", "The items of this page"))
    next: str | None = Field(
        None,
        description=both("下一页的游标；没有下一页时不出现", "The cursor of the next page; absent on the last one"),
        examples=["eyJhIjoiLi4uIn0"],
    )


class Problem(Told):
    """What went wrong (RFC 9457)."""

    type: str = Field(examples=["/api/v1/docs#invalid"])
    title: str = Field(examples=["有的值不对"])
    status: int = Field(ge=400, le=599, examples=[422])
    code: str = Field(examples=["invalid"])
    detail: str = Field(examples=["errors 里逐项写明位置和改法。"])
    errors: list[FaultTold] | None = None
    id: str | None = Field(None, examples=["9f2c1ab04d7e"])


class FaultTold(Told):
    """One value that is refused."""

    pointer: str = Field(examples=["#/fields/investment_cny"])
    code: str = Field(examples=["int_type"])
    label: str | None = Field(None, examples=["总投资"])
    detail: str = Field(examples=["请写整数，不带引号和小数。"])


Problem.model_rebuild()


def present(values: dict[str, Any]) -> dict[str, Any]:
    """The values that there are: empty ones are absent, not null."""
    return {key: value for key, value in values.items() if value is not None and value != ""}
