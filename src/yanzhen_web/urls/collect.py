"""Books that came in."""

from django.urls import path

from yanzhen_web.views import collect, lexicons

urlpatterns = [
    path("inbox/", collect.inbox, name="inbox"),
    path("inbox/paste/", collect.inbox_paste, name="inbox_paste"),
    path("inbox/<pid:public_id>/", collect.upload_detail, name="upload_detail"),
    path("inbox/<pid:public_id>/progress/", collect.upload_progress, name="upload_progress"),
    path("inbox/<pid:public_id>/rows/<pid:row_id>/", collect.draft_edit, name="draft_edit"),
    path("inbox/<pid:public_id>/columns/<int:number>/", lexicons.upload_column, name="upload_column"),
    path("inbox/senders/<pid:public_id>/headers/", lexicons.lexicon, name="lexicon"),
    path("inbox/<pid:public_id>/accept/", collect.upload_accept, name="upload_accept"),
    path("inbox/<pid:public_id>/undo/", collect.upload_undo, name="upload_undo"),
    path("inbox/<pid:public_id>/corrections/", collect.upload_corrections, name="upload_corrections"),
    path("inbox/<pid:public_id>/original/", collect.upload_original, name="upload_original"),
]
