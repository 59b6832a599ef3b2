"""What happens beside the decision: applications are taken back, conditions are met."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from yanzhen_web.models import AdmissionCase, AdmissionCondition, AuditEntry, Organisation
from yanzhen_web.services.admission import deciding, following, opinions
from yanzhen_web.services.people.refusals import Refusal

from .office import WHY, Office, later, today


def _kept(case: AdmissionCase) -> AdmissionCase:
    return AdmissionCase.objects.unscoped(why=WHY).get(pk=case.pk)


def _condition(case: AdmissionCase, number: int) -> AdmissionCondition:
    return AdmissionCondition.objects.unscoped(why=WHY).get(case=case, number=number)


def _passed(office: Office, *who: str) -> AdmissionCase:
    """Passed on one condition for each who is named."""
    case = office.open()
    office.all_agree(case)
    office.meet(case)
    conditions = [deciding.Condition("补齐手续", name, later(30)) for name in who]
    return office.decide(case, "conditional", conditions=conditions)


@pytest.mark.parametrize("who", ["enterprise", "county_office"])
def test_applicant_and_office_take_a_case_back_before_the_meeting(office: Office, who: str) -> None:
    case = office.open()
    page, back = (reverse(name, args=[case.public_id]) for name in ("admission_case", "admission_withdraw"))
    client = office.client(who)
    assert back in client.get(page).content.decode()
    assert client.post(back, {"reason": "改投别处"}).status_code == 302
    found = _kept(case)
    assert (found.state, found.reason, found.decided_on) == ("withdrawn", "改投别处", today())
    shown = client.get(page).content.decode()
    assert "改投别处" in shown and back not in shown
    assert AuditEntry.objects.unscoped(why=WHY).filter(action="admission.withdraw").count() == 1
    office.open()  # the project may apply anew


@pytest.mark.parametrize("who", ["tax", "rival", "leader", "other_county"])
def test_nobody_else_takes_it_back(office: Office, who: str) -> None:
    case = office.open()
    answer = office.client(who).post(reverse("admission_withdraw", args=[case.public_id]), {"reason": "改投别处"})
    assert answer.status_code in (403, 404)
    assert _kept(case).state == "open"


def test_a_case_whose_meeting_was_held_is_not_taken_back(office: Office) -> None:
    case = office.open()
    office.all_agree(case)
    office.meet(case)  # today
    with pytest.raises(Refusal, match="已经上会"):
        following.withdraw(office.actor("enterprise"), office.user("enterprise"), case.public_id, "改投别处")
    office.decide(case, "passed", reason="示例理由")
    with pytest.raises(Refusal):
        following.withdraw(office.actor("county_office"), office.user("county_office"), case.public_id, "改投别处")


def test_what_is_taken_back_leaves_the_agenda_of_a_day_to_come(office: Office) -> None:
    case = office.open()
    given = deciding.Calling("示例会", today() + timedelta(days=1), cases=(case.public_id,))
    deciding.call_meeting(office.actor("county_office"), office.user("county_office"), given)
    with pytest.raises(Refusal, match="原因"):
        following.withdraw(office.actor("enterprise"), office.user("enterprise"), case.public_id, "  ")
    following.withdraw(office.actor("enterprise"), office.user("enterprise"), case.public_id, "改投别处")
    assert _kept(case).meeting is None
    with pytest.raises(Refusal, match="意见不能再改"):
        office.say(case, "tax", "agree")


def test_who_must_meet_a_condition_ticks_it_off_and_so_does_the_office(office: Office) -> None:
    firm = Organisation.objects.unscoped(why=WHY).get(pk=office.project.owner_org_id)
    case = _passed(office, firm.name, "示例税务局", "某个科室")
    assert [_condition(case, n).organisation and _condition(case, n).organisation.name for n in (1, 2, 3)] == [
        firm.name,
        "示例税务局",
        None,
    ]
    page = reverse("admission_case", args=[case.public_id])

    def tick(who: str, number: int, met_on: str = "") -> int:
        address = reverse("admission_condition", args=[case.public_id, number])
        given = {"met_on": met_on or str(today()), "evidence": f"{who}的验收单"}
        return office.client(who).post(address, given).status_code

    assert [tick("enterprise", n) for n in (2, 3)] == [404, 404]
    assert [tick("tax", n) for n in (1, 3)] == [404, 404]
    assert tick("land", 1) == 404
    assert all(_condition(case, n).met_on is None for n in (1, 2, 3))
    assert tick("enterprise", 1, str(later(1))) == 302 and _condition(case, 1).met_on is None  # a day to come
    assert (tick("enterprise", 1), tick("tax", 2), tick("county_office", 3)) == (302, 302, 302)
    assert all(_condition(case, n).met_on == today() for n in (1, 2, 3))
    shown = office.client("enterprise").get(page).content.decode()
    assert "enterprise的验收单" in shown and shown.count("已完成") == 3
    entries = AuditEntry.objects.unscoped(why=WHY).filter(action="admission.condition")
    assert entries.count() == 3


def test_a_condition_is_not_met_without_a_day_or_evidence(office: Office) -> None:
    case = _passed(office, "某个科室")
    actor, user = office.actor("county_office"), office.user("county_office")
    for met_on, evidence in ((None, "验收单"), (later(1), "验收单"), (today(), " ")):
        with pytest.raises(Refusal):
            following.meet_condition(actor, user, case.public_id, 1, met_on=met_on, evidence=evidence)
    assert _condition(case, 1).met_on is None


def test_late_conditions_are_marked(office: Office) -> None:
    case = _passed(office, "某个科室")
    AdmissionCondition.objects.unscoped(why=WHY).filter(case=case).update(due_on=today() - timedelta(days=1))
    page = reverse("admission_case", args=[case.public_id])
    assert "逾期" in office.client("county_office").get(page).content.decode()


def test_an_office_above_a_department_does_not_take_its_veto_back(office: Office) -> None:
    case = office.open()
    office.say(case, "environment", "oppose")
    row = office.opinion(case, "environment")
    with pytest.raises(Refusal, match="部门自己"):
        opinions.lift_veto(office.actor("organiser"), row.public_id, "不同意见")
    assert office.opinion(case, "environment").lifted_at is None
    opinions.lift_veto(office.actor("environment"), row.public_id, "已另选址")
    assert office.opinion(case, "environment").lifted_at is not None
