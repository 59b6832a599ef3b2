"""Every address of the site, a file a room. Each view declares by `access` who may use it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver

import yanzhen_web.routes  # noqa: F401 -- the pieces of addresses are registered there
from yanzhen_web.access import Rule
from yanzhen_web.api.rooms import ApiRule
from yanzhen_web.urls import (
    admission,
    allocation,
    api,
    ceremony,
    checkin,
    collect,
    country,
    delegates,
    events,
    exchange,
    guests,
    history,
    jobs,
    likenesses,
    match,
    me,
    meetings,
    outcomes,
    people,
    place,
    programme,
    records,
    report,
    rounds,
    sharing,
    signing,
    staff,
)

urlpatterns = [
    *events.urlpatterns,
    *signing.urlpatterns,
    *people.urlpatterns,
    *staff.urlpatterns,
    *me.urlpatterns,
    *collect.urlpatterns,
    *match.urlpatterns,
    *place.urlpatterns,
    *allocation.urlpatterns,
    *report.urlpatterns,
    *country.urlpatterns,
    *exchange.urlpatterns,
    *rounds.urlpatterns,
    *admission.urlpatterns,
    *programme.urlpatterns,
    *guests.urlpatterns,
    *ceremony.urlpatterns,
    *meetings.urlpatterns,
    *delegates.urlpatterns,
    *checkin.urlpatterns,
    *outcomes.urlpatterns,
    *jobs.urlpatterns,
    *history.urlpatterns,
    *likenesses.urlpatterns,
    *sharing.urlpatterns,
    *records.urlpatterns,
    *api.urlpatterns,
]

handler400 = "yanzhen_web.urls.errors.bad_request"
handler403 = "yanzhen_web.urls.errors.forbidden"
handler404 = "yanzhen_web.urls.errors.not_found"
handler429 = "yanzhen_web.views.errors.too_fast"  # not Django's: allauth asks for it
handler500 = "yanzhen_web.urls.errors.broken"


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


@cache
def api_rules() -> dict[tuple[str, str], ApiRule]:
    """(method, route of the resolver) -> who may use it, and which grants a key needs, for every operation."""
    patterns = [pattern for pattern in all_patterns() if hasattr(pattern.callback, "rules")]
    return {(method, str(p.pattern)): rule for p in patterns for method, rule in p.callback.rules.items()}
