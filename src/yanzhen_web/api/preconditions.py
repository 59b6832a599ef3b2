"""ETag, If-Match and If-None-Match: nobody overwrites what they have not read."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse

from yanzhen_web.api.problems import Problem

_TAG = re.compile(r'(?:W/)?"([^"]{0,60})"')
_VERSION = re.compile(r"[1-9][0-9]{0,9}")


def tag_of(version: int | str) -> str:
    """The ETag of a version, or of a digest."""
    return f'"{version}"'


def changed(version: int | str) -> Problem:
    """412 with the present ETag."""
    return Problem("changed", headers={"ETag": tag_of(version)})


def expected_version(request: HttpRequest) -> int:
    """The version that If-Match names.

    Raises:
        Problem: 428 without the header or with `*`, which says nothing of what was read; 412 for a tag that is none
            of a record's.
    """
    written = request.headers.get("If-Match", "").strip()
    if not written or written == "*":
        raise Problem("unconditional")
    found = _TAG.fullmatch(written)
    if found is None or written.startswith("W/") or not _VERSION.fullmatch(found[1]):
        raise Problem("changed")
    return int(found[1])


def expected_tag(request: HttpRequest) -> str:
    """The tag that If-Match names where it may be left out; empty without one.

    Raises:
        Problem: 412 for what is no tag.
    """
    written = request.headers.get("If-Match", "").strip()
    if not written or written == "*":
        return ""
    found = _TAG.fullmatch(written)
    if found is None or written.startswith("W/") or not found[1]:
        raise Problem("changed")
    return found[1]


def is_known(request: HttpRequest, version: int) -> bool:
    """Whether whoever asks has this version already (If-None-Match)."""
    written = request.headers.get("If-None-Match", "")
    return str(version) in _TAG.findall(written) or written.strip() == "*"


def unchanged(version: int) -> HttpResponse:
    """304."""
    answer = HttpResponse(status=304)
    answer["ETag"] = tag_of(version)
    del answer["Content-Type"]
    return answer
