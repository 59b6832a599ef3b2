"""One's own data and keys, and the privacy notice."""

from django.urls import path

from yanzhen_web.views import me

urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/data.json", me.me_export, name="me_export"),
    path("me/requests/", me.data_ask, name="data_ask"),
    path("me/requests/<pid:public_id>/take-back/", me.data_take_back, name="data_take_back"),
    path("me/consent/", me.consent, name="consent"),
    path("me/keys/", me.my_keys, name="my_keys"),
    path("me/keys/<pid:public_id>/revoke/", me.key_revoke, name="key_revoke"),
    path("privacy/", me.privacy, name="privacy"),
]
