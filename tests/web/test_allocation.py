"""All projects together at the pages: a study, its scenarios as jobs, what they propose, and who reads what."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from yanzhen_web.jobs.queue import cancel
from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import AllocationRun, AllocationStudy, AuditEntry, Job, Record, TransferProposal
from yanzhen_web.services.allocation import proposals, results, studies
from yanzhen_web.services.allocation.problems import Known, fit_of, need_of, problem_of, room_of
from yanzhen_web.services.allocation.scenarios import Scenario
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.editing import withdraw_record
from yanzhen_web.views.allocation import begin_scenario

from .worlds import WHY, World, told

YI = 100_000_000
PLANNER = "organiser"
OTHERS = ("platform_admin", "city_office", "county_office", "park", "enterprise", "leader", "auditor")


@pytest.fixture
def records(world: World) -> dict[str, Record]:
    """宁乡 keeps two leads of 30 and 20 亩 and its park has 35; 攸县's park has 25 and takes the other."""
    leads = world.write(
        "ningxiang",
        told(
            "project",
            "示例甲项目",
            "internal",
            region="430182",
            land_mu=30,
            intended_amount_cny=6 * YI,
            stage="contact",
        ),
        told(
            "project",
            "示例乙项目",
            "internal",
            region="430182",
            land_mu=20,
            intended_amount_cny=4 * YI,
            stage="contact",
        ),
    )
    (near,) = world.write("park", told("park", "示例宁乡园区", "open", region="430182", land_available_mu=35))
    (far,) = world.write("youxian", told("park", "示例攸县园区", "open", region="430223", land_available_mu=25))
    return {"first": leads[0], "second": leads[1], "near": near, "far": far}


def begin(world: World, records: dict[str, Record], who: str = PLANNER) -> AllocationStudy:
    chosen = [records[name].public_id for name in ("first", "second")], [records[n].public_id for n in ("near", "far")]
    return studies.begin_study(world.actor(who), world.users[who], "示例测算", *chosen)


def worked_out(world: World, study: AllocationStudy, **asked: str) -> AllocationRun:
    begin_scenario(world.users[PLANNER], study, {"name": "示例方案"} | asked)
    work_off()
    return AllocationRun.objects.unscoped(why=WHY).filter(study=study).latest("pk")


def address(run: AllocationRun, route: str = "allocation_result") -> str:
    return reverse(route, kwargs={"public_id": run.study.public_id, "run_id": run.public_id})


# --- rows to the engine ----------------------------------------------------------------------------------------------


def test_problem_of_records_by_hand(world: World, records: dict[str, Record]) -> None:
    leads = studies.chosen(studies.leads(world.actor(PLANNER)), [records["first"].public_id])
    parks = studies.chosen(studies.parks(world.actor(PLANNER)), [records["near"].public_id, records["far"].public_id])
    problem = problem_of(
        leads, parks, Scenario(at_least=2, extra_place=records["far"].public_id, extra_resource="land", extra=5)
    )
    assert problem.resources == ("land",)
    assert problem.sizes.tolist() == [[30]]
    assert problem.capacities.tolist() == [[35], [30]]
    # 6 亿元 times 0.5, and 0.2 more where the park stands in the project's city.
    assert problem.values.tolist() == [[4200, 3000]]
    assert problem.at_least.tolist() == [1, 1]


def test_floors_of_value_and_what_counts_as_near(world: World, records: dict[str, Record]) -> None:
    leads = studies.chosen(
        studies.leads(world.actor(PLANNER)), [records["first"].public_id, records["second"].public_id]
    )
    parks = studies.chosen(studies.parks(world.actor(PLANNER)), [records["near"].public_id, records["far"].public_id])

    def near(**asked: float) -> list[list[bool]]:
        return problem_of(leads, parks, Scenario(**asked)).nearness.tolist()

    assert problem_of(leads, parks, Scenario(least_value=1.5)).value_floors == (1500, 1500)
    assert problem_of(leads, parks, Scenario()).value_floors == ()
    # The seats of 长沙 and 株洲 lie some 40 km apart.
    apart = [[True, False], [False, True]]
    assert near(partner_bonus=1, partner_km=20) == near(partner_bonus=1) == near(partner_km=100) == apart
    assert near(partner_bonus=1, partner_km=100) == [[True, True], [True, True]]


