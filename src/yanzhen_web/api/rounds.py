"""Collection rounds (报送任务): opened, changed, copied, closed; what is due from whom, and how far that is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from pydantic import Field

from yanzhen.language import Said
from yanzhen_web.api import paging, preconditions
from yanzhen_web.api.rooms import Asked, Room
from yanzhen_web.api.schemas import Given, Kind, Line, Moment, Page, PublicId, Text, Told, both, present
from yanzhen_web.models import Report, Round, Template
from yanzhen_web.scopes import EDITORS, LEADER
from yanzhen_web.scopes.actors import API_CLIENT, CITY, COUNTY, ORGANISER, PARK, SERVICE
from yanzhen_web.services.rounds import asking, sending

WATCHERS = tuple(sorted(EDITORS | {LEADER}))
ASKERS = (API_CLIENT, CITY, COUNTY, ORGANISER, PARK, SERVICE)
_LINKS: dict[str, Any] = {"template": Template, "within": Round, "previous": Round}
ROUND, REPORT = "/rounds/{pid:public_id}", "/reports/{pid:public_id}"
room = Room(
    "rounds",
    Said("报送任务", "Collection rounds"),
    Said("谁向谁要什么、什么时候截止；每个单位欠一份报表，只看得到自己的和自己发布的。",
         "Who asks whom for what until when; each office owes a report, and sees its own and those that it asked for."),
)  # fmt: skip
ReportState = Literal["not_sent", "sent", "sent_back", "accepted", "locked"]
Title = Annotated[Line, Field(min_length=1, max_length=asking.LONGEST_TITLE, examples=["承接产业转移项目月报"])]
Period = Annotated[Line, Field(max_length=asking.LONGEST_PERIOD, examples=["2025年10月"])]


class RoundGiven(Given):
    """What a round asks, of whom, until when."""

    title: Title
    cut_off: Moment
    asked: list[PublicId] = Field(
        min_length=1, max_length=asking.MOST_ASKED, description=both("要报的单位", "The organisations that must report")
    )
    kinds: list[Kind] = Field(["project"], min_length=1, max_length=20, examples=[["project"]])
    period: Period = ""
    ask: Text = Field("", examples=["金额以亿元为单位"])
    template: Literal[""] | PublicId = Field("", description=both("表样的编号", "The id of a template"))


class CopyGiven(Given):
    """The next one of a round."""

    title: Title
    cut_off: Moment
    period: Period = ""


class RoundTold(Told):
    """A round."""

    id: PublicId
    title: str = Field(examples=["承接产业转移项目月报"])
    period: str | None = Field(None, examples=["2025年10月"])
    owner: str = Field(examples=["示例市商务局"])
    kinds: list[str] = Field(examples=[["project"]])
    ask: str | None = None
    template: PublicId | None = None
    within: PublicId | None = Field(None, description=both("为哪个上级任务汇总", "The round above it is gathered for"))
    previous: PublicId | None = Field(None, description=both("和哪一期比", "The round with which it is compared"))
    cut_off: datetime = Field(examples=["2025-10-31T09:00:00Z"])
    created_at: datetime = Field(examples=["2025-10-01T01:00:00Z"])
    closed_at: datetime | None = None
    version: int = Field(ge=1, examples=[1])


class ReportTold(Told):
    """What one organisation owes to a round, and how far that is."""

    id: PublicId
    round: PublicId
    title: str = Field(examples=["承接产业转移项目月报"])
    organisation: PublicId
    organisation_name: str = Field(examples=["示例县商务局"])
    state: ReportState = Field(examples=["sent"])
    cut_off: datetime = Field(examples=["2025-10-31T09:00:00Z"])
    reasons: str | None = Field(None, examples=["第 3 行金额是负数"])
    version: int | None = Field(None, ge=1, examples=[2], description=both("当前是第几版", "The version that counts"))
    digest: str | None = Field(None, examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
    rows: int | None = Field(None, ge=0, examples=[120])
    sent_at: datetime | None = None
    decided_at: datetime | None = None
    locked_at: datetime | None = None


def _told(found: Round) -> dict[str, Any]:
    same = ("title", "period", "ask", "cut_off", "created_at", "closed_at", "version")
    ids = {name: getattr(found, f"{name}_id_told") for name in _LINKS}
    told = {"id": found.public_id} | {name: getattr(found, name) for name in same} | ids
    return present(told) | {"owner": str(found.owner_org), "kinds": found.kinds}


def report_told(report: Report) -> dict[str, Any]:
    """A report as the API tells it."""
    version = report.current
    same = ("state", "reasons", "sent_at", "decided_at", "locked_at")
    told = {name: getattr(report, name) for name in same} | {
        "id": report.public_id,
        "round": report.round.public_id,
        "title": report.round.title,
        "cut_off": report.round.cut_off,
        "organisation": report.organisation.public_id,
        "version": version.number if version else None,
        "digest": version.digest if version else None,
        "rows": version.count if version else None,
    }
    return present(told) | {"organisation_name": str(report.organisation)}


def _rounds(request: Asked) -> QuerySet[Round]:
    """Rounds that are seen, with the ids of what hangs on them as far as that is seen too: who is asked knows neither
    the round above for which this one gathers, nor one before in which it was not asked.
    """
    ids = {
        f"{name}_id_told": Subquery(
            model.objects.visible_to(request.actor).filter(pk=OuterRef(name)).values("public_id")
        )
        for name, model in _LINKS.items()
    }
    return Round.objects.visible_to(request.actor).select_related("owner_org").annotate(**ids)


def reports_of(request: Asked) -> QuerySet[Report]:
    """The reports that whoever asks knows of."""
    return Report.objects.visible_to(request.actor).select_related("round", "organisation", "current")


def _asking(given: RoundGiven) -> asking.Asking:
    return asking.Asking(
        given.title, given.cut_off, tuple(given.asked), tuple(given.kinds), given.period, given.ask, given.template
    )


def _made(request: Asked, response: HttpResponse, made: Round) -> dict[str, Any]:
    response["Location"] = f"/api/v1/rounds/{made.public_id}"
    return _told(_rounds(request).get(pk=made.pk))


_LOCATION = {"Location": Said("新任务的地址", "The address of the new round")}
_TAG = {"ETag": Said("版本，改的时候放进 If-Match", "The version, for If-Match")}


@room.get("/rounds", said=Said("看得到的任务", "Rounds that one sees"), who=WATCHERS, answers={200: Page[RoundTold]})
def rounds_list(request: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> dict[str, Any]:
    return paging.page(_rounds(request), paging.Order("created_at", descending=True), limit, cursor, _told)


@room.post("/rounds", said=Said("发布任务", "Open a round"), who=ASKERS, answers={201: RoundTold},
           answer_headers=_LOCATION)  # fmt: skip
def rounds_create(request: Asked, response: HttpResponse, given: RoundGiven) -> dict[str, Any]:
    return _made(request, response, asking.open_round(request.actor, request.user, _asking(given)))


@room.get(ROUND, said=Said("一个任务", "A round"), who=WATCHERS, answers={200: RoundTold}, answer_headers=_TAG)
def rounds_read(request: Asked, response: HttpResponse, public_id: PublicId) -> dict[str, Any]:
    found = _rounds(request).get(public_id=public_id)
    response["ETag"] = preconditions.tag_of(found.version)
    return _told(found)


@room.put(ROUND, said=Said("修改任务", "Change a round"), who=ASKERS, answers={200: RoundTold}, answer_headers=_TAG,
          request_headers={"If-Match": Said("读到的 ETag", "The ETag that was read")},
          refuses=("changed", "unconditional"))  # fmt: skip
def rounds_update(request: Asked, response: HttpResponse, public_id: PublicId, given: RoundGiven) -> dict[str, Any]:
    found = asking.leading(request.actor, public_id)
    version = preconditions.expected_version(request)
    if version != found.version:
        raise preconditions.changed(found.version)
    changed = asking.change_round(request.actor, public_id, _asking(given), expected_version=version)
    response["ETag"] = preconditions.tag_of(changed.version)
    return _told(_rounds(request).get(pk=changed.pk))


@room.post(f"{ROUND}/copies", said=Said("照上期再发", "Open the next one"), who=ASKERS, answers={201: RoundTold},
           answer_headers=_LOCATION)  # fmt: skip
def rounds_copy(request: Asked, response: HttpResponse, public_id: PublicId, given: CopyGiven) -> dict[str, Any]:
    """The same organisations, template and kinds; what comes in is compared with this one."""
    last = asking.leading(request.actor, public_id)
    made = asking.copy_round(
        request.actor, request.user, last, title=given.title, period=given.period, cut_off=given.cut_off
    )
    return _made(request, response, made)


@room.post(f"{ROUND}/close", said=Said("结束任务", "Close a round"), who=ASKERS, answers={200: RoundTold})
def rounds_close(request: Asked, public_id: PublicId) -> dict[str, Any]:
    return _told(_rounds(request).get(pk=asking.close_round(request.actor, public_id).pk))


@room.post(f"{ROUND}/reopen", said=Said("重新打开任务", "Open a round again"), who=ASKERS, answers={200: RoundTold})
def rounds_reopen(request: Asked, public_id: PublicId) -> dict[str, Any]:
    return _told(_rounds(request).get(pk=asking.close_round(request.actor, public_id, closed=False).pk))


@room.get(f"{ROUND}/reports", said=Said("任务的各份报表", "The reports of a round"), who=WATCHERS,
          answers={200: Page[ReportTold]})  # fmt: skip
def rounds_reports(
    request: Asked,
    public_id: PublicId,
    state: Literal[""] | ReportState = "",
    limit: paging.Limit = 50,
    cursor: paging.Cursor = "",
) -> dict[str, Any]:
    found = _rounds(request).get(public_id=public_id)
    rows = reports_of(request).filter(round=found)
    rows = rows.filter(state=state) if state else rows
    return paging.page(rows, paging.Order("public_id"), limit, cursor, report_told, (public_id, state))


@room.post(f"{REPORT}/rounds", said=Said("下发到下级", "Pass on to those below"), who=ASKERS, answers={201: RoundTold},
           answer_headers=_LOCATION)  # fmt: skip
def reports_pass_on(request: Asked, response: HttpResponse, public_id: PublicId, given: RoundGiven) -> dict[str, Any]:
    """A round of one's own among those below, gathered for this report."""
    report = sending.sendable(request.actor, public_id)
    return _made(request, response, asking.pass_on(request.actor, request.user, report, _asking(given)))
