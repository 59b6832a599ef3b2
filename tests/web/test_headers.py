"""What every answer carries: nothing is kept by browsers in a shared office, nothing is framed or guessed at."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from yanzhen_web.settings.storage import HashedStatic

from .worlds import World, content_of, told

PAGES = ("home", "chart_chains", "healthz", "sign_in", "inbox", "jobs", "match_list", "bulletin", "password_change")


def _told(answer: Any) -> dict[str, str]:
    return {name: answer[name] for name in ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy")}


@pytest.mark.parametrize("who", ["organiser", "nobody"])
def test_no_answer_is_kept_or_framed(world: World, who: str) -> None:
    (record,) = world.write("changsha", told("project", "项目甲", "open", target="430100"))
    here = {"kind": "project", "public_id": record.public_id}
    addresses = [reverse(name) for name in PAGES]
    addresses += [reverse("record_detail", kwargs=here), reverse("record_list", kwargs={"kind": "project"}), "/none/"]
    client = world.client(who)
    for address in addresses:
        answer = client.get(address)
        assert answer["Cache-Control"] == "private, no-store", address
        assert _told(answer) == {
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
        }
        assert "unsafe" not in answer["Content-Security-Policy"]


def test_files_are_sent_to_be_saved_and_not_kept(world: World) -> None:
    world.write("changsha", told("project", "项目甲", "open", target="430100"))
    client = world.client("organiser")
    files = [reverse("record_export", kwargs={"kind": "project", "form": form}) for form in ("csv", "xlsx")]
    for address in [*files, reverse("bulletin_docx")]:
        answer = client.get(address)
        assert answer["Content-Disposition"].startswith("attachment"), address
        assert answer["Cache-Control"] == "private, no-store", address
        assert content_of(answer)


def test_every_form_wants_its_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["organiser"])
    known = {"public_id": "A" * 16}
    for name in ("sign_in", "sign_out", "password_change", "set_language", "inbox", "match_run"):
        assert client.post(reverse(name)).status_code == 403, name
    for name in ("upload_accept", "upload_undo", "job_cancel"):
        assert client.post(reverse(name, kwargs=known)).status_code == 403, name


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere(world: World, wanted: str) -> None:
    world.users["organiser"].set_password("a long pass word")
    world.users["organiser"].save()
    given = {"username": "organiser", "password": "a long pass word", "next": wanted}
    assert Client().post(reverse("sign_in"), given)["Location"] == "/"
    answer = Client(HTTP_REFERER=wanted).post(reverse("set_language"), {"language": "en", "next": wanted})
    assert answer.headers.get("Location", "/") == "/"


def test_site_answers_under_its_own_names_only(world: World) -> None:
    assert Client(HTTP_HOST="evil.example").get("/").status_code == 400


def test_page_stands_when_built_files_are_missing(settings: Any, tmp_path: Any) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    assert HashedStatic(location=str(tmp_path)).url("built/none.svg").endswith("built/none.svg")
