"""How a view answers what a service says: what is missing like any missing page, what is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yanzhen_web.services.people.refusals import Refusal

View = Callable[..., HttpResponse]
_REFUSED = 422


def hides_missing(view: View) -> View:
    """What the actor may not know of answers like what does not exist."""

    @wraps(view)
    def hiding(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        try:
            return view(request, *args, **values)
        except ObjectDoesNotExist as missing:
            raise Http404 from missing

    return hiding


def done_or_told(request: HttpRequest, deed: Callable[[], object], back: str, said: str, **place: Any) -> HttpResponse:
    """Do it, say so, and go back; or say why it was refused."""
    try:
        deed()
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(back, **place)


def answer_form(
    request: HttpRequest, template: str, form: Form, save: Callable[[dict[str, Any]], Any],
    back: Callable[[Any], HttpResponse], **page: Any,
) -> HttpResponse:  # fmt: skip
    """Show a form; take what is typed and go back; or show it again with what is wrong, nothing of it lost."""
    if form.is_valid():
        try:
            return back(save(dict(form.cleaned_data)))
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    return render(request, template, {"form": form, **page}, status=_REFUSED if form.is_bound else 200)


def number(text: str) -> int:
    """What was typed as a number; 0, which nothing takes, where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
