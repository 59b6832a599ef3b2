"""Names are put out of texts however they are spelled there, and nothing else is."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from yanzhen.language import speaking
from yanzhen_web.models import Record
from yanzhen_web.services.records.codenames import code_name, code_party, redacted, said
from yanzhen_web.services.records.firmnames import firm_spellings, is_generic, project_spellings

_BRAND = st.text("麓澜砺衡岳穹凌沛津湘楚桓浦曜甬莞鼎翊珩瑾骁", min_size=2, max_size=4).filter(
    lambda text: text != "岳麓"
)
"""Names that are nothing else; 岳麓 is a district, of which texts speak."""
_LATIN = st.text("kqvxzwjyu", min_size=4, max_size=8).map(str.capitalize)
_STEM = st.one_of(_BRAND, _BRAND, _LATIN)
_REGION = st.sampled_from(
    ["", "湖南", "湖南省", "长沙市", "长沙", "深圳", "湖南长沙", "宁乡", "北京", "广东省东莞市", "中国"]
)
_TRADE = st.sampled_from(
    ["", "科技", "新材料", "电子科技", "智能装备", "精密机械", "新型显示器件", "生物医药", "Technology "]
)
_FORM = st.sampled_from(
    ["有限公司", "股份有限公司", "有限责任公司", "集团", "（集团）有限公司", "公司", " Co., Ltd.", ""]
)


@st.composite
def _firms(draw: st.DrawFn) -> tuple[str, str]:
    """A firm's name and its stem."""
    stem, region = draw(_STEM), draw(_REGION)
    name = region + stem + draw(_TRADE) + draw(_FORM)
    bracketed = stem + f"（{region or '湖南'}）" + draw(_TRADE) + draw(_FORM)
    return draw(st.sampled_from([name, bracketed])), stem


def _full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" if c == " " else c for c in text)


_SPELLED: dict[str, Any] = {
    "as it stands": lambda text: text,
    "capitals": str.upper,
    "small": str.lower,
    "full width": _full_width,
    "blanks": " ".join,
    "wide blanks": "\u3000".join,
    "line breaks": "\n".join,
    "dots": "·".join,
    "hyphens": "-".join,
    "no width": "\u200b".join,
    "half width": lambda text: unicodedata.normalize("NFKC", text),
}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _letters(text: str) -> str:
    return "".join(c for c in _plain(text) if c.isalnum())


_FILLING = st.text(st.sampled_from("由投资建设拟在年产万件，。、（）：的与0123 aB麓澜企业项目某"), max_size=12)


@settings(deadline=None)
@given(_firms(), st.lists(st.tuples(_FILLING, st.booleans(), st.sampled_from(sorted(_SPELLED))), max_size=5), _FILLING)
@example(("深圳麓澜科技有限公司", "麓澜"), [("麓", False, "as it stands")], "澜澜")
@example(("麓某", "麓某"), [("麓", True, "as it stands")], "麓")
def test_no_spelling_of_a_firm_is_left(firm: tuple[str, str], pieces: list[tuple[str, bool, str]], tail: str) -> None:
    name, stem = firm
    text = "".join(before + _SPELLED[how](name if whole else stem) for before, whole, how in pieces) + tail
    record = Record(kind="demand", name="需求", party=name, fields={"organisation": name, "field": "新型显示"})
    left = _plain(redacted(record, text))
    assert _letters(name) not in _letters(left)
    # Latin letters within a longer word are that word's; a pause ends what two or three characters spell.
    if stem.isascii():
        found = re.search(rf"(?<![a-z0-9]){stem.casefold()}(?![a-z0-9])", left)
    else:
        found = re.search(r"[\W_]*".join(stem) if len(stem) > 3 else r"[^\w，。；：、！？,;:!?]*".join(stem), left)
    assert found is None, (name, stem, text, left)


@settings(deadline=None)
@given(_firms())
def test_what_is_said_to_those_outside_holds_neither_name_nor_stem(firm: tuple[str, str]) -> None:
    name, stem = firm
    fields = {"investor": name, "chain": "先进材料", "phases": [{"text": f"{stem}一期"}, [stem, name]]}
    record = Record(kind="project", name=f"{stem}超材料产业基地", party=name, fields=fields)
    told = str([code_name(record), code_party(record), redacted(record, fields["phases"])])
    assert _letters(stem) not in _letters(told)


