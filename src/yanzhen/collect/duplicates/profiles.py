"""Which fields of a kind say what: who stands behind a thing, where it is, how much, when, and in which words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from yanzhen.fields import Field, fields_of
from yanzhen.records import PARTY_KEYS


@dataclass(frozen=True, slots=True)
class Profile:
    """The fields of one kind by what they tell; every one may be missing in a record.

    Attributes:
        by_name: the thing is itself a party: its name is read as a firm's, not as a title.
        parties: who stands behind it (investor, project company, organisation).
        own_codes: codes of the thing itself; one that differs speaks against.
        firm_codes: credit codes of the parties.
        places, parks: where it is.
        amounts: money that one office calls so and another so; any may equal any.
        figures: numbers, compared each with its like.
        dates: compared each with its like.
        people: names of persons, a list in one cell.
        contacts: cells with telephone numbers.
        texts: what it is, in words.
    """

    by_name: bool = False
    parties: tuple[str, ...] = ()
    own_codes: tuple[str, ...] = ()
    firm_codes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    parks: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ("contact", "phone")
    texts: tuple[str, ...] = ("content", "text")

    @property
    def keys(self) -> frozenset[str]:
        """Every field that is looked at."""
        return frozenset(
            key for part in self.__slots__ if isinstance(listed := getattr(self, part), tuple) for key in listed
        )


FORMER_NAMES = ("曾用名", "原名", "原企业名称", "原名称", "企业曾用名", "former_name", "former_names", "alias")
"""Headers of columns (in `extra` or as fields) that hold names of old."""

_PROJECT = Profile(
    parties=("investor", "project_company", "organisation", "firm"),
    own_codes=("project_code_national",),
    firm_codes=("credit_code", "project_company_credit_code"),
    places=("target", "region"),
    parks=("park",),
    amounts=("investment_cny", "intended_amount_cny", "signed_amount_cny"),
    figures=(
        "fixed_assets_cny", "equipment_cny", "output_expected_cny", "tax_expected_cny", "land_mu", "building_m2",
        "jobs", "registered_capital_cny", "power_kwh_year",
    ),
    dates=("signed_on", "contacted_on", "filed_on", "started_on", "producing_on"),
    texts=("content", "products", "capacity"),
)  # fmt: skip
_FIRM = Profile(
    by_name=True,
    firm_codes=("credit_code",),
    places=("region",),
    parks=("park",),
    amounts=("registered_capital_cny",),
    figures=("revenue_cny", "output_cny", "tax_cny", "rd_cny", "staff"),
    dates=("founded_on",),
    texts=("products", "can_supply", "wants_supply", "services"),
)
_PROFILES: dict[str, Profile] = {
    "project": _PROJECT,
    "enterprise": _FIRM,
    "university": _FIRM,
    "office": _FIRM,
    "intermediary": _FIRM,
    "achievement": Profile(
        parties=("organisation",),
        own_codes=("code",),
        places=("region",),
        amounts=("price_cny",),
        dates=("published_on",),
        people=("team",),
        contacts=("contact", "broker", "phone"),
        texts=("content", "innovation", "applications", "ip"),
    ),
    "demand": Profile(
        parties=("organisation",),
        own_codes=("code",),
        firm_codes=("credit_code",),
        places=("region",),
        amounts=("budget_cny", "bounty_cny"),
        dates=("deadline", "received_on"),
        texts=("content", "targets", "basis"),
    ),
    "park": Profile(
        by_name=True,
        own_codes=("code",),
        places=("region",),
        figures=("planned_area_km2", "approved_area_ha", "land_available_mu", "factory_vacant_m2", "firms"),
        texts=("leading_industries", "transport"),
    ),
    "policy": Profile(
        parties=("issuer",),
        own_codes=("document_no",),
        places=("region",),
        amounts=("amount_max_cny",),
        dates=("issued_on", "valid_until"),
        texts=("measure", "conditions", "object"),
    ),
}


@cache
def profile_of(kind: str) -> Profile:
    """The profile of a kind; for one that has none of its own, what the field registry says of its fields."""
    if kind in _PROFILES:
        return _PROFILES[kind]
    fields = fields_of(kind)
    parties = tuple(key for key in PARTY_KEYS.get(kind, ()) if key in fields and fields[key].type == "name")
    return Profile(
        parties=parties or _PROJECT.parties,
        own_codes=_typed(fields, "code", "project_code") or _PROJECT.own_codes,
        firm_codes=_typed(fields, "credit_code") or _PROJECT.firm_codes,
        places=("region", "target"),
        parks=("park",),
        amounts=_typed(fields, "money") or _PROJECT.amounts,
        figures=tuple(key for key in _typed(fields, "number", "integer") if key != "seq") or _PROJECT.figures,
        dates=_typed(fields, "date") or _PROJECT.dates,
        texts=_typed(fields, "text") or _PROJECT.texts,
    )


def _typed(fields: dict[str, Field], *types: str) -> tuple[str, ...]:
    return tuple(key for key, each in fields.items() if each.type in types)
