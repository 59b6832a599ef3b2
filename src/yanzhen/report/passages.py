"""What the bulletin says, section by section; each function gives the blocks that can be told, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from yanzhen.language import Said
from yanzhen.report.amounts import grouped
from yanzhen.report.bulletin import Block, Paragraph, Run
from yanzhen.report.facts import HOME
from yanzhen.report.sentences import Telling
from yanzhen.report.tables import distribution_table, signings
from yanzhen.report.values import DistributionValue, FigureValue, Part
from yanzhen.report.wordings import (
    CLUSTERS,
    COLLECTED,
    FUNNEL,
    GUANGQI,
    HUIKE_BUILT,
    HUIKE_SIGNED,
    INSIDE,
    OUTSIDE,
    SIGNED,
    SIGNED_ON_SITE,
    TECHNOLOGY,
)
from yanzhen.typesetting.plaintext import printable

_LISTED = Said("开幕式签约重点项目名单附后。", "The key projects signed at the opening are listed at the end.")

LEADING = 5
"""How many origins are named in a sentence."""


def overview(telling: Telling) -> list[Block]:
    """The event in one paragraph."""
    return [*telling.paragraph((COLLECTED, SIGNED, TECHNOLOGY, CLUSTERS))]


def collected(telling: Telling) -> list[Block]:
    """Where the projects come from and where they go, and what could not be summed."""
    cities = distribution_table(telling, "by_city", Said("承接地", "Receiving city"))
    return [
        *telling.paragraph((OUTSIDE, INSIDE)),
        *_apart(telling),
        *_leading(telling, "by_city", Said("承接项目较多的有", "Most go to "), skip=(HOME,)),
        *cities,
        *([telling.note(_LISTED)] if signings(telling) else []),
    ]


def chains(telling: Telling) -> list[Block]:
    """By chain, by province of origin, by stage."""
    return [
        *_parts(telling, "by_chain", Said("按产业链分，", "By chain: ")),
        *distribution_table(telling, "by_chain", Said("产业链", "Chain")),
        *_leading(telling, "by_origin", Said("省外项目转出地较集中的有", "Most come from "), skip=(HOME,)),
        *_parts(telling, "by_stage", Said("按项目阶段分，", "By stage: ")),
    ]


def technology(telling: Telling) -> list[Block]:
    """Universities and firms, both ways."""
    return [*telling.paragraph((TECHNOLOGY, SIGNED_ON_SITE)), *telling.paragraph((FUNNEL,))]


def cases(telling: Telling) -> list[Block]:
    """Named projects, a paragraph a firm."""
    return [*telling.paragraph((HUIKE_SIGNED, HUIKE_BUILT)), *telling.paragraph((GUANGQI,))]


def sources(telling: Telling) -> list[Block]:
    """What was checked, and what is cited from others."""
    return [_checked(telling), *_cited(telling)]


Passage = Callable[[Telling], list[Block]]

SECTIONS: tuple[tuple[Said, Passage], ...] = (
    (Said("总体情况", "Overview"), overview),
    (Said("项目征集情况", "Projects collected"), collected),
    (Said("产业链与来源", "Chains and origins"), chains),
    (Said("校企“双进双转”", "Universities and firms, both ways"), technology),
    (Said("重点案例", "Named cases"), cases),
    (Said("数据核对与引用数据来源", "What was checked and what is cited"), sources),
)


def _apart(telling: Telling) -> list[Block]:
    """How many projects stated a range, foreign money or nothing, and so stand outside of the sum."""
    figure = telling.report.figure("projects_amount")
    if not (figure.tellable and figure.apart):
        return []
    tellings = [
        _times(telling, figure, "investment_range_cny", Said("个以区间填报", " stated a range")),
        _times(telling, figure, "investment_foreign", Said("个以外币填报", " stated foreign money")),
        _times(telling, figure, None, Said("个未填报投资额", " stated no amount")),
    ]
    runs = _joined([told for told in tellings if told], telling.pick(Said("、", ", ")))
    start, end = (
        Said("另有项目", "Outside of the amounts stand projects that can't be summed: "),
        Said("，均不计入上述金额。", "."),
    )
    return [Paragraph("body", (Run(telling.pick(start)), *runs, Run(telling.pick(end))))]


def _times(telling: Telling, figure: FigureValue, stated: str | None, told: Said) -> list[Run]:
    times = sum(apart.stated == stated for apart in figure.apart)
    return [Run(str(times), figure=figure.id), Run(telling.pick(told))] if times else []


def _joined(groups: Sequence[Sequence[Run]], between: str) -> list[Run]:
    runs: list[Run] = []
    for group in groups:
        runs += [Run(between), *group] if runs else group
    return runs


def _parts(telling: Telling, id_: str, start: Said) -> list[Block]:
    """All parts of a distribution in a sentence."""
    distribution = _held(telling, id_)
    return _listing(telling, distribution.parts, start) if distribution else _unheld(telling, id_)


def _leading(telling: Telling, id_: str, start: Said, skip: tuple[str, ...]) -> list[Block]:
    """The largest parts that are stated, in a sentence."""
    distribution = _held(telling, id_)
    if distribution is None:
        return _unheld(telling, id_)
    stated = [part for part in distribution.parts if part.value is not None and part.value not in skip]
    return _listing(telling, stated[:LEADING], start)


def _listing(telling: Telling, parts: Sequence[Part], start: Said) -> list[Block]:
    if not parts:
        return []
    groups = [_part_runs(telling, part) for part in parts]
    runs = _joined(groups, telling.pick(Said("、", ", ")))
    return [Paragraph("body", (Run(telling.pick(start)), *runs, Run(telling.pick(Said("。", ".")))))]


def _part_runs(telling: Telling, part: Part) -> list[Run]:
    label = printable(telling.pick(part.label))
    if telling.language == "zh":
        return [Run(label), Run(f"{part.count}个", figure=part.id)]
    return [Run(f"{label} "), Run(grouped(part.count), figure=part.id)]


def _held(telling: Telling, id_: str) -> DistributionValue | None:
    distribution = telling.report.distribution(id_)
    return distribution if distribution.holds else None


def _unheld(telling: Telling, id_: str) -> list[Block]:
    """A distribution that does not add up is named, not told."""
    name = telling.report.distribution(id_).name
    known = id_ in telling.pending
    telling.pending[id_] = telling.pick(name)
    told = Said(f"{name.zh}的分布勾稽不符，待核。", f"Under verification, because it does not add up: {name.en}.")
    return [] if known else [telling.note(told)]


def _checked(telling: Telling) -> Paragraph:
    identities = telling.report.identities
    failed = [identity for identity in identities if not identity.holds]
    zh = f"本通报数据由报送记录逐条汇总，每个数字均可查到所依据的记录；共核对勾稽关系{len(identities)}条，"
    en = f"All figures are worked out from the records sent in, row by row. {len(identities)} identities were checked: "
    if not failed:
        return telling.note(Said(f"{zh}全部相符。", f"{en}all hold."))
    return telling.note(
        Said(
            f"{zh}其中{len(failed)}条不符，所涉数据待核，未写入正文。",
            f"{en}{len(failed)} do not hold; what they touch is left out.",
        )
    )


def _cited(telling: Telling) -> list[Block]:
    cited = [figure for figure in telling.report.cited if figure.holds]
    if not cited:
        return []
    start = telling.note(
        Said(
            "以下为引用其他单位的数据，本通报无明细记录，未作重算：",
            "Cited from others, without rows here and never worked out:",
        )
    )
    return [start, *(Paragraph("body", tuple(_citation(telling, figure))) for figure in cited)]


def _citation(telling: Telling, figure: FigureValue) -> list[Run]:
    name, source = printable(telling.pick(figure.name)), printable(telling.pick(figure.source or figure.name))
    about = Said("约", "about ") if figure.approximate else Said("", "")
    value = Run(telling.pick(about) + figure.display(telling.language), figure=figure.id)
    if telling.language == "zh":
        return [Run(name), value, Run(f"（数据时间：{date_in_words(figure.as_of, telling)}；来源：{source}）。")]
    return [Run(f"{name}: "), value, Run(f" (as of {figure.as_of}; source: {source}).")]


def date_in_words(iso: str, telling: Telling) -> str:
    """`2025-03-30` as 2025年3月30日; English keeps ISO."""
    if telling.language == "en" or not iso:
        return iso
    return "".join(f"{int(part)}{unit}" for part, unit in zip(iso.split("-"), "年月日", strict=False))
