"""One record by hand: entered, changed, withdrawn; its level, its release, and what is due for review."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yanzhen.errors import YanzhenError
from yanzhen.language import say
from yanzhen_web.access import access
from yanzhen_web.models import Record
from yanzhen_web.scopes import EDITORS, Relation
from yanzhen_web.services.history.readings import note_read
from yanzhen_web.services.records import classifying, detailing, editing, editpages
from yanzhen_web.services.records.editforms import Filled, merged, read_form
from yanzhen_web.services.records.fieldchecking import RefusedFields
from yanzhen_web.services.report.reporting import current_event

WRITERS = tuple(sorted(EDITORS))
_FORM = ("GET", "POST")
_REFUSED, _CONFLICT = 422, 409


def _record(request: HttpRequest, kind: str, public_id: str) -> Record:
    try:
        record = editing.editable(request.actor, public_id)  # type: ignore[attr-defined]
    except Record.DoesNotExist:
        raise Http404 from None
    if record.kind != kind:
        raise Http404
    return record


def _version(request: HttpRequest) -> int:
    """The version upon which the form was made; 0, which there never is, where it is not told."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _back(record: Record) -> HttpResponse:
    return redirect("record_detail", kind=record.kind, public_id=record.public_id)


@access(*WRITERS, methods=_FORM)
def record_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Enter a record, for one's own organisation or one below it."""
    actor, person, posted = request.actor, request.user, request.POST  # type: ignore[attr-defined]
    owner = (posted if request.method == "POST" else request.GET).get("owner", "")
    blank = editpages.blank(actor, person, kind, owner)
    if blank is None:
        raise Http404
    if request.method == "GET":
        return render(request, "records/new.html", editpages.new_page(actor, blank))
    known_for = posted.get("known_for", blank.owner_org.public_id)
    another = known_for != blank.owner_org.public_id
    shown = (editpages.blank(actor, person, kind, known_for) if another else None) or blank
    texts = editpages.typed_texts(actor, shown, posted)
    try:
        values = editpages.typed_values(actor, blank, texts, posted)
        twins = editing.twins_in_sight(actor, kind, values)
        if twins and not posted.get("despite"):
            context = editpages.new_page(actor, blank, Filled(texts), owner, twins)
            return render(request, "records/new.html", context, status=_CONFLICT)
        made = editing.create_record(actor, person, kind, values, owner=owner or None, event=current_event(actor))
    except RefusedFields as refused:
        context = editpages.new_page(actor, blank, Filled(texts, refused.faults), owner)
        return render(request, "records/new.html", context, status=_REFUSED)
    messages.success(request, say("已保存。", "Saved."))
    return _back(made)


@access(*WRITERS, methods=_FORM)
def record_edit(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Change a record's fields; errors stand beside them, and so does what somebody else wrote meanwhile."""
    record = _record(request, kind, public_id)
    if request.method == "GET":
        return render(request, "records/edit.html", editpages.edit_page(record))
    relation, version = Relation.to(record), _version(request)
    try:
        if record.version != version:
            raise editing.Conflict(record)
        values = read_form(record, relation, request.POST)
        editing.update_record(request.actor, request.user, public_id, values, expected_version=version)  # type: ignore[attr-defined]
    except RefusedFields as refused:
        context = editpages.edit_page(record, Filled(request.POST, refused.faults))
        return render(request, "records/edit.html", context, status=_REFUSED)
    except editing.Conflict as conflict:
        filled = merged(request.actor, conflict, relation, request.POST, version)  # type: ignore[attr-defined]
        context = editpages.edit_page(conflict.record, filled, conflict=str(conflict))
        return render(request, "records/edit.html", context, status=_CONFLICT)
    except Record.DoesNotExist:
        raise Http404 from None
    messages.success(request, say("已保存。", "Saved."))
    return _back(record)


@access(*WRITERS, methods=_FORM)
def record_withdraw(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Ask once more, then take the record out of sight."""
    record = _record(request, kind, public_id)
    if request.method == "GET":
        return render(request, "records/withdraw.html", editpages.edit_page(record))
    try:
        editing.withdraw_record(request.actor, request.user, public_id, expected_version=_version(request))  # type: ignore[attr-defined]
    except editing.Conflict as conflict:
        context = editpages.edit_page(conflict.record, conflict=str(conflict))
        return render(request, "records/withdraw.html", context, status=_CONFLICT)
    except Record.DoesNotExist:
        raise Http404 from None
    messages.success(request, say(f"“{record.name}”已撤下。", f"{record.name} is withdrawn."))
    return redirect("record_list", kind=kind)


@access(*WRITERS, methods=("POST",))
def record_level(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Set the level with its reason and end date."""
    record = _record(request, kind, public_id)
    given = {name: request.POST.get(name, "") for name in ("level", "reason", "until")}
    try:
        classifying.classify(
            request.actor,  # type: ignore[attr-defined]
            request.user,
            public_id,
            given["level"],
            given["reason"],
            given["until"],
            expected_version=_version(request),
        )
    except RefusedFields as refused:
        page = detailing.record_page(request.actor, kind, public_id)  # type: ignore[attr-defined]
        note_read([record])
        doors = editpages.standing(request.actor, record)  # type: ignore[attr-defined]
        doors["level"] = editpages.level_form(record, given, refused.faults)
        return render(request, "records/detail.html", (page or {}) | doors, status=_REFUSED)
    except editing.Conflict as conflict:
        messages.warning(request, str(conflict))
    except Record.DoesNotExist:
        raise Http404 from None
    return _back(record)


@access(*WRITERS, methods=("POST",))
def record_release(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Release name and amounts, or take the release back."""
    record = _record(request, kind, public_id)
    released = request.POST.get("released") == "yes"
    try:
        classifying.release(
            request.actor,  # type: ignore[attr-defined]
            request.user,
            public_id,
            released=released,
            expected_version=_version(request),
        )
    except YanzhenError as error:
        messages.warning(request, str(error))
    except Record.DoesNotExist:
        raise Http404 from None
    return _back(record)


@access(*WRITERS)
def record_review(request: HttpRequest) -> HttpResponse:
    """到期待复核: closed records whose end date is past or near."""
    return render(request, "records/review.html", editpages.review_page(request.actor, request.GET.get("page", "1")))  # type: ignore[attr-defined]
