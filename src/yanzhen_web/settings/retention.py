"""How many days things are kept; `services/people/retention.py` says what each is, and the privacy notice shows it."""

from __future__ import annotations

RETENTION_DAYS = {
    "sessions": 0,
    "attempts": 30,
    "invitations": 90,
    "keys": 365,
    "links": 365,
    "jobs": 90,
    "books": 30,
    "requests": 3 * 365,
}
