"""The auditor's pages: the history, filtered and paged; no values, no doors for anybody else."""

from __future__ import annotations

import ast
import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

import yanzhen_web
from yanzhen.language import speaking
from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import AuditEntry, Membership, RecordVersion, User
from yanzhen_web.services.history.circumstances import Circumstances, under
from yanzhen_web.services.history.deednames import DEEDS, DETAILS, detail_told
from yanzhen_web.services.history.entries import PAGE
from yanzhen_web.services.history.noting import note_deed, note_reading
from yanzhen_web.services.history.sealing import latest, seal_all
from yanzhen_web.services.history.verifying import verify

from .worlds import WHY, World, content_of, told

SECRETS = ("示例电机项目", "张示例", "示例公司", "13800000000")


@pytest.fixture
def past(world: World) -> World:
    """A city office that entered and changed a record with contacts, and a county that read it."""
    with under(Circumstances(world.actor("city_office"), "page", "10.1.1.1")):
        one = told("project", "示例电机项目", publication="internal", investor="示例公司", contact="张示例 13800000000")
        one.key = "k"
        world.write("changsha", one)
        one.fields["jobs"] = 5
        (record,) = world.write("changsha", one)
        note_deed("record.print", record)
    with under(Circumstances(world.actor("county_office"), "api", "10.2.2.2")):
        note_reading("record.read", record)
    return world


def _record(world: World) -> Any:
    return RecordVersion.objects.unscoped(why=WHY).select_related("record").first().record  # type: ignore[union-attr]


def _text(world: World, url: str, who: str = "auditor", **query: str) -> str:
    answer = world.client(who).get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def _deeds(world: World, **query: str) -> list[str]:
    answer = world.client("auditor").get(reverse("history_list"), query)
    return [entry["action"] for entry in answer.context["entries"] if entry["action"] not in ("sign_in", "sign_out")]


def test_history_shows_who_from_where_on_what_the_latest_first(past: World) -> None:
    text = _text(past, reverse("history_list"))
    assert all(word in text for word in ("city_office", "county_office", "10.1.1.1", "10.2.2.2", "查看记录", "接口"))
    assert _deeds(past)[:2] == ["record.read", "record.print"]


def test_auditor_reads_which_fields_changed_and_no_value(past: World) -> None:
    record = _record(past)
    entry = AuditEntry.objects.unscoped(why=WHY).filter(action="records.write").first()
    assert entry is not None
    urls = [
        reverse("history_list"),
        reverse("history_record", args=[record.public_id]),
        reverse("history_entry", args=[entry.public_id]),
        reverse("history_seals"),
    ]
    texts = [_text(past, url) for url in urls]
    texts.append(
        content_of(past.client("auditor").get(reverse("history_file", kwargs={"form": "csv"}))).decode("utf-8-sig")
    )
    assert not [secret for secret in SECRETS for text in texts if secret in text]
    assert "项目联系人及电话" in texts[1]
    assert record.public_id in texts[2]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"who": "county"}, ["record.read"]),
        ({"action": "record.print"}, ["record.print"]),
        ({"action": "record"}, ["record.read", "record.print"]),
        ({"door": "api"}, ["record.read"]),
        ({"kind": "record", "door": "page"}, ["record.print"]),
        ({"since": "2999-01-01"}, []),
        ({"until": "2000-01-01"}, []),
        ({"who": "nobody at all"}, []),
        ({"before": "Zz0Missing0Zz000"}, []),
        ({"before": "nothing\x00"}, []),
    ],
)
def test_filters(past: World, query: dict[str, str], expected: list[str]) -> None:
    assert _deeds(past, **query) == expected


def test_filter_by_record_finds_readings_deeds_and_the_writings_of_its_versions(past: World) -> None:
    past.write("zhuzhou", told("project", "别的"))
    found = _deeds(past, id=_record(past).public_id)
    assert found == ["record.read", "record.print", "records.write", "records.write"]


def test_filter_by_day(past: World) -> None:
    today = timezone.localdate()
    assert len(_deeds(past, since=str(today), until=str(today))) == 4
    assert not _deeds(past, until=str(today - timedelta(days=1)))
    assert not _deeds(past, since=str(today + timedelta(days=1)))
    for nonsense in ("x", "2025-99-99", "0001-01-01", "9999-12-31"):
        assert (
            past.client("auditor").get(reverse("history_list"), {"since": nonsense, "until": nonsense}).status_code
            == 200
        )


def test_pages_follow_each_other_without_gap_or_double(past: World) -> None:
    for number in range(2 * PAGE):
        note_deed(f"x.{number}")
    client, query, seen = past.client("auditor"), "", []
    while True:
        page = client.get(f"{reverse('history_list')}?{query}").context
        seen += [entry["id"] for entry in page["entries"]]
        if not page["older"]:
            break
        query = page["older"]
    assert len(seen) == len(set(seen)) == AuditEntry.objects.unscoped(why=WHY).count()


def test_queries_of_the_list_do_not_grow_with_its_rows(past: World, count_queries: Callable[..., int]) -> None:
    client = past.client("auditor")
    url = reverse("history_list")
    client.get(url)
    few = count_queries(lambda: client.get(url))
    for number in range(30):
        with under(Circumstances(past.actor("park"), "page", f"10.3.3.{number}")):
            note_deed("x")
    assert count_queries(lambda: client.get(url)) == few


