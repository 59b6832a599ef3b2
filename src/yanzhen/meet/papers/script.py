"""主持词: what the host says, item by item; blanks are filled from the agenda, what is not known stays a blank."""

from __future__ import annotations

from yanzhen.language import Language, Said
from yanzhen.meet.papers.approval import Doubt, Wording
from yanzhen.meet.papers.handbook import introduced
from yanzhen.meet.papers.paper import Block, Heading, Paper, Sheet, Text
from yanzhen.meet.papers.programme import AgendaItem, Programme, Session
from yanzhen.meet.papers.stageorder import calls
from yanzhen.meet.papers.wordings import BLANK, KINDS, day_told, telling, time_told

_SPOKEN = {
    "opening": Said("会议现在开始。", "The session is now open."),
    "speech": Said("现在，请{who}致辞，大家欢迎！", "Please welcome {who}, who will address us."),
    "presentation": Said(
        "下面，请{who}作推介，题目是“{title}”。大家欢迎！",
        'Next, {who} will present "{title}". Please welcome the speaker.',
    ),
    "signing": Said(
        "下面举行签约仪式。共 {count} 个项目，分 {batches} 批上台。",
        "We come to the signing: {count} projects in {batches} groups."),
    "roundtable": Said(
        "下面进行圆桌对话，主题是“{title}”。有请{who}。",
        'We come to the round table on "{title}". Please welcome {who}.',
    ),
    "award": Said("下面颁发“{title}”，请{who}上台。", 'We come to "{title}". Please welcome {who} on stage.'),
    "break": Said(
        "现在休息 {minutes} 分钟，请按时回到会场。",
        "We break for {minutes} minutes; please be back in time."),
    "closing": Said("{title}到此结束，谢谢大家！", "This concludes {title}. Thank you all."),
    "other": Said("下面进行：{title}。", "Next: {title}."),
}  # fmt: skip
_THANKS = Said("谢谢{who}！", "Thank you, {who}.")
_THANKED = {"speech", "presentation"}


def host_script(programme: Programme, session_key: str, language: Language = "zh") -> Paper:
    """The host's script of a session: what to say at the opening, before and after each item, and at each call.

    Raises:
        UnreadableInput: no such session.
    """
    say = telling(language)
    session = programme.session(session_key)
    title = Said(f"{session.title.zh}主持词", f"{session.title.en or session.title.zh}: the host's script")
    host = introduced(programme.guest(session.host), language) if session.host else BLANK
    facts = Said(
        f"{day_told(session.day, 'zh')} {time_told(session)}，{programme.hall(session.hall).name.zh}，主持：{host}",
        f"{day_told(session.day, 'en')} {time_told(session)}, "
        f"{telling('en')(programme.hall(session.hall).name)}. Host: {host}",
    )
    blocks: list[Block] = [Text(say(title), "title"), Text(say(facts), "centre")]
    blocks += [Text(part, "speech") for part in _welcome(programme, session, language)]
    for number, item in enumerate(session.agenda, 1):
        blocks += _item(programme, session, number, item, language)
    sheet = Sheet(f"script:{session.key}", say(title), tuple(blocks), _doubts(programme, session))
    return Paper("host-script", session.key, language, title, "portrait", (sheet,), programme.day)


def _welcome(programme: Programme, session: Session, language: Language) -> list[str]:
    say = telling(language)
    spoken = [
        say(Said("尊敬的各位领导、各位来宾，女士们、先生们：", "Distinguished guests, ladies and gentlemen,")),
        say(
            Said(
                f"大家好！欢迎参加{session.title.zh}。",
                f"Good day, and welcome to {session.title.en or session.title.zh}.",
            )
        ),
    ]
    if session.rostrum:
        names = _joined([introduced(programme.guest(key), language) for key in session.rostrum], language)
        spoken.append(say(Said(f"出席今天会议的有：{names}。", f"With us today are {names}.")))
    return spoken


def _item(programme: Programme, session: Session, number: int, item: AgendaItem, language: Language) -> list[Block]:
    say = telling(language)
    called = calls(programme, session.key) if item.kind == "signing" else ()
    who = _joined([introduced(programme.guest(key), language) for key in item.speakers], language) or BLANK
    filled = {
        "who": who,
        "title": say(item.title) or BLANK,
        "minutes": str(item.minutes) if item.minutes else BLANK,
        "count": str(sum(len(batch) for batch in called)) if called else BLANK,
        "batches": str(len(called)) if called else BLANK,
    }
    kind, named = say(KINDS[item.kind]), say(item.title)
    parts = (kind,) if named in ("", kind) else (kind, named)
    heading = " ".join((f"{number}.", time_told(item), ("：" if language == "zh" else ": ").join(parts)))
    blocks: list[Block] = [Heading(heading)]
    blocks.append(Text(filled_in(say(_SPOKEN[item.kind]), filled), "speech"))
    for n, batch in enumerate(called, 1):
        names = ("；" if language == "zh" else "; ").join(
            f"{signing.project.told(language)}（{_parties(signing.parties, language)}）"
            if language == "zh"
            else f"{signing.project.told(language)} ({_parties(signing.parties, language)})"
            for signing in batch
        )
        call = Said(f"请第 {n} 批签约代表上台：{names}。", f"Group {n}, please come on stage: {names}.")
        blocks.append(Text(say(call), "speech"))
    if item.kind in _THANKED:
        blocks.append(Text(filled_in(say(_THANKS), filled), "speech"))
    if say(item.note):
        blocks.append(Text(say(item.note), "note"))
    return blocks


def filled_in(sentence: str, values: dict[str, str]) -> str:
    """The sentence with its blanks filled; what stands in a value is text, braces too."""
    parts: list[str] = []
    rest = sentence
    while "{" in rest:
        before, _, rest = rest.partition("{")
        name, _, rest = rest.partition("}")
        parts += [before, values[name]]
    return "".join([*parts, rest])


def _parties(parties: tuple[Wording, ...], language: Language) -> str:
    return _joined([party.told(language) for party in parties], language)


def _joined(names: list[str], language: Language) -> str:
    if language == "zh":
        return "、".join(names)
    return "; ".join(names) if any("," in name for name in names) else ", ".join(names)


def _doubts(programme: Programme, session: Session) -> tuple[Doubt, ...]:
    keys = [session.host, *session.rostrum, *(key for item in session.agenda for key in item.speakers)]
    guests = tuple(doubt for key in dict.fromkeys(keys) if key for doubt in programme.guest(key).doubts)
    if not any(item.kind == "signing" for item in session.agenda):
        return guests
    return (*guests, *(doubt for batch in calls(programme, session.key) for each in batch for doubt in each.doubts))
