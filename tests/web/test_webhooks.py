"""Webhooks: who is told of what, when, signed how, how often again; and that none of it leads inside."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from django.urls import resolve
from django.utils import timezone

from yanzhen_web.jobs import queue
from yanzhen_web.jobs.courier import OF_ONE_PERSON, Courier
from yanzhen_web.models import Delivery, Happening, Record, Token, Webhook
from yanzhen_web.services.people.logins import issue_token
from yanzhen_web.services.programs import deliveries, happenings, webhooks
from yanzhen_web.services.programs.calling import Outcome
from yanzhen_web.services.records import classifying, editing
from yanzhen_web.services.records.recording import Teller, write_records

from .programs import Program
from .receivers import Receiver, receiving, say_nothing, speaking_raw
from .worlds import WHY, World, make_world, told

CANARY = "示例机密项目金丝雀"


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A receiver on loopback, which the settings list."""
    with receiving() as made:
        _allow(settings, made.port)
        yield made


def _allow(settings: Any, *ports: int) -> None:
    settings.WEBHOOK_NETWORKS, settings.WEBHOOK_HTTP, settings.WEBHOOK_PORTS = ["127.0.0.0/8"], True, list(ports)


def listen(world: World, who: str, url: str, *events: str, grants: Any = None) -> Webhook:
    """A webhook of this person's for these events, or all."""
    user = world.users[who]
    token, _ = issue_token(user, f"hook {who} {url}", grants or ("read", "write", "contacts"))
    return webhooks.add_webhook(user, token, url, events or list(happenings.EVENTS))


def outbox(**conditions: Any) -> list[Delivery]:
    return list(Delivery.objects.unscoped(why=WHY).filter(**conditions).order_by("pk"))


def happened() -> int:
    return Happening.objects.unscoped(why=WHY).count()


def send() -> None:
    courier = Courier()
    courier.work_off()
    courier.close()


def bodies(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(call.body) for call in receiver.calls]


# --- what is told, and to whom ----------------------------------------------------------------------------------------


def test_call_names_the_row_and_says_nothing_of_it(world: World, receiver: Receiver) -> None:
    webhook = listen(world, "county_office", receiver.url(), "record.created")
    (record,) = world.write("ningxiang", told("project", CANARY, investment_cny=123456789))
    send()
    (call,) = receiver.calls
    assert json.loads(call.body) == {
        "id": call.headers["Yanzhen-Delivery"],
        "webhook": webhook.public_id,
        "event": "record.created",
        "at": Record.objects.unscoped(why=WHY).get().created_at.isoformat(),
        "items": [
            {
                "kind": "project",
                "id": record.public_id,
                "version": 1,
                "url": f"/api/v1/records/project/{record.public_id}",
            }
        ],
    }
    assert call.headers["Content-Type"] == "application/json"
    assert call.headers["Yanzhen-Event"] == "record.created"
    assert CANARY not in call.body.decode() + repr(call.headers)
    (delivery,) = outbox()
    assert (delivery.state, delivery.status, delivery.attempts) == ("done", 200, 1)


@pytest.mark.parametrize("kind", ["project", "import", "job", "demand"])
def test_address_that_is_told_is_one_of_the_api(kind: str) -> None:
    assert resolve(deliveries.url_of(kind, "kQ3v0Zr8WmT2xY7a")).url_name != "api_missing"


def test_each_learns_of_what_it_may_see_and_of_nothing_else(world: World, receiver: Receiver) -> None:
    who = ("county_office", "other_county", "city_office", "organiser", "leader", "rival", "platform_admin", "auditor")
    for person in who:
        listen(world, person, receiver.url(f"/{person}"), "record.created")
    internal, secret, open_ = world.write(
        "ningxiang",
        told("project", "示例一", publication="internal"),
        told("project", "示例二", publication="secret"),
        told("achievement", "示例三", publication="open"),
    )
    send()
    got = {call.path[1:]: {item["id"] for item in json.loads(call.body)["items"]} for call in receiver.calls}
    everything = {internal.public_id, secret.public_id, open_.public_id}
    assert got == {
        "county_office": everything,
        "city_office": everything,
        "organiser": everything,
        "leader": everything,
        "platform_admin": {internal.public_id, open_.public_id},
        "other_county": {open_.public_id},
        "rival": {open_.public_id},
    }


