"""What the town knows of places, asks them and compares them for, with a canary in each field.

A firm and its competitor compare places, so do a county and an intermediary whose very name few know: it is the one
that asks the park, so that a park that read who asks would be seen reading it. The province asks a park that few see.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from yanzhen.place.library import LIBRARY
from yanzhen_web.models import Comparison, PlaceQuestion, PlaceValue, Record

from . import plainly
from .plainly import Paper, Person, Place

if TYPE_CHECKING:
    from .town import Thing, Town

WHY = "the places of the doors' tests"
Made = Callable[[dict[str, Any], Any, str], "Thing"]
FIRST, SECOND, THIRD = (one.key for one in LIBRARY[:3])
_COMPARING = (("intermediary", "broker"), ("firm", "enterprise"), ("rival", "rival"), ("ningxiang", "county_office"))


def sees_compared(person: Person, pair: tuple[Place, Paper]) -> bool:
    """A place of a comparison is there for whoever sees both."""
    asker, place = pair
    return plainly.sees_comparison(person, asker) and plainly.sees(person, place)


class Siting:
    """Values, questions and comparisons of a town."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.places = [(record, paper) for record, paper in town.records if paper.kind == "park"]
        self.values = [self._know(record, paper) for record, paper in self.places]
        self.comparisons = {name: self._compare(name, who) for name, who in _COMPARING}
        shown = next((record, paper) for record, paper in self.places if paper.level == "open")
        hidden = next((record, paper) for record, paper in self.places if paper.level != "open")
        self.questions = [self._ask("intermediary", "broker", *shown), self._ask("province", "organiser", *hidden)]

    def _know(self, record: Record, paper: Paper) -> PlaceValue:
        before = partial(_sees_before, paper)
        self._value(record, FIRST, before, "an earlier value", replaced_at=self.town.now)
        self._value(record, SECOND, partial(_sees_value, paper), "another value")
        return self._value(record, FIRST, partial(_sees_value, paper), "a value")

    def _value(self, record: Record, key: str, may: Callable[[Person], bool], what: str, **more: Any) -> PlaceValue:
        mark, where = self.town.mark, f"of {what} of {record.owner_org.kind}'s park"
        return PlaceValue.objects.unscoped(why=WHY).create(
            place=record, criterion=key, value=self.town.amount(f"number {where}", may), as_of=date(2026, 1, 1),
            source=f"示例{mark(f'source {where}', may)}", evidence=f"示例{mark(f'evidence {where}', may)}",
            owner_org=record.owner_org, entered_at=self.town.now, **more,
        )  # fmt: skip

    def _compare(self, name: str, who: str) -> Comparison:
        may = partial(_sees_comparison, self.town.place(name))
        return Comparison.objects.unscoped(why=WHY).create(
            owner_org=self.town.world.organisations[name], by=self.town.world.users[who],
            title=f"示例{self.town.mark(f'title of a comparison of {name}', may)}",
            description={"products": f"示例{self.town.mark(f'products of a comparison of {name}', may)}"},
            shortlist=[record.public_id for record, _ in self.places],
            created_at=self.town.now, updated_at=self.town.now,
        )  # fmt: skip

    def _ask(self, name: str, who: str, record: Record, paper: Paper) -> tuple[PlaceQuestion, str, Paper]:
        made = PlaceQuestion.objects.unscoped(why=WHY).create(
            place=record, criterion=THIRD, due=self.town.now.date() + timedelta(days=9),
            owner_org=self.town.world.organisations[name], asked_by=self.town.world.users[who], asked_at=self.town.now,
        )  # fmt: skip
        return made, name, paper

    # --- what stands behind doors ------------------------------------------------------------------------------------

    def things(self, make: Made) -> dict[str, list[Thing]]:
        """By kind; `make` is given the pieces of an address, the plain words, and a label."""
        offices = {name: self.town.place(name) for name in self.comparisons}
        return {
            "comparison": [
                make({"public_id": row.public_id}, offices[name], f"comparison of {name}")
                for name, row in self.comparisons.items()
            ],
            "compared place": [
                make(
                    {"public_id": row.public_id, "place_id": record.public_id},
                    (offices[name], paper),
                    f"{paper.level} park in the comparison of {name}",
                )
                for name, row in self.comparisons.items()
                for record, paper in self.places
            ],
            "place": [make({"place_id": r.public_id}, p, f"{p.level} park {r.pk}") for r, p in self.places],
            "place value": [
                make({"place_id": r.public_id, "value_id": value.public_id}, p, f"value of the {p.level} park")
                for (r, p), value in zip(self.places, self.values, strict=True)
            ],
            "place question": [
                make(
                    {"public_id": self.comparisons[name].public_id, "question_id": question.public_id},
                    (offices[name], paper),
                    f"question of {name}",
                )
                for question, name, paper in self.questions
                if name in self.comparisons
            ],
        }


def _sees_value(paper: Paper, person: Person) -> bool:
    return plainly.sees_place_value(person, paper)


def _sees_before(paper: Paper, person: Person) -> bool:
    return plainly.sees_place_value(person, paper, replaced=True)


def _sees_comparison(office: Place, person: Person) -> bool:
    return plainly.sees_comparison(person, office)
