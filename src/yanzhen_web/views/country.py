"""The whole country: flows between regions, upgrading, clusters."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from yanzhen_web.access import access
from yanzhen_web.scopes import READERS
from yanzhen_web.services.country import axispages, clusterpages, files, flowpages
from yanzhen_web.views.answering import hides_missing


def _book(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(content, content_type=files.XLSX, headers=headers)


@access(*READERS)
def country_flows(request: Any) -> HttpResponse:
    """Map, matrix and balances of what the person sees."""
    return render(request, "country/flows.html", flowpages.flows_page(request.actor, request.GET))


@access(*READERS)
def country_flows_export(request: Any) -> HttpResponse:
    """The same numbers as a workbook."""
    return _book(files.flows_file(request.actor, request.GET), "flows")


@access(*READERS)
def country_flow_rows(request: Any) -> HttpResponse:
    """The projects behind one number."""
    return render(request, "country/rows.html", flowpages.flow_rows(request.actor, request.GET))


@access(*READERS)
def country_upgrading(request: Any) -> HttpResponse:
    """Three axes, each indicator with what it is made of."""
    return render(request, "country/upgrading.html", axispages.axes_page(request.actor, request.GET))


@access(*READERS)
def country_upgrading_export(request: Any) -> HttpResponse:
    """The same numbers as a workbook."""
    return _book(files.axes_file(request.actor, request.GET), "upgrading")


@access(*READERS)
def country_upgrading_rows(request: Any) -> HttpResponse:
    """The records behind one indicator."""
    context = axispages.axes_rows(request.actor, request.GET)
    if context is None:
        raise Http404
    return render(request, "country/rows.html", context)


@access(*READERS)
def country_clusters(request: Any) -> HttpResponse:
    """All clusters that the person sees."""
    return render(request, "country/clusters.html", clusterpages.clusters_page(request.actor, request.GET))


@access(*READERS)
@hides_missing
def country_cluster(request: Any, public_id: str) -> HttpResponse:
    """One cluster: members, covered segments, gaps."""
    return render(request, "country/cluster.html", clusterpages.cluster_page(request.actor, public_id))


@access(*READERS)
@hides_missing
def country_cluster_rows(request: Any, public_id: str) -> HttpResponse:
    """The records behind one number of a cluster."""
    context = clusterpages.cluster_rows(request.actor, public_id, request.GET)
    return render(request, "country/rows.html", context)
