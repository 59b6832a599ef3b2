"""The whole schema, tried by Schemathesis in this process as somebody: what was sent, and what did not hold.

Path parameters mostly name rows that really exist (of one's own and of others), `If-Match` mostly a version that may
be the present one: requests that only ever meet 404 and 428 show nothing.
"""

from __future__ import annotations

import hashlib
import io
import logging
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import Any

import openpyxl
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.utils import timezone
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER
from schemathesis.transport import wsgi

from yanzhen_web.api import description
from yanzhen_web.models import (
    DataRequest,
    Delivery,
    DraftRow,
    Event,
    Job,
    Membership,
    Organisation,
    Record,
    Report,
    Round,
    RowQuestion,
    Token,
    Upload,
    User,
    Webhook,
)
from yanzhen_web.scopes import GRANTS
from yanzhen_web.services.collect.inboxes import path_of
from yanzhen_web.services.people import owndata
from yanzhen_web.services.people.logins import issue_token
from yanzhen_web.services.programs.webhooks import add_webhook, try_out
from yanzhen_web.services.rounds.asking import Asking, open_round
from yanzhen_web.services.rounds.deciding import ask_about
from yanzhen_web.services.rounds.sending import Row, send_rows

from ..worlds import WHY, World, told  # noqa: TID252 -- the one door to the site's test world

SCHEMA = "/api/v1/openapi.json"
CHECKS = {
    "enabled": False,
    "not_a_server_error": {"enabled": True},
    "status_code_conformance": {"enabled": True},
    "content_type_conformance": {"enabled": True},
    "response_schema_conformance": {"enabled": True},
    "response_headers_conformance": {"enabled": True},
    "negative_data_rejection": {
        "enabled": True,
        # What is refused for what it is aimed at is refused, too.
        "expected-statuses": ["400", "401", "403", "404", "405", "409", "412", "413", "415", "422", "428", "429"],
    },
    "ignored_auth": {"enabled": True},
    "use_after_free": {"enabled": True},
    "ensure_resource_availability": {"enabled": True},
    "missing_required_header": {"enabled": True, "expected-statuses": ["401", "403", "404", "422", "428"]},
    "unsupported_method": {"enabled": True},
    "allow_header_conformance": {"enabled": True},
}
"""Not `positive_data_acceptance`: what fits the schema may still be refused by the state of things."""

HEAVY = {"matches_run", "matches_learn", "bulletin_pdf", "bulletin_docx", "imports_corrections", "exports_read"}
"""Operations that take a tenth of a second and more: tried less often."""


AGAINST_PEOPLE = {
    "people_suspend", "organisations_suspend", "desks_end", "desks_hand_over", "keys_revoke", "program_keys_revoke",
    "data_requests_decide",
}  # fmt: skip
"""By these the people of a trial would take each other's keys away; they have tests of their own."""


MOST_KEPT = 10_000
_CARRIED = ("IF_MATCH", "IF_NONE_MATCH", "ACCEPT_LANGUAGE")


@dataclass
class Trial:
    """What came of it."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    by_operation: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    failures: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)

    def add(self, other: Trial) -> None:
        """Take another's numbers in."""
        self.requests += other.requests
        self.statuses += other.statuses
        for name, statuses in other.by_operation.items():
            self.by_operation[name] += statuses
        for check, told_ in other.failures.items():
            self.failures[check] += told_
        self.errors += other.errors
        self.sent += other.sent

    @property
    def server_errors(self) -> int:
        return sum(count for status, count in self.statuses.items() if status >= 500)


@dataclass(frozen=True)
class Sent:
    """A request as it was sent, without the key."""

    method: str
    address: str
    type: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def by(self, client: Client, key: str = "") -> Any:
        """The answer to the same request from somebody else."""
        headers = dict(self.headers) | ({"authorization": f"Bearer {key}"} if key else {})
        return client.generic(self.method, self.address, self.body, content_type=self.type, headers=headers)


class Counting:
    """The site, with a count of what it is asked, whoever asks."""

    def __init__(self) -> None:
        self.site = get_wsgi_application()
        self.trial = Trial()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self._keep(environ)

        def start(status: str, headers: Any, *rest: Any) -> Any:
            self.trial.requests += 1
            self.trial.statuses[int(status[:3])] += 1
            return start_response(status, headers, *rest)

        answer = self.site(environ, start)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()  # the file that it sends, if any

    def _keep(self, environ: dict[str, Any]) -> None:
        if len(self.trial.sent) >= MOST_KEPT:
            return
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        address = environ.get("REQUEST_URI") or environ.get("RAW_URI") or environ["PATH_INFO"]
        headers = tuple((name, environ[f"HTTP_{name}"]) for name in _CARRIED if f"HTTP_{name}" in environ)
        told_ = tuple((name.replace("_", "-").lower(), value) for name, value in headers)
        self.trial.sent.append(Sent(environ["REQUEST_METHOD"], address, environ.get("CONTENT_TYPE", ""), told_, body))


