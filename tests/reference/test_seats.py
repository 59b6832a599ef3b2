"""The seat that a firm's name tells."""

from __future__ import annotations

import pytest

from yanzhen.reference.places import seat_of


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("深圳某先进材料有限公司", "440300"),
        ("深圳市某科技有限公司", "440300"),
        ("浙江某汽车零部件有限公司", "330000"),
        ("湖南（长沙）某公司", "430100"),
        ("某汽车部件（长沙）有限公司", "430100"),
        ("宁乡市某食品有限公司", "430182"),
        ("河北某钢铁集团", "130000"),
        ("上海某精密电子（示例）有限公司", "310000"),
    ],
)
def test_seat_of_reads_the_front_or_the_brackets(name: str, code: str) -> None:
    assert seat_of(name) == code


@pytest.mark.parametrize(
    "name",
    [
        "某风电有限公司",
        "上海某电气（长沙）有限公司",
        "朝阳某公司",
        "东方某股份有限公司",
        "平安某公司",
        "深圳",
        "中国某集团",
        "",
    ],
)
def test_seat_of_gives_none_where_the_name_does_not_tell(name: str) -> None:
    assert seat_of(name) is None
