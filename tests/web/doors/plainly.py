"""The rules of the doors, said once more in plain words over plain lists: no database, no conditions, no shortcuts.

Written from the rules as people agreed on them, not from `yanzhen_web.scopes`: where both differ, one of them is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

PRIVATE = ("enterprise", "intermediary")
OFFICES = ("platform_admin", "organiser", "city_office", "county_office", "park")
ENTERING = ("organiser", "city_office", "county_office", "park", "enterprise", "university", "service", "api_client")
FOR_A_REGION = ("organiser", "city_office", "county_office", "leader")
OWNING_NOTHING = ("platform_admin", "auditor")
MATCHING = ("platform_admin", "organiser", "city_office", "county_office")
IN_PUBLIC_REGISTERS = ("registered_capital_cny", "project_company_registered_on")
ROLES_OF = {
    "province": {"organiser", "leader", "api_client"},
    "city": {"city_office", "leader", "api_client"},
    "county": {"county_office", "leader", "api_client"},
    "park": {"park", "leader", "api_client"},
    "enterprise": {"enterprise", "api_client"},
    "intermediary": {"enterprise", "api_client"},
    "university": {"university", "api_client"},
    "service": {"service", "leader", "api_client"},
    "platform": {"platform_admin"},
}

FOUND_THEMSELVES = {"enterprise", "intermediary", "university", "service", "park"}
"""Organisations that found themselves, by an invitation of the office above."""
FOUNDED_BY = {
    "platform": FOUND_THEMSELVES | {"province", "city", "county"},
    "province": FOUND_THEMSELVES | {"city", "county"},
    "city": FOUND_THEMSELVES | {"county"},
    "county": FOUND_THEMSELVES,
    "park": {"enterprise", "intermediary"},
}
"""What an office of each kind founds below itself; the others found nothing."""


@dataclass(frozen=True)
class Place:
    """An organisation; `line` are the numbers of those from the root down to itself."""

    number: int
    kind: str
    line: tuple[int, ...]
    region: str = ""
    suspended: bool = False
    above_suspended: bool = False

    @property
    def closed(self) -> bool:
        return self.suspended or self.above_suspended


@dataclass(frozen=True)
class Post:
    """A desk, from a moment to a moment."""

    place: Place
    role: str
    begins: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True)
class Person:
    """Who asks; `number` is None for nobody in particular. `grants` is None for a person at a page."""

    number: int | None = None
    all_posts: tuple[Post, ...] = ()
    grants: frozenset[str] | None = None
    may_act: bool = True
    now: datetime | None = field(default=None, compare=False)

    @property
    def posts(self) -> list[Post]:
        """The desks that are held now."""
        return [post for post in self.all_posts if self.may_act and self._held(post)]

    def _held(self, post: Post) -> bool:
        if post.place.closed:
            return False
        if self.now is None:
            return True
        begun = post.begins is None or post.begins <= self.now
        return begun and (post.ends is None or post.ends > self.now)

    @property
    def known(self) -> bool:
        return self.number is not None and self.may_act

    def is_any(self, *roles: str) -> bool:
        return any(post.role in roles for post in self.posts)

    def given(self, grant: str) -> bool:
        return self.grants is None or grant in self.grants


NOBODY = Person()


@dataclass(frozen=True)
class Paper:
    """A record."""

    owner: Place
    kind: str = "project"
    region: str = ""
    level: str = "internal"
    released: bool = False
    withdrawn: bool = False
    signed_in_public: bool = False

    @property
    def by_code(self) -> bool:
        """Leads and demands go by a code until somebody releases them, or they were signed on a stage."""
        if self.released or self.kind not in ("project", "demand"):
            return False
        return not (self.kind == "project" and self.signed_in_public)


# --- where things lie ------------------------------------------------------------------------------------------------


def at_or_above(post: Post, place: Place) -> bool:
    """Whether the desk stands in the organisation, or in one above it."""
    return post.place.number in place.line


def lies_in(region: str, wider: str) -> bool:
    """Whether a region is another one, or lies within it: 430182 in 430100 in 430000."""
    if not region or not wider:
        return False
    return wider in {region, region[:4] + "00", region[:2] + "0000"}


def _owns(person: Person, place: Place, but_not: tuple[str, ...] = ()) -> bool:
    return any(
        at_or_above(post, place) for post in person.posts if post.role not in (*OWNING_NOTHING, *but_not)
    )  # fmt: skip


def _answers_for(person: Person, region: str, but_not: tuple[str, ...] = ()) -> bool:
    return any(
        lies_in(region, post.place.region)
        for post in person.posts
        if post.role in FOR_A_REGION and post.role not in but_not and _has_region(post)
    )


def _has_region(post: Post) -> bool:
    """Whether the desk's region is its own: a park's or a department's leader only happens to sit in one."""
    return post.role != "leader" or post.place.kind in ("province", "city", "county")


