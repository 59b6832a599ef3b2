"""What rules a pair out: only what one of the sides states. Silence, or a word that can't be read, rules out nothing.

- **Not the same party**: the same organisation (names folded) or the same credit code on both sides.
- **Open on the date**: a demand's 需求有效期 and 期望完成时限, an achievement's 有效期 have not passed (a date known
  to the month or year lasts to its end), an achievement's 发布时间 has come; a demand is not 已解决, 已关闭, 已撤回
  and the like; an achievement is not 涉密 without having been declassified.
- **Region**: an achievement that is limited to 本省, 本市 or a named place (`独占许可限本省行政区域`) goes to firms
  there; a demand that wants partners of 本省 or 本市 only gets those. Both regions must be known.
- **Field**: a side that is limited to certain fields (`仅限航空航天领域`) does not go with one that states only others.

Whether a demand may be made public is another question: staff match it either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yanzhen.language import Said
from yanzhen.match.words import cut
from yanzhen.records import Record, folded


@dataclass(frozen=True, slots=True)
class Side:
    """What one side states, read once.

    Attributes:
        parties: folded names of its organisations, and credit codes.
        region: six-digit code; empty where unknown.
        areas: codes of the regions that the other side must lie in one of; empty where it need not.
        only_fields: the words of each field that it is limited to; empty where it is not.
        fields: the fields and industries that it states for itself.
    """

    parties: frozenset[str]
    region: str
    areas: tuple[str, ...]
    only_fields: frozenset[str]
    fields: str


def side_of(record: Record) -> Side:
    """What a demand or an achievement states."""
    text = "。".join(
        _texts(record, _LIMITING_FIELDS[record.kind if record.kind in _LIMITING_FIELDS else "achievement"])
    )
    region = str(record.get("region", ""))
    return Side(
        parties=_parties(record),
        region=region,
        areas=tuple(_areas(text, region)) if "限" in text or "须为" in text or "要求" in text else (),
        only_fields=frozenset(_only_fields(text)) if "限" in text else frozenset(),
        fields="，".join(_texts(record, ("field", "industry"))),
    )


_LIMITING_FIELDS = {
    "demand": ("partner_wanted", "cooperation", "content"),
    "achievement": ("ip", "transfer_mode", "applications", "needs_to_produce", "content"),
}


def _texts(record: Record, keys: Iterable[str]) -> list[str]:
    return [str(value) for key in keys if (value := record.get(key))]


_BETWEEN_NAMES = re.compile(r"[、,，;；/\n]")
_NOBODY = re.compile(
    r"某.{0,3}(?:公司|企业|单位|大学|高校|学院|院所|研究院|研究所|机构|厂|集团)$|(?:不便|不愿|未)公开|保密|匿名|无$"
)


def _parties(record: Record) -> frozenset[str]:
    names = _BETWEEN_NAMES.split(str(record.get("organisation", "")))
    known = {folded(name) for name in names if len(name.strip()) > 2 and not _NOBODY.match(folded(name))}
    code = folded(str(record.get("credit_code", "")))
    return frozenset(known | ({code} if code else set()))


_LIMITED = r"(?:仅限|只限|限于|限定|仅|只能|只在|(?<![有期年权上下时极无局受])限)(?:于|在|向|面向|供|给)*"
_OWN_AREA = re.compile(_LIMITED + r"(?P<own>本省|省内|全省|我省|本市|市内|全市|我市|本县|县内|本区)")
_NAMED_AREA = re.compile(
    _LIMITED + r"(?P<place>[\u4e00-\u9fff]{2,10}?(?:省|市|州|县|区))"
    r"(?:行政区域|行政区划|境内|范围内|辖区|地区|内|转化|实施|使用)"
)
_OWN_PARTNER = re.compile(
    r"(?:须为|须是|必须为|必须是|要求为|要求是|仅接受|只接受)(?P<own>本省|省内|我省|本市|市内|我市)"
)


def _areas(text: str, region: str) -> list[str]:
    found: list[str] = []
    for limit in (*_OWN_AREA.finditer(text), *_OWN_PARTNER.finditer(text)):
        if region:
            found.append(_enclosing(region, limit["own"]))
    for limit in _NAMED_AREA.finditer(text):
        if not _OWN_AREA.match(limit.group()):
            found.extend(_resolved(limit["place"]))
    return found


def _enclosing(region: str, own: str) -> str:
    if "省" in own:
        return region[:2] + "0000"
    return region[:4] + "00" if "市" in own else region


def _resolved(place: str) -> list[str]:
    # The tables of places load only for the few texts that name one.
    from yanzhen.reference import places

    resolution = places.resolve(place)
    return [resolution.code] if resolution.code else list(resolution.candidates)


def lies_in(region: str, area: str) -> bool:
    """Whether a region code lies in an area's: 430181 in 430100 and in 430000."""
    significant = area[:2] if area.endswith("0000") else area[:4] if area.endswith("00") else area
    return region.startswith(significant)


