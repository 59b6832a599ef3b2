"""A province and a county, each with a folder of its own, that trust each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from .installation import Installation

COUNTY = "宁乡市商务局"


@dataclass
class Pair:
    """Two installations without a network between them."""

    province: Installation
    county: Installation

    def hand_over(self, round_: str, *, to_county: bool) -> str:
        """A file from one to the other; returns its path."""
        giver, taker = (self.province, self.county) if to_county else (self.county, self.province)
        path: str = giver.ask("pack", round_)
        answer = taker.ask("take", path, COUNTY)
        assert "said" in answer, answer
        return path


def make_pair(folder: Path) -> Pair:
    """The county's folder is new: it is no office of the province's tree yet."""
    province = Installation(folder / "province", "湖南省商务厅", COUNTY, "示例县商务局")
    county = Installation(folder / "county", "本单位")
    assert county.ask("trust", province.ask("card")) == "湖南省商务厅"
    assert province.ask("trust", county.ask("card"), COUNTY) == COUNTY
    return Pair(province, county)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Both, for the tests of a module: each opens rounds of its own."""
    made = make_pair(tmp_path_factory.mktemp("pair"))
    yield made
    made.province.close()
    made.county.close()
