"""The national classification, Hunan's 4×4 system, the chains of the event."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from yanzhen.errors import UnreadableInput
from yanzhen.reference import industries
from yanzhen.reference.industries import UnknownIndustry, chain_of, find_industry, industry, industry_of_4x4, section_of


def test_classification_has_the_counts_of_the_standard() -> None:
    counts = {level: len(industries.industries(level)) for level in ("section", "division", "group")}
    assert counts == {"section": 20, "division": 97, "group": 473}


def test_every_parent_exists() -> None:
    for row in industries.industries():
        assert row.parent is None or industry(row.parent), row
    assert section_of("397") == "C"
    assert section_of("65") == "I"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C39", "39"),
        ("３９７", "397"),
        ("3974", "397"),
        ("C", "C"),
        ("39 计算机、通信和其他电子设备制造业", "39"),
        ("计算机,通信和其他电子设备制造业", "39"),
        ("汽车制造业", "36"),
        ("汽车", "36"),
        ("汽车零部件及配件制造", "367"),
        ("C367 汽车零部件及配件制造", "367"),
        ("软件开发", "651"),
    ],
)
def test_find_industry_reads_codes_and_names(text: str, code: str) -> None:
    found = find_industry(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["", "超导飞船业", "99", "Z", "12345"])
def test_find_industry_gives_none_for_what_it_does_not_know(text: str) -> None:
    assert find_industry(text) is None


def test_industry_unknown_names_the_standard() -> None:
    with pytest.raises(UnknownIndustry, match="4754"):
        industry("999")


def test_load_classes_adds_four_digits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(industries, "_classes", {})
    table = tmp_path / "classes.csv"
    table.write_text("code,name\n3974,显示器件制造\n397,电子器件制造\nxx,无\n", encoding="utf-8")
    assert industries.load_classes(table) == 1
    assert find_industry("3974") == industries.Industry("3974", "显示器件制造", "class", "397")
    assert find_industry("显示器件制造") == industry("3974")
    table.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(UnreadableInput, match="name"):
        industries.load_classes(tmp_path / "missing.csv")


@pytest.mark.shared
def test_names_agree_with_the_compiled_table(shared: Path) -> None:
    """The compiled table lacks four groups and keeps some names of the edition before; all else is the same."""
    with (shared / "data" / "industry" / "gbt4754_2017.csv").open(encoding="utf-8") as file:
        rows = {r["code"]: r["name"].replace("（", "(").replace("）", ")") for r in csv.DictReader(file)}
    typed = {row.code: row.name_zh for row in industries.industries() if row.level != "class"}
    assert set(typed) - set(rows) == {"283", "367", "829", "932"}
    assert {code for code in rows if len(code) < 4} <= set(typed)
    different = [code for code in typed if code in rows and rows[code] != typed[code]]
    assert len(different) <= 24, different


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("电子信息", "电子信息"),
        ("碳纤维预浸料项目", "先进材料"),
        ("航空紧固件项目", "航空航天"),
        ("Mini-LED背光模组及整机项目", "电子信息"),
        ("工程机械", "高端装备"),
        ("新材料", "先进材料"),
        ("低空经济", "航空航天"),
        ("预制菜", None),
        ("", None),
        ("FAILED", None),
    ],
)
def test_chain_of_follows_the_words(text: str, chain: str | None) -> None:
    assert chain_of(text) == chain


def test_systems_hold_their_names() -> None:
    assert industries.EVENT_CHAINS == ("高端装备", "电子信息", "先进材料", "航空航天")
    assert {group: len(names) for group, names in industries.HUNAN_4X4.items()} == {
        "传统": 4,
        "优势": 4,
        "新兴": 4,
        "未来": 4,
    }
    assert industry_of_4x4("盾构机再制造") == "工程机械"
