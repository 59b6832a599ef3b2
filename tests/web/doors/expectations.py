"""Which door opens to whom, said once more, apart from the site's own declarations.

Every route has a line here: a page by its route's name, an operation of the API as `api:` and the name of its
function. Without a line the build fails. To add one:

    "record_list": Door(EVERYBODY),                           a page for these roles (default method GET)
    "upload_accept": Door(SENDERS, "POST", of="upload"),      … on an object, for those whom `plainly` gives it
    "record_edit": Door(EDITORS, "GET POST", of="record", may=plainly.edits, send={"name": "新名称"}),
    "api:records_update": Door(WRITERS, "PATCH", of="record", may=plainly.edits, grant="write", send={"name": "新"}),

`of` is a kind of thing in `town.py` that fills the pieces of the address (`public_id`, `kind` …). `may` is the plain
rule by which a person has the door opened for one such thing; left out, whoever sees the thing. `send` is a plausible
body: a form's fields for a page (left out: those of the page's own form), JSON for the API (left out: the schema's
example).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yanzhen_web.scopes import ROLES

from . import plainly

ANYBODY = frozenset({"anybody"})
"""Also those who have not signed in."""
EVERYBODY = frozenset(ROLES)
"""Everybody who signs in: at a page people, not programs."""
READERS = EVERYBODY - {"auditor"}
EDITORS = EVERYBODY - {"auditor", "leader", "platform_admin"}
OFFICES = frozenset({"platform_admin", "organiser", "city_office", "county_office", "park"})
BULLETIN = frozenset({"platform_admin", "organiser", "city_office", "county_office", "park", "service", "leader"})
MATCHERS = frozenset({"platform_admin", "organiser", "city_office", "county_office"})
AUDITORS = frozenset({"auditor"})


@dataclass(frozen=True)
class Door:
    """One route's expectation.

    Attributes:
        who: roles for which the route answers at all.
        methods: what it takes; anything else is 405 for everybody (HEAD goes with GET).
        of: the kind of thing in the address.
        may: the plain rule `(person, thing) -> bool`; None for whoever sees the thing.
        grant: what a key for programs must have been given.
        send: a plausible body.
        pieces: pieces of the address that no thing gives.
        why_open: for ANYBODY on a thing: the secret in the address is the permission.
    """

    who: frozenset[str]
    methods: str = "GET"
    of: str = ""
    may: Callable[[Any, Any], bool] | None = None
    grant: str = "read"
    send: Mapping[str, Any] | Callable[..., Mapping[str, Any]] | None = None
    pieces: Mapping[str, Any] = field(default_factory=dict)

    def takes(self, method: str) -> bool:
        """Whether the route takes this method."""
        taken = self.methods.split()
        return method in taken or (method == "HEAD" and "GET" in taken)


DOORS: dict[str, Door] = {
    # the event
    "home": Door(ANYBODY),
    "chart_chains": Door(ANYBODY),
    "chart_origins": Door(ANYBODY),
    "healthz": Door(ANYBODY),
    # signing in, one's account
    "sign_in": Door(ANYBODY, "GET POST", send={"username": "organiser", "password": "not the password"}),
    "account_login": Door(ANYBODY, "GET POST", send={"username": "organiser", "password": "not the password"}),
    "mfa_authenticate": Door(ANYBODY, "GET POST", send={"code": "000000"}),
    "mfa_login_webauthn": Door(ANYBODY, "GET POST", send={"credential": "{}"}),
    "government_sign_in": Door(ANYBODY, "POST"),
    "government_callback": Door(ANYBODY),
    "sign_out": Door(ANYBODY, "POST"),
    "password_forgotten": Door(ANYBODY, "GET POST", send={"login": "nobody"}),
    "password_reset": Door(ANYBODY, "GET POST", pieces={"uidb64": "MQ", "token": "a-b"}),
    "mfa_index": Door(EVERYBODY),
    "usersessions_list": Door(EVERYBODY, "GET POST"),
    "government_disconnect": Door(EVERYBODY, "POST"),
    "account_reauthenticate": Door(EVERYBODY, "GET POST", send={"password": "not the password"}),
    "mfa_reauthenticate": Door(EVERYBODY, "GET POST", send={"code": "000000"}),
    "mfa_reauthenticate_webauthn": Door(EVERYBODY, "GET POST", send={"credential": "{}"}),
    "mfa_activate_totp": Door(EVERYBODY, "GET POST", send={"code": "000000"}),
    "mfa_deactivate_totp": Door(EVERYBODY, "GET POST"),
    "mfa_view_recovery_codes": Door(EVERYBODY),
    "mfa_generate_recovery_codes": Door(EVERYBODY, "GET POST"),
    "mfa_list_webauthn": Door(EVERYBODY),
    "mfa_add_webauthn": Door(EVERYBODY, "GET POST", send={"name": "示例", "credential": "{}"}),
    "mfa_edit_webauthn": Door(EVERYBODY, "GET POST", pieces={"pk": 1}, send={"name": "示例"}),
    "mfa_remove_webauthn": Door(EVERYBODY, "GET POST", pieces={"pk": 1}),
    "set_language": Door(ANYBODY, "POST", send={"language": "en", "next": "/"}),
    "password_change": Door(EVERYBODY, "GET POST"),
    # books that came in
    "inbox": Door(EDITORS, "GET POST"),
    "upload_detail": Door(EDITORS, of="upload"),
    "upload_progress": Door(EDITORS, of="upload"),
    "draft_edit": Door(EDITORS, "GET POST", of="draft", send={"name": "更名", "target": "株洲"}),
    "upload_accept": Door(EDITORS, "POST", of="upload"),
    "upload_undo": Door(EDITORS, "POST", of="upload"),
    "upload_corrections": Door(EDITORS, of="upload"),
    "upload_original": Door(EDITORS, of="upload"),
    # records
    "record_list": Door(EVERYBODY, of="kind"),
    "record_export": Door(READERS, of="kind"),
    "record_detail": Door(EVERYBODY, of="record"),
    "record_new": Door(EDITORS, "GET POST", of="kind", send={"name": "新的一条"}),
    "record_edit": Door(EDITORS, "GET POST", of="record", may=plainly.edits, send={"name": "更名", "version": "1"}),
    "record_withdraw": Door(EDITORS, "GET POST", of="record", may=plainly.edits, send={"version": "1"}),
    "record_level": Door(
        EDITORS, "POST", of="record", may=plainly.edits, send={"level": "secret", "reason": "约定", "version": "1"}
    ),
    "record_release": Door(EDITORS, "POST", of="record", may=plainly.edits, send={"released": "yes", "version": "1"}),
    "record_review": Door(EDITORS),
    # matches
    "match_list": Door(EVERYBODY),
    "match_run": Door(MATCHERS, "POST"),
    "match_sheet": Door(EVERYBODY, of="demand"),
    # figures
    "bulletin": Door(BULLETIN),
    "bulletin_docx": Door(BULLETIN),
    "bulletin_pdf": Door(BULLETIN),
    "figure_rows": Door(EVERYBODY, of="figure"),
    # work behind the pages
    "jobs": Door(EVERYBODY),
    "job_cancel": Door(EVERYBODY, "POST", of="job"),
    # the API: what it says of itself, and any address that there is not
    "api_missing": Door(ANYBODY, "GET POST PUT PATCH DELETE OPTIONS"),
    # the API: long jobs
    "api:jobs_list": Door(EVERYBODY),
    "api:jobs_read": Door(EVERYBODY, of="job"),
    "api:jobs_cancel": Door(EVERYBODY, "POST", of="job", grant="write"),
}
