"""Whether a project is what an item names: known answers by hand."""

import pytest

from yanzhen.place.ruling.likeness import likeness
from yanzhen.place.ruling.phrases import parse_item
from yanzhen.place.ruling.subjects import subject_of
from yanzhen.records import Record


def degree(item: str, codes: tuple[str, ...] = (), **fields: str) -> str:
    return likeness(subject_of(Record("project", fields.pop("name", "某项目"), dict(fields))), item, codes).degree


@pytest.mark.parametrize(
    ("item", "fields"),
    [
        ("电镀", {"products": "电镀"}),
        ("电镀", {"name": "甲公司电镀项目"}),
        ("电解铝、水泥熟料", {"products": "水泥熟料"}),
        ("水泥", {"industry_code": "C3011"}),
        ("化工", {"industry_code": "2614"}),
        ("化工", {"industry_code": "C2614"}),
        ("印染", {"industry_code": "1713"}),
        ("平板玻璃", {"products": "超薄平板玻璃"}),
        ("单壳油船", {"content": "新建单壳油船"}),
        ("胶合板和细木工板", {"products": "细木工板"}),
        ("印染", {"products": "造纸、印染"}),
        ("化工", {"industry": "化工行业"}),
        ("水泥熟料", {"products": "水泥熟料及制品"}),
    ],
)
def test_project_is_what_the_item_names(item, fields):
    assert degree(item, **fields) == "is"


@pytest.mark.parametrize(
    ("item", "fields"),
    [
        ("电镀（配套中心除外）", {"products": "电镀件加工"}),
        ("电镀", {"content": "印制电路板，含电镀工序"}),
        ("高耗水印染", {"industry": "印染"}),
        ("水泥", {"industry_code": "30"}),
        ("未入化工片区的化工项目", {"industry_code": "C2614"}),
        ("化工", {"products": "化工新材料"}),
        ("5 万吨/年及以下的再生铅项目", {"products": "再生铅"}),
        ("两高项目", {"industry_code": "3110"}),
        ("固定炉排燃煤锅炉", {"products": "燃煤锅炉"}),
        ("水泥（特种水泥除外）", {"industry_code": "3011"}),
        ("禁止新建造纸（除特种纸外）", {"industry_code": "2221"}),
        ("印染", {"products": "造纸、印染行业污水处理设备"}),
        ("造纸", {"products": "造纸、印染行业污水处理设备"}),
        ("钢铁", {"products": "水泥、钢铁行业用耐火材料"}),
        ("水泥", {"products": "以水泥为原料的板材"}),
        ("电镀", {"products": "用于电镀、涂装的夹具"}),
        ("水泥", {"name": "甲水泥集团物流园项目"}),
        ("医药", {"products": "医药中间体"}),
    ],
)
def test_doubt_is_never_certainty(item, fields):
    assert degree(item, **fields) == "may be"


@pytest.mark.parametrize(
    ("item", "fields"),
    [
        ("电镀", {"content": "不含电镀工序"}),
        ("电镀", {"content": "表面处理，电镀外协"}),
        ("电镀", {"products": "电镀设备"}),
        ("印染", {"products": "印染助剂"}),
        ("造纸", {"products": "造纸机械"}),
        ("水泥熟料", {"products": "水泥罐车"}),
        ("固定炉排燃煤锅炉", {"products": "锅炉"}),
        ("普通车床", {"products": "数控车床"}),
        ("汞电池", {"products": "锂离子电池"}),
        ("印刷设备", {"products": "包装设备"}),
        ("电镀（配套中心除外）", {"products": "电镀", "content": "进入配套中心"}),
        ("两高项目", {"industry_code": "3971"}),
        ("30 万吨/年及以下热镀层板卷项目", {"industry_code": "3011"}),
        ("不符合国家产业政策的项目", {"industry_code": "3011", "products": "水泥"}),
        ("水泥", {"products": "服装"}),
        ("铅", {"products": "无铅焊料"}),
        ("石油化工", {"products": "石油化工设备制造"}),
    ],
)
def test_a_shared_word_is_no_likeness(item, fields):
    assert degree(item, **fields) == "is not"


def test_codes_of_the_catalogue_decide_by_prefix():
    assert degree("任何说法", ("26",), industry_code="2614") == "is"
    assert degree("任何说法", ("2614",), industry_code="26") == "may be"
    assert degree("任何说法", ("2614",), industry_code="2615") == "is not"


def test_what_met_is_told():
    found = likeness(subject_of(Record("project", "某项目", {"products": "电镀"})), "电镀、造纸")
    assert "主要产品" in found.why.zh and "电镀" in found.why.zh and "products" in found.why.en


def test_exceptions_are_taken_out():
    parsed = parse_item("玻璃配合料（全电熔窑除外），不包括光学玻璃")
    assert parsed.exceptions == ("全电熔窑", "光学玻璃")
    assert [phrase.core for phrase in parsed.phrases] == ["玻璃配合料"]
