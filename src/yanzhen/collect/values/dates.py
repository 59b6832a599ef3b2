"""Dates as people write them, cut to the precision that they give.

A date is ISO text (`2025`, `2025-03`, `2025-03-29`) or an interval of two such (`2025-07/2025-09`).
"""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from yanzhen.collect.values.numerals import read_numeral

_EPOCH = datetime.date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 21_000, 80_000
"""Excel's day numbers that are taken for dates: 1957 to 2119. 20250 is rather a slip of 2025-0…."""
FIRST_YEAR, LAST_YEAR = 1900, 2099


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a date's cell says.

    Attributes:
        iso: the date, or "" where it can't be told.
        code: `date_unreadable` or `date_ambiguous` where `iso` is empty.
        planned: the cell itself says that it is a plan (拟, 预计, 计划), or that it has happened (已, 实际); else None.
    """

    iso: str = ""
    code: str = ""
    planned: bool | None = None


UNREADABLE = DateReading(code="date_unreadable")
AMBIGUOUS = DateReading(code="date_ambiguous")

_DIGIT = "〇零一二三四五六七八九"
_CHINESE_YEAR = re.compile(rf"([{_DIGIT}○O]{{2,4}})年")
_CHINESE_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}(?=月|日|号|季度)")
_QUARTERS = {"1": ("01", "03"), "2": ("04", "06"), "3": ("07", "09"), "4": ("10", "12")}
_Y = r"(?P<y>(?:19|20)\d{2}|(?<!\d)\d{2}(?=年))"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("quarter", rf"{_Y}(?:年度?|[-./])?(?:第?(?P<q>[1-4])季度|q(?P<q2>[1-4])|(?P<q3>[1-4])q)"),
        ("half", rf"{_Y}(?:年度?)?(?P<half>上半年|下半年|h1|h2)"),
        ("months", rf"{_Y}年(?P<m>\d{{1,2}})月?[-~至到—–](?P<m2>\d{{1,2}})月(?!\d)"),
        ("ymd", rf"{_Y}[年./-](?P<m>\d{{1,2}})[月./-](?P<d>\d{{1,2}})(?!\d)[日号]?"),
        ("ymd", r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?!\d)"),
        ("part", rf"{_Y}年?(?:[./-])?(?P<m>\d{{1,2}})月(?:份)?(?P<part>上旬|中旬|下旬|初|中|底|末)"),
        ("ym", rf"{_Y}[年./-](?P<m>\d{{1,2}})(?!\d)(?:月份?)?"),
        ("ym", r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?!\d)"),
        ("edge", rf"{_Y}年?(?P<edge>年?底|年?末|年?初|年中|中期?(?=$|[^\d]))"),
        ("us", r"(?<!\d)(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<y>(?:19|20)\d{2})(?!\d)"),
        ("yymd", r"(?<!\d)(?P<y>\d{2})[./-](?P<m>\d{1,2})[./-](?P<d>\d{1,2})(?!\d)"),
        ("yym", r"(?<![\d.])(?P<y>[1-9]\d)[./](?P<m>\d{1,2})(?![\d.])"),
        ("md", r"(?<!\d)(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]"),
        ("m", r"(?<!\d)(?P<m>\d{1,2})月(?:份)?(?:上旬|中旬|下旬|初|底|末)?"),
        ("y", r"(?<!\d)(?P<y>(?:19|20)\d{2})(?!\d)年?度?"),
    )
)
_TIME = re.compile(
    r"(?:t|上午|下午|晚上?|早)?\d{1,2}[:时点]\d{2}(?:[:分]\d{2})?(?:\.\d+)?(?:分|秒|z)?(?:[+-]\d{2}:?\d{2})?"
)
_COMMAED = re.compile(r"(?<!\d)((?:19|20)\d{2})[、,。](\d{1,2})(?:[、,。](\d{1,2}))?(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH_MONTH = rf"(?P<m>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_ENGLISH = re.compile(
    rf"{_ENGLISH_MONTH.replace('<m>', '<m2>')}(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,(?P<y2>(?:19|20)\d{{2}})"
    rf"|(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-/,.]?)?{_ENGLISH_MONTH}[-/,.]?(?P<y>(?:19|20)\d{{2}}|\d{{2}})"
)
_WEEKDAY = re.compile(r"[(]?(?:星期|周|礼拜)[一二三四五六日天][)]?")
_DOUBT = re.compile(r"未|待|暂|无法|取消|推迟|延期|不详|不确定|[?？]|去年|上年|前年|明年|今年|本年|后年|或")
_PLANNED = re.compile(r"拟|预计|计划|预期|力争|争取|确保|目标|预定|拟定")
_DONE = re.compile(r"已|实际")
_TO = re.compile(r"^(?:[日号])?(?:至|到|-|—|–|~|―)+$")
_THIS = re.compile(r"(?P<word>今年|本年|当年|明年|去年|上年)(?=\d{1,2}月|[第]?[1-4一二三四]季度|[上下]半年)")
_SHIFT = {"今年": 0, "本年": 0, "当年": 0, "明年": 1, "去年": -1, "上年": -1}
_LONGEST_REMARK = 14
_LONGEST = 80
"""Letters; a longer text is a story, not a date."""


def from_serial(number: float) -> str:
    """The ISO date of an Excel day number."""
    return (_EPOCH + datetime.timedelta(days=int(number))).isoformat()


@lru_cache(maxsize=65536)
def read_date_number(number: float) -> DateReading:
    """A number in a column of dates: a serial, 20250329, 202503, a year, or year and month as 2024.3.

    2024.1 may have been typed as 2024.10, so it is ambiguous.
    """
    if FIRST_SERIAL <= number < LAST_SERIAL:
        return DateReading(from_serial(number))
    if not 0 < number < 10**8:
        return UNREADABLE
    if number == int(number):
        digits = str(int(number))
        if len(digits) in (4, 6, 8):
            return read_date(digits)
        return UNREADABLE
    year, months = f"{number:.4f}".rstrip("0").split(".")
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return UNREADABLE
    if months == "1":
        return AMBIGUOUS
    month = int(months)
    if len(months) <= 2 and 1 <= month <= 12:
        return DateReading(f"{year}-{month:02d}")
    return UNREADABLE


@lru_cache(maxsize=65536)
def read_date(text: str, year: int | None = None) -> DateReading:
    """A date's text.

    Args:
        year: of the sheet, for texts that name only month and day, or 今年.
    """
    if len(text) > _LONGEST:
        return UNREADABLE
    line = _plain(text)
    planned = True if _PLANNED.search(line) else False if _DONE.search(line) else None
    if year is not None:
        line = _THIS.sub(lambda m: f"{year + _SHIFT[m['word']]}年", line)
    line = _WEEKDAY.sub("", line)
    if re.fullmatch(r"\d{5}", line) and FIRST_SERIAL <= int(line) < LAST_SERIAL:
        return DateReading(from_serial(int(line)), planned=planned)
    found = _tokens(line)
    if not found or len(found) > 2:
        return UNREADABLE
    isos = [_iso(name, match, year, found[0][1]) for name, match in found]
    if not all(isos) or not _only_remarks(line, found):
        return UNREADABLE
    if "?" in isos:
        return AMBIGUOUS
    if len(isos) == 1:
        return DateReading(str(isos[0]), planned=planned)
    first, last = _span(str(isos[0]), str(isos[1]))
    return DateReading(f"{first}/{last}", planned=planned) if first <= last else UNREADABLE


def _plain(text: str) -> str:
    line = "".join(unicodedata.normalize("NFKC", text).split()).lower().replace("−", "-")
    line = _CHINESE_YEAR.sub(lambda m: "".join(str(_place(c)) for c in m[1]) + "年", line)
    line = _ENGLISH.sub(_from_english, line) if re.search(r"[a-z]{3}", line) else line
    line = _COMMAED.sub(lambda m: "-".join(part for part in m.groups() if part), line)
    line = _CHINESE_NUMBER.sub(lambda m: str(read_numeral(m[0]) or m[0]), line)
    if re.search(r"\d{4}", line):
        # 2025-03-29T00:00:00 and 2025-03-29 00:00, which lost its blank above.
        line = re.sub(r"(?<=\d-\d\d)(?=\d{2}:)|(?<=/\d\d)(?=\d{2}:)", " ", line)
    return _TIME.sub("", line).strip()


def _from_english(match: re.Match[str]) -> str:
    """29-Mar-25 and Mar 29, 2025 with the year first."""
    year, month, day = (match[name] or match[f"{name}2"] for name in ("y", "m", "d"))
    number = _MONTHS.index(month) + 1
    return f"{_full_year(year)}-{number:02d}" + (f"-{int(day):02d}" if day else "")


def _place(letter: str) -> int:
    return 0 if letter in "○o" else max(_DIGIT.index(letter) - 1, 0)


def _tokens(line: str) -> list[tuple[str, re.Match[str]]]:
    """Dates in a line from left to right, the fullest reading first; a short second one (`…-6月`) counts too."""
    found: list[tuple[str, re.Match[str]]] = []
    at = 0
    while at < len(line):
        best: tuple[str, re.Match[str]] | None = None
        for name, pattern in _PATTERNS:
            match = pattern.search(line, at)
            if match and (best is None or match.start() < best[1].start()):
                best = (name, match)
        if best is None:
            break
        found.append(best)
        at = best[1].end()
    return found


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _iso(name: str, match: re.Match[str], year: int | None, first: re.Match[str]) -> str | None:
    groups = match.groupdict()
    if name in ("md", "m"):
        lead = first.groupdict().get("y") if first is not match else None
        known = _full_year(lead) if lead else year
        if known is None:
            # A day of which year?
            return "?" if _checked(2024, int(groups["m"]), int(groups["d"]) if name == "md" else None) else None
        return _checked(known, int(groups["m"]), int(groups["d"]) if name == "md" else None)
    if name == "us":
        return _month_first(int(groups["a"]), int(groups["b"]), int(groups["y"]))
    full = _full_year(groups["y"])
    if name in ("ymd", "yymd"):
        return _checked(full, int(groups["m"]), int(groups["d"]))
    if name in ("ym", "yym", "part"):
        # 24.10 is a month of 2024; 12.10 may be a day of December.
        return "?" if name == "yym" and full <= 2012 else _checked(full, int(groups["m"]), None)
    if name == "months":
        ends = _checked(full, int(groups["m"]), None), _checked(full, int(groups["m2"]), None)
        return f"{ends[0]}/{ends[1]}" if all(ends) else None
    if not FIRST_YEAR <= full <= LAST_YEAR:
        return None
    return _of_year(name, full, groups)


def _of_year(name: str, year: int, groups: dict[str, str | None]) -> str:
    if name == "quarter":
        first, last = _QUARTERS[groups["q"] or groups["q2"] or groups["q3"] or "1"]
        return f"{year}-{first}/{year}-{last}"
    if name == "half":
        return f"{year}-01/{year}-06" if groups["half"] in ("上半年", "h1") else f"{year}-07/{year}-12"
    if name == "edge":
        word = groups["edge"] or ""
        return f"{year}-12" if word[-1] in "底末" else f"{year}-01" if word.endswith("初") else f"{year}-06"
    return str(year)


def _month_first(a: int, b: int, year: int) -> str | None:
    """29/3/2025 and 3/29/2025 can be told apart, 3/4/2025 can't."""
    if a > 12:
        return _checked(year, b, a)
    if b > 12 or a == b:
        return _checked(year, a, b)
    return "?"


