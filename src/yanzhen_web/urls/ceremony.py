"""The signing ceremony, the wall, papers for print."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
