"""A late change reprints only what it changed: what was printed is remembered as a manifest, sheet by sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import orjson

from yanzhen.errors import UnreadableInput, WrongUsage
from yanzhen.language import Said
from yanzhen.meet.papers.paper import Column, Grid, Paper, Sheet, Text
from yanzhen.meet.papers.wordings import telling

_FORMAT = "yanzhen-paper-1"
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Printed:
    """A sheet as it was printed: what it is called, and the SHA-256 of its content."""

    label: str
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was printed of a paper: each sheet by its key."""

    paper: str
    scope: str
    language: str
    sheets: Mapping[str, Printed]

    def to_json(self) -> bytes:
        """The manifest as JSON; the same paper gives the same bytes."""
        return orjson.dumps(
            {
                "format": _FORMAT,
                "paper": self.paper,
                "scope": self.scope,
                "language": self.language,
                "sheets": {key: {"label": each.label, "sha256": each.digest} for key, each in self.sheets.items()},
            },
            option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2,
        )


def manifest_of(paper: Paper) -> Manifest:
    """What a print of the paper has to be remembered by."""
    sheets = {sheet.key: Printed(sheet.label, sheet.digest) for sheet in paper.sheets}
    return Manifest(paper.name, paper.scope, paper.language, sheets)


def read_manifest(data: bytes) -> Manifest:
    """The manifest that `to_json` wrote.

    Raises:
        UnreadableInput: it is none.
    """
    try:
        content = orjson.loads(data)
        if content["format"] != _FORMAT:
            raise ValueError(content["format"])
        sheets = {str(key): _printed(each) for key, each in content["sheets"].items()}
        return Manifest(str(content["paper"]), str(content["scope"]), str(content["language"]), sheets)
    except (orjson.JSONDecodeError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableInput(
            "这不是会务材料的付印清单，请用上次付印时存下的 JSON 文件",
            "this is no manifest of a paper; use the JSON file kept when it was last printed",
        ) from error


def _printed(each: dict[str, Any]) -> Printed:
    return Printed(str(each["label"]), str(each["sha256"]))


@dataclass(frozen=True, slots=True)
class Change:
    """A sheet that has to be printed anew, or taken away."""

    key: str
    label: str
    kind: Literal["replace", "add", "withdraw"]
    before: str
    now: str


def changes_since(before: Manifest, now: Paper) -> tuple[Change, ...]:
    """What differs from the last print, in the order of the paper, what is withdrawn last.

    Raises:
        WrongUsage: the manifest is of another paper.
    """
    if (before.paper, before.scope, before.language) != (now.name, now.scope, now.language):
        raise WrongUsage(
            f"付印清单是另一份材料的（{before.paper} {before.scope} {before.language}）",
            f"the manifest is of another paper ({before.paper} {before.scope} {before.language})",
        )
    changes = []
    for sheet in now.sheets:
        old = before.sheets.get(sheet.key)
        if old is None:
            changes.append(Change(sheet.key, sheet.label, "add", "", sheet.digest))
        elif old.digest != sheet.digest:
            changes.append(Change(sheet.key, sheet.label, "replace", old.digest, sheet.digest))
    there = {sheet.key for sheet in now.sheets}
    gone = [
        Change(key, old.label, "withdraw", old.digest, "") for key, old in before.sheets.items() if key not in there
    ]
    return (*changes, *gone)


def changed_sheets(before: Manifest, now: Paper) -> tuple[Sheet, ...]:
    """The sheets to print anew, in the order of the paper."""
    keys = {change.key for change in changes_since(before, now)}
    return tuple(sheet for sheet in now.sheets if sheet.key in keys)


@dataclass(frozen=True, slots=True)
class Reprint:
    """What a late change needs: the cover list, and the paper of only the changed sheets (none: nothing to print)."""

    cover: Paper
    sheets: Paper | None


def reprint(before: Manifest, now: Paper) -> Reprint | None:
    """The paper of what changed and the list of what replaces what; None where nothing did."""
    changes = changes_since(before, now)
    if not changes:
        return None
    sheets = changed_sheets(before, now)
    return Reprint(_cover(now, changes), replace(now, sheets=sheets) if sheets else None)


_KINDS = {
    "replace": Said("替换", "replaces"),
    "add": Said("新增", "is new"),
    "withdraw": Said("撤下", "withdrawn"),
}


def _cover(paper: Paper, changes: tuple[Change, ...]) -> Paper:
    say = telling(paper.language)
    columns = (
        Column(say(Said("序号", "No.")), 6, "center"),
        Column(say(Said("哪一张", "Sheet")), 34),
        Column(say(Said("怎么办", "What to do")), 12, "center"),
        Column(say(Said("原版", "Before")), 14, "center"),
        Column(say(Said("新版", "Now")), 14, "center"),
    )
    rows = tuple(
        (str(n), each.label, say(_KINDS[each.kind]), each.before[:_SHOWN] or "—", each.now[:_SHOWN] or "—")
        for n, each in enumerate(changes, 1)
    )
    counts = {kind: sum(each.kind == kind for each in changes) for kind in _KINDS}
    told = Said(
        f"本次替换 {counts['replace']} 张、新增 {counts['add']} 张、撤下 {counts['withdraw']} 张，其余不动。"
        "“版”是内容的校验码的前 8 位。",
        f"Replaced: {counts['replace']}; new: {counts['add']}; withdrawn: {counts['withdraw']}. The rest stays. Before "
        "and now are the first 8 digits of the hash of the content.",
    )
    title = Said(f"{paper.title.zh}：替换清单", f"{paper.title.en}: what replaces what")
    sheet = Sheet("cover", say(title), (Text(say(title), "title"), Text(say(told)), Grid(columns, rows)))
    return Paper(f"{paper.name}-reprint", paper.scope, paper.language, title, "portrait", (sheet,), paper.day)
