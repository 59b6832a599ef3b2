"""What the client knows by name beside records and books: webhooks, people, the history."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from yanzhen.client import Changed, Client, Invalid, Missing, NotGranted, genuine
from yanzhen_web.jobs.courier import Courier
from yanzhen_web.models import Webhook
from yanzhen_web.services.programs.webhooks import signature

from ..receivers import receiving  # noqa: TID252 -- a receiver on this machine
from .programs import WHY, World, told
from .test_client import Asker, _one_connection, client_of  # noqa: F401 -- fixtures


def test_webhook_is_set_up_called_and_known_by_its_signature(client_of: Asker, settings: Any) -> None:  # noqa: F811
    client = client_of("city_office")
    with receiving() as receiver:
        settings.WEBHOOK_NETWORKS, settings.WEBHOOK_HTTP = ["127.0.0.0/8"], True
        settings.WEBHOOK_PORTS = [receiver.port]
        made = client.webhooks.create(receiver.url(), ["record.created"], name="示例系统")
        record = client.records("project").create("示例项目")
        courier = Courier()
        courier.work_off()
        courier.close()
    (call,) = receiver.calls
    assert json.loads(call.body)["items"][0]["id"] == record.id
    header = call.headers["Yanzhen-Signature"]
    assert genuine(header, call.body, made.secret)
    assert not genuine(header, call.body + b" ", made.secret)
    assert not genuine(header, call.body, "yzwh_other")
    assert not genuine(header, call.body, made.secret, now=time.time() + 301)
    (delivery,) = client.webhooks.deliveries(made)
    assert (delivery.state, delivery.status, delivery.items) == ("done", 200, 1)
    assert client.webhooks.deliver_again(made, delivery).state == "waiting"


def test_webhook_is_changed_upon_the_version_that_was_read(client_of: Asker, settings: Any) -> None:  # noqa: F811
    client = client_of("city_office")
    made = client.webhooks.create("https://8.8.8.8/hook", ["record.created"])
    stopped = client.webhooks.update(made, active=False)
    assert (stopped.version, stopped.active, stopped.stopped) == (2, False, "owner")
    with pytest.raises(Changed):
        client.webhooks.update(made, active=True)
    assert client.ask("PATCH", f"/webhooks/{made.id}", {"name": "示例"}, version=2)["version"] == 3
    renewed = client.webhooks.new_secret(made)
    assert renewed.secret and renewed.secret != made.secret
    assert client.webhooks.test(made).event == "webhook.test"
    assert [one.id for one in client.webhooks.list()] == [client.webhooks.get(made.id).id]
    client.webhooks.delete(made)
    with pytest.raises(Missing):
        client.webhooks.get(made.id)
    with pytest.raises(Invalid, match="127"):
        client.webhooks.create("https://127.0.0.1/", ["record.created"])


@pytest.mark.parametrize(
    "header", ["", "t=", "t=x,v1=", "v1=00", "t=1e3,v1=a", "t=²,v1=a", "t=" + "9" * 400, "t=0,v1=é"]
)
def test_header_that_is_no_signature_is_not_genuine(header: str) -> None:
    assert not genuine(header, b"{}", "secret")


def test_two_secrets_of_a_day_are_both_genuine(client_of: Asker) -> None:  # noqa: F811
    client = client_of("city_office")
    made = client.webhooks.create("https://8.8.8.8/hook", ["record.created"])
    renewed = client.webhooks.new_secret(made)
    row = Webhook.objects.unscoped(why=WHY).get(public_id=made.id)
    header = signature(row, b"{}", int(time.time()))
    assert [genuine(header, b"{}", one.secret) for one in (made, renewed)] == [True, True]


def test_office_founds_invites_seats_and_hands_over(client_of: Asker) -> None:  # noqa: F811
    people = client_of("city_office").people
    (county,) = people.organisations("ningxiang")
    firm = people.found(county, "enterprise", "示例新公司", region="430182", credit_code="91430100MA00000003")
    assert (firm.parent, firm.closed, people.close(firm).closed, people.open(firm).closed) == (
        county.id,
        False,
        True,
        False,
    )
    invitation = people.invite(firm, "enterprise", note="给示例公司")
    assert invitation.secret and [one.id for one in people.invitations()] == [invitation.id]
    people.revoke(invitation)
    assert [one.revoked_at is not None for one in people.invitations()] == [True]
    everybody = {person.username: person for person in people.list()}
    (desk,) = [one for one in people.desks(county) if one.person.username == "county_office"]
    lent = people.seat(desk.person, firm, "enterprise", until=timezone.now() + timedelta(days=3))
    assert lent.ends_at is not None and lent.organisation == firm.id
    assert people.hand_over(desk, everybody["city_office"], until=timezone.now() + timedelta(days=2)) == 2
    people.end(lent)
    out = people.suspend(everybody["county_office"])
    assert out.suspended_at is not None and people.reinstate(out).suspended_at is None
    with pytest.raises(NotGranted):
        list(client_of("city_office", ("read",)).people.list())


def test_auditor_reads_exports_seals_and_verifies(client_of: Asker, world: World, tmp_path: Any) -> None:  # noqa: F811
    world.write("changsha", told("project", "示例项目", "secret"))
    office: Client = client_of("city_office")
    (record,) = office.records("project").list()
    office.records("project").get(record.id)
    client = client_of("auditor")
    deeds = list(client.history.list(action="record.read", since=timezone.localdate(), door="api"))
    assert [(deed.subject_id, deed.who) for deed in deeds] == [(record.id, "city_office")]
    assert record.id in client.history.export(tmp_path / "h.csv", action="record.read").read_text(encoding="utf-8-sig")
    assert client.history.take_head().number >= 1
    assert client.wait(client.history.verify()).state == "done"


def test_record_of_a_past_day_is_missing_before_it_was(client_of: Asker) -> None:  # noqa: F811
    projects = client_of("city_office").records("project")
    made = projects.create("示例项目")
    assert projects.get(made.id, on=timezone.localdate()).name == "示例项目"
    with pytest.raises(Missing):
        projects.get(made.id, on=timezone.localdate() - timedelta(days=1))
