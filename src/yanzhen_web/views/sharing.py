"""Links that are handed out: made, listed, taken back; and the one page that each shows to whoever has it."""

from __future__ import annotations

import io
from collections.abc import Callable

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from yanzhen_web.access import access
from yanzhen_web.scopes import CITY, COUNTY, EDITORS, ORGANISER, PARK
from yanzhen_web.services.records import sharing
from yanzhen_web.services.records.fieldchecking import RefusedFields
from yanzhen_web.views.answering import hides_missing, number

SHARERS = tuple(sorted(EDITORS))
_FORM = ("GET", "POST")
_HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


@access(*SHARERS, methods=_FORM)
@hides_missing
def record_share(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Make a link to the open page of a record."""
    subject = sharing.subject_of(request.actor, kind, public_id)  # type: ignore[attr-defined]
    return _form(
        request,
        subject,
        lambda days, note: sharing.share_record(request.actor, request.user, public_id, days=days, note=note),  # type: ignore[attr-defined, arg-type]
    )


@access(ORGANISER, CITY, COUNTY, PARK, methods=_FORM)
@hides_missing
def bulletin_share(request: HttpRequest) -> HttpResponse:
    """Make a link to the released bulletin."""
    event = sharing.bulletin_to_share(request.actor)  # type: ignore[attr-defined]
    if event is None:
        raise Http404
    subject = {"name": str(event), "back": reverse("bulletin"), "by_code": False}
    return _form(
        request,
        subject,
        lambda days, note: sharing.share_bulletin(request.actor, request.user, event, days=days, note=note),  # type: ignore[attr-defined, arg-type]
    )


def _form(request: HttpRequest, subject: dict[str, object], make: Callable[[int, str], sharing.Made]) -> HttpResponse:
    given = {"days": number(request.POST.get("days", "")), "note": request.POST.get("note", "")}
    if request.method == "GET":
        return render(request, "sharing/share.html", subject | sharing.form(sharing.USUAL_LIFE, ""))
    try:
        made = make(int(given["days"]), str(given["note"]))
    except RefusedFields as refused:
        context = subject | sharing.form(int(given["days"]), str(given["note"]), refused.faults)
        return render(request, "sharing/share.html", context, status=422)
    address = request.build_absolute_uri(reverse("shared", kwargs={"secret": made.secret}))
    context = subject | {
        "link": made.link,
        "address": address,
        "code": reverse("shared_code", kwargs={"secret": made.secret}),
        "text": sharing.text_to_paste(made, address),
    }
    return render(request, "sharing/made.html", context)


@access(*SHARERS)
def link_list(request: HttpRequest) -> HttpResponse:
    """The links of one's organisation."""
    return render(request, "sharing/list.html", sharing.links_page(request.actor, request.GET.get("page", "1")))  # type: ignore[attr-defined]


@access(*SHARERS, methods=("POST",))
@hides_missing
def link_revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """The link opens no longer."""
    sharing.revoke(request.actor, public_id)  # type: ignore[attr-defined]
    return redirect("link_list")


@access("public")
def shared(request: HttpRequest, secret: str) -> HttpResponse:
    """The one page of a link, as anybody may read it; without it there is nothing to tell from any missing page."""
    page = sharing.shared_page(secret)
    if page is None:
        raise Http404
    template = "sharing/bulletin.html" if "bulletin" in page else "sharing/record.html"
    return _sealed(render(request, template, page))


@access("public")
def shared_code(request: HttpRequest, secret: str) -> HttpResponse:
    """The link as a picture to scan, or to hold and send on (WeChat does neither with SVG); whoever asks has it."""
    if sharing.link_of(secret) is None:
        raise Http404
    picture = io.BytesIO()
    address = request.build_absolute_uri(reverse("shared", kwargs={"secret": secret}))
    segno.make(address, error="m", micro=False).save(picture, kind="png", scale=8, border=4)
    return _sealed(HttpResponse(picture.getvalue(), content_type="image/png"))


def _sealed(answer: HttpResponse) -> HttpResponse:
    for name, value in _HEADERS.items():
        answer[name] = value
    return answer