# --- a world with something in it -------------------------------------------------------------------------------------

Rows = Mapping[str, Sequence[tuple[str, str]]]
"""Beginning of an address -> (kind or "", public id) of rows that are there."""


def furnish(world: World, many: int = 12) -> None:
    """Records of all levels, a book that waits, jobs, webhooks with calls: for every role something of its own."""
    from yanzhen_web.jobs import queue

    for owner in ("ningxiang", "youxian", "park", "firm", "rival", "university", "changsha"):
        for number in range(many):
            level = ("open", "internal", "secret")[number % 3]
            world.write(
                owner,
                told("project", f"示例项目{owner}{number}", level, investment_cny=10**8, contact="示例人 13800000000"),
                told("demand", f"示例需求{owner}{number} 石墨烯导热膜", level, summary="石墨烯导热膜制备"),
                told("achievement", f"示例成果{owner}{number} 石墨烯导热膜", level, summary="石墨烯导热膜"),
            )
    for user in world.users.values():
        place = user.memberships.model.objects.unscoped(why=WHY).filter(user=user).first().organisation
        _book(place, user)
        for number in range(6):
            queue.enqueue("note", user)
            token, _ = issue_token(user, f"spare {number}", ["read"])
        _hook(user, token)
        owndata.ask(user, "erase")
        owndata.ask(user, "correct", "姓名应为示例")
    _collect(world)


def _collect(world: World) -> None:
    """Rounds that a city and a county ask for, what was sent for them, a question about a row of each."""
    for who, reporters in (("city_office", ("ningxiang", "park")), ("county_office", ("park", "firm"))):
        actor, user = world.actor(who), world.users[who]
        asked = Asking("示例月报", timezone.now(), tuple(world.organisations[name].public_id for name in reporters))
        found = open_round(actor, user, asked)
        for number in range(3):
            open_round(actor, user, replace(asked, title=f"示例月报{number}"), previous=found)
        for report in Report.objects.unscoped(why=WHY).filter(round__owner_org=found.owner_org).order_by("pk")[:5]:
            row = Row(f"k{report.pk}", "project", "示例行", {"investment_cny": 10**7, "contact": "示例人 13800000000"})
            send_rows(actor, user, report, [row])
            report.refresh_from_db()
            ask_about(report, user, row.key, "投资额是否含流动资金？")


def _book(place: Any, user: User) -> None:
    upload = Upload.objects.unscoped(why=WHY).create(
        owner_org=place, by=user, file_name="示例.xlsx", size=1, sha256="0" * 64, state=Upload.State.READY,
        counts={
            "rows": 3, "rows_with_issues": 0, "issues": 0, "skipped": 0,
            "summary": {"new": 3, "changed": 0, "same": 0},
        },
    )  # fmt: skip
    path_of(upload).parent.mkdir(parents=True, exist_ok=True)
    path_of(upload).write_bytes(_workbook())
    for number in range(3):
        DraftRow.objects.unscoped(why=WHY).create(
            upload=upload, number=number + 1, sheet="Sheet1", row=number + 2, kind="project",
            name=f"示例行{place.pk}{number}", engine_key=f"k{place.pk}{number}", collected_key=f"k{place.pk}{number}",
            fields={"investment_cny": 10**7},
        )  # fmt: skip


@cache
def _workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["项目名称", "总投资（万元）"])
    book.active.append(["示例行", 1000])
    book.save(content := io.BytesIO())
    return content.getvalue()


def _hook(user: User, token: Token) -> None:
    for number in range(3):
        hook = add_webhook(user, token, f"https://8.8.8.8/{number}", ["record.updated"])
        try_out(hook)


