import pytest

from yanzhen.errors import WrongUsage
from yanzhen.match import match_technology, sheet_of
from yanzhen.records import Record


def test_sheet_holds_a_demand_and_its_five_best_with_reasons_and_no_contacts():
    need = Record(
        "demand", "防雾涂层", {"content": "耐磨次数≥40次", "contact": "0731-0000000", "budget_cny": 600_000}, key="d"
    )
    offers = {
        f"a{n}": Record(
            "achievement",
            "防雾涂层",
            {"content": f"耐磨次数{n * 10}次", "contact": "张某", "maturity": "中试"},
            key=f"a{n}",
        )
        for n in range(8)
    }
    matches = match_technology([need], offers.values())
    sheet = sheet_of(need, matches, offers)
    assert [offer.rank for offer in sheet.offers] == [1, 2, 3, 4, 5]
    assert [offer.id for offer in sheet.offers] == [match.offer_id for match in matches[:5]]
    assert sheet.offers[0].facts[0].verdict == "met"
    assert sum(reason.weight for reason in sheet.offers[0].reasons) == sheet.offers[0].score
    keys = {row.key for row in sheet.rows} | {row.key for offer in sheet.offers for row in offer.rows}
    assert {"content", "budget_cny", "maturity"} <= keys
    assert "contact" not in keys
    assert next(row for row in sheet.rows if row.key == "budget_cny").unit == "元"


def test_sheet_of_an_unknown_achievement_is_refused():
    need = Record("demand", "防雾涂层", key="d")
    matches = match_technology([need], [Record("achievement", "防雾涂层", key="a")])
    with pytest.raises(WrongUsage, match="a"):
        sheet_of(need, matches, {})
