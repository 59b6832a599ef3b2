"""A person's own data: see, take away, correct, ask for deletion; and the offices' answers to what was asked."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from yanzhen_web.models import (
    AuditEntry,
    DataRequest,
    Invitation,
    Job,
    MatchDecision,
    Membership,
    ShareLink,
    Upload,
    User,
    Webhook,
)
from yanzhen_web.scopes import Actor, is_unended, manages_person
from yanzhen_web.services.history.noting import note_deed, note_reading
from yanzhen_web.services.people.anonymising import anonymise
from yanzhen_web.services.people.consents import consents_of
from yanzhen_web.services.people.keys import keys_of
from yanzhen_web.services.people.refusals import Refusal

_WHY = "what is kept of a person, for that person"
LANGUAGES = ("", "zh-hans", "en")
LAST_ENTRIES = 20


# --- see and take away -----------------------------------------------------------------------------------------------


def desks_of(person: User) -> QuerySet[Membership]:
    """All desks that somebody has held, the latest first."""
    rows = Membership.objects.unscoped(why=_WHY).filter(user=person)
    return rows.select_related("organisation", "in_place_of").order_by("-pk")


def unended_desks_of(person: User) -> QuerySet[Membership]:
    """Those that nobody has taken back."""
    return desks_of(person).filter(is_unended())


def entries_about(person: User) -> QuerySet[AuditEntry]:
    """What the history holds of somebody's deeds, the latest first."""
    return AuditEntry.objects.unscoped(why=_WHY).filter(person__user=person).order_by("-pk")


def everything_about(person: User) -> dict[str, Any]:
    """All that is kept of a person, for a file of their own. Of secrets only that there are some."""
    note_reading("data.export", person)
    return {
        "person": {
            **_values(person, "public_id", "username", "name", "phone", "email", "language"),
            **_values(person, "date_joined", "last_login", "suspended_at"),
        },
        "desks": [
            _values(desk, "role", "since", "starts_at", "ends_at") | {"organisation": desk.organisation.name}
            for desk in desks_of(person)
        ],
        "consents": [_values(row, "purpose", "edition", "given_at", "withdrawn_at") for row in consents_of(person)],
        "requests": [
            _values(row, "kind", "text", "state", "asked_at", "decided_at", "answer") for row in requests_of(person)
        ],
        "keys": [
            _values(row, "name", "hint", "grants", "created_at", "expires_at", "revoked_at", "used_at")
            for row in keys_of(person)
        ],
        "webhooks": [
            _values(row, "url", "events", "active", "created_at")
            for row in Webhook.objects.unscoped(why=_WHY).filter(user=person)
        ],
        "invitations_sent": [
            _values(row, "role", "note", "email", "created_at", "expires_at")
            for row in Invitation.objects.unscoped(why=_WHY).filter(invited_by=person)
        ],
        "links_shared": [
            _values(row, "purpose", "note", "created_at", "expires_at")
            for row in ShareLink.objects.unscoped(why=_WHY).filter(by=person)
        ],
        "matches_decided": [
            _values(row, "verdict", "reason", "decided_at")
            for row in MatchDecision.objects.unscoped(why=_WHY).filter(by=person)
        ],
        "books_sent": [
            _values(row, "file_name", "created_at", "state")
            for row in Upload.objects.unscoped(why=_WHY).filter(by=person)
        ],
        "jobs": [
            _values(row, "kind", "state", "created_at")
            for row in Job.objects.unscoped(why=_WHY).filter(requester=person)
        ],
        "history": [
            _values(row, "at", "action", "role", "door", "subject_kind", "subject_id") | {"address": _address(row)}
            for row in entries_about(person).select_related("origin")
        ],
        "signing_in": _factors(person),
    }


def _values(row: Any, *names: str) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value := getattr(row, name), "isoformat") else value for name in names}


def _address(entry: AuditEntry) -> Any:
    return entry.origin.value if entry.origin else None


def _factors(person: User) -> list[dict[str, Any]]:
    from allauth.mfa.models import Authenticator

    rows = Authenticator.objects.filter(user=person)
    return [_values(row, "type", "created_at", "last_used_at") for row in rows]


