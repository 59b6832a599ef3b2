"""Which door opens to whom, said once more, apart from the site's own declarations.

Every route has a line here: a page by its route's name, an operation of the API as `api:` and the name of its
function. Without a line the build fails. To add one:

    "record_list": Door(READERS),                           a page for these roles (default method GET)
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
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yanzhen.place.library import LIBRARY
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
SHARING_OFFICES = OFFICES - {"platform_admin"}
PLANNERS = frozenset({"organiser"})
PROPOSED_TO = frozenset({"organiser", "city_office", "county_office", "park"})
AUDITORS = frozenset({"auditor"})
WATCHERS = EDITORS | {"leader"}
HOSTS = frozenset({"organiser", "city_office", "county_office", "park"})
EVENT_WATCHERS = HOSTS | {"leader"}
ASKERS = frozenset({"organiser", "city_office", "county_office", "park", "service", "api_client"})


def _decides_pair(person: Any, pair: Any) -> bool:
    return plainly.decides_pair(person, *pair)


def _decides_match(person: Any, pair: Any) -> bool:
    return plainly.decides_match(person, *pair)


def _sees_decision(person: Any, decision: Any) -> bool:
    return plainly.sees_decision(person, *decision)


def _sends_guests(person: Any, _: Any) -> bool:
    return plainly.sees_event(person, "open")


def _applies(person: Any, paper: Any) -> bool:
    return paper.kind == "project" and plainly.edits(person, paper)


def _judges_park(person: Any, paper: Any) -> bool:
    return paper.kind == "park" and plainly.edits(person, paper)


_EVENT = {"name": "示例活动", "starts_on": "2031-04-01", "ends_on": "2031-04-02"}
_RULES = {"guest": "warn", "hall": "block", "way": "allow", "walking_minutes": "5"}
_SESSION = {
    "kind": "local",
    "name": "示例新场",
    "admits": "all",
    "held_on": "2031-03-29",
    "starts": "15:00",
    "ends": "16:00",
}
_PLAN = {
    "name": "示例洽谈", "held_on": "2031-03-29", "starts": "14:00", "slot_minutes": "20", "slots": "6", "spare": "10",
    "least": "1", "travel_slots": "1", "notice_minutes": "15",
}  # fmt: skip
_ITEM = {"kind": "speech", "title": "示例致辞", "starts": "09:00", "minutes": "10"}


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
        none_yet: nobody in the town has one, so that it is missing for whoever is let in.
        sometimes_missing: 404 is an answer too: what is sent names something that is not there.
        nothing: there is nothing behind it: 404 for everybody.
    """

    who: frozenset[str]
    methods: str = "GET"
    of: str = ""
    may: Callable[[Any, Any], bool] | None = None
    grant: str = "read"
    send: Mapping[str, Any] | Callable[..., Mapping[str, Any]] | None = None
    pieces: Mapping[str, Any] = field(default_factory=dict)
    nothing: bool = False
    none_yet: bool = False
    sometimes_missing: bool = False

    def takes(self, method: str) -> bool:
        """Whether the route takes this method."""
        taken = self.methods.split()
        return method in taken or (method == "HEAD" and "GET" in taken)


def _a_book(*_: Any) -> dict[str, Any]:
    """A file that is taken for a workbook until somebody reads it."""
    return {"file": SimpleUploadedFile("示例.xlsx", b"PK")}


_TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()
_A_VALUE = {"criterion": "labour_cost", "value": "5000", "as_of": "2026-01-01", "source": "示例"}

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
    "government_sign_in": Door(ANYBODY, "POST", none_yet=True),
    "government_callback": Door(ANYBODY, none_yet=True),
    "sign_out": Door(ANYBODY, "POST"),
    "password_forgotten": Door(ANYBODY, "GET POST", send={"login": "nobody"}),
    "password_reset": Door(ANYBODY, "GET POST", pieces={"uidb64": "nobody", "token": "a-b"}),
    "mfa_index": Door(EVERYBODY),
    "usersessions_list": Door(EVERYBODY, "GET POST"),
    "government_disconnect": Door(EVERYBODY, "POST", none_yet=True),
    "account_reauthenticate": Door(EVERYBODY, "GET POST", send={"password": "not the password"}),
    "mfa_reauthenticate": Door(EVERYBODY, "GET POST", send={"code": "000000"}),
    "mfa_reauthenticate_webauthn": Door(EVERYBODY, "GET POST", send={"credential": "{}"}),
    "mfa_activate_totp": Door(EVERYBODY, "GET POST", send={"code": "000000"}),
    "mfa_deactivate_totp": Door(EVERYBODY, "GET POST", none_yet=True),
    "mfa_view_recovery_codes": Door(EVERYBODY, none_yet=True),
    "mfa_generate_recovery_codes": Door(EVERYBODY, "GET POST"),
    "mfa_list_webauthn": Door(EVERYBODY),
    "mfa_add_webauthn": Door(EVERYBODY, "GET POST", send={"name": "示例", "credential": "{}"}),
    "mfa_edit_webauthn": Door(EVERYBODY, "GET POST", pieces={"pk": 1}, send={"name": "示例"}),
    "mfa_remove_webauthn": Door(EVERYBODY, "GET POST", pieces={"pk": 1}),
    "set_language": Door(ANYBODY, "POST", send={"language": "en", "next": "/"}),
    "password_change": Door(EVERYBODY, "GET POST"),
    # books that came in
    "inbox": Door(EDITORS, "GET POST"),
    "inbox_paste": Door(EDITORS, "POST", send={"text": "项目名称\t投资方\n示例项目\t示例有限公司"}),
    "upload_detail": Door(EDITORS, of="upload"),
    "upload_progress": Door(EDITORS, of="upload"),
    "draft_edit": Door(EDITORS, "GET POST", of="draft", send={"name": "更名", "target": "株洲"}),
    "upload_column": Door(EDITORS, "GET POST", of="upload", pieces={"number": 1}, send={"key": "investor"}),
    "lexicon": Door(EDITORS, "GET POST", of="lexicon", send={"lesson": "0", "version": "1", "key": "investor"}),
    "upload_accept": Door(EDITORS, "POST", of="upload"),
    "upload_undo": Door(EDITORS, "POST", of="upload"),
    "upload_corrections": Door(EDITORS, of="upload"),
    "upload_original": Door(EDITORS, of="upload"),
    # records
    "record_list": Door(READERS, of="kind"),
    "record_export": Door(READERS, of="kind"),
    "record_detail": Door(READERS, of="record"),
    "record_new": Door(EDITORS, "GET POST", of="kind", send={"name": "新的一条"}),
    "record_edit": Door(EDITORS, "GET POST", of="record", may=plainly.edits, send={"name": "更名", "version": "1"}),
    "record_withdraw": Door(EDITORS, "GET POST", of="record", may=plainly.edits, send={"version": "1"}),
    "record_level": Door(
        EDITORS, "POST", of="record", may=plainly.edits, send={"level": "secret", "reason": "约定", "version": "1"}
    ),
    "record_release": Door(EDITORS, "POST", of="record", may=plainly.edits, send={"released": "yes", "version": "1"}),
    "record_review": Door(EDITORS),
    # matches
    "match_list": Door(READERS),
    "match_run": Door(MATCHERS, "POST"),
    "match_learn": Door(MATCHERS, "POST"),
    "match_sheet": Door(READERS, of="demand"),
    "match_decide": Door(EDITORS, "POST", of="match", may=_decides_match, send={"verdict": "accepted", "reason": "试"}),
    # siting
    "comparison_list": Door(EDITORS),
    "comparison_new": Door(EDITORS, "GET POST", send={"title": "示例选址"}),
    "comparison_detail": Door(EDITORS, of="comparison"),
    "comparison_describe": Door(EDITORS, "GET POST", of="comparison", send={"title": "示例选址"}),
    "comparison_choose": Door(EDITORS, "GET POST", of="comparison", send={"which": "all"}),
    "comparison_weigh": Door(EDITORS, "POST", of="comparison", send={"weighing": "words", f"w-{LIBRARY[0].key}": "5"}),
    "comparison_advanced": Door(EDITORS, "GET POST", of="comparison", send={"method": "sum", "weighing": "sliders"}),
    "comparison_beside": Door(EDITORS, of="comparison"),
    "comparison_shortlist": Door(
        EDITORS, "POST", of="comparison", send={"place": "Zz0Missing0Zz000", "wanted": "yes"}, sometimes_missing=True
    ),
    "comparison_docx": Door(EDITORS, of="comparison"),
    "comparison_pdf": Door(EDITORS, of="comparison"),
    "comparison_remove": Door(EDITORS, "POST", of="comparison"),
    "comparison_place": Door(EDITORS, of="compared place"),
    "place_ask": Door(EDITORS, "POST", of="compared place", send={"criterion": LIBRARY[0].key, "due": _TOMORROW}),
    "place_ask_back": Door(EDITORS, "POST", of="place question"),
    "place_profile": Door(READERS, of="place"),
    "place_value_enter": Door(EDITORS, "POST", of="place", may=plainly.answers_for_place, send=_A_VALUE),
    "place_value_back": Door(EDITORS, "POST", of="place value", may=plainly.answers_for_place),
    # all projects together
    "allocation_list": Door(PLANNERS),
    "allocation_new": Door(PLANNERS, "GET POST", send={"title": "示例测算"}),
    "allocation_detail": Door(PLANNERS, of="study"),
    "allocation_run": Door(PLANNERS, "POST", of="study", send={"name": "示例方案", "keys_first": "yes"}),
    "allocation_result": Door(PLANNERS, of="scenario"),
    "allocation_export": Door(PLANNERS, of="scenario"),
    "transfer_list": Door(PROPOSED_TO),
    "transfer_decide": Door(PLANNERS, "POST", of="transfer", may=plainly.plans_transfer, send={"state": "declined"}),
    "transfer_answer": Door(
        PROPOSED_TO, "POST", of="transfer", may=plainly.answers_transfer, send={"answer": "agreed"}
    ),
    # figures
    "bulletin": Door(BULLETIN),
    "bulletin_docx": Door(BULLETIN),
    "bulletin_pdf": Door(BULLETIN),
    "figure_rows": Door(READERS, of="figure"),
    # the whole country, as far as each sees it
    "country_flows": Door(READERS),
    "country_flows_export": Door(READERS),
    "country_flow_rows": Door(READERS),
    "country_clusters": Door(READERS),
    "country_cluster": Door(READERS, pieces={"public_id": "no-such-cluster"}, none_yet=True),
    "country_cluster_rows": Door(READERS, pieces={"public_id": "no-such-cluster"}, none_yet=True),
    "country_upgrading": Door(READERS),
    "country_upgrading_export": Door(READERS),
    "country_upgrading_rows": Door(READERS, sometimes_missing=True),
    # work behind the pages
    "jobs": Door(EVERYBODY),
    "job_cancel": Door(EVERYBODY, "POST", of="job"),
    # the history, for its auditors
    "history_list": Door(AUDITORS),
    "history_file": Door(AUDITORS),
    "history_entry": Door(AUDITORS, of="entry", may=lambda person, doing: plainly.sees_entry(person, *doing)),
    "history_record": Door(AUDITORS, of="record", may=plainly.audits),
    "history_seals": Door(AUDITORS),
    "history_verify": Door(AUDITORS, "POST"),
    "history_head": Door(AUDITORS, "POST"),
    # the API: what it says of itself, and any address that there is not
    "api_missing": Door(ANYBODY, "GET POST PUT PATCH DELETE OPTIONS", nothing=True),
    "api_schema": Door(ANYBODY),
    "api_docs": Door(ANYBODY),
    # the API: long jobs
    "api:jobs_list": Door(EVERYBODY),
    "api:jobs_read": Door(EVERYBODY, of="job"),
    "api:jobs_cancel": Door(EVERYBODY, "POST", of="job", grant="write"),
    # the programme, for calendars
    "programme": Door(ANYBODY),
    "event_programme": Door(ANYBODY, of="event"),
    # links that are handed out
    "record_share": Door(EDITORS, "GET POST", of="record", may=plainly.shares, send={"days": "7", "note": "示例"}),
    "bulletin_share": Door(SHARING_OFFICES, "GET POST", send={"days": "7", "note": "示例"}),
    "link_list": Door(EDITORS),
    "link_revoke": Door(EDITORS, "POST", of="link"),
    "shared": Door(ANYBODY, of="open link"),
    "shared_code": Door(ANYBODY, of="open link"),
    "twin_list": Door(OFFICES),
    "likeness_find": Door(OFFICES, "POST"),
    "likeness_detail": Door(OFFICES, of="likeness"),
    "likeness_decide": Door(SHARING_OFFICES, "POST", of="likeness", may=_decides_pair, send={"decision": "later"}),
    "likeness_merge": Door(SHARING_OFFICES, "GET POST", of="likeness", may=_decides_pair, send={"reason": "试"}),
    "merge_undo": Door(SHARING_OFFICES, "POST", pieces={"public_id": "Zz0Missing0Zz000"}, none_yet=True),
    # a person's own data and keys
    "privacy": Door(ANYBODY),
    "me": Door(EVERYBODY, "GET POST", send={"name": "更名", "phone": "13900000000", "email": ""}),
    "me_export": Door(EVERYBODY),
    "data_ask": Door(EVERYBODY, "POST", send={"kind": "erase", "text": "请删除"}),
    "data_take_back": Door(EVERYBODY, "POST", of="data_request"),
    "consent": Door(EVERYBODY, "POST", send={"agree": "yes", "edition": "2026-11"}),
    "my_keys": Door(EVERYBODY, "GET POST", send={"name": "示例", "grants": "read", "days": "30"}),
    "key_revoke": Door(EVERYBODY, "POST", of="key"),
    # people and organisations
    "staff": Door(OFFICES),
    "organisation_detail": Door(OFFICES, of="organisation"),
    "organisation_found": Door(OFFICES, "POST", of="organisation", send={"kind": "enterprise", "name": "示例公司"}),
    "organisation_suspend": Door(OFFICES, "POST", of="organisation"),
    "organisation_reinstate": Door(OFFICES, "POST", of="organisation"),
    "organisation_invite": Door(
        OFFICES,
        "POST",
        of="organisation",
        send={"what": "enterprise", "uses": "1", "days": "7"},
        sometimes_missing=True,
    ),  # a closed organisation takes nobody in
    "client_make": Door(
        OFFICES, "POST", of="organisation", send={"name": "示例程序", "grants": "read"}, sometimes_missing=True
    ),
    "client_renew": Door(OFFICES, "POST", of="program", send={"grants": "read"}),
    "invitations": Door(OFFICES),
    "invitation_revoke": Door(OFFICES, "POST", of="invitation"),
    "data_requests": Door(OFFICES),
    "data_request_decide": Door(
        OFFICES, "POST", of="data_request", may=plainly.manages_person, send={"done": "no", "answer": "不予"}
    ),
    "person_detail": Door(OFFICES, of="person", may=plainly.knows_person),
    "person_suspend": Door(OFFICES, "POST", of="person"),
    "person_reinstate": Door(OFFICES, "POST", of="person"),
    "person_reset": Door(OFFICES, "POST", of="person"),
    "person_drop_factors": Door(OFFICES, "POST", of="person"),
    "desk_end": Door(OFFICES, "POST", of="desk"),
    "hand_over": Door(EVERYBODY, "GET POST", of="desk", may=plainly.hands_over),
    "welcome": Door(EVERYBODY),
    "join": Door(ANYBODY, "GET POST", of="open invitation"),
    "join_code": Door(ANYBODY, of="open invitation"),
    # collection rounds: asked, sent in, decided on
    "round_list": Door(WATCHERS),
    "round_new": Door(
        ASKERS, "GET POST", send={"title": "示例月报", "cut_off": "2026-10-31T17:00", "kinds": "project"}
    ),
    "round_board": Door(WATCHERS, of="round"),
    "round_change": Door(
        ASKERS, "GET POST", of="round", may=plainly.runs_round, send={"title": "改名", "version": "1"}
    ),
    "round_copy": Door(
        ASKERS, "GET POST", of="round", may=plainly.runs_round, send={"title": "下月", "cut_off": "2026-11-30T17:00"}
    ),
    "round_close": Door(ASKERS, "POST", of="round", may=plainly.runs_round),
    "round_ledger": Door(ASKERS, of="round", may=plainly.runs_round),
    "admission_list": Door(WATCHERS),
    "admission_book": Door(SHARING_OFFICES, "GET POST", send={"version": "0"}),
    "admission_new": Door(SHARING_OFFICES, "GET POST", of="record", may=_applies, send={"note": "示例"}),
    "admission_meeting_new": Door(SHARING_OFFICES, "GET POST", send={"title": "示例会"}),
    "admission_meeting": Door(WATCHERS, of="admission meeting"),
    "admission_minutes_docx": Door(WATCHERS, of="admission meeting"),
    "admission_minutes_pdf": Door(WATCHERS, of="admission meeting"),
    "admission_opinion": Door(
        EDITORS, "POST", of="admission opinion", may=plainly.gives_opinion, send={"verdict": "agree"}
    ),
    "admission_yields": Door(SHARING_OFFICES, of="record", may=_judges_park),
    "admission_plots": Door(SHARING_OFFICES, of="record", may=_applies),
    "admission_case": Door(WATCHERS, of="admission case"),
    "admission_compare": Door(SHARING_OFFICES, "POST", of="admission case", may=plainly.runs_case),
    "admission_decide": Door(
        SHARING_OFFICES, "POST", of="admission case", may=plainly.decides_case, send={"outcome": "refused"}
    ),
    "admission_withdraw": Door(
        EDITORS, "POST", of="admission case", may=plainly.withdraws_case, send={"reason": "示例"}
    ),
    "admission_condition": Door(
        EDITORS,
        "POST",
        of="admission condition",
        may=plainly.meets_condition,
        send={"met_on": "2026-01-01", "evidence": "示例"},
    ),
    "admission_reopen": Door(SHARING_OFFICES, "POST", of="admission case", may=plainly.decides_case),
    "report_detail": Door(WATCHERS, of="report"),
    "report_upload": Door(EDITORS, "POST", of="report", may=plainly.sends_report, send=_a_book),
    "report_paste": Door(
        EDITORS,
        "POST",
        of="report",
        may=plainly.sends_report,
        send={"text": "项目名称\t投资方\n示例项目\t示例有限公司"},
    ),
    "report_send": Door(EDITORS, "POST", of="report", may=plainly.sends_report, send={"note": "示例"}),
    "report_decide": Door(
        ASKERS, "POST", of="report", may=plainly.decides_report, send={"decision": "accept", "version": "1"}
    ),
    "report_pass_on": Door(ASKERS, "GET POST", of="report", may=plainly.sends_report, send={"title": "县区先报"}),
    "report_chase": Door(ASKERS, of="report", may=plainly.decides_report),
    "report_code": Door(ASKERS, of="report", may=plainly.decides_report),
    "report_form": Door(EDITORS, of="report", may=plainly.sees_rows),
    "report_rows": Door(EDITORS, of="sent report"),
    "report_changes": Door(EDITORS, of="sent report"),
    "report_ledger": Door(EDITORS, of="sent report"),
    "report_print": Door(EDITORS, of="sent report"),
    "report_page_code": Door(EDITORS, of="sent report"),
    "report_sign": Door(
        WATCHERS, "POST", of="report", may=plainly.approves_report, send={"step": "filler", "version": "1"}
    ),
    "report_scan": Door(EDITORS, "POST", of="report", may=plainly.sends_report),
    "report_scan_file": Door(EDITORS, of="scan"),
    "question_ask": Door(ASKERS, "POST", of="report", may=plainly.decides_report, send={"key": "甲", "text": "为何？"}),
    "question_answer": Door(EDITORS, "POST", of="question on its page", may=plainly.answers, send={"answer": "已核对"}),
    "question_settle": Door(ASKERS, "POST", of="question on its page", may=plainly.asks),
    "template_list": Door(ASKERS, "GET POST"),
    "template_detail": Door(ASKERS, of="template"),
    "template_column": Door(
        ASKERS, "POST", of="template", may=plainly.keeps_template, send={"sheet": "0", "column": "0", "version": "1"}
    ),
    "template_retire": Door(ASKERS, "POST", of="template", may=plainly.keeps_template),
    # rounds as files
    "exchange": Door(ASKERS),
    "exchange_card": Door(ASKERS),
    "exchange_code": Door(ASKERS),
    "exchange_trust": Door(ASKERS, "POST", send={"card": "yanzhen-key:1", "office": "above"}),
    "exchange_in": Door(ASKERS, "POST"),
    "exchange_out": Door(ASKERS, "POST", of="correspondent", send={"round": "missing"}),
    "exchange_revoke": Door(ASKERS, "POST", of="correspondent"),
    # the API: collection rounds
    "api:rounds_list": Door(WATCHERS),
    "api:rounds_create": Door(ASKERS, "POST", grant="write"),
    "api:rounds_read": Door(WATCHERS, of="round"),
    "api:rounds_update": Door(ASKERS, "PUT", of="round", may=plainly.runs_round, grant="write"),
    "api:rounds_copy": Door(ASKERS, "POST", of="round", may=plainly.runs_round, grant="write"),
    "api:rounds_close": Door(ASKERS, "POST", of="round", may=plainly.runs_round, grant="write"),
    "api:rounds_reopen": Door(ASKERS, "POST", of="round", may=plainly.runs_round, grant="write"),
    "api:rounds_reports": Door(WATCHERS, of="round"),
    "api:reports_list": Door(WATCHERS),
    "api:reports_read": Door(WATCHERS, of="report"),
    "api:reports_pass_on": Door(ASKERS, "POST", of="report", may=plainly.sends_report, grant="write"),
    "api:reports_upload": Door(
        EDITORS, "POST", of="report", may=plainly.sends_report, grant="write contacts", send=_a_book
    ),
    "api:reports_send": Door(
        EDITORS, "POST", of="report", may=plainly.sends_report, grant="write contacts", send={"note": "示例"}
    ),
    "api:reports_decide": Door(
        ASKERS,
        "POST",
        of="report",
        may=plainly.decides_report,
        grant="write",
        send={"decision": "accept", "version": 1},
    ),
    "api:reports_versions": Door(WATCHERS, of="report"),
    "api:reports_rows": Door(EDITORS, of="sent report", grant="read contacts"),
    "api:reports_changes": Door(EDITORS, of="sent report", grant="read contacts"),
    "api:questions_list": Door(EDITORS, of="report", grant="read contacts"),
    "api:questions_ask": Door(ASKERS, "POST", of="report", may=plainly.decides_report, grant="write contacts"),
    "api:questions_answer": Door(EDITORS, "PUT", of="question", may=plainly.answers, grant="write contacts"),
    "api:questions_settle": Door(ASKERS, "POST", of="question", may=plainly.asks, grant="write contacts"),
    # meet: the programme
    "event_desk": Door(EVENT_WATCHERS),
    "event_new": Door(HOSTS, "GET POST", send=_EVENT),
    "event_page": Door(EVENT_WATCHERS, of="held event", may=plainly.watches_event),
    "event_settings": Door(HOSTS, "GET POST", of="held event", may=plainly.runs_event, send=_RULES),
    "session_new": Door(HOSTS, "GET POST", of="held event", may=plainly.runs_event, send=_SESSION),
    "hall_new": Door(HOSTS, "GET POST", of="held event", may=plainly.runs_event, send={"name": "示例新厅"}),
    "hall_edit": Door(HOSTS, "GET POST", of="held hall", may=plainly.runs_event, send={"name": "示例厅"}),
    "hall_delete": Door(HOSTS, "POST", of="held hall", may=plainly.runs_event),
    "session_page": Door(ANYBODY, of="held session", may=_sends_guests),
    "session_edit": Door(HOSTS, "GET POST", of="held session", may=plainly.runs_session, send=_SESSION),
    "session_delete": Door(HOSTS, "POST", of="held session", may=plainly.runs_session),
    "agenda_item_new": Door(HOSTS, "GET POST", of="held session", may=plainly.runs_session, send=_ITEM),
    "agenda_item_edit": Door(HOSTS, "GET POST", of="agenda item", may=plainly.runs_session, send=_ITEM),
    "agenda_item_delete": Door(HOSTS, "POST", of="agenda item", may=plainly.runs_session),
    # end of meet: the programme
    # meet: guests
    "guest_list": Door(EDITORS | {"leader"}, of="held event", may=_sends_guests),
    "guest_export": Door(EDITORS | {"leader"}, of="held event", may=_sends_guests),
    "guest_page": Door(EDITORS | {"leader"}, of="guest"),
    "guest_new": Door(
        EDITORS, "GET POST", of="held event", may=_sends_guests, send={"name": "示例来宾", "role": "delegate"}
    ),
    "guest_import": Door(
        EDITORS, "GET POST", of="held event", may=_sends_guests, send={"rows": "示例来宾\t示例公司", "state": "coming"}
    ),
    "guest_invitations": Door(EDITORS, of="held event", may=_sends_guests),
    "guest_edit": Door(
        EDITORS, "GET POST", of="guest", may=plainly.edits_coming, send={"name": "示例来宾", "role": "vip"}
    ),
    "guest_state": Door(EDITORS, "POST", of="guest", may=plainly.edits_coming, send={"state": "cancelled"}),
    "guest_codes": Door(EDITORS, "POST", of="guest", may=plainly.edits_coming),
    "guest_rsvp": Door(ANYBODY, "GET POST", of="guest link", send={"comes": "yes"}),
    # end of meet: guests
    # meet: the ceremony and papers
    # (doors of the ceremony and papers stand here)
    # end of meet: the ceremony and papers
    # meet: plans of meetings
    "meeting_plan_list": Door(EVENT_WATCHERS, of="held event", may=plainly.watches_event),
    "meeting_plan_new": Door(HOSTS, "GET POST", of="held event", may=plainly.runs_event, send=_PLAN),
    "meeting_plan": Door(EVENT_WATCHERS, of="meeting plan", may=plainly.watches_event),
    "meeting_plan_edit": Door(HOSTS, "GET POST", of="meeting plan", may=plainly.runs_event, send=_PLAN),
    "make_timetable": Door(HOSTS, "POST", of="meeting plan", may=plainly.runs_event),
    "publish_timetable": Door(HOSTS, "POST", of="meeting plan", may=plainly.runs_event),
    "meeting_parties": Door(EVENT_WATCHERS, of="meeting plan", may=plainly.watches_event),
    "meeting_parties_add": Door(HOSTS, "POST", of="meeting plan", may=plainly.runs_event),
    "meeting_party": Door(HOSTS, "GET POST", of="meeting party", may=plainly.runs_event, send={"unavailable": "1"}),
    "meeting_requests": Door(EVENT_WATCHERS, of="meeting plan", may=plainly.watches_event),
    "meeting_request_new": Door(HOSTS, "GET POST", of="meeting plan", may=plainly.runs_event, send={"value": "1"}),
    "meeting_request_take_back": Door(HOSTS, "POST", of="meeting request", may=plainly.edits_request),
    # end of meet: plans of meetings
    # meet: a delegate's own page
    # (doors of a delegate's own page stand here)
    # end of meet: a delegate's own page
    # meet: checking in
    # (doors of checking in stand here)
    # end of meet: checking in
    # meet: what came of meetings
    # (doors of what came of meetings stand here)
    # end of meet: what came of meetings
    # the API: records
    "api:kinds_list": Door(READERS),
    "api:kinds_read": Door(READERS, of="kind"),
    "api:records_list": Door(READERS, of="kind"),
    "api:records_search": Door(READERS),
    "api:records_read": Door(READERS, of="record"),
    "api:records_create": Door(EDITORS, "POST", of="kind", grant="write", send={"name": "新的一条", "fields": {}}),
    "api:records_update": Door(
        EDITORS, "PATCH", of="record", may=plainly.edits, grant="write", send={"name": "更名", "fields": {}}
    ),
    "api:records_withdraw": Door(EDITORS, "DELETE", of="record", may=plainly.edits, grant="write"),
    "api:records_classify": Door(EDITORS, "PUT", of="record", may=plainly.edits, grant="write"),
    "api:records_release": Door(EDITORS, "PUT", of="record", may=plainly.edits, grant="write", send={"released": True}),
    "api:records_review": Door(EDITORS, grant="write"),
    "api:owners_list": Door(EDITORS, grant="write"),
    "api:exports_read": Door(READERS, of="file of a kind"),
    "api:versions_list": Door(READERS, of="record", may=plainly.reads_history),
    "api:versions_read": Door(READERS, of="record", may=plainly.reads_history, pieces={"number": 1}),
    "api:twins_list": Door(OFFICES),
    "api:twins_of": Door(OFFICES, of="record"),
    "api:likenesses_list": Door(OFFICES),
    "api:likenesses_find": Door(OFFICES, "POST", grant="write"),
    "api:likenesses_read": Door(OFFICES, of="likeness"),
    "api:likenesses_decide": Door(SHARING_OFFICES, "POST", of="likeness", may=_decides_pair, grant="write"),
    "api:likenesses_merge": Door(SHARING_OFFICES, "POST", of="likeness", may=_decides_pair, grant="write"),
    "api:merges_list": Door(OFFICES),
    "api:merges_undo": Door(
        SHARING_OFFICES, "POST", pieces={"public_id": "Zz0Missing0Zz000"}, none_yet=True, grant="write"
    ),
    "api:links_list": Door(EDITORS),
    "api:links_create": Door(EDITORS, "POST", of="record", may=plainly.shares, grant="write"),
    "api:links_create_for_bulletin": Door(SHARING_OFFICES, "POST", grant="write"),
    "api:links_revoke": Door(EDITORS, "DELETE", of="link", grant="write"),
    # the API: books
    "api:imports_list": Door(EDITORS, grant="read contacts"),
    "api:imports_create": Door(EDITORS, "POST", grant="write contacts"),
    "api:imports_read": Door(EDITORS, of="upload", grant="read contacts"),
    "api:imports_rows": Door(EDITORS, of="upload", grant="read contacts"),
    "api:imports_row": Door(EDITORS, of="draft", grant="read contacts"),
    "api:imports_correct": Door(EDITORS, "PATCH", of="draft", grant="write contacts"),
    "api:imports_accept": Door(EDITORS, "POST", of="upload", grant="write contacts"),
    "api:imports_undo": Door(EDITORS, "POST", of="upload", grant="write contacts"),
    "api:imports_corrections": Door(EDITORS, of="upload", grant="read contacts"),
    "api:imports_original": Door(EDITORS, of="upload", grant="read contacts"),
    # the API: matches, figures, events
    "api:matches_list": Door(READERS),
    "api:matches_of": Door(READERS, of="paired record"),
    "api:matches_run": Door(MATCHERS, "POST", grant="write"),
    "api:matches_learn": Door(MATCHERS, "POST", grant="write"),
    "api:matches_decide": Door(EDITORS, "POST", of="match", may=_decides_match, grant="write"),
    "api:matches_take_back": Door(EDITORS, "DELETE", of="match", may=_decides_match, grant="write"),
    "api:matches_decisions": Door(READERS),
    "api:matches_decision": Door(READERS, of="decision", may=_sees_decision),
    "api:figures_list": Door(READERS),
    "api:figures_read": Door(READERS, of="figure"),
    "api:figures_rows": Door(READERS, of="figure"),
    "api:country_flows": Door(READERS),
    "api:country_upgrading": Door(READERS),
    "api:charts_read": Door(READERS, pieces={"chart": "by_chain"}),
    "api:bulletin_read": Door(BULLETIN),
    "api:bulletin_docx": Door(BULLETIN),
    "api:bulletin_pdf": Door(BULLETIN),
    "api:events_list": Door(READERS),
    "api:events_read": Door(READERS, of="event"),
    "api:events_sessions": Door(READERS, of="event"),
    "api:events_programme": Door(READERS, of="event"),
    # the API: oneself and one's own keys
    "api:me_read": Door(EVERYBODY),
    "api:keys_list": Door(EVERYBODY),
    "api:keys_revoke": Door(EVERYBODY, "DELETE", of="key", grant="write"),
    # the API: one's own data, and what people ask of it
    "api:me_data": Door(EVERYBODY),
    "api:me_correct": Door(EVERYBODY, "PATCH", grant="write"),
    "api:consents_list": Door(EVERYBODY),
    "api:consents_give": Door(EVERYBODY, "POST", grant="write"),
    "api:consents_withdraw": Door(EVERYBODY, "POST", grant="write"),
    "api:requests_list": Door(EVERYBODY),
    "api:requests_create": Door(EVERYBODY, "POST", grant="write"),
    "api:requests_take_back": Door(EVERYBODY, "POST", of="data_request", grant="write"),
    "api:data_requests_list": Door(OFFICES, grant="people"),
    "api:data_requests_decide": Door(
        OFFICES, "POST", of="data_request", may=plainly.manages_person, grant="people write"
    ),
    # the API: webhooks
    "api:webhook_events_list": Door(EVERYBODY),
    "api:webhooks_list": Door(EVERYBODY),
    "api:webhooks_create": Door(EVERYBODY, "POST", grant="write"),
    "api:webhooks_read": Door(EVERYBODY, of="webhook"),
    "api:webhooks_update": Door(EVERYBODY, "PATCH", of="webhook", grant="write"),
    "api:webhooks_delete": Door(EVERYBODY, "DELETE", of="webhook", grant="write"),
    "api:webhooks_secret": Door(EVERYBODY, "POST", of="webhook", grant="write"),
    "api:webhooks_test": Door(EVERYBODY, "POST", of="webhook", grant="write"),
    "api:deliveries_list": Door(EVERYBODY, of="webhook"),
    "api:deliveries_read": Door(EVERYBODY, of="delivery"),
    "api:deliveries_redeliver": Door(EVERYBODY, "POST", of="delivery", grant="write"),
    # the API: people and organisations
    "api:program_keys_list": Door(OFFICES, grant="people"),
    "api:program_keys_revoke": Door(OFFICES, "DELETE", of="program_key", grant="people write"),
    "api:organisations_list": Door(OFFICES, grant="people"),
    "api:organisations_create": Door(
        OFFICES, "POST", grant="people write", sometimes_missing=True
    ),  # its example names nobody
    "api:organisations_read": Door(OFFICES, of="organisation", grant="people"),
    "api:organisations_suspend": Door(OFFICES, "POST", of="organisation", grant="people write"),
    "api:organisations_reinstate": Door(OFFICES, "POST", of="organisation", grant="people write"),
    "api:invitations_list": Door(OFFICES, grant="people"),
    "api:invitations_create": Door(
        OFFICES, "POST", of="organisation", grant="people write", sometimes_missing=True
    ),  # its example names nobody
    "api:invitations_revoke": Door(OFFICES, "DELETE", of="invitation", grant="people write"),
    "api:people_list": Door(OFFICES, grant="people"),
    "api:people_read": Door(OFFICES, of="person", may=plainly.knows_person, grant="people"),
    "api:people_suspend": Door(OFFICES, "POST", of="person", grant="people write"),
    "api:people_reinstate": Door(OFFICES, "POST", of="person", grant="people write"),
    "api:desks_list": Door(OFFICES, of="organisation", grant="people"),
    "api:desks_create": Door(
        OFFICES, "POST", of="organisation", grant="people write", sometimes_missing=True
    ),  # its example names nobody
    "api:desks_end": Door(OFFICES, "DELETE", of="desk", grant="people write"),
    "api:desks_hand_over": Door(
        OFFICES, "POST", of="desk", may=plainly.hands_over, grant="people write", sometimes_missing=True
    ),
    # the API: the history, for auditors
    "api:history_list": Door(AUDITORS, grant="history"),
    "api:history_entry": Door(AUDITORS, of="entry", grant="history"),
    "api:history_record": Door(AUDITORS, of="record", may=plainly.audits, grant="history"),
    "api:history_export": Door(AUDITORS, grant="history", pieces={"form": "csv"}),
    "api:history_head": Door(AUDITORS, grant="history", sometimes_missing=True),
    "api:history_take_head": Door(AUDITORS, "POST", grant="history"),
    "api:history_seals": Door(AUDITORS, grant="history"),
    "api:history_verify": Door(AUDITORS, "POST", grant="history"),
}
