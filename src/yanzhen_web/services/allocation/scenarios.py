"""What one scenario asks for beside what all of a study share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from yanzhen.language import Said
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable

RESOURCES: dict[str, tuple[Said, str]] = {
    "land": (Said("用地", "Land"), "亩"),
    "floor": (Said("标准厂房", "Standard factory floor"), "㎡"),
    "power": (Said("供电容量", "Power capacity"), "kVA"),
    "sewage": (Said("污水处理", "Sewage"), "吨/日"),
    "energy": (Said("能耗指标", "Energy quota"), "吨标准煤"),
}
"""What limits a park, in the units of its record."""
MOST_AT_LEAST, MOST = 1000, 1e9


@dataclass(frozen=True)
class Scenario:
    """One way to look at it.

    Attributes:
        keys_first: whether key projects come before all others.
        at_least: how many projects each place should have at least.
        most: how many projects a place takes at most; None for as many as fit.
        least_value: what the projects of each place should be worth there at least, in 亿元.
        partner_bonus: what it adds, in 亿元, that two projects of one chain go to places near each other.
        partner_km: within how many kilometres, as the crow flies, places are near; 0 for the same place alone.
        extra_place, extra_resource, extra: one capacity that is raised by so much.
    """

    keys_first: bool = False
    at_least: int = 0
    most: int | None = None
    least_value: float = 0.0
    partner_bonus: float = 0.0
    partner_km: float = 0.0
    extra_place: str = ""
    extra_resource: str = ""
    extra: float = 0.0

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Scenario:
        """From what was kept."""
        return cls(**{key: value for key, value in settings.items() if key in cls.__dataclass_fields__})

    def kept(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


@dataclass(frozen=True)
class Asked:
    """A scenario as a form sends it."""

    name: str
    scenario: Scenario = field(default_factory=Scenario)


def scenario_of(posted: Mapping[str, str], places: list[str]) -> Asked:
    """Read a form.

    Args:
        places: public ids of the study's places.

    Raises:
        Refusal: an entry that is no number, or a place that is not among them.
    """
    name = " ".join(storable(posted.get("name", "")).split())[:60]
    if not name:
        raise Refusal("请给方案起个名字", "give the scenario a name", field="name")
    most = _number(posted, "most", Said("每处最多几个", "projects at most"))
    extra = _number(posted, "extra", Said("多多少", "how much more"))
    place, resource = posted.get("extra_place", ""), posted.get("extra_resource", "")
    if extra and (place not in places or resource not in RESOURCES):
        raise Refusal(
            "请选是哪一处的哪种容量多", "choose the place and the capacity that is raised", field="extra_place"
        )
    scenario = Scenario(
        keys_first=posted.get("keys_first") == "yes",
        at_least=min(MOST_AT_LEAST, int(_number(posted, "at_least", Said("每处至少几个", "projects at least")))),
        most=int(most) or None,
        least_value=_number(posted, "least_value", Said("每处价值至少", "value at least")),
        partner_bonus=_number(posted, "partner_bonus", Said("配套加分", "partner bonus")),
        partner_km=_number(posted, "partner_km", Said("多近算在一起", "how near partners are")),
        extra_place=place if extra else "",
        extra_resource=resource if extra else "",
        extra=extra,
    )
    return Asked(name, scenario)


def _number(posted: Mapping[str, str], key: str, what: Said) -> float:
    text = storable(posted.get(key, "")).strip()
    try:
        number = float(text or 0)
    except ValueError:
        number = -1.0
    if not 0 <= number <= MOST:
        raise Refusal(f"{what.zh}请写不小于 0 的数", f"{what.en}: write a number from 0 on", field=key)
    return number
