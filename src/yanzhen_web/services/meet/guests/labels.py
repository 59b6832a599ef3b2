"""What roles and states of guests are called, in the language of the page."""

from __future__ import annotations

from yanzhen.language import Said

ROLES = {
    "vip": Said("贵宾", "VIP"),
    "speaker": Said("发言嘉宾", "Speaker"),
    "delegate": Said("参会代表", "Delegate"),
    "press": Said("媒体", "Press"),
    "staff": Said("工作人员", "Staff"),
}
STATES = {
    "invited": Said("已邀请", "Invited"),
    "asking": Said("待确认", "To be confirmed"),
    "coming": Said("参会", "Coming"),
    "waiting": Said("候补", "Waiting"),
    "declined": Said("不参会", "Not coming"),
    "cancelled": Said("已取消", "Cancelled"),
}
PLACES = {
    "invited": Said("已邀请", "invited"),
    "coming": Said("参加", "comes"),
    "waiting": Said("候补", "waits"),
    "declined": Said("不参加", "does not come"),
}
