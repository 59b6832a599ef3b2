"""Meetings of an event: plans, parties, requests, timetables."""

from django.urls import path

from yanzhen_web.views import meetings

urlpatterns = [
    path("events/<pid:public_id>/meetings/", meetings.meeting_plan_list, name="meeting_plan_list"),
    path("events/<pid:public_id>/meetings/new/", meetings.meeting_plan_new, name="meeting_plan_new"),
    path("plans/<pid:public_id>/", meetings.meeting_plan, name="meeting_plan"),
    path("plans/<pid:public_id>/edit/", meetings.meeting_plan_edit, name="meeting_plan_edit"),
    path("plans/<pid:public_id>/make/", meetings.make_timetable, name="make_timetable"),
    path("plans/<pid:public_id>/publish/", meetings.publish_timetable, name="publish_timetable"),
    path("plans/<pid:public_id>/parties/", meetings.meeting_parties, name="meeting_parties"),
    path("plans/<pid:public_id>/parties/add/", meetings.meeting_parties_add, name="meeting_parties_add"),
    path("parties/<pid:public_id>/", meetings.meeting_party, name="meeting_party"),
    path("plans/<pid:public_id>/requests/", meetings.meeting_requests, name="meeting_requests"),
    path("plans/<pid:public_id>/requests/new/", meetings.meeting_request_new, name="meeting_request_new"),
    path("requests/<pid:public_id>/take-back/", meetings.meeting_request_take_back, name="meeting_request_take_back"),
]
