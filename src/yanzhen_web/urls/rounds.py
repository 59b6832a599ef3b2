"""Collection rounds and the reports for them."""

from django.urls import path

from yanzhen_web.views import approvals, layouts, reports, rounds

urlpatterns = [
    path("rounds/", rounds.round_list, name="round_list"),
    path("rounds/templates/", layouts.template_list, name="template_list"),
    path("rounds/templates/<pid:public_id>/", layouts.template_detail, name="template_detail"),
    path("rounds/templates/<pid:public_id>/columns/", layouts.template_column, name="template_column"),
    path("rounds/templates/<pid:public_id>/retire/", layouts.template_retire, name="template_retire"),
    path("rounds/new/", rounds.round_new, name="round_new"),
    path("rounds/<pid:public_id>/", rounds.round_board, name="round_board"),
    path("rounds/<pid:public_id>/change/", rounds.round_change, name="round_change"),
    path("rounds/<pid:public_id>/copy/", rounds.round_copy, name="round_copy"),
    path("rounds/<pid:public_id>/close/", rounds.round_close, name="round_close"),
    path("rounds/<pid:public_id>/ledger.xlsx", layouts.round_ledger, name="round_ledger"),
    path("reports/<pid:public_id>/form.xlsx", layouts.report_form, name="report_form"),
    path("reports/<pid:public_id>/rows/<int:number>/ledger.xlsx", layouts.report_ledger, name="report_ledger"),
    path("reports/<pid:public_id>/", reports.report_detail, name="report_detail"),
    path("reports/<pid:public_id>/upload/", reports.report_upload, name="report_upload"),
    path("reports/<pid:public_id>/paste/", reports.report_paste, name="report_paste"),
    path("reports/<pid:public_id>/send/", reports.report_send, name="report_send"),
    path("reports/<pid:public_id>/decide/", reports.report_decide, name="report_decide"),
    path("reports/<pid:public_id>/pass-on/", rounds.report_pass_on, name="report_pass_on"),
    path("reports/<pid:public_id>/chase/", rounds.report_chase, name="report_chase"),
    path("reports/<pid:public_id>/code.png", rounds.report_code, name="report_code"),
    path("reports/<pid:public_id>/rows/<int:number>/", reports.report_rows, name="report_rows"),
    path("reports/<pid:public_id>/changes/<int:number>/", reports.report_changes, name="report_changes"),
    path("reports/<pid:public_id>/sign/", approvals.report_sign, name="report_sign"),
    path("reports/<pid:public_id>/print/<int:number>/", approvals.report_print, name="report_print"),
    path("reports/<pid:public_id>/print/<int:number>/code.svg", approvals.report_page_code, name="report_page_code"),
    path("reports/<pid:public_id>/scans/", approvals.report_scan, name="report_scan"),
    path("reports/<pid:public_id>/scans/<pid:scan_id>/", approvals.report_scan_file, name="report_scan_file"),
    path("reports/<pid:public_id>/questions/", reports.question_ask, name="question_ask"),
    path("reports/<pid:public_id>/questions/<pid:question_id>/", reports.question_answer, name="question_answer"),
    path(
        "reports/<pid:public_id>/questions/<pid:question_id>/settle/", reports.question_settle, name="question_settle"
    ),
]