def test_floor_of_value_that_is_not_reached_is_told(world: World, records: dict[str, Record]) -> None:
    run = worked_out(world, begin(world, records), least_value="4", partner_bonus="0.5", partner_km="100")
    page = world.client(PLANNER).get(address(run)).content.decode()
    assert "示例攸县园区要价值至少 4 亿元，没有排到；这个排法里是 2 亿元。" in page
    assert "每处价值至少 4 亿元" in page and "同链相距 100 公里内加 0.5 亿元" in page


def test_unknown_room_limits_nothing_and_rented_floor_counts_where_no_land_is_asked(world: World) -> None:
    (lead,) = world.write("ningxiang", told("project", "示例", "internal", building_m2=900, power_kva="约 1,200 kVA"))
    (park,) = world.write(
        "park", told("park", "示例园区", "open", power_spare_kva="不详", leading_industries="工程机械")
    )
    project, place = (
        Known.of(*studies.chosen(rows, [r.public_id]) and [studies.chosen(rows, [r.public_id])[0].record])
        for rows, r in ((studies.leads(world.actor(PLANNER)), lead), (studies.parks(world.actor(PLANNER)), park))
    )
    assert need_of(project) == {"land": None, "power": 1200, "sewage": None, "energy": None, "floor": 900}
    assert set(room_of(place).values()) == {None}
    assert problem_of([project], [place], Scenario()).resources == ()
    assert fit_of(project, place) == 0.5


# --- a study ---------------------------------------------------------------------------------------------------------


def test_study_is_worked_out_and_proposes_what_its_office_can_not_take(
    world: World, records: dict[str, Record]
) -> None:
    run = worked_out(world, begin(world, records))
    assert run.job is not None and run.job.state == Job.State.DONE
    homes = {row["project"]: row["place"] for row in run.result["assignments"]}
    assert homes == {
        records["first"].public_id: records["near"].public_id,
        records["second"].public_id: records["far"].public_id,
    }
    assert run.result["value"] == pytest.approx(6 * 0.7 + 4 * 0.5)
    assert run.result["bound"] >= run.result["value"]
    (proposal,) = TransferProposal.objects.unscoped(why=WHY).filter(run=run)
    assert (proposal.project, proposal.place, proposal.state) == (records["second"], records["far"], "proposed")
    assert "用地不够" in proposal.reason["zh"]
    records["second"].refresh_from_db()
    assert records["second"].owner_org.name == "ningxiang"


def test_park_in_the_region_of_the_lead_s_office_counts_as_its_own(world: World, records: dict[str, Record]) -> None:
    (of_province,) = world.write(
        "province", told("park", "示例省管园区", "open", region="430182", land_available_mu=20)
    )
    chosen = [records[n].public_id for n in ("first", "second")], [records["near"].public_id, of_province.public_id]
    study = studies.begin_study(world.actor(PLANNER), world.users[PLANNER], "示例", *chosen)
    run = worked_out(world, study)
    assert run.result["placed"] == 2
    assert not TransferProposal.objects.unscoped(why=WHY).filter(run=run).exists()


def test_scenario_with_more_land_needs_no_transfer(world: World, records: dict[str, Record]) -> None:
    study = begin(world, records)
    run = worked_out(world, study, extra_place=records["near"].public_id, extra_resource="land", extra="15")
    assert run.result["value"] == pytest.approx(10 * 0.7)
    assert not TransferProposal.objects.unscoped(why=WHY).filter(run=run).exists()
    page = world.client(PLANNER).get(reverse("allocation_detail", args=[study.public_id])).content.decode()
    assert "示例宁乡园区多 15 亩用地" in page


