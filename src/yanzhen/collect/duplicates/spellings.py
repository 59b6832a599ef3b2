"""Names brought to one form, a whole column at a time: firms, titles, parks, phases."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from yanzhen.reference.regions import abolished, all_regions

_BRACKETS = r"\([^()]*\)"
_FORMER = r"\((?:原名|原|曾用名|更名前|前身)[:为是]*([^()]{3,})\)"
_ORG_FORM = r"(?:(?:有限责任|股份有限|有限|责任|总|分|子)?公司|有限合伙|合伙企业|股份|集团|控股|有限|工厂|厂)+$"
_NOISE_AT_FRONT = r"^(?:[\d一二三四五六七八九十]{1,3}[、.)]|[^\p{L}\p{N}(]+|\[[^\]]{1,8}\]|【[^】]{1,8}】)+"
_MARKS = r"(?:\((?:已|拟|待|省|市|县|国家)?(?:重点|签约|在谈|开工|投产|洽谈|备案)\)|[【\[][^】\]]{1,8}[】\]]|[※★☆●■◆*])"

_SEVERAL_PHASES = (
    r"[分共][一二三四五六七八九十两\d]+期|[一二三四五六七八九十\d][、,和及至到~-]+第?[一二三四五六七八九十\d]+期"
)
_PHASE = r"第?(首|[一二三四五六七八九十]{1,2}|\d{1,2}|i{1,3}|iv)期(?:工程|建设)?"
_PART = r"第?([一二三四五六七八九十]{1,2}|\d{1,2}|[a-h])(批|标段|号|#|分厂|车间|区|地块|标)"
_NUMERALS = {"首": 1, "i": 1, "ii": 2, "iii": 3, "iv": 4} | {
    text: number for number, text in enumerate("一二三四五六七八九十", start=1)
}


def plain(column: pl.Expr) -> pl.Expr:
    """NFKC, lower case, without blanks; an empty text where there is none."""
    return column.fill_null("").str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s+", "")


@cache
def _regions() -> str:
    """Names at the front of a firm's name that say where it is: every unit in full, provinces and cities also short."""
    names = {unit.name_zh for unit in all_regions() if unit.level != "zone"}
    names |= {unit.short_zh for level in ("province", "city") for unit in all_regions(level)}
    names |= {unit.name_zh for unit in abolished()}
    listed = sorted((name for name in names if len(name) > 1), key=lambda name: (-len(name), name))
    return "|".join(map(re.escape, listed))


def former_name(column: pl.Expr) -> pl.Expr:
    """The name of old in brackets (某公司（原名：…）); null where there is none."""
    return column.str.extract(_FORMER, 1)


def seat_text(column: pl.Expr) -> pl.Expr:
    """The regions at the front of a plain firm's name, or in brackets; empty where there are none."""
    front = column.str.extract(rf"^(?:中国)?((?:{_regions()})+)", 1)
    return pl.coalesce(column.str.extract(rf"\(((?:{_regions()})+)\)", 1), front).fill_null("")


def core_of_firm(column: pl.Expr) -> pl.Expr:
    """What makes a plain firm's name its own: without brackets, region in front and legal form at the end."""
    bare = column.str.replace_all(_BRACKETS, "").str.replace_all(r"[^\p{L}\p{N}]+", "")
    shorter = bare.str.replace(_ORG_FORM, "")
    shorter = pl.when(shorter.str.len_chars() >= 2).then(shorter).otherwise(bare)
    stemmed = shorter.str.replace(rf"^(?:中国)?(?:{_regions()})+", "")
    return pl.when(stemmed.str.len_chars() >= 2).then(stemmed).otherwise(shorter)


def bare_title(column: pl.Expr) -> pl.Expr:
    """A plain title without what offices hang on it (numbers in a list, 【重点】, （已签约）) and without its phase."""
    return (
        column.str.replace(_NOISE_AT_FRONT, "")
        .str.replace_all(_MARKS, "")
        .str.replace_all(_SEVERAL_PHASES, "")
        .str.replace_all(_PHASE, "")
        .str.replace(r"(?:建设|招商|投资)?项目(?:\(\))?$", "")
    )


def phase(column: pl.Expr) -> pl.Expr:
    """The phase that a plain title names (二期 → 2); 0 where it names none or several."""
    text = column.str.replace_all(_SEVERAL_PHASES, "").str.extract(_PHASE, 1)
    return _number(text).cast(pl.Int8)


def part(column: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The part of a greater whole that a plain title names (3号, 第二批, a区), and of what kind (号, 批, 区)."""
    return column.str.extract(_PART, 1).fill_null(""), column.str.extract(_PART, 2).fill_null("")


def year(column: pl.Expr) -> pl.Expr:
    """The year that a plain title names; 0 where it names none."""
    return column.str.extract(r"(20\d\d)(?:年|度|-|届|产业|中国)", 1).cast(pl.Int16, strict=False).fill_null(0)


def _number(text: pl.Expr) -> pl.Expr:
    tens = text.str.replace(r"^十(.)$", "1$1").str.replace(r"^(.)十$", "${1}0")
    whole = tens.replace_strict(_NUMERALS, default=None, return_dtype=pl.Int32)
    return pl.coalesce(whole, tens.cast(pl.Int32, strict=False)).fill_null(0).clip(0, 99)


def plain_park(column: pl.Expr) -> pl.Expr:
    """A plain park's name with its kind written short and without its committee."""
    short = column.str.replace_all(r"(?:管理委员会|管委会)$", "")
    for long, brief in _PARK_KINDS:
        short = short.str.replace_all(long, brief)
    return short.str.replace_all(r"[市县区省](经开区|高新区|综保区|工业园|工业集中区|产业园)", "$1")


_PARK_KINDS = (
    (r"高新技术产业(?:开发|园|示范)区|高新技术(?:开发区|园区)|高技术产业开发区|高新开发区", "高新区"),
    (r"经济技术开发区|经济开发区|技术开发区", "经开区"),
    (r"综合保税区", "综保区"),
    (r"工业集聚区|产业集聚区|产业集中区", "工业集中区"),
    (r"工业园区", "工业园"),
    (r"产业园区", "产业园"),
)
