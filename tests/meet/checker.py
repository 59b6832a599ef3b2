"""A slow check of a timetable against its event: reads the two documents alone and knows nothing of the engine."""

import math
from collections import Counter, defaultdict


def check(event, timetable):
    """Fail where the timetable breaks a rule of the event, miscounts, or leaves a request without a word."""
    people = {person["id"]: person for person in event["participants"]}
    requests = {request["id"]: request for request in reversed(event["requests"])}
    meetings = timetable["meetings"]
    assert len({meeting["id"] for meeting in meetings}) == len(meetings)
    for meeting in meetings:
        check_meeting(event, people, requests[meeting["id"]], meeting)
    check_people(event, people, requests, meetings)
    check_rooms(event, requests, meetings)
    value = sum(requests[meeting["id"]]["value"] for meeting in meetings)
    assert math.isclose(timetable["value"], value, abs_tol=1e-6 + len(meetings) * 5e-4)
    assert timetable["bound"] >= timetable["value"] - 1e-9
    assert timetable["proven_optimal"] == (timetable["value"] >= timetable["bound"])
    counted = breaks(requests, meetings)
    assert timetable["breaks"] == counted
    assert 0 <= timetable["breaks_bound"] <= counted
    left = {row["id"] for row in timetable["unscheduled"]}
    assert left == set(requests) - {meeting["id"] for meeting in meetings}
    assert all(row["why"].strip() for row in timetable["unscheduled"])


def check_meeting(event, people, request, meeting):
    slot = meeting["slot"]
    assert 1 <= slot <= event["slots"]
    assert request["a"] != request["b"]
    assert request.get("slots") is None or slot in request["slots"]
    halls = event.get("halls") or {}
    own = set()
    for side in (request["a"], request["b"]):
        person = people[side]
        assert slot not in person.get("unavailable", [])
        own |= {person["hall"]} & set(halls) if person.get("hall") else set()
    if request.get("online"):
        assert (meeting["hall"], meeting["table"]) == (None, None)
    elif halls:
        assert meeting["hall"] in (own or halls)
    else:
        assert meeting["hall"] is None
    needs_table = not request.get("online") and slot not in event.get("online_slots", [])
    assert (meeting["table"] is not None) == needs_table


def check_people(event, people, requests, meetings):
    busy = defaultdict(dict)
    for meeting in meetings:
        request = requests[meeting["id"]]
        for side in (request["a"], request["b"]):
            assert meeting["slot"] not in busy[side], (side, meeting)
            busy[side][meeting["slot"]] = None if request.get("online") else meeting["hall"]
    for side, slots in busy.items():
        assert len(slots) <= people[side].get("max", event["slots"])
        listed = sorted(slot for slot in slots if slots[slot] is not None)
        for one in listed:
            for other in listed:
                if one < other and slots[one] != slots[other]:
                    assert other - one > event.get("travel_slots", 0)


def check_rooms(event, requests, meetings):
    spare, online = event.get("spare", 0), set(event.get("online_slots", []))

    def usable(tables):
        return math.inf if tables is None else tables - math.ceil(tables * spare - 1e-9)

    halls = event.get("halls") or {None: {"tables": event.get("tables")}}
    seated = [meeting for meeting in meetings if meeting["table"] is not None]
    spots = [(meeting["slot"], meeting["hall"], meeting["table"]) for meeting in seated]
    assert len(set(spots)) == len(spots)
    for meeting in seated:
        assert 1 <= meeting["table"] <= usable(halls[meeting["hall"]].get("tables"))
    for count in Counter(meeting["slot"] for meeting in seated).values():
        assert count <= usable(event.get("tables"))
    assert all(meeting["slot"] not in online for meeting in seated)
    spoken = Counter(
        (meeting["slot"], requests[meeting["id"]]["interpreter"])
        for meeting in meetings
        if requests[meeting["id"]].get("interpreter")
    )
    for (_, language), count in spoken.items():
        assert count <= event["interpreters"][language]


def breaks(requests, meetings):
    """Runs of meetings of each participant, but for the first."""
    busy = defaultdict(set)
    for meeting in meetings:
        for side in ("a", "b"):
            busy[requests[meeting["id"]][side]].add(meeting["slot"])
    return sum(sum(slot - 1 not in slots for slot in slots) - 1 for slots in busy.values())


def standing(event, timetable):
    """Musts kept, what is missing of the minima as far as they could be had, and the value: what is best, in order."""
    requests = {request["id"]: request for request in event["requests"]}
    taken = [requests[meeting["id"]] for meeting in timetable["meetings"]]
    has = Counter(side for request in taken for side in (request["a"], request["b"]))
    missing = sum(max(0, person.get("min", 0) - has[person["id"]]) for person in event["participants"])
    return sum(bool(request.get("must")) for request in taken), -missing, sum(request["value"] for request in taken)
