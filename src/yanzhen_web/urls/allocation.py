"""All projects together."""

from django.urls import path

from yanzhen_web.views import allocation

urlpatterns = [
    path("allocations/", allocation.allocation_list, name="allocation_list"),
    path("allocations/new/", allocation.allocation_new, name="allocation_new"),
    path("allocations/<pid:public_id>/", allocation.allocation_detail, name="allocation_detail"),
    path("allocations/<pid:public_id>/scenarios/", allocation.allocation_run, name="allocation_run"),
    path("allocations/<pid:public_id>/<pid:run_id>/", allocation.allocation_result, name="allocation_result"),
    path("allocations/<pid:public_id>/<pid:run_id>/export/", allocation.allocation_export, name="allocation_export"),
    path("transfers/", allocation.transfer_list, name="transfer_list"),
    path("transfers/<pid:public_id>/decide/", allocation.transfer_decide, name="transfer_decide"),
    path("transfers/<pid:public_id>/answer/", allocation.transfer_answer, name="transfer_answer"),
]
