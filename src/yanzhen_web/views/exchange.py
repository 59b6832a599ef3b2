"""Rounds without a network: the own card, whose files are taken in, files out and in."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from yanzhen.errors import YanzhenError
from yanzhen_web.access import access
from yanzhen_web.models import Correspondent, Round
from yanzhen_web.services.exchange import correspondents, keys, packing, pages, taking
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable
from yanzhen_web.views.answering import hides_missing
from yanzhen_web.views.rounds import ASKERS

_POST = ("POST",)
_REFUSED = 422


def _page(request: Any, status: int = 200, **more: Any) -> HttpResponse:
    context = pages.exchange_page(request.actor, request.GET.get("page", "1"))
    return render(request, "exchange/page.html", context | more, status=status)


@access(*ASKERS)
def exchange(request: Any) -> HttpResponse:
    """The own card, those with whom files are exchanged, the files that have come and gone."""
    return _page(request)


@access(*ASKERS)
def exchange_card(request: Any) -> HttpResponse:
    """The card as a file of one line."""
    line = keys.card_of(pages.office_of(request.actor)).line()
    answer = HttpResponse(line + "\n", content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = content_disposition_header(True, "yanzhen-key.txt") or "attachment"
    return answer


@access(*ASKERS)
def exchange_code(request: Any) -> HttpResponse:
    """The card as a picture to scan or to photograph."""
    picture = io.BytesIO()
    line = keys.card_of(pages.office_of(request.actor)).line()
    segno.make(line, error="m", micro=False).save(picture, kind="png", scale=6, border=4)
    return HttpResponse(picture.getvalue(), content_type="image/png")


@access(*ASKERS, methods=_POST)
def exchange_trust(request: Any) -> HttpResponse:
    """Look at a card and its fingerprint; once a person says that it was compared, its files are taken in."""
    said, actor = request.POST, request.actor
    try:
        card, office = keys.read_card(said.get("card", "")), pages.office_of(actor)
        chosen = pages.chosen_office(actor, office, said.get("office", ""))
        if said.get("compared") != "yes":
            shown = {"office": said.get("office", ""), "name": chosen.name if chosen else card.name}
            return render(request, "exchange/compare.html", {"card": card, "chosen": shown})
        made = correspondents.trust(office, request.user, card, office=chosen)
    except Refusal as refused:
        return _page(request, _REFUSED, fault=str(refused), given=storable(said.get("card", ""))[: keys.LONGEST_CARD])
    messages.success(request, _("已登记“%(name)s”的公钥，它签的文件从现在起可以收。") % {"name": made.name})
    return redirect("exchange")


@access(*ASKERS, methods=_POST)
@hides_missing
def exchange_revoke(request: Any, public_id: str) -> HttpResponse:
    """Take no more files of theirs."""
    found = Correspondent.objects.visible_to(request.actor).get(public_id=public_id)
    correspondents.revoke(found, request.user)
    messages.success(request, _("已撤销，它签的文件不再收。"))
    return redirect("exchange")


@access(*ASKERS, methods=_POST)
@hides_missing
def exchange_out(request: Any, public_id: str) -> HttpResponse:
    """A round as a file for them."""
    rows = Correspondent.objects.visible_to(request.actor).select_related("owner_org", "organisation")
    to = rows.get(public_id=public_id, revoked_at=None)
    found = Round.objects.visible_to(request.actor).filter(public_id=storable(request.POST.get("round", ""))).first()
    try:
        if found is None:
            raise Refusal("请选一个任务", "choose a round", field="round")
        with pages.folder() as folder:
            packed = packing.pack(to, found, request.user, folder, whole=request.POST.get("whole") == "yes")
            content = packed.path.read_bytes()
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("exchange")
    answer = HttpResponse(content, content_type="application/octet-stream")
    name = packed.parcel.file_name
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@access(*ASKERS, methods=_POST, files=True)
def exchange_in(request: Any) -> HttpResponse:
    """Take a file in; the answer says in words what it brought, or why nothing was taken in."""
    we_are = storable(request.POST.get("we_are", ""))
    try:
        with pages.folder() as folder:
            path, name = pages.kept(request.FILES.get("file"), folder)
            offices = correspondents.offices_of(request.actor)
            taken = taking.take_in(path, name, offices, request.user, we_are=we_are)
    except YanzhenError as refused:
        return _page(request, _REFUSED, fault=str(refused), we_are=we_are)
    (messages.success if taken.changed else messages.info)(request, str(taken.said))
    return redirect("report_detail", taken.report.public_id)
