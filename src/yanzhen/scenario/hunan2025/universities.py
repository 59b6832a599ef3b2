"""Universities of the scenario: three are named in the published report, the others are plainly invented."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from yanzhen.scenario.forms import Row


@dataclass(frozen=True, slots=True)
class Institute:
    """A university: its seat, whether it is under the ministry, its departments, the chains it works for."""

    name: str
    region: str
    ministry: bool
    departments: tuple[str, ...]
    chains: tuple[str, ...] = ()

    def works_for(self, chain: str) -> bool:
        """Whether it works for the chain; one that names no chains works for all."""
        return not self.chains or chain in self.chains

    @property
    def invented(self) -> bool:
        """Whether it is plainly invented; nothing is invented about a real one but that it signed."""
        return "（示例）" in self.name


_LIST = """\
北京理工大学	北京市/海淀区	部属	机械与车辆学院,材料学院,信息与电子学院	高端装备,电子信息,先进材料,航空航天
哈尔滨工业大学	黑龙江省/哈尔滨市	部属	航天学院,材料科学与工程学院,机电工程学院	高端装备,先进材料,航空航天,新能源
西北工业大学	陕西省/西安市	部属	航空学院,材料学院,自动化学院	高端装备,先进材料,航空航天
某航空航天大学（示例）	北京市	部属	动力学院,仪器光电学院	航空航天,高端装备,电子信息
某航空工程大学（示例）	江苏省/南京市	部属	机电学院,能源与动力学院	航空航天,高端装备,新能源
某兵器理工大学（示例）	江苏省/南京市	部属	化学与化工学院,电子工程学院	先进材料,电子信息,现代石化
某船舶工程大学（示例）	黑龙江省/哈尔滨市	部属	水声工程学院,智能科学学院	高端装备,电子信息,人工智能
某理工大学（示例）	湖南省/长沙市	地方	机械与运载学院,电气工程学院,交通学院
某科技大学（示例）	湖南省/湘潭市	地方	资源环境学院,先进材料研究院,机电学院
某工业大学（示例）	湖南省/株洲市	地方	轨道交通学院,包装与材料学院,计算机学院
某农业大学（示例）	湖南省/长沙市	地方	食品科技学院,动物科学院,生物工程中心	食品加工,现代农业,大健康,轻工纺织
某林业大学（示例）	湖南省/长沙市	地方	材料与能源学院,家具学院,生命学院	食品加工,现代农业,轻工纺织,先进材料
某医科大学（示例）	湖南省/衡阳市	地方	药学院,生物医学工程系,检验学院	大健康,食品加工
某师范大学（示例）	湖南省/长沙市	地方	化学化工学院,生命科学学院,物理系	大健康,先进材料,电子信息,现代石化
某职业技术大学（示例）	湖南省/娄底市	地方	智能制造中心,数字技术学院,汽车学院	高端装备,人工智能,新能源汽车
某矿冶研究院（示例）	湖南省/长沙市	地方	冶金与环境所,矿山装备所,分析检测中心	先进材料,绿色矿业,新能源,现代石化
某电子研究所（示例）	湖南省/长沙市	地方	微系统中心,功率器件室,测试中心	电子信息,人工智能,新能源
"""


@cache
def institutes() -> tuple[Institute, ...]:
    """All of them, those under the ministry first."""
    return tuple(_institute(line.split("\t")) for line in _LIST.splitlines())


def _institute(parts: list[str]) -> Institute:
    name, region, under, departments, *chains = parts
    return Institute(
        name, region, under == "部属", tuple(departments.split(",")), tuple(chains[0].split(",")) if chains else ()
    )


def inventors(chain: str) -> list[Institute]:
    """The invented universities that work for a chain."""
    return [school for school in institutes() if school.invented and school.works_for(chain)]


def university_rows() -> list[Row]:
    """Their rows in the organiser's book."""
    return [
        Row("university", school.name, {"region": school.region, "ministry": school.ministry})
        for school in institutes()
        if "研究" not in school.name
    ]


def intermediary_rows() -> list[Row]:
    """The three published go-betweens."""
    services = {
        "岳麓山工业创新中心": ("湖南省/长沙市", "成果熟化、中试验证、供需对接"),
        "湖南省企业科协联合会": ("湖南省/长沙市", "组织专家团队入企、需求诊断"),
        "上海技术交易所": ("上海市", "技术合同挂牌交易、成果评价、线上对接"),
    }
    return [Row("intermediary", name, {"region": r, "services": text}) for name, (r, text) in services.items()]
