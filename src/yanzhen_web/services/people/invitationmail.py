"""Mail as an extra: what was done stands, whether a server takes the mail or not."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from yanzhen.language import say
from yanzhen_web.models import Invitation

_log = logging.getLogger("yanzhen_web.mail")
_WAIT = 5
"""Seconds: somebody looks at the page on which the link stands anyway."""


def text_of(invitation: Invitation, link: str) -> str:
    """What goes with an invitation's link, in a chat or a mail: who invites whom to what, until when."""
    sender, office = str(invitation.invited_by), invitation.organisation.name
    until = timezone.localtime(invitation.expires_at).strftime("%Y-%m-%d %H:%M")
    asked = (
        say(f"{office}（{sender}）邀请贵单位使用雁阵平台。", f"{office} ({sender}) invites your firm to Yanzhen.")
        if invitation.makes
        else say(f"{sender} 邀请您加入“{office}”（雁阵平台）。", f"{sender} invites you to join {office} (Yanzhen).")
    )
    return asked + say(
        f"\n请在 {until} 前打开：\n{link}\n不认识邀请人的话，请不要打开。",
        f"\nOpen this before {until}:\n{link}\nIf you do not know who invites you, do not open it.",
    )


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Mail an invitation's link to the address it was given; whether a server took it."""
    if not (invitation.email and getattr(settings, "MAIL_CONFIGURED", False)):
        return False
    # No name in the subject: a mail box may be looked at by others.
    subject = say("邀请您使用雁阵", "You are invited to Yanzhen")
    return _send(EmailMessage(subject, text_of(invitation, link), to=[invitation.email]))


def _send(message: EmailMessage) -> bool:
    from django.core.mail import get_connection

    try:
        message.connection = get_connection(timeout=_WAIT)
        return bool(message.send())
    except Exception:  # a mail server fails in many ways, and none of them is whoever invites' to mend
        _log.warning("an invitation was not mailed", exc_info=True)
        return False
