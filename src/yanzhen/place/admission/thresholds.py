"""What a park asks of projects, and how one stands to it. What is unknown is asked; it never fails a project."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yanzhen.language import Said
from yanzhen.place.admission.measures import MEASURES, Measure, shown, unit_said
from yanzhen.place.tables import number_of
from yanzhen.records import Record, folded

MEETS, SHORT, UNKNOWN = "meets", "short", "unknown"
STATES = {
    MEETS: Said("达到", "meets"),
    SHORT: Said("不达标", "falls short"),
    UNKNOWN: Said("待核实", "unknown"),
}
PARK_FIELDS = {
    "investment_per_mu_min": "investment_per_mu",
    "tax_per_mu_min": "tax_per_mu",
    "plot_ratio_min": "plot_ratio",
    "energy_per_output_max": "energy_per_output",
    "energy_tce_max": "energy_tce",
}
"""Fields of a park's record that are thresholds, and on which measure."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """One thing that a park asks.

    Attributes:
        value: in the unit of the measure; to be reached, or not to be passed, as the measure goes.
        industry: for which projects; empty for all. The most telling of several that fit is taken.
        source: by which document, or whose record.
        until: the last day on which it holds; None without end.
    """

    measure: str
    value: float
    industry: str = ""
    source: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """How a project stands to one threshold.

    Attributes:
        state: MEETS, SHORT or UNKNOWN.
        gap: by how much it falls short, in the measure's unit; 0 where it does not; None where it is unknown.
    """

    threshold: Threshold
    state: str
    value: float | None
    gap: float | None
    how: Said

    @property
    def measure(self) -> Measure:
        """What the threshold is set on."""
        return MEASURES[self.threshold.measure]

    def text(self) -> Said:
        """The comparison as a sentence."""
        sign = "≥" if self.measure.better == "more" else "≤"
        asked, told, gap = (self._said(value) for value in (self.threshold.value, self.value, self.gap))
        label, zh, en = self.measure.label, f"{sign} {asked.zh}", f"{sign} {asked.en}"
        if self.value is None:
            return Said(f"{label.zh}要求 {zh}，未知；{self.how.zh}", f"{label.en} {en}: unknown; {self.how.en}")
        if self.state == MEETS:
            return Said(f"{label.zh} {told.zh}，达到 {zh}", f"{label.en}: {told.en}, meets {en}")
        way_zh, way_en = ("差", "short by") if self.measure.better == "more" else ("超", "over by")
        return Said(
            f"{label.zh} {told.zh}，要求 {zh}，{way_zh} {gap.zh}",
            f"{label.en}: {told.en}, asked {en}, {way_en} {gap.en}",
        )

    def _said(self, value: float | None) -> Said:
        unit = unit_said(self.measure.unit)
        return Said(f"{shown(value or 0)} {unit.zh}".rstrip(), f"{shown(value or 0)} {unit.en}".rstrip())


def thresholds_of_park(park: Record) -> list[Threshold]:
    """The thresholds that stand in the fields of a park's record."""
    source = f"{park.name}（{park.get('as_of') or park.source.book or '园区档案'}）"
    found = ((measure, number_of(park.get(key))) for key, measure in PARK_FIELDS.items())
    return [Threshold(measure, value, source=source) for measure, value in found if value is not None]


def check_project(project: Record, thresholds: Iterable[Threshold], *, on: date | None = None) -> list[Check]:
    """Compare a project with each measure's threshold that is for it.

    Args:
        on: the day of the comparison; thresholds that have run out by then are left out. None takes all.
    """
    chosen: dict[str, Threshold] = {}
    for threshold in thresholds:
        if not _is_for(threshold, project) or (on and threshold.until and threshold.until < on):
            continue
        kept = chosen.get(threshold.measure)
        if kept is None or len(threshold.industry) >= len(kept.industry):
            chosen[threshold.measure] = threshold
    return [_check(project, chosen[key]) for key in MEASURES if key in chosen]


def _is_for(threshold: Threshold, project: Record) -> bool:
    if not threshold.industry:
        return True
    told = (folded(str(project.get(key) or "")) for key in ("industry", "chain", "industry_code"))
    return any(folded(threshold.industry) in text for text in told if text)


def _check(project: Record, threshold: Threshold) -> Check:
    measure = MEASURES[threshold.measure]
    found = measure.of(project)
    if found.value is None:
        return Check(threshold, UNKNOWN, None, None, found.how)
    gap = threshold.value - found.value if measure.better == "more" else found.value - threshold.value
    # What is on the threshold but for the last digits of a division meets it.
    short = gap > 0 and not math.isclose(threshold.value, found.value, rel_tol=1e-9, abs_tol=1e-12)
    return Check(threshold, SHORT if short else MEETS, found.value, gap if short else 0.0, found.how)
