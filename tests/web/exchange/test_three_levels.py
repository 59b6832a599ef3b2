"""County, city and province, each with a folder of its own: a round goes down and comes up through files alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from .installation import Installation

PROVINCE, CITY, COUNTY = "湖南省商务厅", "长沙市商务局", "宁乡市商务局"


@dataclass
class Chain:
    """Three installations; the city has one correspondent above it and one below."""

    province: Installation
    city: Installation
    county: Installation

    def down(self, round_: str) -> None:
        """From the province to the city."""
        self.give(self.province, self.city, round_, CITY)

    def give(self, giver: Installation, taker: Installation, round_: str, to: str) -> None:
        path = giver.ask("pack", round_, False, to)
        answer = taker.ask("take", path, to if taker is not self.province else "")
        assert "said" in answer, answer


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """All three; city and county are new folders that take their place in the tree with the first file."""
    folder = tmp_path_factory.mktemp("chain")
    province = Installation(folder / "province", PROVINCE, CITY)
    city = Installation(folder / "city", "本单位", COUNTY)
    county = Installation(folder / "county", "本单位")
    assert city.ask("trust", province.ask("card")) == PROVINCE
    assert province.ask("trust", city.ask("card"), CITY) == CITY
    made = Chain(province, city, county)
    yield made
    for installation in (province, city, county):
        installation.close()


def test_a_round_goes_down_two_levels_and_comes_up_as_one(chain: Chain) -> None:
    province, city, county = chain.province, chain.city, chain.county
    found = province.ask("open", "示例月报", CITY)
    chain.down(found)
    assert county.ask("trust", city.ask("card")) == CITY, "the city has its name by now"
    assert city.ask("trust", county.ask("card"), COUNTY) == COUNTY

    part = city.ask("pass_on", found, COUNTY)
    chain.give(city, county, part, COUNTY)
    county.ask("send", part, {"示例县甲": 100_000_000, "示例县乙": 50_000_000})
    chain.give(county, city, part, CITY)
    city.ask("decide", part, "accept")
    city.ask("send", found, {"示例市本级": 30_000_000})
    chain.give(city, province, found, PROVINCE)

    rows = province.ask("told_rows", found)
    assert [(name, source, amount) for name, _, source, amount in rows] == [
        ("示例县乙", COUNTY, 50_000_000),
        ("示例县甲", COUNTY, 100_000_000),
        ("示例市本级", CITY, 30_000_000),
    ]
    at_county = {name: key for name, key, *_ in county.ask("told_rows", part)}
    assert {name: key for name, key, *_ in rows if name in at_county} == at_county, "ids stay over two levels"

    province.ask("question", found, 0, "是否含流动资金？")
    province.ask("decide", found, "send_back")
    chain.down(found)
    assert city.ask("brief", found) == ["sent_back", 1]
    city.ask("decide", part, "send_back")
    chain.give(city, county, part, COUNTY)
    county.ask("send", part, {"示例县甲": 120_000_000})
    chain.give(county, city, part, CITY)
    city.ask("decide", part, "accept")
    city.ask("send_again", found)
    chain.give(city, province, found, PROVINCE)
    again = [(name, amount) for name, _, _, amount in province.ask("told_rows", found)]
    assert again == [("示例县甲", 120_000_000), ("示例市本级", 30_000_000)]
    assert province.ask("brief", found) == ["sent", 2]
    assert province.ask("state", found)["versions"] == city.ask("state", found)["versions"]
    assert {name: key for name, key, *_ in province.ask("told_rows", found)}["示例县甲"] == at_county["示例县甲"]
