"""Lists of records and the page of one, under the kinds' own names and under /records/."""

from django.urls import path

from yanzhen_web.views import records

urlpatterns = [
    route
    for piece in ("<kinds:kind>", "records/<kind:kind>")
    for route in (
        path(f"{piece}/", records.record_list_page, name="record_list"),
        path(f"{piece}/export.xlsx", records.record_export, {"form": "xlsx"}, name="record_export"),
        path(f"{piece}/export.csv", records.record_export, {"form": "csv"}, name="record_export"),
        path(f"{piece}/<pid:public_id>/", records.record_detail, name="record_detail"),
    )
]
