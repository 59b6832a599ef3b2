"""People and organisations that an office answers for. The key needs the grant `people`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yanzhen.client.things import Person, Told
from yanzhen.client.wire import Wire


@dataclass(frozen=True, slots=True)
class Organisation(Told):
    """An organisation that the key's person manages."""

    id: str
    kind: str
    name: str
    closed: bool
    name_en: str = ""
    region: str = ""
    credit_code: str = ""
    parent: str = ""
    suspended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StaffDesk(Told):
    """A role of a person in an organisation."""

    id: str
    person: Person
    organisation: str
    role: str
    since: str
    ends_at: datetime | None = None
    in_place_of: str = ""


@dataclass(frozen=True, slots=True)
class Invitation(Told):
    """An invitation; `secret` only of one that was made just now."""

    id: str
    organisation: str
    role: str
    uses_left: int
    created_at: datetime
    expires_at: datetime
    makes: str = ""
    note: str = ""
    secret: str = ""
    revoked_at: datetime | None = None


class People:
    """Those of one's own office and of the ones below."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def list(self) -> Iterator[Person]:
        """Everybody."""
        return (Person.of(told) for told in self._wire.each("/people", limit=200))

    def suspend(self, person: Person) -> Person:
        """Sessions and keys end at once; desks wait."""
        return Person.of(self._post(f"/people/{person.id}/suspend"))

    def reinstate(self, person: Person) -> Person:
        """Take a person back."""
        return Person.of(self._post(f"/people/{person.id}/reinstate"))

    # --- organisations and desks ---

    def organisations(self, words: str = "") -> Iterator[Organisation]:
        """Those in whose name these words occur, or all."""
        return (Organisation.of(told) for told in self._wire.each("/organisations", q=words, limit=200))

    def found(
        self, parent: Organisation, kind: str, name: str, *, region: str = "", credit_code: str = ""
    ) -> Organisation:
        """A new organisation below another."""
        body = {"parent": parent.id, "kind": kind, "name": name, "region": region, "credit_code": credit_code}
        return Organisation.of(self._post("/organisations", body))

    def close(self, organisation: Organisation) -> Organisation:
        """Everybody there and below is out at once."""
        return Organisation.of(self._post(f"/organisations/{organisation.id}/suspend"))

    def open(self, organisation: Organisation) -> Organisation:
        """Take an organisation back."""
        return Organisation.of(self._post(f"/organisations/{organisation.id}/reinstate"))

    def desks(self, organisation: Organisation) -> Iterator[StaffDesk]:
        """Who sits there, and in which role."""
        return (StaffDesk.of(told) for told in self._wire.each(f"/organisations/{organisation.id}/desks", limit=200))

    def seat(
        self, person: Person, organisation: Organisation, role: str, *, until: datetime | None = None
    ) -> StaffDesk:
        """A desk for somebody who has one already; `until` with its offset from UTC."""
        body = {"person": person.id, "role": role} | _until(until)
        return StaffDesk.of(self._post(f"/organisations/{organisation.id}/desks", body))

    def end(self, desk: StaffDesk) -> None:
        """Take a desk back."""
        self._wire.send("DELETE", f"/desks/{desk.id}")

    def hand_over(self, desk: StaffDesk, to: Person, *, until: datetime | None = None) -> int:
        """All desks of that person, there and below, in one step; how many went over. With `until` as a deputy."""
        done: int = self._post(f"/desks/{desk.id}/hand-over", {"to": to.id} | _until(until))["desks"]
        return done

    # --- invitations ---

    def invitations(self) -> Iterator[Invitation]:
        """Those that were sent, the latest first."""
        return (Invitation.of(told) for told in self._wire.each("/invitations", limit=200))

    def invite(
        self, organisation: Organisation, role: str, *, makes: str = "", uses: int = 1, days: int = 7, note: str = ""
    ) -> Invitation:
        """A new invitation with its secret; `makes` is the kind of organisation that whoever accepts founds below."""
        body = {"role": role, "uses": uses, "days": days, "note": note} | ({"makes": makes} if makes else {})
        return Invitation.of(self._post(f"/organisations/{organisation.id}/invitations", body))

    def revoke(self, invitation: Invitation) -> None:
        """It lets nobody in any more."""
        self._wire.send("DELETE", f"/invitations/{invitation.id}")

    def _post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        told: dict[str, Any] = self._wire.send("POST", path, **({} if body is None else {"json": body})).json()
        return told


def _until(moment: datetime | None) -> dict[str, str]:
    return {"until": moment.isoformat()} if moment else {}
