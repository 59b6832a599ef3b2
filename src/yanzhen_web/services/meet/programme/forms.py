"""What is typed into the programme: events, sessions, halls, points of an agenda, and how conflicts are handled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from yanzhen.meet.conflicts import HANDLING, KINDS
from yanzhen_web.services.meet.entries import NOTHING, Entry, Line, choices, clock, count, day
from yanzhen_web.services.meet.programme import labels

Choices = Iterable[tuple[str, str]]
_MOST_PEOPLE, _MOST_MINUTES, _MOST_CHAIRS, _MOST_ROWS = 1_000_000, 1_440, 500, 200


class Chairs(forms.CharField):
    """Chairs of each row, the front one first, typed as 12, 12, 14."""

    def prepare_value(self, value: Any) -> Any:
        return "，".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        typed = [part for part in re.split(r"[\s,，、;；]+", str(value or "").strip()) if part]
        if not all(part.isascii() and part.isdigit() and len(part) < 4 for part in typed):
            raise forms.ValidationError(_("每排座位数请写成数字，用逗号隔开，如：12，12，14"))
        chairs = [int(part) for part in typed]
        if len(chairs) > _MOST_ROWS or any(not 0 < seats <= _MOST_CHAIRS for seats in chairs):
            raise forms.ValidationError(_("每排 1 至 500 座，最多 200 排"))
        return chairs


class EventForm(Entry):
    """An event that an office holds."""

    name = Line(label=_("活动名称"), max_length=200)
    name_en = Line(label=_("英文名称"), max_length=200, required=False)
    starts_on = day(_("开始日期"), required=True)
    ends_on = day(_("结束日期"), required=True)
    place = Line(label=_("地点"), max_length=200, required=False)
    place_en = Line(label=_("英文地点"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("结束日期不能早于开始日期"))
        return given


class SettingsForm(Entry):
    """How conflicts are handled, and until when people register."""

    walking_minutes = count(_("两个会场之间步行（分钟）"), 0, 240)
    registration_ends_at = forms.DateTimeField(
        label=_("报名截止"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        help_text=_("不填则一直可以报名"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        ways = [("block", _("不允许")), ("warn", _("提醒")), ("allow", _("不管"))]
        kinds = {
            kind: forms.ChoiceField(
                label=str(said), choices=ways, initial=HANDLING[kind], widget=forms.Select(attrs={"class": "input"})
            )
            for kind, said in KINDS.items()
        }
        self.fields = {**kinds, **self.fields}


class HallForm(Entry):
    """A hall: who fits in, tables to meet at, chairs."""

    name = Line(label=_("会场名称"), max_length=100)
    name_en = Line(label=_("英文名称"), max_length=100, required=False)
    where = Line(label=_("位置"), max_length=200, required=False, help_text=_("如：会展中心二层东侧"))
    where_en = Line(label=_("英文位置"), max_length=200, required=False)
    capacity = count(_("容纳人数"), 1, _MOST_PEOPLE, help_text=_("不填则不限"))
    tables = count(_("洽谈桌"), 0, 10_000)
    rows = Chairs(label=_("座席每排座位"), required=False, help_text=_("从前往后，如：12，12，14"))
    rostrum = Chairs(label=_("主席台每排座位"), required=False)


class SessionForm(Entry):
    """A session of the programme."""

    kind = forms.ChoiceField(label=_("类别"))
    name = Line(label=_("名称"), max_length=200)
    name_en = Line(label=_("英文名称"), max_length=200, required=False)
    held_on = day(_("日期"))
    starts = clock(_("开始"))
    ends = clock(_("结束"))
    hall = forms.ChoiceField(label=_("会场"), required=False)
    venue = Line(label=_("其他地点"), max_length=200, required=False, help_text=_("不在本活动会场时填写"))
    link = forms.URLField(
        label=_("线上链接"), max_length=500, required=False, assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={"invalid": _("请填写以 http:// 或 https:// 开头的网址")},
    )  # fmt: skip
    organisers = Line(label=_("主办单位"), max_length=500, required=False)
    owner_org = forms.ChoiceField(label=_("承办单位"), required=False, help_text=_("承办单位可以修改这一场和它的议程"))
    parent = forms.ChoiceField(label=_("属于"), required=False)
    admits = forms.ChoiceField(label=_("谁可以参加"))
    capacity = count(_("人数上限"), 1, _MOST_PEOPLE, help_text=_("不填则按会场容纳人数"))
    order = count(_("排序"), 0, 100_000)
    note = Line(label=_("备注"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, listed: Mapping[str, Choices], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.let_choose("kind", choices(labels.SESSION))
        self.let_choose("admits", choices(labels.ADMITS))
        for name in ("hall", "parent", "owner_org"):
            self.let_choose(name, [NOTHING, *listed[name]] if name in listed else ())

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        starts, ends = given.get("starts"), given.get("ends")
        if ends and not starts:
            self.add_error("starts", _("填了结束时间，也请填开始时间"))
        elif starts and ends and ends <= starts:
            self.add_error("ends", _("结束时间要晚于开始时间"))
        if starts and not given.get("held_on"):
            self.add_error("held_on", _("填了时间，也请填日期"))
        return given


class ItemForm(Entry):
    """A point of an agenda."""

    kind = forms.ChoiceField(label=_("类别"))
    title = Line(label=_("标题"), max_length=200)
    title_en = Line(label=_("英文标题"), max_length=200, required=False)
    starts = clock(_("开始"))
    minutes = count(_("分钟"), 1, _MOST_MINUTES)
    speakers = forms.MultipleChoiceField(label=_("发言人"), required=False, widget=forms.CheckboxSelectMultiple)
    order = count(_("排序"), 0, 100_000)
    note = Line(label=_("备注"), max_length=500, required=False)

    def __init__(self, speakers: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.let_choose("kind", choices(labels.ITEMS))
        self.let_choose("speakers", speakers)
