"""Forms and lists of the same labels and values, in the layouts that offices use."""

from hypothesis import strategies as st

from yanzhen.collect import collect_sheets
from yanzhen.collect.workbooks import Sheet

LABELS = {
    "project": {
        "项目名称": ("name", "示例显示模组项目", "示例显示模组项目"),
        "投资方": ("investor", "深圳示例光电公司", "深圳示例光电公司"),
        "转出地": ("origin", "广东省深圳市", "440300"),
        "承接地": ("target", "宁乡市", "430182"),
        "总投资（亿元）": ("investment_cny", 1.5, 150_000_000),
        "用地面积（亩）": ("land_mu", 50.0, 50),
        "签约时间": ("signed_on", "2025年3月", "2025-03"),
        "建设内容": ("content", "1.新建厂房；\n2.购置设备：100台套", "1.新建厂房；\n2.购置设备：100台套"),
        "项目公司": ("project_company", "宁乡示例光电公司", "宁乡示例光电公司"),
        "落户园区": ("park", "示例产业园", "示例产业园"),
        "固定资产投资（万元）": ("fixed_assets_cny", 9000.0, 90_000_000),
    },
    "demand": {
        "需求名称": ("name", "高强铝合金焊接", "高强铝合金焊接"),
        "需求单位": ("organisation", "长沙示例装备公司", "长沙示例装备公司"),
        "所属行业": ("industry", "装备制造", "装备制造"),
        "技术领域": ("field", "先进制造", "先进制造"),
        "需求内容": ("content", "现有工艺变形大，需要新的工艺。", "现有工艺变形大，需要新的工艺。"),
        "主要技术指标": ("targets", "抗拉强度不低于 400 MPa", "抗拉强度不低于 400 MPa"),
        "合作方式": ("cooperation", "□委托研发 ☑合作开发 □技术转让", "合作开发"),
        "拟投入资金（万元）": ("budget_cny", 200.0, 2_000_000),
        "期望完成时限": ("deadline", "2026年6月", "2026-06"),
    },
    "achievement": {
        "成果名称": ("name", "碳化硅衬底抛光技术", "碳化硅衬底抛光技术"),
        "完成单位": ("organisation", "示例大学", "示例大学"),
        "所属领域": ("field", "新材料", "新材料"),
        "成果简介": ("content", "以化学机械方法抛光。", "以化学机械方法抛光。"),
        "成熟度": ("maturity", "中试", "中试"),
        "应用场景": ("applications", "功率器件衬底加工", "功率器件衬底加工"),
        "拟转让价格（万元）": ("price_cny", 300.0, 3_000_000),
    },
    "problem": {
        "反映企业": ("firm", "长沙示例装备公司", "长沙示例装备公司"),
        "问题内容": ("text", "厂区用电容量不足，影响扩产。", "厂区用电容量不足，影响扩产。"),
        "反映时间": ("raised_on", "2025-10-08", "2025-10-08"),
        "责任部门": ("department", "示例县供电公司", "示例县供电公司"),
        "办结时限": ("due_on", "2025-11-08", "2025-11-08"),
        "办理情况": ("answer", "已现场踏勘。", "已现场踏勘。"),
    },
}
NAMES = {"project": "项目名称", "demand": "需求名称", "achievement": "成果名称", "problem": "问题内容"}
TITLES = {
    "project": "项目情况表",
    "demand": "技术需求征集表",
    "achievement": "科技成果登记表",
    "problem": "企业问题登记表",
}


def sheet(rows, name="Sheet1", **more):
    """A sheet of rows, filled up to one length."""
    width = max(map(len, rows))
    return Sheet(name, [[*row, *[""] * (width - len(row))] for row in rows], **more)


def collect(rows, name="Sheet1", *, kind=None, **more):
    return collect_sheets([sheet(rows, name, **more)], kind=kind)


@st.composite
def contents(draw, kind=None, least=4):
    """A kind, and some of its labels with its naming one, in any order."""
    kind = kind or draw(st.sampled_from(sorted(LABELS)))
    others = draw(
        st.lists(st.sampled_from([x for x in LABELS[kind] if x != NAMES[kind]]), min_size=least - 1, unique=True)
    )
    labels = draw(st.permutations([NAMES[kind], *others]))
    return kind, list(labels)


def cell(kind, label):
    return LABELS[kind][label][1]


def beside(kind, labels, pairs, values=None):
    """Labels left of their values, some pairs a row."""
    rows, merges, width = [], [], 2 * pairs
    filled = values or {label: cell(kind, label) for label in labels}
    for start in range(0, len(labels), pairs):
        row = []
        for label in labels[start : start + pairs]:
            row += [label, filled[label]]
        if len(row) < width:
            number = len(rows) + 1
            merges.append((number, len(row), number, width))
            row += [""] * (width - len(row))
        rows.append(row)
    return rows, [m for m in merges if m[1] < m[3]]


def above(kind, labels, across):
    """Labels over their values, some a row."""
    rows = []
    for start in range(0, len(labels), across):
        part = labels[start : start + across]
        gap = [""] * (across - len(part))
        rows += [[*part, *gap], [*(cell(kind, label) for label in part), *gap]]
    return rows, []


def expected(kind, labels):
    """The fields that a form of these labels gives."""
    return {LABELS[kind][label][0]: LABELS[kind][label][2] for label in labels if LABELS[kind][label][0] != "name"}
