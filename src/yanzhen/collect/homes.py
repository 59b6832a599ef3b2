"""The region that a sheet belongs to: by its name, else by the office that reports."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SHEET_WORDS = re.compile(
    r"[(（\[【].*?[)）\]】]|^\d+[.、\-_ ]*|^附[件表]\d*|项目|汇总|明细|台账|清单"
    r"|情况|签约|意向|统计|上报|报送|招商|名单|企业|园区|需求|表$|表格|\d+个?$|[-_\s]"
)


def home_of(name: str, reporter: str) -> str | None:
    """The region that a sheet is named after, else that of the office that reports."""
    from yanzhen.reference.places import resolve

    for text in (name.strip(), _SHEET_WORDS.sub("", name)):
        if 2 <= len(text) <= 16 and not re.fullmatch(r"[\x00-\x7f]*", text):
            place = resolve(text, side="target")
            if place.code:
                return place.code
    return _home_of_office(reporter)


def home_of_folders(folders: Sequence[str]) -> str | None:
    """The region after which the innermost of nested folders is named; an outer one tells which of several it is."""
    from yanzhen.reference.places import resolve

    home: str | None = None
    for name in folders:
        for text in (name.strip(), _SHEET_WORDS.sub("", name)):
            if 2 <= len(text) <= 16 and not text.isascii() and (code := resolve(text, within=home, side="target").code):
                home = code
                break
    return home


def _home_of_office(reporter: str) -> str | None:
    """The city or county in the front of an office's name; an office of a province reports for many."""
    from yanzhen.reference.places import resolve
    from yanzhen.reference.regions import region

    codes = [
        code
        for end in range(2, min(len(reporter), 16) + 1)
        if reporter[end - 1] in "市州县区盟旗" and (code := resolve(reporter[:end], side="target").code)
    ]
    return codes[-1] if codes and region(codes[-1]).level != "province" else None
