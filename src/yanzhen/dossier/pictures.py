"""The pictures of a report: which places and which axes they show."""

from __future__ import annotations

import re

import numpy as np

from yanzhen.dossier.case import Case
from yanzhen.dossier.shortlist import MOST_LISTED, matrix_of, order_of
from yanzhen.language import Language, Said
from yanzhen.place.charts.names import short_names
from yanzhen.place.charts.radar import MOST_AXES, MOST_WEBS, radar_svg
from yanzhen.place.charts.ranks import ranks_svg
from yanzhen.place.charts.sketch_map import Dot, map_svg
from yanzhen.place.comparison import Ranked
from yanzhen.place.matrix import signs_of
from yanzhen.place.wordings import percent
from yanzhen.report.paper.parts import Picture

_BRACKETS = re.compile(r"\s*[（(].*?[)）]")
NO_BORDERS = Said(
    "按经纬度画的示意图，不画任何界线：公开的地图要有审图号（《地图管理条例》），本图没有、也不作地图用。",
    "A sketch by longitude and latitude without any borders: a published map of China needs a review number; this has "
    "none and is no map.",
)


def sketch(case: Case, language: Language) -> Picture | None:
    """Where the places lie; None where no coordinates are known."""
    ranks = {row: number for number, row in enumerate(order_of(case)[:MOST_LISTED], start=1)}
    everywhere = (*case.places, *case.ruled_out)
    shown = short_names([place.name for place in everywhere])
    dots = [
        Dot(shown[row], place.longitude, place.latitude, ranks.get(row))
        for row, place in enumerate(everywhere)
        if place.longitude is not None and place.latitude is not None
    ]
    if not dots:
        return None
    listed = Said(
        "；".join(f"{dot.rank} {dot.name}" for dot in dots if dot.rank),
        "; ".join(f"{dot.rank} {dot.name}" for dot in dots if dot.rank),
    )
    caption = Said("位置示意（数字是名次）", "Where the places lie (numbers are ranks)")
    told = Said(f"位置示意图：{listed.zh}", f"Sketch of where the places lie: {listed.en}")
    return Picture(_in(caption, language), lambda font: map_svg(dots, language, font), _in(told, language), 150)


def webs(case: Case, ranked: Ranked, language: Language) -> Picture | None:
    """The strengths of up to six places on the weightiest criteria; None with fewer than three criteria."""
    if len(ranked.criteria) < 3:
        return None
    axes = np.argsort(-ranked.field.weights, kind="stable")[:MOST_AXES]
    rows = order_of(case)[:MOST_WEBS]
    goodness = [_goodness(case, ranked, row, axes.tolist()) for row in rows]
    names = [case.places[row].name for row in rows]
    labels = [_in(case.criteria[int(ranked.criteria[axis])].name, language) for axis in axes]
    told = Said(
        f"{'、'.join(names)} 在 {'、'.join(labels)} 上的长短",
        f"How {', '.join(names)} do on {', '.join(labels)}",
    )
    caption = Said(
        "各项长短：外圈是参加排名各处中最好的，中心是最差的；空心点是未知，按中间画",
        "The rim is the best of all places ranked, the centre the worst; hollow dots are unknown, drawn halfway",
    )
    return Picture(
        _in(caption, language),
        lambda font: radar_svg(
            short_names(names), [_BRACKETS.sub("", label) for label in labels], goodness, language, font
        ),
        _in(told, language),
    )


def _goodness(case: Case, ranked: Ranked, row: int, axes: list[int]) -> list[float | None]:
    """0 (worst of the ranked) to 1 (best) on each axis; None where the value is not known."""
    matrix, at = matrix_of(case), ranked.places.tolist().index(row)
    signs = signs_of(matrix.criteria)
    found: list[float | None] = []
    for axis in axes:
        column = int(ranked.criteria[axis])
        values = ranked.field.values[:, axis] * signs[column]
        low, high = float(values.min()), float(values.max())
        share = 1.0 if high == low else (float(values[at]) - low) / (high - low)
        found.append(None if matrix.unknown[row, column] else share)
    return found


def ranks(case: Case, ranked: Ranked, language: Language) -> Picture:
    """How often each place of the shortlist comes first, second, …"""
    rows, position = order_of(case)[:MOST_LISTED], ranked.places.tolist()
    names = [case.places[row].name for row in rows]
    shares = [ranked.acceptability.shares[position.index(row)].tolist() for row in rows]
    first = [percent(own[0]) for own in shares]
    told = Said(
        "；".join(f"{name} 第一 {share}" for name, share in zip(names, first, strict=True)),
        "; ".join(f"{name} first in {share}" for name, share in zip(names, first, strict=True)),
    )
    caption = Said("各名次占全部权重组合的比例", "Share of all weightings by rank")
    return Picture(
        _in(caption, language), lambda font: ranks_svg(short_names(names), shares, language, font), _in(told, language)
    )


def _in(said: Said, language: Language) -> str:
    return said.en if language == "en" else said.zh
