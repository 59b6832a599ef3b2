"""The minutes of a meeting (会议纪要) in official-document layout: what each department said, how each project stood to
the thresholds, what was decided, on which conditions.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from django.utils import timezone

from yanzhen.language import current, say
from yanzhen.place.admission.outcomes import DEPARTMENTS, OUTCOMES, VERDICTS
from yanzhen.report.bulletin import Block, Bulletin, Column, Paragraph, Run, Table
from yanzhen.report.pdf import pdf_bytes
from yanzhen.report.word import docx_bytes
from yanzhen_web.models import AdmissionCase, AdmissionCondition, AdmissionMeeting, AdmissionOpinion
from yanzhen_web.scopes import Actor
from yanzhen_web.services.history.noting import note_reading

WHY = "the minutes of a meeting that the actor sees"
_FORMS = {"docx": docx_bytes, "pdf": pdf_bytes}


def _paragraph(style: str, text: str) -> Paragraph:
    return Paragraph(style, (Run(text),))  # type: ignore[arg-type]


def minutes_file(actor: Actor, public_id: str, form: str) -> io.BytesIO:
    """The minutes as docx or pdf.

    Raises:
        AdmissionMeeting.DoesNotExist: there is none, it is hidden, or there is no such form.
        MissingPiece: the machine has no Chinese font.
    """
    if form not in _FORMS:
        raise AdmissionMeeting.DoesNotExist
    meeting = AdmissionMeeting.objects.visible_to(actor).select_related("owner_org").get(public_id=public_id)
    content = _FORMS[form](minutes_of(meeting))  # type: ignore[operator]
    note_reading("admission.minutes", meeting, form=form)
    return io.BytesIO(content)


def minutes_of(meeting: AdmissionMeeting) -> Bulletin:
    """The minutes as a document, in the language in force."""
    cases = AdmissionCase.objects.unscoped(why=WHY).filter(meeting=meeting).select_related("applicant")
    blocks: list[Block] = [_paragraph("title", meeting.title), *_opening(meeting)]
    for number, case in enumerate(cases.order_by("number"), start=1):
        blocks += _of_case(number, case)
    blocks += [
        _paragraph("date", str(meeting.owner_org)),
        _paragraph("date", say(f"{meeting.held_on:%Y年}{meeting.held_on.month}月{meeting.held_on.day}日",
                               f"{meeting.held_on}")),
    ]  # fmt: skip
    return Bulletin(title=meeting.title, as_of=str(meeting.held_on), language=current(), blocks=tuple(blocks))


def _opening(meeting: AdmissionMeeting) -> Iterator[Paragraph]:
    day = meeting.held_on
    where = meeting.place or say("（地点未填）", "(no place given)")
    yield _paragraph(
        "body",
        say(
            f"{day.year}年{day.month}月{day.day}日，{meeting.owner_org}在{where}召开项目准入评审会议，纪要如下。",
            f"On {day} {meeting.owner_org} held an admission meeting at {where}. Minutes:",
        ),
    )
    if meeting.attendees:
        people = "、".join(line.strip() for line in meeting.attendees.splitlines() if line.strip())
        yield _paragraph("body", say(f"参会：{people}。", f"Present: {people}."))


def _of_case(number: int, case: AdmissionCase) -> Iterator[Block]:
    yield _paragraph("heading1", f"{number}. {case.name}")
    body = case.body or say("（审批权限表未定）", "(the table of deciders names nobody)")
    yield _paragraph(
        "body",
        say(f"申报单位：{case.applicant}。决策机构：{body}。", f"Applicant: {case.applicant}. Decided by: {body}."),
    )
    if case.checks:
        texts = "；".join(f"{say(c['zh'], c['en'])}（{c['source'] or '—'}）" for c in case.checks)
        yield _paragraph("body", say(f"门槛比对：{texts}。", f"Thresholds: {texts}."))
    yield _opinions_table(number, case)
    yield from _decision(case)


def _opinions_table(number: int, case: AdmissionCase) -> Table:
    rows = AdmissionOpinion.objects.unscoped(why=WHY).filter(case=case).select_related("organisation")
    return Table(
        id=f"opinions-{number}",
        caption=_paragraph("caption", say("部门意见", "Opinions of departments")),
        columns=(
            Column(say("部门", "Department"), 18),
            Column(say("单位", "Organisation"), 24),
            Column(say("意见", "Opinion"), 18),
            Column(say("具体内容", "In words"), 40),
        ),
        rows=tuple(
            (
                Run(str(DEPARTMENTS[o.department])),
                Run(str(o.organisation)),
                Run(str(VERDICTS[o.verdict]) if o.verdict else say("未反馈", "no answer")),
                Run(_words(o)),
            )
            for o in rows
        ),
    )


def _words(opinion: AdmissionOpinion) -> str:
    if opinion.lifted_at is None:
        return opinion.text or "—"
    day = timezone.localdate(opinion.lifted_at)
    return say(
        f"{opinion.text}（{day} 撤回反对：{opinion.lifted_reason}）",
        f"{opinion.text} (taken back on {day}: {opinion.lifted_reason})",
    )


def _decision(case: AdmissionCase) -> Iterator[Paragraph]:
    if case.state not in OUTCOMES:
        yield _paragraph("body", say("会议结论：尚未登记。", "Decision: not entered yet."))
        return
    outcome = OUTCOMES[case.state]
    yield _paragraph("body", say(f"会议结论：{outcome.zh}。", f"Decision: {outcome.en}."))
    if case.reason:
        yield _paragraph("body", say(f"理由：{case.reason}", f"Reason: {case.reason}"))
    for one in AdmissionCondition.objects.unscoped(why=WHY).filter(case=case):
        yield _paragraph(
            "body",
            say(
                f"条件{one.number}：{one.text}（{one.who}，{one.due_on}前）",
                f"Condition {one.number}: {one.text} ({one.who}, by {one.due_on})",
            ),
        )
