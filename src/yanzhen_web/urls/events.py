"""The event's page and what everybody may ask."""

from django.urls import path

from yanzhen_web.views import events

urlpatterns = [
    path("", events.home, name="home"),
    path("charts/chains.json", events.chart_chains, name="chart_chains"),
    path("charts/origins.json", events.chart_origins, name="chart_origins"),
    path("programme.ics", events.programme, name="programme"),
    path("programme/<pid:public_id>.ics", events.programme, name="event_programme"),
    path("healthz", events.healthz, name="healthz"),
]
