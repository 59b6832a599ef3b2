"""The API for programs. What is not there answers as a problem, not as a page."""

from __future__ import annotations

from django.urls import path, re_path

from yanzhen_web.api import pages, site

urlpatterns = [
    *site.urlpatterns,
    path("api/v1/openapi.json", pages.schema, name="api_schema"),
    path("api/v1/docs", pages.docs, name="api_docs"),
    re_path(r"^api(?:/.*)?$", pages.missing, name="api_missing"),
]
