"""The whole country."""

from django.urls import path

from yanzhen_web.views import country

urlpatterns = [
    path("country/flows/", country.country_flows, name="country_flows"),
    path("country/flows/rows/", country.country_flow_rows, name="country_flow_rows"),
    path("country/flows/flows.xlsx", country.country_flows_export, name="country_flows_export"),
    path("country/upgrading/", country.country_upgrading, name="country_upgrading"),
    path("country/upgrading/rows/", country.country_upgrading_rows, name="country_upgrading_rows"),
    path("country/upgrading/upgrading.xlsx", country.country_upgrading_export, name="country_upgrading_export"),
    path("country/clusters/", country.country_clusters, name="country_clusters"),
    path("country/clusters/<pid:public_id>/", country.country_cluster, name="country_cluster"),
    path("country/clusters/<pid:public_id>/rows/", country.country_cluster_rows, name="country_cluster_rows"),
]
