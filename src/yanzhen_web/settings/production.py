"""An installation that people work with: over TLS, unless told otherwise."""

import os

os.environ.setdefault("YANZHEN_TLS", "1")

from yanzhen_web.settings.base import *  # noqa: F403
from yanzhen_web.settings.base import OVER_TLS

# A year, as auditors ask for; `yanzhen serve --tls` shortens it for its own certificate, which nobody vouches for.
SECURE_HSTS_SECONDS = int(os.environ.get("YANZHEN_HSTS_SECONDS") or 365 * 24 * 3600) if OVER_TLS else 0
SECURE_SSL_REDIRECT = OVER_TLS
# Health is asked from the same machine, behind whatever speaks TLS; the API refuses where it is not encrypted.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^api/"]
SECURE_HSTS_INCLUDE_SUBDOMAINS = os.environ.get("YANZHEN_HSTS_SUBDOMAINS") == "1"
# Sub-domains (W005) and preload lists (W021) are for the owner of a public domain to decide; a hall's network has
# neither.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
