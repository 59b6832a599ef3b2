"""A round of the province, sent in by a city's program, with the client that we hand out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from yanzhen.client import Changed, Client, Conflict, Invalid, Missing, NotGranted, Round

from .programs import World
from .test_client import ROWS, Asker, _one_connection, book, client_of  # noqa: F401 -- fixtures

LATER = timezone.now() + timedelta(days=30)


def _opened(client: Client, world: World, *names: str) -> Round:
    asked = [world.organisations[name].public_id for name in names]
    return client.rounds.create("示例月报", LATER, asked, period="2025年9月", ask="金额以亿元为单位")


def test_round_goes_its_way_from_opening_to_lock(client_of: Asker, world: World, tmp_path: Path) -> None:  # noqa: F811
    province, city = client_of("organiser"), client_of("city_office")
    made = _opened(province, world, "changsha", "zhuzhou")
    assert (made.version, made.kinds, made.cut_off) == (1, ["project"], LATER)
    (mine,) = city.rounds.reports(made)
    assert (mine.state, mine.organisation_name) == ("not_sent", "changsha")
    sent = city.reports.upload(mine, book(tmp_path / "报表.xlsx", *ROWS))
    assert sent.state == "ready"
    first = city.reports.send(mine, sent, note="第一次")
    assert (first.state, first.version, first.rows) == ("sent", 1, 2)
    with pytest.raises(Conflict):
        city.reports.send(mine, sent)
    rows = list(province.reports.rows(first))
    assert [row.name for row in rows] == ["示例石墨膜项目", "示例轴承项目"]
    question = province.reports.ask(first, rows[0].key, "是否含流动资金？")
    assert city.reports.answer(question, "含").answer == "含"
    assert province.reports.settle(question).settled_at is not None
    assert [one.answer for one in city.reports.questions(mine)] == ["含"]
    back = province.reports.decide(first, "send_back", reasons="第 3 行金额读不出")
    assert (back.state, back.reasons) == ("sent_back", "第 3 行金额读不出")
    second = city.reports.send(mine)
    with pytest.raises(Conflict):
        province.reports.decide(first, "accept")
    accepted = province.reports.decide(second, "accept")
    assert province.reports.decide(accepted, "lock").state == "locked"
    assert [(one.number, one.digest) for one in province.reports.versions(mine)] == [
        (1, first.digest), (2, first.digest)
    ]  # fmt: skip
    assert [one.id for one in province.reports.list(state="locked")] == [mine.id]


def test_next_round_tells_what_changed(client_of: Asker, world: World, tmp_path: Path) -> None:  # noqa: F811
    province, city = client_of("organiser"), client_of("city_office")
    last = _opened(province, world, "changsha")
    (report,) = city.rounds.reports(last)
    city.reports.send(report, city.reports.upload(report, book(tmp_path / "九月.xlsx", ROWS[0], ROWS[1])))
    copied = province.rounds.copy(last, "示例月报", LATER, period="2025年10月")
    assert (copied.previous, copied.ask) == (last.id, "金额以亿元为单位")
    (now,) = city.rounds.reports(copied)
    less = (ROWS[0][0], ROWS[0][1], 0.9, *ROWS[0][3:])
    sent = city.reports.send(now, city.reports.upload(now, book(tmp_path / "十月.xlsx", less)))
    told = {(change.state, change.name) for change in province.reports.changes(sent)}
    assert told == {("changed", "示例石墨膜项目"), ("missing", "示例轴承项目")}
    (changed,) = province.reports.changes(sent, state="changed")
    assert [(cell["key"], cell["mark"]) for cell in changed.cells] == [("investment_cny", "shrank")]


def test_round_is_changed_upon_the_version_that_was_read(client_of: Asker, world: World) -> None:  # noqa: F811
    province = client_of("organiser")
    made = _opened(province, world, "changsha")
    asked = [world.organisations["zhuzhou"].public_id]
    changed = province.rounds.update(made, "示例月报（改）", LATER, asked)
    assert (changed.title, changed.version) == ("示例月报（改）", 2)
    with pytest.raises(Changed):
        province.rounds.update(made, "示例月报", LATER, asked)
    with pytest.raises(Invalid):
        province.rounds.update(changed, "示例月报", LATER, ["Zz0Missing0Zz000"])
    assert [one.organisation_name for one in province.rounds.reports(changed)] == ["zhuzhou"]
    closed = province.rounds.close(changed)
    (report,) = client_of("other_city").rounds.reports(closed)
    with pytest.raises(Conflict):
        client_of("other_city").reports.send(report)
    assert province.rounds.reopen(closed).closed_at is None
    assert [one.id for one in province.rounds.list()] == [made.id]


def test_round_is_passed_on_to_those_below(client_of: Asker, world: World) -> None:  # noqa: F811
    made = _opened(client_of("organiser"), world, "changsha")
    city = client_of("city_office")
    (report,) = city.reports.list()
    part = city.reports.pass_on(report, "县区先报", LATER, [world.organisations["ningxiang"].public_id])
    assert (part.within, part.owner) == (made.id, "changsha")
    assert client_of("county_office").rounds.get(part.id).within == ""
    with pytest.raises(Missing):
        client_of("county_office").rounds.get(made.id)


def test_key_without_contacts_reads_states_and_no_rows(client_of: Asker, world: World) -> None:  # noqa: F811
    _opened(client_of("organiser"), world, "changsha")
    program = client_of("city_office", ("read", "write"))
    (report,) = program.reports.list()
    assert report.state == "not_sent"
    for asked in (program.reports.rows(report), program.reports.changes(report), program.reports.questions(report)):
        with pytest.raises(NotGranted):
            list(asked)