def test_page_shows_value_places_prices_and_proposals(world: World, records: dict[str, Record]) -> None:
    run = worked_out(world, begin(world, records))
    page = world.client(PLANNER).get(address(run)).content.decode()
    for text in ("示例甲项目", "示例攸县园区", "6.20", "采纳", "不采纳"):
        assert text in page
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(world.client(PLANNER).get(address(run, "allocation_export")).content)
    )
    assert book.sheet_names == ["按园区", "没排下", "多一点值多少", "流转建议"]
    assert book.get_sheet_by_name("流转建议").to_python()[1][0] == "示例乙项目"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_answer_in_both_languages(world: World, records: dict[str, Record], language: str) -> None:
    run = worked_out(world, begin(world, records), at_least="1", keys_first="yes", partner_bonus="0.5")
    client = world.client(PLANNER)
    client.cookies["yanzhen_language"] = language
    for path in (
        reverse("allocation_list"), reverse("allocation_new"), reverse("transfer_list"), address(run),
        reverse("allocation_detail", args=[run.study.public_id]),
    ):  # fmt: skip
        assert client.get(path).status_code == 200


def test_what_is_withdrawn_is_left_out_of_the_page(world: World, records: dict[str, Record]) -> None:
    run = worked_out(world, begin(world, records))
    withdraw_record(world.actor(PLANNER), world.users[PLANNER], records["second"].public_id)
    page = world.client(PLANNER).get(address(run)).content.decode()
    assert "示例乙项目" not in page
    assert "示例甲项目" in page


def test_cancelled_scenario_leaves_nothing(world: World, records: dict[str, Record]) -> None:
    run = begin_scenario(world.users[PLANNER], begin(world, records), {"name": "示例"})
    assert run.job is not None
    cancel(run.job)
    work_off()
    run.refresh_from_db()
    assert run.result is None
    assert "已取消" in world.client(PLANNER).get(address(run)).content.decode()


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "示例", "at_least": "many"}, "at_least"),
        ({"name": "示例", "partner_bonus": "-1"}, "partner_bonus"),
        ({"name": "示例", "partner_bonus": "nan"}, "partner_bonus"),
        ({"name": "示例", "extra": "5", "extra_place": "elsewhere", "extra_resource": "land"}, "extra_place"),
    ],
)
def test_scenario_that_can_not_be_is_refused(
    world: World, records: dict[str, Record], posted: dict[str, str], field: str
) -> None:
    study = begin(world, records)
    with pytest.raises(Refusal) as refused:
        studies.add_scenario(study, posted)
    assert refused.value.field == field
    assert not AllocationRun.objects.unscoped(why=WHY).exists()


def test_what_is_not_seen_can_not_be_chosen(world: World, records: dict[str, Record]) -> None:
    (secret,) = world.write("rival", told("project", "示例秘密项目", "secret", region="430223"))
    actor, user = world.actor(PLANNER), world.users[PLANNER]
    study = studies.begin_study(
        actor, user, "示例", [secret.public_id, records["first"].public_id], [records["near"].public_id]
    )
    seen = Record.objects.visible_to(actor).filter(public_id=secret.public_id).exists()
    assert (secret.public_id in study.projects) == seen
    with pytest.raises(Refusal):
        studies.begin_study(actor, user, "示例", ["nothing"], [records["near"].public_id])


# --- who reads what --------------------------------------------------------------------------------------------------


def test_studies_are_for_planners_alone(world: World, records: dict[str, Record]) -> None:
    run = worked_out(world, begin(world, records))
    for who in OTHERS:
        assert not AllocationStudy.objects.visible_to(world.actor(who)).exists()
        assert not AllocationRun.objects.visible_to(world.actor(who)).exists()
        assert not TransferProposal.objects.visible_to(world.actor(who)).exists()
        assert world.client(who).get(address(run)).status_code == 404


def proposal_of(world: World, records: dict[str, Record]) -> TransferProposal:
    run = worked_out(world, begin(world, records))
    return TransferProposal.objects.unscoped(why=WHY).get(run=run)


def reads(world: World, who: str) -> list[dict[str, Any]]:
    return proposals.proposal_page(world.actor(who))["proposals"]


