"""Small events, drawn and made by hand."""

from importlib.util import find_spec

import pytest
from hypothesis import strategies as st

BACKENDS = ["reference", *(["native"] if find_spec("yanzhen_kernel") else [])]


@pytest.fixture(params=BACKENDS)
def backend(request):
    return request.param


def event_of_pairs(pairs, slots=4, people=None, **more):
    """An event in which `pairs` of letters, each with its worth, ask for each other."""
    people = people or {}
    names = sorted({name for pair in pairs for name in pair[:2]} | set(people))
    return {
        "slots": slots,
        "participants": [{"id": name, **people.get(name, {})} for name in names],
        "requests": [
            {"id": f"r{number}", "a": pair[0], "b": pair[1], "value": pair[2], **(pair[3] if len(pair) > 3 else {})}
            for number, pair in enumerate(pairs, start=1)
        ],
        **more,
    }


@st.composite
def events(draw):
    """Events with something of everything: too few slots and tables, halls and ways between them, musts, minima."""
    slots = draw(st.integers(1, 5))
    count = draw(st.integers(2, 6))
    some_slots = st.lists(st.integers(1, slots), max_size=slots, unique=True)
    halls = draw(st.sampled_from([{}, {}, {"A": {"tables": 1}, "B": {"tables": 2}}, {"A": {}, "B": {"tables": 1}}]))
    people = [
        {
            "id": f"p{number}",
            "min": (least := draw(st.integers(0, 2))),
            "max": draw(st.integers(least, slots + 1)),
            "unavailable": draw(some_slots) if draw(st.booleans()) else [],
            **({"hall": draw(st.sampled_from(sorted(halls)))} if halls and draw(st.booleans()) else {}),
        }
        for number in range(count)
    ]
    requests = []
    for number in range(draw(st.integers(1, 9))):
        one, other = draw(st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True))
        request = {"id": f"r{number}", "a": f"p{one}", "b": f"p{other}", "value": draw(st.integers(0, 12))}
        if draw(st.integers(0, 4)) == 0:
            request["must"] = True
        if draw(st.integers(0, 3)) == 0:
            request["slots"] = draw(st.lists(st.integers(1, slots), min_size=1, unique=True))
        if draw(st.integers(0, 5)) == 0:
            request["online"] = True
        if draw(st.integers(0, 5)) == 0:
            request["interpreter"] = "en"
        requests.append(request)
    event = {
        "slots": slots,
        "participants": people,
        "requests": requests,
        "interpreters": {"en": draw(st.integers(0, 2))},
    }
    if halls:
        event |= {"halls": halls, "travel_slots": draw(st.integers(0, 2))}
    if draw(st.booleans()):
        event["tables"] = draw(st.integers(0, 4))
        event["spare"] = draw(st.sampled_from([0, 0.25, 0.5]))
    if draw(st.integers(0, 3)) == 0:
        event["online_slots"] = draw(some_slots)
    return event
