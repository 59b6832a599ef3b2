"""Pairs of records that may be one thing."""

from django.urls import path

from yanzhen_web.views import likenesses

urlpatterns = [
    path("twins/find/", likenesses.likeness_find, name="likeness_find"),
    path("twins/<pid:public_id>/", likenesses.likeness_detail, name="likeness_detail"),
    path("twins/<pid:public_id>/decide/", likenesses.likeness_decide, name="likeness_decide"),
    path("twins/<pid:public_id>/merge/", likenesses.likeness_merge, name="likeness_merge"),
    path("merges/<pid:public_id>/undo/", likenesses.merge_undo, name="merge_undo"),
]
