"""The organisations that a file names: those above are made known, and a new folder becomes one of them.

An office has one public id everywhere. A folder that was just made has an id of its own; once a person there confirms
that it is the office to which the first file is addressed, it takes that office's id and its place below the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yanzhen_web.models import Organisation, Parcel, Round, User
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal

WHY = "the organisations that a signed file names"
_ABOVE = ("province", "city", "county", "park", "service", "university")
_BELOW = ("county", "park", "enterprise", "intermediary", "university", "service")
_DEEPEST = 12
Line = Mapping[str, Any]
Known = dict[str, Organisation]


def become(own: Organisation, addressed: Line, said: str, by: User | None) -> Organisation:
    """The installation's organisation as the one to which a file is addressed.

    Args:
        said: what the person at this end wrote: the name of their own office.

    Raises:
        Refusal: nobody has confirmed it; the folder already is another office.
    """
    if own.public_id == addressed["id"]:
        return own
    named = addressed["name"]
    taken = Round.objects.unscoped(why=WHY).filter(owner_org=own).exists() or own.parent_id is not None
    if taken or Parcel.objects.unscoped(why=WHY).filter(owner_org=own).exists():
        raise Refusal(f"这份文件是给“{named}”的，不是给“{own.name}”的，什么都没有收",
                      f"the file is for {named}, not for {own.name}; nothing was taken in")  # fmt: skip
    if said.strip() != named:
        raise Refusal(
            f"这份文件是给“{named}”的，这个文件夹还没有认领单位。如果你们就是“{named}”，请把单位名称照写一遍再收",
            f"the file is for {named}, and this folder is no office yet. If you are {named}, write that name to "
            "confirm it, and take the file in again",
            field="we_are",
        )
    if Organisation.objects.unscoped(why=WHY).filter(public_id=addressed["id"]).exists():
        raise Refusal(f"“{named}”已经在这个网站上，不能再认领", f"{named} is on this site already", field="we_are")
    own.public_id, own.name, own.kind, own.region = addressed["id"], named, addressed["kind"], addressed["region"]
    own.save()
    note_deed("organisation.become", own, by=by)
    return own


def know_above(lines: Sequence[Line], own: Organisation) -> Known:
    """The offices from the root down to the addressee, which is `own`; those unknown are made.

    Raises:
        Refusal: they are no line, or one of them is below the addressee here.
    """
    line = _line_to(lines, own.public_id)
    known: Known = {own.public_id: own}
    parent: Organisation | None = None
    for told in line[:-1]:
        parent = known[told["id"]] = _above(told, parent, own)
    if parent is not None and own.parent_id is None:
        own.parent = parent
        _settle(own)
    return known


def _line_to(lines: Sequence[Line], last: str) -> list[Line]:
    """From the root to that organisation, as the file says."""
    told = {line["id"]: line for line in lines}
    found: list[Line] = []
    at: str | None = last
    while at is not None and len(found) < _DEEPEST:
        if at not in told:
            raise _unsound()
        found.append(told[at])
        at = told[at]["parent"]
    if at is not None or any(line["kind"] not in _ABOVE for line in found[1:]):
        raise _unsound()
    return found[::-1]


def _above(told: Line, parent: Organisation | None, own: Organisation) -> Organisation:
    rows = Organisation.objects.unscoped(why=WHY)
    found = rows.filter(public_id=told["id"]).first()
    if found is None:
        return _made(told, parent)
    if found.path.startswith(own.path):
        raise _unsound()
    if parent is not None and found.parent_id is None and not parent.path.startswith(found.path):
        found.parent = parent
        _settle(found)
    return found


def _settle(moved: Organisation) -> None:
    """Keep the paths of an organisation that found its place, and of those below it."""
    moved.save()
    for child in Organisation.objects.unscoped(why=WHY).filter(parent=moved):
        child.parent = moved
        _settle(child)


def know_below(lines: Sequence[Line], reporting: Organisation) -> Known:
    """Who reports, and those below it whose rows it forwards; those unknown are made.

    Raises:
        Refusal: one of them stands elsewhere here.
    """
    known: Known = {reporting.public_id: reporting}
    for told in lines:
        parent = known.get(told["parent"] or "")
        if told["id"] in known or parent is None:
            continue  # those above are the receiver's own to know
        found = Organisation.objects.unscoped(why=WHY).filter(public_id=told["id"]).first()
        if found is None and told["kind"] in _BELOW:
            found = _made(told, parent)
        if found is None or not found.path.startswith(reporting.path):
            raise _unsound()
        known[told["id"]] = found
    return known


def _made(told: Line, parent: Organisation | None) -> Organisation:
    return Organisation.objects.unscoped(why=WHY).create(
        public_id=told["id"], kind=told["kind"], name=told["name"], name_en=told["name_en"], region=told["region"],
        credit_code=told["credit_code"], parent=parent,
    )  # fmt: skip


def _unsound() -> Refusal:
    return Refusal(
        "文件里单位的上下级关系和这里的对不上，什么都没有收。请与对方核对",
        "its organisations do not stand as they do here; nothing was taken in. Check it with them",
    )
