"""Who may see and do what: stated here, and nowhere else.

    actors       who asks: roles, desks, what a key for programs was given
    rows         which rows of each model an actor sees
    rounds       who sees collection rounds, reports and their rows, and may do what to them
    deeds        what an actor may do to a row that is seen
    particulars  which fields of a record that is seen an actor reads, and what stands in place of the others
    meeting      who runs an event, and who sees its guests, meetings and papers
    siting       who sees values of places, questions about them, comparisons of them
    allocating   who sees studies of all projects together, and what they propose
    guarding     managers that answer nobody who does not say on whose behalf

The rules, for records (a withdrawn one is seen by nobody):
- open (公开): everybody; a lead or a demand that is not released yet goes by a code (某新材料企业) and without the
  amounts that wait for release;
- internal (内部): the organisation that owns it and those above it in the tree, an office also within its own
  region; the organiser and the platform all of them;
- secret (商业秘密): the organisation that owns it and those above it, nobody else;
- the auditor reads the history, and nothing else.
What comes of a record (amounts, versions …) is seen with it. What is sent in for a collection round is for who sent
it, who asked for it, and those above. A match is for its parties: those who see both sides,
and one of them from inside. What somebody decided on a match is for their own office and those above it; what an office
learned from such decisions is its own. So is a comparison of places: not even those above it read that.
The programme of an event goes with the event; who comes, who meets whom and what was said there is for the office that
holds it and for whoever sent the guest. A guest's own link opens what is the guest's, and nothing else.
"""

from yanzhen_web.scopes.actors import (
    API_CLIENT,
    AUDITOR,
    CITY,
    COUNTY,
    EDITORS,
    ENTERPRISE,
    GRANTS,
    LEADER,
    MATCHERS,
    OFFICES,
    ORGANISER,
    OVERSEERS,
    PARK,
    PLATFORM,
    READERS,
    ROLES,
    SERVICE,
    UNIVERSITY,
    Actor,
    Desk,
)
from yanzhen_web.scopes.allocating import (
    PLANNERS,
    PROPOSED_TO,
    answers_proposal,
    sees_proposal,
    sees_run,
    sees_study,
)
from yanzhen_web.scopes.deeds import (
    decides_match,
    edits_record,
    foundable_kinds,
    grantable_roles,
    invited_kinds,
    keyable_grants,
    manages_organisation,
    manages_person,
    shares_event,
    shares_record,
    tells_for_organisation,
)
from yanzhen_web.scopes.guarding import Guarded, Rule, Unscoped
from yanzhen_web.scopes.particulars import Relation, masks_record, reads_field
from yanzhen_web.scopes.rounds import (
    approves_report,
    decides_report,
    keeps_template,
    runs_round,
    sees_correspondent,
    sees_lexicon,
    sees_report,
    sees_report_rows,
    sees_round,
    sees_rows,
    sees_template,
    sees_version,
    sees_version_rows,
    sends_report,
)
from yanzhen_web.scopes.rows import (
    is_current,
    is_live,
    is_unended,
    knew_record,
    reads_contacts,
    sees_agenda,
    sees_all_inside,
    sees_closely,
    sees_decision,
    sees_draft,
    sees_entering,
    sees_entry,
    sees_event,
    sees_history,
    sees_inside,
    sees_invitation,
    sees_job,
    sees_link,
    sees_match,
    sees_membership,
    sees_model,
    sees_nothing,
    sees_organisation,
    sees_own,
    sees_record,
    sees_session,
    sees_through_record,
    sees_upload,
    sees_webhook,
    within,
)
from yanzhen_web.scopes.siting import sees_comparison, sees_place_question, sees_place_value

__all__ = [
    "API_CLIENT",
    "AUDITOR",
    "CITY",
    "COUNTY",
    "EDITORS",
    "ENTERPRISE",
    "GRANTS",
    "LEADER",
    "MATCHERS",
    "OFFICES",
    "ORGANISER",
    "OVERSEERS",
    "PARK",
    "PLANNERS",
    "PLATFORM",
    "PROPOSED_TO",
    "READERS",
    "ROLES",
    "SERVICE",
    "UNIVERSITY",
    "Actor",
    "Desk",
    "Guarded",
    "Relation",
    "Rule",
    "Unscoped",
    "answers_proposal",
    "approves_report",
    "decides_match",
    "decides_report",
    "edits_record",
    "foundable_kinds",
    "grantable_roles",
    "invited_kinds",
    "is_current",
    "is_live",
    "is_unended",
    "keeps_template",
    "keyable_grants",
    "knew_record",
    "manages_organisation",
    "manages_person",
    "masks_record",
    "reads_contacts",
    "reads_field",
    "runs_round",
    "sees_agenda",
    "sees_all_inside",
    "sees_closely",
    "sees_comparison",
    "sees_correspondent",
    "sees_decision",
    "sees_draft",
    "sees_entering",
    "sees_entry",
    "sees_event",
    "sees_history",
    "sees_inside",
    "sees_invitation",
    "sees_job",
    "sees_lexicon",
    "sees_link",
    "sees_match",
    "sees_membership",
    "sees_model",
    "sees_nothing",
    "sees_organisation",
    "sees_own",
    "sees_place_question",
    "sees_place_value",
    "sees_proposal",
    "sees_record",
    "sees_report",
    "sees_report_rows",
    "sees_round",
    "sees_rows",
    "sees_run",
    "sees_session",
    "sees_study",
    "sees_template",
    "sees_through_record",
    "sees_upload",
    "sees_version",
    "sees_version_rows",
    "sees_webhook",
    "sends_report",
    "shares_event",
    "shares_record",
    "tells_for_organisation",
    "within",
]