# --- records ---------------------------------------------------------------------------------------------------------


def inside(person: Person, paper: Paper) -> bool:
    """Whether the internal fields are read."""
    if _owns(person, paper.owner):
        return True
    if paper.level == "secret":
        return False
    return person.is_any("platform_admin", "organiser") or _answers_for(person, paper.region)


def close(person: Person, paper: Paper) -> bool:
    """Whether negotiation notes are read: keeping the machine running is no reason to."""
    if _owns(person, paper.owner):
        return True
    if paper.level == "secret":
        return False
    return person.is_any("organiser") or _answers_for(person, paper.region)


def contacts(person: Person, paper: Paper) -> bool:
    """Whether contacts are read: leaders do not, and a key only where it was given that."""
    if not person.given("contacts"):
        return False
    if _owns(person, paper.owner, but_not=("leader",)):
        return True
    if paper.level == "secret":
        return False
    return person.is_any("organiser") or _answers_for(person, paper.region, but_not=("leader",))


def sees(person: Person, paper: Paper) -> bool:
    """Whether the person may know of the record."""
    if paper.withdrawn:
        return False
    if inside(person, paper):
        return True
    only_audits = bool(person.posts) and all(post.role == "auditor" for post in person.posts)
    return paper.level == "open" and not only_audits


def knew(person: Person, paper: Paper) -> bool:
    """Whether the person may be told that the record was withdrawn: whoever saw it before."""
    return sees(person, replace(paper, withdrawn=False))


def masked(person: Person, paper: Paper) -> bool:
    """Whether the person knows the record by its code only."""
    return paper.by_code and not inside(person, paper)


def reads(person: Person, paper: Paper, key: str, type_: str, level: str) -> bool:
    """Whether a field is read by somebody who sees the record: where it goes by code, not what leads to the firm."""
    if type_ == "contact":
        return contacts(person, paper)
    leads_to_firm = type_ in ("credit_code", "project_code", "code") or key in IN_PUBLIC_REGISTERS
    if masked(person, paper) and leads_to_firm:
        return False
    if level == "negotiation":
        return close(person, paper)
    if level == "internal":
        return inside(person, paper)
    if level == "until_release":
        return paper.released or inside(person, paper)
    return True


def edits(person: Person, paper: Paper) -> bool:
    """Whether the person changes, classifies, releases and withdraws the record."""
    if not (person.given("write") and sees(person, paper)):
        return False
    return any(at_or_above(post, paper.owner) for post in person.posts if post.role in ENTERING)


def shares(person: Person, paper: Paper) -> bool:
    """Whether the person hands out a link to the record."""
    if not (person.given("write") and person.is_any(*ENTERING)):
        return False
    return paper.level == "open" and sees(person, paper) and close(person, paper)


def sees_match(person: Person, demand: Paper, achievement: Paper) -> bool:
    """Matches are for their parties."""
    both = sees(person, demand) and sees(person, achievement)
    return both and (inside(person, demand) or inside(person, achievement))


def sees_decision(person: Person, demand: Paper, achievement: Paper, office: Place) -> bool:
    """What was decided on a match is for who decided and those above, while they see the match."""
    return sees_match(person, demand, achievement) and _owns(person, office)


