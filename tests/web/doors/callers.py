"""Everybody who comes to the doors, and how: people at pages, programs with keys, and those who are kept out."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from django.core import mail
from django.core.files import File
from django.db import transaction
from django.test import Client

from yanzhen_web.jobs.worker import work_off
from yanzhen_web.models import Job
from yanzhen_web.scopes import GRANTS
from yanzhen_web.services.people.logins import issue_token
from yanzhen_web.services.report import reporting

from .plainly import NOBODY, Person
from .scanning import body_of, said_by
from .town import WHY, Town

SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass
class Answer:
    """What came of a request, in a form that can be compared and searched."""

    status: int
    headers: dict[str, str]
    body: bytes
    said: str
    aside: str = ""
    """What it left elsewhere: mails, lines of the log, messages of jobs."""

    def is_sign_in(self) -> bool:
        return self.status == 302 and "/sign-in/?next=" in self.headers.get("Location", "")


@dataclass
class Caller:
    """Somebody at a door.

    Attributes:
        person: in plain words; whoever is kept out is nobody.
        known: whether the site knows who it is.
    """

    name: str
    person: Person
    client: Client
    cookies: str = ""
    key: str = ""
    known: bool = True
    user_id: int | None = None
    log: list[str] = field(default_factory=list)

    def ask(self, method: str, address: str, sent: Any, headers: dict[str, str], *, as_json: bool) -> Answer:
        """One request, whatever it did rolled back."""
        self.client.cookies = SimpleCookie(self.cookies)
        mail.outbox = []
        given = dict(headers) | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        with transaction.atomic(), _logged() as lines:
            answer = self._send(method, address, sent, given, as_json=as_json)
            body = body_of(answer)
            told = Answer(answer.status_code, dict(answer.items()), body, said_by(answer, body))
            told.aside = self._aside(method, lines)
            transaction.set_rollback(True)
        if method not in SAFE:
            reporting._report.cache_clear()  # rolled-back keys are counted anew
        return told

    def _send(self, method: str, address: str, sent: Any, headers: dict[str, str], *, as_json: bool) -> Any:
        if method in SAFE or sent is None:
            return self.client.generic(method, address, headers=headers)
        if as_json and not any(isinstance(value, File) for value in sent.values()):
            return self.client.generic(method, address, json.dumps(sent), "application/json", headers=headers)
        if method == "POST":
            return self.client.post(address, sent, headers=headers)
        return self.client.generic(method, address, headers=headers)

    def _aside(self, method: str, lines: list[str]) -> str:
        told = [str(message.message()) for message in mail.outbox]
        if method not in SAFE:
            waiting = Job.objects.unscoped(why=WHY).filter(state="waiting")
            if waiting.exists():
                work_off()
                mine = Job.objects.unscoped(why=WHY).filter(requester_id=self.user_id)
                told += [f"{job.message} {job.error}" for job in mine]
        return "\n".join([*told, *lines])


@contextmanager
def _logged() -> Iterator[list[str]]:
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    root = logging.getLogger()
    kept, root.handlers = root.handlers, [handler]
    try:
        yield lines
    finally:
        root.handlers = kept


def _client() -> Client:
    return Client(raise_request_exception=False)


def at_pages(town: Town) -> list[Caller]:
    """A session for everybody; those of the suspended were opened before they were shut out."""
    callers = [Caller("nobody", NOBODY, _client(), known=False)]
    for name, user in town.world.users.items():
        person, client = town.people[name], _client()
        client.force_login(user)
        # Whoever sits nowhere any more is out, and programs come through the API only.
        known = any(post.role != "api_client" for post in person.posts)
        callers.append(Caller(name, person, client, _cookies(client), known=known, user_id=user.pk))
    return callers


def _cookies(client: Client) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def with_keys(town: Town) -> list[Caller]:
    """A key for everybody, with all grants; keys with some; keys that are over; a session, which counts for nothing."""
    callers = [Caller("no key", NOBODY, _client(), known=False)]
    for name, user in town.world.users.items():
        person = town.people[name]
        _, secret = issue_token(user, f"all of {name}", GRANTS)
        granted = replace(person, grants=frozenset(GRANTS))
        callers.append(
            Caller(f"key of {name}", granted, _client(), key=secret, known=bool(person.posts), user_id=user.pk)
        )
    for grants in (("read",), ("read", "write")):
        _, secret = issue_token(town.world.users["organiser"], f"{grants}", grants)
        person = replace(town.people["organiser"], grants=frozenset(grants))
        callers.append(Caller(f"key of organiser for {grants}", person, _client(), key=secret, user_id=person.number))
    return callers + _kept_out(town)


def _kept_out(town: Town) -> list[Caller]:
    user = town.world.users["organiser"]
    revoked, first = issue_token(user, "revoked", GRANTS)
    revoked.revoked_at = town.now
    revoked.save()
    _, second = issue_token(user, "expired", GRANTS, expires_at=town.now - timedelta(hours=1))
    session = _client()
    session.force_login(user)
    return [
        Caller("revoked key", NOBODY, _client(), key=first, known=False),
        Caller("expired key", NOBODY, _client(), key=second, known=False),
        Caller("key that there is not", NOBODY, _client(), key="x" * 43, known=False),
        Caller("session at the API", town.people["organiser"], session, _cookies(session), known=False),
    ]
