"""The pages, as each of those concerned sees them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from yanzhen_web.models import AdmissionBook, AdmissionCase

from .office import WHY, Office, later, today, told


def _url(name: str, public_id: str) -> str:
    return reverse(name, args=[public_id])


def test_the_whole_walk_in_pages(office: Office) -> None:
    county = office.client("county_office")
    made = county.post(_url("admission_new", office.project.public_id), {"due_on": str(later(3)), "note": "请评审"})
    case = AdmissionCase.objects.unscoped(why=WHY).get()
    assert made["Location"] == _url("admission_case", case.public_id)
    page = county.get(made["Location"]).content.decode()
    assert "差 150 万元/亩" in page
    assert "【准入评审】“示例电池项目”请反馈意见" in page
    for department in office.people:
        client = office.client(department)
        assert "示例电池项目" in client.get(reverse("admission_list")).content.decode()
        row = office.opinion(case, department)
        answer = client.post(
            _url("admission_opinion", row.public_id), {"verdict": "agree", "text": f"{department}同意"}
        )
        assert answer.status_code == 302
    county.post(
        reverse("admission_meeting_new"),
        {"title": "评审会纪要（示例）", "held_on": str(today()), "cases": [case.public_id]},
    )
    blank = {"condition": ["二期补足投资", ""], "who": ["示例公司", ""], "by": [str(later(90)), ""]}
    county.post(_url("admission_decide", case.public_id), {"outcome": "conditional"} | blank)
    case.refresh_from_db(from_queryset=AdmissionCase.objects.unscoped(why=WHY))
    assert case.state == "conditional"
    assert "二期补足投资" in county.get(_url("admission_case", case.public_id)).content.decode()
    meeting = _url("admission_meeting", case.meeting.public_id)
    assert "评审会纪要（示例）" in county.get(meeting).content.decode()
    assert county.get(f"{meeting}minutes.docx").status_code == 200


def test_a_department_reads_its_own_opinion_only_and_the_applicant_none(office: Office) -> None:
    case = office.open()
    office.say(case, "tax", "conditions", "税务的内部话")
    office.say(case, "land", "conditions", "自然资源的内部话")
    page = _url("admission_case", case.public_id)
    tax = office.client("tax").get(page).content.decode()
    assert "税务的内部话" in tax
    assert "自然资源的内部话" not in tax
    firm = office.client("enterprise").get(page).content.decode()
    assert "示例电池项目" in firm
    for hidden in ("内部话", "差 150", "请反馈意见"):
        assert hidden not in firm
    assert office.client("leader").get(page).status_code == 200


@pytest.mark.parametrize("who", ["rival", "other_county", "university", "service", "park", "other_city"])
def test_hidden_answers_like_missing(office: Office, who: str) -> None:
    case = office.open()
    client = office.client(who)
    missing = client.get(_url("admission_case", "x" * 22))
    hidden = client.get(_url("admission_case", case.public_id))
    assert (missing.status_code, hidden.status_code) == (404, 404)
    assert "示例电池项目" not in client.get(reverse("admission_list")).content.decode()


def test_a_department_does_not_speak_for_another(office: Office) -> None:
    case = office.open()
    row = office.opinion(case, "environment")
    given = {"verdict": "agree"}
    for who in ("tax", "county_office", "enterprise"):
        assert office.client(who).post(_url("admission_opinion", row.public_id), given).status_code == 404
    assert office.opinion(case, "environment").verdict == ""


def test_the_book_is_kept_and_its_faults_are_named(office: Office) -> None:
    county = office.client("county_office")
    book = AdmissionBook.objects.unscoped(why=WHY).get()
    rows = {
        "t_measure": ["容积率", ""], "t_value": ["1.2", ""], "t_unit": ["", ""], "t_industry": ["", ""],
        "t_source": ["<b>示例</b>", ""], "t_until": ["", ""],
        "d_body": ["甲会"], "d_level": ["county"], "d_amount_from": [""], "d_amount_to": ["100"], "d_land_from": [""],
        "d_land_to": [""], "d_industry": [""], "d_region": [""],
    }  # fmt: skip
    saved = county.post(reverse("admission_book"), rows | {"version": book.version}, follow=True).content.decode()
    assert "没有人定，请补一行" in saved
    assert "<b>示例</b>" not in saved
    wrong = county.post(reverse("admission_book"), rows | {"t_value": ["x", ""], "version": book.version + 1})
    assert wrong.status_code == 422
    assert "门槛第 1 行" in wrong.content.decode()
    stale = county.post(reverse("admission_book"), rows | {"version": book.version})
    assert stale.status_code == 422


def test_yields_and_what_could_take_the_project(office: Office) -> None:
    world = office.world
    (park,) = world.write("park", told("park", "示例高新园", {"land_available_mu": 30, "region": "430182"}, "open"))
    figures = {"park": "示例高新园", "land_mu": 50, "tax_cny": 1_000_000, "value_added_cny": 5_000_000,
               "founded_on": "2010-01-01", "region": "430182"}  # fmt: skip
    more = figures | {"tax_cny": 9_000_000, "value_added_cny": 9_000_000}
    world.write("park", told("enterprise", "甲厂（示例）", figures, "internal"),
                told("enterprise", "乙厂（示例）", more, "internal"))  # fmt: skip
    page = office.client("park").get(_url("admission_yields", park.public_id)).content.decode()
    assert "A · " in page
    assert "亩均税收" in page
    assert office.client("other_county").get(_url("admission_yields", park.public_id)).status_code == 404
    plots = office.client("county_office").get(_url("admission_plots", office.project.public_id)).content.decode()
    assert "差 10 亩" in plots


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_no_more_for_more_cases(
    office: Office, count: int, django_assert_max_num_queries: object
) -> None:
    from yanzhen_web.services.admission import cases

    world = office.world
    listed = [told("project", f"示例项目{n}", {"region": "430182"}, "open") for n in range(count)]
    for record in world.write("firm", *listed):
        cases.open_case(office.actor("county_office"), office.user("county_office"), record.public_id)
    client = office.client("county_office")
    client.get(reverse("admission_list"))
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert client.get(reverse("admission_list")).status_code == 200
