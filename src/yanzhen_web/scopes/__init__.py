"""Who may see and do what: stated here, and nowhere else.

    actors       who asks: roles, desks, what a key for programs was given
    rows         which rows of each model an actor sees
    deeds        what an actor may do to a row that is seen
    particulars  which fields of a record that is seen an actor reads, and what stands in place of the others
    guarding     managers that answer nobody who does not say on whose behalf

The rules, for records (a withdrawn one is seen by nobody):
- open (公开): everybody; a lead or a demand that is not released yet goes by a code (某新材料企业) and without the
  amounts that wait for release;
- internal (内部): the organisation that owns it and those above it in the tree, an office also within its own
  region; the organiser and the platform all of them;
- secret (商业秘密): the organisation that owns it and those above it, nobody else;
- the auditor reads the history, and nothing else.
What comes of a record (amounts, versions …) is seen with it. A match is for its parties: those who see both sides,
and one of them from inside.
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
from yanzhen_web.scopes.deeds import (
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
from yanzhen_web.scopes.rows import (
    is_current,
    is_live,
    is_unended,
    knew_record,
    reads_contacts,
    sees_all_inside,
    sees_closely,
    sees_draft,
    sees_entry,
    sees_event,
    sees_history,
    sees_inside,
    sees_invitation,
    sees_job,
    sees_link,
    sees_match,
    sees_membership,
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

__all__ = [
    "API_CLIENT",
    "AUDITOR",
    "CITY",
    "COUNTY",
    "EDITORS",
    "ENTERPRISE",
    "GRANTS",
    "LEADER",
    "OFFICES",
    "ORGANISER",
    "OVERSEERS",
    "PARK",
    "PLATFORM",
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
    "edits_record",
    "foundable_kinds",
    "grantable_roles",
    "invited_kinds",
    "is_current",
    "is_live",
    "is_unended",
    "keyable_grants",
    "knew_record",
    "manages_organisation",
    "manages_person",
    "masks_record",
    "reads_contacts",
    "reads_field",
    "sees_all_inside",
    "sees_closely",
    "sees_draft",
    "sees_entry",
    "sees_event",
    "sees_history",
    "sees_inside",
    "sees_invitation",
    "sees_job",
    "sees_link",
    "sees_match",
    "sees_membership",
    "sees_nothing",
    "sees_organisation",
    "sees_own",
    "sees_record",
    "sees_session",
    "sees_through_record",
    "sees_upload",
    "sees_webhook",
    "shares_event",
    "shares_record",
    "tells_for_organisation",
    "within",
]