def rows_there(user: User | None = None) -> Rows:
    """What the addresses of the schema may name; this person's own so often that they are met as often as others'."""
    records = [(r.kind, r.public_id) for r in Record.objects.unscoped(why=WHY).only("kind", "public_id")]
    calls = Delivery.objects.unscoped(why=WHY)
    drafts = DraftRow.objects.unscoped(why=WHY)

    def ids(model: Any, owner: str = "") -> list[tuple[str, str]]:
        rows = model.objects.unscoped(why=WHY)
        return _often(rows, {owner: user} if owner and user else {}, lambda row: ("", row.public_id))

    return {
        "/records/": records,
        "/imports/": ids(Upload, "by"),
        "/events/": ids(Event),
        "/jobs/": ids(Job, "requester"),
        "/me/keys/": [("", t.public_id) for t in Token.objects.unscoped(why=WHY).filter(name__startswith="spare")],
        "/me/requests/": ids(DataRequest, "user"),
        "/data-requests/": ids(DataRequest),
        "/webhooks/": ids(Webhook, "user"),
        "/rounds/": ids(Round, "by"),
        "/reports/": ids(Report, "round__by"),
        "/questions/": ids(RowQuestion, "report__round__by"),
        "/organisations/": ids(Organisation),
        "/desks/": ids(Membership),
        "/people/": [("", user.public_id) for user in User.objects.all()],
        "webhook": _often(
            calls.select_related("webhook"),
            {"webhook__user": user} if user else {},
            lambda row: (row.webhook.public_id, row.public_id),
        ),
        "upload": _often(
            drafts.select_related("upload"),
            {"upload__by": user} if user else {},
            lambda row: (row.upload.public_id, row.public_id),
        ),
    }


