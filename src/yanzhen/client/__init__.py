"""A client of the site's API: typed, patient, and it never does anything twice.

    from yanzhen.client import Client

    with Client("https://yanzhen.example", key) as client:
        for project in client.records("project").list(stage="signed"):
            print(project.name, project.fields.get("investment_cny"))

Needs `pip install 'yanzhen[client]'`.
"""

from yanzhen.client.asking import Client, JobFailed
from yanzhen.client.history import Deed, Head
from yanzhen.client.people import Invitation, Organisation, StaffDesk
from yanzhen.client.problems import (
    ApiError,
    Changed,
    Conflict,
    Fault,
    Invalid,
    Missing,
    NotGranted,
    NotSignedIn,
    ServerBroken,
    TooMany,
    Unreachable,
)
from yanzhen.client.rounds import Report, Round, RowChange, RowQuestion, Sending, SentRow
from yanzhen.client.things import (
    Change,
    Decision,
    Demand,
    Desk,
    Event,
    Figure,
    Import,
    Issue,
    Job,
    Link,
    Match,
    Me,
    Owner,
    Person,
    Reason,
    Record,
    Row,
    Session,
    Side,
    Source,
    Version,
)
from yanzhen.client.webhooks import Delivery, Webhook, genuine

__all__ = [
    "ApiError",
    "Change",
    "Changed",
    "Client",
    "Conflict",
    "Decision",
    "Deed",
    "Delivery",
    "Demand",
    "Desk",
    "Event",
    "Fault",
    "Figure",
    "Head",
    "Import",
    "Invalid",
    "Invitation",
    "Issue",
    "Job",
    "JobFailed",
    "Link",
    "Match",
    "Me",
    "Missing",
    "NotGranted",
    "NotSignedIn",
    "Organisation",
    "Owner",
    "Person",
    "Reason",
    "Record",
    "Report",
    "Round",
    "Row",
    "RowChange",
    "RowQuestion",
    "Sending",
    "SentRow",
    "ServerBroken",
    "Session",
    "Side",
    "Source",
    "StaffDesk",
    "TooMany",
    "Unreachable",
    "Version",
    "Webhook",
    "genuine",
]
