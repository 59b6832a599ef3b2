"""The models as `make build` learned them; one that is missing, or was learned from another table, is learned here.

Learning the largest takes half a second and NumPy; reading it 30 ms. Both give the same answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import orjson

from yanzhen.collect.understanding.features import spelled
from yanzhen.collect.understanding.learning import Example, learned
from yanzhen.collect.understanding.model import NO_FIELD, Model

_EDITION = "1"
"""To be raised when `features` or `learning` change: models of another edition are not used."""
_FOLDER = "tables"


def model_of(kind: str, entries: Sequence[Example]) -> Model:
    """The model of a kind's headers.

    Args:
        entries: (key, header) pairs to have learned from, beside the headers that are no field of any kind.
    """
    examples = examples_of(entries)
    built = files(__package__).joinpath(_FOLDER, f"{kind}.json")
    if built.is_file():
        told = orjson.loads(built.read_bytes())
        if told["learned_from"] == _digest(examples):
            return Model.of_json(told)
    return learned(examples)


def build(kind: str, entries: Sequence[Example], folder: Path) -> Path:
    """Learn a kind's model and write it to a folder; the same entries give the same bytes on one machine."""
    examples = examples_of(entries)
    path = folder / f"{kind}.json"
    path.write_bytes(orjson.dumps({"learned_from": _digest(examples), **learned(examples).as_json()}))
    return path


def examples_of(entries: Sequence[Example]) -> list[Example]:
    """What a model learns from: headers of one level, and those that are no field unless the kind has them."""
    own = [(key, header) for key, header in entries if " > " not in header]
    known = {text for _, header in own for text in spelled(header)}
    return [*own, *((NO_FIELD, header) for header in strangers() if not known & set(spelled(header)))]


@cache
def strangers() -> tuple[str, ...]:
    """Headers that offices use and that are no field of any kind: 同比, 填表人, 施工单位."""
    lines = files(__package__).joinpath("strangers.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return tuple(header for line in lines for header in line.split("；"))


def _digest(examples: Sequence[Example]) -> str:
    told = "\n".join([_EDITION, *(f"{key}\t{header}" for key, header in examples)])
    return hashlib.sha256(told.encode()).hexdigest()
