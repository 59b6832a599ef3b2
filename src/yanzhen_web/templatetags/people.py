"""What roles, kinds of organisation, grants of keys and states of invitations are called."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop

from yanzhen.language import Said
from yanzhen_web.signing.browsers import browser_told

register = template.Library()

ROLES = {
    "platform_admin": gettext_noop("平台管理员"),
    "organiser": gettext_noop("省级组织单位经办"),
    "city_office": gettext_noop("市级单位经办"),
    "county_office": gettext_noop("县级单位经办"),
    "park": gettext_noop("园区经办"),
    "enterprise": gettext_noop("企业经办"),
    "university": gettext_noop("高校经办"),
    "service": gettext_noop("服务部门经办"),
    "leader": gettext_noop("领导（只看，不看联系方式）"),
    "auditor": gettext_noop("审计（只看历史）"),
    "api_client": gettext_noop("程序"),
}
KINDS = {
    "province": Said("省级单位", "Province office"),
    "city": Said("市级单位", "City office"),
    "county": Said("县级单位", "County office"),
    "park": Said("园区", "Park"),
    "enterprise": Said("企业", "Enterprise"),
    "university": Said("高校", "University"),
    "service": Said("服务部门", "Service department"),
    "intermediary": Said("中介机构", "Intermediary"),
    "platform": Said("平台", "Platform"),
}
GRANTS = {
    "read": gettext_noop("读记录"),
    "write": gettext_noop("录入和修改记录"),
    "contacts": gettext_noop("读联系方式"),
    "people": gettext_noop("管理人员与单位"),
    "history": gettext_noop("读历史"),
}
STATES = {
    "open": (gettext_noop("有效"), "well"),
    "used": (gettext_noop("已用完"), "plain"),
    "expired": (gettext_noop("已过期"), "plain"),
    "revoked": (gettext_noop("已撤销"), "plain"),
    "done": (gettext_noop("已办"), "well"),
    "refused": (gettext_noop("不予办理"), "caution"),
    "taken_back": (gettext_noop("本人撤回"), "plain"),
    "waiting": (gettext_noop("待办"), "caution"),
    "suspended": (gettext_noop("已停用"), "fault"),
    "closed": (gettext_noop("上级已停用"), "fault"),
    "never": (gettext_noop("还没登录过"), "caution"),
    "deputy": (gettext_noop("B 岗"), "accent"),
}
REQUESTS = {"erase": gettext_noop("删除个人信息"), "correct": gettext_noop("更正个人信息")}


register.filter("browser_told", browser_told)


@register.filter
def role_label(role: str) -> str:
    """What a role is called."""
    return gettext(ROLES.get(role, role))


@register.filter
def organisation_kind(kind: str) -> str:
    """What a kind of organisation is called."""
    return str(KINDS.get(kind, kind))


@register.filter
def grant_label(grant: str) -> str:
    """What a grant of a key lets a program do."""
    return gettext(GRANTS.get(grant, grant))


@register.filter
def request_label(kind: str) -> str:
    """What somebody asks about their data."""
    return gettext(REQUESTS.get(kind, kind))


@register.filter
def region_label(code: str) -> str:
    """A region's name."""
    from yanzhen_web.services.people.staffing import region_name

    return region_name(code)


@register.simple_tag
def standing(state: str) -> SafeString:
    """How an invitation, a person or a request stands."""
    label, tone = STATES.get(state, (state, "plain"))
    return format_html('<span class="chip chip-{}">{}</span>', tone, gettext(label))


DEEDS = {
    "sign_in": gettext_noop("登录"),
    "sign_in.refused": gettext_noop("登录被拒"),
    "sign_out": gettext_noop("退出"),
    "session.end": gettext_noop("登录到时结束"),
    "session.end_all": gettext_noop("结束全部登录"),
    "password.change": gettext_noop("改密码"),
    "password.reset": gettext_noop("重设密码"),
    "password.link": gettext_noop("给出重设密码的链接"),
    "password.mail": gettext_noop("寄出重设密码的链接"),
    "factor.add": gettext_noop("加二次验证"),
    "factor.remove": gettext_noop("去二次验证"),
    "factor.drop": gettext_noop("替人去掉二次验证"),
    "factor.renew": gettext_noop("换备用码"),
    "membership.give": gettext_noop("给岗位"),
    "membership.end": gettext_noop("撤岗位"),
    "handover": gettext_noop("移交工作"),
    "person.join": gettext_noop("凭邀请加入"),
    "person.suspend": gettext_noop("停用人员"),
    "person.reinstate": gettext_noop("恢复人员"),
    "person.correct": gettext_noop("改个人信息"),
    "person.erase": gettext_noop("抹去个人信息"),
    "organisation.found": gettext_noop("建单位"),
    "organisation.suspend": gettext_noop("停用单位"),
    "organisation.reinstate": gettext_noop("恢复单位"),
    "invitation.make": gettext_noop("发邀请"),
    "invitation.revoke": gettext_noop("撤销邀请"),
    "invitation.accept": gettext_noop("接受邀请"),
    "key.issue": gettext_noop("发密钥"),
    "key.revoke": gettext_noop("撤销密钥"),
    "consent.give": gettext_noop("同意个人信息处理说明"),
    "consent.withdraw": gettext_noop("撤回同意"),
    "data.ask": gettext_noop("提出个人信息申请"),
    "data.decide": gettext_noop("办理个人信息申请"),
    "data.export": gettext_noop("导出自己的信息"),
}


@register.filter
def deed_label(action: str) -> str:
    """What a deed of the history is called, as far as it is about people; else as it stands there."""
    return gettext(DEEDS.get(action, action))
