"""The programme of an event: halls, sessions, agendas, conflicts."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
