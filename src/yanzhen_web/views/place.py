"""Where a project should go: a firm's comparison of places, and a place's own page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yanzhen.errors import YanzhenError
from yanzhen_web.access import access
from yanzhen_web.scopes import EDITORS, READERS
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.place import comparisons, profiles, questions, ranking, reporting, values
from yanzhen_web.services.place.forms import advanced_form, choice_form, description_form
from yanzhen_web.services.records.fieldchecking import RefusedFields
from yanzhen_web.views.answering import done_or_told, hides_missing

_FORM, _POST = ("GET", "POST"), ("POST",)
_REFUSED = 422


# --- a firm's comparison ---------------------------------------------------------------------------------------------


@access(*EDITORS)
def comparison_list(request: Any) -> HttpResponse:
    """One's own organisation's comparisons."""
    return render(request, "place/list.html", {"comparisons": comparisons.own_comparisons(request.actor)})


@access(*EDITORS, methods=_FORM)
@hides_missing
def comparison_new(request: Any) -> HttpResponse:
    """Begin one: what is to be built, or which record tells it."""
    return _describe(request, comparisons.blank(request.actor))


@access(*EDITORS, methods=_FORM)
@hides_missing
def comparison_describe(request: Any, public_id: str) -> HttpResponse:
    """Say anew what is to be built."""
    return _describe(request, comparisons.comparison_of(request.actor, public_id))


def _describe(request: Any, comparison: Any) -> HttpResponse:
    if request.method == "GET":
        context = description_form(request.actor, comparison, request.GET)
        return render(request, "place/describe.html", context)
    described = comparisons.Described(
        request.POST.get("title", ""), request.POST.get("project", ""), request.POST.dict()
    )
    try:
        made = comparisons.describe(request.actor, request.user, comparison, described)
    except (Refusal, RefusedFields) as refused:
        context = description_form(request.actor, comparison, request.POST, refused)
        return render(request, "place/describe.html", context, status=_REFUSED)
    return redirect("comparison_detail", made.public_id)


@access(*EDITORS)
@hides_missing
def comparison_detail(request: Any, public_id: str) -> HttpResponse:
    """Weights in plain words, and the ranking that follows them."""
    comparison = comparisons.comparison_of(request.actor, public_id)
    return render(request, "place/comparison.html", ranking.comparison_page(request.actor, comparison, request.GET))


@access(*EDITORS, methods=_POST)
@hides_missing
def comparison_weigh(request: Any, public_id: str) -> HttpResponse:
    """Other weights: the ranking follows at once."""
    comparison = comparisons.comparison_of(request.actor, public_id)
    sliding = request.POST.get("weighing") == comparisons.Weighing.SLIDERS
    refused = ""
    try:
        comparisons.weigh(request.user, comparison, request.POST, comparisons.Weighing.SLIDERS if sliding else "words")
    except Refusal as error:
        refused = str(error)
    if request.htmx:
        context = ranking.ranking_part(request.actor, comparison) | {"refused": refused}
        return render(request, "place/_ranking.html", context)
    if refused:
        messages.error(request, refused)
    return redirect("comparison_advanced" if sliding else "comparison_detail", public_id)


@access(*EDITORS, methods=_FORM)
@hides_missing
def comparison_choose(request: Any, public_id: str) -> HttpResponse:
    """Which places are compared."""
    comparison = comparisons.comparison_of(request.actor, public_id)
    if request.method == "GET":
        return render(request, "place/choose.html", choice_form(request.actor, comparison))
    everything = request.POST.get("which") != "some"
    chosen = request.POST.getlist("places")
    try:
        comparisons.choose_places(request.user, comparison, chosen, everything=everything)
    except Refusal as refused:
        context = choice_form(request.actor, comparison) | {"refused": str(refused)}
        return render(request, "place/choose.html", context, status=_REFUSED)
    return redirect("comparison_detail", public_id)


@access(*EDITORS, methods=_FORM)
@hides_missing
def comparison_advanced(request: Any, public_id: str) -> HttpResponse:
    """Sliders, pairs, entropy, and other methods."""
    comparison = comparisons.comparison_of(request.actor, public_id)
    if request.method == "GET":
        context = advanced_form(comparison, request.GET) | ranking.ranking_part(request.actor, comparison)
        return render(request, "place/advanced.html", context)
    posted = request.POST
    try:
        if posted.get("deed") == "pairs":
            comparisons.compare_pairs(request.user, comparison, posted.getlist("paired"), posted)
        else:
            comparisons.choose_method(request.user, comparison, posted.get("method", ""), posted.get("weighing", ""))
    except Refusal as refused:
        messages.error(request, str(refused))
    return redirect("comparison_advanced", public_id)


@access(*EDITORS)
@hides_missing
def comparison_beside(request: Any, public_id: str) -> HttpResponse:
    """Up to six places side by side."""
    comparison = comparisons.comparison_of(request.actor, public_id)
    return render(request, "place/beside.html", ranking.beside_page(request.actor, comparison))


@access(*EDITORS, methods=_POST)
@hides_missing
def comparison_shortlist(request: Any, public_id: str) -> HttpResponse:
    """Put a place beside the others, or take it off."""
    comparison = comparisons.comparison_of(request.actor, public_id)
    wanted = request.POST.get("wanted") == "yes"
    refused = ""
    try:
        comparisons.shortlist(request.actor, request.user, comparison, request.POST.get("place", ""), wanted=wanted)
    except Refusal as error:
        refused = str(error)
    if request.htmx:
        context = ranking.ranking_part(request.actor, comparison) | {"refused": refused}
        return render(request, "place/_ranking.html", context)
    if refused:
        messages.error(request, refused)
    back = "comparison_beside" if request.POST.get("back") == "beside" else "comparison_detail"
    return redirect(back, public_id)


@access(*EDITORS)
@hides_missing
def comparison_docx(request: Any, public_id: str) -> HttpResponse | FileResponse:
    """The report for Word and WPS."""
    return _report(request, public_id, "docx")


@access(*EDITORS)
@hides_missing
def comparison_pdf(request: Any, public_id: str) -> HttpResponse | FileResponse:
    """The report for print."""
    return _report(request, public_id, "pdf")


def _report(request: Any, public_id: str, form: str) -> HttpResponse | FileResponse:
    comparison = comparisons.comparison_of(request.actor, public_id)
    try:
        content = reporting.report_file(request.actor, comparison, form)
    except YanzhenError as error:
        messages.error(request, str(error))
        return redirect("comparison_detail", public_id)
    return FileResponse(content, as_attachment=True, filename=f"siting.{form}")


@access(*EDITORS, methods=_POST)
@hides_missing
def comparison_remove(request: Any, public_id: str) -> HttpResponse:
    """Remove a comparison for good."""
    comparisons.remove(comparisons.comparison_of(request.actor, public_id))
    messages.success(request, _("比选已删除。"))
    return redirect("comparison_list")


@access(*EDITORS)
@hides_missing
def comparison_place(request: Any, public_id: str, place_id: str) -> HttpResponse:
    """One place of a comparison: why it stands where it does, and what to ask."""
    comparison = comparisons.comparison_of(request.actor, public_id)
    return render(request, "place/place.html", ranking.place_page(request.actor, comparison, place_id))


# --- asking ----------------------------------------------------------------------------------------------------------


@access(*EDITORS, methods=_POST)
@hides_missing
def place_ask(request: Any, public_id: str, place_id: str) -> HttpResponse:
    """Ask a place for a value, by a day."""
    comparison = comparisons.comparison_of(request.actor, public_id)
    ranking.compared(request.actor, comparison, place_id)
    asking = questions.Asking(
        place_id,
        request.POST.get("criterion", ""),
        values.day_of(request.POST.get("due", "")),
        named=request.POST.get("named") == "yes",
    )
    return done_or_told(
        request,
        lambda: questions.ask(request.actor, request.user, comparison, asking),
        "comparison_place",
        _("已问。对方只看到问什么、何时前答，答了排名随之更新。"),
        public_id=public_id,
        place_id=place_id,
    )


@access(*EDITORS, methods=_POST)
@hides_missing
def place_ask_back(request: Any, public_id: str, question_id: str) -> HttpResponse:
    """Take a question back."""
    comparison = comparisons.comparison_of(request.actor, public_id)
    question = questions.withdraw(request.actor, question_id)
    messages.success(request, _("问题已撤回。"))
    return redirect("comparison_place", comparison.public_id, question.place.public_id)


# --- a place's own page ----------------------------------------------------------------------------------------------


@access(*READERS)
@hides_missing
def place_profile(request: Any, place_id: str) -> HttpResponse:
    """What is known of a place; for those who answer for it, what is asked, what is missing, why it loses."""
    return render(request, "place/profile.html", profiles.profile_page(request.actor, place_id, request.GET))


@access(*EDITORS, methods=_POST)
@hides_missing
def place_value_enter(request: Any, place_id: str) -> HttpResponse:
    """Enter a value; it answers what was asked about it."""
    values.answerable(request.actor, place_id)
    try:
        entry = values.Entry.of(request.POST)
    except YanzhenError as refused:
        context = profiles.profile_page(request.actor, place_id, request.POST, refused)
        return render(request, "place/profile.html", context, status=_REFUSED)
    values.enter_value(request.actor, request.user, place_id, entry)
    messages.success(request, _("已填，各家的比选随即按新数计算。"))
    return redirect("place_profile", place_id)


@access(*EDITORS, methods=_POST)
@hides_missing
def place_value_back(request: Any, place_id: str, value_id: str) -> HttpResponse:
    """Take a value back."""
    values.take_value_back(request.actor, place_id, value_id)
    messages.success(request, _("已撤回，这一项回到未知。"))
    return redirect("place_profile", place_id)
