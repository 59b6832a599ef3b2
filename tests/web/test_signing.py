"""Signing in: passwords, codes, the lock-out, links for a new password; what is told, and what is written down."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal.auth import extract_user_from_response
from axes.models import AccessAttempt
from django.contrib.auth.hashers import get_hasher
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from fido2.utils import websafe_encode

from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import AuditEntry, User
from yanzhen_web.services.history.noting import take_in
from yanzhen_web.services.people import signing
from yanzhen_web.services.people.logins import issue_token, token_of
from yanzhen_web.signing.addresses import address_of
from yanzhen_web.signing.factors import Factors
from yanzhen_web.signing.handles import with_key

from .worlds import WHY, World

PASSWORD = "correct horse 1"
SIGN_IN = "/sign-in/"


@pytest.fixture
def people(world: World) -> World:
    """The world, where everybody has a password."""
    for user in world.users.values():
        user.set_password(PASSWORD)
        user.save()
    return world


def sign_in(client: Client, who: str = "organiser", password: str = PASSWORD, **given: Any) -> Any:
    return client.post(SIGN_IN, {"username": who, "password": password} | given.pop("form", {}), **given)


def signed_in(client: Client) -> bool:
    return client.get(reverse("jobs")).status_code == 200


def code_for(secret: str, steps: int = 0) -> str:
    counter = int(time.time()) // 30 + steps
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def with_totp(user: User) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def deeds() -> list[str]:
    return list(AuditEntry.objects.unscoped(why=WHY).order_by("pk").values_list("action", flat=True))


# --- passwords -------------------------------------------------------------------------------------------------------


def test_name_and_password_open_the_site(people: World) -> None:
    client = Client()
    answer = sign_in(client, form={"next": "/inbox/"})
    assert (answer.status_code, answer["Location"]) == (302, "/inbox/")
    assert signed_in(client)
    assert "sign_in" in deeds()


@pytest.mark.parametrize("who", ["organiser", "nobody at all"])
def test_what_is_wrong_is_said_alike_for_known_and_unknown_names(people: World, who: str) -> None:
    answer = sign_in(Client(), who, "wrong")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "登录名或密码不对" in text
    assert "wrong" not in text


def test_suspended_person_hears_the_same(people: World) -> None:
    signing_out = people.users["park"]
    signing_out.suspended_at = timezone.now()
    signing_out.save()
    assert "登录名或密码不对" in sign_in(Client(), "park").content.decode()


def test_person_without_a_desk_gets_no_further(people: World) -> None:
    User.objects.create_user("loose", password=PASSWORD)
    client = Client()
    answer = sign_in(client, "loose")
    assert answer["Location"] == SIGN_IN
    assert not signed_in(client)
    assert "岗位" in client.get(SIGN_IN).content.decode()


def test_hasher_runs_for_a_name_that_nobody_has(people: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hasher, runs = type(get_hasher()), []
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *given: runs.append(1) or encode(self, *given))
    counts = []
    for who in ("organiser", "nobody at all"):
        runs.clear()
        sign_in(Client(), who, "wrong")
        counts.append(len(runs))
    assert counts[0] == counts[1] == 1


@pytest.mark.parametrize("name", ["\x00", "a" * 5000, "' OR 1=1 --", "<script>", "组织者\u202e", "organiser\r\nX: y"])
def test_strange_names_open_nothing_and_break_nothing(people: World, name: str) -> None:
    answer = sign_in(Client(), name, "x" * 5000)
    assert answer.status_code == 200
    assert b"<script>" not in answer.content.replace(b"<script src", b"")


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere_after_the_second_step_either(people: World, wanted: str) -> None:
    secret, client = with_totp(people.users["organiser"]), Client()
    sign_in(client, form={"next": wanted})
    assert client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})["Location"] == "/"


def test_there_is_no_signing_up(people: World) -> None:
    for path in (
        "/sign-up/",
        "/signup/",
        "/accounts/signup/",
        "/account/signup/",
        "/account/email/",
        "/accounts/login/",
    ):
        assert Client().get(path).status_code == 404, path


# --- codes -----------------------------------------------------------------------------------------------------------


def test_code_is_asked_for_and_taken_once(people: World) -> None:
    secret = with_totp(people.users["organiser"])
    code = code_for(secret)
    first, second = Client(), Client()
    assert sign_in(first)["Location"] == reverse("mfa_authenticate")
    assert not signed_in(first)
    assert first.post(reverse("mfa_authenticate"), {"code": code})["Location"] == "/"
    assert signed_in(first)
    sign_in(second)
    answer = second.post(reverse("mfa_authenticate"), {"code": code})
    assert "验证码不对，或者已经用过" in answer.content.decode()
    assert not signed_in(second)


def test_code_of_the_next_and_the_last_half_minute_is_taken_and_no_older_one(people: World) -> None:
    secret = with_totp(people.users["organiser"])
    for steps, taken in ((1, True), (-1, True), (-3, False), (3, False)):
        client = Client()
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code_for(secret, steps)})
        assert signed_in(client) is taken, steps


def test_code_without_the_password_opens_nothing(people: World) -> None:
    secret = with_totp(people.users["organiser"])
    answer = Client().post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert answer["Location"].startswith(SIGN_IN)


@pytest.mark.django_db(transaction=True)
def test_app_is_set_up_with_its_own_code_and_ends_the_other_sessions(people: World) -> None:
    client, other = Client(), people.client("organiser")
    sign_in(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert "data:image/svg+xml;base64," in page.content.decode()
    assert secret in page.content.decode()
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert wrong.status_code == 200
    done = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    kept = Authenticator.objects.get(user=people.users["organiser"], type="totp")
    assert secret not in str(kept.data), "the secret is kept encrypted"
    assert Factors().decrypt(kept.data["secret"]) == secret
    assert signed_in(client)
    assert not signed_in(other)
    assert {"factor.add"} <= set(deeds())


def test_recovery_code_stands_in_once(people: World) -> None:
    user = people.users["organiser"]
    with_totp(user)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for taken in (True, False):
        client = Client()
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert signed_in(client) is taken


def test_recovery_codes_are_shown_for_printing_to_their_owner_after_confirming(people: World) -> None:
    user = people.users["organiser"]
    secret = with_totp(user)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    client = people.client("organiser")
    answer = client.get(reverse("mfa_view_recovery_codes"))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert "密码" in client.get(answer["Location"]).content.decode()
    again = client.post(answer["Location"], {"password": PASSWORD})
    assert again["Location"] == reverse("mfa_view_recovery_codes")
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert all(code in page for code in codes)
    assert "data-print" in page
    assert code_for(secret)


@pytest.mark.parametrize(
    "name", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_deactivate_totp", "mfa_generate_recovery_codes"]
)
def test_what_matters_asks_again_who_it_is(people: World, name: str) -> None:
    if name == "mfa_deactivate_totp":
        with_totp(people.users["organiser"])
    client = people.client("organiser")  # a session that is not fresh
    for answer in (client.get(reverse(name)), client.post(reverse(name), {"code": "1"})):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/confirm/")


def test_wrong_password_confirms_nothing(people: World) -> None:
    client = people.client("organiser")
    where = client.get(reverse("mfa_activate_totp"))["Location"]
    assert "密码不对" in client.post(where, {"password": "wrong"}).content.decode()
    assert client.get(reverse("mfa_activate_totp")).status_code == 302


# --- roles that have to have a second factor -------------------------------------------------------------------------


@pytest.fixture
def strict(settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = frozenset({"auditor", "platform_admin"})


def test_role_that_has_to_sets_up_a_second_factor_before_anything_else(people: World, strict: None) -> None:
    client = Client()
    sign_in(client, "auditor")
    for path in ("/", "/jobs/", "/projects/"):
        assert client.get(path)["Location"] == reverse("mfa_index"), path
    assert "您的岗位要求两步验证" in client.get(reverse("mfa_index")).content.decode()
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert client.get("/jobs/").status_code == 200
    refused = client.post(reverse("mfa_deactivate_totp"))
    assert "不能全部停用" in refused.content.decode()
    assert Authenticator.objects.filter(user=people.users["auditor"], type="totp").exists()


def test_other_roles_are_not_led_anywhere(people: World, strict: None) -> None:
    client = Client()
    sign_in(client, "park")
    assert client.get("/jobs/").status_code == 200


# --- the lock-out ----------------------------------------------------------------------------------------------------


def fail(who: str = "organiser", times: int = 5, address: str = "10.0.0.1") -> Any:
    for _ in range(times):
        answer = sign_in(Client(), who, "wrong", REMOTE_ADDR=address)
    return answer


@pytest.mark.parametrize("who", ["organiser", "nobody at all"])
def test_fifth_failure_locks_name_and_address_and_says_until_when(people: World, who: str) -> None:
    assert fail(who, 4).status_code == 200
    answer = fail(who, 1)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 900
    text = answer.content.decode()
    assert "暂时锁定" in text and "本单位的管理员" in text
    assert who not in text
    assert fail(who, 1).status_code == 429


def test_locked_page_speaks_english_too(people: World) -> None:
    client = Client()
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    for _ in range(5):
        answer = sign_in(client, "organiser", "wrong")
    text = answer.content.decode()
    assert 'lang="en"' in text
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in text.replace("雁阵", ""))


def test_right_password_does_not_open_a_locked_door(people: World) -> None:
    fail()
    client = Client()
    assert sign_in(client, REMOTE_ADDR="10.0.0.1").status_code == 429
    assert not signed_in(client)


def test_lock_of_one_address_leaves_the_others_open(people: World) -> None:
    fail()
    client = Client()
    assert sign_in(client, REMOTE_ADDR="10.0.0.2").status_code == 302


def test_twenty_failures_from_anywhere_lock_the_name(people: World) -> None:
    for host in range(2, 7):
        fail(times=4, address=f"10.0.0.{host}")
    assert sign_in(Client(), REMOTE_ADDR="10.9.9.9").status_code == 429
    assert sign_in(Client(), "park", REMOTE_ADDR="10.9.9.9").status_code == 302


def test_lock_ends_after_a_quarter_of_an_hour_and_failures_meanwhile_do_not_prolong_it(people: World) -> None:
    fail()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    fail(times=3)
    assert AccessAttempt.objects.get().attempt_time < timezone.now() - timedelta(minutes=13)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(Client(), REMOTE_ADDR="10.0.0.1").status_code == 302


def test_success_clears_ones_own_failures_and_nobody_elses(people: World) -> None:
    fail(times=4, address="10.0.0.1")
    fail(times=4, address="10.0.0.66")
    sign_in(Client(), REMOTE_ADDR="10.0.0.1")
    assert fail(times=4, address="10.0.0.1").status_code == 200
    assert fail(times=1, address="10.0.0.66").status_code == 429


def test_wrong_codes_lock_as_well_and_the_right_one_comes_too_late(people: World) -> None:
    secret, client = with_totp(people.users["organiser"]), Client()
    sign_in(client)
    answers = [client.post(reverse("mfa_authenticate"), {"code": f"00000{n}"}) for n in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert client.post(reverse("mfa_authenticate"), {"code": code_for(secret)}).status_code == 429
    assert sign_in(Client()).status_code == 429


def test_wrong_passwords_at_a_confirmation_lock_as_well(people: World) -> None:
    client = people.client("organiser")
    where = client.get(reverse("mfa_activate_totp"))["Location"]
    answers = [client.post(where, {"password": "wrong"}) for _ in range(5)]
    assert answers[-1].status_code == 429


@pytest.mark.parametrize("credential", ["{}", "[]", "null", "nonsense", '{"id":"x","response":{"userHandle":"MQ"}}'])
def test_made_up_passkeys_open_nothing_and_lock_the_address(people: World, credential: str) -> None:
    client = Client()
    statuses = [client.post(reverse("mfa_login_webauthn"), {"credential": credential}).status_code for _ in range(6)]
    assert set(statuses) <= {302, 429}
    assert not signed_in(client)
    assert sign_in(Client()).status_code == 302, "no person is locked out by it"


def test_what_was_typed_stands_nowhere(people: World) -> None:
    sign_in(Client(), "organiser", "a secret word")
    sign_in(Client(), "a password in the wrong box", "x")
    assert take_in() == 2
    entries = AuditEntry.objects.unscoped(why=WHY)
    assert "secret word" not in str(list(entries.values()))
    assert "wrong box" not in str(list(entries.values()))
    assert "secret word" not in str(list(AccessAttempt.objects.values()))


def test_refused_sign_in_is_written_down_with_whose_name_it_was_and_from_where(people: World) -> None:
    for who in ("organiser", "nobody at all"):
        sign_in(Client(), who, "wrong")
    take_in()
    rows = AuditEntry.objects.unscoped(why=WHY).filter(action="sign_in.refused").select_related("origin")
    known, unknown = rows.order_by("pk")
    assert (known.subject_kind, known.subject_id) == ("user", people.users["organiser"].public_id)
    assert (unknown.subject_id, unknown.person_id) == ("", None)
    assert {(one.door, one.origin and one.origin.value, one.detail["why"]) for one in rows} == {
        ("page", "127.0.0.1", "wrong")
    }


@pytest.mark.parametrize(
    ("trusted", "forwarded", "seen"),
    [
        (False, "1.1.1.1", "127.0.0.1"), (True, "1.1.1.1", "1.1.1.1"), (True, "9.9.9.9, 1.1.1.1", "1.1.1.1"),
        (True, "", "127.0.0.1"), (True, "' OR 1=1", "0.0.0.0"), (True, "[2001:db8::1]", "2001:db8::1"),
    ],
)  # fmt: skip
def test_forwarded_address_counts_only_behind_a_proxy_of_ours(
    rf: Any, settings: Any, trusted: bool, forwarded: str, seen: str
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if trusted else None
    assert address_of(rf.get("/", HTTP_X_FORWARDED_FOR=forwarded)) == seen


def test_spoofed_addresses_do_not_evade_the_lock(people: World) -> None:
    for number in range(5):
        answer = sign_in(Client(), "organiser", "wrong", HTTP_X_FORWARDED_FOR=f"8.8.8.{number}")
    assert answer.status_code == 429


# --- a new password --------------------------------------------------------------------------------------------------


def test_without_mail_the_page_says_whom_to_ask(people: World) -> None:
    page = Client().get(reverse("password_forgotten")).content.decode()
    assert "本单位的管理员" in page
    assert 'name="login"' not in page


def test_link_of_an_office_sets_a_new_password_once_and_ends_everything(people: World) -> None:
    user = people.users["park"]
    old, (_, key) = Client(), issue_token(user, "program")
    sign_in(old, "park")
    link = signing.reset_link(user)
    client = Client()
    form = client.get(link)["Location"]
    assert "token" not in form and link.split("/")[-2] not in form, "the secret leaves the address at once"
    client.get(form)
    new = "another long word 7"
    assert client.post(form, {"new_password1": new, "new_password2": new})["Location"] == SIGN_IN
    assert not signed_in(old)
    assert token_of(key) is None
    assert "不能用了" in Client().get(link).content.decode()
    assert sign_in(Client(), "park", new).status_code == 302
    assert {"password.link", "password.reset", "session.end_all"} <= set(deeds())


def test_link_is_good_for_some_hours_only(people: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.tokens import PasswordResetTokenGenerator

    link = signing.reset_link(people.users["park"])
    now = PasswordResetTokenGenerator._now
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: now(self) + timedelta(hours=9))
    assert "不能用了" in Client().get(link).content.decode()


@pytest.mark.parametrize("link", ["/password/new/MQ/a-b/", "/password/new/!!/x/", "/password/new/OTk5/set-password/"])
def test_made_up_links_open_nothing(people: World, link: str) -> None:
    assert "不能用了" in Client().get(link, follow=True).content.decode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Sink:
    """Keeps what is sent to it."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.received.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """A mail server on this machine, to which the site sends."""
    kept = Sink()
    server = Controller(kept, hostname="127.0.0.1", port=free_port())
    server.start()
    from yanzhen_web.settings.mail import mail as mail_settings

    for key, value in mail_settings(f"smtp://127.0.0.1:{server.port}", "雁阵 <yanzhen@example.org>").items():
        setattr(settings, key, value)
    yield kept
    server.stop()


def test_mail_brings_a_link_that_works_and_the_page_tells_nobody_who_is_known(people: World, sink: Sink) -> None:
    User.objects.filter(username="park").update(email="park@example.org")
    pages = []
    for login in ("park", "PARK@example.org", "nobody", "city_office"):
        page = Client().post(reverse("password_forgotten"), {"login": login}).content
        pages.append(re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page))
    assert len(set(pages)) == 1
    assert sink.received == [], "nothing is sent while the page waits"
    work_off()
    assert [to for to, _ in sink.received] == [["park@example.org"]] * 2
    text = sink.received[0][1].get_content()
    link = text[text.index("http://testserver/") :].split()[0].removeprefix("http://testserver")
    assert Client().get(link).status_code == 302
    from yanzhen_web.models import Job

    kept = Job.objects.unscoped(why=WHY).values_list("arguments", flat=True)
    assert all(arguments == {} for arguments in kept), "what was typed is not kept"


HOSTILE = "某人\r\nBcc: victim@example.org\r\n\r\n<script>alert(1)</script>"


def test_hostile_names_stay_out_of_the_headers(people: World, sink: Sink) -> None:
    User.objects.filter(username="park").update(email="park@example.org", name=HOSTILE)
    Client().post(reverse("password_forgotten"), {"login": "park"})
    Client().post(reverse("password_forgotten"), {"login": HOSTILE})
    work_off()
    ((recipients, message),) = sink.received
    assert recipients == ["park@example.org"]
    assert message["Bcc"] is None
    assert message["To"] == "park@example.org"
    assert message.get_content_type() == "text/plain"


def test_address_with_a_line_break_is_never_mailed(people: World, sink: Sink) -> None:
    User.objects.filter(username="park").update(email="park@example.org\nBcc: victim@example.org")
    Client().post(reverse("password_forgotten"), {"login": "park"})
    work_off()
    assert sink.received == []


def test_change_of_password_is_told_by_mail_in_the_persons_language(people: World, sink: Sink) -> None:
    User.objects.filter(username="park").update(email="park@example.org", language="en")
    client = Client()
    sign_in(client, "park")
    new = "another long word 7"
    given = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post(reverse("password_change"), given).status_code == 302
    work_off()
    ((_, message),) = sink.received
    assert "Yanzhen" in message["Subject"]
    assert "password" in message.get_content()


def test_without_mail_nothing_is_even_tried(people: World) -> None:
    User.objects.filter(username="park").update(email="park@example.org")
    client = Client()
    sign_in(client, "park")
    given = {"old_password": PASSWORD, "new_password1": "another long word 7", "new_password2": "another long word 7"}
    client.post(reverse("password_change"), given)
    assert work_off() == 0
    assert mail.outbox == []


# --- what others decide ----------------------------------------------------------------------------------------------


def test_lost_second_factor_is_dropped_by_the_office(people: World) -> None:
    user = people.users["park"]
    with_totp(user)
    signing.drop_factors(user)
    client = Client()
    assert sign_in(client, "park")["Location"] == "/"
    assert "factor.drop" in deeds()


def test_sessions_table_holds_no_password(people: World) -> None:
    client = Client()
    sign_in(client)
    assert PASSWORD not in str([session.get_decoded() for session in Session.objects.all()])


Check = Callable[[], None]


def test_no_address_and_no_device_tells_how_many_people_there_are(people: World) -> None:
    user = people.users["park"]
    passkey = Authenticator.objects.create(pk=31, user=user, type=Authenticator.Type.WEBAUTHN, data={})
    address = reverse("mfa_remove_webauthn", kwargs={"pk": passkey.pk})
    assert resolve(address).kwargs == {"pk": 31}
    assert not resolves("/account/passkeys/31/remove/")
    assert address != reverse("mfa_remove_webauthn", kwargs={"pk": passkey.pk}), "sealed, not counted up"
    assert f"/password/new/{user.public_id}/" in signing.reset_link(user)
    assert Factors().get_public_key_credential_user_entity(user)["id"] == user.public_id.encode()


def resolves(address: str) -> bool:
    try:
        return bool(resolve(address))
    except Resolver404:
        return False


def test_person_is_found_by_the_handle_that_a_device_keeps(people: World) -> None:
    user = people.users["park"]
    answer = {"id": "x", "response": {"userHandle": websafe_encode(user.public_id.encode())}}
    assert extract_user_from_response(with_key(answer)) == user
    for nobody in ("nobody", str(user.pk), "", "\x00"):
        answer = {"id": "x", "response": {"userHandle": websafe_encode(nobody.encode())}}
        with pytest.raises(ValidationError):
            extract_user_from_response(with_key(answer))
