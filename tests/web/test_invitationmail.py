"""Mail about people, against a real mail server on this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from yanzhen_web.services.people.invitationmail import send_invitation
from yanzhen_web.services.people.inviting import invite
from yanzhen_web.services.people.mailing import send_change, send_reset

from .worlds import World


class Box:
    """Takes every mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def box(settings: Any) -> Iterator[Box]:
    box = Box()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MAIL_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DEFAULT_FROM_EMAIL = "site@example.org"
    yield box
    controller.stop()


def test_invitation_goes_out_with_its_link(world: World, box: Box) -> None:
    user = world.users["county_office"]
    user.name = "示例\r\nBcc: other@example.org"
    user.save()
    row, secret = invite(
        world.actor("county_office"), user, world.organisations["ningxiang"], "county_office", email="a@example.org"
    )
    assert send_invitation(row, f"https://example.org/join/{secret}/")
    (mail,) = box.mails
    assert mail["To"] == "a@example.org" and mail["Bcc"] is None
    assert secret in mail.get_content() and "ningxiang" not in mail["Subject"]


def test_address_that_holds_a_line_break_sends_nothing(world: World, box: Box) -> None:
    row, _ = invite(
        world.actor("county_office"), world.users["county_office"], world.organisations["ningxiang"], "county_office",
        email="a@example.org\r\nBcc: b@example.org",
    )  # fmt: skip
    assert not send_invitation(row, "https://example.org/join/x/")
    assert box.mails == []


def test_link_for_a_new_password_goes_to_who_may_sign_in(world: World, box: Box) -> None:
    user = world.users["county_office"]
    user.email = "clerk@example.org"
    user.save()
    send_reset("nobody", "https://example.org/")
    assert box.mails == []
    send_reset("county_office", "https://example.org/")
    send_reset("CLERK@example.org", "https://example.org/")
    assert [mail["To"] for mail in box.mails] == ["clerk@example.org"] * 2
    assert "https://example.org/password/new/" in box.mails[0].get_content()
    user.is_active = False
    user.save()
    send_reset("county_office", "https://example.org/")
    assert len(box.mails) == 2


def test_word_of_a_change_goes_to_the_person(world: World, box: Box) -> None:
    user = world.users["county_office"]
    send_change(user.pk, "factor")
    assert box.mails == [], "no address, no mail"
    user.email, user.language = "clerk@example.org", "en"
    user.save()
    send_change(user.pk, "factor")
    (mail,) = box.mails
    assert "second factor" in mail.get_content()
