"""A study of all projects in the town, a canary in each text: two counties' leads, each state of a proposal."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from yanzhen_web.models import AllocationRun, AllocationStudy, Record, TransferProposal

from . import plainly
from .plainly import Paper, Person, Place, Transfer

if TYPE_CHECKING:
    from .town import Thing, Town

WHY = "the studies of the doors' tests"
STATES = (("proposed", "open"), ("declined", "open"), ("adopted", "open"), ("adopted", "agreed"))
Made = Callable[[dict[str, Any], Any, str], "Thing"]


class Allocating:
    """Studies, scenarios and proposals of a town."""

    def __init__(self, town: Town) -> None:
        self.town, self.office = town, town.place("province")
        leads = [self._of(name, "project") for name in ("ningxiang", "youxian")]
        parks = [each for each in town.records if each[1].kind == "park" and not each[1].withdrawn][:2]
        may = partial(_sees_study, self.office)
        self.study = AllocationStudy.objects.unscoped(why=WHY).create(
            owner_org=town.world.organisations["province"], by=town.world.users["organiser"],
            title=f"示例{town.mark('title of a study', may)}", created_at=town.now,
            projects=[record.public_id for record, _ in leads], places=[record.public_id for record, _ in parks],
        )  # fmt: skip
        self.runs = [self._run(state, answer, may) for state, answer in STATES]
        self.transfers = [
            self._propose(run, lead, parks[number % len(parks)], *states)
            for run, states in zip(self.runs, STATES, strict=True)
            for number, lead in enumerate(leads)
        ]

    def _of(self, owner: str, kind: str) -> tuple[Record, Paper]:
        place = self.town.place(owner)
        mine = ((r, p) for r, p in self.town.records if p.owner == place and p.kind == kind and p.level == "internal")
        return next((record, paper) for record, paper in mine if not paper.withdrawn)

    def _run(self, state: str, answer: str, may: Callable[[Person], bool]) -> AllocationRun:
        lead, park = self.study.projects[0], self.study.places[0]
        result = {
            "value": 1.0, "bound": 1.0, "gap": 0.0, "placed": 1, "projects": 2, "keys": 0, "prices": [], "unmet": [],
            "assignments": [{"project": lead, "place": park, "value": 1.0, "amount": 1.0, "fit": 0.5}],
            "unplaced": [{"project": self.study.projects[1], "zh": f"不如{park}", "en": f"not {park}"}],
            "build_next": [{"place": park, "resource": "land", "tenth": 0.1}], "stable": None,
            "places": [{"place": park, "projects": 1, "value": 1.0}],
        }  # fmt: skip
        return AllocationRun.objects.unscoped(why=WHY).create(
            study=self.study, name=f"示例{self.town.mark(f'name of a scenario {state} {answer}', may)}", result=result,
            created_at=self.town.now, computed_at=self.town.now,
        )  # fmt: skip

    def _propose(
        self, run: AllocationRun, lead: tuple[Record, Paper], park: tuple[Record, Paper], state: str, answer: str
    ) -> tuple[TransferProposal, Transfer]:
        plain = Transfer(self.office, lead[1], park[1], state, answer)
        reason = f"示例{self.town.mark(f'reason of a transfer {state} {answer}', partial(_reads_reason, plain))}"
        row = TransferProposal.objects.unscoped(why=WHY).create(
            run=run, project=lead[0], place=park[0], reason={"zh": reason, "en": reason}, state=state, answer=answer
        )
        return row, plain

    def things(self, make: Made) -> dict[str, list[Thing]]:
        """By kind; `make` is given the pieces of an address, the plain words, and a label."""
        study = self.study.public_id
        return {
            "study": [make({"public_id": study}, self.office, "study of the province")],
            "scenario": [
                make({"public_id": study, "run_id": run.public_id}, self.office, f"scenario {run.pk}")
                for run in self.runs[:2]
            ],
            "transfer": [
                make({"public_id": row.public_id}, plain, f"transfer {plain.state} {plain.answer} {row.pk}")
                for row, plain in self.transfers
            ],
        }


def _sees_study(office: Place, person: Person) -> bool:
    return plainly.sees_study(person, office)


def _reads_reason(transfer: Transfer, person: Person) -> bool:
    return plainly.sees_transfer(person, transfer) and plainly.sees(person, transfer.project)
