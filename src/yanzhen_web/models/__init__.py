"""What the site keeps; a file a stage."""

from yanzhen_web.models.admission import (
    AdmissionBook,
    AdmissionCase,
    AdmissionCondition,
    AdmissionMeeting,
    AdmissionOpinion,
)
from yanzhen_web.models.allocation import AllocationRun, AllocationStudy, TransferProposal
from yanzhen_web.models.ceremony import PrintedPaper, StageSigning
from yanzhen_web.models.collect import DraftRow, Upload
from yanzhen_web.models.events import AgendaItem, Event, Hall, Session
from yanzhen_web.models.exchange import Carried, Correspondent, Parcel
from yanzhen_web.models.guests import CheckIn, CheckInDesk, Guest, Liaison, Room, SessionGuest, Vehicle
from yanzhen_web.models.history import AuditEntry, PersonalValue, PersonRef, Seal
from yanzhen_web.models.jobs import Job
from yanzhen_web.models.likenesses import Likeness, Merge
from yanzhen_web.models.match import Match, MatchDecision, MatchModel
from yanzhen_web.models.meetings import (
    FollowUp,
    Meeting,
    MeetingMark,
    MeetingParty,
    MeetingPlan,
    MeetingRequest,
    Notice,
)
from yanzhen_web.models.people import Consent, DataRequest, Invitation, Membership, Organisation, Token, User
from yanzhen_web.models.place import Comparison, PlaceQuestion, PlaceValue
from yanzhen_web.models.programs import Delivery, Happening, IdempotencyKey, Webhook
from yanzhen_web.models.publication import Publication
from yanzhen_web.models.records import Amount, BusinessDate, Participation, Record, RecordVersion
from yanzhen_web.models.report import CitedFigure
from yanzhen_web.models.rounds import (
    Approval,
    Lexicon,
    Report,
    ReportRow,
    ReportVersion,
    Round,
    RowChange,
    RowQuestion,
    StampScan,
    Template,
)
from yanzhen_web.models.sharing import ShareLink

__all__ = [
    "AdmissionBook",
    "AdmissionCase",
    "AdmissionCondition",
    "AdmissionMeeting",
    "AdmissionOpinion",
    "AgendaItem",
    "AllocationRun",
    "AllocationStudy",
    "Amount",
    "Approval",
    "AuditEntry",
    "BusinessDate",
    "Carried",
    "CheckIn",
    "CheckInDesk",
    "CitedFigure",
    "Comparison",
    "Consent",
    "Correspondent",
    "DataRequest",
    "Delivery",
    "DraftRow",
    "Event",
    "FollowUp",
    "Guest",
    "Hall",
    "Happening",
    "IdempotencyKey",
    "Invitation",
    "Job",
    "Lexicon",
    "Liaison",
    "Likeness",
    "Match",
    "MatchDecision",
    "MatchModel",
    "Meeting",
    "MeetingMark",
    "MeetingParty",
    "MeetingPlan",
    "MeetingRequest",
    "Membership",
    "Merge",
    "Notice",
    "Organisation",
    "Parcel",
    "Participation",
    "PersonRef",
    "PersonalValue",
    "PlaceQuestion",
    "PlaceValue",
    "PrintedPaper",
    "Publication",
    "Record",
    "RecordVersion",
    "Report",
    "ReportRow",
    "ReportVersion",
    "Room",
    "Round",
    "RowChange",
    "RowQuestion",
    "Seal",
    "Session",
    "SessionGuest",
    "ShareLink",
    "StageSigning",
    "StampScan",
    "Template",
    "Token",
    "TransferProposal",
    "Upload",
    "User",
    "Vehicle",
    "Webhook",
]
