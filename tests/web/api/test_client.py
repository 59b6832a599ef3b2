"""The whole way of a program through the site, with the client that we hand out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import openpyxl
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from yanzhen.client import Changed, Client, Conflict, Import, Invalid, Job, JobFailed, Missing, NotSignedIn
from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import Record
from yanzhen_web.scopes import GRANTS
from yanzhen_web.services.people.logins import issue_token

from .programs import WHY, World, told

Asker = Callable[..., Client]


@pytest.fixture(autouse=True)
def _one_connection(db: None) -> Iterator[None]:
    """The site answers in this process: the end of a request must not close the test's database (as in Django's own
    test client).
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def client_of(world: World) -> Iterator[Asker]:
    """Clients with keys of the world's people; where one waits, the work behind is done."""
    made: list[Client] = []

    def make(who: str, grants: tuple[str, ...] = GRANTS) -> Client:
        _, secret = issue_token(world.users[who], f"client-{who}", grants)
        transport = httpx.WSGITransport(get_wsgi_application())
        made.append(Client("http://testserver", secret, transport=transport, pause=lambda _: work_off() and None))
        return made[-1]

    yield make
    for client in made:
        client.close()


def book(path: Path, *rows: tuple[object, ...]) -> Path:
    """A workbook of projects, as an office would write it."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (("项目名称", "投资方", "总投资（亿元）", "承接地", "联系人", "联系电话"), *rows):
        sheet.append(row)
    workbook.save(path)
    workbook.close()
    return path


ROWS = (
    ("示例石墨膜项目", "示例材料有限公司", 1.2, "长沙市", "张三", "13800000000"),
    ("示例轴承项目", "示例轴承有限公司", "约三五亿左右吧", "宁乡市", "李四", "13900000000"),
)


def test_book_goes_in_is_corrected_accepted_and_undone(client_of: Asker, tmp_path: Path) -> None:
    client, seen = client_of("city_office"), []
    sent = client.import_book(book(tmp_path / "示例.xlsx", *ROWS), progress=lambda job: seen.append(job.progress))
    assert (sent.state, sent.counts["rows"], seen[-1]) == ("ready", 2, 100)
    (faulty,) = client.rows(sent, state="issues")
    assert faulty.issues[0].advice
    fixed = client.correct(sent, faulty, {faulty.issues[0].key: "3.5"})
    assert (fixed.state, fixed.fields["investment_cny"]) == ("fixed", 350_000_000)
    accepted = client.accept(sent)
    assert accepted.state == "accepted"
    names = {record.name for record in client.records("project").list()}
    assert names == {"示例石墨膜项目", "示例轴承项目"}
    marked = client.save_corrections(accepted, tmp_path / "marked.xlsx")
    assert openpyxl.load_workbook(marked).sheetnames
    assert client.save_original(accepted, tmp_path / "back.xlsx").read_bytes() == (tmp_path / "示例.xlsx").read_bytes()
    assert client.undo(accepted).state == "undone"
    assert list(client.records("project").list()) == []
    assert [one.state for one in client.books()] == ["undone"]


def test_many_rows_are_taken_in_behind(client_of: Asker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yanzhen_web.api.imports.AT_ONCE", 1)
    client, seen = client_of("city_office"), []
    sent = client.import_book(book(tmp_path / "a.xlsx", *ROWS))
    accepted = client.accept(sent, progress=lambda job: seen.append((job.kind, job.state)))
    assert (accepted.state, seen[-1]) == ("accepted", ("accept_upload", "done"))
    with pytest.raises(Conflict):
        client.accept(accepted)


def test_books_of_others_are_missing(client_of: Asker, tmp_path: Path) -> None:
    sent = client_of("city_office").import_book(book(tmp_path / "a.xlsx", *ROWS))
    with pytest.raises(Missing):
        client_of("other_city").book(sent.id)
    with pytest.raises(Missing):
        client_of("other_city").accept(Import.of({**vars_of(sent)}))


def vars_of(sent: Import) -> dict[str, object]:
    return {
        name: getattr(sent, name) for name in ("id", "file_name", "size", "sha256", "state", "counts", "created_at")
    }


def test_file_that_is_no_workbook_says_what_to_send(client_of: Asker, tmp_path: Path) -> None:
    path = tmp_path / "a.exe"
    path.write_bytes(b"MZ")
    with pytest.raises(Invalid, match="xlsx"):
        client_of("city_office").import_book(path)
    broken = tmp_path / "b.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    refused = client_of("city_office").import_book(broken)
    assert refused.state == "refused" and refused.refusal


def test_record_lives_through_its_changes(client_of: Asker) -> None:
    projects = client_of("city_office").records("project")
    made = projects.create("示例项目", {"investment_cny": 10**8, "target": "430100"})
    changed = projects.update(made, {"stage": "signed"}, name="示例新项目")
    assert (changed.version, changed.name, changed.fields["stage"]) == (2, "示例新项目", "signed")
    with pytest.raises(Changed) as stale:
        projects.update(made, {"stage": "lead"})
    assert stale.value.etag == '"2"'
    opened = projects.classify(changed, "open")
    released = projects.release(opened)
    assert (released.publication, released.released) == ("open", True)
    steps = [(version.number, version.action) for version in projects.versions(released)]
    assert steps == [(4, "release"), (3, "classify"), (2, "update"), (1, "create")]
    (_, _, update, _) = projects.versions(released)
    assert update.changes["stage"] == {"old": None, "new": "signed"}
    projects.withdraw(released)
    with pytest.raises(Missing):
        projects.get(made.id)


def test_matches_are_run_and_read(client_of: Asker, world: World) -> None:
    world.write("changsha", told("demand", "石墨导热膜制备", "open", content="需要石墨导热膜的制备技术"))
    world.write("university", told("achievement", "石墨导热膜制备技术", "open", content="石墨导热膜制备技术"))
    client = client_of("city_office")
    seen: list[Job] = []
    assert client.run_matches(progress=seen.append).state == "done"
    (demand,) = client.matches()
    assert demand.matches[0].other.name == "石墨导热膜制备技术"
    assert sum(reason.weight for reason in demand.matches[0].reasons) == demand.matches[0].score
    record = client.records("demand").get(demand.demand.id)
    assert [match.rank for match in client.matches_of(record)] == [1]


def test_pair_is_decided_on_and_learning_refused_while_there_is_little(client_of: Asker, world: World) -> None:
    world.write("changsha", told("demand", "石墨导热膜制备", "open", content="需要石墨导热膜的制备技术"))
    world.write("university", told("achievement", "石墨导热膜制备技术", "open", content="石墨导热膜制备技术"))
    client = client_of("city_office")
    client.run_matches()
    (found,) = client.matches()
    made = client.decide(found.demand, found.matches[0].other, "accepted", "已约面谈")
    assert (made.verdict, made.reason, made.own) == ("accepted", "已约面谈", True)
    (found,) = client.matches()
    assert found.matches[0].decisions == (made,)
    (listed,) = client.decisions()
    assert listed.demand is not None and listed.demand.name == "石墨导热膜制备"
    client.take_back(found.demand, found.matches[0].other)
    assert list(client.decisions()) == []
    with pytest.raises(Invalid, match="500"):
        client.learn_matches()


def test_job_can_be_cancelled(client_of: Asker) -> None:
    client = client_of("city_office")
    told_job = client.ask("POST", "/matches/run")
    cancelled = client.cancel(Job.of(told_job))
    assert cancelled.state == "cancelled"
    with pytest.raises(JobFailed):
        client.wait(cancelled)


def test_links_are_made_listed_and_taken_back(client_of: Asker, world: World) -> None:
    (record,) = world.write("changsha", told("achievement", "示例成果", "open"))
    client = client_of("city_office")
    link = client.share(client.records("achievement").get(record.public_id), note="给示例媒体")
    assert link.address.startswith("http://testserver/s/")
    assert [(one.id, one.state, one.address) for one in client.links()] == [(link.id, "live", "")]
    client.revoke(link)
    assert [one.state for one in client.links()] == ["revoked"]


def test_internal_record_gets_no_link(client_of: Asker) -> None:
    client = client_of("city_office")
    made = client.records("project").create("示例项目")
    with pytest.raises(Missing):
        client.share(made)


def test_told_twice_is_for_who_sees_both(client_of: Asker, world: World) -> None:
    world.write("changsha", told("project", "示例同一项目", target="430100", investor="示例公司"))
    world.write("zhuzhou", told("project", "示例同一项目", target="430200", investor="示例公司"))
    (group,) = client_of("organiser").each("/twins")
    assert {group["record"]["owner"]["name"], *(one["owner"]["name"] for one in group["others"])} == {
        "changsha",
        "zhuzhou",
    }
    assert list(client_of("city_office").each("/twins")) == []
    (own,) = client_of("city_office").records("project").list()
    assert list(client_of("city_office").each(f"/records/project/{own.id}/twins")) == []


def test_figures_lead_to_the_rows_that_one_sees(client_of: Asker, world: World) -> None:
    world.write("changsha", told("demand", "示例需求", "open"))
    client = client_of("city_office")
    figures = {figure.id: figure for figure in client.figures()}
    assert figures["demands"].value == 1
    assert [record.name for record in client.figure_rows("demands")] == ["示例需求"]
    with pytest.raises(Missing):
        list(client.figure_rows("no_such_figure"))


def test_exports_and_bulletin_are_saved(client_of: Asker, world: World, tmp_path: Path) -> None:
    world.write("changsha", told("project", "=1+1|示例", target="430100"))
    client = client_of("city_office")
    xlsx = client.records("project").export(tmp_path / "projects.xlsx")
    sheet = openpyxl.load_workbook(xlsx).active
    assert sheet is not None and sheet.cell(2, 2).data_type == "s"
    csv = client.records("project").export(tmp_path / "projects.csv")
    assert "'=1+1" in csv.read_text(encoding="utf-8-sig")
    assert client.save_bulletin(tmp_path / "bulletin.docx").read_bytes().startswith(b"PK")


def test_events_and_kinds_are_read(client_of: Asker, world: World) -> None:
    client = client_of("enterprise")
    (event,) = client.events()
    assert (event.name, list(client.sessions(event))) == ("示例对接活动", [])
    assert {kind["kind"] for kind in client.kinds()} >= {"project", "demand"}
    assert client.me().desks[0].role == "enterprise"


def test_wrong_key_is_told(world: World) -> None:
    transport = httpx.WSGITransport(get_wsgi_application())
    with Client("http://testserver", "x" * 43, transport=transport) as client, pytest.raises(NotSignedIn):
        client.me()


def test_lost_answer_does_not_do_it_twice(world: World) -> None:
    """The connection breaks after the site has done its work; the client asks again and gets the first answer."""
    _, secret = issue_token(world.users["city_office"], "lossy")
    site = httpx.WSGITransport(get_wsgi_application())

    class Lossy(httpx.BaseTransport):
        lost = 0

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            answer = site.handle_request(request)
            if request.method == "POST" and not self.lost:
                self.lost = 1
                raise httpx.ReadError("lost", request=request)
            return answer

    with Client("http://testserver", secret, transport=Lossy(), pause=lambda _: None) as client:
        made = client.records("project").create("示例一次")
    assert [row.public_id for row in Record.objects.unscoped(why=WHY).filter(name="示例一次")] == [made.id]
