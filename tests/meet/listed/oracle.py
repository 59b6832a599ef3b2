"""What a timetable of listed meetings has to keep, told slowly and without the engine."""

import itertools


def breaks_of(document, slot_of):
    """Idle gaps of each participant, from the document and {meeting id: slot}."""
    breaks = {}
    for person in range(1, document["participants"] + 1):
        mine = sorted(slot_of[m["id"]] for m in document["meetings"] if person in (m["a"], m["b"]))
        breaks[person] = sum(later - earlier > 1 for earlier, later in itertools.pairwise(mine))
    return breaks


def faults_of(document, slot_of):
    """Everything that {meeting id: slot} breaks, in words; empty where nothing."""
    faults = []
    meetings = {m["id"]: m for m in document["meetings"]}
    if set(slot_of) != set(meetings):
        return ["not every meeting, or another one, has a slot"]
    away = {int(person): set(slots) for person, slots in document.get("unavailable", {}).items()}
    for name, meeting in meetings.items():
        slot = slot_of[name]
        if not 1 <= slot <= document["slots"]:
            faults.append(f"{name} is in slot {slot}")
        if "slots" in meeting and slot not in meeting["slots"]:
            faults.append(f"{name} may not be in {slot}")
        if meeting.get("fixed") is not None and slot != meeting["fixed"]:
            faults.append(f"{name} is fixed elsewhere")
        faults += [f"{name} is not after {other}" for other in meeting.get("after", []) if slot_of[other] >= slot]
        faults += [f"{p} is away in {slot}" for p in (meeting["a"], meeting["b"]) if slot in away.get(p, ())]
    for one, other in itertools.combinations(meetings.values(), 2):
        if slot_of[one["id"]] == slot_of[other["id"]] and {one["a"], one["b"]} & {other["a"], other["b"]}:
            faults.append(f"{one['id']} and {other['id']} are at once")
    for slot in range(1, document["slots"] + 1):
        if sum(at == slot for at in slot_of.values()) > document["tables"]:
            faults.append(f"slot {slot} is too full")
    breaks = breaks_of(document, slot_of).values()
    spread = document.get("max_break_spread")
    if spread is not None and breaks and max(breaks) - min(breaks) > spread:
        faults.append("breaks differ by too much")
    return faults


def checked(document, answer):
    """The faults of an answer: those of its slots, of its tables, of the breaks that it tells and of its bound."""
    slot_of = {m["id"]: m["slot"] for m in answer["meetings"]}
    faults = faults_of(document, slot_of)
    seats = [(m["slot"], m["table"]) for m in answer["meetings"]]
    if len(set(seats)) < len(seats) or any(not 1 <= table <= document["tables"] for _, table in seats):
        faults.append("a table twice, or one that is not there")
    if len(answer["meetings"]) != len(slot_of):
        faults.append("a meeting twice")
    if not faults and answer["breaks"] != sum(breaks_of(document, slot_of).values()):
        faults.append("breaks are counted wrongly")
    if answer["bound"] > answer["breaks"] or answer["proven_optimal"] != (answer["bound"] == answer["breaks"]):
        faults.append("bound and proof do not agree with the breaks")
    return faults


def fewest_breaks(document):
    """The fewest breaks of any timetable, by looking at all of them; None where there is none."""
    ids = [m["id"] for m in document["meetings"]]
    found = []
    for slots in itertools.product(range(1, document["slots"] + 1), repeat=len(ids)):
        slot_of = dict(zip(ids, slots, strict=True))
        if not faults_of(document, slot_of):
            found.append(sum(breaks_of(document, slot_of).values()))
    return min(found, default=None)
