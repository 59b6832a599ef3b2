"""The whole country: flows between regions, upgrading, clusters."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from yanzhen_web.access import access
from yanzhen_web.scopes import READERS
from yanzhen_web.services.country import files, flowpages


@access(*READERS)
def country_flows(request: Any) -> HttpResponse:
    """Map, matrix and balances of what the person sees."""
    return render(request, "country/flows.html", flowpages.flows_page(request.actor, request.GET))


@access(*READERS)
def country_flows_export(request: Any) -> HttpResponse:
    """The same numbers as a workbook."""
    headers = {"Content-Disposition": 'attachment; filename="flows.xlsx"'}
    return HttpResponse(files.flows_file(request.actor, request.GET), content_type=files.XLSX, headers=headers)


@access(*READERS)
def country_flow_rows(request: Any) -> HttpResponse:
    """The projects behind one number."""
    return render(request, "country/rows.html", flowpages.flow_rows(request.actor, request.GET))
