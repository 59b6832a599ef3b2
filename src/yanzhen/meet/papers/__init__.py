"""The papers of an event, from its handbook to the list of signings.

A paper is composed from a `Programme`, approved name by name, printed as PDF or Word file, and remembered as a
manifest, so that a late change reprints only the sheets that it changed.
"""

from yanzhen.meet.papers.approval import Approval, Doubt, NotApproved, Wording
from yanzhen.meet.papers.cards import badges, table_cards
from yanzhen.meet.papers.handbook import handbook
from yanzhen.meet.papers.logistics import service_lists, unattended
from yanzhen.meet.papers.paper import Paper, Sheet
from yanzhen.meet.papers.printing import paper_pdf
from yanzhen.meet.papers.programme import (
    AgendaItem,
    Guest,
    Hall,
    Liaison,
    Programme,
    Room,
    Session,
    Signing,
    Vehicle,
)
from yanzhen.meet.papers.reprint import changed_sheets, changes_since, manifest_of, read_manifest, reprint
from yanzhen.meet.papers.script import host_script
from yanzhen.meet.papers.seating import DOMESTIC, EVEN_TURNED, INTERNATIONAL, SeatRule, order_of_row, seat_rows
from yanzhen.meet.papers.seatplan import seat_plan
from yanzhen.meet.papers.signinglist import signing_list
from yanzhen.meet.papers.stageorder import stage_order
from yanzhen.meet.papers.word import paper_docx

__all__ = [
    "DOMESTIC", "EVEN_TURNED", "INTERNATIONAL",
    "AgendaItem", "Approval", "Doubt", "Guest", "Hall", "Liaison", "NotApproved", "Paper", "Programme", "Room",
    "SeatRule", "Session", "Sheet", "Signing", "Vehicle", "Wording",
    "badges",
    "changed_sheets", "changes_since", "handbook", "host_script", "manifest_of", "order_of_row", "paper_docx",
    "paper_pdf",
    "read_manifest", "reprint", "seat_plan", "seat_rows", "service_lists", "signing_list", "stage_order", "table_cards",
    "unattended",
]  # fmt: skip
