"""Lists of records and the page of one, under the kinds' own names and under /records/."""

from django.urls import path

from yanzhen_web.views import editing, records

urlpatterns = [
    path("review/", editing.record_review, name="record_review"),
    *(
        route
        for piece in ("<kinds:kind>", "records/<kind:kind>")
        for route in (
            path(f"{piece}/", records.record_list_page, name="record_list"),
            path(f"{piece}/export.xlsx", records.record_export, {"form": "xlsx"}, name="record_export"),
            path(f"{piece}/export.csv", records.record_export, {"form": "csv"}, name="record_export"),
            path(f"{piece}/new/", editing.record_new, name="record_new"),
            path(f"{piece}/<pid:public_id>/", records.record_detail, name="record_detail"),
            path(f"{piece}/<pid:public_id>/edit/", editing.record_edit, name="record_edit"),
            path(f"{piece}/<pid:public_id>/withdraw/", editing.record_withdraw, name="record_withdraw"),
            path(f"{piece}/<pid:public_id>/level/", editing.record_level, name="record_level"),
            path(f"{piece}/<pid:public_id>/release/", editing.record_release, name="record_release"),
        )
    ),
]
