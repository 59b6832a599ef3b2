"""The inbox: a book comes in, is read behind the page, corrected, accepted once, undone whole, sent back marked."""

from __future__ import annotations

import io
import re
import threading
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse
from openpyxl import load_workbook

from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import DraftRow, Record, Upload
from yanzhen_web.services.collect import collecting
from yanzhen_web.services.collect.inboxes import path_of

from .worlds import WHY, World, content_of, make_world

HEADERS = [
    "序号",
    "项目名称",
    "投资方",
    "转出地",
    "承接地",
    "意向投资额（亿元）",
    "签约时间",
    "项目阶段",
    "项目联系人及电话",
]
ROWS = [
    [1, "永磁电机生产线", "示例电机有限公司", "广东深圳", "宁乡市", 3.2, "2025-03-29", "已签约", "张某 13800000001"],
    [2, "碳纤维材料基地", "示例材料有限公司", "上海", "长沙县", "很多很多", "2025年3月", "在谈", ""],
    [3, "航空零部件", "示例航空有限公司", "陕西西安", "月球市", 1, "", "在谈", ""],
]


def book(rows: list[list[Any]] = ROWS, headers: list[str] = HEADERS) -> bytes:
    """A small workbook as an office would send it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet("项目")
        for number, row in enumerate([headers, *rows]):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def send(
    world: World, who: str = "city_office", data: bytes | None = None, name: str = "项目表.xlsx", **form: Any
) -> Upload:
    """Upload through the page and let the worker read."""
    file = SimpleUploadedFile(name, book() if data is None else data)
    answer = world.client(who).post(reverse("inbox"), {"file": file, **form})
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    return Upload.objects.unscoped(why=WHY).select_related("owner_org").order_by("-pk")[0]


def _post(world: World, name: str, upload: Upload, who: str = "city_office") -> Any:
    return world.client(who).post(reverse(name, kwargs={"public_id": upload.public_id}))


def _rows(upload: Upload) -> list[DraftRow]:
    return list(DraftRow.objects.unscoped(why=WHY).filter(upload=upload).order_by("number"))


def _records() -> list[Record]:
    return list(Record.objects.unscoped(why=WHY).filter(withdrawn_at=None).order_by("pk"))


def test_book_is_read_row_by_row_beside_its_cells(world: World) -> None:
    upload = send(world)
    assert (upload.state, upload.owner_org.name) == ("ready", "changsha")
    assert upload.counts | {"rows": 3, "rows_with_issues": 2, "issues": 2} == upload.counts
    good, amount, region = _rows(upload)
    assert good.fields["intended_amount_cny"] == 320_000_000
    assert good.cells["intended_amount_cny"] == ["F", "3.2"]
    assert (good.state, amount.state, region.state) == ("clean", "issues", "issues")
    assert [issue["code"] for issue in amount.issues] == ["amount_unreadable"]
    assert [issue["code"] for issue in region.issues] == ["region_unknown"]
    page = world.client("city_office").get(reverse("upload_detail", kwargs={"public_id": upload.public_id}))
    text = page.content.decode()
    for told in ("永磁电机生产线", "月球市", "3.2 亿元", "湖南省长沙市宁乡市", "意向投资额（亿元）"):
        assert told in text
    assert page.context["summary"] == {"new": 3, "changed": 0, "same": 0}


def test_progress_says_when_the_book_is_read(world: World) -> None:
    file = SimpleUploadedFile("项目表.xlsx", book())
    client = world.client("city_office")
    client.post(reverse("inbox"), {"file": file})
    upload = Upload.objects.unscoped(why=WHY).get()
    address = reverse("upload_progress", kwargs={"public_id": upload.public_id})
    assert "HX-Refresh" not in client.get(address)
    work_off()
    assert client.get(address)["HX-Refresh"] == "true"


def test_reading_that_breaks_off_is_told_and_not_polled_for_ever(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> str:
        raise RuntimeError("金丝雀")

    monkeypatch.setattr(collecting, "read_upload", break_down)
    upload = send(world)
    assert upload.state == "failed"
    page = world.client("city_office").get(reverse("upload_detail", kwargs={"public_id": upload.public_id}))
    text = page.content.decode()
    assert "hx-trigger" not in text
    assert "重新上传" in text
    assert "金丝雀" not in text


def test_accepted_rows_are_records_with_their_source(world: World) -> None:
    upload = send(world)
    assert _post(world, "upload_accept", upload).status_code == 302
    first = _records()[0]
    assert (first.name, first.owner_org.name, first.region, first.stage) == (
        "永磁电机生产线",
        "changsha",
        "430182",
        "signed",
    )
    assert (first.upload_id, first.sheet, first.row) == (upload.pk, "项目", 2)
    page = world.client("city_office").get(
        reverse("record_detail", kwargs={"kind": "project", "public_id": first.public_id})
    )
    assert "项目表.xlsx" in page.content.decode()
    assert page.context["provenance"]["row"] == 2
    assert page.context["history"][0]["by"] == "city_office"


def test_same_book_again_changes_nothing(world: World) -> None:
    for _ in range(2):
        _post(world, "upload_accept", send(world))
    assert len(_records()) == 3
    assert Upload.objects.unscoped(why=WHY).order_by("-pk")[0].counts["outcome"]["unchanged"] == 3


def test_undo_withdraws_the_whole_batch(world: World) -> None:
    upload = send(world)
    _post(world, "upload_accept", upload)
    _post(world, "upload_undo", upload)
    assert _records() == []
    upload.refresh_from_db()
    assert (upload.state, upload.counts["undone"]["withdrawn"]) == ("undone", 3)
    _post(world, "upload_accept", upload)
    assert _records() == []


def test_corrections_sent_again_update_and_never_double(world: World) -> None:
    upload = send(world)
    _post(world, "upload_accept", upload)
    address = reverse("upload_corrections", kwargs={"public_id": upload.public_id})
    data = content_of(world.client("city_office").get(address))
    workbook = load_workbook(io.BytesIO(data))
    sheet = workbook["项目"]
    assert sheet["F3"].comment is not None
    sheet["F3"], sheet["E4"], sheet["B4"] = 2.5, "株洲市", "航空零部件（更名）"
    buffer = io.BytesIO()
    workbook.save(buffer)
    again = send(world, data=buffer.getvalue(), name="项目表-改.xlsx")
    assert again.counts["rows_with_issues"] == 0
    _post(world, "upload_accept", again)
    records = {record.name: record for record in _records()}
    assert set(records) == {"永磁电机生产线", "碳纤维材料基地", "航空零部件（更名）"}
    assert records["碳纤维材料基地"].amount_cny == 250_000_000
    assert records["航空零部件（更名）"].region == "430200"
    _post(world, "upload_undo", again)
    assert {record.name for record in _records()} == {"永磁电机生产线", "碳纤维材料基地", "航空零部件"}


def test_mended_book_sent_without_its_ids_is_known_by_its_content(world: World) -> None:
    upload = send(world)
    _post(world, "upload_accept", upload)
    address = reverse("upload_corrections", kwargs={"public_id": upload.public_id})
    workbook = load_workbook(io.BytesIO(content_of(world.client("city_office").get(address))))
    workbook["项目"]["B4"] = "航空零部件（更名）"
    buffer = io.BytesIO()
    workbook.save(buffer)
    _post(world, "upload_accept", send(world, data=buffer.getvalue()))
    renamed = [*ROWS[:2], [3, "航空零部件（更名）", *ROWS[2][2:]]]
    _post(world, "upload_accept", send(world, data=book(renamed)))
    assert len(_records()) == 3


def test_marked_book_of_a_county_sent_back_by_the_province_doubles_nothing(world: World) -> None:
    upload = send(world)
    _post(world, "upload_accept", upload)
    address = reverse("upload_corrections", kwargs={"public_id": upload.public_id})
    workbook = load_workbook(io.BytesIO(content_of(world.client("organiser").get(address))))
    workbook["项目"]["F3"] = 7
    buffer = io.BytesIO()
    workbook.save(buffer)
    world.client("organiser").post(reverse("inbox"), {"file": SimpleUploadedFile("改.xlsx", buffer.getvalue())})
    work_off()
    again = Upload.objects.unscoped(why=WHY).order_by("-pk")[0]
    _post(world, "upload_accept", again, "organiser")
    assert len(_records()) == 3
    assert {record.owner_org.name for record in _records()} == {"changsha"}


def test_many_rows_are_taken_in_behind_the_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = send(world)
    monkeypatch.setattr("yanzhen_web.views.collect.AT_ONCE", 2)
    _post(world, "upload_accept", upload)
    _post(world, "upload_accept", upload)
    assert _records() == []
    assert work_off() == 1
    assert len(_records()) == 3


def test_row_is_corrected_with_the_rules_of_collecting(world: World) -> None:
    upload = send(world)
    _, amount, region = _rows(upload)
    client = world.client("city_office")
    place = {"public_id": upload.public_id, "row_id": amount.public_id}
    form = client.get(reverse("draft_edit", kwargs=place), headers={"HX-Request": "true"})
    assert "很多很多" in form.content.decode()
    wrong = client.post(
        reverse("draft_edit", kwargs=place), {"intended_amount_cny": "-3亿"}, headers={"HX-Request": "true"}
    )
    assert 'name="intended_amount_cny"' in wrong.content.decode()
    amount.refresh_from_db()
    assert (amount.state, [issue["code"] for issue in amount.issues]) == ("issues", ["amount_negative"])
    client.post(reverse("draft_edit", kwargs=place), {"intended_amount_cny": "2.5亿元"}, headers={"HX-Request": "true"})
    place["row_id"] = region.public_id
    assert client.post(reverse("draft_edit", kwargs=place), {"target": "株洲"}).status_code == 302
    amount.refresh_from_db()
    region.refresh_from_db()
    assert (amount.state, amount.fields["intended_amount_cny"], amount.issues) == ("fixed", 250_000_000, [])
    assert (region.state, region.fields["target"]) == ("fixed", "430200")
    upload.refresh_from_db()
    assert upload.counts["rows_with_issues"] == 0
    _post(world, "upload_accept", upload)
    assert [record.amount_cny for record in _records()] == [320_000_000, 250_000_000, 100_000_000]


def test_number_typed_into_a_column_with_a_unit_keeps_that_unit(world: World) -> None:
    upload = send(world)
    row = _rows(upload)[1]
    place = {"public_id": upload.public_id, "row_id": row.public_id}
    world.client("city_office").post(reverse("draft_edit", kwargs=place), {"intended_amount_cny": "2.5"})
    row.refresh_from_db()
    assert row.fields["intended_amount_cny"] == 250_000_000


def test_accepted_rows_are_corrected_no_more(world: World) -> None:
    upload = send(world)
    _post(world, "upload_accept", upload)
    row = _rows(upload)[0]
    place = {"public_id": upload.public_id, "row_id": row.public_id}
    world.client("city_office").post(reverse("draft_edit", kwargs=place), {"target": "株洲"})
    row.refresh_from_db()
    assert row.fields["target"] == "430182"


def test_form_of_a_row_that_another_has_corrected_is_shown_anew(world: World) -> None:
    upload = send(world)
    _, amount, _ = _rows(upload)
    address = reverse("draft_edit", kwargs={"public_id": upload.public_id, "row_id": amount.public_id})
    clients = [world.client(who) for who in ("city_office", "organiser")]
    pages = [client.get(address).content.decode() for client in clients]
    (tag,) = {re.search('name="row-tag" value="([0-9a-f]+)"', page)[1] for page in pages}
    clients[0].post(address, {"intended_amount_cny": "2.5亿元", "row-tag": tag})
    late = clients[1].post(address, {"intended_amount_cny": "很多很多", "row-tag": tag})
    assert "刚被别人改过" in late.content.decode() and "2.5亿元" in late.content.decode()
    amount.refresh_from_db()
    assert amount.fields["intended_amount_cny"] == 250_000_000


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", bytes(range(256)) * 40], ids=["broken zip", "noise"])
def test_what_is_no_workbook_is_refused_and_writes_nothing(world: World, data: bytes) -> None:
    upload = send(world, data=data)
    assert upload.state == "refused"
    assert upload.refusal_zh.startswith("项目表.xlsx")
    assert upload.refusal_en
    assert _rows(upload) == []
    page = world.client("city_office").get(reverse("upload_detail", kwargs={"public_id": upload.public_id}))
    assert upload.refusal_zh in page.content.decode()


@pytest.mark.parametrize(("data", "name"), [(b"", "空.xlsx"), (b"MZ", "脚本.exe")], ids=["empty", "a program"])
def test_what_can_be_no_workbook_is_refused_at_the_door(world: World, data: bytes, name: str) -> None:
    answer = world.client("city_office").post(reverse("inbox"), {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert not Upload.objects.unscoped(why=WHY).exists()


def test_upload_of_another_organisation_is_missing(world: World) -> None:
    upload = send(world)
    row = _rows(upload)[0]
    for who in ("other_city", "county_office", "rival", "university"):
        client = world.client(who)
        for name in ("upload_detail", "upload_progress", "upload_corrections", "upload_original"):
            assert client.get(reverse(name, kwargs={"public_id": upload.public_id})).status_code == 404, (who, name)
        for name in ("upload_accept", "upload_undo"):
            assert _post(world, name, upload, who).status_code == 404, (who, name)
        place = {"public_id": upload.public_id, "row_id": row.public_id}
        assert client.get(reverse("draft_edit", kwargs=place)).status_code == 404
        assert "项目表" not in client.get(reverse("inbox")).content.decode()
    assert _records() == []
    assert (
        world.client("organiser").get(reverse("upload_detail", kwargs={"public_id": upload.public_id})).status_code
        == 200
    )


def test_original_comes_back_as_it_was(world: World) -> None:
    data = book()
    upload = send(world, data=data)
    address = reverse("upload_original", kwargs={"public_id": upload.public_id})
    answer = world.client("city_office").get(address)
    assert content_of(answer) == data
    assert answer["Content-Disposition"].startswith("attachment")


def test_file_name_can_not_leave_the_folder(world: World) -> None:
    upload = send(world, name='../../evil\u202e".xlsx')
    path = path_of(upload)
    assert path.parent.parent.name == "uploads"
    assert path.parent.name == upload.public_id
    assert "/" not in upload.file_name
    for name in ("upload_original", "upload_corrections"):
        answer = world.client("city_office").get(reverse(name, kwargs={"public_id": upload.public_id}))
        assert "\n" not in answer["Content-Disposition"]
        assert content_of(answer)


def test_inbox_takes_as_many_queries_for_three_books_as_for_one(world: World, count_queries: Any) -> None:
    client = world.client("city_office")
    send(world)
    client.get(reverse("inbox"))
    one = count_queries(lambda: client.get(reverse("inbox")))
    send(world)
    send(world)
    assert count_queries(lambda: client.get(reverse("inbox"))) == one


@pytest.mark.django_db(transaction=True)
def test_two_acceptances_at_once_have_one_effect() -> None:
    world = make_world()
    upload = send(world)
    start = threading.Barrier(2)
    outcomes: list[Any] = []

    def accept() -> None:
        try:
            start.wait()
            outcomes.append(collecting.accept(Upload.objects.unscoped(why=WHY).get(pk=upload.pk), None))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    assert len(_records()) == 3


@pytest.mark.django_db(transaction=True)
def test_two_books_of_the_same_rows_accepted_at_once_double_nothing() -> None:
    world = make_world()
    uploads = [send(world), send(world)]
    start = threading.Barrier(2)

    def accept(upload: Upload) -> None:
        try:
            start.wait()
            collecting.accept(upload, None)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept, args=(upload,)) for upload in uploads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(_records()) == 3


@pytest.mark.shared
def test_every_book_of_the_measuring_data_goes_through(world: World, shared: Path) -> None:
    import orjson

    for path in sorted((shared / "books").glob("*.xlsx")):
        upload = send(world, data=path.read_bytes(), name=path.name)
        expected = orjson.loads(path.with_suffix(".json").read_bytes())
        assert upload.state == "ready", upload.refusal_zh
        assert len(_rows(upload)) == len(expected["records"]), path.name
        page = world.client("city_office").get(reverse("upload_detail", kwargs={"public_id": upload.public_id}))
        assert page.status_code == 200
        _post(world, "upload_accept", upload)
    names = {record.name for record in _records()}
    assert "光伏组件项目" in names
