"""Who suits whom."""

from django.urls import path

from yanzhen_web.views import match

urlpatterns = [
    path("matches/", match.match_list, name="match_list"),
    path("matches/run/", match.match_run, name="match_run"),
    path("matches/learn/", match.match_learn, name="match_learn"),
    path("matches/<pid:public_id>/sheet/", match.match_sheet, name="match_sheet"),
    path("matches/<pid:public_id>/<pid:achievement_id>/decide/", match.match_decide, name="match_decide"),
]
