"""Addresses that programs have had themselves called at, and the secrets by which they know who calls."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from yanzhen.errors import WrongUsage, YanzhenError
from yanzhen_web.models import Delivery, Token, User, Webhook
from yanzhen_web.scopes import Actor
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.programs import happenings
from yanzhen_web.services.programs.addresses import Policy, target_of

MOST = 20
"""Webhooks of one person."""
GRACE = timedelta(days=1)
"""How long the secret before the present one signs too."""
_WHY = "the service that keeps webhooks, for their owner"


def add_webhook(user: User, token: Token, url: str, events: Sequence[str], name: str = "") -> Webhook:
    """A new webhook, which tells what its owner may see through this key.

    Raises:
        RefusedAddress: the address may not be called.
        WrongUsage: the person has too many.
    """
    target_of(url, Policy.in_force())
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        rows = Webhook.objects.unscoped(why=_WHY)
        if rows.filter(user=user).count() >= MOST:
            raise WrongUsage(f"最多 {MOST} 个，请先删去不用的", f"there are {MOST} already; delete one first")
        made = rows.create(
            user=user, token=token, url=url, events=_sorted(events), name=name, seed=secrets.token_urlsafe(24)
        )
        note_deed("webhook.create", made, events=made.events)
    return made


class Conflict(YanzhenError):
    """The webhook is another version by now."""

    def __init__(self, version: int) -> None:
        super().__init__("回调已被改过，请重新读取再改", "the webhook has changed since; read it again")
        self.version = version


@transaction.atomic
def change_webhook(
    public_id: str,
    token: Token,
    version: int,
    *,
    url: str | None = None,
    events: Sequence[str] | None = None,
    name: str | None = None,
    active: bool | None = None,
) -> Webhook:
    """Change what is given; from now on the webhook tells what its owner may see through the key that changed it.

    Args:
        version: upon which the change was made.

    Raises:
        Webhook.DoesNotExist: the key's person has none of this id.
        Conflict: it is another version by now.
        RefusedAddress: the address may not be called.
    """
    webhook = _locked(public_id, token)
    if webhook.version != version:
        raise Conflict(webhook.version)
    if url is not None and url != webhook.url:
        target_of(url, Policy.in_force())
        webhook.url = url
    if events is not None:
        webhook.events = _sorted(events)
    if name is not None:
        webhook.name = name
    if active is not None:
        webhook.active, webhook.stopped = active, "" if active else Webhook.Stopped.OWNER
    webhook.token = token
    return _saved(webhook, "webhook.change")


@transaction.atomic
def rotate_secret(public_id: str, token: Token) -> Webhook:
    """A new secret; for a day calls are signed with the one before as well.

    Raises:
        Webhook.DoesNotExist: the key's person has none of this id.
    """
    webhook = _locked(public_id, token)
    webhook.earlier_seed, webhook.seed = webhook.seed, secrets.token_urlsafe(24)
    webhook.rotated_at, webhook.token = timezone.now(), token
    return _saved(webhook, "webhook.rotate")


def _locked(public_id: str, token: Token) -> Webhook:
    rows = Webhook.objects.unscoped(why=_WHY).filter(user=token.user)
    return rows.select_related("user").select_for_update(of=("self",)).get(public_id=public_id)


def _saved(webhook: Webhook, deed: str) -> Webhook:
    webhook.version += 1
    webhook.save()
    note_deed(deed, webhook, version=webhook.version, events=webhook.events)
    return webhook


@transaction.atomic
def remove_webhook(webhook: Webhook) -> None:
    """The webhook and its deliveries are gone."""
    note_deed("webhook.delete", webhook)
    webhook.delete()


def try_out(webhook: Webhook) -> Delivery:
    """A call that tells of nothing, put in the outbox."""
    now = timezone.now()
    rows = Delivery.objects.unscoped(why=_WHY)
    return rows.create(webhook=webhook, event=happenings.TEST, at=now, next_at=now)


def send_again(delivery: Delivery) -> Delivery:
    """A delivery, whatever became of it, is put in the outbox anew under its own id."""
    delivery.state, delivery.attempts, delivery.next_at = Delivery.State.WAITING, 0, timezone.now()
    delivery.status, delivery.error, delivery.finished_at = None, "", None
    delivery.save()
    return delivery


def owner_of(webhook: Webhook) -> Actor | None:
    """As whom the webhook is told, now: its owner within its key; None where either is not in force any more."""
    token = webhook.token
    if token is None or token.revoked_at is not None or token.expires_at <= timezone.now():
        return None
    actor = Actor.of(webhook.user, token.grants)
    return actor if actor.signed_in and actor.granted("read") else None


# --- signing ---------------------------------------------------------------------------------------------------------


def secret_of(webhook: Webhook) -> str:
    """The secret of a webhook, worked out anew each time: no copy of the database holds it."""
    return _derived(webhook, webhook.seed)


def signature(webhook: Webhook, body: bytes, moment: int) -> str:
    """The header `Yanzhen-Signature`: the time, and the HMAC-SHA256 of `time.body` under each secret in force."""
    seeds = [webhook.seed]
    if webhook.earlier_seed and webhook.rotated_at and timezone.now() < webhook.rotated_at + GRACE:
        seeds.append(webhook.earlier_seed)
    message = f"{moment}.".encode() + body
    signed = (hmac.new(_derived(webhook, seed).encode(), message, hashlib.sha256).hexdigest() for seed in seeds)
    return ",".join([f"t={moment}", *(f"v1={one}" for one in signed)])


def _derived(webhook: Webhook, seed: str) -> str:
    message = f"webhook {webhook.public_id} {seed}".encode()
    made = hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()
    return "yzwh_" + urlsafe_b64encode(made).decode().rstrip("=")


def _sorted(events: Sequence[str]) -> list[str]:
    return [event for event in happenings.EVENTS if event in set(events)]
