"""Small events in which every listed meeting takes place."""

import pytest


@pytest.fixture
def event():
    """Four meetings of three participants in four slots; what is given replaces or adds."""

    def made(meetings=None, **more):
        listed = [(1, 1, 2), (2, 1, 3), (3, 2, 3)] if meetings is None else meetings
        rows = [{"id": m[0], "a": m[1], "b": m[2], **(m[3] if len(m) > 3 else {})} for m in listed]
        return {"participants": 4, "slots": 4, "tables": 2, "max_break_spread": 2, "meetings": rows, **more}

    return made
