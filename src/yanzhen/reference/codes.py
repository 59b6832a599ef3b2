"""Checks of the codes that join records: 统一社会信用代码 (GB 32100), the national project code (GB/T 40058-2021)."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from yanzhen.reference.regions import current, is_known

_PROJECT = re.compile(r"^(\d{4})(\d{6})(\d{2})(\d{2})(\d{6})$")
_FIRST_YEAR, _LAST_YEAR = 2015, 2099


class ProjectCode(NamedTuple):
    """The parts of a national project code.

    Attributes:
        text: as it is printed, `2020-430100-35-03-012345`.
        year: in which the code was given.
        region: of the office that gave it; 000000 for the centre.
        department: the central department that guides the business (two digits).
        kind: the kind of project (two digits).
        serial: five random digits and the check digit.
    """

    text: str
    year: int
    region: str
    department: str
    kind: str
    serial: str


def plain_code(text: str) -> str:
    """The characters of a code: NFKC, capitals, without blanks, quotation marks and the apostrophe that forces text."""
    return re.sub(r"[\s'\"’‘`]", "", unicodedata.normalize("NFKC", text)).upper()


def credit_code(text: str) -> str | None:
    """The 统一社会信用代码 in its plain form; None where letters, region digits or the check digit are wrong."""
    from stdnum.cn import uscc
    from stdnum.exceptions import ValidationError

    try:
        return str(uscc.validate(plain_code(text).replace("-", "")))
    except ValidationError:
        return None


def project_code(text: str) -> ProjectCode | None:
    """The parts of a national project code; None where it can't be one.

    Year (4), region (6), department (2), kind (2), five random digits and a check digit, with hyphens or without.
    Year and region are checked (a region by its province, for codes of divisions that were merged later go on). The
    rule of the check digit and the lists of departments and kinds are not: codes given before the standard (from
    2016 on) do not all keep to them, and refusing a real project is worse than keeping a mistyped one.
    """
    found = _PROJECT.match(re.sub(r"[-—–－_]", "", plain_code(text)))
    if found is None:
        return None
    year, region, department, kind, serial = found.groups()
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR or not _is_region(region):
        return None
    return ProjectCode("-".join(found.groups()), int(year), region, department, kind, serial)


def _is_region(code: str) -> bool:
    return code == "000000" or is_known(code) or f"{code[:2]}0000" in current()
