"""A round goes out and comes in as a file: ids stay, nothing of others goes along, the same file twice is nothing."""

from __future__ import annotations

from .conftest import COUNTY, Pair


def opened(pair: Pair, title: str) -> str:
    """A round that the county has."""
    found: str = pair.province.ask("open", title, COUNTY)
    pair.hand_over(found, to_county=True)
    return found


def test_a_round_from_opening_to_lock(pair: Pair) -> None:
    found = opened(pair, "示例月报一")
    assert pair.county.ask("state", found)["report"][6] == pair.province.ask("state", found)["report"][6]
    assert pair.county.ask("send", found, {"示例甲": 100_000_000, "示例乙": 50_000_000}) == 1
    pair.hand_over(found, to_county=False)
    assert pair.province.ask("brief", found) == ["sent", 1]
    assert pair.province.ask("state", found) == pair.county.ask("state", found)
    pair.province.ask("decide", found, "send_back")
    pair.province.ask("question", found, 1, "投资额是否含流动资金？")
    pair.hand_over(found, to_county=True)
    assert pair.county.ask("brief", found) == ["sent_back", 1]
    assert pair.county.ask("state", found)["report"][2] == "请核对金额"
    pair.county.ask("answer", found, "含")
    pair.county.ask("send", found, {"示例甲": 120_000_000, "示例乙": 50_000_000})
    pair.county.ask("sign", found)
    pair.hand_over(found, to_county=False)
    pair.province.ask("decide", found, "accept")
    pair.province.ask("settle", found)
    pair.province.ask("decide", found, "lock")
    pair.hand_over(found, to_county=True)
    assert pair.county.ask("brief", found) == ["locked", 2]
    assert pair.province.ask("state", found) == pair.county.ask("state", found)
    (question,) = pair.province.ask("state", found)["questions"]
    assert question[6] == "含"
