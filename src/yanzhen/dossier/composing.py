"""The report in its order: facts, answer, shortlist, pictures, gates, questions, data, sources, appendix."""

from __future__ import annotations

from yanzhen.dossier import passages
from yanzhen.dossier.case import Case
from yanzhen.dossier.shortlist import ranked_of
from yanzhen.language import Language, Said, speaking
from yanzhen.place.tables import number_of
from yanzhen.records import Record
from yanzhen.report.amounts import in_english, in_yi
from yanzhen.report.paper.parts import Heading, Paper, Part

_FACTS: tuple[tuple[str, Said, str, str], ...] = (
    ("investor", Said("投资方", "Investor"), "", ""),
    ("industry", Said("所属产业", "Industry"), "", ""),
    ("industry_code", Said("国民经济行业代码", "Industry code"), "", ""),
    ("products", Said("主要产品", "Products"), "", ""),
    ("content", Said("建设内容", "What is to be built"), "", ""),
    ("land_mu", Said("用地", "Land"), " 亩", " mu"),
    ("building_m2", Said("建筑面积", "Floor area"), " ㎡", " m²"),
    ("power_kva", Said("用电负荷", "Power load"), " kVA", " kVA"),
    ("energy_tce", Said("年综合能耗", "Energy a year"), " 吨标准煤", " tce"),
    ("water_t_day", Said("日用水量", "Water a day"), " 吨", " t"),
    ("jobs", Said("用工", "Jobs"), " 人", ""),
    ("pollutants", Said("主要污染物排放", "Pollutants"), "", ""),
)
_LONGEST_FACT = 160


def compose(case: Case, language: Language = "zh") -> Paper:
    """The report of a comparison in one language."""
    with speaking(language):
        return _composed(case.speaking(language), language)


def _composed(case: Case, language: Language) -> Paper:
    say, ranked = passages.saying(language), ranked_of(case)
    sections: list[tuple[Said, list[Part]]] = [(Said("结论", "The answer"), passages.answer(case, ranked, say))]
    if ranked is not None:
        sections += [
            (Said("入围", "Shortlist"), passages.shortlist(case, ranked, say)),
            (Said("在哪里", "Where they lie"), passages.where(case, language, say)),
            (Said("有多稳", "How sure it is"), passages.how_sure(case, ranked, language)),
            (Said("长处与短处", "Strengths and weaknesses"), passages.strengths(case, ranked, language, say)),
        ]
    sections += [
        (Said("门槛", "Gates"), passages.gates(case, say)),
        (Said("待问", "Open questions"), passages.questions(case, say)),
        (Said("数据质量", "Data quality"), passages.data_quality(case, say)),
        (Said("来源", "Sources"), passages.sources(case, say)),
        (Said("附录：指标与方法", "Appendix: criteria and method"), passages.appendix(case, say)),
    ]
    parts = [part for heading, own in sections if own for part in (Heading(say(heading)), *own)]
    name, title = case.project.name, Said("选址比较", "Comparison of places")
    if name:
        title = Said(f"{name}选址比较", f"Where {name} could go")
    return Paper(
        language,
        title=say(title),
        subtitle=say(
            Said(
                f"{case.today.isoformat()} · 供投资方决策参考",
                f"{case.today.isoformat()} · for the investor's decision",
            )
        ),
        facts=tuple(_facts(case.project, language)),
        parts=tuple(parts),
        day=case.today.isoformat(),
        footer=say(Said(f"{title.zh} · {case.today.isoformat()}", f"{title.en} · {case.today.isoformat()}")),
    )


def _facts(project: Record, language: Language) -> list[tuple[str, str]]:
    """What is known of the project, as its fields say it."""
    english = language == "en"
    facts = []
    money = project.get("investment_cny") or project.get("intended_amount_cny")
    if isinstance(money, int):
        facts.append(("Investment", in_english(money)) if english else ("总投资", f"{in_yi(money)} 亿元"))
    for key, name, zh, en in _FACTS:
        value = project.get(key)
        if value in (None, "", []):
            continue
        unit = (en if english else zh) if number_of(value) is not None else ""
        facts.append((name.en if english else name.zh, _shown(value) + unit))
    return facts


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        value = "、".join(map(str, value))
    text = f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
    return text if len(text) <= _LONGEST_FACT else text[:_LONGEST_FACT] + "…"