def test_what_is_told_is_decided_when_it_is_sent(world: World, receiver: Receiver) -> None:
    listen(world, "other_county", receiver.url(), "record.created")
    first, second = world.write(
        "ningxiang",
        told("achievement", "示例一", publication="open"),
        told("achievement", "示例二", publication="open"),
    )
    deliveries.spread()
    assert len(outbox(state="waiting")) == 1
    owner = world.actor("county_office")
    classifying.classify(owner, world.users["county_office"], first.public_id, "internal", "示例理由")
    send()
    assert [item["id"] for item in bodies(receiver)[0]["items"]] == [second.public_id]
    classifying.classify(owner, world.users["county_office"], second.public_id, "internal", "示例理由")
    webhooks.send_again(outbox()[0])
    send()
    assert len(receiver.calls) == 1
    assert [(d.state, d.error) for d in outbox()] == [("given_up", "nothing_to_tell")]


@pytest.mark.parametrize(
    "end", ["suspended", "office", "desk", "revoked", "expired", "deleted", "inactive", "unreading"]
)
def test_nothing_is_told_once_its_owner_or_its_key_is_not_in_force(world: World, receiver: Receiver, end: str) -> None:
    webhook = listen(world, "county_office", receiver.url(), "record.created")
    world.write("ningxiang", told("project", "示例一"))
    deliveries.spread()
    world.write("ningxiang", told("project", "示例二"))
    user, now, tokens = world.users["county_office"], timezone.now(), Token.objects.unscoped(why=WHY)
    if end == "suspended":
        user.suspended_at = now
        user.save()
    elif end == "office":
        office = world.organisations["ningxiang"]
        office.suspended_at = now
        office.save()
    elif end == "desk":
        user.memberships.model.objects.unscoped(why=WHY).filter(user=user).update(ends_at=now)
    elif end == "revoked":
        tokens.update(revoked_at=now)
    elif end == "expired":
        tokens.update(expires_at=now)
    elif end == "deleted":
        tokens.all().delete()
    elif end == "unreading":
        tokens.update(grants=["write"])
    else:
        Webhook.objects.unscoped(why=WHY).filter(pk=webhook.pk).update(active=False)
    send()
    assert not receiver.calls
    assert happened() == 0
    assert {d.state for d in outbox()} == {"given_up"}


def test_imports_are_told_to_keys_with_contacts_and_jobs_to_their_requester(world: World, receiver: Receiver) -> None:
    from yanzhen_web.models import Upload

    listen(world, "county_office", receiver.url("/all"))
    listen(world, "county_office", receiver.url("/some"), grants=("read", "write"))
    listen(world, "other_county", receiver.url("/other"))
    upload = Upload.objects.unscoped(why=WHY).create(
        owner_org=world.organisations["ningxiang"], by=world.users["county_office"], file_name="a.xlsx", size=1
    )
    happenings.note("import.ready", [("import", upload.public_id, 0)])
    job = queue.enqueue("note", world.users["county_office"])
    queue.cancel(job)
    send()
    got = sorted((call.path, json.loads(call.body)["event"]) for call in receiver.calls)
    assert got == [("/all", "import.ready"), ("/all", "job.finished"), ("/some", "job.finished")]


def test_job_that_is_finished_is_told(world: World, receiver: Receiver) -> None:
    listen(world, "county_office", receiver.url(), "job.finished")
    job = queue.enqueue("note", world.users["county_office"])
    taken = queue.take("worker")
    assert taken is not None
    assert queue.finish(taken, "done")
    assert not queue.finish(taken, "done")
    send()
    assert [item["id"] for body in bodies(receiver) for item in body["items"]] == [job.public_id]


def test_every_action_on_a_record_has_its_event(world: World, receiver: Receiver) -> None:
    listen(world, "city_office", receiver.url())
    user, actor = world.users["county_office"], world.actor("county_office")
    (record,) = world.write("ningxiang", told("project", "示例一", publication="open"))
    world.write("ningxiang", told("project", "示例一", publication="open", note="示例"))
    id_ = record.public_id
    classifying.classify(actor, user, id_, "internal", "示例理由")
    classifying.classify(actor, user, id_, "open", "示例理由")
    classifying.release(actor, user, id_)
    send()
    editing.withdraw_record(actor, user, id_)
    send()
    events = [(body["event"], item["version"]) for body in bodies(receiver) for item in body["items"]]
    assert sorted(events, key=lambda pair: pair[1])[0] == ("record.created", 1)
    assert {event for event, _ in events} == {f"record.{a}" for a in ("created", "updated", "released", "withdrawn")}