_FIELD_LIMIT = re.compile(
    r"(?:仅限|只限|限于|仅用于|只用于)(?:于|用于|在)?(?P<fields>[^，。；,;()（）]{2,30}?)(?:行业|领域|产业|场景)"
)


def _only_fields(text: str) -> set[str]:
    return {word for limit in _FIELD_LIMIT.finditer(text) for word in cut(limit["fields"]) if len(word) > 1}


def conflict(need: Side, offer: Side) -> Said | None:
    """What rules the pair out; None where nothing does."""
    if not need.parties.isdisjoint(offer.parties):
        return Said("供需双方是同一单位", "both sides are the same party")
    for limited, other in ((offer, need), (need, offer)):
        if limited.areas and other.region and not any(_may_lie_in(other.region, area) for area in limited.areas):
            return Said("对方不在限定的地区内", "the other side lies outside the region that this one is limited to")
        if limited.only_fields and other.fields and limited.only_fields.isdisjoint(cut(other.fields)):
            return Said("对方不属于限定的领域", "the other side is not of the field that this one is limited to")
    return None


def _may_lie_in(region: str, area: str) -> bool:
    """A region known only as its province may still lie in a city of it."""
    return lies_in(region, area) or (region.endswith("00") and lies_in(area, region))


_CLOSED = re.compile(
    "已解决|已关闭|关闭|已撤回|撤回|已撤销|撤销|已终止|终止|已完成|已结题|已失效|失效|已过期|已转让|已下架|暂停对接|不再"
)
_NOT_YET = re.compile("未|没有|部分|不")
_SECRET = re.compile("涉密|秘密|机密|绝密")
_CLEARED = re.compile("不涉密|非涉密|未涉密|无涉密|不属于|不含|脱密|解密|否|无")


def closure(record: Record, on: date | None) -> Said | None:
    """Why a demand or an achievement is not open on a date; None where it is.

    Args:
        on: None looks at the state only, at no date.
    """
    state = str(record.get("state", ""))
    if _CLOSED.search(state) and not _NOT_YET.match(state):
        return Said(f"状态为“{state}”", f"its state is “{state}”")
    if _is_secret(str(record.get("security", ""))):
        return Said("成果涉密", "the achievement is classified")
    if on is None:
        return None
    for key in ("valid_until", "deadline", "open_until"):
        last = last_day(str(record.get(key, "")))
        if last and last < on:
            return Said(f"已于 {last} 截止", f"closed on {last}")
    first = first_day(str(record.get("published_on", "")))
    if first and first > on:
        return Said(f"{first} 才发布", f"published only on {first}")
    return None


def _is_secret(security: str) -> bool:
    if _CLEARED.search(security):
        return False
    return bool(_SECRET.search(security)) or security.strip() == "是"


_ISO = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$")


def last_day(text: str) -> date | None:
    """The last day that a date of the records (`2025`, `2025-03`, `2025-07/2025-09`) may mean; None if it is none."""
    found = _ISO.match(text.split("/")[-1].strip())
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        if day:
            return date(year, month or 1, day)
        following = date(year + 1, 1, 1) if month in (None, 12) else date(year, month + 1, 1)
    except ValueError:
        return None
    return date.fromordinal(following.toordinal() - 1)


def first_day(text: str) -> date | None:
    """The first day that a date of the records may mean; None if it is none."""
    found = _ISO.match(text.split("/")[0].strip())
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
