"""That people were told what is kept of them and why, and agreed; or took it back."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from yanzhen_web.models import Consent, User
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal

PRIVACY, MAIL = "privacy", "mail"
EDITION = "2026-11"
"""Of the privacy notice: a new one is agreed to anew."""
_WHY = "what a person has agreed to"


def consents_of(person: User) -> QuerySet[Consent]:
    """All of one person's, the latest first."""
    return Consent.objects.unscoped(why=_WHY).filter(user=person)


def has_agreed(person: User, purpose: str = PRIVACY, edition: str = EDITION) -> bool:
    """Whether this edition was agreed to and not taken back."""
    return consents_of(person).filter(purpose=purpose, edition=edition, withdrawn_at=None).exists()


@transaction.atomic
def agree(person: User, purpose: str, edition: str) -> None:
    """Write an agreement down; nothing where it stands already.

    Raises:
        Refusal: not the edition that is shown now.
    """
    if has_agreed(person, purpose):
        return
    if edition != EDITION:
        raise Refusal(
            "请先阅读并同意个人信息处理说明",
            "please read the privacy notice and agree to it first",
            field="consent",
        )
    Consent.objects.unscoped(why=_WHY).create(user=person, purpose=purpose, edition=edition, given_at=timezone.now())
    note_deed("consent.give", person, by=person, purpose=purpose, edition=edition)


@transaction.atomic
def withdraw(person: User, purpose: str) -> None:
    """Take an agreement back. What was kept while it stood goes by a request for deletion."""
    if consents_of(person).filter(purpose=purpose, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        note_deed("consent.withdraw", person, purpose=purpose)
