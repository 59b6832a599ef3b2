"""A client of the site's API: typed, patient, and it never does anything twice.

    from yanzhen.client import Client

    with Client("https://yanzhen.example", key) as client:
        for project in client.records("project").list(stage="signed"):
            print(project.name, project.fields.get("investment_cny"))

Needs `pip install 'yanzhen[client]'`.
"""

from yanzhen.client.asking import Client, JobFailed
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
    Reason,
    Record,
    Row,
    Session,
    Side,
    Source,
    Version,
)

__all__ = [
    "ApiError",
    "Change",
    "Changed",
    "Client",
    "Conflict",
    "Demand",
    "Desk",
    "Event",
    "Fault",
    "Figure",
    "Import",
    "Invalid",
    "Issue",
    "Job",
    "JobFailed",
    "Link",
    "Match",
    "Me",
    "Missing",
    "NotGranted",
    "NotSignedIn",
    "Owner",
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
    "TooMany",
    "Unreachable",
    "Version",
]
