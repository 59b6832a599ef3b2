"""Nobody ends on an address that only a button opens: after signing in, after the switch of languages, by a link."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import resolve, reverse

from yanzhen_web.access import looked_at
from yanzhen_web.urls import named_rules

from .doors.walking import Way, ways
from .test_signing import PASSWORD, people, sign_in
from .worlds import World

__all__ = ["people"]

PIECES = {
    **dict.fromkeys(
        ("public_id", "question_id", "scan_id", "achievement_id", "place_id", "value_id", "run_id"), "AAAAAAAAAAAAAAAA"
    ),
    "kind": "project", "form": "xlsx", "secret": "x" * 43, "row": 1, "pk": 1,
    "number": 1, "name": "x", "uidb64": "MQ", "token": "x", "code": "A" * 32,
}  # fmt: skip


def address_of(way: Way) -> str:
    return way.address(PIECES | {"kind": "enterprise" if "<kind:kind>" in way.route else "project"})


def pages_for_buttons() -> list[str]:
    """An address of every page that takes no GET."""
    rules = named_rules()
    buttons = [way for way in ways() if not way.is_api and way.name in rules and "GET" not in rules[way.name].methods]
    return sorted({address_of(way) for way in buttons})


def test_there_are_such_pages() -> None:
    assert len(pages_for_buttons()) > 20
    assert reverse("record_level", kwargs={"kind": "project", "public_id": PIECES["public_id"]}) in pages_for_buttons()


@pytest.mark.parametrize("address", pages_for_buttons())
def test_way_back_from_a_button_is_a_page_above_it(address: str) -> None:
    back = looked_at(address + "?x=1")
    assert address.startswith(back) and back != address
    assert "GET" in resolve(back).func.access.methods  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", ["/", "/me/", "/projects/?q=a&sort=-name", "/inbox/", "/nothing/here/"])
def test_page_that_a_link_opens_stays_as_it_is(address: str) -> None:
    assert looked_at(address) == address


def wanted_after(answer: object) -> str:
    return parse_qs(urlsplit(answer["Location"]).query)["next"][0]  # type: ignore[index]


def test_button_pressed_after_the_session_ended_leads_back_to_its_page(people: World) -> None:
    record = reverse("record_detail", kwargs={"kind": "project", "public_id": PIECES["public_id"]})
    level = reverse("record_level", kwargs={"kind": "project", "public_id": PIECES["public_id"]})
    assert wanted_after(Client().post(level)) == record
    assert wanted_after(Client().post(reverse("data_ask"))) == reverse("me")
    client = Client()
    wanted = wanted_after(client.post(reverse("consent")))
    answer = sign_in(client, "park", PASSWORD, form={"next": wanted})
    assert client.get(answer["Location"]).status_code == 200


def test_part_of_a_page_after_the_session_ended_leads_the_whole_page_to_the_sign_in(people: World) -> None:
    here = "http://testserver/projects/?q=a"
    answer = Client().get("/projects/?q=ab", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL=here, HTTP_HX_TARGET="table")
    assert answer.status_code == 200 and not answer.content, "a part would be put into the page"
    assert answer["HX-Redirect"] == f"{reverse('sign_in')}?next=/projects/%3Fq%3Da"
    away = Client().get("/projects/", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="https://evil.example/projects/")
    assert away["HX-Redirect"] == f"{reverse('sign_in')}?next=/projects/"


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "按钮"), ("en", "button")])
def test_link_to_a_button_says_so_and_leads_on(language: str, said: str) -> None:
    level = reverse("record_level", kwargs={"kind": "project", "public_id": PIECES["public_id"]})
    answer = Client(HTTP_ACCEPT_LANGUAGE=language).get(level)
    page = answer.content.decode()
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert said in page
    assert f'href="/projects/{PIECES["public_id"]}/"' in page
    assert Client().get(reverse("sign_out")).content, "never a blank page"


def test_switch_of_languages_on_what_a_button_opened_goes_to_a_page(people: World) -> None:
    level = reverse("record_level", kwargs={"kind": "project", "public_id": PIECES["public_id"]})
    answer = Client().post(reverse("set_language"), {"language": "en", "next": level})
    assert answer["Location"] == f"/projects/{PIECES['public_id']}/"
    answer = Client().post(reverse("set_language"), {"language": "en", "next": "/projects/?q=a"})
    assert answer["Location"] == "/projects/?q=a"
