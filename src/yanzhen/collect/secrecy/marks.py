"""What a mark of state secrecy looks like, and what only has its letters.

A mark stands by itself (机密), with its star and term (机密★5年), in brackets, behind 密级, or at the head of a name
(机密台账.xlsx); or a sentence says that this very document is one. Prose that speaks of secrets is none: 商业秘密,
保密协议, 保守国家秘密, 涉密信息系统集成资质, 压缩机密封件, 不涉密. GB/T 9704-2012, 7.2.2, and the provisions on marking
state secrets say where and how a mark stands. In doubt a mark counts: a book held back by mistake costs a telephone
call, one that was taken can't be taken back.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from yanzhen.collect.forms.boxes import chosen, has_boxes
from yanzhen.errors import StateSecret

_TRADITIONAL = str.maketrans("絕絶機祕級屬國標語頁", "绝绝机秘级属国标语页")
_LEVEL = r"(?:绝密|机密|秘密)"
_NOT_STATE = r"(?<!商业)(?<!技术)(?<!工作)(?<!个人)(?<!企业)(?<!公司)(?<!客户)(?<!经营)(?<!军民)"
_PAPER = (
    r"(?:文件|资料|材料|信息|件|电报|载体|文档|公文|台账|清单|报表|名单|目录|汇总表?|一览表?|统计表?|登记表?|表格?"
    r"|图纸|档案)"
)
_MATTER = r"(?:项目|事项|数据|内容|情况|工程|会议|报告|任务|业务|活动|企业|人员|产品|合同|单位|部门|岗位)"
_TERM = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:年|个月|月|日|天)"
_STAR = r"[★☆✩✭✮⭐*※●◆·]"
_SURROUNDING = re.compile(r"^[\W_]+|[\W_]+$")

_STARRED = re.compile(
    rf"{_NOT_STATE}{_LEVEL}级?(?:[★☆✩✭✮⭐]|{_STAR}?(?:{_TERM}|长期|启用前|公布前)(?!内|以上|以下|前完成))"
)
_LABELLED = re.compile(rf"(?:密级|密别|保密级别|保密等级|秘密等级|涉密等级|涉密级别|定密)[^,，。;；、]{{0,4}}?{_LEVEL}")
_GRADED = re.compile(rf"(?<![不非无]){_NOT_STATE}{_LEVEL}级(?!.{{0,10}}(?:资质|资格|认证|许可|产品检测))")
_QUALIFIED = re.compile(r"资质|资格|认证|许可证")
_ALONE = re.compile(
    rf"(?:(?:本|此)(?:{_PAPER}|{_MATTER})?(?:属于?|系|为|是)?)?(?:国家秘密|{_LEVEL}级?|涉密|涉国密|属?涉及国家秘密)"
    rf"(?:{_PAPER}|项目|事项|数据|内容|工程|会议|报告)?"
    r"(?:[,，;；、。!！]?(?:请?(?:注意)?(?:妥善)?保管|注意保存|严禁外传|不得外传|请勿外传|严禁复制|不得复制|阅后即焚|阅后销毁|注意保密))*"
)
_SAID = re.compile(
    rf"(?:属于?|系|为|是|列为|定为|确定为|标注为|按|含有?|包含|涉及?)(?:国家)?(?:{_LEVEL}级?(?:国家秘密)?|国家秘密|涉密)(?:级|{_PAPER}|{_MATTER}|事项)?"
)
_OF_THIS = re.compile(
    rf"^(?:[^,，]{{0,6}})?(?:本|此|该|上述|以上|所附|所列|附)(?:{_PAPER}|{_MATTER}|表|件|项目|文|报|材料|附件|成果|需求)"
)
_DENIED = re.compile(
    r"不|非|无|未|没有|勿|严禁|禁止|是否|如果?|若|凡|防止|避免|杜绝|应当|需要|脱密|去除|剔除|删除|承诺"
)
_CLAUSE = re.compile(r"[,，。;；!！?？\n]")
_STATE_SECRET = re.compile(
    r"(?:属于?|系|为|是)国家秘密(?!的)|国家秘密(?:文件|资料|材料|载体|事项)?(?:[★☆]|[,，]?(?:请|严禁|不得|注意)(?:妥善|外传|复制|保管))"
)
_ASKED = re.compile(
    r"(?:是否|有无)(?:属于?|涉及?|含有?|为|是)?(?:国家)?(?:秘密|涉密|密)(?:项目|成果|内容|事项|信息|技术)?|是否涉密.{0,4}|涉密(?:与否|情况|否)|国家秘密"
)
_YES = re.compile(r"(?:是|√|✓|✔|☑|有|涉密|属于|涉及|y|yes|true|1)(?:[(（].*)?", re.IGNORECASE)
_SPLIT_TEXT = re.compile(r"[\r\n\t]+|[ \u3000\xa0]{2,}|[(（)）【】\[\]〔〕{}｛｝<>《》“”\"'|]")
_TITLED = re.compile(r"《[^《》]*》")
_SPLIT_NAME = re.compile(r"[\s\-_—–·.,，、;；:：+&~()（）【】\[\]〔〕{}…|]+")
_NAME_HEAD = re.compile(
    rf"(?:{_NOT_STATE}{_LEVEL}级?|(?<![不非无未去脱否])涉密)(?:{_PAPER}|{_MATTER}){{1,3}}(?=$|[\W\d_])"
    rf"|{_NOT_STATE}{_LEVEL}级?[★☆*\d]"
)
_OWN_PAPER = re.compile(rf"(?:{_NOT_STATE}{_LEVEL}级?|(?<![不非无未去脱否])涉密){_PAPER}{{1,2}}(?=$|[\W\d_])")
_SHORT = 24


def folded_mark(text: str) -> str:
    """A text as marks are looked for: NFKC, simplified, without blanks and without characters that nobody sees."""
    plain = unicodedata.normalize("NFKC", text).translate(_TRADITIONAL)
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc", "Mn"))


@lru_cache(maxsize=8192)
def bears_mark(text: str) -> bool:
    """Whether a cell, a line or a paragraph is a mark of state secrecy, or holds one."""
    if "密" not in text:
        return False
    if has_boxes(text):
        return _ticked(text)
    whole = folded_mark(text)
    options = len(set(re.findall(_LEVEL, whole.replace("国家秘密", "")))) >= 2 and not _STARRED.search(whole)
    if options and len(whole) <= 60:
        # 公开/秘密/机密: what may be chosen, and nothing is.
        return False
    return _STARRED.search(whole) is not None or _stands(text, whole) or _says(text)


def _ticked(text: str) -> bool:
    """Of options with boxes only what is ticked counts: 密级：□公开 ☑秘密; 是否涉密：☑是 □否."""
    picked = chosen(text)
    if picked is None:
        return False
    asked = folded_mark(re.split(r"[：:□☐☑√■●○]", text, maxsplit=1)[0])
    return answers_yes(asked, picked) or any(_alone(part) for part in picked.split("、"))


def _stands(text: str, whole: str) -> bool:
    """Whether the text is a mark, or one of its lines, its pieces far apart or its brackets is."""
    if _alone(whole):
        return True
    untitled = _TITLED.sub(" ", unicodedata.normalize("NFKC", text))
    if _QUALIFIED.search(whole):
        return False
    if any(_alone(folded_mark(piece)) for piece in _SPLIT_TEXT.split(untitled) if "密" in piece):
        return True
    if _LABELLED.search(whole) and not _DENIED.search(whole):
        return True
    if _GRADED.search(whole) and not _QUALIFIED.search(whole):
        return True
    return (
        len(whole) <= _SHORT
        and bool(_OWN_PAPER.search(whole))
        and not (_DENIED.search(whole) or _QUALIFIED.search(whole))
    )


def _alone(piece: str) -> bool:
    return bool(_ALONE.fullmatch(_SURROUNDING.sub("", piece)))


def _says(text: str) -> bool:
    """Whether a clause says that this document, project or list is secret, and does not deny it."""
    for clause in _CLAUSE.split(unicodedata.normalize("NFKC", text).translate(_TRADITIONAL)):
        line = "".join(clause.split())
        if "密" not in line or _DENIED.search(line) or _QUALIFIED.search(line):
            continue
        if _STATE_SECRET.search(line):
            return True
        if (found := _SAID.search(line)) and _OF_THIS.search(line[: found.start() + 1]):
            return True
    return False


def answers_yes(question: str, answer: str) -> bool:
    """Whether a cell answers that something is secret: 是否涉密 with 是."""
    return bool(_ASKED.fullmatch(folded_mark(question).strip(":*"))) and bool(_YES.fullmatch(folded_mark(answer)))


def asks(text: str) -> bool:
    """Whether a header or label asks whether something is secret."""
    return "密" in text and bool(_ASKED.fullmatch(folded_mark(text).strip(":*")))


@lru_cache(maxsize=1024)
def name_bears_mark(name: str) -> bool:
    """Whether the name of a file, a folder or a sheet, or a title, says that what it names is secret."""
    if "密" not in name:
        return False
    plain = unicodedata.normalize("NFKC", name)
    if bears_mark(plain):
        return True
    pieces = [folded_mark(piece) for piece in _SPLIT_NAME.split(_TITLED.sub(" ", plain)) if piece]
    if any(_alone(piece) for piece in pieces):
        return True
    return any(_NAME_HEAD.search(text) and not _QUALIFIED.search(text) for text in (folded_mark(plain),))


def refused(place_zh: str, place_en: str) -> StateSecret:
    """The error: where the mark stands, and what to do now; what stands there is not repeated."""
    return StateSecret(
        f"{place_zh}有国家秘密的标志（密级或“涉密”字样）。本系统不处理国家秘密，整份文件没有收下，其中内容也没有保存。"
        "请立即：一、不要再次上传、转发或拍照；二、断开传递，从这台非涉密的电脑、网络和聊天软件中清除这份文件；"
        "三、报告本单位保密办（保密员），按其要求处置。如确属误标，由保密办确认并去掉标志后再报",
        f"{place_en} bears a mark of state secrecy. This system takes no state secrets; the whole file was refused and "
        "nothing of it was kept. Do this now: do not upload, forward or photograph it again; remove the file from this "
        "machine, its non-secret network and any chat; report to your office's secrecy officer (保密办) and do as "
        "they say. If the mark is a mistake, have them confirm it and take it off before you send it again",
    )


def check_text(text: str, *, place_zh: str = "这段文字", place_en: str = "this text") -> None:
    """Refuse a pasted text or what was typed on a page if it bears a mark.

    Args:
        place_zh, place_en: what to call the place; the text itself is never repeated.

    Raises:
        StateSecret: it bears one.
    """
    if "密" not in unicodedata.normalize("NFKC", text).translate(_TRADITIONAL) and "密" not in text:
        return
    lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()]
    if bears_mark(text) or any(bears_mark(line) or _line_answers(line) for line in lines):
        raise refused(place_zh, place_en)
    head = [line for line in lines[:5] if len(line) <= 40]
    if any(name_bears_mark(line) for line in head if "：" not in line and ":" not in line and "\t" not in line):
        raise refused(place_zh, place_en)


def _line_answers(line: str) -> bool:
    cells = [cell for cell in re.split(r"[\t|：:]| {2,}", line) if cell.strip()]
    return any(bears_mark(cell) for cell in cells) or any(answers_yes(a, b) for a, b in pairwise(cells))


def check_name(name: str, *, place_zh: str = "文件名", place_en: str = "The file's name") -> None:
    """Refuse a file, a folder or a sheet by its name.

    Raises:
        StateSecret: the name bears a mark; it is not repeated.
    """
    if name_bears_mark(name):
        raise refused(place_zh, place_en)
