"""Links that are handed out, and where they lead; what was told twice."""

from django.urls import path

from yanzhen_web.views import sharing, twins

urlpatterns = [
    path("twins/", twins.twin_list, name="twin_list"),
    path("links/", sharing.link_list, name="link_list"),
    path("links/<pid:public_id>/revoke/", sharing.link_revoke, name="link_revoke"),
    path("bulletin/share/", sharing.bulletin_share, name="bulletin_share"),
    path("s/<str:secret>/", sharing.shared, name="shared"),
    path("s/<str:secret>/code.png", sharing.shared_code, name="shared_code"),
    path("<kinds:kind>/<pid:public_id>/share/", sharing.record_share, name="record_share"),
    path("records/<kind:kind>/<pid:public_id>/share/", sharing.record_share, name="record_share"),
]
