"""The demo event: its organisations and logins, its books through the same door as any other, its figures released."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from yanzhen_web import scopes
from yanzhen_web.models import Event, Invitation, Organisation, Publication, Record, Session, Upload, User
from yanzhen_web.scopes import Actor
from yanzhen_web.services.admission.demonstration import load_cases
from yanzhen_web.services.collect import collecting, inboxes
from yanzhen_web.services.matching import run_matches
from yanzhen_web.services.meet.guests.demonstration import load_guests
from yanzhen_web.services.meet.programme.demonstration import load_programme
from yanzhen_web.services.people import inviting, logins, staffing
from yanzhen_web.services.people.keys import GRANTS_OF_CLIENTS
from yanzhen_web.services.place.demonstration import load_demonstration
from yanzhen_web.services.report import reporting

Progress = Callable[[float, str], None]
_WHY = "the loader of the demo event"
_SEED = 2025
_PROVINCE = "430000"

_DESKS: tuple[tuple[str, str, str], ...] = (
    (scopes.PLATFORM, "platform", "平台管理员（示例）"),
    (scopes.ORGANISER, "province", "省活动组委会（示例）"),
    (scopes.CITY, "430100", "长沙市经办（示例）"),
    (scopes.COUNTY, "430182", "宁乡市经办（示例）"),
    (scopes.PARK, "park", "园区经办（示例）"),
    (scopes.ENTERPRISE, "enterprise", "企业经办（示例）"),
    (scopes.UNIVERSITY, "university", "高校经办（示例）"),
    (scopes.SERVICE, "service", "服务部门经办（示例）"),
    (scopes.LEADER, "province", "领导（示例）"),
    (scopes.AUDITOR, "platform", "审计（示例）"),
)
"""role, organisation, the person's name"""


def credentials_file() -> Path:
    """Where the logins of the demo stand; readable by their owner only."""
    return Path(settings.HOME) / "demo-credentials.json"


def load_demo(progress: Progress = lambda share, what: None) -> dict[str, dict[str, str]]:
    """Load what is not there yet; returns the logins by role."""
    organisations = _organisations()
    credentials = _logins(organisations)
    event = _event(organisations["province"])
    if event.figures_released_at is None:
        _load_books(event, organisations, progress)
        _count_rows()
    load_demonstration(organisations["park"], organisations["enterprise"])
    load_cases(organisations, "430182")
    load_programme(event)
    load_guests(event, organisations)
    progress(1.0, "")
    return credentials


def _count_rows() -> None:
    """PostgreSQL plans by what it has counted; right after so many rows it has counted none, and plans badly."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


# --- people ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def _organisations() -> dict[str, Organisation]:
    """By city code or by what they are."""
    from yanzhen.reference.regions import all_regions

    kinds = Organisation.Kind
    province = _organisation("湖南省活动组委会（示例）", kinds.PROVINCE, None, _PROVINCE)
    found = {"province": province, "platform": _organisation("雁阵平台（示例）", kinds.PLATFORM, None, "")}
    for city in all_regions("city"):
        if city.parent == _PROVINCE and city.code[:2] == _PROVINCE[:2]:
            found[city.code] = _organisation(f"{city.name_zh}对接办（示例）", kinds.CITY, province, city.code)
    changsha = found["430100"]
    found["430182"] = _organisation("宁乡市对接办（示例）", kinds.COUNTY, changsha, "430182")
    found["park"] = _organisation("示例高新园区管委会", kinds.PARK, found["430182"], "430182")
    found["enterprise"] = _organisation("示例装备股份有限公司", kinds.ENTERPRISE, found["430182"], "430182")
    found["university"] = _organisation("示例理工大学", kinds.UNIVERSITY, province, "430100")
    found["service"] = _organisation("省政务服务中心（示例）", kinds.SERVICE, province, _PROVINCE)
    return found


def _organisation(name: str, kind: str, parent: Organisation | None, region: str) -> Organisation:
    found = Organisation.objects.unscoped(why=_WHY).filter(name=name, parent=parent).first()
    return found or Organisation.objects.unscoped(why=_WHY).create(name=name, kind=kind, parent=parent, region=region)


def _logins(organisations: dict[str, Organisation]) -> dict[str, dict[str, str]]:
    """A login for each role; kept as they are while their file is there."""
    file = credentials_file()
    if file.is_file() and User.objects.filter(username=f"demo-{scopes.ORGANISER}").exists():
        kept: dict[str, dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
        return kept
    made = {}
    for role, place, name in _DESKS:
        user, password = logins.give_login(f"demo-{role}", name, organisations[place], role)
        _, token = logins.issue_token(user, "demo")
        made[role] = {"username": user.username, "password": password, "token": token}
    made[scopes.API_CLIENT] = _program(organisations["430182"])
    _deputy_and_invitation(organisations["430182"])
    _write_secretly(file, json.dumps(made, ensure_ascii=False, indent=2) + "\n")
    return made


def _program(office: Organisation) -> dict[str, str]:
    """A program of the county office's: it has a key and no password."""
    user, _ = logins.give_login(f"demo-{scopes.API_CLIENT}", "县业务系统（示例）", office, scopes.API_CLIENT)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    _, token = logins.issue_token(user, "demo", GRANTS_OF_CLIENTS)
    return {"username": user.username, "password": "", "token": token}


