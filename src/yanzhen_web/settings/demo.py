"""The demo event on this machine: http, SQLite unless told otherwise."""

from yanzhen_web.settings.base import *  # noqa: F403

DEMO = True
