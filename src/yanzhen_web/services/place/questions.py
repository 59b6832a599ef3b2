"""Asking a place for a value by a day: by whom and for which project the place does not read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from yanzhen_web.models import Comparison, PlaceQuestion, Record, User
from yanzhen_web.scopes import EDITORS, Actor
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.place.criteria import criterion_of

WHY = "a question of the actor's own organisation"
USUALLY_WITHIN = timedelta(days=14)
LATEST = timedelta(days=366)
State = PlaceQuestion.State


@dataclass(frozen=True)
class Asking:
    """What is asked: which value of which place, by when, and whether the place may read who asks."""

    place: str
    criterion: str
    due: date | None
    named: bool = False


def own_questions(actor: Actor) -> QuerySet[PlaceQuestion]:
    """Questions that the actor's own organisations asked; what others ask the places that it answers for is not
    among them.
    """
    own = [desk.organisation for desk in actor.desks if desk.role in EDITORS]
    return PlaceQuestion.objects.visible_to(actor).filter(owner_org__in=own)


@transaction.atomic
def ask(actor: Actor, by: User, comparison: Comparison, asking: Asking) -> PlaceQuestion:
    """Ask a place, in the name of the organisation whose comparison it is for.

    Asked again while it is open, the question takes the new day.

    Raises:
        Record.DoesNotExist: the place is not one that the actor sees.
        Refusal: no such criterion, one that is computed, or no day to come.
    """
    place = Record.objects.visible_to(actor).get(kind="park", public_id=asking.place)
    criterion, today = criterion_of(asking.criterion), timezone.localdate()
    if criterion.computed:
        raise Refusal(
            f"{criterion.name}是算出来的，不用问园区",
            f"{criterion.name} is computed, and nothing to ask a park for",
            field="criterion",
        )
    if asking.due is None or not today <= asking.due <= today + LATEST:
        raise Refusal(
            "请答复的日期应在今天之后一年以内", "the day to answer by must lie within a year from today", field="due"
        )
    made, _ = PlaceQuestion.objects.unscoped(why=WHY).update_or_create(
        place=place,
        criterion=criterion.key,
        owner_org_id=comparison.owner_org_id,
        state=State.OPEN,
        defaults={"due": asking.due, "named": asking.named, "asked_by": by},
        create_defaults={"due": asking.due, "named": asking.named, "asked_by": by, "asked_at": timezone.now()},
    )
    # Neither the comparison nor the place's record: an entry about either would tie the two together.
    note_deed("place.ask", made, criterion=criterion.key)
    return made


@transaction.atomic
def withdraw(actor: Actor, public_id: str) -> PlaceQuestion:
    """Take a question back that nobody has answered yet.

    Raises:
        PlaceQuestion.DoesNotExist: there is no open one of the actor's own organisation.
    """
    question = own_questions(actor).get(public_id=public_id, state=State.OPEN)
    question.state, question.settled_at = State.WITHDRAWN, timezone.now()
    question.save(update_fields=["state", "settled_at"])
    note_deed("place.ask_back", question, criterion=question.criterion)
    return question
