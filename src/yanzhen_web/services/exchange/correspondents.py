"""Whose files are taken in: a person trusts a key after its fingerprint was compared, and may take that back."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from yanzhen_web.models import Correspondent, Membership, Organisation, Parcel, Report, User
from yanzhen_web.scopes import EDITORS, Actor, is_current
from yanzhen_web.services.exchange.keys import Card, fingerprint, own_key
from yanzhen_web.services.history.noting import note_deed
from yanzhen_web.services.people.refusals import Refusal

WHY = "those with whom the person's office exchanges files"


def offices_of(actor: Actor) -> list[Organisation]:
    """The organisations in whose name the actor exchanges files."""
    pks = [desk.organisation for desk in actor.desks if desk.role in EDITORS]
    rows = Organisation.objects.unscoped(why="the actor's own organisations").filter(pk__in=pks)
    return sorted(rows, key=lambda row: pks.index(row.pk))


def office_here() -> Organisation | None:
    """Whose installation this is, for commands: the organisation of the first desk that enters records."""
    desks = Membership.objects.unscoped(why="the first desk of this installation").filter(is_current())
    first = desks.filter(role__in=EDITORS).order_by("pk").select_related("organisation").first()
    return first.organisation if first else None


def trusted_by(owners: list[Organisation]) -> QuerySet[Correspondent]:
    """Those whose files these organisations take in."""
    rows = Correspondent.objects.unscoped(why=WHY).filter(owner_org__in=owners, revoked_at=None)
    return rows.select_related("owner_org", "organisation").order_by("name", "pk")


@transaction.atomic
def trust(owner: Organisation, by: User | None, card: Card, *, office: Organisation | None = None) -> Correspondent:
    """From now on files signed with this key are taken in, as those of one office.

    Args:
        office: of those below the owner the one that sits there; None for the one that the card names.

    Raises:
        Refusal: it is our own key, or known as another office's.
    """
    if card.key == own_key():
        raise Refusal(
            "这是本机自己的公钥卡，要登记的是对方的", "this is our own key card; take in theirs", field="card"
        )
    office = office or _named(card)
    if office.pk == owner.pk:
        raise Refusal("卡上的单位就是你们自己，请选这把公钥是哪个单位的",
                      "the card names your own office; choose whose key it is", field="office")  # fmt: skip
    rows = Correspondent.objects.unscoped(why=WHY).select_for_update(of=("self",))
    found = rows.filter(owner_org=owner, key=card.key).first()
    if found is not None and found.organisation_id != office.pk:
        raise Refusal(f"这把公钥已登记为“{found.name}”的", f"this key is known as that of {found.name}", field="office")
    if found is not None and found.revoked_at is None:
        return found
    made = found or Correspondent(owner_org=owner, key=card.key)
    made.organisation, made.name, made.by = office, office.name, by
    made.trusted_at, made.revoked_at = timezone.now(), None
    made.save()
    note_deed("correspondent.trust", made, by=by, office=office.public_id, fingerprint=fingerprint(card.key))
    return made


def _named(card: Card) -> Organisation:
    """The office that a card names; one that nobody here knows yet stands beside ours until a file says where."""
    rows = Organisation.objects.unscoped(why=WHY)
    made, _ = rows.get_or_create(
        public_id=card.organisation, defaults={"kind": card.kind, "name": card.name, "region": card.region}
    )
    return made


@transaction.atomic
def revoke(found: Correspondent, by: User | None) -> None:
    """No file signed with this key is taken in any more."""
    rows = Correspondent.objects.unscoped(why=WHY).filter(pk=found.pk, revoked_at=None)
    if rows.update(revoked_at=timezone.now()):
        note_deed("correspondent.revoke", found, by=by, fingerprint=fingerprint(found.key))


def travels(report: Report) -> bool:
    """Whether a report went out as a file to the office that owes it: then it comes back as one, and is typed there."""
    rows = Parcel.objects.unscoped(why="whether a report is on its way").filter(
        way=Parcel.Way.OUT, round=report.round_id, owner_org=report.round.owner_org_id
    )
    return rows.filter(correspondent__organisation=report.organisation_id, correspondent__revoked_at=None).exists()
