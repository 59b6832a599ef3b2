"""Plans of meetings: who takes part, who asks for whom, and that people are told."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from yanzhen.language import Said
from yanzhen_web.models import Event, Guest, Job, Meeting, MeetingParty, MeetingPlan, MeetingRequest, User
from yanzhen_web.scopes import Actor
from yanzhen_web.scopes.meeting import edits_request, runs_event, runs_part
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.meet.meetings.telling import cancelled, tell, tell_both
from yanzhen_web.services.people.refusals import Refusal

_WHY = "parties and requests of a plan that the actor runs"
_MEETING = (Guest.Role.DELEGATE, Guest.Role.VIP, Guest.Role.SPEAKER)
Given = dict[str, Any]


def run_plan(actor: Actor, public_id: str) -> MeetingPlan:
    """A plan that the actor changes.

    Raises:
        MeetingPlan.DoesNotExist: there is none, for this actor.
    """
    rows = MeetingPlan.objects.visible_to(actor).filter(runs_part(actor))
    return rows.select_related("event", "job").get(public_id=public_id)


def editable_request(actor: Actor, public_id: str) -> MeetingRequest:
    """A request that the actor takes back.

    Raises:
        MeetingRequest.DoesNotExist: there is none, for this actor.
    """
    rows = MeetingRequest.objects.visible_to(actor).filter(edits_request(actor))
    rows = rows.select_related("plan", "asker__guest", "asked__guest")
    return rows.distinct().get(public_id=public_id)


@transaction.atomic
def save_plan(event: Event, plan: MeetingPlan | None, given: Given, by: User) -> MeetingPlan:
    """A new plan, or one changed."""
    plan = plan or MeetingPlan(event=event, by=by)
    for name, value in given.items():
        setattr(plan, name, value)
    plan.save()
    note_deed("meetings.plan", plan)
    return plan


@transaction.atomic
def add_all(plan: MeetingPlan) -> int:
    """Everybody who comes and is no staff or press takes part; returns how many are new."""
    guests = Guest.objects.unscoped(why=_WHY).filter(event=plan.event_id, state=Guest.State.COMING, role__in=_MEETING)
    there = MeetingParty.objects.unscoped(why=_WHY).filter(plan=plan).values("guest")
    new = [MeetingParty(plan=plan, guest=guest) for guest in guests.exclude(pk__in=there)]
    MeetingParty.objects.unscoped(why=_WHY).bulk_create(new, batch_size=500)
    note_deed("meetings.parties", plan, count=len(new))
    return len(new)


@transaction.atomic
def ask(plan: MeetingPlan, asker: MeetingParty, asked: MeetingParty, given: Given, by: User | None) -> MeetingRequest:
    """A request for a meeting.

    Raises:
        Refusal: with oneself, or asked for already.
    """
    if asker.pk == asked.pk:
        raise Refusal("不能约自己，请换一方", "Nobody meets themselves: choose another one", field="asked")
    rows = MeetingRequest.objects.unscoped(why=_WHY)
    try:
        with transaction.atomic():
            request = rows.create(plan=plan, asker=asker, asked=asked, by=by, **given)
    except IntegrityError:
        found = rows.get(plan=plan, asker=asker, asked=asked)
        if found.state == MeetingRequest.State.OPEN:
            raise Refusal("已经约过了", "This was asked for already", field="asked") from None
        found.state = MeetingRequest.State.OPEN
        for name, value in given.items():
            setattr(found, name, value)
        found.save()
        request = found
    note_deed("meetings.ask", request)
    return request


@transaction.atomic
def take_back(request: MeetingRequest) -> None:
    """Take a request back; a meeting that it has already is cancelled, and the two are told."""
    request.state = MeetingRequest.State.TAKEN_BACK
    request.why = {}
    request.save(update_fields=["state", "why"])
    meeting = Meeting.objects.unscoped(why=_WHY).filter(request=request, state=Meeting.State.PLANNED).first()
    if meeting is not None:
        tell_both(request.plan, request, "cancelled", cancelled)
        meeting.delete()
        MeetingPlan.objects.unscoped(why=_WHY).filter(pk=request.plan_id).update(edition=request.plan.edition + 1)
    note_deed("meetings.take_back", request)


@transaction.atomic
def publish(plan: MeetingPlan) -> None:
    """Tell everybody who has a meeting.

    Raises:
        Refusal: there is no timetable yet.
    """
    if plan.made_at is None:
        raise Refusal("还没有排时间表，先排好再发布", "There is no timetable yet: make it before you publish it")
    first = plan.published_at is None
    plan.published_at = timezone.now()
    plan.save(update_fields=["published_at"])
    if first:
        said = Said(
            f"“{plan.name}”的时间表排好了，请看您的会谈", f"The timetable of {plan.name} is ready: see your meetings"
        )
        for guest in _who_meets(plan):
            tell(guest, "timetable", said)
    note_deed("meetings.publish", plan, version=plan.edition)


def worked_by(plan: MeetingPlan, job: Job) -> None:
    """The job that makes the timetable."""
    plan.job = job
    plan.save(update_fields=["job"])


def _who_meets(plan: MeetingPlan) -> list[Guest]:
    mine = Q(parties__asks__meeting__isnull=False) | Q(parties__is_asked__meeting__isnull=False)
    return list(Guest.objects.unscoped(why=_WHY).filter(mine, parties__plan=plan).distinct())


def run_party(actor: Actor, public_id: str) -> MeetingParty:
    """Who takes part in a plan that the actor changes.

    Raises:
        MeetingParty.DoesNotExist: there is none, for this actor.
    """
    rows = MeetingParty.objects.visible_to(actor).filter(runs_event(actor, "plan__event__"))
    return rows.select_related("plan__event", "guest").distinct().get(public_id=public_id)


@transaction.atomic
def save_party(party: MeetingParty, given: Given) -> None:
    """Change when somebody meets, and how often; `out`: the guest wants no meetings any more.

    The timetable that stands is left as it is until it is made anew.
    """
    out = given.pop("out")
    for name, value in given.items():
        setattr(party, name, value)
    party.opted_out_at = (party.opted_out_at or timezone.now()) if out else None
    party.save()
    note_deed("meetings.party", party)
