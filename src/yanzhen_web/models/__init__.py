"""What the site keeps; a file a stage."""

from yanzhen_web.models.collect import DraftRow, Upload
from yanzhen_web.models.events import Event, Session
from yanzhen_web.models.jobs import Job
from yanzhen_web.models.match import Match
from yanzhen_web.models.people import Membership, Organisation, Token, User
from yanzhen_web.models.publication import Publication
from yanzhen_web.models.records import Amount, BusinessDate, Participation, Record, RecordVersion
from yanzhen_web.models.report import CitedFigure

__all__ = [
    "Amount",
    "BusinessDate",
    "CitedFigure",
    "DraftRow",
    "Event",
    "Job",
    "Match",
    "Membership",
    "Organisation",
    "Participation",
    "Publication",
    "Record",
    "RecordVersion",
    "Session",
    "Token",
    "Upload",
    "User",
]