def decides_match(person: Person, demand: Paper, achievement: Paper) -> bool:
    """Who sees a match, and enters records where one of its sides is known from inside, says whether it suits."""
    entering = replace(person, all_posts=tuple(post for post in person.all_posts if post.role in ENTERING))
    within = inside(entering, demand) or inside(entering, achievement)
    return person.given("write") and within and sees_match(person, demand, achievement)


def sees_model(person: Person, office: Place) -> bool:
    """What was learned from decisions is for who matches in the very office that learned it."""
    matching = [post for post in person.posts if post.role in MATCHING]
    return any(post.place.number == office.number for post in matching)


def sees_pair(person: Person, one: Paper, other: Paper) -> bool:
    """That two records may be one thing is for offices that see both from inside."""
    both = all(sees(person, paper) and inside(person, paper) for paper in (one, other))
    return both and person.is_any(*OFFICES)


def decides_pair(person: Person, one: Paper, other: Paper) -> bool:
    """An office that owns both, or stands above both owners, decides; the platform owns nothing."""
    posts = [post for post in person.posts if post.role in OFFICES and post.role in ENTERING]
    above = all(any(at_or_above(post, paper.owner) for post in posts) for paper in (one, other))
    return person.given("write") and above and sees_pair(person, one, other)


# --- siting ----------------------------------------------------------------------------------------------------------


def sees_comparison(person: Person, office: Place) -> bool:
    """Where an organisation means to go is its own secret: for who enters records in it, not above it, not below."""
    return any(post.place.number == office.number for post in person.posts if post.role in ENTERING)


def sees_place_value(person: Person, place: Paper, *, replaced: bool = False) -> bool:
    """What is known of a place goes with it; what was known before is read from inside."""
    return sees(person, place) and (not replaced or inside(person, place))


def answers_for_place(person: Person, place: Paper) -> bool:
    """Who enters records for the organisation that keeps the place, or above it, answers for the place."""
    return sees(person, place) and any(at_or_above(post, place.owner) for post in person.posts if post.role in ENTERING)


def sees_place_question(person: Person, place: Paper, asker: Place) -> bool:
    """A question is for who asked it and for who answers; no third reads that it was asked."""
    return answers_for_place(person, place) or (sees(person, place) and sees_comparison(person, asker))


# --- all projects together -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Transfer:
    """A proposal to pass a lead on: whose study it is of, the lead, the place, and what people said."""

    planner: Place
    project: Paper
    place: Paper
    state: str = "proposed"
    answer: str = "open"


def sees_study(person: Person, office: Place) -> bool:
    """A study of all projects is for who plans in the very organisation."""
    return any(post.role == "organiser" and post.place.number == office.number for post in person.posts)


def plans_transfer(person: Person, transfer: Transfer) -> bool:
    """Whether the proposal is of one's own study, about a lead and a place that one sees."""
    both = sees(person, transfer.project) and sees(person, transfer.place)
    return both and sees_study(person, transfer.planner)


def answers_transfer(person: Person, transfer: Transfer) -> bool:
    """Whether it was taken up, and an office of the person's, or one below it, keeps the lead."""
    both = sees(person, transfer.project) and sees(person, transfer.place)
    return transfer.state == "adopted" and both and _keeps_leads(person, transfer.project.owner)


def sees_transfer(person: Person, transfer: Transfer) -> bool:
    """Who planned it, who keeps the lead, and once that office has agreed, who would receive it."""
    agreed = transfer.state == "adopted" and transfer.answer == "agreed" and not transfer.project.withdrawn
    receives = agreed and sees(person, transfer.place) and _keeps_leads(person, transfer.place.owner)
    return plans_transfer(person, transfer) or answers_transfer(person, transfer) or receives


def _keeps_leads(person: Person, owner: Place) -> bool:
    offices = ("organiser", "city_office", "county_office", "park")
    return any(post.role in offices and at_or_above(post, owner) for post in person.posts)


# --- books, links, events --------------------------------------------------------------------------------------------


