"""What templates say again and again: icons, chips of states, heads of sortable columns."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop

from yanzhen.fields import STAGE_LABELS

register = template.Library()


class Look(NamedTuple):
    """How a state is shown: words first, then an icon and a tone."""

    label: str
    tone: str
    icon: str


STATES: dict[str, Look] = {
    "waiting": Look(gettext_noop("排队中"), "accent", ""),
    "reading": Look(gettext_noop("正在读取"), "accent", ""),
    "running": Look(gettext_noop("进行中"), "accent", ""),
    "ready": Look(gettext_noop("待确认"), "caution", "pencil"),
    "accepted": Look(gettext_noop("已入库"), "well", "tick"),
    "done": Look(gettext_noop("已完成"), "well", "tick"),
    "refused": Look(gettext_noop("已拒收"), "fault", "cross"),
    "failed": Look(gettext_noop("失败"), "fault", "cross"),
    "undone": Look(gettext_noop("已撤回"), "plain", "undo"),
    "cancelled": Look(gettext_noop("已取消"), "plain", "cross"),
    "clean": Look(gettext_noop("无误"), "well", "tick"),
    "issues": Look(gettext_noop("有问题"), "fault", "warning"),
    "fixed": Look(gettext_noop("已更正"), "accent", "pencil"),
    "left_out": Look(gettext_noop("不收"), "plain", "cross"),
}
REPORTS: dict[str, Look] = {
    "not_sent": Look(gettext_noop("未报"), "plain", ""),
    "sent": Look(gettext_noop("已报，待审"), "accent", "arrow"),
    "sent_back": Look(gettext_noop("已退回"), "fault", "undo"),
    "accepted": Look(gettext_noop("已接收"), "well", "tick"),
    "locked": Look(gettext_noop("已锁定"), "well", "tick"),
    "new": Look(gettext_noop("新增"), "accent", ""),
    "changed": Look(gettext_noop("变化"), "caution", ""),
    "missing": Look(gettext_noop("本期没有"), "fault", "question"),
}
DECISIONS: dict[str, Look] = {
    "accepted": Look(gettext_noop("合适"), "well", "tick"),
    "refused": Look(gettext_noop("不合适"), "plain", "cross"),
}
FACTS: dict[str, Look] = {
    "met": Look(gettext_noop("满足"), "well", "tick"),
    "not_met": Look(gettext_noop("不满足"), "fault", "cross"),
    "unknown": Look(gettext_noop("待问"), "caution", "question"),
}
LISTS = {
    "project": gettext_noop("项目"),
    "park": gettext_noop("园区"),
    "enterprise": gettext_noop("企业"),
    "university": gettext_noop("高校"),
    "office": gettext_noop("单位"),
    "intermediary": gettext_noop("中介机构"),
    "demand": gettext_noop("技术需求"),
    "achievement": gettext_noop("科技成果"),
    "policy": gettext_noop("政策"),
    "cluster": gettext_noop("产业集群"),
    "chain": gettext_noop("产业链"),
    "session": gettext_noop("场次"),
    "agreement": gettext_noop("校企签约"),
    "visit": gettext_noop("校企对接"),
    "meeting_request": gettext_noop("对接申请"),
    "problem": gettext_noop("企业问题"),
    "fund_entry": gettext_noop("到位资金凭证"),
    "tech_contract": gettext_noop("技术合同"),
}
JOBS = {
    "read_upload": gettext_noop("读取工作簿"),
    "run_matches": gettext_noop("匹配需求和成果"),
    "learn_matches": gettext_noop("从判断学习匹配"),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing that says nothing by itself: the words stand beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("built/icons.svg"),
        name,
    )


def _chip(look: Look) -> SafeString:
    drawing = icon(look.icon) if look.icon else ""
    return format_html('<span class="chip chip-{}">{}{}</span>', look.tone, drawing, gettext(look.label))


@register.simple_tag
def state_chip(state: str) -> SafeString:
    """The state of an upload, a row or a job; one that is not known is shown as it stands."""
    return _chip(STATES.get(state, Look(state, "plain", "")))


@register.simple_tag
def decision_chip(verdict: str) -> SafeString:
    """What was decided on a pair."""
    return _chip(DECISIONS[verdict])


@register.simple_tag
def report_chip(state: str) -> SafeString:
    """How far a report for a round is, or how one of its rows differs."""
    return _chip(REPORTS.get(state, Look(state, "plain", "")))


STEPS = {
    "filler": gettext_noop("填报人"),
    "section": gettext_noop("科室负责人"),
    "leader": gettext_noop("分管领导"),
    "stamp": gettext_noop("盖章"),
}
SCANS: dict[str, Look] = {
    "tied": Look(gettext_noop("与本版一致"), "well", "tick"),
    "other_version": Look(gettext_noop("另一版的盖章页"), "caution", "warning"),
    "other_report": Look(gettext_noop("另一份报表的盖章页"), "fault", "cross"),
    "unreadable": Look(gettext_noop("没有读到二维码"), "fault", "cross"),
}


@register.filter
def approval_step(step: str) -> str:
    """What a step of approval is called."""
    return gettext(STEPS.get(step, step))


@register.simple_tag
def scan_chip(outcome: str) -> SafeString:
    """What a scan of a stamped page turned out to be."""
    return _chip(SCANS.get(outcome, Look(outcome, "plain", "")))


@register.filter
def report_state(state: str) -> str:
    """The same in words alone."""
    look = REPORTS.get(state)
    return gettext(look.label) if look else state


@register.simple_tag
def fact_chip(outcome: str) -> SafeString:
    """Whether a figure that a demand asks for is met, not met, or still to be asked."""
    return _chip(FACTS.get(outcome, FACTS["unknown"]))


@register.filter
def sorted_by(sort: str, key: str) -> str:
    """The value of `aria-sort` of a column under a sort such as `name` or `-name`."""
    return {key: "ascending", f"-{key}": "descending"}.get(sort, "none")


@register.filter
def next_sort(sort: str, key: str) -> str:
    """The sort that a click on a column's head asks for: first upwards, then downwards."""
    return f"-{key}" if sort == key else key


_PLACE = re.compile(r"^(?:工作表“.*?”第 \d+ 行 \w+ 列(?:“.*?”)?：|sheet '.*?', row \d+, column \w+: )", re.DOTALL)


@register.filter
def without_place(advice: str) -> str:
    """Advice about a cell, shown beside that cell: where it stands need not be said again."""
    return _PLACE.sub("", advice, count=1)


@register.filter
def in_sheet_order(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Cells as they stand in the sheet; values that no cell gave come last."""
    return sorted(cells, key=lambda cell: (not cell["column"], len(cell["column"]), cell["column"]))


@register.filter
def beside(columns: list[Any], cells: list[Any]) -> list[tuple[Any, Any]]:
    """Each column with the cell under it."""
    return list(zip(columns, cells, strict=False))


@register.filter
def of_code(issues: list[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    """The issues of one code."""
    return [issue for issue in issues if issue.get("code") == code]


@register.filter
def facts_in(sections: list[dict[str, Any]]) -> int:
    """How many facts a record's page tells; very many are printed smaller, so that they stay on one page."""
    return sum(len(section["items"]) for section in sections)


@register.filter
def stage_label(stage: str) -> str:
    """What a stage is called."""
    return str(STAGE_LABELS.get(stage, stage))  # type: ignore[call-overload]


@register.filter
def job_label(kind: str) -> str:
    """What a job does, in words."""
    return gettext(JOBS.get(kind, kind))


@register.filter
def list_label(kind: str) -> str:
    """What a list of a kind is called."""
    return gettext(LISTS.get(kind, kind))
