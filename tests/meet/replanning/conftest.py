"""Small events with a timetable of some kind, and all re-plans of them by a model of the whole."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from yanzhen.meet.frame import UNTIMED, Frame


def frame_of_dice(seed: int, *, people=7, slots=4, asked=12, halls=1, travel=0) -> Frame:
    """An invented event: who asks for whom, who is there when, halls with few tables, an interpreter now and then."""
    dice = np.random.default_rng(seed)
    pairs = [(i, j) for i in range(people) for j in range(i)]
    chosen = [pairs[i] for i in dice.permutation(len(pairs))[: min(asked, len(pairs))]]
    one, other = (np.array([pair[k] for pair in chosen], np.int64) for k in range(2))
    there = dice.random((people, slots)) < 0.85
    count = len(chosen)
    return Frame(
        one=one, other=other,
        worth=dice.integers(1, 50, count),
        must=dice.random(count) < 0.1,
        open=there[one] & there[other] & (dice.random((count, slots)) < 0.9),
        hall=dice.integers(0, halls, count),
        tables=dice.integers(1, 3, (halls, slots)),
        least=dice.integers(0, 2, people),
        most=dice.integers(1, slots + 1, people),
        travel=travel,
        room=dice.integers(2, 4, slots) if halls > 1 else None,
        language=np.where(dice.random(count) < 0.2, 0, -1) if seed % 3 == 0 else None,
        interpreters=np.ones((1, slots), np.int64) if seed % 3 == 0 else None,
    )  # fmt: skip


def some_timetable(frame: Frame, seed: int):
    """Meetings in a random order, each in its first slot that is free: kept rules, and far from the best."""
    dice, slot = np.random.default_rng(seed), np.full(frame.meetings, UNTIMED)
    for e in dice.permutation(frame.meetings):
        for t in np.flatnonzero(frame.open[e]):
            slot[e] = t
            if not faults(frame, slot):
                break
            slot[e] = UNTIMED
    return slot


def faults(frame: Frame, slot) -> list[Any]:
    """Rules that a timetable breaks, looked at one by one."""
    found: list[Any] = []
    timed = [e for e in range(frame.meetings) if slot[e] != UNTIMED]
    found += [("open", e) for e in timed if not frame.open[e, slot[e]]]
    for p in range(frame.people):
        mine = [e for e in timed if p in (frame.one[e], frame.other[e])]
        if len(mine) > frame.most[p]:
            found.append(("most", p))
        for e in mine:
            for f in mine:
                apart = abs(int(slot[e] - slot[f]))
                if e < f and (apart == 0 or (frame.hall[e] != frame.hall[f] and apart <= frame.travel)):
                    found.append(("both", p, e, f))
    for t in range(frame.slots):
        here = [e for e in timed if slot[e] == t]
        for h in range(len(frame.tables)):
            if sum(frame.hall[e] == h for e in here) > frame.tables[h, t]:
                found.append(("tables", h, t))
        if frame.room is not None and len(here) > frame.room[t]:
            found.append(("room", t))
        if frame.language is not None and sum(frame.language[e] == 0 for e in here) > frame.interpreters[0, t]:
            found.append(("interpreters", t))
    return found


def standing(frame: Frame, before, struck, slot) -> tuple[int, int, int, int]:
    """What a re-plan is judged by: musts and confirmed meetings, what minima lack (less is more), value, moves."""
    timed = slot != UNTIMED
    confirmed = int(sum(timed[e] * (1 + frame.must[e] * (len(struck) + 1)) for e in struck))
    confirmed += int(sum(timed[e] * frame.must[e] * (len(struck) + 1) for e in np.flatnonzero(before == UNTIMED)))
    count = np.bincount(np.r_[frame.one[timed], frame.other[timed]], minlength=frame.people)
    moves = int((timed & (before != UNTIMED) & (before != slot)).sum() - sum(timed[e] for e in struck))
    return confirmed, -int(np.maximum(frame.least - count, 0).sum()), int(frame.worth[timed].sum()), -moves


def best_replans(frame: Frame, before, absent, moves, now=0, notice=0) -> tuple[tuple[int, int, int], int]:
    """The best standing of all re-plans (without its moves), and the greatest value of any: CP-SAT, on everything."""
    from ortools.sat.python import cp_model

    away = absent[frame.one] | absent[frame.other]
    struck = [e for e in range(frame.meetings) if before[e] >= now and before[e] != UNTIMED and away[e, before[e]]]
    model = cp_model.CpModel()
    held = now + notice

    def may_go(e: int, t: int) -> bool:
        free = before[e] == UNTIMED or before[e] >= held or e in struck
        return bool(free and t >= held and frame.open[e, t] and not away[e, t])

    at = {
        (e, t): model.new_bool_var("")
        for e in range(frame.meetings)
        for t in range(frame.slots)
        if (before[e] == t and e not in struck) or may_go(e, t)
    }
    on = {e: sum(v for (f, _), v in at.items() if f == e) for e in range(frame.meetings)}
    for e in range(frame.meetings):
        kept = before[e] != UNTIMED and e not in struck
        model.add(on[e] == 1) if kept else model.add(on[e] <= 1)
    others = [v for (e, t), v in at.items() if before[e] != UNTIMED and e not in struck and t != before[e]]
    model.add(sum(others) <= moves)
    keys = list(at)
    for p in range(frame.people):
        mine = [key for key in keys if p in (frame.one[key[0]], frame.other[key[0]])]
        model.add(sum(at[key] for key in mine) <= int(frame.most[p]))
        for i, (e, t) in enumerate(mine):
            for f, u in mine[:i]:
                if e != f and (t == u or (frame.hall[e] != frame.hall[f] and abs(t - u) <= frame.travel)):
                    model.add(at[e, t] + at[f, u] <= 1)
    for t in range(frame.slots):
        here = [key for key in keys if key[1] == t]
        for h in range(len(frame.tables)):
            model.add(sum(at[key] for key in here if frame.hall[key[0]] == h) <= int(frame.tables[h, t]))
        if frame.room is not None:
            model.add(sum(at[key] for key in here) <= int(frame.room[t]))
        if frame.language is not None:
            model.add(sum(at[key] for key in here if frame.language[key[0]] == 0) <= int(frame.interpreters[0, t]))
    lacks = []
    for p in range(frame.people):
        lacks.append(model.new_int_var(0, 10, ""))
        model.add(
            lacks[-1] + sum(at[k] for k in keys if p in (frame.one[k[0]], frame.other[k[0]])) >= int(frame.least[p])
        )
    big = len(struck) + 1
    aims = [
        sum(on[e] * (int(e in struck) + int(frame.must[e]) * big) for e in range(frame.meetings)
            if e in struck or before[e] == UNTIMED),
        -sum(lacks),
        sum(on[e] * int(frame.worth[e]) for e in range(frame.meetings)),
    ]  # fmt: skip

    def solved(aim: Any) -> int:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        model.maximize(aim)
        assert solver.solve(model) == cp_model.OPTIMAL
        return round(solver.objective_value)

    most = solved(aims[2])
    reached = []
    for aim in aims:
        reached.append(solved(aim))
        model.add(aim >= reached[-1])
    return (reached[0], reached[1], reached[2]), most


@st.composite
def cases(draw):
    """A frame, a timetable, absences, moves, and how much of it is past or near."""
    seed = draw(st.integers(0, 10_000))
    halls = draw(st.sampled_from([1, 1, 2]))
    frame = frame_of_dice(
        seed, people=draw(st.integers(3, 8)), slots=draw(st.integers(2, 5)), asked=draw(st.integers(2, 16)),
        halls=halls, travel=draw(st.integers(0, 1)) if halls > 1 else 0,
    )  # fmt: skip
    before = some_timetable(frame, seed)
    absent = np.zeros((frame.people, frame.slots), bool)
    for _ in range(draw(st.integers(1, 2))):
        first = draw(st.integers(0, frame.slots - 1))
        absent[draw(st.integers(0, frame.people - 1)), first : draw(st.integers(first + 1, frame.slots))] = True
    now = draw(st.sampled_from([0, 0, 1]))
    return frame, before, absent, draw(st.integers(0, 3)), now, draw(st.sampled_from([0, 0, 1]))