def test_auditor_of_an_office_sees_its_own_part_only(past: World) -> None:
    user = User.objects.create(username="county_auditor", name="county_auditor")
    Membership.objects.unscoped(why=WHY).create(user=user, organisation=past.organisations["youxian"], role="auditor")
    past.users["county_auditor"] = user
    client = past.client("county_auditor")
    assert not [e for e in client.get(reverse("history_list")).context["entries"] if e["who"] != "county_auditor"]
    record, entry = _record(past), AuditEntry.objects.unscoped(why=WHY).filter(action="record.print").get()
    assert client.get(reverse("history_record", args=[record.public_id])).status_code == 404
    assert client.get(reverse("history_entry", args=[entry.public_id])).status_code == 404
    Membership.objects.unscoped(why=WHY).filter(user=user).update(organisation=past.organisations["province"])
    assert client.get(reverse("history_record", args=[record.public_id])).status_code == 200


@pytest.mark.parametrize("who", ["platform_admin", "organiser", "city_office", "enterprise", "leader"])
def test_nobody_else_finds_the_pages(past: World, who: str) -> None:
    client = past.client(who)
    record = _record(past)
    for url in (
        reverse("history_list"),
        reverse("history_seals"),
        reverse("history_record", args=[record.public_id]),
        reverse("history_file", kwargs={"form": "csv"}),
    ):
        assert client.get(url).status_code == 404
    for name in ("history_verify", "history_head"):
        assert client.post(reverse(name)).status_code == 404


def test_file_is_inert_and_is_written_down(past: World) -> None:
    with under(Circumstances(past.actor("park"), "page", "=cmd()")):
        note_deed("x", None, told='=HYPERLINK("x")')
    answer = past.client("auditor").get(reverse("history_file", kwargs={"form": "csv"}), {"action": "x"})
    lines = list(csv.reader(io.StringIO(content_of(answer).decode("utf-8-sig"))))
    assert len(lines) == 2
    assert not [cell for cell in lines[1] if cell.startswith(("=", "+", "@"))]
    assert content_of(past.client("auditor").get(reverse("history_file", kwargs={"form": "xlsx"}))).startswith(b"PK")
    assert _deeds(past, action="history.export") == ["history.export", "history.export"]


def test_verification_runs_behind_the_page_and_is_told_of(past: World) -> None:
    client = past.client("auditor")
    assert "还没有核验过" in _text(past, reverse("history_seals"))
    seal_all()
    assert client.post(reverse("history_verify")).status_code == 302
    assert "progress" in _text(past, reverse("history_seals"))
    work_off()
    text = _text(past, reverse("history_seals"))
    assert "无误" in text
    head = latest()
    assert head is not None
    assert head.head in text
    entry = AuditEntry.objects.unscoped(why=WHY).get(action="history.verify")
    assert (entry.detail["found"], entry.door, entry.role) == (0, "job", "auditor")


def test_head_is_taken_away_as_one_line(past: World) -> None:
    answer = past.client("auditor").post(reverse("history_head"))
    assert answer["Content-Disposition"] == 'attachment; filename="history-head.json"'
    head = latest()
    assert head is not None
    assert json.loads(answer.content)["head"] == head.head
    assert verify().fine


def test_erased_person_is_told_of_by_number(past: World) -> None:
    from yanzhen_web.services.history.erasing import erase_person

    erase_person(past.users["county_office"])
    text = _text(past, reverse("history_list"))
    assert "10.2.2.2" not in text
    assert "已抹去" in text


def test_pages_speak_english(past: World) -> None:
    client = past.client("auditor")
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    for name in ("history_list", "history_seals"):
        assert "History" in client.get(reverse(name)).content.decode()


# --- words -----------------------------------------------------------------------------------------------------------

NOTES = ("note_deed", "note_reading", "note_records", "note_record")
NOT_TOLD = {"version", "by", "subject", "action"}


def notes() -> list[ast.Call]:
    """Every place in the sources that writes something into the history."""
    sources = [path.read_text(encoding="utf-8") for path in Path(yanzhen_web.__file__).parent.rglob("*.py")]
    calls = [node for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in NOTES]


def test_every_deed_and_what_it_tells_has_a_name_in_words() -> None:
    deeds = {call.args[0].value for call in notes() if call.args and isinstance(call.args[0], ast.Constant)}
    told = {word.arg for call in notes() for word in call.keywords if word.arg} - NOT_TOLD
    assert len(deeds) > 30 and len(told) > 20
    assert deeds | {"factor.add", "factor.remove", "factor.renew"} <= set(DEEDS), "see signing.notices"
    assert told <= set(DETAILS)


def test_what_an_entry_tells_is_told_in_words(past: World) -> None:
    assert detail_told("ways", ["password", "totp"]) == ("登录方式", "密码、验证器")
    assert detail_told("until", None) == ("到", "—")
    with speaking("en"):
        assert detail_told("why", "locked") == ("why", "locked after too many tries")
    past.client("auditor").get("/")
    with under(Circumstances(past.actor("auditor"), "page", "10.3.3.3")):
        entry = note_deed("sign_in", past.users["auditor"], by=past.users["auditor"], ways=["recovery_codes"])
    text = _text(past, reverse("history_entry", kwargs={"public_id": entry.public_id}))
    assert "备用码" in text and "recovery_codes" not in text