def sees_upload(person: Person, owner: Place) -> bool:
    """Books are full of contacts: for those who enter for the organisation that sent them, or above it."""
    if not person.given("contacts"):
        return False
    return any(at_or_above(post, owner) for post in person.posts if post.role in ENTERING)


def sees_link(person: Person, owner: Place) -> bool:
    """Shared links of one's own organisation or of one below it."""
    return any(at_or_above(post, owner) for post in person.posts if post.role in ENTERING)


def sees_event(person: Person, level: str) -> bool:
    """Published ones; the others are for offices and leaders."""
    return level == "open" or person.is_any(*OFFICES, "leader")


def shares_event(person: Person, level: str, *, released: bool) -> bool:
    """The bulletin of an open event whose figures are released leaves by the hands of an office, not the platform's."""
    hands = person.is_any(*(role for role in OFFICES if role != "platform_admin"))
    return person.given("write") and hands and level == "open" and released


# --- organisations and people ----------------------------------------------------------------------------------------


def sees_organisation(person: Person, place: Place) -> bool:
    """Offices, parks, universities are known to who signs in; firms to themselves and the offices above."""
    readers = [post for post in person.posts if post.role != "auditor"]
    if not readers:
        return False
    if person.is_any("platform_admin", "organiser") or place.kind not in PRIVATE:
        return True
    return _owns(person, place) or _answers_for(person, place.region)


def home(person: Person) -> Place | None:
    """The organisation in whose name the person sends books in: of their first desk that enters anything."""
    return next((post.place for post in person.posts if post.role in ENTERING), None)


def tells_for(person: Person, place: Place) -> bool:
    """Whether the person enters records in the organisation's name."""
    if not person.given("write") or place.closed:
        return False
    return any(at_or_above(post, place) for post in person.posts if post.role in ENTERING)


def manages(person: Person, place: Place) -> bool:
    """Whether the person invites, suspends and takes back people of the organisation."""
    if not person.given("people"):
        return False
    if person.is_any("platform_admin"):
        return True
    return any(at_or_above(post, place) for post in person.posts if post.role in OFFICES)


def manages_person(person: Person, other: Person) -> bool:
    """Whether all desks of somebody, and at least one, are this person's to manage; an office manages no auditor."""
    if not person.given("people"):
        return False
    if person.is_any("platform_admin"):
        return True
    kept = [post for post in other.all_posts if post.ends is None or person.now is None or post.ends > person.now]
    some = any(manages(person, post.place) for post in other.all_posts)
    return some and all(manages(person, post.place) and post.role not in OWNING_NOTHING for post in kept)


@dataclass(frozen=True)
class Held:
    """A desk with who sits at it."""

    holder: int
    post: Post

    @property
    def place(self) -> Place:
        return self.post.place


def knows_person(person: Person, other: Person) -> bool:
    """Whether an office sees the page of somebody: they have a desk where it manages people."""
    desks = [post for post in other.all_posts if post.role != "api_client" and not _over(person, post)]
    return any(manages(person, post.place) for post in desks)


def hands_over(person: Person, held: Held) -> bool:
    """Whether the person hands over the work of a desk: one's own, or one that one manages."""
    return held.holder == person.number or manages(person, held.place)


def _over(person: Person, post: Post) -> bool:
    return post.ends is not None and person.now is not None and post.ends <= person.now


def reads_history(person: Person, paper: Paper) -> bool:
    """Whether earlier versions of the record are read: they carry old values of internal fields."""
    return sees(person, paper) and inside(person, paper)


def gives_roles(person: Person, kind: str) -> set[str]:
    """The roles that the person may give in an organisation of this kind that it manages."""
    if person.is_any("platform_admin"):
        return ROLES_OF[kind] | {"auditor"}
    return ROLES_OF[kind] if person.is_any(*OFFICES) and kind != "platform" else set()


def sees_desk(person: Person, holder: int, place: Place) -> bool:
    """Whether the person sees who holds a desk."""
    if person.is_any("platform_admin") or (person.known and holder == person.number):
        return True
    for post in person.posts:
        if post.place.number == place.number and post.role not in ("auditor", "api_client"):
            return True
        if post.role in OFFICES and at_or_above(post, place):
            return True
    return False