def _often(rows: Any, own: dict[str, Any], tell: Any) -> list[tuple[str, str]]:
    everything = [tell(row) for row in rows]
    mine = [tell(row) for row in rows.filter(**own)] if own else []
    return everything + mine * (len(everything) // len(mine) if mine else 0)


# --- one trial --------------------------------------------------------------------------------------------------------


def settings_of(
    *, seed: int, examples: int, seconds: float | None, phases: Iterable[str], secret: str, without: Iterable[str]
) -> SchemathesisConfig:
    """What Schemathesis is to do."""
    few = {"phases": {"fuzzing": {"generation": {"max-examples": max(1, examples // 10)}}}}
    wanted = set(phases)
    data: dict[str, Any] = {
        "seed": seed,
        "continue-on-failure": True,
        "auth": {"openapi": {"key": {"bearer": secret}}} if secret else {},
        "checks": CHECKS,
        "generation": {"max-examples": examples, "deterministic": True, "no-shrink": True, "database": "none"},
        "phases": {name: {"enabled": name in wanted} for name in ("examples", "coverage", "fuzzing", "stateful")},
        "suppress-health-check": ["all"],
        "workers": 1,
        "operations": [
            *({"include-operation-id": name, "enabled": False} for name in sorted(without)),
            *({"include-operation-id": name} | few for name in sorted(HEAVY - set(without))),
        ],
    }
    if seconds is not None:
        data["max-time"] = max(1, int(seconds))
    return SchemathesisConfig.from_dict(data)


def operation_ids() -> list[str]:
    """Of every operation of the schema, in order."""
    paths = description.described("en")["paths"].values()
    return sorted(one["operationId"] for methods in paths for one in methods.values())


def everything_but(only: Iterable[str] | None) -> set[str]:
    """The ids of the operations that are not wanted."""
    return set() if only is None else set(operation_ids()) - set(only)


def try_as(
    user: User | None,
    rows: Rows,
    *,
    seed: int = 1,
    examples: int = 4,
    seconds: float | None = None,
    phases: Iterable[str] = ("examples", "coverage", "fuzzing"),
    grants: Iterable[str] = GRANTS,
    only: Iterable[str] | None = None,
    most: int | None = None,
    spare_people: bool = False,
) -> Trial:
    """Ask the whole schema with a key of this person, or with none.

    Args:
        examples: how many of each operation the fuzzing phase tries.
        seconds: for the whole trial; None for as long as it takes.
        only: ids of operations; None for all.
        most: requests after which the trial ends (a few more may be under way); None for no end of that sort.
        spare_people: leave out the operations by which people take each other's keys away.
    """
    secret = issue_token(user, "fuzz", grants, timezone.now() + timedelta(days=1))[1] if user else ""
    site = Counting()
    without = everything_but(only) | (AGAINST_PEOPLE if spare_people else set())
    config = settings_of(seed=seed, examples=examples, seconds=seconds, phases=phases, secret=secret, without=without)
    schema = schemathesis.openapi.from_wsgi(SCHEMA, site, config=config)
    site.trial = Trial()
    chance = random.Random(seed)

    def before_call(context: Any, case: Any, kwargs: Any) -> None:
        _aim(case, rows, chance)

    def after_call(context: Any, case: Any, response: Any) -> None:
        site.trial.by_operation[case.operation.label][response.status_code] += 1

    with _hooked(before_call, after_call), _quiet(), _in_process():
        stream = from_schema(schema).execute()
        for event in stream:
            _note(event, site.trial)
            if most is not None and site.trial.requests >= most:
                stream.stop()
    return site.trial


@contextmanager
def _in_process() -> Iterator[None]:
    """The probes without a key hand on settings of sockets, which the transport to a WSGI application does not take."""
    send = wsgi.WSGITransport.send

    def patient(self: Any, case: Any, **more: Any) -> Any:
        for name in ("max_redirects", "verify", "cert"):
            more.pop(name, None)
        return send(self, case, **more)

    wsgi.WSGITransport.send = patient  # type: ignore[method-assign]
    try:
        yield
    finally:
        wsgi.WSGITransport.send = send  # type: ignore[method-assign]


@contextmanager
def _quiet() -> Iterator[None]:
    """Each refusal is a line of the log otherwise."""
    log = logging.getLogger("django.request")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)


@contextmanager
def _hooked(*hooks: Any) -> Iterator[None]:
    """These two kinds of hook there are only for everybody; they are taken back at the end."""
    for hook in hooks:
        schemathesis.hook(hook)
    try:
        yield
    finally:
        for hook in hooks:
            GLOBAL_HOOK_DISPATCHER.unregister(hook)


_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{11,21}")


def _aim(case: Any, rows: Rows, chance: random.Random) -> None:
    """Where an address names a row in the right form, let it mostly be one that is there."""
    pieces = case.path_parameters or {}
    if chance.random() < 0.1:
        return
    path = case.operation.path.removeprefix("/api/v1")
    if _fits(pieces.get("public_id")):
        nested = {"delivery_id": "webhook", "row_id": "upload"}
        deeper = next((name for name in nested if _fits(pieces.get(name))), None)
        found = rows[nested[deeper]] if deeper else _rows_at(path, rows)
        if found:
            first, second = chance.choice(found)
            pieces["public_id"] = first if deeper else second
            if deeper:
                pieces[deeper] = second
            elif first and "kind" in pieces:
                pieces["kind"] = first
    _aim_body(case.body, rows, chance)
    for name, value in (
        ("If-Match", f'"{chance.choice((1, 1, 1, 2, 3))}"'),
        ("Idempotency-Key", f"{chance.getrandbits(64):x}"),  # the schema's example would serve one request only
    ):
        if case.headers and name in case.headers and _is_key(str(case.headers[name])):
            case.headers[name] = value


def _aim_body(body: Any, rows: Rows, chance: random.Random) -> None:
    """The same for what a body names; what is of a wrong form stays so."""
    if not isinstance(body, dict):
        return
    for name in ("owner", "parent", "organisation"):
        if _fits(body.get(name)):
            body[name] = chance.choice(rows["/organisations/"])[1]
    if str(body.get("url", "")).startswith("https://hooks.example.com"):
        body["url"] = "https://8.8.8.8/hook"


def _is_key(value: str) -> bool:
    return bool(re.fullmatch("[!-~]{1,100}", value))


def _fits(value: Any) -> bool:
    return isinstance(value, str) and bool(_ID.fullmatch(value))


def _rows_at(path: str, rows: Rows) -> Sequence[tuple[str, str]]:
    return next((found for start, found in rows.items() if path.startswith(start)), ())


def _note(event: Any, trial: Trial) -> None:
    if isinstance(event, events.ScenarioFinished):
        for checks in event.recorder.checks.values():
            for node in checks:
                if node.failure_info is not None and not _of_no_account(node):
                    trial.failures[node.name].append(_told(event, node))
    elif isinstance(event, events.NonFatalError | events.FatalError):
        trial.errors.append(str(getattr(event, "info", None) or getattr(event, "exception", event))[:2000])


def _of_no_account(node: Any) -> bool:
    """Headers of the reader's own that are longer than anybody needs are passed over, not refused."""
    message = node.failure_info.failure.message
    ignored = re.search(r"parameter `(Accept-Language|If-None-Match)` in header", message)
    return node.name == "negative_data_rejection" and ignored is not None


def _told(event: Any, node: Any) -> str:
    failure = node.failure_info.failure
    return f"{event.label}: {failure.title}: {failure.message[:400]}\n    {node.failure_info.code_sample[:600]}"


def distinct(told_: Iterable[str]) -> list[str]:
    """One of each sort of failure of an operation."""
    seen: dict[str, str] = {}
    for one in told_:
        seen.setdefault(hashlib.sha256(one.partition("\n")[0].encode()).hexdigest(), one)
    return list(seen.values())
