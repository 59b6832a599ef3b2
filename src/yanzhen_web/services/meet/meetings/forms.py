"""What is typed about plans of meetings and requests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen_web.models import MeetingPlan
from yanzhen_web.services.meet.entries import NOTHING, Entry, Line, clock, count, day

PLAN = ("name", "held_on", "starts", "slot_minutes", "slots", "pauses", "least", "most", "travel_slots", "online_slots",
        "interpreters", "notice_minutes")  # fmt: skip
_MOST_SLOTS, _MOST_MINUTES, _MOST_VALUE = 200, 240, 1_000_000


class Slots(forms.CharField):
    """Slots, typed as 3, 4, 9-12."""

    def prepare_value(self, value: Any) -> Any:
        return "，".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        found: set[int] = set()
        for part in re.split(r"[\s,，、;；]+", str(value or "").strip()):
            if not part:
                continue
            span = re.fullmatch(r"(\d{1,3})(?:[-–—~](\d{1,3}))?", part, re.ASCII)
            first, last = (int(span[1]), int(span[2] or span[1])) if span else (0, 0)
            if not 0 < first <= last <= _MOST_SLOTS:
                raise forms.ValidationError(_("请写时段的序号，如：3，4，9-12"))
            found |= set(range(first, last + 1))
        return sorted(found)


class Interpreters(forms.CharField):
    """How many interpreters there are, typed as 英语 2，日语 1."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "，".join(f"{language} {count}" for language, count in value.items())

    def clean(self, value: Any) -> dict[str, int]:
        found = {}
        for part in re.split(r"[,，、;；\n]+", str(value or "")):
            if not part.strip():
                continue
            typed = re.fullmatch(r"(\D{1,40}?)\s*(\d{1,3})", part.strip(), re.ASCII)
            if typed is None:
                raise forms.ValidationError(_("请写语种和人数，如：英语 2，日语 1"))
            found[typed[1].strip()] = int(typed[2])
        return found


class PlanForm(Entry):
    """How a block of meetings is laid out."""

    name = Line(label=_("名称"), max_length=200)
    held_on = day(_("日期"), required=True)
    starts = clock(_("第一个时段开始"), required=True)
    slot_minutes = count(_("每个时段（分钟）"), 1, _MOST_MINUTES, required=True)
    slots = count(_("时段数"), 1, _MOST_SLOTS, required=True)
    pauses = Slots(label=_("休息的时段"), required=False, help_text=_("如：4，9-10；没有就不填"))
    spare = count(_("备用的桌（%）"), 0, 90, required=True, help_text=_("一般留 10 至 20，给临时加的会谈"))
    least = count(_("每人至少几场"), 0, _MOST_SLOTS, required=True)
    most = count(_("每人至多几场"), 1, _MOST_SLOTS, help_text=_("不填则不限"))
    travel_slots = count(_("换会场要空几个时段"), 0, 20, required=True)
    online_slots = Slots(label=_("线上的时段"), required=False, help_text=_("这些时段不占桌"))
    interpreters = Interpreters(label=_("翻译"), required=False, help_text=_("如：英语 2，日语 1"))
    notice_minutes = count(_("开始前几分钟内不再变动"), 0, 240, required=True)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        starts, minutes, slots = given.get("starts"), given.get("slot_minutes"), given.get("slots")
        if starts and minutes and slots and starts.hour * 60 + starts.minute + minutes * slots > 24 * 60:
            self.add_error("slots", _("这些时段当天排不完，请减少时段或缩短时长"))
        if "spare" in given:
            given["spare"] /= 100
        return given


def plan_values(plan: MeetingPlan) -> dict[str, Any]:
    """As the form shows them."""
    return {name: getattr(plan, name) for name in PLAN} | {"spare": round(plan.spare * 100)}


class AskForm(Entry):
    """A request for a meeting."""

    asker = forms.ChoiceField(label=_("谁"))
    asked = forms.ChoiceField(label=_("想和谁谈"))
    value = count(_("分值"), 1, _MOST_VALUE, required=True, help_text=_("越高越优先；一般 100，重点项目写高一些"))
    must = forms.BooleanField(label=_("组委会定的必谈"), required=False)
    online = forms.BooleanField(label=_("线上会谈"), required=False)
    about = Line(label=_("谈什么"), max_length=500, required=False)

    def __init__(self, parties: Iterable[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        listed = [NOTHING, *parties]
        for name in ("asker", "asked"):
            self.let_choose(name, listed)


class PartyForm(Entry):
    """When somebody meets, and how often."""

    least = count(_("至少几场"), 0, _MOST_SLOTS, help_text=_("不填则按整张表的"))
    most = count(_("至多几场"), 0, _MOST_SLOTS, help_text=_("不填则按整张表的"))
    unavailable = Slots(label=_("不在的时段"), required=False, help_text=_("如：1-3，9"))
    out = forms.BooleanField(label=_("本人不参加会谈"), required=False)
