"""What is typed about guests: one by one, or rows copied from a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen.language import say
from yanzhen_web.services.meet.entries import Entry, Line, choices
from yanzhen_web.services.meet.guests.labels import ROLES, STATES
from yanzhen_web.services.people.refusals import Refusal

FIELDS = ("name", "name_en", "organisation", "organisation_en", "title", "title_en", "phone", "role", "interpreter",
          "profile", "note")  # fmt: skip
_COLUMNS = ("name", "organisation", "title", "phone", "role")
_MOST_ROWS = 2_000
_LONGEST = {"name": 100, "organisation": 200, "title": 200, "phone": 40}


class GuestForm(Entry):
    """One guest."""

    name = Line(label=_("姓名"), max_length=100)
    name_en = Line(label=_("英文姓名"), max_length=100, required=False)
    organisation = Line(label=_("单位"), max_length=200, required=False)
    organisation_en = Line(label=_("英文单位"), max_length=200, required=False)
    title = Line(label=_("职务"), max_length=200, required=False)
    title_en = Line(label=_("英文职务"), max_length=200, required=False)
    phone = Line(label=_("手机"), max_length=40, required=False)
    role = forms.ChoiceField(label=_("身份"))
    interpreter = Line(label=_("需要的翻译"), max_length=40, required=False, help_text=_("如：英语；不需要就不填"))
    profile = Line(label=_("简介"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    sessions = forms.MultipleChoiceField(
        label=_("参加的场次"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("满员的场次自动列入候补"),
    )  # fmt: skip
    note = Line(label=_("备注"), max_length=500, required=False, help_text=_("只有会务和派出单位看得到"))

    def __init__(self, sessions: Iterable[tuple[str, str]], *args: Any, hosts: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.let_choose("role", choices(ROLES) if hosts else ())  # who is a VIP is said by whoever runs the event
        self.let_choose("sessions", sessions)


class PasteForm(Entry):
    """Rows copied from a spreadsheet."""

    rows = forms.CharField(
        label=_("从表格里复制几行，粘贴到这里"),
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("每行一人，各列依次为：姓名、单位、职务、手机、身份。第一行是表头也可以。"),
    )
    state = forms.ChoiceField(label=_("登记为"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.let_choose("state", choices({state: STATES[state] for state in ("coming", "invited")}))


def pasted_guests(text: str) -> list[dict[str, str]]:
    """The guests in pasted rows.

    Raises:
        Refusal: what is wrong, row by row; then none is taken.
    """
    rows = [[" ".join(cell.split()) for cell in line.split("\t")] for line in text.splitlines()]
    if rows and rows[0] and rows[0][0].casefold() in ("姓名", "name"):
        rows[0] = []
    found, faults = [], []
    for number, row in enumerate(rows, start=1):
        if not any(row):
            continue
        guest = dict(zip(_COLUMNS, [*row, "", "", "", "", ""], strict=False))
        fault = _fault(guest)
        if fault:
            faults.append(say(f"第 {number} 行：{fault}", f"row {number}: {fault}"))
        guest["role"] = _role(guest["role"]) or "delegate"
        found.append(guest)
    if faults:
        more = len(faults) - 10
        told = "；".join(faults[:10]) + (say(f"；还有 {more} 行", f"; and {more} more rows") if more > 0 else "")
        raise Refusal(told, told, field="rows")
    if not found or len(found) > _MOST_ROWS:
        raise Refusal(f"请粘贴 1 至 {_MOST_ROWS} 行", f"Paste 1 to {_MOST_ROWS:,} rows", field="rows")
    return found


def _fault(guest: dict[str, str]) -> str:
    if not guest["name"]:
        return say("没有姓名", "no name")
    long = [key for key, most in _LONGEST.items() if len(guest[key]) > most]
    if long:
        return say(f"太长：{guest[long[0]][:20]}…", f"too long: {guest[long[0]][:20]}…")
    if guest["role"] and _role(guest["role"]) is None:
        roles = "、".join(said.zh for said in ROLES.values())
        return say(f"没有“{guest['role'][:20]}”这种身份，请写：{roles}", f"no such role: {guest['role'][:20]}")
    return ""


def _role(text: str) -> str | None:
    if not text:
        return "delegate"
    return next((key for key, said in ROLES.items() if text.casefold() in (key, said.zh, said.en.casefold())), None)
