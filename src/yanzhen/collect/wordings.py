"""How offices compose a header from a few words: 签约 + 总 + 投资 + 额, 投资方 + 所属 + 省市.

A header that the table does not list is understood where it is wholly made of such words in their order.
"""

from __future__ import annotations

import re
from functools import cache

_AMOUNT = r"(?:总?(?:金额|额度|额|规模|总额|数))"
_PLACE = r"(?:地区|地点|地址|地市|地|省份|省市区?|省|城市|市州|市县|市|县市区|县区|区县|县|区域|乡镇)"
_WHEN = r"(?:时间|日期|时点|年月|年份|日)"
_NAMED = r"(?:全称|名称)?"
_OFFICE = rf"(?:责任)?(?:单位|部门|主体|科室){_NAMED}"
_PERSON = r"(?:姓名|名字|联系方式|联系电话|电话号码|电话|手机号码|手机号|手机|方式|信息|电子邮箱|邮箱|职务)"
_CONTACT = (
    rf"(?:项目|企业|投资方|客商|业主|需求|成果|园区|招商|技术|单位|公司|政策|咨询){{0,2}}"
    rf"(?:(?:对接联系|联系|对接|负责|联络|经办|咨询)(?:人员|人|员)(?:{_PERSON})?|联系(?:电话|方式|手机|邮箱)|电话|手机号?)"
    rf"(?:[及和与/、,]+(?:其|联系人)?{_PERSON})*"
)
_START = "ambiguous:start_planned_on|started_on"
_PRODUCE = "ambiguous:produce_planned_on|producing_on"

_WORDINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "project": (
        ("signed_amount_cny", rf"(?:签约|协议|合同)(?:项目)?总?(?:(?:投资|引资|资金){_AMOUNT}?|{_AMOUNT})"),
        (
            "intended_amount_cny",
            rf"意向(?:性)?总?(?:(?:投资|引资|资金){_AMOUNT}?|{_AMOUNT})|拟总?(?:投资|引资){_AMOUNT}?",
        ),
        (
            "investment_cny",
            rf"(?:项目)?(?:计划|预计|概算|估算|规划|预估)?(?:总(?:投资|投入){_AMOUNT}?|投资总(?:金额|额度|额|规模))(?:估算|概算)?",
        ),
        ("fixed_assets_cny", rf"(?:计划|预计)?(?:固定资产(?:投资|投入)?|固投){_AMOUNT}?"),
        ("equipment_cny", rf"(?:生产)?设备(?:及工器具)?(?:购置|采购)?(?:投资|投入|费用?|金额){_AMOUNT}?"),
        (
            "origin",
            (
                rf"(?:投资方|投资企业|投资主体|投资者|客商|资金)(?:来源|所属|所在|注册|总部所在){_PLACE}"
                rf"|(?:项目|产业|企业)?(?:转移来源|来源|转出|迁出|转移输出){_PLACE}"
            ),
        ),
        (
            "target",
            rf"(?:项目)?(?:拟|意向)?(?:落户|落地|承接|转入|迁入)(?:所在)?(?:的)?{_PLACE}|(?:项目)?建设(?:地点|县区|地区|区域)",
        ),
        (
            "park",
            r"(?:项目)?(?:拟|意向)?(?:落户|落地|承接|入驻|承载|所在)(?:的)?(?:产业|工业)?(?:园区|开发区|产业园|园)(?:全称|名称)?",
        ),
        (
            "project_company",
            rf"(?:新|落地|落户|本地|在地)(?:注册|设立|设|成立)?(?:的)?(?:项目)?(?:公司|企业|主体){_NAMED}|项目(?:实施|法人)(?:公司|企业|主体){_NAMED}",
        ),
        (
            "investor",
            rf"(?:意向|拟|签约|在谈|洽谈|来访|合作)?(?:投资|洽谈|签约|转移)(?:方|企业|客商|单位|业主|公司)(?:企业|单位)?{_NAMED}",
        ),
        (
            "office_introducing",
            rf"(?:招商引资|招商|招引|引资|引荐|引进)(?:责任|牵头)?(?:单位|部门|主体|科室|小分队|队){_NAMED}",
        ),
        ("office_landing", rf"(?:落地|落户|承接)(?:承接|落户)?{_OFFICE}"),
        (
            "office_lead",
            rf"(?:主要|市直|县直|市级|县级|推进|包保|包联|主责|行业主管|牵头|主管){{1,2}}(?:{_OFFICE}|责任(?:单位|部门){_NAMED})",
        ),
        (
            "leader",
            (
                r"(?:[省市县区]级?)?(?:包联|挂点|联系|挂联|责任|分管|包抓|牵头|包保|联点|帮扶|挂钩|挂帅|包案|帮联)"
                r"(?:[省市县区]级?)?领导(?:姓名|及职务)?"
            ),
        ),
        (
            "land_mu",
            r"(?:项目|拟|计划|预计|需要?|新增|规划|净|总|实际)*(?:用地|占地|供地|土地|使用土地)(?:需求)?(?:面积|规模|亩数)",
        ),
        (
            "jobs",
            (
                r"(?:预计|计划|可|拟|新增|带动|吸纳|解决|安排|提供|拉动|直接|年|需)*(?:用工|就业|招工|岗位|从业)"
                r"(?:需求|人数|人员|数量|岗位数?|数|规模|量|人口)*"
            ),
        ),
        (
            "output_expected_cny",
            (
                r"(?=.*(?:预计|预期|达产|投产后|可实现))(?:预计|预期|全部|全面|达产|投产|后|可实现|新增|实现|的|年度?)*"
                r"(?:工业)?(?:总?产值|销售收入|销售额|营业收入|营收|主营业务收入)(?:额|规模)?"
            ),
        ),
        (
            "tax_expected_cny",
            (
                r"(?=.*(?:预计|预期|达产|投产后|可实现))(?:预计|预期|全部|全面|达产|投产|后|可实现|新增|实现|的|年度?|上缴|缴|缴纳)*"
                r"(?:税收|税金|纳税|利税|税收贡献)(?:额|总额)?"
            ),
        ),
        (
            "progress_text",
            r"(?:项目)?(?:目前|当前|最新|近期|本周|本月|上周|具体)(?:项目|工作|建设|工程|推进)*(?:进展|进度|形象进度)(?:情况|动态|描述)*",
        ),
        (
            "next_step",
            r"(?:下一?步|下周|下月|下一?阶段|后续)(?:工作|推进)*(?:计划|打算|安排|措施|举措|思路)?(?:及建议)?",
        ),
        (
            "problem_text",
            (
                r"(?=.*(?:问题|困难|诉求|堵点|难点|协调))(?:目前|当前|项目|主要|企业|存在|面临|反映|的|及|和|与|、|需要?|请求|上级|市级|县级"
                r"|协调|解决|支持|帮助|问题|困难|诉求|堵点|难点|事项)+"
            ),
        ),
        ("signed_on", rf"(?:项目)?(?:正式|框架|投资|合同|协议)*(?:签约|签订|签署)(?:协议|合同)?{_WHEN}"),
        ("started_on", rf"(?:项目)?(?:实际|正式|已)(?:项目)?(?:开工|动工|开建)(?:建设)?(?:{_WHEN})?"),
        (_START, rf"(?:项目)?(?:计划|预计|拟|目标)?(?:项目)?(?:开工|动工|开建)(?:建设)?(?:{_WHEN})"),
        ("producing_on", rf"(?:项目)?(?:实际|正式)(?:建成|竣工)?(?:投产|试产|试生产){_WHEN}"),
        (_PRODUCE, rf"(?:项目)?(?:计划|预计|拟|目标)?(?:建成|竣工)?(?:投产|试产|试生产){_WHEN}"),
        ("full_production_on", rf"(?:项目)?(?:预计|计划|拟|全面)*(?:达产|满产|达效)(?:达效|达标|达产)?{_WHEN}"),
        ("filed_on", rf"(?:项目)?(?:发改)?(?:立项|备案|核准){{1,2}}(?:批复|完成)?{_WHEN}"),
        (
            "project_code_national",
            r"(?:投资)?(?:项目)?(?:发改)?(?:立项|备案|在线审批|在线平台|在线监管平台|项目统一)(?:项目)?(?:代码|编码)",
        ),
    ),
    "demand": (
        (
            "organisation",
            rf"(?:技术)?(?:需求|难题|张榜|发榜|出题)(?:提出|申报|发布|征集)?(?:方|企业|单位|主体)(?:单位|企业)?{_NAMED}",
        ),
        (
            "content",
            r"(?:具体|主要|详细)*(?:技术)?(?:需求|难题)(?:具体|详细|主要)?(?:内容|描述|简介|简述|情况|详情|概述|说明)+",
        ),
        (
            "budget_cny",
            r"(?:计划|拟|预计|可|意向)*(?:投入|支付|出资)(?:研发)?(?:资金|经费|费用|金额|预算)(?:规模|总额|额度)?",
        ),
        (
            "partner_wanted",
            r"(?:希望|期望|意向|拟)(?:对接|合作)(?:的)?(?:高校|院所|高校院所|单位|团队|专家|对象)(?:名称)?",
        ),
        ("deadline", r"(?:希望|期望|拟|要求|预计|计划)(?:解决|完成|攻关)(?:的)?(?:时间|时限|期限|日期)(?:要求)?"),
    ),
    "achievement": (
        ("organisation", rf"(?:成果|技术|专利)?(?:完成|持有|所属|权属|所有|供给|研发)(?:单位|方|机构){_NAMED}"),
        ("content", r"(?:科技|技术|科研)?(?:成果)?(?:详细|主要|具体)?(?:成果)?(?:介绍|简介|描述|概述|概况|简述)+"),
        ("price_cny", r"(?:拟|意向|预期|期望)?(?:成果|技术)?(?:转让|转化|许可|合作)?(?:报价|价格)"),
        ("transfer_mode", r"(?:拟|意向|期望)?(?:成果|技术)?(?:合作|转化|转让){1,2}(?:方式|形式|模式)"),
    ),
    "park": (
        (
            "factory_vacant_m2",
            r"(?:现有|目前)?(?:可供|可租赁?|可用|空置|空余|闲置|剩余|可租售)(?:的)?(?:标准)?(?:厂房)(?:总?面积)?",
        ),
        (
            "land_available_mu",
            r"(?:现有|目前)?(?:可供|可用|可出让|可开发|待出让|剩余可供|可供开发)(?:的)?(?:工业)?(?:用地|土地)(?:总?面积)?",
        ),
        ("firms", r"(?:现有|已)?(?:入园|入驻|园区|落户)(?:的)?企业(?:总数|数量|数|家数|个数)"),
    ),
    "enterprise": (
        ("revenue_cny", r"(?:上年度?|年度?|全年)?(?:营业总?收入|主营业务收入|营收|销售收入|销售额)(?:总额)?"),
        ("tax_cny", r"(?:上年度?|年度?|全年)?(?:实缴|上缴|缴纳)?(?:税收|纳税|税金)(?:总额|额)?"),
        ("staff", r"(?:现有|在职|在岗)?(?:员工|职工|从业人员|用工)(?:总数|人数|数量|数|总人数)"),
        ("wants_supply", r"(?:需要?|需求|求购|寻求|所需|拟寻求)(?:的)?(?:配套)?(?:产品|配套)(?:名称)?"),
    ),
    "fund_entry": (
        ("amount_cny", r"(?:本次|实际|本笔)?(?:到账|到位|汇款|转账|进账|入账)(?:资金)?(?:金额|额)"),
        ("payer", rf"(?:汇款|付款|汇出|打款|出资)(?:单位|方|人|企业|户名|账户){_NAMED}"),
        ("payee", rf"(?:收款|到账|入账|收汇)(?:单位|方|人|企业|户名|账户){_NAMED}"),
        ("paid_on", rf"(?:资金)?(?:到账|到位|汇款|转账|进账|入账|付款){_WHEN}"),
    ),
    "problem": (
        (
            "text",
            r"(?=.*(?:问题|诉求|困难))(?!.*(?:企业|单位)$)(?:企业|反映|的|具体|主要|存在|提出|问题|诉求|困难|和|及|、)+(?:内容|描述|详情|事项|情况)?",
        ),
        (
            "due_on",
            r"(?:要求|计划|承诺|预计)(?:办结|完成|解决|整改)(?:时间|时限|期限|日期)|(?:办结|办理|整改)(?:时限|期限)",
        ),
        ("closed_on", r"(?:实际)?(?:办结|销号|解决)(?:完成)?(?:时间|日期)"),
    ),
    "meeting_request": (
        ("target_party", r"(?:希望|拟|意向|想)(?:对接|洽谈|会见|见面)(?:的)?(?:企业|单位|对象|机构|嘉宾)(?:名称)?"),
        ("times", r"可(?:对接|洽谈|会见|参加|安排)(?:的)?(?:时间段?|时段)"),
        ("topic", r"(?:拟)?(?:对接|洽谈|合作|会谈)(?:的)?(?:内容|需求|诉求|事项|议题|意向)"),
    ),
    "tech_contract": (
        ("buyer", r"(?:技术)?(?:买方|受让方|吸纳方|委托方)(?:单位|企业)?(?:全称|名称)?"),
        ("seller", r"(?:技术)?(?:卖方|出让方|转让方|输出方|受托方|让与方)(?:单位|企业)?(?:全称|名称)?"),
        ("contract_cny", r"(?:技术)?(?:合同)(?:成交|交易)?(?:总)?(?:金额|额)|成交(?:总)?(?:金额|额)"),
        ("valid", r"合同(?:有效|履行|起止|执行)(?:期限?|时间|日期|年限)"),
    ),
}
_CONTACTED = frozenset(("project", "demand", "achievement", "park", "enterprise", "policy"))