def sees_invitation(person: Person, place: Place) -> bool:
    """Invitations of one's own office, or of what stands below it."""
    if person.is_any("platform_admin"):
        return True
    return any(at_or_above(post, place) for post in person.posts if post.role in OFFICES)


def owns(person: Person, owner: int | None) -> bool:
    """What belongs to the person: keys, jobs, webhooks, requests."""
    return person.known and owner is not None and person.number == owner


def sees_entry(person: Person, doer: int | None, place: Place | None) -> bool:
    """Entries of the history: the auditor's organisation and below, the platform's auditor all, everybody their own."""
    if not person.given("history"):
        return False
    if owns(person, doer):
        return True
    audits = [post for post in person.posts if post.role == "auditor"]
    if any(post.place.kind == "platform" for post in audits):
        return True
    return place is not None and any(at_or_above(post, place) for post in audits)


def audits(person: Person, paper: Paper) -> bool:
    """Whether the person follows a record's versions, without values: the auditor of its owner or of one above."""
    audited = [post for post in person.posts if post.role == "auditor"] if person.given("history") else []
    return any(post.place.kind == "platform" or at_or_above(post, paper.owner) for post in audited)


def gives_key(person: Person) -> set[str]:
    """What the person may give a key: each grant only where one of the person's own roles has a use for it."""
    useful = {
        "read": any(post.role != "auditor" for post in person.posts),
        "write": person.is_any(*ENTERING),
        "contacts": any(post.role not in ("auditor", "platform_admin", "leader") for post in person.posts),
        "people": person.is_any(*OFFICES),
        "history": person.is_any("auditor"),
    }
    return {grant for grant, is_useful in useful.items() if is_useful and person.given(grant)}


# --- collection rounds -----------------------------------------------------------------------------------------------

WATCHING = (*ENTERING, "leader")


@dataclass(frozen=True)
class Asked:
    """A collection round: who asks, and who must report."""

    asker: Place
    reporters: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Due:
    """What one organisation owes to a round."""

    asker: Place
    sender: Place


def _stands(person: Person, place: Place, roles: tuple[str, ...]) -> bool:
    return any(at_or_above(post, place) for post in person.posts if post.role in roles)


def sees_round(person: Person, asked: Asked) -> bool:
    """A round is known to who asks, to who is asked, and to those above either."""
    return any(_stands(person, place, WATCHING) for place in (asked.asker, *asked.reporters))


def runs_round(person: Person, asked: Asked) -> bool:
    """Who enters for the organisation that asks, or above it, changes, copies and closes the round."""
    return person.given("write") and _stands(person, asked.asker, ENTERING)


def sees_report(person: Person, due: Due) -> bool:
    """How far a report is: for who sends it, for who asked, for those above, leaders too; not for the others asked."""
    return _stands(person, due.sender, WATCHING) or _stands(person, due.asker, WATCHING)


def sees_rows(person: Person, due: Due) -> bool:
    """Rows are full of contacts, and may be secret: leaders and whoever keeps the machine running read none."""
    if not person.given("contacts"):
        return False
    return _stands(person, due.sender, ENTERING) or _stands(person, due.asker, ENTERING)


def sends_report(person: Person, due: Due) -> bool:
    """Who enters for the organisation that owes the report, or above it."""
    return person.given("write") and _stands(person, due.sender, ENTERING)


def approves_report(person: Person, due: Due) -> bool:
    """Who enters for the organisation that owes the report, its leaders, and those above it."""
    return person.given("write") and _stands(person, due.sender, WATCHING)


def decides_report(person: Person, due: Due) -> bool:
    """Who enters for the organisation that asked, or above it; but nobody takes in what their own desk sends."""
    sends = any(post.place.number == due.sender.number for post in person.posts if post.role in ENTERING)
    return person.given("write") and _stands(person, due.asker, ENTERING) and not sends


