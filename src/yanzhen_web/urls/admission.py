"""准入评审: cases, opinions, meetings, the book of an office; yields per mu, and what could take a project."""

from django.urls import path

from yanzhen_web.views import admission, admission_meetings, admission_parks

urlpatterns = [
    path("admission/", admission.admission_list, name="admission_list"),
    path("admission/book/", admission_parks.admission_book, name="admission_book"),
    path("admission/new/<pid:public_id>/", admission.admission_new, name="admission_new"),
    path("admission/meetings/new/", admission_meetings.admission_meeting_new, name="admission_meeting_new"),
    path("admission/meetings/<pid:public_id>/", admission_meetings.admission_meeting, name="admission_meeting"),
    path(
        "admission/meetings/<pid:public_id>/minutes.docx",
        admission_meetings.admission_minutes_docx,
        name="admission_minutes_docx",
    ),
    path(
        "admission/meetings/<pid:public_id>/minutes.pdf",
        admission_meetings.admission_minutes_pdf,
        name="admission_minutes_pdf",
    ),
    path("admission/opinions/<pid:public_id>/", admission.admission_opinion, name="admission_opinion"),
    path("admission/parks/<pid:public_id>/", admission_parks.admission_yields, name="admission_yields"),
    path("admission/plots/<pid:public_id>/", admission_parks.admission_plots, name="admission_plots"),
    path("admission/<pid:public_id>/", admission.admission_case, name="admission_case"),
    path("admission/<pid:public_id>/compare/", admission.admission_compare, name="admission_compare"),
    path("admission/<pid:public_id>/decide/", admission.admission_decide, name="admission_decide"),
    path("admission/<pid:public_id>/withdraw/", admission.admission_withdraw, name="admission_withdraw"),
    path(
        "admission/<pid:public_id>/conditions/<int:number>/",
        admission.admission_condition,
        name="admission_condition",
    ),
    path("admission/<pid:public_id>/reopen/", admission.admission_reopen, name="admission_reopen"),
]
