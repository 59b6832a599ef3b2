"""People and organisations, for the offices that answer for them; and the way in for who was invited."""

from django.urls import path

from yanzhen_web.views import joining, organisations, staff

urlpatterns = [
    path("people/", organisations.staff, name="staff"),
    path("people/invitations/", organisations.invitations, name="invitations"),
    path("people/invitations/<pid:public_id>/revoke/", organisations.invitation_revoke, name="invitation_revoke"),
    path("people/requests/", staff.data_requests, name="data_requests"),
    path("people/requests/<pid:public_id>/", staff.data_request_decide, name="data_request_decide"),
    path("people/organisations/<pid:public_id>/", organisations.organisation_detail, name="organisation_detail"),
    path("people/organisations/<pid:public_id>/invite/", organisations.organisation_invite, name="organisation_invite"),
    path("people/organisations/<pid:public_id>/found/", organisations.organisation_found, name="organisation_found"),
    path(
        "people/organisations/<pid:public_id>/suspend/", organisations.organisation_suspend, name="organisation_suspend"
    ),
    path(
        "people/organisations/<pid:public_id>/reinstate/",
        organisations.organisation_reinstate,
        name="organisation_reinstate",
    ),
    path("people/organisations/<pid:public_id>/programs/", organisations.client_make, name="client_make"),
    path("people/programs/<pid:public_id>/key/", organisations.client_renew, name="client_renew"),
    path("people/desks/<pid:public_id>/end/", staff.desk_end, name="desk_end"),
    path("people/desks/<pid:public_id>/hand-over/", staff.hand_over, name="hand_over"),
    path("people/<pid:public_id>/", staff.person_detail, name="person_detail"),
    path("people/<pid:public_id>/suspend/", staff.person_suspend, name="person_suspend"),
    path("people/<pid:public_id>/reinstate/", staff.person_reinstate, name="person_reinstate"),
    path("people/<pid:public_id>/reset/", staff.person_reset, name="person_reset"),
    path("people/<pid:public_id>/drop-factors/", staff.person_drop_factors, name="person_drop_factors"),
    path("join/welcome/", joining.welcome, name="welcome"),
    path("join/<str:secret>/", joining.join, name="join"),
    path("join/<str:secret>/code.png", joining.join_code, name="join_code"),
]
