"""Webhooks of one's own: setting them up, looking after their calls, and knowing a genuine call from another."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yanzhen.client.things import Told
from yanzhen.client.wire import Wire, upon


@dataclass(frozen=True, slots=True)
class Webhook(Told):
    """An address that is called; `secret` only of one that was made, or given a new one, just now."""

    id: str
    version: int
    url: str
    events: tuple[str, ...]
    active: bool
    in_force: bool
    created_at: datetime
    name: str = ""
    stopped: str = ""
    key: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Delivery(Told):
    """A call that waits, was made, or was given up."""

    id: str
    event: str
    items: int
    state: str
    attempts: int
    at: str
    status: int | None = None
    error: str = ""
    next_at: datetime | None = None
    finished_at: datetime | None = None


class Webhooks:
    """One's own webhooks."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def list(self) -> Iterator[Webhook]:
        """The latest first."""
        return (Webhook.of(told) for told in self._wire.each("/webhooks", limit=200))

    def get(self, id_: str) -> Webhook:
        """One of them."""
        return Webhook.of(self._wire.get(f"/webhooks/{id_}"))

    def create(self, url: str, events: Sequence[str], *, name: str = "") -> Webhook:
        """A new one, with its secret.

        Raises:
            Invalid: the address may not be called.
            Conflict: there are too many.
        """
        body = {"url": url, "events": list(events), "name": name}
        return Webhook.of(self._wire.send("POST", "/webhooks", json=body).json())

    def update(
        self,
        webhook: Webhook,
        *,
        url: str = "",
        events: Sequence[str] = (),
        name: str | None = None,
        active: bool | None = None,
    ) -> Webhook:
        """Change what is given, upon the version that was read; the webhook goes over to this client's key.

        Raises:
            Changed: somebody else has changed it since.
        """
        given: dict[str, Any] = {"url": url or None, "events": list(events) or None, "name": name, "active": active}
        body = {key: value for key, value in given.items() if value is not None}
        answer = self._wire.send("PATCH", f"/webhooks/{webhook.id}", json=body, headers=upon(webhook.version))
        return Webhook.of(answer.json())

    def delete(self, webhook: Webhook) -> None:
        """It is gone, with its calls."""
        self._wire.send("DELETE", f"/webhooks/{webhook.id}")

    def new_secret(self, webhook: Webhook) -> Webhook:
        """A new secret; for a day calls are signed with the one before, too."""
        return Webhook.of(self._wire.send("POST", f"/webhooks/{webhook.id}/secret").json())

    def test(self, webhook: Webhook) -> Delivery:
        """A call that tells of nothing, made behind."""
        return Delivery.of(self._wire.send("POST", f"/webhooks/{webhook.id}/test").json())

    def deliveries(self, webhook: Webhook) -> Iterator[Delivery]:
        """Its calls, the latest first."""
        return (Delivery.of(told) for told in self._wire.each(f"/webhooks/{webhook.id}/deliveries", limit=200))

    def deliver_again(self, webhook: Webhook, delivery: Delivery) -> Delivery:
        """Make a call again, under its own id."""
        path = f"/webhooks/{webhook.id}/deliveries/{delivery.id}/redeliver"
        return Delivery.of(self._wire.send("POST", path).json())


def genuine(header: str, body: bytes, secret: str, *, seconds: float = 300.0, now: float | None = None) -> bool:
    """Whether a call was made by the site: `Yanzhen-Signature` fits the body, and is not older than this.

    Args:
        header: `t=TIME,v1=HEX[,v1=HEX]`; anything else is not genuine.
        body: as it came, byte for byte.
        secret: of the webhook.
        seconds: by how much the clocks may differ.
        now: seconds since 1970; for tests.
    """
    parts = [part.strip().partition("=") for part in header.split(",")]
    moment = next((value for name, _, value in parts if name == "t"), "")
    if not (moment.isascii() and moment.isdigit() and len(moment) <= 12):
        return False
    expected = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest().encode()
    signed = [hmac.compare_digest(value.encode(), expected) for name, _, value in parts if name == "v1"]
    return any(signed) and abs((time.time() if now is None else now) - int(moment)) <= seconds
