"""Plans of meetings, requests, timetables, the board."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
