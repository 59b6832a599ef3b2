"""An invented event, small enough to be read and large enough to be cut."""

from dataclasses import replace

from yanzhen.language import Said
from yanzhen.meet.papers import (
    AgendaItem,
    Guest,
    Hall,
    Liaison,
    Programme,
    Room,
    Session,
    Signing,
    Vehicle,
    Wording,
)

_SURNAMES = "甲乙丙丁戊己庚辛壬癸"


def word(zh: str, en: str = "") -> Wording:
    return Wording(zh, en).approved("示例办公室", "2026-11-20")


def guest(number: int, **changes: object) -> Guest:
    surname = _SURNAMES[number % 10]
    made = Guest(
        f"G{number:02}",
        word(f"{surname}示例{'某' if number % 3 else ''}", f"Guest No. {number}"),
        word("总经理" if number % 2 else "副主任", "General manager" if number % 2 else "Deputy director"),
        word(f"示例{surname}装备有限公司", f"Example {number} Equipment Ltd"),
        ("vip", "speaker", "delegate", "press", "staff")[number % 5],  # type: ignore[arg-type]
        f"https://event.example/b/{number:04}",
        "L1" if number < 6 else "L2",
        "V1" if number < 5 else "",
        "R1" if number == 0 else "",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def few(count: int) -> tuple[Guest, ...]:
    return tuple(map(guest, range(count)))


def signing(number: int, **changes: object) -> Signing:
    made = Signing(
        f"S{number:02}",
        word(f"示例{number}号新材料生产基地项目", f"Example materials base {number}"),
        (
            word(f"示例{number}县人民政府", f"Example county {number}"),
            word(f"示例{number}材料公司", f"Example {number} Materials"),
        ),
        f"示例{number}县",
        "OPEN",
        Said("正式合同", "contract"),
        Said("合同文本", "contract text") if number % 4 else Said("", ""),
        Said("", "") if number % 5 else Said("2026-05 已签框架协议", "framework agreement, 2026-05"),
        120_000_000 + number * 10_000,
        "stage" if number < 16 else "elsewhere",
        1 + number // 4,
        number,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def programme(people: tuple[Guest, ...] = (), **changes: object) -> Programme:
    """The event with some guests; who is there sits, speaks, hosts and signs."""
    people = people or few(18)
    keys = tuple(each.key for each in people)
    opening = Session(
        "OPEN", Said("开幕式", "Opening"), "2026-12-08", "09:00", "H1", "11:30",
        (
            AgendaItem("a1", "opening", Said("开场", "Opening"), "09:00", 5),
            AgendaItem("a2", "speech", Said("主办方致辞", "Address of the organiser"), "09:05", 10, keys[:1]),
            AgendaItem("a3", "presentation", Said("先进材料产业推介", "Advanced materials"), "09:15", 15, keys[1:2]),
            AgendaItem("a4", "signing", Said("重点项目签约", "Signing of key projects"), "09:30", 20),
            AgendaItem("a5", "break", Said("茶歇", "Break"), "09:50", 20),
            AgendaItem("a6", "roundtable", Said("产业链怎样配套", "How chains fit"), "10:10", 60, keys[2:5]),
            AgendaItem("a7", "closing", Said("开幕式", "the opening"), "11:10"),
        ),
        keys[:7], keys[7:], keys[min(5, len(keys) - 1)],
        Said("请着正装，手机静音。", "Formal dress; phones silent."),
    )  # fmt: skip
    industry = Session("IND", Said("高端装备专场", "Advanced equipment"), "2026-12-08", "14:00", "H2")
    made = Programme(
        Said("示例产业转移发展对接活动", "Example Industrial Transfer Matchmaking"),
        "2026-12-08",
        Said("示例省工业主管部门", "Example provincial office"),
        Said("示例市国际会议中心", "Example conference centre"),
        (opening, industry),
        (
            Hall("H1", Said("一号厅", "Hall 1"), (8, 8, 8), (), Said("一层东侧", "ground floor, east")),
            Hall("H2", Said("二号厅", "Hall 2"), (6, 6), (), Said("二层", "first floor")),
        ),
        people,
        tuple(signing(number, signers=keys[1:3]) for number in range(19)),
        (Liaison("L1", "联络员甲", "000-0001"), Liaison("L2", "联络员乙", "000-0002")),
        (Vehicle("V1", "1号中巴", 19, "司机甲", "000-0003", "08:10 酒店大堂", "酒店—会议中心"),),
        (Room("R1", "示例酒店", "1208"),),
        (
            Said("请凭胸卡入场。", "Please wear your badge."),
            Said("用餐在一层餐厅，12:00 开始。", "Lunch at noon on the ground floor."),
        ),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]
