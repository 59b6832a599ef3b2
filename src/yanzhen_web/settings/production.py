"""An installation that people work with."""

from yanzhen_web.settings.base import *  # noqa: F403
from yanzhen_web.settings.base import OVER_TLS

SECURE_HSTS_SECONDS = 3600 if OVER_TLS else 0
SECURE_SSL_REDIRECT = OVER_TLS
# Sub-domains and preload lists are for the owner of a public domain to decide; a hall's network has neither.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
