"""Taking a person out of what is kept, where the ledger has to keep the row."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from yanzhen_web.models import Consent, DataRequest, Invitation, Membership, Token, User, Webhook
from yanzhen_web.scopes import is_unended
from yanzhen_web.services.history.erasing import erase_person
from yanzhen_web.services.people.leaving import keeping_an_admin, leave_desks, shut_out

_WHY = "a person is taken out of what is kept"
NOBODY = "已注销用户"


@transaction.atomic
def anonymise(person: User) -> None:
    """Nothing names this person any more; what they did for their offices stays, done by somebody without a name.

    Raises:
        Refusal: the last platform administrator.
    """
    with keeping_an_admin():
        desks = Membership.objects.unscoped(why=_WHY).filter(is_unended(), user=person).select_related("organisation")
        leave_desks(person, list(desks))
        shut_out(person)
    _forget_ways_in(person)
    _forget_words(person)
    erase_person(person)
    person.username = f"erased-{secrets.token_hex(12)}"
    person.name, person.phone, person.email, person.language = NOBODY, "", "", ""
    person.last_login, person.is_active = None, False
    person.erased_at = timezone.now()
    person.set_unusable_password()
    person.save()


def _forget_ways_in(person: User) -> None:
    """Second factors, sign-on accounts, what is known of browsers; keys stay as rows, without the name they had."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialAccount
    from allauth.usersessions.models import UserSession

    for model in (EmailAddress, Authenticator, SocialAccount, UserSession):
        model.objects.filter(user=person).delete()
    Token.objects.unscoped(why=_WHY).filter(user=person).update(name="", hint="")
    Webhook.objects.unscoped(why=_WHY).filter(user=person).delete()


def _forget_words(person: User) -> None:
    """What somebody wrote themselves, and whom they wrote to."""
    DataRequest.objects.unscoped(why=_WHY).filter(user=person).update(text="")
    Invitation.objects.unscoped(why=_WHY).filter(invited_by=person).update(note="", email="")
    standing = Consent.objects.unscoped(why=_WHY).filter(user=person, withdrawn_at=None)
    standing.update(withdrawn_at=timezone.now())