def test_withdrawal_is_told_to_who_saw_the_record_only(world: World, receiver: Receiver) -> None:
    for who in ("city_office", "other_county"):
        listen(world, who, receiver.url(f"/{who}"), "record.withdrawn")
    (record,) = world.write("ningxiang", told("project", "示例一", publication="internal"))
    editing.withdraw_record(world.actor("county_office"), world.users["county_office"], record.public_id)
    send()
    assert [call.path for call in receiver.calls] == ["/city_office"]


def test_matches_are_told_to_who_may_see_them(world: World, receiver: Receiver) -> None:
    from yanzhen_web.services.matching import run_matches

    for who in ("enterprise", "rival"):
        listen(world, who, receiver.url(f"/{who}"), "match.computed")
    world.write("firm", told("demand", "石墨烯导热膜制备技术", publication="open", summary="石墨烯导热膜制备技术"))
    world.write("university", told("achievement", "石墨烯导热膜制备方法", publication="open", summary="石墨烯导热膜"))
    said = run_matches(world.actor("organiser"), None, lambda *_: None)
    assert "1 对" in said or "1 pairs" in said
    send()
    assert [call.path for call in receiver.calls] == ["/enterprise"]
    assert bodies(receiver)[0]["items"][0]["kind"] == "demand"


# --- the outbox -------------------------------------------------------------------------------------------------------


def test_change_that_is_rolled_back_was_never_told(world: World, receiver: Receiver) -> None:
    listen(world, "county_office", receiver.url())
    with pytest.raises(RuntimeError), transaction.atomic():
        world.write("ningxiang", told("project", "示例一"))
        assert happened() == 1
        raise RuntimeError
    assert happened() == 0


