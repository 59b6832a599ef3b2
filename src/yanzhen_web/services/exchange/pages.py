"""What the page of exchanging files shows: the own card, whose files are taken in, which have come and gone."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Q

from yanzhen_web.models import Correspondent, Organisation, Parcel, Round
from yanzhen_web.scopes import Actor
from yanzhen_web.services.exchange import envelopes, keys
from yanzhen_web.services.exchange.correspondents import offices_of
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable
from yanzhen_web.services.rounds.asking import askable

_PAGE = 20
_ROUNDS = 50
ABOVE = "above"
"""The office that a card names, as against one of those below."""


def office_of(actor: Actor) -> Organisation:
    """The organisation in whose name the actor exchanges files.

    Raises:
        Refusal: there is none.
    """
    offices = offices_of(actor)
    if not offices:
        raise Refusal("你没有可以交换文件的单位，请找管理员", "you exchange files for no office; ask an administrator")
    return offices[0]


def exchange_page(actor: Actor, page: str = "1") -> dict[str, Any]:
    """Everything on one page: there is little of it."""
    office = office_of(actor)
    card = keys.card_of(office)
    found = Correspondent.objects.visible_to(actor).select_related("owner_org", "organisation")
    parcels = Parcel.objects.visible_to(actor).select_related("correspondent", "round", "by")
    return {
        "office": office,
        "card": card,
        "below": list(askable(actor, office)),
        "correspondents": [_shown(actor, row) for row in found],
        "page": Paginator(parcels, _PAGE).get_page(page),
        "unnamed": office.parent_id is None and not parcels.exists(),
    }


def _shown(actor: Actor, row: Correspondent) -> dict[str, Any]:
    return {"row": row, "fingerprint": keys.fingerprint(row.key), "rounds": _rounds_between(actor, row)}


def _rounds_between(actor: Actor, row: Correspondent) -> list[Round]:
    """Rounds that one of the two asks the other for, as far as the actor sees them."""
    if row.revoked_at is not None or row.organisation_id is None:
        return []
    asks = Q(owner_org=row.owner_org_id, reports__organisation=row.organisation_id)
    asked = Q(owner_org=row.organisation_id, reports__organisation=row.owner_org_id)
    return list(Round.objects.visible_to(actor).filter(asks | asked).distinct()[:_ROUNDS])


def chosen_office(actor: Actor, office: Organisation, choice: str) -> Organisation | None:
    """Whose key a person says it is: None for the office that the card names.

    Raises:
        Refusal: nothing was chosen, or none of those below.
    """
    if choice == ABOVE:
        return None
    found = askable(actor, office).filter(public_id=storable(choice)).first() if choice else None
    if found is None:
        raise Refusal("请选这张卡是谁的", "choose whose card it is", field="office")
    return found


@contextmanager
def folder() -> Iterator[Path]:
    """A place of our own for a file that is being made or looked at; gone afterwards."""
    made = Path(tempfile.mkdtemp(prefix="exchange-", dir=settings.HOME))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def kept(file: UploadedFile | None, where: Path) -> tuple[Path, str]:
    """A file that came in, and the name that the person knows it by.

    Raises:
        Refusal: there is none, or it is too large.
    """
    if file is None or not file.size:
        raise Refusal("请选对方给的文件（.yzx）", "choose the file that they gave you (.yzx)", field="file")
    if file.size > envelopes.MOST_BYTES:
        most = envelopes.MOST_BYTES >> 20
        raise Refusal(f"文件超过 {most} MB，不收", f"the file has over {most} MB; refused", field="file")
    path = where / "parcel"
    with path.open("wb") as written:
        for piece in file.chunks():
            written.write(piece)
    return path, storable(PurePosixPath((file.name or "").replace("\\", "/")).name)[-255:]
