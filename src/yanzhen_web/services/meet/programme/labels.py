"""What kinds of sessions and agenda items are called, and who may come, in the language of the page."""

from __future__ import annotations

from yanzhen.language import Said

SESSIONS = {
    "opening": Said("开幕式", "Opening"),
    "industry": Said("产业链专场", "Industry-chain sessions"),
    "local": Said("市县专场", "City and county sessions"),
}
SESSION = {
    "opening": Said("开幕式", "Opening"),
    "industry": Said("产业链专场", "Industry-chain session"),
    "local": Said("市县专场", "City or county session"),
}
ADMITS = {
    "all": Said("全体参会者", "Everybody registered"),
    "asking": Said("报名参加", "Those who sign up"),
    "invited": Said("仅限受邀", "By invitation only"),
}
ITEMS = {
    "opening": Said("开场", "Opening"),
    "speech": Said("致辞", "Speech"),
    "presentation": Said("推介", "Presentation"),
    "signing": Said("签约", "Signing"),
    "roundtable": Said("圆桌", "Roundtable"),
    "award": Said("授牌", "Award"),
    "break": Said("茶歇", "Break"),
    "closing": Said("结束", "Closing"),
    "other": Said("其他", "Other"),
}