# --- correct ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def correct(person: User, *, name: str, phone: str = "", email: str = "", language: str = "") -> list[str]:
    """Change what a person changes themselves; returns what was changed.

    Raises:
        Refusal: an entry can't be taken.
    """
    wanted = {
        "name": " ".join(name.split())[:100],
        "phone": phone.strip()[:40],
        "email": _mail(email),
        "language": language,
    }
    if not wanted["name"]:
        raise Refusal("请写姓名", "write your name", field="name")
    if language not in LANGUAGES:
        raise Refusal("请选中文或英文", "choose Chinese or English", field="language")
    person = User.objects.select_for_update().get(pk=person.pk)
    changed = [key for key, value in wanted.items() if getattr(person, key) != value]
    for key in changed:
        setattr(person, key, wanted[key])
    if changed:
        person.save(update_fields=changed)
        note_deed("person.correct", person, fields=changed)
    return changed


@transaction.atomic
def correct_some(person: User, **said: str) -> User:
    """The same where only some entries are told; returns the person as corrected.

    Raises:
        Refusal: an entry can't be taken.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    kept = {key: getattr(person, key) for key in ("name", "phone", "email", "language")}
    correct(person, **(kept | said))
    return User.objects.get(pk=person.pk)


def _mail(text: str) -> str:
    plain = text.strip()
    try:
        if plain:
            validate_email(plain)
    except ValidationError:
        raise Refusal(
            "邮箱写法不对，应像 name@example.org", "write the address like name@example.org", field="email"
        ) from None
    return plain


# --- ask and answer --------------------------------------------------------------------------------------------------


def requests_of(person: User) -> QuerySet[DataRequest]:
    """What somebody has asked, the latest first."""
    return DataRequest.objects.unscoped(why=_WHY).filter(user=person)


def requests_to_decide(actor: Actor) -> QuerySet[DataRequest]:
    """What people have asked for whom the actor answers; those that wait come first, the oldest on top."""
    rows = DataRequest.objects.unscoped(why=_WHY).filter(manages_person(actor, "user__"))
    return rows.select_related("user", "decided_by").order_by("decided_at", "asked_at", "pk")


@transaction.atomic
def ask(person: User, kind: str, text: str = "") -> DataRequest:
    """Ask for what somebody else has to carry out; nothing is asked twice while the first waits.

    Raises:
        Refusal: an unknown kind, or a correction that does not say what of.
    """
    if kind not in DataRequest.Kind.values:
        raise Refusal("请选更正或删除", "choose correction or deletion", field="kind")
    plain = text.strip()[:1000]
    if kind == DataRequest.Kind.CORRECT and not plain:
        raise Refusal("请写明哪一项、应改成什么", "say which entry, and what it should be", field="text")
    User.objects.select_for_update().get(pk=person.pk)
    waiting = requests_of(person).filter(kind=kind, state=DataRequest.State.OPEN).first()
    if waiting is not None:
        return waiting
    made = DataRequest.objects.unscoped(why=_WHY).create(user=person, kind=kind, text=plain, asked_at=timezone.now())
    note_deed("data.ask", made, kind=kind)
    return made


@transaction.atomic
def take_back(person: User, request: DataRequest) -> None:
    """Nothing need be done any more.

    Raises:
        DoesNotExist: not one's own, or decided already.
    """
    row = requests_of(person).select_for_update(of=("self",)).get(pk=request.pk, state=DataRequest.State.OPEN)
    _close(row, DataRequest.State.TAKEN_BACK, person, "")


@transaction.atomic
def decide(actor: Actor, by: User, request: DataRequest, *, done: bool, answer: str) -> DataRequest:
    """Carry a deletion out, or say that a correction was made; or say why not.

    Raises:
        DoesNotExist: not of a person for whom the actor answers altogether, or decided already.
        Refusal: one's own, or no answer where it is refused.
    """
    rows = requests_to_decide(actor).select_for_update(of=("self",))
    row = rows.get(pk=request.pk, state=DataRequest.State.OPEN)
    if row.user_id == by.pk:
        raise Refusal("自己的申请要由别人办理", "somebody else has to decide what you asked yourself")
    if not done and not answer.strip():
        raise Refusal("不予办理要写明理由", "say why it is refused", field="answer")
    _close(row, DataRequest.State.DONE if done else DataRequest.State.REFUSED, by, answer.strip()[:1000])
    if done and row.kind == DataRequest.Kind.ERASE:
        anonymise(row.user)
    return row


def decided(request: DataRequest) -> DataRequest:
    """A request as it stands after `decide`, with the person as they are called now."""
    return (
        DataRequest.objects.unscoped(why="who decided it reads it once more").select_related("user").get(pk=request.pk)
    )


def _close(row: DataRequest, state: str, by: User, answer: str) -> None:
    row.state, row.decided_by, row.decided_at, row.answer = state, by, timezone.now(), answer
    row.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    note_deed("data.decide", row, kind=row.kind, state=state)
