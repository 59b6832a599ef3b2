"""The answer to a request that said how to tell its repetition (`Idempotency-Key`), kept for a day.

The row is claimed before the work and visible at once; the answer is written in the transaction of the work, so that
both are there or neither. Whoever dies in between leaves a claim that is free again after a few minutes, and whoever
comes back after that finds the row another's, and undoes what it did.

Answers hold confidential values and secrets that are shown once: they are kept encrypted under a key made of the
bearer key that asked, of which the site itself knows only the hash. Nobody but its holder can have them repeated.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from yanzhen_web.models import IdempotencyKey, User

KEPT = timedelta(hours=24)
LEASE = timedelta(minutes=5)
"""How long a claim holds without an answer."""
_WHY = "the claims of one person's repeated requests"


class Busy(Exception):
    """The same request is being worked on."""


class Reused(Exception):
    """The key has served another request."""


class Lost(Exception):
    """The claim ran out while the work was done, and another has it."""


@dataclass(frozen=True)
class Answer:
    """What is repeated."""

    status: int
    headers: dict[str, str]
    body: bytes


def _rows() -> QuerySet[IdempotencyKey]:
    return IdempotencyKey.objects.unscoped(why=_WHY)


def claim(user: User, key: str, request: str) -> IdempotencyKey:
    """The row of this key: claimed anew (no `status`), or with the answer that was given.

    Args:
        request: a hash of what is asked, and of who asks with which rights.

    Raises:
        Busy: the first is still at work.
        Reused: the key has served another request within a day.
    """
    for _ in range(5):
        now = timezone.now()
        try:
            with transaction.atomic():
                return _rows().create(user=user, key=key, request=request, created_at=now)
        except IntegrityError:
            row = _rows().filter(user=user, key=key).first()
        if row is None:
            continue  # given back between the two statements
        if row.created_at > now - (LEASE if row.status is None else KEPT):
            return _standing(row, request)
        _rows().filter(pk=row.pk, created_at=row.created_at, status=row.status).delete()
    raise Busy


def _standing(row: IdempotencyKey, request: str) -> IdempotencyKey:
    if not hmac.compare_digest(row.request, request):
        raise Reused
    if row.status is None:
        raise Busy
    return row


def keep(row: IdempotencyKey, secret: str, answer: Answer) -> None:
    """Write down the answer, in the transaction of the work.

    Raises:
        Lost: another has the claim; the work must not stay.
    """
    sealed = _seal(row, secret, answer)
    mine = _rows().filter(pk=row.pk, created_at=row.created_at, status=None)
    if not mine.update(status=answer.status, answer=sealed):
        raise Lost


def give_back(row: IdempotencyKey) -> None:
    """Nothing was changed: the key may be used again."""
    _rows().filter(pk=row.pk, created_at=row.created_at, status=None).delete()


def repeated(row: IdempotencyKey, secret: str) -> Answer:
    """The answer that was kept.

    Raises:
        Reused: it was given to another bearer key.
    """
    sealed = bytes(row.answer)
    try:
        opened = _cipher(secret).decrypt(sealed[:12], sealed[12:], _about(row))
    except InvalidTag as error:
        raise Reused from error
    kept: dict[str, Any] = json.loads(opened)
    return Answer(kept["status"], kept["headers"], base64.b64decode(kept["body"]))


def forget_old() -> int:
    """Rows whose day is over go."""
    gone, _ = _rows().filter(created_at__lt=timezone.now() - KEPT).delete()
    return gone


def _seal(row: IdempotencyKey, secret: str, answer: Answer) -> bytes:
    body = base64.b64encode(answer.body).decode()
    plain = json.dumps({"status": answer.status, "headers": answer.headers, "body": body}).encode()
    nonce = os.urandom(12)
    return nonce + _cipher(secret).encrypt(nonce, plain, _about(row))


def _cipher(secret: str) -> AESGCM:
    return AESGCM(hmac.new(settings.SECRET_KEY.encode(), b"idempotency " + secret.encode(), hashlib.sha256).digest())


def _about(row: IdempotencyKey) -> bytes:
    return f"{row.user_id} {row.key} {row.request}".encode()