def test_large_writing_costs_a_row_for_hundreds_and_nothing_where_nobody_listens(
    world: World, receiver: Receiver, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    listed = [told("project", f"示例{number}") for number in range(1000)]
    teller = Teller(world.organisations["ningxiang"])
    assert happened() == 0
    write_records(listed, teller)
    assert happened() == 0
    listen(world, "county_office", receiver.url(), "record.created")
    more = [told("project", f"示例又{number}") for number in range(1000)]
    write_records(more, teller)
    assert happened() == -(-500 // happenings.MOST) * 2
    silent = count_queries(lambda: happenings.note("record.created", [("project", "x" * 16, 1)] * 1000))
    assert silent == 2  # whether anybody listens, and one insert
    send()
    assert sum(len(body["items"]) for body in bodies(receiver)) == 1000
    assert max(len(call.body) for call in receiver.calls) < 64 << 10


def test_webhook_is_not_told_of_what_was_before_it(world: World, receiver: Receiver) -> None:
    listen(world, "county_office", receiver.url("/first"))
    world.write("ningxiang", told("project", "示例一"))
    listen(world, "county_office", receiver.url("/second"))
    send()
    assert {call.path for call in receiver.calls} == {"/first"}


def test_failed_call_is_repeated_later_and_later_and_given_up_in_the_end(world: World, receiver: Receiver) -> None:
    receiver.status = 503
    listen(world, "county_office", receiver.url(), "record.created")
    world.write("ningxiang", told("project", "示例一"))
    waits = []
    for attempt in range(1, deliveries.ATTEMPTS + 1):
        send()
        assert len(receiver.calls) == attempt
        (delivery,) = outbox()
        waits.append(delivery.next_at - timezone.now())
        Delivery.objects.unscoped(why=WHY).update(next_at=timezone.now())
    assert (delivery.state, delivery.status, delivery.attempts) == ("given_up", 503, deliveries.ATTEMPTS)
    assert len({call.headers["Yanzhen-Delivery"] for call in receiver.calls}) == 1
    assert timedelta(seconds=45) < waits[0] < timedelta(seconds=75)
    assert all(later > earlier for earlier, later in pairwise(waits[:7]))
    assert max(waits) < deliveries.LONGEST * 1.3
    send()
    assert len(receiver.calls) == deliveries.ATTEMPTS


def test_waits_grow_to_half_a_day_give_or_take_a_fifth() -> None:
    for attempt in range(1, 40):
        plain = min(timedelta(minutes=3 ** (attempt - 1)), timedelta(hours=12)) if attempt < 8 else timedelta(hours=12)
        assert deliveries.pause_after(attempt, 0) == plain * 0.8
        assert abs(deliveries.pause_after(attempt, 1) - plain * 1.2) < timedelta(milliseconds=1)


def test_courier_that_dies_in_a_call_leaves_it_to_be_made_again(world: World, receiver: Receiver) -> None:
    listen(world, "county_office", receiver.url(), "record.created")
    world.write("ningxiang", told("project", "示例一"))
    deliveries.spread()
    dead = deliveries.claim()
    assert dead is not None
    assert deliveries.claim() is None
    Delivery.objects.unscoped(why=WHY).update(next_at=timezone.now())  # its lease has run out
    send()
    deliveries.settle(dead, Outcome(500))  # and it comes back after all
    (delivery,) = outbox()
    assert (delivery.state, delivery.attempts, len(receiver.calls)) == ("done", 2, 1)


def test_receiver_that_is_gone_is_called_no_more(world: World, receiver: Receiver) -> None:
    receiver.status = 410
    webhook = listen(world, "county_office", receiver.url(), "record.created")
    world.write("ningxiang", told("project", "示例一"))
    send()
    webhook.refresh_from_db()
    assert (webhook.active, webhook.stopped) == (False, "gone")
    world.write("ningxiang", told("project", "示例二"))
    send()
    assert len(receiver.calls) == 1


def test_webhook_with_too_many_waiting_is_stopped(
    world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "BACKLOG", 3)
    webhook = listen(world, "county_office", receiver.url(), "record.created")
    for number in range(5):
        world.write("ningxiang", told("project", f"示例{number}"))
    deliveries.spread()
    webhook.refresh_from_db()
    assert (webhook.active, webhook.stopped) == (False, "backlog")


def test_finished_calls_are_forgotten_after_a_month(world: World, receiver: Receiver) -> None:
    listen(world, "county_office", receiver.url(), "record.created")
    world.write("ningxiang", told("project", "示例一"))
    send()
    assert deliveries.forget_old() == 0
    Delivery.objects.unscoped(why=WHY).update(finished_at=timezone.now() - deliveries.KEPT)
    assert deliveries.forget_old() == 1


def test_slow_receiver_holds_up_nobody_else(world: World, receiver: Receiver, settings: Any) -> None:
    with speaking_raw(say_nothing) as port:
        _allow(settings, port, receiver.port)
        for number in range(6):
            listen(world, "rival", f"http://127.0.0.1:{port}/{number}", "record.created")
        listen(world, "county_office", receiver.url(), "record.created")
        for number in range(10):
            world.write("ningxiang", told("achievement", f"示例{number}", publication="open"))
        courier, started = Courier(), time.monotonic()
        while len(receiver.calls) < 10 and time.monotonic() - started < 8:
            courier.round(0.05)
        assert len(receiver.calls) == 10
        assert time.monotonic() - started < 8
        held = [delivery.webhook.user_id for delivery in courier.under_way.values()]
        assert held.count(world.users["rival"].pk) == OF_ONE_PERSON
        courier.close()


@pytest.mark.django_db(transaction=True)
def test_couriers_at_once_spread_and_claim_each_once(receiver: Receiver) -> None:
    world = make_world()
    listen(world, "county_office", receiver.url(), "record.created")
    for number in range(12):
        world.write("ningxiang", told("project", f"示例{number}"))
    claimed: list[int] = []

    def work() -> None:
        try:
            while deliveries.spread(3):
                continue
            while (delivery := deliveries.claim()) is not None:
                claimed.append(delivery.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert happened() == 0
    assert len(outbox()) == 12
    work()  # whoever spread last may have found the others gone already
    assert sorted(claimed) == sorted(d.pk for d in outbox())


# --- signatures -------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["zh", "en"])
def genuine(request: pytest.FixtureRequest) -> Callable[[str, bytes, str], bool]:
    """The receiver's side, as the manual gives it."""
    manual = Path(__file__).resolve().parents[2] / "docs" / request.param / "webhooks.md"
    found = re.search(r"```python\n(.*?)```", manual.read_text(encoding="utf-8"), re.S)
    assert found
    names: dict[str, Any] = {}
    exec(found[1], names)
    return names["genuine"]  # type: ignore[no-any-return]


def test_calls_are_signed_with_the_secret_and_for_a_day_with_the_one_before(
    world: World, receiver: Receiver, genuine: Callable[[str, bytes, str], bool]
) -> None:
    def verified(call: Any, secret: str) -> bool:
        return genuine(call.headers["Yanzhen-Signature"], call.body, secret)

    webhook = listen(world, "county_office", receiver.url())
    old = webhooks.secret_of(webhook)
    webhooks.try_out(webhook)
    send()
    webhook = webhooks.rotate_secret(webhook.public_id, webhook.token)  # type: ignore[arg-type]
    new = webhooks.secret_of(webhook)
    webhooks.try_out(webhook)
    send()
    Webhook.objects.unscoped(why=WHY).update(rotated_at=timezone.now() - webhooks.GRACE)
    webhooks.try_out(webhook)
    send()
    checked = [(verified(call, old), verified(call, new)) for call in receiver.calls]
    assert checked == [(True, False), (True, True), (False, True)]
    receiver.calls[0].body += b" "
    assert not verified(receiver.calls[0], old)


def test_database_holds_no_secret(world: World, receiver: Receiver) -> None:
    webhook = listen(world, "county_office", receiver.url())
    row = Webhook.objects.unscoped(why=WHY).filter(pk=webhook.pk).values().get()
    secret = webhooks.secret_of(webhook)
    assert len(secret) > 40
    assert secret not in repr(row)
    other = listen(world, "county_office", receiver.url())
    assert webhooks.secret_of(other) != secret


# --- the API ----------------------------------------------------------------------------------------------------------


def test_webhook_is_set_up_changed_tried_and_deleted_by_program(
    world: World, receiver: Receiver, genuine: Callable[[str, bytes, str], bool]
) -> None:
    ask = Program(world, "county_office")
    made = ask("POST", "/webhooks", {"url": receiver.url(), "events": ["record.updated", "record.created"]})
    assert made.status_code == 201
    told_once = made.json()
    assert told_once["events"] == ["record.created", "record.updated"]
    assert made["Location"] == f"/api/v1/webhooks/{told_once['id']}"
    here = f"/webhooks/{told_once['id']}"
    read = ask("GET", here)
    assert read.json() == {key: value for key, value in told_once.items() if key != "secret"}
    assert told_once["secret"] not in ask("GET", "/webhooks").content.decode()
    changed = ask("PATCH", here, {"name": "示例系统", "active": False}, **{"If-Match": read["ETag"]})
    assert (changed.status_code, changed.json()["stopped"]) == (200, "owner")
    assert ask("PATCH", here, {"active": True}, **{"If-Match": read["ETag"]}).status_code == 412
    assert ask("PATCH", here, {"active": True}).status_code == 428
    tried = ask("POST", f"{here}/test")
    assert (tried.status_code, tried.json()["state"]) == (202, "waiting")
    send()
    (call,) = receiver.calls
    assert genuine(call.headers["Yanzhen-Signature"], call.body, told_once["secret"])
    assert json.loads(call.body)["items"] == []
    done = ask("GET", tried["Location"].removeprefix("/api/v1")).json()
    assert (done["state"], done["status"], done["attempts"]) == ("done", 200, 1)
    again = ask("POST", f"{here}/deliveries/{done['id']}/redeliver")
    assert again.status_code == 202
    send()
    assert receiver.calls[1].headers["Yanzhen-Delivery"] == call.headers["Yanzhen-Delivery"]
    assert [one["id"] for one in ask("GET", f"{here}/deliveries").json()["items"]] == [done["id"]]
    rotated = ask("POST", f"{here}/secret")
    assert rotated.json()["secret"] != told_once["secret"]
    assert ask("DELETE", here).status_code == 204
    assert ask("GET", here).status_code == 404


def test_other_persons_webhook_is_missing_in_every_way(world: World, receiver: Receiver) -> None:
    webhook = listen(world, "county_office", receiver.url())
    delivery = webhooks.try_out(webhook)
    ask = Program(world, "platform_admin")
    missing = ask("GET", "/webhooks/AAAAAAAAAAAAAAAA")
    here = f"/webhooks/{webhook.public_id}"
    for method, path, body in (
        ("GET", here, None),
        ("PATCH", here, {"active": False}),
        ("DELETE", here, None),
        ("POST", f"{here}/secret", None),
        ("POST", f"{here}/test", None),
        ("GET", f"{here}/deliveries", None),
        ("GET", f"{here}/deliveries/{delivery.public_id}", None),
        ("POST", f"{here}/deliveries/{delivery.public_id}/redeliver", None),
    ):
        answer = ask(method, path, body, **{"If-Match": '"1"'})
        assert (answer.status_code, answer.content) == (404, missing.content), (method, path)
    assert ask("GET", "/webhooks").json()["items"] == []
    own = listen(world, "platform_admin", receiver.url())
    crossed = ask("GET", f"/webhooks/{own.public_id}/deliveries/{delivery.public_id}")
    assert (crossed.status_code, crossed.content) == (404, missing.content)


def test_reading_key_sets_up_nothing(world: World, receiver: Receiver) -> None:
    ask = Program(world, "county_office", "read")
    assert ask("POST", "/webhooks", {"url": receiver.url(), "events": ["record.created"]}).status_code == 403
    assert not Webhook.objects.unscoped(why=WHY).exists()


@pytest.mark.parametrize(
    ("url", "pointer"),
    [("https://127.0.0.1/", "#/url"), ("https://10.0.0.1/", "#/url"), ("https://169.254.169.254/latest", "#/url"),
     ("https://[::1]/", "#/url"), ("https://u:p@8.8.8.8/", "#/url"), ("https://8.8.8.8:22/", "#/url"), ("x", "#/url")],
)  # fmt: skip
def test_address_that_may_not_be_called_is_refused_when_it_is_set_up(world: World, url: str, pointer: str) -> None:
    ask = Program(world, "county_office")
    answer = ask("POST", "/webhooks", {"url": url, "events": ["record.created"]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    good = ask("POST", "/webhooks", {"url": "https://8.8.8.8/hook", "events": ["record.created"]}).json()
    answer = ask("PATCH", f"/webhooks/{good['id']}", {"url": url}, **{"If-Match": '"1"'})
    assert answer.status_code == 422


def test_address_that_leads_inside_later_is_not_called(world: World, settings: Any) -> None:
    with receiving() as receiver:
        _allow(settings, receiver.port)
        webhook = listen(world, "county_office", receiver.url(), "record.created")
        settings.WEBHOOK_NETWORKS = []
        world.write("ningxiang", told("project", "示例一"))
        send()
    assert not receiver.calls
    (delivery,) = outbox(webhook=webhook)
    assert (delivery.state, delivery.error) == ("waiting", "refused_address")


def test_person_has_so_many_webhooks_and_no_more(world: World, receiver: Receiver) -> None:
    ask = Program(world, "county_office")
    statuses = [
        ask("POST", "/webhooks", {"url": receiver.url(), "events": ["record.created"]}).status_code
        for _ in range(webhooks.MOST + 1)
    ]
    assert statuses == [201] * webhooks.MOST + [409]


def test_webhook_goes_over_to_the_key_that_changes_it(world: World, receiver: Receiver) -> None:
    webhook = listen(world, "county_office", receiver.url(), "record.created")
    Token.objects.unscoped(why=WHY).update(revoked_at=timezone.now())
    ask = Program(world, "county_office")
    here = f"/webhooks/{webhook.public_id}"
    assert ask("GET", here).json()["in_force"] is False
    assert ask("PATCH", here, {}, **{"If-Match": '"1"'}).json()["in_force"] is True
    world.write("ningxiang", told("project", "示例一"))
    send()
    assert len(receiver.calls) == 1


def test_events_are_a_closed_list_with_a_description_each(world: World) -> None:
    from typing import get_args

    from yanzhen_web.api.webhooks import Event

    assert get_args(Event) == tuple(happenings.EVENTS)
    ask = Program(world, "county_office")
    items = ask("GET", "/webhook-events").json()["items"]
    assert [item["name"] for item in items] == list(happenings.EVENTS)
    assert all(item["description"] for item in items)
    unknown = ask("POST", "/webhooks", {"url": "https://8.8.8.8/", "events": ["record.exploded"]})
    assert unknown.status_code == 422
