"""What every answer carries: nothing is kept by browsers in a shared office, nothing is framed or guessed at."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from yanzhen_web.settings.storage import HashedStatic

from .doors.walking import Way, ways
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


# --- every route of the resolver -------------------------------------------------------------------------------------

SEALS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Server": "yanzhen",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def _sealed(answer: Any, where: str) -> None:
    assert {name: answer.headers.get(name) for name in SEALS} == SEALS, where
    policy = {part.strip() for part in answer["Content-Security-Policy"].split(";")}
    assert {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} <= policy, where
    assert "unsafe" not in answer["Content-Security-Policy"], where
    assert "camera=()" in answer["Permissions-Policy"], where
    assert not {"X-Powered-By", "Access-Control-Allow-Origin"} & set(answer.headers), where


def _somewhere(way: Way) -> str:
    """An address of this route; most things in it exist nowhere, which is an answer too."""
    known = {"kind": "project", "form": "csv", "figure_id": "projects_collected", "pk": "1", "number": "1"}
    values = {piece: way.defaults.get(piece, known.get(piece, "A" * 16)) for piece in way.pieces()}
    return "/" + "/".join(
        values.get(part[1:-1].rpartition(":")[2], part) if part[:1] == "<" else part
        for part in _plain(way, values).split("/")
    )


def _plain(way: Way, values: dict[str, str]) -> str:
    try:
        return way.address(values).lstrip("/")
    except (KeyError, ValueError, TypeError):
        return way.route


@pytest.mark.parametrize("who", ["organiser", "auditor", "nobody"])
def test_every_answer_of_every_route_is_sealed(world: World, who: str) -> None:
    seen = set()
    for way in ways():
        for method in ("get", "post", "delete", "options"):
            client = world.client(who)
            client.raise_request_exception = False
            answer = getattr(client, method)(_somewhere(way))
            if answer.streaming:
                content_of(answer)
            where = f"{method} {way.name} {answer.status_code}"
            _sealed(answer, where)
            assert "no-store" in answer["Cache-Control"], where
            assert answer.status_code < 500, where
            seen.add(answer.status_code)
    assert {200, 302, 404, 405} <= seen or {302, 404, 405} <= seen


def test_errors_and_static_files_are_sealed_as_well(world: World, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("file")
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH = str(tmp_path), True
    settings.WHITENOISE_USE_FINDERS = False
    file = Client().get("/static/one.txt")
    assert content_of(file) == b"file"
    _sealed(file, "a static file")
    _sealed(Client().get("/static/none.txt"), "a static file that is missing")
    _sealed(Client(HTTP_HOST="evil.example").get("/"), "a name that is not ours")
    _sealed(Client(enforce_csrf_checks=True).post("/sign-in/"), "a form without its token")
    _sealed(Client().post("/sign-in/", {str(n): "x" for n in range(2100)}), "too many fields")


def test_what_breaks_is_sealed_as_well(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from yanzhen_web.views import jobs

    monkeypatch.setattr(jobs, "render", None)
    client = world.client("organiser")
    client.raise_request_exception = False
    answer = client.get(reverse("jobs"))
    assert answer.status_code == 500
    _sealed(answer, "500")


OVER_TLS = """
import json, django; django.setup()
from django.test import Client
plain = Client(HTTP_HOST="localhost").get("/sign-in/")
health = Client(HTTP_HOST="localhost").get("/nowhere-healthz")
safe = Client(HTTP_HOST="localhost").get("/sign-in/", secure=True)
cookies = {name: [morsel["secure"], morsel["path"], morsel["domain"]] for name, morsel in safe.cookies.items()}
print(json.dumps([plain.status_code, plain["Location"], dict(safe.headers), cookies]))
"""


def test_over_tls_browsers_are_told_to_stay_there(tmp_path: Path) -> None:
    known = {k: v for k, v in os.environ.items() if not k.startswith(("YANZHEN_", "DJANGO_"))}
    environment = known | {"YANZHEN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "yanzhen_web.settings.production"}
    done = subprocess.run([sys.executable, "-c", OVER_TLS], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    status, location, headers, cookies = json.loads(done.stdout)
    assert (status, location) == (301, "https://localhost/sign-in/")
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert set(cookies) == {"__Host-yanzhen_csrf"}
    assert cookies["__Host-yanzhen_csrf"] == [True, "/", ""]


# --- bodies ----------------------------------------------------------------------------------------------------------


class Untouched(io.RawIOBase):
    """A body that counts what is read of it."""

    def __init__(self) -> None:
        self.read_so_far = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        self.read_so_far += max(size, 1)
        return b"x" * max(size, 1)


def _post(client: Client, path: str, length: int, kind: str) -> tuple[Any, Untouched]:
    body = Untouched()
    answer = client.generic("POST", path, b"", content_type=kind, **{"wsgi.input": body, "CONTENT_LENGTH": str(length)})
    return answer, body


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain"])
@pytest.mark.parametrize(
    ("who", "path", "length"),
    [
        ("organiser", "/inbox/", (60 << 20) + (2 << 20)),  # more than a book may be
        ("organiser", "/password/", 3 << 20),              # a form that takes no books
        ("auditor", "/inbox/", 3 << 20),                   # somebody who sends no books
        ("nobody", "/sign-in/", 3 << 20),
        ("nobody", "/inbox/", 3 << 20),
        ("nobody", "/sign-in/", 1 << 62),
    ],
)  # fmt: skip
def test_body_that_is_too_large_is_refused_unread(world: World, who: str, path: str, length: int, kind: str) -> None:
    answer, body = _post(world.client(who), path, length, kind)
    assert answer.status_code == 413
    assert body.read_so_far == 0
    assert "60 MB" in answer.content.decode()


@pytest.mark.parametrize("length", ["-1", "nonsense", "²", "1e9"])
def test_length_that_is_no_number_is_refused(world: World, length: str) -> None:
    body = Untouched()
    answer = Client().generic("POST", "/sign-in/", b"", **{"wsgi.input": body, "CONTENT_LENGTH": length})
    assert answer.status_code in (400, 403, 413)
    assert body.read_so_far == 0


@pytest.fixture
def small_books(settings: Any) -> Iterator[None]:
    """Books of at most 10 kB, so that a test need not send 60 MB."""
    settings.UPLOAD_MAX_BYTES = 10_000
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000
    yield


def test_file_is_counted_while_it_comes_in(world: World, small_books: None, tmp_path: Path) -> None:
    before = sorted(Path(settings.UPLOADS).rglob("*")) if Path(settings.UPLOADS).is_dir() else []
    book = SimpleUploadedFile("book.xlsx", b"x" * 20_000)
    answer = world.client("organiser").post("/inbox/", {"files": book})
    assert answer.status_code == 413
    after = sorted(Path(settings.UPLOADS).rglob("*")) if Path(settings.UPLOADS).is_dir() else []
    assert before == after