def _deputy_and_invitation(office: Organisation) -> None:
    """Somebody who sits in for the county's clerk for a month (B 岗), and an invitation that nobody has accepted."""
    clerk = User.objects.get(username=f"demo-{scopes.COUNTY}")
    deputy, _ = User.objects.get_or_create(
        username="demo-deputy", defaults={"name": "宁乡市代班（示例）", "password": make_password(None)}
    )
    until = timezone.now() + timedelta(days=30)
    staffing.seat(deputy, office, scopes.COUNTY, ends_at=until, in_place_of=clerk)
    if not Invitation.objects.unscoped(why=_WHY).filter(organisation=office).exists():
        actor = Actor.of(clerk)
        inviting.invite(
            actor, clerk, office, scopes.ENTERPRISE, makes="enterprise", uses=20, days=30, note="示例企业群"
        )


def _write_secretly(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


# --- the event -------------------------------------------------------------------------------------------------------


def _event(owner: Organisation) -> Event:
    events = Event.objects.unscoped(why=_WHY)
    found, _ = events.get_or_create(
        name="2025中国产业转移发展对接活动（湖南）",
        defaults={
            "name_en": "2025 China Industrial-Transfer Matchmaking Event (Hunan)",
            "starts_on": date(2025, 3, 29),
            "ends_on": date(2025, 3, 29),
            "place": "湖南长沙",
            "place_en": "Changsha, Hunan",
            "region": "430100",
            "owner_org": owner,
            "publication": Publication.OPEN,
        },
    )
    return found


def _load_books(event: Event, organisations: dict[str, Organisation], progress: Progress) -> None:
    from yanzhen.report import read_cited
    from yanzhen.scenario import write_scenario

    organiser = User.objects.get(username=f"demo-{scopes.ORGANISER}")
    with tempfile.TemporaryDirectory() as folder:
        progress(0.0, "hunan2025")
        paths = write_scenario("hunan2025", Path(folder), seed=_SEED)
        books = [path for path in paths if path.name != "cited.csv"]
        uploads = [_received(path, event, _owner_of(path.name, organisations), organiser) for path in books]
        _take_in(uploads, organiser, progress)
        cited = [path for path in paths if path.name == "cited.csv"]
        reporting.keep_cited(event, [figure for path in cited for figure in read_cited(path)])
    _sessions(event)
    progress(0.85, "match")
    run_matches(Actor.of(organiser), None, lambda percent, message: None)
    reporting.release(event)


def _owner_of(file_name: str, organisations: dict[str, Organisation]) -> Organisation:
    """The city that a book's name begins with; else the province."""
    from yanzhen.reference.places import resolve

    for piece in Path(file_name).stem.split("_")[1:2]:
        found = resolve(piece, within=_PROVINCE)
        if found.code and found.code in organisations:
            return organisations[found.code]
    return organisations["province"]


def _received(path: Path, event: Event, owner: Organisation, by: User) -> Upload:
    upload = Upload(owner_org=owner, by=by, event=event, file_name=path.name, size=0)
    inboxes.keep(upload, iter([path.read_bytes()]))
    same = Upload.objects.unscoped(why=_WHY).filter(event=event, sha256=upload.sha256).first()
    if same is not None:  # an earlier loading that was interrupted
        inboxes.forget(upload)
        return same
    upload.save(force_insert=True)
    return upload


def _take_in(uploads: list[Upload], by: User, progress: Progress) -> None:
    """Read the books side by side (each in its guarded process), accept them in order."""
    waiting = [upload for upload in uploads if upload.state != Upload.State.ACCEPTED]
    for number, (upload, collected) in enumerate(_collected(waiting)):
        progress(0.05 + 0.8 * number / len(waiting), upload.file_name)
        collecting.keep_collected(upload, collected)
        collecting.accept(upload, by)


def _collected(uploads: list[Upload]) -> Iterator[tuple[Upload, Any]]:
    with ThreadPoolExecutor(max_workers=max(1, min(4, os.cpu_count() or 1))) as pool:
        yield from zip(uploads, pool.map(_collect_patiently, uploads), strict=True)


def _collect_patiently(upload: Upload) -> Any:
    """Our own books; a machine that is busy installing may take its time."""
    try:
        return collecting.collect(upload, seconds=120)
    finally:
        connection.close()  # each thread has one of its own


def _sessions(event: Event) -> None:
    """The programme, from the sessions among the event's records."""
    rows = Record.objects.unscoped(why=_WHY).filter(kind="session", participations__event=event, withdrawn_at=None)
    sessions = Session.objects.unscoped(why=_WHY)
    sessions.filter(event=event).delete()
    sessions.bulk_create(_session(event, record, order) for order, record in enumerate(rows.order_by("pk")))


def _session(event: Event, record: Record, order: int) -> Session:
    fields = record.fields
    held_on = str(fields.get("held_on", ""))
    return Session(
        event=event,
        kind=_session_kind(str(fields.get("session_kind", ""))),
        name=record.name,
        held_on=date.fromisoformat(held_on) if len(held_on) == 10 else None,
        venue=str(fields.get("venue", "")),
        region=str(fields.get("region", "")),
        chain=str(fields.get("chain", "")),
        mode=str(fields.get("mode", "")),
        record=record,
        order=order,
    )


def _session_kind(words: str) -> str:
    if "开幕" in words:
        return Session.Kind.OPENING
    return Session.Kind.INDUSTRY if "产业" in words or "链" in words else Session.Kind.LOCAL
