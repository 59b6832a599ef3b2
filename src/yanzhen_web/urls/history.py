"""The history, for its auditors."""

from django.urls import path

from yanzhen_web.views import history

urlpatterns = [
    path("history/", history.history_list, name="history_list"),
    path("history/history.xlsx", history.history_file, {"form": "xlsx"}, name="history_file"),
    path("history/history.csv", history.history_file, {"form": "csv"}, name="history_file"),
    path("history/entries/<pid:public_id>/", history.history_entry, name="history_entry"),
    path("history/records/<pid:public_id>/", history.history_record, name="history_record"),
    path("history/seals/", history.history_seals, name="history_seals"),
    path("history/seals/verify/", history.history_verify, name="history_verify"),
    path("history/seals/head/", history.history_head, name="history_head"),
]
