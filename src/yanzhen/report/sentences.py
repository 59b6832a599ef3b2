"""Sentences that tell figures: one that can't be told truthfully is told shorter, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from yanzhen.language import Language, Said
from yanzhen.report.bulletin import Paragraph, Run
from yanzhen.report.values import FigureValue, Report

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with figures in braces, the fullest wording first.

    The first wording whose figures can all be told is used. A figure without any record behind it is passed over in
    silence; one that does not add up is named as 待核.
    """

    wordings: tuple[Said, ...]

    def ids(self) -> list[str]:
        """The figures that the fullest wording tells."""
        return _PLACE.findall(self.wordings[0].zh)


def sentence(*wordings: tuple[str, str]) -> Sentence:
    """A sentence of (zh, en) wordings, the fullest first."""
    return Sentence(tuple(Said(*wording) for wording in wordings))


@dataclass
class Telling:
    """Composes paragraphs in one language and remembers what was kept out of them."""

    report: Report
    language: Language
    pending: dict[str, str] = field(default_factory=dict)

    def pick(self, said: Said) -> str:
        """The wording of the language."""
        return said.zh if self.language == "zh" else said.en

    def paragraph(self, sentences: Sequence[Sentence]) -> list[Paragraph]:
        """One paragraph of what can be told, followed by what is under verification; none if there is nothing."""
        runs = [run for each in sentences for run in self._told(each)]
        failed = list(dict.fromkeys(figure.id for each in sentences for figure in self._failed(each)))
        self.pending |= {id_: self.pick(self.report.figure(id_).name) for id_ in failed}
        if failed:
            runs += self._verification([self.pending[id_] for id_ in failed], follows=bool(runs))
        return [Paragraph("body", tuple(self._spaced(runs)))] if runs else []

    def _told(self, each: Sentence) -> list[Run]:
        for wording in each.wordings:
            if all(self.report.figure(id_).tellable for id_ in _PLACE.findall(wording.zh)):
                return self._runs(self.pick(wording))
        return []

    def _failed(self, each: Sentence) -> list[FigureValue]:
        figures = [self.report.figure(id_) for id_ in each.ids()]
        return [figure for figure in figures if not figure.holds and figure.rows]

    def _runs(self, wording: str) -> list[Run]:
        runs = []
        for number, piece in enumerate(_PLACE.split(wording)):
            if number % 2:
                runs.append(Run(self.report.figure(piece).display(self.language), figure=piece))
            elif piece:
                runs.append(Run(piece))
        return runs

    def _verification(self, names: Sequence[str], *, follows: bool) -> list[Run]:
        zh = f"{'另，' if follows else ''}{'、'.join(names)}数据未通过核对，待核。"
        en = f"Under verification, because the records do not bear them out: {', '.join(names)}."
        return [Run(self.pick(Said(zh, en)))]

    def _spaced(self, runs: Iterable[Run]) -> list[Run]:
        """English puts a blank between sentences."""
        spaced: list[Run] = []
        for run in runs:
            if self.language == "en" and spaced and spaced[-1].text.endswith("."):
                spaced.append(Run(" "))
            spaced.append(run)
        return spaced

    def note(self, said: Said) -> Paragraph:
        """A paragraph of plain text."""
        return Paragraph("body", (Run(self.pick(said)),))
