"""Tries every route with every caller, method and thing, and tells what is not as expected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from .callers import Answer, Caller
from .expectations import ANYBODY, DOORS, Door
from .plainly import NOBODY, Person
from .scanning import keys_in, marks_in
from .town import SEES, Thing, Town
from .walking import ALL_METHODS, Way

MISSING = "Zz0Missing0Zz000"
"""An identifier that nothing has, as long as those that something has."""
MOST_TOLD = 40
AGAIN = 4
"""Things of each kind that are tried on a second database."""
OPEN, SIGN_IN, UNKNOWN, HIDDEN, NOT_GRANTED, WRONG_METHOD = "open", "sign in", 401, 404, 403, 405
_CHANGING = re.compile(rb'(name="csrfmiddlewaretoken" value="|csrf[Tt]oken"?[:=] ?"?)[A-Za-z0-9]+|"instance":"[^"]*"')


@dataclass
class Findings:
    """What went wrong, and how much was looked at."""

    wrong: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    asked: int = 0
    opened: int = 0
    hidden: int = 0
    read: set[tuple[str, str]] = field(default_factory=set)
    missing: dict[Any, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    may: dict[tuple[str, str], bool] = field(default_factory=dict)

    def told(self) -> str:
        """The first of each, for people."""
        parts = {"not as expected": self.wrong, "leaked": self.leaks, "hidden is not missing": self.differing}
        return "\n".join(
            f"{len(lines)} {what}:\n  " + "\n  ".join(lines[:25]) for what, lines in parts.items() if lines
        )


def expected(caller: Caller, way: Way, door: Door, method: str, thing: Thing | None) -> str | int:
    """What a door does, by the expectations and the plain rules alone."""
    if not door.takes(method):
        return WRONG_METHOD
    if door.nothing:
        return HIDDEN
    if door.who != ANYBODY:
        if not caller.known:
            return UNKNOWN if way.is_api else SIGN_IN
        if not _admitted(caller.person, way, door):
            return HIDDEN
        if way.is_api and not all(caller.person.given(grant) for grant in door.grant.split()):
            return NOT_GRANTED
    if door.none_yet:
        return HIDDEN
    may = door.may or SEES.get(door.of)
    return OPEN if thing is None or may is None or may(caller.person, thing.plain) else HIDDEN


def _admitted(person: Person, way: Way, door: Door) -> bool:
    roles = {post.role for post in person.posts}
    return bool((roles if way.is_api else roles - {"api_client"}) & door.who)


def try_all(
    town: Town,
    ways: Iterable[Way],
    callers: list[Caller],
    methods: Iterable[str] = ALL_METHODS,
    *,
    until: bool = False,
    few: bool = False,
    again: bool = False,
) -> Findings:
    """Every way, caller, method and thing.

    Args:
        until: stop at the first that is not as it should be.
        few: try chief things only.
        again: on another database, where it is the queries that could differ: some things of each kind, and no method
            that a door does not take.
    """
    findings = Findings()
    for way in ways:
        door = DOORS[way.name]
        for method in methods:
            if way.method and method not in (way.method, *_without_operation(way, method)):
                continue
            if again and not door.takes(method):
                continue
            for caller, thing in _pairs(town, door, method, callers, few=few, again=again):
                _try(town, way, door, method, caller, thing, findings)
                if until and findings.wrong + findings.leaks + findings.differing:
                    return findings
    return findings


def _without_operation(way: Way, method: str) -> tuple[str, ...]:
    """Methods that the address of an operation has no operation for, tried once for an address."""
    from .walking import ways

    there = [other.method for other in ways() if other.route == way.route]
    taken = {*there, *(["HEAD"] if "GET" in there else [])}
    if method == "HEAD" and way.method == "GET":
        return ("HEAD",)
    return (method,) if way.method == min(there) and method not in taken else ()


def _pairs(
    town: Town, door: Door, method: str, callers: list[Caller], *, few: bool, again: bool
) -> Iterator[tuple[Caller, Thing | None]]:
    things: list[Thing | None] = [*town.things[door.of]] if door.of else [None]
    if door.of == "record" and (few or door is not DOORS["record_detail"]):
        things = [thing for thing in things if thing is None or thing.chief]
    if not door.takes(method) or method == "HEAD":
        things = things[:1]
    if again:
        things = things[:: -(-len(things) // AGAIN) or 1]
    return ((caller, thing) for thing in things for caller in callers)


def address_of(way: Way, door: Door, thing: Thing | None) -> str:
    """Where the thing's door is.

    Raises:
        AssertionError: a piece of the address that nobody knows, and what to write.
    """
    if door.nothing:
        return "/api/v1/none"
    pieces = {**way.defaults, **door.pieces, **(thing.pieces if thing else {})}
    unknown = [piece for piece in way.pieces() if piece not in pieces]
    assert not unknown, f"{way.name}: say of= or pieces= for {unknown} in tests/web/doors/expectations.py"
    return way.address(pieces)


def fits(way: Way, door: Door, thing: Thing | None) -> bool:
    """Whether the route takes things of this kind (policies have no /policies/, projects no /records/project/)."""
    try:
        address_of(way, door, thing)
    except ValueError:
        return False
    return True


def _try(
    town: Town, way: Way, door: Door, method: str, caller: Caller, thing: Thing | None, findings: Findings
) -> None:
    if not fits(way, door, thing):
        return
    wanted = expected(caller, way, door, method, thing)
    where = f"{caller.name}: {method} /{way.route} [{thing.label if thing else ''}]"
    address = address_of(way, door, thing)
    answer = ask(town, way, door, method, caller, thing, address)
    findings.asked += 1
    lenient = door.sometimes_missing and wanted == OPEN and answer.status == HIDDEN
    if not lenient and (problem := _problem(answer, wanted)) is not None:
        findings.wrong.append(f"{where}: {problem}")
    _search(town, caller, thing, answer, where, findings)
    findings.opened += wanted == OPEN
    if wanted == HIDDEN and thing is not None and "public_id" in thing.pieces:
        findings.hidden += 1
        _compare(town, way, door, method, caller, thing, answer, where, findings)


def ask(town: Town, way: Way, door: Door, method: str, caller: Caller, thing: Thing | None, address: str) -> Answer:
    """The request with a plausible body."""
    sent = _body(town, way, door, thing)
    headers = thing.headers if thing and way.is_api else {}
    return caller.ask(method, address, sent, headers, as_json=way.is_api)


def _body(town: Town, way: Way, door: Door, thing: Thing | None) -> Any:
    if callable(door.send):
        return door.send(town, thing)
    if door.send is not None:
        return dict(door.send)
    return _example(way) if way.is_api else {}


def _example(way: Way) -> Any:
    """The first example of the operation's body in the schema."""
    described = _schema()["paths"].get("/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", way.route), {})
    content = (
        described.get(way.method.lower(), {}).get("requestBody", {}).get("content", {}).get("application/json", {})
    )
    if "example" in content:
        return content["example"]
    return next((one.get("value") for one in content.get("examples", {}).values()), None)


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    from yanzhen_web.api.description import described

    return dict(described("zh"))


