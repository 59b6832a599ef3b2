"""Where a project should go: comparisons, and what is known of places."""

from django.urls import path

from yanzhen_web.views import place

urlpatterns = [
    path("siting/", place.comparison_list, name="comparison_list"),
    path("siting/new/", place.comparison_new, name="comparison_new"),
    path("siting/parks/<pid:place_id>/", place.place_profile, name="place_profile"),
    path("siting/parks/<pid:place_id>/enter/", place.place_value_enter, name="place_value_enter"),
    path("siting/parks/<pid:place_id>/<pid:value_id>/back/", place.place_value_back, name="place_value_back"),
    path("siting/<pid:public_id>/", place.comparison_detail, name="comparison_detail"),
    path("siting/<pid:public_id>/describe/", place.comparison_describe, name="comparison_describe"),
    path("siting/<pid:public_id>/choose/", place.comparison_choose, name="comparison_choose"),
    path("siting/<pid:public_id>/weigh/", place.comparison_weigh, name="comparison_weigh"),
    path("siting/<pid:public_id>/advanced/", place.comparison_advanced, name="comparison_advanced"),
    path("siting/<pid:public_id>/beside/", place.comparison_beside, name="comparison_beside"),
    path("siting/<pid:public_id>/shortlist/", place.comparison_shortlist, name="comparison_shortlist"),
    path("siting/<pid:public_id>/report.docx", place.comparison_docx, name="comparison_docx"),
    path("siting/<pid:public_id>/report.pdf", place.comparison_pdf, name="comparison_pdf"),
    path("siting/<pid:public_id>/remove/", place.comparison_remove, name="comparison_remove"),
    path("siting/<pid:public_id>/places/<pid:place_id>/", place.comparison_place, name="comparison_place"),
    path("siting/<pid:public_id>/places/<pid:place_id>/ask/", place.place_ask, name="place_ask"),
    path("siting/<pid:public_id>/questions/<pid:question_id>/back/", place.place_ask_back, name="place_ask_back"),
]
