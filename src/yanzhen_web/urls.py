"""Every address of the site. Each view declares by `access` who may use it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver, path, register_converter

from yanzhen_web.access import Rule
from yanzhen_web.routes import OtherKind, PluralKind, PublicIdPiece
from yanzhen_web.views import collect, events, jobs, match, people, records, report

register_converter(PluralKind, "kinds")
register_converter(OtherKind, "kind")
register_converter(PublicIdPiece, "pid")

urlpatterns = [
    path("", events.home, name="home"),
    path("charts/chains.json", events.chart_chains, name="chart_chains"),
    path("charts/origins.json", events.chart_origins, name="chart_origins"),
    path("healthz", events.healthz, name="healthz"),
    path("sign-in/", people.sign_in, name="sign_in"),
    path("sign-out/", people.sign_out, name="sign_out"),
    path("password/", people.password_change, name="password_change"),
    path("language/", people.set_language, name="set_language"),
    path("inbox/", collect.inbox, name="inbox"),
    path("inbox/<pid:public_id>/", collect.upload_detail, name="upload_detail"),
    path("inbox/<pid:public_id>/progress/", collect.upload_progress, name="upload_progress"),
    path("inbox/<pid:public_id>/rows/<pid:row_id>/", collect.draft_edit, name="draft_edit"),
    path("inbox/<pid:public_id>/accept/", collect.upload_accept, name="upload_accept"),
    path("inbox/<pid:public_id>/undo/", collect.upload_undo, name="upload_undo"),
    path("inbox/<pid:public_id>/corrections/", collect.upload_corrections, name="upload_corrections"),
    path("inbox/<pid:public_id>/original/", collect.upload_original, name="upload_original"),
    path("matches/", match.match_list, name="match_list"),
    path("matches/run/", match.match_run, name="match_run"),
    path("matches/<pid:public_id>/sheet/", match.match_sheet, name="match_sheet"),
    path("bulletin/", report.bulletin, name="bulletin"),
    path("bulletin/bulletin.docx", report.bulletin_docx, name="bulletin_docx"),
    path("bulletin/bulletin.pdf", report.bulletin_pdf, name="bulletin_pdf"),
    path("figures/<str:figure_id>/", report.figure_rows, name="figure_rows"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<pid:public_id>/cancel/", jobs.job_cancel, name="job_cancel"),
]
for _piece in ("<kinds:kind>", "records/<kind:kind>"):
    urlpatterns += [
        path(f"{_piece}/", records.record_list_page, name="record_list"),
        path(f"{_piece}/export.xlsx", records.record_export, {"form": "xlsx"}, name="record_export"),
        path(f"{_piece}/export.csv", records.record_export, {"form": "csv"}, name="record_export"),
        path(f"{_piece}/<pid:public_id>/", records.record_detail, name="record_detail"),
    ]

handler400 = "yanzhen_web.views.errors.bad_request"
handler403 = "yanzhen_web.views.errors.forbidden"
handler404 = "yanzhen_web.views.errors.not_found"
handler500 = "yanzhen_web.views.errors.broken"


def all_patterns() -> Iterator[URLPattern]:
    """Every route that the resolver knows, of included modules too."""
    waiting: list[URLPattern | URLResolver] = list(get_resolver().url_patterns)
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, URLResolver):
            waiting.extend(entry.url_patterns)
        else:
            yield entry


@cache
def named_rules() -> dict[str, Rule]:
    """Route name -> who may use it."""
    return {str(pattern.name): pattern.callback.access for pattern in all_patterns() if pattern.name}
