"""From which network address a request comes."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 -- stands for no address; nothing listens there


def address_of(request: HttpRequest) -> str:
    """The visitor's address. What a visitor says of it counts for nothing: X-Forwarded-For is read only where a proxy
    of ours writes it, and of it only the last entry, which is that proxy's own.
    """
    said = request.META.get("REMOTE_ADDR") or ""
    if settings.SECURE_PROXY_SSL_HEADER:
        said = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or said
    try:
        return str(ipaddress.ip_address(said.strip("[]").partition("%")[0]))
    except ValueError:
        return UNKNOWN
