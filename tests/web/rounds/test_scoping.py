"""Rounds stay within the tree: what is sent in reaches those above the sender; nobody learns of what is hidden."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from yanzhen_web.models import Membership, Report, ReportRow, Round
from yanzhen_web.scopes import GRANTS
from yanzhen_web.services.history import spooling
from yanzhen_web.services.people.logins import issue_token
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.rounds import asking, deciding

from ..worlds import World  # noqa: TID252 -- the one door to the site's test world
from .rounds import WHY, Desk, report_of, row

At = Callable[[str], Desk]
pytestmark = pytest.mark.django_db


def told(world: World, who: str, path: str, status: int = 200) -> dict[str, object]:
    """What the API tells somebody."""
    _, secret = issue_token(world.users[who], f"{who} {path}", GRANTS)
    answer = Client().get(f"/api/v1{path}", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == status
    return dict(json.loads(answer.content))


def sits_also(world: World, who: str, place: str, role: str) -> None:
    """A second desk."""
    Membership.objects.unscoped(why=WHY).create(
        user=world.users[who], organisation=world.organisations[place], role=role
    )


def asked(found: Round) -> set[str]:
    rows = Report.objects.unscoped(why=WHY).filter(round=found)
    return set(rows.values_list("organisation__name", flat=True))


@pytest.mark.parametrize("outside", ["youxian", "zhuzhou", "rival", "changsha", "province"])
def test_whoever_changes_a_round_asks_nobody_who_is_not_below_its_owner(world: World, desk: At, outside: str) -> None:
    found, province = desk("city_office").opens("ningxiang"), desk("organiser")
    given = asking.Asking(found.title, found.cut_off, province.ids("ningxiang", outside))
    with pytest.raises(Refusal, match="不归你管"):
        asking.change_round(province.actor, found.public_id, given, expected_version=1)
    assert asked(found) == {"ningxiang"}
    form = world.client("organiser").get(reverse("round_change", args=[found.public_id])).content.decode()
    assert world.organisations["ningxiang"].public_id in form
    assert world.organisations[outside].public_id not in form


def test_copy_made_from_above_stays_its_owners(world: World, desk: At) -> None:
    found, province = desk("city_office").opens("ningxiang"), desk("organiser")
    made = asking.copy_round(province.actor, province.user, found, title="下月", period="", cut_off=found.cut_off)
    assert (made.owner_org.name, made.by, asked(made)) == ("changsha", province.user, {"ningxiang"})


def test_a_second_desk_passes_on_what_it_is_asked(world: World, desk: At) -> None:
    sits_also(world, "city_office", "zhuzhou", "city_office")
    above = desk("organiser").opens("zhuzhou")
    city, report = desk("city_office"), report_of(above, world, "zhuzhou")
    part = asking.pass_on(city.actor, city.user, report, asking.Asking("县区", above.cut_off, city.ids("youxian")))
    assert (part.owner_org.name, asked(part)) == ("zhuzhou", {"youxian"})
    with pytest.raises(Refusal):
        asking.pass_on(city.actor, city.user, report, asking.Asking("县区", above.cut_off, city.ids("ningxiang")))


def test_who_is_asked_is_not_told_of_rounds_that_it_does_not_see(world: World, desk: At) -> None:
    province, city = desk("organiser"), desk("city_office")
    above = province.opens("changsha", title="省里的任务")
    first = asking.pass_on(
        city.actor, city.user, report_of(above, world, "changsha"),
        asking.Asking("市里的任务", above.cut_off, city.ids("ningxiang")),
    )  # fmt: skip
    part = city.opens("park", title="市里的任务", previous=first, within=above)
    page = reverse("round_board", args=[part.public_id])
    assert "省里的任务" in world.client("city_office").get(page).content.decode()
    assert "省里的任务" not in world.client("park").get(page).content.decode()
    path = f"/rounds/{part.public_id}"
    assert {"within", "previous"} <= set(told(world, "city_office", path))
    assert not {"within", "previous"} & set(told(world, "park", path))
    assert above.public_id not in str(told(world, "park", "/rounds"))


def test_nobody_takes_in_what_their_own_desk_sent(world: World, desk: At) -> None:
    sits_also(world, "county_office", "changsha", "city_office")
    found = desk("city_office").opens("ningxiang", "firm")
    mine, other = report_of(found, world, "ningxiang"), report_of(found, world, "firm")
    desk("county_office").sends(mine, [row("示例甲", place="宁乡市")])
    with pytest.raises(Report.DoesNotExist):
        deciding.decidable(desk("county_office").actor, mine.public_id)
    assert deciding.decidable(desk("county_office").actor, other.public_id) == other
    assert deciding.decidable(desk("city_office").actor, mine.public_id) == mine


@pytest.fixture
def asked_about(world: World, desk: At) -> Report:
    """A report with a question about a row."""
    report = report_of(desk("organiser").opens("changsha", "zhuzhou"), world, "changsha")
    desk("city_office").sends(report, [row("示例甲"), row("示例乙")])
    key = ReportRow.objects.unscoped(why=WHY).filter(version=report.current, name="示例乙").get().key
    deciding.ask_about(report, desk("organiser").user, key, "投资额是否含流动资金？")
    return report


def test_a_question_is_missing_under_another_report(world: World, asked_about: Report) -> None:
    question = asked_about.questions.model.objects.unscoped(why=WHY).get()
    other = report_of(asked_about.round, world, "zhuzhou")
    for who, name, sent in (("city_office", "question_answer", {"answer": "含"}), ("organiser", "question_settle", {})):
        client = world.client(who)
        for place, status in ((other, 404), (asked_about, 302)):
            address = reverse(name, args=[place.public_id, question.public_id])
            assert client.post(address, sent).status_code == status, (name, place)
    question.refresh_from_db()
    assert (question.answer, question.settled_at is not None) == ("含", True)


def test_leader_of_who_is_asked_sees_what_is_owed(world: World, desk: At) -> None:
    sits_also(world, "leader", "changsha", "leader")
    desk("organiser").opens("changsha", title="示例月报")
    assert "示例月报" in world.client("leader").get(reverse("round_list")).content.decode()


def test_note_keeps_what_both_databases_keep(world: World, desk: At, asked_about: Report) -> None:
    send = reverse("report_send", args=[asked_about.public_id])
    client = world.client("city_office")
    assert client.post(send, {"note": "更正\x00第 3 行"}).status_code == 302
    asked_about.refresh_from_db()
    assert asked_about.current is not None and asked_about.current.note == "更正第 3 行"
    assert client.post(send, {"upload": "a\x00b"}).status_code == 404


def noted(action: str) -> list[set[str]]:
    """The records that the waiting readings of this name tell of."""
    lines = [json.loads(line) for path in spooling.folder().iterdir() for line in path.read_bytes().splitlines()]
    return [set(line["detail"]["records"]) for line in lines if line["action"] == action]


def test_whose_rows_were_read_is_written_down(world: World, asked_about: Report) -> None:
    rows = ReportRow.objects.unscoped(why=WHY).filter(version=asked_about.current)
    keys, about = set(rows.values_list("key", flat=True)), {rows.get(name="示例乙").key}
    id_, client = asked_about.public_id, world.client("organiser")
    for read, address, action in (
        (keys, reverse("report_rows", args=[id_, 1]), "report.read"),
        (keys, reverse("report_print", args=[id_, 1]), "report.print"),
        (about, reverse("report_detail", args=[id_]), "report.read"),
    ):
        spooling.empty()
        assert client.get(address).status_code == 200
        assert noted(action) == [read], address
    for read, path in ((keys, f"/reports/{id_}/versions/1/rows"), (about, f"/reports/{id_}/questions")):
        spooling.empty()
        told(world, "organiser", path)
        assert noted("report.read") == [read], path
    spooling.empty()
    assert world.client("leader").get(reverse("report_detail", args=[id_])).status_code == 200
    assert noted("report.read") == []
