"""How headers were read is shown with the reason, corrected with one click, remembered for the sender, forgotten."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from yanzhen.records import Record as EngineRecord
from yanzhen.records import content_key
from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import AuditEntry, DraftRow, Lexicon, Upload

from .test_collecting import book, send
from .worlds import WHY, World

HEADERS = ["项目名称", "投资方", "自编栏目甲", "承接地"]
ROWS: list[list[Any]] = [["示例甲项目", "示例甲有限公司", "示例引荐办", "宁乡市"]]


def _send(world: World, who: str = "city_office") -> Upload:
    upload = send(world, who, data=book(ROWS, HEADERS))
    assert upload.state == "ready", upload.refusal_zh
    return upload


def _number(upload: Upload) -> int:
    return next(n for n, column in enumerate(upload.columns) if column["header"] == "自编栏目甲")


def _teach(world: World, upload: Upload, key: str, who: str = "city_office") -> Any:
    address = reverse("upload_column", args=[upload.public_id, _number(upload)])
    answer = world.client(who).post(address, {"key": key}, follow=True)
    work_off()
    upload.refresh_from_db()
    return answer


def _row(upload: Upload) -> DraftRow:
    return DraftRow.objects.unscoped(why=WHY).get(upload=upload)


def _lexicon(world: World, place: str = "changsha") -> Lexicon:
    return Lexicon.objects.unscoped(why=WHY).get(owner_org=world.organisations[place])


def test_page_says_why_a_header_was_read_so(world: World) -> None:
    upload = _send(world)
    page = world.client("city_office").get(reverse("upload_detail", args=[upload.public_id])).content.decode()
    assert "读作“投资方" in page
    for column in upload.columns:
        assert column["because_zh"]
        assert column["because_zh"] in page.replace("&quot;", '"').replace("&#x27;", "'")


def test_correction_reads_the_book_anew_and_every_later_one(world: World) -> None:
    upload = _send(world)
    assert "自编栏目甲" in _row(upload).extra
    _teach(world, upload, "content")
    assert upload.state == "ready"
    assert _row(upload).fields["content"] == "示例引荐办"
    later = _send(world)
    assert _row(later).fields["content"] == "示例引荐办"
    assert "lexicon.learn" in AuditEntry.objects.unscoped(why=WHY).values_list("action", flat=True)


def test_what_one_sender_taught_is_not_known_of_another(world: World) -> None:
    _teach(world, _send(world), "content")
    assert "content" not in _row(_send(world, "other_city")).fields


def test_header_said_to_be_no_field_stays_with_the_rest(world: World) -> None:
    upload = _send(world)
    number = next(n for n, column in enumerate(upload.columns) if column["key"] == "investor")
    client = world.client("city_office")
    client.post(reverse("upload_column", args=[upload.public_id, number]), {"key": ""})
    work_off()
    assert _row(upload).extra["投资方"] == "示例甲有限公司"


def test_book_that_is_taken_in_keeps_its_reading(world: World) -> None:
    upload = _send(world)
    world.client("city_office").post(reverse("upload_accept", args=[upload.public_id]))
    answer = _teach(world, upload, "content")
    assert "已经入库" in answer.content.decode()
    assert upload.state == "accepted"
    assert not Lexicon.objects.unscoped(why=WHY).exists()


def test_unknown_field_is_refused_and_nothing_is_learned(world: World) -> None:
    upload = _send(world)
    answer = _teach(world, upload, "no_such_field")
    assert "no_such_field" in answer.content.decode()
    assert upload.state == "ready"
    assert not Lexicon.objects.unscoped(why=WHY).exists()


def test_form_for_a_column_offers_the_fields(world: World) -> None:
    upload = _send(world)
    address = reverse("upload_column", args=[upload.public_id, _number(upload)])
    page = world.client("city_office").get(address).content.decode()
    assert 'value="investor"' in page
    assert world.client("other_city").get(address).status_code == 404
    assert world.client("city_office").get(reverse("upload_column", args=[upload.public_id, 99])).status_code == 404


def test_learned_headers_are_listed_changed_and_forgotten(world: World) -> None:
    _teach(world, _send(world), "content")
    address = reverse("lexicon", args=[world.organisations["changsha"].public_id])
    client = world.client("city_office")
    assert "自编栏目甲" in client.get(address).content.decode()
    client.post(address, {"lesson": "0", "version": "1", "do": "save", "key": "products"})
    assert _lexicon(world).body["lessons"][0]["key"] == "products"
    stale = client.post(address, {"lesson": "0", "version": "1", "do": "forget"}, follow=True)
    assert "刚刚被改过" in stale.content.decode()
    client.post(address, {"lesson": "0", "version": "2", "do": "forget"})
    assert _lexicon(world).body["lessons"] == []
    assert "content" not in _row(_send(world)).fields


def test_learned_headers_are_missing_for_others(world: World) -> None:
    _teach(world, _send(world), "content")
    address = reverse("lexicon", args=[world.organisations["changsha"].public_id])
    for who, status in (("organiser", 200), ("other_city", 404), ("county_office", 404), ("leader", 404)):
        assert world.client(who).get(address).status_code == status


def test_field_that_is_no_more_does_not_stop_books(world: World) -> None:
    gone = {"kind": "project", "header": ["自编栏目甲"], "key": "no_such_field"}
    held = {"kind": "project", "header": ["自编栏目甲"], "key": "content"}
    body = {"version": 1, "lessons": [held, gone | {"header": ["别的栏目"]}]}
    Lexicon.objects.unscoped(why=WHY).create(owner_org=world.organisations["changsha"], body=body)
    assert _row(_send(world)).fields["content"] == "示例引荐办"


def _correct(world: World, row: DraftRow, **texts: str) -> None:
    address = reverse("draft_edit", args=[row.upload.public_id, row.public_id])
    assert world.client("city_office").post(address, texts).status_code in (200, 302)


def test_rows_corrected_by_hand_stay_corrected(world: World) -> None:
    upload = send(
        world, "city_office", data=book([*ROWS, ["示例乙项目", "示例乙有限公司", "示例引荐办", "没有的地方"]], HEADERS)
    )
    first, second = DraftRow.objects.unscoped(why=WHY).filter(upload=upload).order_by("number")
    assert second.state == "issues"
    _correct(world, first, investor="示例改名有限公司")
    _correct(world, second, target="长沙县")
    _teach(world, upload, "note")
    first, second = DraftRow.objects.unscoped(why=WHY).filter(upload=upload).order_by("number")
    assert first.fields["investor"] == "示例改名有限公司"
    assert first.fields["note"] == second.fields["note"] == "示例引荐办"
    assert (first.state, second.state, second.fields["target"]) == ("fixed", "fixed", "430121")
    assert upload.counts["rows_with_issues"] == 0
    keys = [first.engine_key, second.engine_key]
    assert keys == [content_key(EngineRecord(row.kind, row.name, row.fields)) for row in (first, second)]


def test_text_corrected_by_hand_follows_its_column_to_the_new_field(world: World) -> None:
    upload = _send(world)
    _teach(world, upload, "content")
    _correct(world, _row(upload), content="改过的文字")
    _teach(world, upload, "note")
    row = _row(upload)
    assert row.fields["note"] == "改过的文字"
    assert "content" not in row.fields


def test_emptied_cell_stays_empty(world: World) -> None:
    upload = _send(world)
    _correct(world, _row(upload), investor="")
    _teach(world, upload, "content")
    assert "investor" not in _row(upload).fields
