"""What ends at once when somebody leaves a desk or is shut out: sessions, keys, the invitations that they sent."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from yanzhen_web.models import Invitation, Membership, Token, User, Webhook
from yanzhen_web.scopes import PLATFORM, is_current, is_unended
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal

_WHY = "what ends with a desk"


def leave_desks(user: User, desks: Iterable[Membership]) -> None:
    """End desks of one person. Sessions end in any case; keys, webhooks and open invitations with the last desk."""
    for desk in desks:
        desk.ends_at = timezone.now()
        desk.save(update_fields=["ends_at"])
        note_deed(
            "membership.end",
            desk,
            role=desk.role,
            organisation=desk.organisation.public_id,
            person=user.public_id,
        )
    if Membership.objects.unscoped(why=_WHY).filter(is_unended(), user=user).exists():
        end_sessions([user.pk])
    else:
        shut_out(user)


def shut_out(user: User) -> None:
    """Nothing that this person holds opens a door any more."""
    end_sessions([user.pk])
    keys = Token.objects.unscoped(why=_WHY).filter(user=user, revoked_at=None)
    for key in keys:
        note_deed("key.revoke", key, person=user.public_id)
    keys.update(revoked_at=timezone.now())
    Webhook.objects.unscoped(why=_WHY).filter(user=user, active=True).update(active=False)
    # Whoever sent an invitation has its link, and could come back by it.
    invitations = Invitation.objects.unscoped(why=_WHY).filter(invited_by=user, revoked_at=None, uses_left__gt=0)
    for invitation in invitations:
        note_deed("invitation.revoke", invitation, organisation=invitation.organisation.public_id)
    invitations.update(revoked_at=timezone.now())


def end_sessions(people: Iterable[int]) -> None:
    """From now on no session that these people have begun counts, wherever it is kept."""
    User.objects.filter(pk__in=people).update(session_stamp=secrets.token_urlsafe(12))


@contextmanager
def keeping_an_admin() -> Iterator[None]:
    """Undo what is done inside the block if the site would be left without a platform administrator.

    Raises:
        Refusal: it would be.
    """
    with transaction.atomic():
        # Locked, so that two administrators can't shut each other out in the same moment.
        desks = Membership.objects.unscoped(why=_WHY).filter(role=PLATFORM)
        list(desks.select_for_update().values_list("pk", flat=True))
        before = _has_admin()
        yield
        if before and not _has_admin():
            raise Refusal(
                "这是最后一位平台管理员，请先指定另一位",
                "this is the last platform administrator; appoint another one first",
            )


def _has_admin() -> bool:
    desks = Membership.objects.unscoped(why=_WHY).filter(is_current(), role=PLATFORM, ends_at=None)
    return desks.filter(user__is_active=True, user__suspended_at=None).exists()
