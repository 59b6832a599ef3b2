"""A person's own data: take it away, agree, ask for correction or deletion; and what the offices decide of that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, StrictBool, StringConstraints

from yanzhen.language import Said
from yanzhen_web.access import SIGNED_IN
from yanzhen_web.api import paging
from yanzhen_web.api.people import CHANGES, READS, PersonTold, one, person_told
from yanzhen_web.api.rooms import Asked, Room
from yanzhen_web.api.schemas import Given, Page, PublicId, Told, both, present
from yanzhen_web.models import DataRequest
from yanzhen_web.services.people import consents, owndata

room = Room(
    "own-data",
    Said("本人信息", "Own data"),
    Said("取走、同意与撤回、申请更正或删除（自己能改的见 PATCH /me）；单位办理本单位和下级人员的申请。",
         "Take it away, agree and take that back, ask for correction or deletion (for what one changes oneself see "
         "PATCH /me); and what the offices decide for their people."),
)  # fmt: skip
_OWN = {"who": (SIGNED_IN,)}
_REQUESTS = "/me/requests"
State = Literal["open", "done", "refused", "taken_back"]
Words = Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")]
Row = dict[str, JsonValue]


class OwnDataTold(Told):
    """All that is kept of the person, a list for each sort."""

    person: Row = Field(examples=[{"public_id": "kQ3v0Zr8WmT2xY7a", "username": "shili1234", "name": "示例"}])
    desks: list[Row] = Field(examples=[[{"role": "city_office", "organisation": "示例市商务局"}]])
    consents: list[Row] = Field(examples=[[{"purpose": "privacy", "edition": "2026-11"}]])
    requests: list[Row] = Field(examples=[[{"kind": "erase", "state": "open"}]])
    keys: list[Row] = Field(examples=[[{"name": "示例办公系统", "grants": ["read"]}]])
    webhooks: list[Row] = Field(examples=[[{"url": "https://hooks.example.com/yanzhen", "active": True}]])
    invitations_sent: list[Row] = Field(examples=[[{"role": "enterprise", "note": "给示例公司"}]])
    links_shared: list[Row] = Field(examples=[[{"purpose": "record", "note": "示例"}]])
    matches_decided: list[Row] = Field(examples=[[{"verdict": "accepted", "reason": "已约企业面谈"}]])
    books_sent: list[Row] = Field(examples=[[{"file_name": "示例市_招商项目.xlsx", "state": "accepted"}]])
    jobs: list[Row] = Field(examples=[[{"kind": "run_matches", "state": "done"}]])
    history: list[Row] = Field(examples=[[{"at": "2025-03-29T01:00:00+00:00", "action": "record.read"}]])
    signing_in: list[Row] = Field(examples=[[{"type": "totp"}]])


class DataRequestTold(Told):
    """What somebody asked about the own data, and what became of it."""

    id: PublicId
    kind: Literal["erase", "correct"] = Field(examples=["correct"])
    text: str | None = Field(None, examples=["姓名应为示例"])
    state: State = Field(examples=["open"])
    asked_at: datetime = Field(examples=["2025-03-29T01:00:00Z"])
    decided_at: datetime | None = None
    answer: str | None = Field(None, examples=["已更正"])


class AskedOfUsTold(DataRequestTold):
    """The same with the person who asked, for the office that decides."""

    person: PersonTold


class DataRequestGiven(Given):
    """What is asked: a correction says of what."""

    kind: Literal["erase", "correct"] = Field(examples=["correct"])
    text: Words = Field("", examples=["姓名应为示例"])


class DecisionGiven(Given):
    """Whether it was done; a refusal says why."""

    done: StrictBool = Field(examples=[True])
    answer: Words = Field("", examples=["已更正"])


class ConsentTold(Told):
    """That somebody agreed, to which edition, and whether that was taken back."""

    purpose: str = Field(examples=["privacy"])
    edition: str = Field(examples=[consents.EDITION])
    given_at: datetime = Field(examples=["2025-03-29T01:00:00Z"])
    withdrawn_at: datetime | None = None


class ConsentsTold(Told):
    """The edition of the privacy notice that holds now, whether it is agreed to, and every agreement that was given."""

    edition: str = Field(examples=[consents.EDITION])
    agreed: bool = Field(examples=[True])
    items: list[ConsentTold]


class ConsentGiven(Given):
    """The edition that was read."""

    edition: Annotated[str, StringConstraints(max_length=20, pattern=r"^[^\x00]*$")] = Field(
        examples=[consents.EDITION], description=both("读到的那一版", "As /me/consents names it")
    )


# --- take away -------------------------------------------------------------------------------------------------------


@room.get("/me/data", said=Said("本人的全部信息", "All that is kept of oneself"), answers={200: OwnDataTold}, cost=10,
          **_OWN)  # fmt: skip
def me_data(request: Asked) -> dict[str, Any]:
    """The same as the file on the page; of secrets only that there are some."""
    found = owndata.everything_about(request.user)
    return {name: present(kept) if isinstance(kept, dict) else _rows(kept) for name, kept in found.items()}


def _rows(kept: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [present(row) for row in kept]


# --- agree -----------------------------------------------------------------------------------------------------------


def _consents(request: Asked) -> dict[str, Any]:
    names = ConsentTold.model_fields
    items = [present({name: getattr(row, name) for name in names}) for row in consents.consents_of(request.user)]
    return {"edition": consents.EDITION, "agreed": consents.has_agreed(request.user), "items": items}


@room.get("/me/consents", said=Said("同意过什么", "What one agreed to"), answers={200: ConsentsTold}, **_OWN)
def consents_list(request: Asked) -> dict[str, Any]:
    return _consents(request)


@room.post("/me/consents", said=Said("同意个人信息处理说明", "Agree to the privacy notice"),
           answers={200: ConsentsTold}, **_OWN)  # fmt: skip
def consents_give(request: Asked, given: ConsentGiven) -> dict[str, Any]:
    """Only the edition that holds now can be agreed to."""
    consents.agree(request.user, consents.PRIVACY, given.edition)
    return _consents(request)


@room.post("/me/consents/withdraw", said=Said("撤回同意", "Take the agreement back"), answers={200: ConsentsTold},
           **_OWN)  # fmt: skip
def consents_withdraw(request: Asked) -> dict[str, Any]:
    consents.withdraw(request.user, consents.PRIVACY)
    return _consents(request)


# --- ask -------------------------------------------------------------------------------------------------------------


def _request(row: DataRequest) -> dict[str, Any]:
    same = ("kind", "text", "state", "asked_at", "decided_at", "answer")
    return present({"id": row.public_id} | {name: getattr(row, name) for name in same})


def _asked_of_us(row: DataRequest) -> dict[str, Any]:
    return _request(row) | {"person": person_told(row.user)}


@room.get(_REQUESTS, said=Said("本人的申请", "What one asked for"), answers={200: Page[DataRequestTold]}, **_OWN)
def requests_list(request: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> dict[str, Any]:
    rows = owndata.requests_of(request.user)
    return paging.page(rows, paging.Order("asked_at", descending=True), limit, cursor, _request)


@room.post(_REQUESTS, said=Said("申请更正或删除", "Ask for correction or deletion"), answers={201: DataRequestTold},
           **_OWN)  # fmt: skip
def requests_create(request: Asked, given: DataRequestGiven) -> dict[str, Any]:
    """While the first of a kind waits, asking again gives that one."""
    return _request(owndata.ask(request.user, given.kind, given.text))


@room.post(f"{_REQUESTS}/{{pid:public_id}}/take-back", said=Said("撤回申请", "Take a request back"),
           answers={200: DataRequestTold}, **_OWN)  # fmt: skip
def requests_take_back(request: Asked, public_id: PublicId) -> dict[str, Any]:
    """404 for one that was decided already."""
    rows = owndata.requests_of(request.user)
    owndata.take_back(request.user, one(rows, public_id))
    return _request(one(rows.all(), public_id))


# --- decide ----------------------------------------------------------------------------------------------------------


@room.get("/data-requests", said=Said("要办理的申请", "What people ask for whom one answers"),
          answers={200: Page[AskedOfUsTold]}, **READS)  # fmt: skip
def data_requests_list(
    request: Asked, state: State = "open", limit: paging.Limit = 50, cursor: paging.Cursor = ""
) -> dict[str, Any]:
    """Those that wait, the oldest first; others by their state."""
    rows = owndata.requests_to_decide(request.actor).filter(state=state)
    return paging.page(rows, paging.Order("asked_at"), limit, cursor, _asked_of_us, (state,))


@room.post("/data-requests/{pid:public_id}/decision", said=Said("办结一个申请", "Decide a request"),
           answers={200: AskedOfUsTold}, **CHANGES)  # fmt: skip
def data_requests_decide(request: Asked, public_id: PublicId, given: DecisionGiven) -> dict[str, Any]:
    """A deletion that is `done` is carried out at once and for good; one's own is decided by somebody else."""
    row = one(owndata.requests_to_decide(request.actor), public_id)
    owndata.decide(request.actor, request.user, row, done=given.done, answer=given.answer)
    return _asked_of_us(owndata.decided(row))
