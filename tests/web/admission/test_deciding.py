"""From the application to the decision, in the services."""

from __future__ import annotations

import pytest

from yanzhen.place.admission.outcomes import VETOING
from yanzhen_web.models import AdmissionCase, Record
from yanzhen_web.services.admission import cases, deciding, minutes, opinions
from yanzhen_web.services.people.refusals import Refusal

from .office import WHY, Office, later, today


def test_a_case_is_compared_and_the_departments_are_asked(office: Office) -> None:
    case = office.open()
    # 8000 万元 on 40 亩 are 200 万元/亩, 150 short.
    (check,) = case.checks
    assert check["state"] == "short"
    assert "差 150 万元/亩" in check["zh"]
    assert (case.body, case.level) == ("县政府专题会", "county")
    assert case.applicant == office.world.organisations["firm"]
    assert case.opinions.model.objects.unscoped(why=WHY).filter(case=case, due_on=later(5)).count() == 6


def test_the_same_project_is_not_judged_twice_at_once(office: Office) -> None:
    office.open()
    with pytest.raises(Refusal):
        office.open()


@pytest.mark.parametrize("department", sorted(VETOING))
@pytest.mark.parametrize("outcome", ["passed", "conditional"])
def test_a_veto_blocks_in_the_service(office: Office, department: str, outcome: str) -> None:
    case = office.open()
    office.all_agree(case, department)
    office.say(case, department, "oppose", "示例理由")
    office.meet(case)
    told = [deciding.Condition("补做", "项目方", later(10))] if outcome == "conditional" else []
    with pytest.raises(Refusal, match=r"一票否决|vetoed"):
        office.decide(case, outcome, reason="试试", conditions=told)
    with pytest.raises(Refusal):  # nor is it talked away by another opinion
        office.say(case, department, "agree")
    assert office.decide(case, "refused", reason="一票否决").state == "refused"


def test_a_lifted_veto_passes_on_conditions_only(office: Office) -> None:
    case = office.open()
    office.all_agree(case, "safety")
    office.say(case, "safety", "oppose", "示例理由")
    office.meet(case)
    row = office.opinion(case, "safety")
    with pytest.raises(type(row).DoesNotExist):
        opinions.lift_veto(office.actor("county_office"), row.public_id, "不是本部门")
    opinions.lift_veto(office.actor("safety"), row.public_id, "已补安全评价")
    with pytest.raises(Refusal):
        office.decide(case, "passed", reason="试试")
    decided = office.decide(case, "conditional", conditions=[deciding.Condition("落实整改", "项目方", later(30))])
    record = Record.objects.unscoped(why=WHY).get(pk=office.project.pk)
    assert decided.state == AdmissionCase.State.CONDITIONAL
    assert (record.fields["review_on"], record.fields["review_result"]) == (str(today()), "有条件通过")


def test_silence_of_energy_keeps_it_from_passing(office: Office) -> None:
    case = office.open()
    office.all_agree(case, "energy")
    office.meet(case)
    with pytest.raises(Refusal):
        office.decide(case, "passed", reason="试试")
    assert office.decide(case, "deferred", reason="等能源意见").state == "deferred"
    again = deciding.take_up_again(office.actor("county_office"), case.public_id)
    assert (again.state, again.meeting) == ("open", None)


def test_passing_below_a_threshold_needs_a_reason(office: Office) -> None:
    case = office.open()
    office.all_agree(case)
    office.meet(case)
    with pytest.raises(Refusal):
        office.decide(case, "passed")
    assert office.decide(case, "passed", reason="二期补足").state == "passed"
    with pytest.raises(Refusal):
        office.decide(case, "refused", reason="反悔")


def test_conditions_and_the_meeting_are_needed(office: Office) -> None:
    case = office.open()
    office.all_agree(case)
    with pytest.raises(Refusal):
        office.decide(case, "refused", reason="没上会")
    office.meet(case)
    with pytest.raises(Refusal):
        office.decide(case, "conditional")
    with pytest.raises(Refusal):
        office.decide(case, "conditional", conditions=[deciding.Condition("补", "", None)])


def test_what_the_city_decides_the_county_does_not_enter(office: Office) -> None:
    record = Record.objects.unscoped(why=WHY).get(pk=office.project.pk)
    from yanzhen_web.services.records.editing import update_record

    update_record(
        office.actor("county_office"), office.user("county_office"), record.public_id, {"investment_cny": 2 * 10**9}
    )
    case = office.open()
    assert (case.body, case.level) == ("市级联审", "city")
    office.all_agree(case)
    office.meet(case)
    with pytest.raises(AdmissionCase.DoesNotExist):
        office.decide(case, "refused", reason="越级")
    assert office.decide(case, "refused", "city_office", reason="联审不通过").state == "refused"


def test_opinions_stay_once_it_is_decided(office: Office) -> None:
    case = office.open()
    office.all_agree(case)
    office.meet(case)
    office.decide(case, "refused", reason="示例")
    with pytest.raises(Refusal):
        office.say(case, "tax", "oppose")
    with pytest.raises(Refusal):
        cases.compare_again(office.actor("county_office"), case.public_id)


def test_the_minutes_tell_everything(office: Office) -> None:
    case = office.open()
    office.all_agree(case, "environment")
    office.say(case, "environment", "conditions", "同步建设治理设施")
    meeting = office.meet(case)
    office.decide(case, "conditional", conditions=[deciding.Condition("建好再投产", "示例公司", later(60))])
    text = minutes.minutes_of(meeting).text
    for told in (
        "示例电池项目",
        "差 150 万元/亩",
        "示例办法",
        "同步建设治理设施",
        "有条件通过",
        "建好再投产",
        "甲科、乙科",
    ):
        assert told in text
    for form, opening in (("docx", b"PK"), ("pdf", b"%PDF")):
        content = minutes.minutes_file(office.actor("county_office"), meeting.public_id, form)
        assert content.getvalue().startswith(opening)
