"""The inbox takes more than workbooks: Word forms, archives, pasted text; it takes no state secrets."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import AuditEntry, DraftRow, Record, Upload
from yanzhen_web.services.collect.inboxes import path_of
from yanzhen_web.services.history.noting import take_in

from .test_collecting import ROWS, book, send
from .worlds import WHY, World

SECRET_NAME = "金丝雀工程"


def _rows(upload: Upload) -> list[DraftRow]:
    return list(DraftRow.objects.unscoped(why=WHY).filter(upload=upload).order_by("number"))


def _page(world: World, upload: Upload, who: str = "city_office") -> str:
    address = reverse("upload_detail", kwargs={"public_id": upload.public_id})
    return str(world.client(who).get(address).content.decode())


def _deeds() -> list[str]:
    take_in()
    return list(AuditEntry.objects.unscoped(why=WHY).values_list("action", flat=True))


def _word() -> bytes:
    document = docx.Document()
    document.add_heading("招商项目登记表")
    rows = [
        ("项目名称", "示例无人机项目"),
        ("投资方", "示例航空有限公司"),
        ("承接地", "宁乡市"),
        ("意向投资额（亿元）", "2.5"),
    ]
    table = document.add_table(rows=0, cols=2)
    for label, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_word_form_is_read_as_an_item(world: World) -> None:
    upload = send(world, data=_word(), name="登记表.docx")
    assert upload.state == "ready", upload.refusal_zh
    (row,) = _rows(upload)
    assert (row.name, row.fields["intended_amount_cny"], row.fields["target"]) == (
        "示例无人机项目",
        250_000_000,
        "430182",
    )


@pytest.mark.parametrize("name", ["表.et", "表.doc", "表.wps", "表.ofd", "表.pdf", "扫描.JPG"])
def test_what_cannot_be_read_is_refused_at_the_form_and_not_kept(world: World, name: str) -> None:
    file = SimpleUploadedFile(name, b"%PDF-1.7 ")
    answer = world.client("city_office").post(reverse("inbox"), {"file": file})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert ".docx" in text
    assert "另存为" in text
    assert not Upload.objects.unscoped(why=WHY).exists()


def test_upload_page_says_that_secrets_are_not_taken(world: World) -> None:
    assert "涉密文件严禁上传" in world.client("city_office").get(reverse("inbox")).content.decode()


def test_marked_book_is_deleted_at_once_and_nothing_of_it_stays(world: World) -> None:
    marked = [
        [1, SECRET_NAME, "示例有限公司", "上海", "宁乡市", 1, "", "在谈", ""],
        ["机密★5年", "", "", "", "", "", "", "", ""],
    ]
    upload = send(world, data=book([*ROWS, *marked]), name=f"{SECRET_NAME}.xlsx")
    assert upload.state == "refused"
    assert "国家秘密" in upload.refusal_zh
    assert not _rows(upload)
    assert not path_of(upload).parent.exists()
    told = [str(value) for value in Upload.objects.unscoped(why=WHY).filter(pk=upload.pk).values()]
    assert SECRET_NAME not in "".join(told)
    assert "upload.secret" in _deeds()
    page = _page(world, upload)
    assert "保密办" in page
    assert reverse("upload_original", args=[upload.public_id]) not in page
    answer = world.client("city_office").get(reverse("upload_original", args=[upload.public_id]))
    assert answer.status_code == 302


def test_name_with_a_mark_is_refused_before_anything_is_kept(world: World) -> None:
    file = SimpleUploadedFile("机密台账.xlsx", book())
    answer = world.client("city_office").post(reverse("inbox"), {"file": file})
    assert answer.status_code == 422
    assert "国家秘密" in answer.content.decode()
    assert not Upload.objects.unscoped(why=WHY).exists()
    assert "upload.secret" in _deeds()


def test_typed_record_with_a_mark_is_not_taken(world: World) -> None:
    address = reverse("record_new", kwargs={"kind": "project"})
    answer = world.client("city_office").post(address, {"name": "示例项目", "content": "本项目为机密★10年"})
    assert answer.status_code == 422
    assert "国家秘密" in answer.content.decode()
    assert not Record.objects.unscoped(why=WHY).exists()


def test_corrected_cell_with_a_mark_is_not_taken(world: World) -> None:
    row = _rows(send(world))[1]
    address = reverse("draft_edit", args=[row.upload.public_id, row.public_id])
    answer = world.client("city_office").post(address, {"name": "秘密★3年"}, follow=True)
    assert "国家秘密" in answer.content.decode()
    row.refresh_from_db()
    assert row.name == "碳纤维材料基地"


def _bundle() -> bytes:
    rows: list[list[Any]] = [["项目名称", "投资方", "意向投资额（亿元）"], ["示例一项目", "示例甲有限公司", 1]]
    return _zip(
        {
            "长沙市/宁乡市/项目.xlsx": book(rows[1:], rows[0]),
            "株洲市/登记表.docx": _word(),
            "株洲市/老表.doc": b"\xd0\xcf\x11\xe0",
        }
    )


def test_archive_is_one_upload_with_the_path_of_each_row(world: World) -> None:
    upload = send(world, data=_bundle(), name="各市报表.zip")
    assert upload.state == "ready", upload.refusal_zh
    rows = {row.name: row for row in _rows(upload)}
    assert set(rows) == {"示例一项目", "示例无人机项目"}
    assert rows["示例一项目"].sheet.startswith("长沙市/宁乡市/项目.xlsx")
    assert rows["示例一项目"].fields["target"] == "430182"
    page = _page(world, upload)
    assert "株洲市/老表.doc" in page
    assert "另存为" in page
    answer = world.client("city_office").get(reverse("upload_corrections", args=[upload.public_id]), follow=True)
    assert "逐行更正" in answer.content.decode()


def test_mark_in_one_book_of_an_archive_refuses_all(world: World) -> None:
    upload = send(
        world,
        data=_zip({"长沙市/项目.xlsx": book(), "株洲市/项目.xlsx": book([["绝密", *ROWS[0][1:]]])}),
        name="各市.zip",
    )
    assert (upload.state, _rows(upload), Path(path_of(upload).parent).exists()) == ("refused", [], False)


PASTED = "项目名称\t投资方\t承接地\t意向投资额（亿元）\n示例粘贴项目\t示例有限公司\t宁乡市\t3\n"


def test_pasted_table_is_kept_and_read_like_a_book(world: World) -> None:
    answer = world.client("city_office").post(reverse("inbox_paste"), {"text": PASTED})
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    upload = Upload.objects.unscoped(why=WHY).get()
    assert (upload.state, upload.file_name[:3], upload.file_name[-4:]) == ("ready", "粘贴_", ".txt")
    assert path_of(upload).read_text(encoding="utf-8") == PASTED
    (row,) = _rows(upload)
    assert (row.name, row.fields["intended_amount_cny"]) == ("示例粘贴项目", 300_000_000)


@pytest.mark.parametrize(("text", "said"), [("", ""), ("机密★5年\n项目名称：金丝雀工程", "国家秘密")])
def test_pasted_text_that_is_refused_is_not_kept(world: World, text: str, said: str) -> None:
    answer = world.client("city_office").post(reverse("inbox_paste"), {"text": text})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Upload.objects.unscoped(why=WHY).exists()


def test_text_file_is_no_book(world: World) -> None:
    answer = world.client("city_office").post(reverse("inbox"), {"file": SimpleUploadedFile("a.txt", PASTED.encode())})
    assert answer.status_code == 422


def test_inbox_has_a_box_to_paste_into(world: World) -> None:
    page = world.client("city_office").get(reverse("inbox")).content.decode()
    assert f'action="{reverse("inbox_paste")}"' in page
