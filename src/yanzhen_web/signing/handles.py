"""What stands for rows of allauth's in pages and addresses: their own keys would tell how many of them the site has."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from cryptography.fernet import InvalidToken
from django.urls import register_converter
from django.utils.crypto import salted_hmac

from yanzhen_web.models import User
from yanzhen_web.signing.factors import box


def name_of_session(session: Any) -> str:
    """A name for a session in the list of its person's."""
    return salted_hmac("yanzhen.sessions", session.session_key, algorithm="sha256").hexdigest()[:32]


class PasskeyPiece:
    """A passkey in an address: its key, sealed."""

    regex = "[A-Za-z0-9_=-]{60,200}"

    def to_python(self, value: str) -> int:
        try:
            return int(box().decrypt(value.encode()))
        except InvalidToken:
            raise ValueError(value) from None

    def to_url(self, value: int) -> str:
        return box().encrypt(str(value).encode()).decode()


register_converter(PasskeyPiece, "passkey")


def with_key(credential: dict[str, Any]) -> dict[str, Any]:
    """A device's answer with the person's key in place of the handle, as allauth looks for it.

    Raises:
        ValueError, TypeError, AttributeError: an answer that no device gives.
    """
    response = credential["response"]
    text = str(response["userHandle"])
    handle = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    user = User.objects.filter(public_id=handle.replace("\x00", "")).first()
    key = user_pk_to_url_str(user) if user is not None else "-"
    return credential | {"response": response | {"userHandle": urlsafe_b64encode(key.encode()).decode().rstrip("=")}}
