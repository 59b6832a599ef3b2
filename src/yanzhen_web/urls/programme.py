"""会务: events, their programme, halls and agendas."""

from django.urls import path

from yanzhen_web.views import programme

urlpatterns = [
    path("events/", programme.event_desk, name="event_desk"),
    path("events/new/", programme.event_new, name="event_new"),
    path("events/<pid:public_id>/", programme.event_page, name="event_page"),
    path("events/<pid:public_id>/settings/", programme.event_settings, name="event_settings"),
    path("events/<pid:public_id>/sessions/new/", programme.session_new, name="session_new"),
    path("events/<pid:public_id>/halls/new/", programme.hall_new, name="hall_new"),
    path("halls/<pid:public_id>/", programme.hall_edit, name="hall_edit"),
    path("halls/<pid:public_id>/delete/", programme.hall_delete, name="hall_delete"),
    path("sessions/<pid:public_id>/", programme.session_page, name="session_page"),
    path("sessions/<pid:public_id>/edit/", programme.session_edit, name="session_edit"),
    path("sessions/<pid:public_id>/delete/", programme.session_delete, name="session_delete"),
    path("sessions/<pid:public_id>/agenda/new/", programme.agenda_item_new, name="agenda_item_new"),
    path("agenda/<pid:public_id>/", programme.agenda_item_edit, name="agenda_item_edit"),
    path("agenda/<pid:public_id>/delete/", programme.agenda_item_delete, name="agenda_item_delete"),
]
