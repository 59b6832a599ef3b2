"""The language of the site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.i18n import set_language as django_set_language

from yanzhen_web.access import access, looked_at


@access("public", methods=("POST",))
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch to the language posted, keep it with the person, and go back."""
    answer = django_set_language(request)
    if isinstance(answer, HttpResponseRedirect):
        answer["Location"] = looked_at(answer["Location"])
    wanted = request.POST.get("language", "")
    if request.user.is_authenticated and isinstance(answer, HttpResponseRedirect) and wanted in ("zh-hans", "en"):
        request.user.language = wanted
        request.user.save(update_fields=["language"])
    return answer
