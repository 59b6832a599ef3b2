"""The whole walk of a comparison, at the pages: described, weighed, narrowed, asked, answered, ranked anew."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from yanzhen_web.models import AuditEntry, Comparison, PlaceQuestion, PlaceValue

from .siting import FIRST, KEYS, PARKS, SECOND, begin, enter, entry, know, make_parks
from .worlds import WHY, World, content_of, told

HTMX = {"HX-Request": "true"}
HOSTILE = '=HYPERLINK("x")<script>alert(1)</script>'


def ranks(text: str) -> list[str]:
    """The names of the ranking, in its order."""
    table = text[text.index('<table class="table table-cards siting-table">') :]
    return re.findall(r'lang="zh-Hans">([^<]+)</a>', table[: table.index("</table>")])


def get(client: Client, name: str, *pieces: str, status: int = 200) -> str:
    answer = client.get(reverse(name, args=pieces))
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def weigh(client: Client, comparison: Comparison, **words: int) -> str:
    """The ranking that comes back from other weights; what is not named does not count."""
    posted = {f"w-{key}": words.get(key, 0) for key in KEYS} | {"weighing": "words"}
    answer = client.post(reverse("comparison_weigh", args=[comparison.public_id]), posted, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def test_walk_from_description_to_an_answer_that_changes_the_ranking(world: World) -> None:
    first, second, third = make_parks(world)
    for place, wage, land in ((first, 5000, 30), (second, 6000, 20), (third, 7000, 10)):
        know(place, FIRST, wage)
        know(place, SECOND, land)
    firm, park = world.client("enterprise"), world.client("park")

    made = firm.post(reverse("comparison_new"), {"title": "新材料项目", "land_mu": "120", "jobs": "300"}, follow=True)
    comparison = Comparison.objects.unscoped(why=WHY).get()
    assert comparison.description == {"land_mu": 120, "jobs": 300}
    assert comparison.owner_org == world.organisations["firm"]
    assert set(ranks(made.content.decode())) == set(PARKS)

    by_first, by_second = weigh(firm, comparison, **{FIRST: 5}), weigh(firm, comparison, **{SECOND: 5})
    assert ranks(by_first)[1] == ranks(by_second)[1] == PARKS[1]
    PlaceValue.objects.unscoped(why=WHY).filter(place=second, criterion=FIRST).update(replaced_at=timezone.now())
    last = ranks(weigh(firm, comparison, **{FIRST: 5}))
    assert set(last) == set(PARKS)  # an unknown value rules nothing out

    asked = {"criterion": FIRST, "due": (timezone.localdate() + timedelta(days=3)).isoformat()}
    page = firm.post(reverse("place_ask", args=[comparison.public_id, second.public_id]), asked, follow=True)
    assert page.status_code == 200
    question = PlaceQuestion.objects.unscoped(why=WHY).get()
    assert (question.owner_org, question.named, question.state) == (world.organisations["firm"], False, "open")

    seen = get(park, "place_profile", second.public_id)
    assert "有人在问" in seen
    assert world.organisations["firm"].name not in seen.replace("firm", "firm")[seen.index("有人在问") :][:800]
    best = "2000"
    answer = park.post(reverse("place_value_enter", args=[second.public_id]), entry(FIRST, best))
    assert answer.status_code == 302
    question.refresh_from_db()
    assert question.state == "answered"
    assert question.answer is not None
    assert question.answer.value == float(best)
    assert ranks(weigh(firm, comparison, **{FIRST: 5}))[0] == PARKS[1]
    assert "有人在问" not in get(park, "place_profile", second.public_id)


def test_question_names_the_asker_only_where_they_chose_so(world: World) -> None:
    (place,) = make_parks(world, PARKS[:1])
    know(place, SECOND, 1.0)
    comparison = begin(world, title="机密项目名")
    world.organisations["firm"].name = "示例发问公司"
    world.organisations["firm"].save()
    firm, park = world.client("enterprise"), world.client("park")
    address = reverse("place_ask", args=[comparison.public_id, place.public_id])
    due = (timezone.localdate() + timedelta(days=3)).isoformat()
    firm.post(address, {"criterion": FIRST, "due": due})
    hidden = get(park, "place_profile", place.public_id)
    assert "有人在问" in hidden
    assert "示例发问公司" not in hidden
    firm.post(address, {"criterion": FIRST, "due": due, "named": "yes"})
    assert PlaceQuestion.objects.unscoped(why=WHY).count() == 1  # asked again, it is the same question
    shown = get(park, "place_profile", place.public_id)
    assert "示例发问公司" in shown
    assert "机密项目名" not in shown
    entries = AuditEntry.objects.unscoped(why=WHY).filter(action="place.ask")
    assert all(place.public_id not in str(one.detail) for one in entries)


def test_comparison_is_missing_for_everybody_else(world: World) -> None:
    make_parks(world)
    comparison = begin(world)
    pages = (
        "comparison_detail",
        "comparison_describe",
        "comparison_choose",
        "comparison_advanced",
        "comparison_beside",
    )
    for who in ("rival", "county_office", "city_office", "organiser", "park"):
        client = world.client(who)
        for name in pages:
            get(client, name, comparison.public_id, status=404)
        for name in ("comparison_weigh", "comparison_shortlist", "comparison_remove"):
            assert client.post(reverse(name, args=[comparison.public_id])).status_code == 404, (who, name)
        assert comparison.title not in get(client, "comparison_list")
    assert comparison.title in get(world.client("enterprise"), "comparison_list")


def test_values_are_entered_by_those_who_answer_for_the_place(world: World) -> None:
    (place,) = make_parks(world, PARKS[:1])
    for who, status in (
        ("enterprise", 404),
        ("rival", 404),
        ("other_county", 404),
        ("county_office", 302),
        ("park", 302),
    ):
        answer = world.client(who).post(reverse("place_value_enter", args=[place.public_id]), entry(FIRST))
        assert answer.status_code == status, who
    rows = PlaceValue.objects.unscoped(why=WHY)
    assert rows.count() == 2
    assert rows.filter(replaced_at=None).count() == 1  # the one before stays as history
    page = get(world.client("enterprise"), "place_profile", place.public_id)
    assert 'id="enter"' not in page


def test_questions_of_others_are_not_told(world: World) -> None:
    (place,) = make_parks(world, PARKS[:1])
    know(place, SECOND, 1.0)
    mine, theirs = begin(world), begin(world, "rival")
    due = (timezone.localdate() + timedelta(days=3)).isoformat()
    asked = {"criterion": FIRST, "due": due}
    world.client("enterprise").post(reverse("place_ask", args=[mine.public_id, place.public_id]), asked)
    question = PlaceQuestion.objects.unscoped(why=WHY).get()
    rival = world.client("rival")
    assert "已问" not in get(rival, "comparison_place", theirs.public_id, place.public_id)
    back = reverse("place_ask_back", args=[theirs.public_id, question.public_id])
    assert rival.post(back).status_code == 404
    back = reverse("place_ask_back", args=[mine.public_id, question.public_id])
    assert world.client("park").post(back).status_code == 404
    assert world.client("enterprise").post(back).status_code == 302
    question.refresh_from_db()
    assert question.state == "withdrawn"


def test_value_past_its_day_counts_no_more(world: World) -> None:
    first, second = make_parks(world, PARKS[:2])
    yesterday = timezone.localdate() - timedelta(days=1)
    know(first, FIRST, 1.0)
    know(second, FIRST, 2.0, valid_until=yesterday)
    comparison = begin(world)
    client = world.client("enterprise")
    text = get(client, "comparison_place", comparison.public_id, second.public_id)
    assert "已过有效期" in text
    assert reverse("place_ask", args=[comparison.public_id, second.public_id]) in text


def test_hidden_place_is_neither_ranked_nor_asked(world: World) -> None:
    (seen,) = make_parks(world, PARKS[:1])
    (hidden,) = make_parks(world, ("示例保密园区",), owner="youxian", publication="internal")
    know(seen, FIRST, 1.0)
    know(hidden, FIRST, 2.0)
    comparison, client = begin(world), world.client("enterprise")
    assert "示例保密园区" not in get(client, "comparison_detail", comparison.public_id)
    asked = {"criterion": FIRST, "due": timezone.localdate().isoformat()}
    for name in ("place_ask",):
        address = reverse(name, args=[comparison.public_id, hidden.public_id])
        assert client.post(address, asked).status_code == 404
    get(client, "comparison_place", comparison.public_id, hidden.public_id, status=404)
    get(client, "place_profile", hidden.public_id, status=404)
    shortlist = reverse("comparison_shortlist", args=[comparison.public_id])
    assert client.post(shortlist, {"place": hidden.public_id, "wanted": "yes"}).status_code == 404


def test_six_places_stand_side_by_side_and_no_more(world: World) -> None:
    places = make_parks(world, tuple(f"示例{number}园区" for number in range(7)))
    for number, place in enumerate(places):
        know(place, FIRST, number)
    comparison, client = begin(world), world.client("enterprise")
    address = reverse("comparison_shortlist", args=[comparison.public_id])
    for place in places:
        answer = client.post(address, {"place": place.public_id, "wanted": "yes"}, headers=HTMX)
        assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    comparison.refresh_from_db()
    assert comparison.shortlist == [place.public_id for place in places[:6]]
    beside = get(client, "comparison_beside", comparison.public_id)
    assert beside.count("is-best") == 1
    client.post(address, {"place": places[0].public_id, "wanted": "no", "back": "beside"})
    comparison.refresh_from_db()
    assert places[0].public_id not in comparison.shortlist


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"value": "五"}, "不是数"),
        ({"value": "nan"}, "不是数"),
        ({"value": ""}, "请填数值"),
        ({"low": "6000"}, "从小到大"),
        ({"value": "5"}, "请核对单位"),
        ({"high": "99999"}, "请核对单位"),
        ({"as_of": "2999-01-01"}, "不晚于今天"),
        ({"valid_until": "2000-01-01"}, "不早于数据日期"),
        ({"source": ""}, "来源"),
        ({"source": "x" * 201}, "200 字以内"),
        ({"criterion": "nothing"}, "请选一个指标"),
    ],
)
def test_value_that_makes_no_sense_is_refused_in_words(world: World, changed: dict[str, str], said: str) -> None:
    (place,) = make_parks(world, PARKS[:1])
    client = world.client("park")
    answer = client.post(reverse("place_value_enter", args=[place.public_id]), entry(FIRST) | changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not PlaceValue.objects.unscoped(why=WHY).exists()


def test_range_stands_for_its_middle(world: World) -> None:
    (place,) = make_parks(world, PARKS[:1])
    assert enter(world, place, FIRST, "", low="4000", high="6000").value == 5000


def test_hostile_texts_are_shown_as_text(world: World) -> None:
    (place,) = make_parks(world, (f"示例{HOSTILE}",))
    enter(world, place, FIRST, "5000", source=HOSTILE, evidence=HOSTILE)
    comparison, client = begin(world, title=HOSTILE), world.client("enterprise")
    client.post(
        reverse("comparison_shortlist", args=[comparison.public_id]), {"place": place.public_id, "wanted": "yes"}
    )
    for name, pieces in (
        ("comparison_list", ()),
        ("comparison_detail", (comparison.public_id,)),
        ("comparison_describe", (comparison.public_id,)),
        ("comparison_choose", (comparison.public_id,)),
        ("comparison_beside", (comparison.public_id,)),
        ("comparison_advanced", (comparison.public_id,)),
        ("comparison_place", (comparison.public_id, place.public_id)),
        ("place_profile", (place.public_id,)),
    ):
        text = get(client, name, *pieces)
        assert "<script>alert" not in text, name
        assert escape(HOSTILE) in text, name


def test_advanced_ways_rank(world: World) -> None:
    places = make_parks(world)
    for number, place in enumerate(places):
        know(place, FIRST, 1.0 + number)
        know(place, SECOND, 3.0 - number)
    comparison, client = begin(world), world.client("enterprise")
    address = reverse("comparison_advanced", args=[comparison.public_id])
    for method in ("topsis", "sum", "promethee"):
        for weighing in ("words", "sliders", "entropy"):
            assert client.post(address, {"method": method, "weighing": weighing}).status_code == 302
            assert set(ranks(get(client, "comparison_advanced", comparison.public_id))) == set(PARKS)
    pairs = {"deed": "pairs", "paired": [FIRST, SECOND], f"p-{FIRST}|{SECOND}": "8"}
    client.post(address, pairs)
    comparison.refresh_from_db()
    assert comparison.pairs == {f"{FIRST}|{SECOND}": 8}
    text = get(client, "comparison_advanced", comparison.public_id)
    assert "CR = 0.000" in text
    assert ranks(text)[0] == PARKS[0]  # the lowest wage
    before = comparison.method
    client.post(address, {"method": "dice", "weighing": "words"})
    comparison.refresh_from_db()
    assert comparison.method == before


def test_contradicting_pairs_are_told_of(world: World) -> None:
    (place, _) = make_parks(world, PARKS[:2])
    for key in KEYS[:3]:
        know(place, key, 1.0)
    comparison, client = begin(world), world.client("enterprise")
    a, b, c = KEYS[:3]
    posted = {"deed": "pairs", "paired": [a, b, c], f"p-{a}|{b}": "8", f"p-{b}|{c}": "8", f"p-{a}|{c}": "-8"}
    client.post(reverse("comparison_advanced", args=[comparison.public_id]), posted)
    assert "高于 0.1" in get(client, "comparison_advanced", comparison.public_id)


def test_chosen_places_alone_are_compared(world: World) -> None:
    places = make_parks(world)
    for number, place in enumerate(places):
        know(place, FIRST, number)
    comparison, client = begin(world), world.client("enterprise")
    address = reverse("comparison_choose", args=[comparison.public_id])
    assert client.post(address, {"which": "some"}).status_code == 422
    client.post(address, {"which": "some", "places": [places[0].public_id, places[2].public_id]})
    assert set(ranks(get(client, "comparison_detail", comparison.public_id))) == {PARKS[0], PARKS[2]}
    get(client, "comparison_place", comparison.public_id, places[1].public_id, status=404)


def test_project_is_taken_from_a_record_that_is_read(world: World) -> None:
    make_parks(world)
    (own,) = world.write("firm", told("project", "本单位项目", "secret", target="430182"))
    (other,) = world.write("rival", told("project", "别家项目", "secret", target="430182"))
    client = world.client("enterprise")
    page = client.get(reverse("comparison_new"), {"project": own.public_id}).content.decode()
    assert f'value="{own.public_id}" selected' in page
    assert "别家项目" not in page
    refused = client.post(reverse("comparison_new"), {"title": "甲", "project": other.public_id})
    assert refused.status_code == 404
    made = client.post(reverse("comparison_new"), {"title": "甲", "project": own.public_id})
    assert made.status_code == 302
    assert Comparison.objects.unscoped(why=WHY).get().project == own


def test_park_reads_why_it_loses_by_weights_that_are_nobodys(world: World) -> None:
    places = make_parks(world)
    for number, place in enumerate(places):
        know(place, FIRST, 1.0 + number)
        know(place, SECOND, 1.0 + number)
    loser = places[2]
    text = get(world.client("park"), "place_profile", loser.public_id)
    assert "在各地中的位置" in text
    assert "最近的对手" in text
    assert "在各地中的位置" not in get(world.client("enterprise"), "place_profile", loser.public_id)


def test_place_that_fails_a_gate_is_listed_with_its_source_and_not_ranked(world: World) -> None:
    day = timezone.localdate().isoformat()
    small, large, silent = world.write(
        "park",
        told("park", PARKS[0], "open", region="430182", land_available_mu=20, as_of=day),
        told("park", PARKS[1], "open", region="430182", land_available_mu=900, as_of=day),
        told("park", PARKS[2], "open", region="430182"),
    )
    for place in (small, large, silent):
        know(place, FIRST, 1.0)
    client = world.client("enterprise")
    client.post(reverse("comparison_new"), {"title": "要地的项目", "land_mu": "300"})
    comparison = Comparison.objects.unscoped(why=WHY).get()
    text = get(client, "comparison_detail", comparison.public_id)
    assert set(ranks(text)) == {PARKS[1], PARKS[2]}  # unknown never eliminates
    out = text[text.index("没有过门槛的") :]
    assert PARKS[0] in out
    assert "用地" in out
    assert "来源：" in out
    assert "用地" in get(client, "comparison_place", comparison.public_id, small.public_id)


def test_catalogue_of_the_site_rules_places_out(world: World, settings: object, tmp_path: Path) -> None:
    settings.HOME = str(tmp_path)  # type: ignore[attr-defined]
    (tmp_path / "catalogues").mkdir()
    lists = "城市,类别,产业,依据\n长沙市,不再承接产业,造纸,示例目录\n"
    (tmp_path / "catalogues" / "transfer.csv").write_text(lists, encoding="utf-8")
    (tmp_path / "catalogues" / "broken.xlsx").write_text("no workbook", encoding="utf-8")
    (near,) = world.write("park", told("park", PARKS[0], "open", region="430182"))
    (far,) = world.write("youxian", told("park", PARKS[1], "open", region="430223"))
    for place in (near, far):
        know(place, FIRST, 1.0)
    client = world.client("enterprise")
    client.post(reverse("comparison_new"), {"title": "纸厂", "industry": "造纸"})
    comparison = Comparison.objects.unscoped(why=WHY).get()
    text = get(client, "comparison_detail", comparison.public_id)
    assert ranks(text) == [PARKS[1]]
    assert "不再承接" in text


@pytest.mark.parametrize(("name", "begins"), [("comparison_docx", b"PK"), ("comparison_pdf", b"%PDF")])
def test_report_is_a_file_for_those_who_compare(world: World, name: str, begins: bytes) -> None:
    places = make_parks(world)
    comparison, client = begin(world), world.client("enterprise")
    address = reverse(name, args=[comparison.public_id])
    assert client.get(address).status_code == 302  # nothing is known yet: told on the page
    for number, place in enumerate(places):
        know(place, FIRST, 4000 + 100 * number)
        know(place, SECOND, 30 - number)
    answer = client.get(address)
    assert answer.status_code == 200
    assert content_of(answer).startswith(begins)
    assert world.client("organiser").get(address).status_code == 404


def test_removed_comparison_leaves_nothing(world: World) -> None:
    comparison, client = begin(world), world.client("enterprise")
    assert client.post(reverse("comparison_remove", args=[comparison.public_id])).status_code == 302
    assert not Comparison.objects.unscoped(why=WHY).exists()
    get(client, "comparison_detail", comparison.public_id, status=404)


def test_pages_ask_the_database_as_often_for_many_places(world: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(*names: tuple[str, ...]) -> list[int]:
        counts = []
        for name, *pieces in names:
            with CaptureQueriesContext(connection) as queries:
                get(client, name, *pieces)
            counts.append(len(queries))
        return counts

    comparison, client = begin(world), world.client("enterprise")
    (place,) = make_parks(world, PARKS[:1])
    know(place, FIRST, 1.0)
    pages = (
        ("comparison_list",),
        ("comparison_detail", comparison.public_id),
        ("comparison_choose", comparison.public_id),
        ("comparison_place", comparison.public_id, place.public_id),
        ("place_profile", place.public_id),
    )
    client.get(reverse("home"))
    one = count(*pages)
    for number in range(5):
        (more,) = make_parks(world, (f"示例{number}号园区",))
        know(more, FIRST, float(number))
        begin(world, title=f"第{number}个")
    assert [many - few for many, few in zip(count(*pages), one, strict=True)] == [0] * len(pages)
    assert max(one) <= 14
