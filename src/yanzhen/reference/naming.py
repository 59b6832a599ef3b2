"""How an official name is shortened: its stem (岳阳 of 岳阳市) and the handy form in between (湘西州, 新晃县)."""

from __future__ import annotations

import re

from yanzhen.reference.typed import words

PEOPLES = words(
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 "
    "拉祜 水 东乡 纳西 景颇 柯尔克孜 土 "
    "达斡尔 "
    "仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 "
    "鄂伦春 赫哲 门巴 珞巴 基诺"
)
"""The recognised minorities, as names of autonomous places write them (with 族, long ones without it too)."""

_WITH_ZU = "|".join(sorted((f"{p}族" for p in PEOPLES), key=len, reverse=True))
_LONG = "|".join(sorted((p for p in PEOPLES if len(p) > 1), key=len, reverse=True))
_AUTONOMOUS = re.compile(
    rf"(?P<stem>.{{2,}}?)(?P<peoples>(?:{_WITH_ZU}|{_LONG}|各族)*)族?自治[区州县旗]$",
)
_DISTRICT_OF_A_PEOPLE = re.compile(rf"(?P<stem>.{{2,}}?)(?:{_WITH_ZU})+区$")
_PLAIN = re.compile(r"(?P<stem>.{2,}?)(?:特别行政区|行政委员会|林区|特区|新区|地区|省|市|盟|县|区|旗|群岛)$")


def stem_of(name: str) -> str:
    """The name without its kind: 岳阳市 → 岳阳, 湘西土家族苗族自治州 → 湘西; 攸县 stays, for nothing would remain.

    新区 and 林区 go as a whole (浦东新区 → 浦东, 神农架林区 → 神农架); 矿区 does not (井陉矿区 beside 井陉县).
    """
    found = _of_a_people(name) or _PLAIN.match(name)
    return found["stem"] if found else name


def _of_a_people(name: str) -> re.Match[str] | None:
    if "自治" in name:
        return _AUTONOMOUS.match(name)
    return _DISTRICT_OF_A_PEOPLE.match(name) if "族" in name else None


def handy_forms(name: str) -> tuple[str, ...]:
    """Forms between the full name and the stem: 湘西州, 湘西自治州, 湘西土家族苗族; 管城区; 香港特区."""
    if found := _of_a_people(name):
        unit = name[-1]
        bare = name[: name.index("自治")] if "自治" in name else name[:-1]
        return (found["stem"] + unit, f"{found['stem']}自治{unit}", bare)
    if name.endswith("特别行政区"):
        return (name[:-5] + "特区", name[:-5] + "行政区")
    if len(name) > 3 and name.endswith(("新区", "林区")):
        return (name[:-1],)
    return ()