def _problem(answer: Answer, wanted: str | int) -> str | None:
    if answer.status >= 500 or answer.status == 429:
        return f"{answer.status}"
    if wanted == SIGN_IN:
        return None if answer.is_sign_in() else f"{answer.status}, not to the sign-in"
    if wanted == OPEN:
        closed = answer.status in (401, 403, 404, 405) or answer.is_sign_in()
        return f"{answer.status} {answer.headers.get('Location', '')}, expected to open" if closed else None
    return None if answer.status == wanted else f"{answer.status}, not {wanted}"


def _search(town: Town, caller: Caller, thing: Thing | None, answer: Answer, where: str, findings: Findings) -> None:
    told = answer.said + "\n" + answer.aside
    findings.leaks += [f"{where}: the internal key {key}" for key in keys_in(answer.said)]
    for mark in marks_in(told):
        found = town.canaries.get(mark)
        if found is None or (thing is not None and mark in thing.shows):
            continue
        if thing is not None and thing.as_anybody and readable(found, NOBODY):
            continue
        known = (caller.name, mark)
        if known not in findings.may:
            findings.may[known] = readable(found, caller.person)
        if findings.may[known]:
            findings.read.add((caller.name, mark))
        else:
            findings.leaks.append(f"{where}: {mark} ({found[0].where})")


def readable(found: list[Any], person: Person) -> bool:
    """Whether the person may read the mark, for whatever reason."""
    return any(canary.may(person) for canary in found)


def _compare(
    town: Town, way: Way, door: Door, method: str, caller: Caller, thing: Thing, real: Answer, where: str,
    findings: Findings,
) -> None:  # fmt: skip
    """A hidden thing answers as one that there is not, byte for byte."""
    other = Thing(thing.pieces | {"public_id": MISSING}, thing.plain, "missing", thing.headers)
    address = address_of(way, door, other)
    known = (caller.name, method, address)
    if known not in findings.missing:
        findings.missing[known] = normal(ask(town, way, door, method, caller, other, address), MISSING)
    if normal(real, thing.pieces["public_id"]) != findings.missing[known]:
        findings.differing.append(where)


def normal(answer: Answer, public_id: str) -> tuple[int, dict[str, str], bytes]:
    """An answer without the identifier asked for and without what is new each time."""
    body = _CHANGING.sub(b"", answer.body.replace(public_id.encode(), b"ID"))
    headers = {
        name: value.replace(public_id, "ID") for name, value in answer.headers.items() if name != "X-Request-Id"
    }  # fmt: skip
    return answer.status, headers, body
