"""High-speed trains: stations by city, a timetable, how many trains a day stop and how long the fastest takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from yanzhen.language import Said
from yanzhen.place.sources.loaded import Stop
from yanzhen.place.sources.towns import station_city
from yanzhen.place.tables import number_of, text_of

Listed = list[tuple[Said, Mapping[str, Any]]]
DAY = 24 * 60


def stations_of(listed: Listed) -> dict[str, str]:
    """Station -> code of its city.

    Some tables have the headers 站名 and 电报码 (three Latin letters) the wrong way round: the column in which the
    first row has Chinese characters is the name.
    """
    first = text_of(listed[0][1].get("站名"))
    column = "电报码" if re.fullmatch(r"[A-Z]{2,4}", first) else "站名"
    found = {}
    for _, row in listed:
        name, longitude, latitude = text_of(row.get(column)), number_of(row.get("经度")), number_of(row.get("纬度"))
        if name and longitude is not None and latitude is not None:
            found[name] = station_city(name, (longitude, latitude))
    return found


def trains_of(listed: Listed, stations: Mapping[str, str]) -> dict[str, list[Stop]]:
    """Train -> its stops at known stations in order; times run on past midnight."""
    rows: dict[str, list[tuple[float, Mapping[str, Any]]]] = {}
    for _, row in listed:
        rows.setdefault(text_of(row.get("车次")), []).append((number_of(row.get("站序")) or 0, row))
    found = {}
    for train, stops in rows.items():
        stops.sort(key=lambda pair: pair[0])
        found[train] = _stops([row for _, row in stops], stations)
    return found


def _stops(rows: list[Mapping[str, Any]], stations: Mapping[str, str]) -> list[Stop]:
    now, found = 0, []
    for row in rows:
        times = []
        for column in ("到站时间", "出发时间"):
            minutes = minutes_of(text_of(row.get(column)))
            if minutes is not None:
                minutes += now // DAY * DAY
                now = minutes = minutes + DAY if minutes < now else minutes
            times.append(minutes)
        if city := stations.get(text_of(row.get("站名"))):
            found.append(Stop(city, times[0], times[1]))
    return found


def minutes_of(text: str) -> int | None:
    """Minutes since midnight of `05:47:00`; None for `----`."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", text)
    return int(found[1]) * 60 + int(found[2]) if found else None


def trains_a_day(trains: Mapping[str, list[Stop]]) -> dict[str, int]:
    """City -> how many trains stop there, each once however many of its stations it calls at."""
    found: dict[str, int] = {}
    for stops in trains.values():
        for city in {stop.city for stop in stops}:
            found[city] = found.get(city, 0) + 1
    return found


def fastest_to(trains: Mapping[str, list[Stop]], city: str) -> dict[str, int]:
    """City -> minutes of the fastest direct train to a city, from departure to arrival; 0 for the city itself."""
    found = {city: 0}
    for stops in trains.values():
        for at, end in enumerate(stops):
            if end.city != city or end.arrives is None:
                continue
            for start in stops[:at]:
                if start.departs is not None and start.city != city:
                    taken = end.arrives - start.departs
                    found[start.city] = min(found.get(start.city, taken), taken)
    return found


def year_in(name: str) -> date | None:
    """The end of the year that a file's name tells; None where it tells none."""
    found = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", name)
    return date(int(found[-1]), 12, 31) if found else None