def test_office_reads_what_was_taken_up_and_the_receiver_what_was_agreed_to(
    world: World, records: dict[str, Record]
) -> None:
    proposal = proposal_of(world, records)
    assert [len(reads(world, who)) for who in ("county_office", "other_county")] == [0, 0]
    proposals.decide(world.actor(PLANNER), world.users[PLANNER], proposal.public_id, "adopted")
    assert [len(reads(world, who)) for who in ("county_office", "city_office", "other_county")] == [1, 1, 0]
    proposals.answer(world.actor("county_office"), world.users["county_office"], proposal.public_id, "agreed")
    (line,) = reads(world, "other_county")
    assert (line["project"]["name"], line["owner"], line["why"]) == ("一个待流转的项目", "", "")
    assert "示例乙项目" not in world.client("other_county").get(reverse("transfer_list")).content.decode()
    records["second"].refresh_from_db()
    assert (records["second"].owner_org.name, records["second"].version) == ("ningxiang", 1)


def test_decisions_are_a_persons_and_stand_in_the_history(world: World, records: dict[str, Record]) -> None:
    proposal = proposal_of(world, records)
    path = reverse("transfer_decide", args=[proposal.public_id])
    assert world.client("county_office").post(path, {"state": "adopted"}).status_code == 404
    assert world.client(PLANNER).post(path, {"state": "nonsense"}).status_code == 404
    assert world.client(PLANNER).post(path, {"state": "adopted"}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("adopted", world.users[PLANNER])
    answer = reverse("transfer_answer", args=[proposal.public_id])
    assert world.client("other_county").post(answer, {"answer": "agreed"}).status_code == 404
    assert world.client("county_office").post(answer, {"answer": "refused"}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.answer, proposal.answered_by) == ("refused", world.users["county_office"])
    with pytest.raises(Refusal):
        proposals.decide(world.actor(PLANNER), world.users[PLANNER], proposal.public_id, "declined")
    deeds = set(AuditEntry.objects.unscoped(why=WHY).values_list("action", flat=True))
    assert {"allocation.begin", "allocation.run", "transfer.adopted", "transfer.refused"} <= deeds


def test_a_new_run_keeps_what_people_have_decided(world: World, records: dict[str, Record]) -> None:
    proposal = proposal_of(world, records)
    proposals.decide(world.actor(PLANNER), world.users[PLANNER], proposal.public_id, "declined")
    from yanzhen_web.services.allocation.working import run_behind

    run_behind(world.actor(PLANNER), proposal.run.public_id, lambda percent, message: None)
    (kept,) = TransferProposal.objects.unscoped(why=WHY).filter(run=proposal.run)
    assert (kept.pk, kept.state) == (proposal.pk, "declined")


def test_cells_of_the_workbook_run_nothing(world: World, records: dict[str, Record]) -> None:
    world.write("ningxiang", told("project", "=HYPERLINK(1)", "internal", region="430182", intended_amount_cny=YI))
    names = [record.public_id for record in studies.leads(world.actor(PLANNER))]
    study = studies.begin_study(world.actor(PLANNER), world.users[PLANNER], "示例", names, [records["near"].public_id])
    run = worked_out(world, study)
    body = results.run_workbook(world.actor(PLANNER), run)
    cells = [
        cell
        for row in CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
        for cell in row
    ]
    assert any("HYPERLINK" in str(cell) for cell in cells)
    import zipfile

    assert not any(
        b"<f>" in zipfile.ZipFile(io.BytesIO(body)).read(name) for name in zipfile.ZipFile(io.BytesIO(body)).namelist()
    )


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_database_as_often_for_many_as_for_one(
    world: World, records: dict[str, Record], count: int, django_assert_max_num_queries: Any
) -> None:
    study = begin(world, records)
    for _ in range(count):
        run = worked_out(world, study)
    client = world.client(PLANNER)
    for path in (address(run), reverse("allocation_detail", args=[study.public_id]), reverse("allocation_list")):
        client.get(path)
        with django_assert_max_num_queries(24):
            client.get(path)
