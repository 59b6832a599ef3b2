"""An event that the town holds: a city's, with a county's session; guests of two firms and a university meet there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from yanzhen_web.models import (
    AgendaItem,
    CheckInDesk,
    Event,
    FollowUp,
    Guest,
    Hall,
    Liaison,
    Meeting,
    MeetingParty,
    MeetingPlan,
    MeetingRequest,
    Notice,
    PrintedPaper,
    Room,
    Session,
    SessionGuest,
    StageSigning,
    Vehicle,
)
from yanzhen_web.services.meet.codes import code_of

from . import plainly
from .plainly import Coming, Meet, Person, Place

if TYPE_CHECKING:
    from .town import Thing, Town

WHY = "the event of the doors' tests"
HOLDER, LOCAL = "changsha", "youxian"
_GUESTS = (
    # who sent them, whether they come to the county's session, short code
    ("firm", False, "222222"),
    ("rival", False, "333333"),
    ("university", True, "444444"),
)
_DAY = date(2031, 3, 29)


class Convening:
    """The event, its programme, guests, meetings, signings and papers, put into a town."""

    def __init__(self, town: Town) -> None:
        self.town, self.holder, self.local = town, town.place(HOLDER), town.place(LOCAL)
        organisations = town.world.organisations
        self.event = Event.objects.unscoped(why=WHY).create(
            name="示例城市对接会", starts_on=_DAY, ends_on=_DAY, owner_org=organisations[HOLDER], publication="open"
        )
        town.world.event.starts_on = town.world.event.ends_on = _DAY + timedelta(days=1)  # figures are of the latest
        town.world.event.save(update_fields=["starts_on", "ends_on"])
        halls, sessions = Hall.objects.unscoped(why=WHY), Session.objects.unscoped(why=WHY)
        self.hall = halls.create(event=self.event, name="示例厅", tables=4)
        common: dict[str, Any] = {"event": self.event, "held_on": _DAY, "starts": time(9), "ends": time(10)}
        self.sessions = [
            (sessions.create(kind="opening", name="示例开幕式", hall=self.hall, **common), self.holder),
            (
                sessions.create(
                    kind="local", name="示例专场", owner_org=organisations[LOCAL], admits="asking", **common
                ),
                self.local,
            ),
        ]
        self.items = [
            (AgendaItem.objects.unscoped(why=WHY).create(session=session, kind="speech", title="示例致辞"), place)
            for session, place in self.sessions
        ]
        self._serve()
        self.guests = [self._guest(*row) for row in _GUESTS]
        self._plan()
        self._sign()

    def _mark(self, what: str, rule: Callable[[Person, Any], bool], about: Any) -> str:
        def may(person: Person) -> bool:
            return rule(person, about)

        return "示例" + self.town.mark(what, may)

    def _serve(self) -> None:
        mark = partial(self._mark, rule=plainly.reads_event_desk, about=self.holder)
        self.liaison = Liaison.objects.unscoped(why=WHY).create(event=self.event, name=mark("liaison"))
        self.vehicle = Vehicle.objects.unscoped(why=WHY).create(event=self.event, label=mark("vehicle"), seats=40)
        self.room = Room.objects.unscoped(why=WHY).create(event=self.event, hotel=mark("hotel"), number="1001")
        self.desk = CheckInDesk.objects.unscoped(why=WHY).create(
            event=self.event, name=mark("desk"), by=self.town.world.users["city_office"],
            expires_at=self.town.now + timedelta(days=4000),
        )  # fmt: skip
        self.paper = PrintedPaper.objects.unscoped(why=WHY).create(
            event=self.event, paper="badges", language="zh", sheets=1, at=self.town.now,
            manifest={"format": "yanzhen-paper-1", "paper": "badges", "scope": "", "language": "zh",
                      "sheets": {"x": {"label": mark("label of a sheet"), "sha256": "0" * 64}}},
        )  # fmt: skip

    def _guest(self, sender: str, local: bool, code: str) -> tuple[Guest, Coming]:
        coming = Coming(self.holder, self.town.place(sender), (self.local,) if local else ())
        known = partial(self._mark, rule=plainly.sees_coming, about=coming)

        def may(person: Person) -> bool:
            return plainly.reads_coming(person, coming)

        guest = Guest.objects.unscoped(why=WHY).create(
            event=self.event, owner_org=self.town.world.organisations[sender], code=code,
            name=known(f"name of a guest of {sender}"), title=known(f"title of a guest of {sender}"),
            organisation=known(f"organisation of a guest of {sender}"),
            phone=self.town.telephone(f"phone of a guest of {sender}", may),
            note=self._mark(f"note on a guest of {sender}", plainly.reads_coming, coming),
        )  # fmt: skip
        if local:
            SessionGuest.objects.unscoped(why=WHY).create(
                session=self.sessions[1][0], guest=guest, asked_at=self.town.now
            )
        Notice.objects.unscoped(why=WHY).create(
            guest=guest, kind="moved", at=self.town.now,
            text={"zh": (text := self._notice(coming, sender)), "en": text},
        )  # fmt: skip
        return guest, coming

    def _notice(self, coming: Coming, sender: str) -> str:
        def may(person: Person) -> bool:
            return plainly.watches_event(person, coming.event) or plainly.edits_coming(person, coming)

        return "示例" + self.town.mark(f"notice to a guest of {sender}", may)

    def _plan(self) -> None:
        self.plans, self.requests, self.meetings, self.owed = [], [], [], []
        self.parties: list[tuple[MeetingParty, Place]] = []
        for published in (True, False):
            plan = MeetingPlan.objects.unscoped(why=WHY).create(
                event=self.event, name=self._mark("name of a plan", plainly.watches_event, self.holder), slots=4,
                held_on=_DAY, starts=time(14), edition=1, made_at=self.town.now,
                published_at=self.town.now if published else None,
            )  # fmt: skip
            self.plans.append((plan, self.holder))
            parties = [
                MeetingParty.objects.unscoped(why=WHY).create(plan=plan, guest=guest) for guest, _ in self.guests
            ]
            self.parties += [(party, self.holder) for party in parties]
            for slot, (asker, asked) in enumerate(((0, 2), (1, 2)), start=1):
                self._meet(plan, parties[asker], parties[asked], slot, published)

    def _meet(self, plan: MeetingPlan, asker: MeetingParty, asked: MeetingParty, slot: int, published: bool) -> None:
        places = [self.town.places[party.guest.owner_org_id] for party in (asker, asked)]
        plain = Meet(self.holder, *places, published)
        request = MeetingRequest.objects.unscoped(why=WHY).create(
            plan=plan, asker=asker, asked=asked, source="typed",
            about=self._mark("what a meeting is about", plainly.sees_request, plain),
        )  # fmt: skip
        meeting = Meeting.objects.unscoped(why=WHY).create(
            request=request, slot=slot, hall=self.hall, table=slot, changed_at=self.town.now
        )
        self.requests.append((request, plain))
        self.meetings.append((meeting, plain))
        follow_up = FollowUp.objects.unscoped(why=WHY).create(
            event=self.event, meeting=meeting, owner_org=asker.guest.owner_org, due_on=_DAY,
            step=self._mark("step after a meeting", plainly.sees_owed, (self.holder, places[0])),
        )  # fmt: skip
        self.owed.append((follow_up, (self.holder, places[0])))

    def _sign(self) -> None:
        self.signings = []
        for office in (LOCAL, "ningxiang"):
            about = (self.holder, self.town.place(office))
            mark = partial(self._mark, rule=plainly.sees_signing, about=about)
            signing = StageSigning.objects.unscoped(why=WHY).create(
                event=self.event, session=self.sessions[0][0], owner_org=self.town.world.organisations[office],
                project=mark(f"project that {office} signs"), parties=[{"zh": mark(f"party of {office}"), "en": ""}],
                remark=mark(f"remark of {office}"), document=mark(f"document of {office}"),
                earlier=mark(f"earlier signing of {office}"),
            )  # fmt: skip
            self.signings.append((signing, about))

    def things(self, make: Callable[..., Thing]) -> dict[str, list[Thing]]:
        """By kind; those without an account behind `guest link` and the like show whoever holds the code their own."""
        holder = self.holder
        own = [("event", self.event, holder), ("hall", self.hall, holder), ("liaison", self.liaison, holder),
               ("vehicle", self.vehicle, holder), ("room", self.room, holder), ("check-in desk", self.desk, holder),
               ("printed paper", self.paper, holder)]  # fmt: skip
        found: dict[str, list[Thing]] = {
            f"held {name}": [make({"public_id": row.public_id}, place, f"the city's {name}")]
            for name, row, place in own
        }
        found["held session"] = [
            make({"public_id": s.public_id}, (holder, place), f"session {s.pk}") for s, place in self.sessions
        ]
        found["agenda item"] = [
            make({"public_id": i.public_id}, (holder, place), f"item {i.pk}") for i, place in self.items
        ]
        for name, listed in (
            ("guest", self.guests), ("meeting plan", self.plans), ("meeting party", self.parties),
            ("meeting request", self.requests),
            ("meeting", self.meetings), ("follow-up", self.owed), ("stage signing", self.signings),
        ):  # fmt: skip
            found[name] = [make({"public_id": row.public_id}, plain, f"{name} {row.pk}") for row, plain in listed]
        found["guest link"] = [
            make({"code": code_of("guest", g.public_id)}, None, f"link of guest {g.pk}", shows=self._shown_to(g))
            for g, _ in self.guests
        ]
        found["badge"] = [
            make({"code": code_of("badge", g.public_id)}, None, f"badge of guest {g.pk}") for g, _ in self.guests
        ]
        found["hall code"] = [
            make({"code": code_of("hall", s.public_id)}, None, f"code of session {s.pk}") for s, _ in self.sessions
        ]
        everything = " ".join(
            [self.desk.name, *(f"{g.name} {g.title} {g.organisation} {g.phone} {g.note}" for g, _ in self.guests)]
        )
        found["desk link"] = [
            make({"code": code_of("desk", self.desk.public_id)}, None, "link of a desk", shows=everything)
        ]
        wall = " ".join(f"{s.project} {s.parties[0]['zh']}" for s, _ in self.signings)
        found["wall"] = [make({"code": code_of("wall", self.event.public_id)}, None, "the wall", shows=wall)]
        return found

    def _shown_to(self, guest: Guest) -> str:
        """What stands on a guest's own page: themselves, whom they meet, and about what, once that is published."""
        told = [guest.name, guest.title, guest.organisation, guest.phone, self.liaison.name, self.vehicle.label,
                self.room.hotel]  # fmt: skip
        told += [notice.text["zh"] for notice in Notice.objects.unscoped(why=WHY).filter(guest=guest)]
        for meeting, plain in self.meetings:
            sides = [meeting.request.asker.guest, meeting.request.asked.guest]
            if plain.published and guest in sides:
                told += [text for side in sides for text in (side.name, side.title, side.organisation)]
                told += [meeting.request.about, meeting.request.plan.name]
        return " ".join(told)
