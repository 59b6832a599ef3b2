"""Mail is an option: without an address of a server nothing is sent, and pages say whom to ask instead."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from yanzhen.errors import WrongUsage

_PORTS = {"smtp": 25, "smtps": 465}


def mail(url: str | None, sender: str | None) -> dict[str, Any]:
    """Settings for `smtp://user:password@host:port?tls=1` (STARTTLS) or `smtps://…`, and the sender's address.

    Raises:
        WrongUsage: the address is not of that form, or the sender is missing.
    """
    if not url:
        return {"MAIL_CONFIGURED": False, "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise WrongUsage(
            "邮件服务器应写成 smtp://用户:密码@主机:端口?tls=1（YANZHEN_MAIL_URL）",
            "write the mail server as smtp://user:password@host:port?tls=1 (YANZHEN_MAIL_URL)",
        )
    if "@" not in parseaddr(sender or "")[1] or any(sign in (sender or "") for sign in "\r\n"):
        raise WrongUsage("请用 YANZHEN_MAIL_FROM 写明发信邮箱", "say in YANZHEN_MAIL_FROM from which address")
    options = dict(parse_qsl(parts.query))
    return {
        "MAIL_CONFIGURED": True,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and options.get("tls") == "1",
        "EMAIL_TIMEOUT": 15,
        "DEFAULT_FROM_EMAIL": sender,
    }
