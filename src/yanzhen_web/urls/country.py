"""The whole country."""

from django.urls import path

from yanzhen_web.views import country

urlpatterns = [
    path("country/flows/", country.country_flows, name="country_flows"),
    path("country/flows/rows/", country.country_flow_rows, name="country_flow_rows"),
    path("country/flows/flows.xlsx", country.country_flows_export, name="country_flows_export"),
]