def _checked(year: int, month: int, day: int | None) -> str | None:
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year}-{month:02d}"
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return f"{year}-{month:02d}-{day:02d}"


def _only_remarks(line: str, found: list[tuple[str, re.Match[str]]]) -> bool:
    """Whether what stands around the dates is a short remark without figures or doubt."""
    rest = line[: found[0][1].start()] + line[found[-1][1].end() :]
    if len(found) == 2 and not _TO.fullmatch(line[found[0][1].end() : found[1][1].start()]):
        return False
    return len(rest) <= _LONGEST_REMARK and not re.search(r"\d", rest) and not _DOUBT.search(rest)


def _span(first: str, last: str) -> tuple[str, str]:
    return first.partition("/")[0], last.rpartition("/")[2]


def earliest(iso: str) -> datetime.date:
    """The first day that a partial date may mean."""
    return _edge(iso.partition("/")[0], first=True)


def latest(iso: str) -> datetime.date:
    """The last day that a partial date may mean."""
    return _edge(iso.rpartition("/")[2], first=False)


def _edge(iso: str, *, first: bool) -> datetime.date:
    numbers = [int(part) for part in iso.split("-")]
    year, month = numbers[0], numbers[1] if len(numbers) > 1 else (1 if first else 12)
    day = numbers[2] if len(numbers) > 2 else 1 if first else calendar.monthrange(year, month)[1]
    return datetime.date(year, month, day)
