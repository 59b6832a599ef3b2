"""The demo event on this machine: http, SQLite unless told otherwise."""

import os

from yanzhen_web.settings.base import *  # noqa: F403
from yanzhen_web.settings.programs import rate_limits

DEMO = True
# Whoever tries the API out here does so alone, and quickly.
RATE_LIMITS = rate_limits(
    os.environ.get("YANZHEN_RATE_LIMITS"), {"key": (6000, 6000), "stranger": (600, 600), "link": (300, 60)}
)