def answers(person: Person, due: Due) -> bool:
    """Who answers what is asked about a row: who sends the report, and reads its rows."""
    return sees_rows(person, due) and sends_report(person, due)


def asks(person: Person, due: Due) -> bool:
    """Who is content with an answer: who decides on the report, and reads its rows."""
    return sees_rows(person, due) and decides_report(person, due)


def sees_template(person: Person, owner: Place) -> bool:
    """Layouts of one's own organisation, of those below, and of those above, which ask with them."""
    if _stands(person, owner, WATCHING):
        return True
    return any(owner.number in post.place.line for post in person.posts if post.role in WATCHING)


def keeps_template(person: Person, owner: Place) -> bool:
    """Who enters for the organisation, or above it, changes its layouts."""
    return person.given("write") and _stands(person, owner, ENTERING)


def sees_lexicon(person: Person, owner: Place) -> bool:
    """What a sender's headers mean: for who enters for it, or above it."""
    return _stands(person, owner, ENTERING)


def sees_correspondent(person: Person, owner: Place) -> bool:
    """Installations and signed files: for who enters for the organisation that exchanges them, or above it."""
    return _stands(person, owner, ENTERING)


# --- admission -------------------------------------------------------------------------------------------------------

LEVELS = ("park", "county", "city", "province")


@dataclass(frozen=True)
class Judged:
    """A case: which office leads it, who applies, which departments are asked, and of which level decides."""

    office: Place
    applicant: Place
    asked: tuple[Place, ...] = ()
    level: str = "park"
    doer: Place | None = None
    """Who has to meet its condition, where that is an organisation."""


def sees_case_inside(person: Person, case: Judged) -> bool:
    """The figures of a case: for the office that leads it, for those asked, and for those above either."""
    return any(_stands(person, place, WATCHING) for place in (case.office, *case.asked))


def sees_case(person: Person, case: Judged) -> bool:
    """How far it is and what was decided: for these, and for who applies."""
    return sees_case_inside(person, case) or _stands(person, case.applicant, WATCHING)


def sees_opinion(person: Person, case: Judged) -> bool:
    """What one department says (the only one in `asked`): for itself and for the office that leads the case."""
    return _stands(person, case.asked[0], WATCHING) or _stands(person, case.office, WATCHING)


def gives_opinion(person: Person, case: Judged) -> bool:
    """Only who enters for the department that is asked, or above it."""
    return person.given("write") and _stands(person, case.asked[0], ENTERING)


def runs_case(person: Person, case: Judged) -> bool:
    """Who enters for the office that leads the case, or above it."""
    return person.given("write") and _stands(person, case.office, ENTERING)


def withdraws_case(person: Person, case: Judged) -> bool:
    """Who applies, and who runs the case."""
    return runs_case(person, case) or (person.given("write") and _stands(person, case.applicant, ENTERING))


def meets_condition(person: Person, case: Judged) -> bool:
    """Who runs the case, and who has to meet the condition."""
    own = case.doer is not None and _stands(person, case.doer, ENTERING)
    return runs_case(person, case) or (person.given("write") and own)


def lifts_veto(person: Person, case: Judged) -> bool:
    """Nobody but who enters for the very department."""
    own = any(post.place == case.asked[0] for post in person.posts if post.role in ENTERING)
    return person.given("write") and own


def decides_case(person: Person, case: Judged) -> bool:
    """Who enters in an office at or above the leading one, itself of the level that decides or of a higher one."""
    high = [
        post
        for post in person.posts
        if post.role in ENTERING and post.place.kind in LEVELS and at_or_above(post, case.office)
    ]
    return person.given("write") and any(LEVELS.index(p.place.kind) >= LEVELS.index(case.level) for p in high)


def sees_admission_office(person: Person, office: Place) -> bool:
    """Meetings, and what an office asks of projects: for itself and those above."""
    return _stands(person, office, WATCHING)


def runs_admission_office(person: Person, office: Place) -> bool:
    """Who enters for the office that calls the meeting, or above it."""
    return person.given("write") and _stands(person, office, ENTERING)


