"""Guests of an event."""

from django.urls import path

from yanzhen_web.views import guests

urlpatterns = [
    path("events/<pid:public_id>/guests/", guests.guest_list, name="guest_list"),
    path("events/<pid:public_id>/guests/new/", guests.guest_new, name="guest_new"),
    path("events/<pid:public_id>/guests/import/", guests.guest_import, name="guest_import"),
    path("events/<pid:public_id>/guests/invitations/", guests.guest_invitations, name="guest_invitations"),
    path("events/<pid:public_id>/guests/export.xlsx", guests.guest_export, name="guest_export"),
    path("guests/<pid:public_id>/", guests.guest_page, name="guest_page"),
    path("guests/<pid:public_id>/edit/", guests.guest_edit, name="guest_edit"),
    path("guests/<pid:public_id>/state/", guests.guest_state, name="guest_state"),
    path("guests/<pid:public_id>/codes/", guests.guest_codes, name="guest_codes"),
    path("rsvp/<signed:code>/", guests.guest_rsvp, name="guest_rsvp"),
]
