"""The declarations speak of fields, figures and facts that exist."""

from yanzhen.fields import fields_of
from yanzhen.records import KINDS
from yanzhen.report.declarations import AddsUp, CountDistinct, Figure, Months, Sum, SumFirst
from yanzhen.report.event import EVENT_FIGURES
from yanzhen.report.facts import FACTS
from yanzhen.report.passages import SECTIONS
from yanzhen.report.sentences import Sentence


def _measured(figure: Figure) -> tuple[str, ...]:
    measure = figure.measure
    if isinstance(measure, Sum | CountDistinct):
        return (measure.key,)
    if isinstance(measure, SumFirst):
        return (*measure.keys, *measure.apart)
    return (measure.start, measure.end) if isinstance(measure, Months) else ()


def test_figures_name_fields_of_their_kind() -> None:
    for figure in EVENT_FIGURES.figures:
        for key in (*(condition.key for condition in figure.where), *_measured(figure)):
            assert key in fields_of(figure.kind) or key in FACTS, (figure.id, key)


def test_only_money_is_summed() -> None:
    for figure in EVENT_FIGURES.figures:
        if isinstance(figure.measure, Sum | SumFirst):
            keys = (figure.measure.key,) if isinstance(figure.measure, Sum) else figure.measure.keys
            assert {fields_of(figure.kind)[key].type for key in keys} == {"money"}
            assert figure.unit == "亿元"


def test_ids_are_used_once() -> None:
    ids = [figure.id for figure in EVENT_FIGURES.figures] + [split.id for split in EVENT_FIGURES.distributions]
    assert len(set(ids)) == len(ids)


def test_identities_and_distributions_name_figures_that_are_declared() -> None:
    known = {figure.id for figure in EVENT_FIGURES.figures}
    for identity in EVENT_FIGURES.identities:
        parts = identity.parts if isinstance(identity, AddsUp) else (identity.lesser,)
        whole = identity.whole if isinstance(identity, AddsUp) else identity.greater
        assert {*parts, whole} <= known
    for split in EVENT_FIGURES.distributions:
        assert {split.count, split.amount} <= known


def test_facts_hide_no_field() -> None:
    assert not [(kind, key) for kind in KINDS for key in FACTS if key in fields_of(kind)]


def test_every_figure_is_told_in_both_languages() -> None:
    from yanzhen.report import wordings

    sentences = [value for value in vars(wordings).values() if isinstance(value, Sentence)]
    told = {id_ for sentence in sentences for id_ in sentence.ids()}
    assert told == {figure.id for figure in EVENT_FIGURES.figures} - {"joint_firms"}
    assert len(SECTIONS) == 6


def test_wordings_tell_the_same_figures_in_both_languages() -> None:
    import re

    from yanzhen.report import wordings

    for sentence in [value for value in vars(wordings).values() if isinstance(value, Sentence)]:
        for zh, en in sentence.wordings:
            assert sorted(re.findall(r"\{(\w+)\}", zh)) == sorted(re.findall(r"\{(\w+)\}", en))
