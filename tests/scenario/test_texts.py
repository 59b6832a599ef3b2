"""Texts are composed so that hardly a sentence comes twice, and needs find answers."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from yanzhen.records import give_keys
from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.phrases import industries
from yanzhen.scenario.hunan2025.plan import Event

from .gathering import Gathered


def long_texts(event: Event) -> list[Row]:
    return [*event.projects.counted(), *event.demands, *event.achievements]


def sentences(rows: list[Row]) -> list[str]:
    return [part for row in rows for part in row.get("content").split("。") if part]


def test_sentences_hardly_ever_come_twice(event: Event) -> None:
    told = Counter(sentences(long_texts(event)))
    assert len(told) >= 0.99 * told.total()
    assert told.total() > 5000


def test_sentences_differ_in_more_than_numbers(event: Event) -> None:
    bare = Counter(re.sub(r"[\d.]+", "#", sentence) for sentence in sentences(long_texts(event)))
    assert len(bare) > 0.85 * bare.total()
    assert max(bare.values()) < 25


def test_texts_have_no_slot_left_open(event: Event) -> None:
    assert [row.get("content") for row in long_texts(event) if re.search(r"[{}]|None|nan", row.get("content"))] == []


def test_texts_say_the_amount_that_the_cell_says(event: Event) -> None:
    for row in event.demands:
        if "budget_cny" in row.fields:
            assert f"预算{row.fields['budget_cny'] // 10_000}万元" in row.get("content")
        elif "budget_cny_range" in row.fields:
            low, high = row.fields["budget_cny_range"]
            assert f"预算{low // 10_000}万—{high // 10_000}万元" in row.get("content")


def test_industries_have_their_own_words() -> None:
    assert len(industries()) >= 12
    objects = Counter(thing for industry in industries() for topic in industry.topics for thing in topic.objects)
    assert max(objects.values()) == 1
    for industry in industries():
        trades = {product.trade for product in industry.products}
        for topic in industry.topics:
            assert set(topic.trades) <= trades, topic.title
            assert len(topic.faults) == len(topic.metrics) == 3, topic.title


@pytest.mark.shared
def test_no_sentence_is_copied_from_the_field(event: Event, shared: Path) -> None:
    lines = (shared / "words" / "texts.tsv").read_text(encoding="utf-8").splitlines()[1:]
    theirs = {part for line in lines for part in re.split("[。；，]", line.split("\t")[1]) if len(part) >= 12}
    ours = {part for row in long_texts(event) for part in re.split("[。；，]", row.get("content"))}
    assert theirs & ours == set()


def test_every_demand_finds_answers_of_its_own_industry(gathered: Gathered) -> None:
    from yanzhen.match import match_technology

    demands, achievements = gathered.of("demand"), gathered.of("achievement")
    by_key = {record.key: record for record in give_keys([*demands, *achievements])}
    first = [match for match in match_technology(demands, achievements, top=3, on=date(2025, 3, 29)) if match.rank == 1]
    assert len(first) == 170
    same = [m for m in first if by_key[m.need_id].get("industry") == by_key[m.offer_id].get("industry")]
    assert len(same) >= 0.95 * len(first)