_LISTED_IN_BRACKETS = (
    ("origin_scope", re.compile(r"(?=.*省外)(?=.*省内)")),
    ("capital_kind", re.compile(r"(?=.*内资)(?=.*外资)")),
    ("transfer_mode", re.compile(r"(?=.*独资)(?=.*合[资作])|(?=.*新建)(?=.*[扩迁改]建)")),
    ("stage", re.compile(r"(?=.*(?:签约|在谈))(?=.*(?:投产|开工|在建))")),
)
"""What the choices in a header's brackets say of it: 项目来源（省外、省内）. Only in tables of projects."""
_LONGEST = 40
"""Letters; no header is put together from so many."""
_INSIDE = re.compile(r"[(]([^()]*)[)]")
_LISTING = re.compile(r"[/、,|]")


@cache
def _patterns(kind: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    contacts = (("contact", _CONTACT),) if kind in _CONTACTED else ()
    return tuple((key, re.compile(pattern)) for key, pattern in (*_WORDINGS.get(kind, ()), *contacts))


def listed_key(kind: str, text: str) -> str | None:
    """The key of a header that lists its choices in brackets: 项目来源（省外、省内）."""
    inside = _INSIDE.search(text) if kind == "project" and len(text) <= _LONGEST else None
    if inside is None or not _LISTING.search(inside[1]):
        return None
    found = [key for key, pattern in _LISTED_IN_BRACKETS if pattern.match(inside[1])]
    return found[0] if len(found) == 1 else None


def worded_key(kind: str, text: str) -> str | None:
    """The key of a header by its wording; None where no wording of the kind fits, or more than one does.

    Args:
        text: folded, without its unit.
    """
    if len(text) > _LONGEST:
        return None
    bare = re.sub(r"^其中[:,]?", "", _INSIDE.sub("", text)).strip(":,-")
    found = [key for key, pattern in _patterns(kind) if pattern.fullmatch(bare)]
    return found[0] if found and found[0] == found[-1] else None