@pytest.mark.parametrize(
    ("firm", "text", "left"),
    [
        ("深圳光澜技术股份有限公司", "光澜在湖南发光、澜沧江边", "某企业在湖南发光、澜沧江边"),
        ("深圳光澜技术股份有限公司", "深圳市光澜技术（集团）拟投资", "深圳市某企业（集团）拟投资"),
        ("湖南新材料科技有限公司", "研发新材料，推广科技", "研发新材料，推广科技"),
        ("东方电气集团有限公司", "东方电气的电气设备", "某企业的电气设备"),
        ("长沙麓岳新型显示器件有限公司", "麓岳拟建显示器件线", "某企业拟建显示器件线"),
        ("QXZ科技有限公司", "qxz与QXZW、ＱＸＺ", "某企业与QXZW、某企业"),
        ("麓澜科技、衡岳股份", "由麓澜和衡岳合资", "由某企业和某企业合资"),
        ("麓科技有限公司", "岳麓山", "岳麓山"),
    ],
)
def test_only_names_are_put_out(firm: str, text: str, left: str) -> None:
    record = Record(kind="demand", name="需求", party=firm, fields={"organisation": firm})
    assert redacted(record, text) == left


def test_traces_of_a_firm_are_put_out() -> None:
    record = Record(kind="demand", name="需求", party="麓澜科技", fields={"organisation": "麓澜科技"})
    text = "联系 wang@lulan-tech.cn、138 0000 0000、0731-88888888，见 https://www.lulan.cn/a，代码 91430100MA4L1234X5，"
    left = redacted(record, text + "项目代码2025-430182-35-01-123456，投资12345678900元，2025-03-29")
    assert left == "联系 …、…、…，见 …，代码 …，项目代码…，投资12345678900元，2025-03-29"
    assert redacted(record, "ｗａｎｇ＠ｌｕｌａｎ．ｃｎ（１３８００００００００）") == "…（…）"


def test_a_text_without_names_stays_as_it_is() -> None:
    record = Record(kind="demand", name="需求", party="麓澜科技", fields={"organisation": "麓澜科技"})
    for text in ("导热率≥1500W/(m·K)，（全角）", "Ａ ｂ　ｃ", "", "第一行\n第二行"):
        assert redacted(record, text) == text


def test_a_project_goes_by_its_field_and_its_products_stay() -> None:
    fields = {"investor": "深圳麓澜科技有限公司", "chain": "先进材料", "products": "永磁电机"}
    record = Record(kind="project", name="麓澜永磁电机生产线", party="深圳麓澜科技有限公司", fields=fields)
    assert code_name(record) == "某先进材料项目"
    assert redacted(record, "永磁电机年产万台，麓澜永磁电机生产线一期") == "永磁电机年产万台，某先进材料项目一期"


@pytest.mark.parametrize(
    ("fields", "project", "firm"),
    [
        ({"chain": "先进材料"}, ("某先进材料项目", "An advanced-materials project"), "An advanced-materials firm"),
        (
            {"industry": "麓澜独门轨道交通业"},
            ("某高端装备项目", "A high-end-equipment project"),
            "A high-end-equipment firm",
        ),
        ({"industry": "麓澜"}, ("某项目", "A project"), "A firm"),
        ({}, ("某项目", "A project"), "A firm"),
    ],
)
def test_a_code_is_of_a_closed_list_in_both_languages(
    fields: dict[str, str], project: tuple[str, str], firm: str
) -> None:
    record = Record(kind="project", name="麓澜基地", party="麓澜科技", fields={"investor": "麓澜科技", **fields})
    assert code_name(record) == project[0]
    assert tuple(said(code_name(record))) == project
    assert said(code_party(record)).en == firm
    with speaking("en"):
        assert str(said(code_name(record))) == project[1]
    assert str(said("麓岳的需求")) == "麓岳的需求"


def test_spellings_are_telling() -> None:
    assert firm_spellings("湖南省长沙市麓澜智能装备（集团）股份有限公司")[-1] == "麓澜"
    assert firm_spellings("先进材料有限公司")[0] == "先进材料有限公司"
    assert project_spellings("麓澜超材料产业基地项目（二期）")[-1] == "麓澜超材料"
    for text in ("新材料科技", "湖南长沙", "有限公司", "智能装备制造"):
        assert is_generic(text), text
    for text in ("麓澜", "东方电气", "麓澜新材料"):
        assert not is_generic(text), text
