"""A plan's rows as the engine's event, and a timetable as rows: what stays keeps its row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from yanzhen.language import Said
from yanzhen.meet.frame import UNTIMED
from yanzhen.meet.timetable import NO_TABLE, Timetable, amount, refused_text
from yanzhen_web.models import Guest, Hall, Meeting, MeetingParty, MeetingPlan, MeetingRequest
from yanzhen_web.services.meet.meetings.telling import cancelled, tell_both

_WHY = "the timetable of a plan that the actor runs is one: every request and every party of it"
_GONE = (Guest.State.CANCELLED, Guest.State.DECLINED)
_JOINED = Said("与对方提出的约合并为一场", "joined with the request of the other side")
State = MeetingRequest.State


def parties_of(plan: MeetingPlan) -> list[MeetingParty]:
    """Those who meet people: who opted out or does not come to the event is left out."""
    rows = MeetingParty.objects.unscoped(why=_WHY).filter(plan=plan, opted_out_at=None)
    return list(rows.exclude(guest__state__in=_GONE).select_related("guest", "hall").order_by("pk"))


def names_of(parties: list[MeetingParty]) -> dict[int, str]:
    """Party -> the name that reasons call it by: with its organisation, or its number, where two are called alike."""
    told = {party.pk: party.guest.name for party in parties}
    for longer in (lambda party: f"{party.guest.name}（{party.guest.organisation}）", _numbered):
        often = Counter(told.values())
        told |= {party.pk: longer(party) for party in parties if often[told[party.pk]] > 1}
    return told


def event_document(plan: MeetingPlan) -> dict[str, Any]:
    """The event of `yanzhen meet` (docs/en/meet.md): people by name, requests by public id, halls by name."""
    parties = parties_of(plan)
    names = names_of(parties)
    halls = Hall.objects.unscoped(why=_WHY).filter(event=plan.event_id, tables__gt=0)
    known = {hall.pk: hall.name for hall in halls}
    requests = _joined(_requests(plan), names)
    wanted = Counter(side for request in requests for side in (request.asker_id, request.asked_id))
    return {
        "slots": plan.slots,
        "spare": plan.spare,
        "participants": [_participant(plan, party, names[party.pk], known, wanted[party.pk]) for party in parties],
        "requests": [_request(request, names) for request in requests],
        "halls": {hall.name: {"tables": hall.tables} for hall in halls},
        "travel_slots": plan.travel_slots if len(known) > 1 else 0,
        "online_slots": [slot for slot in plan.online_slots if slot <= plan.slots],
        "interpreters": plan.interpreters,
    }


@transaction.atomic
def store_timetable(plan: MeetingPlan, timetable: Timetable) -> None:
    """Write the meetings of a timetable; who is moved, added or cancelled in a published plan is told of it."""
    requests = {request.public_id: request for request in _requests(plan)}
    known = {request.pk: request for request in requests.values()}
    before = {
        meeting.request_id: meeting
        for meeting in Meeting.objects.unscoped(why=_WHY).filter(request__plan=plan).select_related("hall")
    }
    halls = {hall.name: hall for hall in Hall.objects.unscoped(why=_WHY).filter(event=plan.event_id)}
    timed = _timed(timetable, requests, halls)
    for request_id, meeting in before.items():
        if request_id not in timed and meeting.state == Meeting.State.PLANNED:
            if request_id in known:
                tell_both(plan, known[request_id], "cancelled", cancelled)
            meeting.delete()
    for request_id, place in timed.items():
        _put(plan, before.get(request_id), known[request_id], place)
    _say_why(timetable, requests, timed)
    plan.certificate = certificate_of(timetable)
    plan.edition += 1
    plan.made_at = timezone.now()
    plan.save(update_fields=["certificate", "edition", "made_at"])


def certificate_of(timetable: Timetable) -> dict[str, Any]:
    """What is proven of a timetable, as a plan keeps it."""
    parts = timetable.event.parts
    return {
        "value": amount(timetable.value, parts),
        "bound": amount(timetable.bound, parts),
        "gap": round(timetable.gap, 6),
        "proven_optimal": timetable.value >= timetable.bound,
        "breaks": timetable.breaks,
        "breaks_bound": timetable.breaks_bound,
        "refused": [{"zh": said.zh, "en": said.en} for said in map(refused_text, timetable.refused)],
    }


def _numbered(party: MeetingParty) -> str:
    return f"{party.guest.name}（{party.guest.code}）"


def _requests(plan: MeetingPlan) -> list[MeetingRequest]:
    rows = MeetingRequest.objects.unscoped(why=_WHY).filter(plan=plan, state=State.OPEN)
    return list(rows.select_related("meeting", "asker__guest", "asked__guest").order_by("pk"))


def _joined(requests: list[MeetingRequest], names: Mapping[int, str]) -> list[MeetingRequest]:
    """Where both asked for each other it is one meeting: of the first request, worth what both are worth."""
    kept: dict[frozenset[int], MeetingRequest] = {}
    for request in requests:
        sides = frozenset((request.asker_id, request.asked_id))
        if not sides <= names.keys():
            continue
        first = kept.setdefault(sides, request)
        if first is not request:
            first.value += request.value
            first.must |= request.must
    return list(kept.values())


def _participant(
    plan: MeetingPlan, party: MeetingParty, name: str, halls: Mapping[int, str], wanted: int
) -> dict[str, Any]:
    """`wanted`: with so many people somebody asks for a meeting; nobody is promised more of them."""
    away = {slot for slot in (*party.unavailable, *plan.pauses) if slot <= plan.slots}
    if party.absent_from is not None:
        away |= set(range(party.absent_from, plan.slots + 1))
    most = party.most if party.most is not None else plan.most
    most = plan.slots if most is None else most
    row = {
        "id": name, "max": most, "min": min(party.least if party.least is not None else plan.least, most, wanted),
        "unavailable": sorted(away),
    }  # fmt: skip
    return row | ({"hall": halls[party.hall_id]} if party.hall_id in halls else {})


def _request(request: MeetingRequest, names: Mapping[int, str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": request.public_id, "a": names[request.asker_id], "b": names[request.asked_id], "value": request.value,
        "must": request.must, "online": request.online,
    }  # fmt: skip
    meeting = getattr(request, "meeting", None)
    if meeting is not None and (meeting.locked or meeting.state == Meeting.State.HELD):
        row |= {"must": True, "slots": [meeting.slot]}
    elif request.slots:
        row["slots"] = request.slots
    return row | ({"interpreter": request.interpreter} if request.interpreter else {})


Place = tuple[int, Hall | None, int | None]


def _timed(timetable: Timetable, requests: Mapping[str, MeetingRequest], halls: Mapping[str, Hall]) -> dict[int, Place]:
    """Request -> slot, hall and table, from 1."""
    names = [*(hall.name for hall in timetable.event.halls), None]
    found: dict[int, Place] = {}
    for number, request in enumerate(timetable.event.requests):
        slot, table = int(timetable.slot[number]), int(timetable.table[number])
        if slot == UNTIMED or request.id not in requests:
            continue
        hall = halls.get(names[timetable.frame.hall[number]] or "")
        found[requests[request.id].pk] = (slot + 1, hall, None if table == NO_TABLE else table + 1)
    return found


def _put(plan: MeetingPlan, before: Meeting | None, request: MeetingRequest, place: Place) -> None:
    slot, hall, table = place
    if before is not None and (before.slot, before.hall_id, before.table) == (slot, hall.pk if hall else None, table):
        return
    meeting = before or Meeting(request=request)
    meeting.slot, meeting.hall, meeting.table, meeting.changed_at = slot, hall, table, timezone.now()
    meeting.save()
    kind, text = ("moved", _moved) if before else ("added", _added)
    tell_both(plan, request, kind, text(plan, meeting), meeting)


def _where(meeting: Meeting, plan: MeetingPlan) -> Said:
    begins, hall = f"{plan.time_of(meeting.slot):%H:%M}", meeting.hall
    place = hall.said if hall else Said("线上", "on line")
    table = f" {meeting.table}" if meeting.table else ""
    return Said(f"{begins} {place.zh}{table}", f"{begins} {place.en}{table}")


def _moved(plan: MeetingPlan, meeting: Meeting) -> Callable[[str], Said]:
    at = _where(meeting, plan)
    return lambda name: Said(f"与{name}的会谈改到 {at.zh}", f"Your meeting with {name} moved to {at.en}")


def _added(plan: MeetingPlan, meeting: Meeting) -> Callable[[str], Said]:
    at = _where(meeting, plan)
    return lambda name: Said(f"新增与{name}的会谈：{at.zh}", f"New: a meeting with {name}, {at.en}")


def _say_why(timetable: Timetable, requests: Mapping[str, MeetingRequest], timed: Mapping[int, Place]) -> None:
    """The reason beside each request that did not make it; none beside those that did."""
    known = {request.id: number for number, request in enumerate(timetable.event.requests)}
    left_out = {each.id: each.why for each in timetable.refused if each.kind == "request"}
    for request in requests.values():
        said = left_out.get(request.public_id)
        if request.public_id in known:
            said = timetable.why.get(known[request.public_id], said)
        elif said is None:
            said = _JOINED
        request.why = {} if request.pk in timed or said is None else {"zh": said.zh, "en": said.en}
    MeetingRequest.objects.unscoped(why=_WHY).bulk_update(requests.values(), ["why"], batch_size=500)
