"""Books that are refused, oddly named or not there any more: told in words, never a broken page."""

from __future__ import annotations

import stat
from typing import Any

import pytest
from django.urls import reverse

from yanzhen_web.models import Record, Upload
from yanzhen_web.services.collect.inboxes import path_of

from .test_collecting import send
from .worlds import WHY, World, content_of

TABLE = "项目名称,投资方,承接地,意向投资额（亿元）\r\n碳纤维基地,示例公司,月球市,很多\r\n".encode()


def _page(world: World, upload: Upload) -> str:
    address = reverse("upload_detail", kwargs={"public_id": upload.public_id})
    return str(world.client("city_office").get(address).content.decode())


def test_sheet_of_a_csv_is_called_after_the_file_that_people_gave(world: World) -> None:
    upload = send(world, data=TABLE, name="宁乡市 拟签约项目.csv")
    page = _page(world, upload)
    assert {column["sheet"] for column in upload.columns} == {"宁乡市 拟签约项目"}
    assert page.count(upload.public_id) == page.count(f"/{upload.public_id}/")
    assert all(issue["sheet"] == "宁乡市 拟签约项目" for issue in upload.issues)


@pytest.mark.parametrize(
    "name", ["报" * 120 + ".csv", "a" * 251 + ".csv", 'x<img src=x>"\u202e.csv', "..\\..\\evil.csv"]
)
def test_book_of_any_name_is_kept_in_its_own_folder(world: World, name: str) -> None:
    upload = send(world, data=TABLE, name=name)
    path = path_of(upload)
    assert path.exists()
    assert path.parent.name == upload.public_id
    assert path.parent.parent.name == "uploads"
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert upload.state == "ready"
    assert "<img" not in _page(world, upload)


def _file(world: World, name: str, upload: Upload) -> Any:
    return world.client("city_office").get(reverse(name, kwargs={"public_id": upload.public_id}), follow=True)


def test_refused_book_has_no_corrections_but_the_reason(world: World) -> None:
    upload = send(world, data=b"PK\x03\x04 torn", name="坏的.xlsx")
    assert upload.state == "refused"
    answer = _file(world, "upload_corrections", upload)
    assert answer.status_code == 200
    assert answer.redirect_chain
    assert "坏的.xlsx" in upload.refusal_zh
    assert upload.refusal_zh in answer.content.decode().replace("&quot;", '"').replace("&#x27;", "'")
    assert upload.public_id not in upload.refusal_zh
    assert content_of(_file(world, "upload_original", upload)).startswith(b"PK")


def test_book_that_is_being_read_has_no_corrections_yet(world: World) -> None:
    upload = send(world)
    Upload.objects.unscoped(why=WHY).filter(pk=upload.pk).update(state="reading")
    answer = _file(world, "upload_corrections", upload)
    assert "还在读取" in answer.content.decode()


def test_book_whose_file_is_gone_is_told(world: World) -> None:
    upload = send(world)
    path_of(upload).unlink()
    for name in ("upload_original", "upload_corrections"):
        answer = _file(world, name, upload)
        assert answer.status_code == 200, name
        assert "不在了" in answer.content.decode(), name


def test_marks_that_turn_text_are_left_out(world: World) -> None:
    table = "项目名称,投资方,奇怪栏\r\n项目\u202e甲,示例\u2066公司,x\u202dy\r\n".encode()
    upload = send(world, data=table, name="正\u202e反.csv")
    assert upload.file_name == "正反.csv"
    assert not set(_page(world, upload)) & set("\u202d\u202e\u2066")
    world.client("city_office").post(reverse("upload_accept", kwargs={"public_id": upload.public_id}))
    (record,) = Record.objects.unscoped(why=WHY)
    assert (record.name, record.party, record.extra) == ("项目甲", "示例公司", {"奇怪栏": "xy"})
