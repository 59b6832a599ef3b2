"""What the site keeps; a file a stage."""

from yanzhen_web.models.admission import (
    AdmissionBook,
    AdmissionCase,
    AdmissionCondition,
    AdmissionMeeting,
    AdmissionOpinion,
)
from yanzhen_web.models.allocation import AllocationRun, AllocationStudy, TransferProposal
from yanzhen_web.models.collect import DraftRow, Upload
from yanzhen_web.models.events import Event, Session
from yanzhen_web.models.exchange import Carried, Correspondent, Parcel
from yanzhen_web.models.history import AuditEntry, PersonalValue, PersonRef, Seal
from yanzhen_web.models.jobs import Job
from yanzhen_web.models.likenesses import Likeness, Merge
from yanzhen_web.models.match import Match, MatchDecision, MatchModel
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
    "AllocationRun",
    "AllocationStudy",
    "Amount",
    "Approval",
    "AuditEntry",
    "BusinessDate",
    "Carried",
    "CitedFigure",
    "Comparison",
    "Consent",
    "Correspondent",
    "DataRequest",
    "Delivery",
    "DraftRow",
    "Event",
    "Happening",
    "IdempotencyKey",
    "Invitation",
    "Job",
    "Lexicon",
    "Likeness",
    "Match",
    "MatchDecision",
    "MatchModel",
    "Membership",
    "Merge",
    "Organisation",
    "Parcel",
    "Participation",
    "PersonRef",
    "PersonalValue",
    "PlaceQuestion",
    "PlaceValue",
    "Publication",
    "Record",
    "RecordVersion",
    "Report",
    "ReportRow",
    "ReportVersion",
    "Round",
    "RowChange",
    "RowQuestion",
    "Seal",
    "Session",
    "ShareLink",
    "StampScan",
    "Template",
    "Token",
    "TransferProposal",
    "Upload",
    "User",
    "Webhook",
]
