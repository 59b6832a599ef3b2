"""Rounds that go between installations as files."""

from django.urls import path

from yanzhen_web.views import exchange

urlpatterns = [
    path("rounds/exchange/", exchange.exchange, name="exchange"),
    path("rounds/exchange/card.txt", exchange.exchange_card, name="exchange_card"),
    path("rounds/exchange/card.png", exchange.exchange_code, name="exchange_code"),
    path("rounds/exchange/trust/", exchange.exchange_trust, name="exchange_trust"),
    path("rounds/exchange/in/", exchange.exchange_in, name="exchange_in"),
    path("rounds/exchange/<pid:public_id>/out/", exchange.exchange_out, name="exchange_out"),
    path("rounds/exchange/<pid:public_id>/revoke/", exchange.exchange_revoke, name="exchange_revoke"),
]
