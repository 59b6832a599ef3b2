"""The API for programs. What is not there answers as a problem, not as a page."""

from __future__ import annotations

from django.urls import re_path

from yanzhen_web.api import site
from yanzhen_web.api.pages import missing

urlpatterns = [
    *site.urlpatterns,
    re_path(r"^api(?:/.*)?$", missing, name="api_missing"),
]
