"""Clusters by hand: members, covered segments, gaps, who could fill them."""

from __future__ import annotations

from typing import Any

import pytest

from yanzhen.records import Record
from yanzhen.report.country.clusters import chain_of_cluster, rank_of, segments_of, view_clusters


def told(kind: str, key: str, name: str, **fields: Any) -> Record:
    return Record(kind, name, fields, key=key)


def test_cluster_by_hand() -> None:
    (view,) = view_clusters(
        [
            told("cluster", "c1", "示例新材料集群", level="国家先进制造业集群", region="430100", industry="先进材料"),
            told("chain", "h1", "先进材料产业链", segments="碳纤维、预浸料；复材构件→回收"),
            told("enterprise", "e1", "示例甲", region="430182", chain="先进材料", products="碳纤维原丝"),
            told("enterprise", "e1~2", "示例甲", region="430182", chain="先进材料", products="碳纤维原丝"),
            told("enterprise", "e2", "示例乙", region="440300", chain="先进材料", can_supply="预浸料"),
            told("enterprise", "e3", "示例丙", region="430100", chain="电子信息", products="碳纤维"),
            told("project", "p1", "示例项目", target="430200", chain="先进材料", content="新建复材构件产线"),
            told("park", "k1", "示例园区", region="430100"),
            told("park", "k2", "示例园区二", region="430200"),
        ]
    )
    assert (view.rank, view.chain, view.members, view.parks) == ("national", "先进材料", ("e1",), ("k1",))
    assert [(s.name, s.members, s.firms, s.leads) for s in view.segments] == [
        ("碳纤维", ("e1",), (), ()),
        ("预浸料", (), ("e2",), ()),
        ("复材构件", (), (), ("p1",)),
        ("回收", (), (), ()),
    ]
    assert not view.from_words


def test_without_a_record_of_the_chain_its_words_stand_in() -> None:
    found = segments_of("先进材料", [("别的产业链", "甲、乙"), ("先进材料", "")])
    assert found.from_words
    assert found.names
    assert segments_of("", [("先进材料", "甲")]).names == ()


@pytest.mark.parametrize(
    ("level", "rank"),
    [("国家先进制造业集群", "national"), ("国家级中小企业特色产业集群", "sme"), ("省级", "other"), (None, "other")],
)
def test_rank_of_a_stated_level(level: str | None, rank: str) -> None:
    assert rank_of(level) == rank


def test_chain_of_a_cluster_is_its_industrys_then_its_names() -> None:
    assert chain_of_cluster("示例航空航天集群", "先进材料") == "先进材料"
    assert chain_of_cluster("示例航空航天集群", "other") == "航空航天"
    assert chain_of_cluster("示例集群", "") == ""
