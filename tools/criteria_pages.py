"""Writes docs/{zh,en}/criteria.md from the engine's library of criteria; a test fails when they are out of date."""

import sys
from pathlib import Path

from yanzhen.language import Language, say, speaking
from yanzhen.place.library import GROUPS, LIBRARY, LibraryCriterion

DOCS = Path(__file__).resolve().parents[1] / "docs"


def page(language: Language) -> str:
    """The page of one language: a table a group."""
    with speaking(language):
        parts = [f"# {say('指标库', 'The library of criteria')}", _opening()]
        for group, name in GROUPS.items():
            rows = [_row(one) for one in LIBRARY if one.group == group]
            parts.append(
                "\n".join([f"## {name}", "", _heading(), "| --- | --- | --- | --- | --- | --- | --- |", *rows])
            )
        return "\n\n".join(parts) + "\n"


def _opening() -> str:
    count = len(LIBRARY)
    return say(
        f"`yanzhen place 项目表 地方表` 用的 {count} 个指标。列名写键、中文名、英文名都认。\n\n"
        "“每年”是一个值旧一年可能变多少（占值的份额），“可能的范围”之外的值当作写错了单位，点名不用。",
        f"The {count} criteria of `yanzhen place PROJECTS PLACES`. A column may have the key or either name.\n\n"
        "“A year” is by which share of itself a value may have changed in a year; a value outside “plausible” is\n"
        "named and not used.",
    )


def _heading() -> str:
    return say(
        "| 键、名称 | 单位 | 方向 | 怎么来 | 可能的范围 | 每年 | 定义；来源 |",
        "| key, name | unit | better | how it comes | plausible | a year | definition; source |",
    )


def _row(one: LibraryCriterion) -> str:
    how = {"entered": say("填报", "entered"), "table": say("表", "table"), "computed": say("计算", "computed")}
    better = say("高", "more") if one.direction == "max" else say("低", "less")
    told = say(f"{one.definition.zh}；{one.source.zh}", f"{one.definition.en}; {one.source.en}")
    return (
        f"| `{one.key}` {one.name} | {one.unit} | {better} | {how[one.how]} | {one.lowest:g} – {one.highest:g} "
        f"| {one.widening * 100:g} % | {told} |"
    )


def main() -> int:
    for language in ("zh", "en"):
        (DOCS / language / "criteria.md").write_text(page(language), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