def leads_cases(post: Post) -> bool:
    """Who enters in a park's, a county's, a city's or the province's office leads cases there."""
    return post.role in ENTERING and post.place.kind in LEVELS


# --- events and their guests -----------------------------------------------------------------------------------------

HOSTING = ("organiser", "city_office", "county_office", "park")


@dataclass(frozen=True)
class Coming:
    """A guest: who holds the event, who sent the guest, and who holds the sessions that the guest comes to."""

    event: Place
    sender: Place
    sessions: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Meet:
    """A meeting: who holds the event, who sent either side (the one that asks first), whether people were told."""

    event: Place
    asker: Place
    asked: Place
    published: bool = True


def watches_event(person: Person, event: Place) -> bool:
    """Who comes and who meets whom: for the office that holds the event and those above, leaders too."""
    return _stands(person, event, (*HOSTING, "leader"))


def reads_event_desk(person: Person, event: Place) -> bool:
    """Desks, cars, rooms, printed papers: without leaders."""
    return _stands(person, event, HOSTING)


def runs_event(person: Person, event: Place) -> bool:
    """Who changes an event: its office, and those above."""
    return person.given("write") and _stands(person, event, HOSTING)


def runs_session(person: Person, places: tuple[Place, Place]) -> bool:
    """Who changes a session: who runs the event, and the office that holds the session."""
    return person.given("write") and any(_stands(person, place, HOSTING) for place in places)


def sees_coming(person: Person, guest: Coming) -> bool:
    """A guest: for who watches the event, for who holds a session that the guest comes to, and for who sent them."""
    held = any(_stands(person, place, (*HOSTING, "leader")) for place in guest.sessions)
    return watches_event(person, guest.event) or held or _stands(person, guest.sender, ENTERING)


def reads_coming(person: Person, guest: Coming) -> bool:
    """Telephone, code and link of a guest: for who runs the event and who sent them; never for leaders."""
    own = _stands(person, guest.sender, ENTERING)
    return person.given("contacts") and (_stands(person, guest.event, HOSTING) or own)


def edits_coming(person: Person, guest: Coming) -> bool:
    """Who runs the event, and who sent the guest."""
    return person.given("write") and (_stands(person, guest.event, HOSTING) or _stands(person, guest.sender, ENTERING))


def sees_request(person: Person, meet: Meet) -> bool:
    """What was asked for: for who watches the event, and for who sent either side."""
    sides = any(_stands(person, place, ENTERING) for place in (meet.asker, meet.asked))
    return watches_event(person, meet.event) or sides


def edits_request(person: Person, meet: Meet) -> bool:
    """Who runs the event, and who sent the side that asks."""
    own = _stands(person, meet.asker, ENTERING)
    return person.given("write") and (_stands(person, meet.event, HOSTING) or own)


def sees_meeting(person: Person, meet: Meet) -> bool:
    """A meeting: as what was asked for, but by either side only once the timetable is published."""
    if watches_event(person, meet.event):
        return True
    return meet.published and any(_stands(person, place, ENTERING) for place in (meet.asker, meet.asked))


def sees_owed(person: Person, places: tuple[Place, Place]) -> bool:
    """What has to be done after a meeting: for who watches the event, and for who does it."""
    return watches_event(person, places[0]) or _stands(person, places[1], ENTERING)


def edits_owed(person: Person, places: tuple[Place, Place]) -> bool:
    """Who runs the event, and who does it."""
    own = _stands(person, places[1], ENTERING)
    return person.given("write") and (_stands(person, places[0], HOSTING) or own)


def sees_signing(person: Person, places: tuple[Place, Place]) -> bool:
    """A signing that was applied for: for who watches the event, and for the office that applied."""
    return watches_event(person, places[0]) or _stands(person, places[1], (*HOSTING, "leader"))


def edits_signing(person: Person, places: tuple[Place, Place]) -> bool:
    """Who runs the event, and the office that applied."""
    own = _stands(person, places[1], HOSTING)
    return person.given("write") and (_stands(person, places[0], HOSTING) or own)
