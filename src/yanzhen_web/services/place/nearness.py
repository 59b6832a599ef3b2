"""Whom a project wants to be near: where its suppliers, customers and port are, and to which city its people travel.

Kept in a comparison's description, under the names by which the engine finds them (`yanzhen.place.computing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yanzhen.errors import WrongUsage, YanzhenError
from yanzhen.language import Said
from yanzhen.place.computing import names_in, point_called
from yanzhen.place.sources.towns import city_code
from yanzhen.reference.regions import is_known, name_of
from yanzhen_web.models import Comparison
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable

MOST = 20
"""So many places of one kind."""
NEAR: Mapping[str, Said] = {
    "suppliers": Said("供应商所在市县", "Where suppliers are"),
    "customers": Said("客户所在市县", "Where customers are"),
    "port": Said("港口所在市", "Where the port is"),
    "rail_to": Said("高铁要通到哪个市", "City to reach by rail"),
}


def read_near(posted: Mapping[str, str]) -> dict[str, str | None]:
    """Key -> names of places as they are kept, divided by `、`; None where none was written.

    Raises:
        Refusal: names a place that nobody can find, or too many.
    """
    return {key: "、".join(_named(key, posted[key])) or None for key in NEAR if key in posted}


def _named(key: str, text: str) -> list[str]:
    names = list(dict.fromkeys(_in_words(name) for name in names_in(str(storable(text)))))
    most = 1 if key == "rail_to" else MOST
    if len(names) > most:
        raise _refused(key, f"最多写 {most} 处", f"name at most {most}")
    for name in names:
        _find(key, name)
    return names


def _in_words(name: str) -> str:
    """A code as the name of its region: 430182 -> 湖南省长沙市宁乡市."""
    return name_of(name, "zh", full=True) if name.isdigit() and is_known(name) else name


def _find(key: str, name: str) -> None:
    try:
        point_called(name)
    except WrongUsage as error:
        raise _refused(key, error.said.zh, error.said.en) from None
    if key == "rail_to" and city_code(name) is None:
        raise _refused(key, f"“{name}”不是市，请写市的全称", f"“{name}” is no city; name one in full")


def _refused(key: str, zh: str, en: str) -> Refusal:
    return Refusal(f"{NEAR[key].zh}：{zh}", f"{NEAR[key].en}: {en}", field=key)


def near_inputs(comparison: Comparison, typed: Mapping[str, str], refused: YanzhenError | None) -> list[dict[str, Any]]:
    """Inputs of the form: what is kept, or what was typed where that was refused, with the reason."""
    again = typed if refused is not None else {}
    return [
        {
            "key": key,
            "label": str(label),
            "form": "line",
            "text": again.get(key, comparison.description.get(key, "")),
            "advice": str(refused) if isinstance(refused, Refusal) and refused.field == key else "",
        }
        for key, label in NEAR.items()
    ]
