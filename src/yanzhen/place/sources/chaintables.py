"""Input-output tables, and firms by what they make."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from yanzhen.language import Said
from yanzhen.place.chaining.trades import goods, trades_of
from yanzhen.place.sources.loaded import Loaded, Maker
from yanzhen.place.sources.towns import city_code
from yanzhen.place.tables import number_of, text_of

Listed = list[tuple[Said, Mapping[str, Any]]]


def read_inputs(path: Path, listed: Listed, loaded: Loaded) -> None:
    """An input-output table: a row and a column a product by `Code`, flows from row to column.

    Rows of domestic and imported products of one code are added up. Of several tables the one counts that has most of
    the goods that we know (`chaining/products.tsv`).
    """
    names = {text_of(row.get("Code")): text_of(row.get("DescriptionInChinese")) for _, row in listed}
    codes = [code for code in names if any(code in row for _, row in listed[:3])]
    if len(goods().keys() & {names[code] for code in codes}) <= len(goods().keys() & loaded.inputs.keys()):
        loaded.unused.append(path.name)
        return
    bought: dict[str, dict[str, float]] = {names[code]: {} for code in codes}
    for _, row in listed:
        product = names.get(text_of(row.get("Code")), "")
        if text_of(row.get("Code")) not in codes:
            continue
        for code in codes:
            flow = number_of(row.get(code)) or 0.0
            into = bought[names[code]]
            into[product] = into.get(product, 0.0) + flow
    loaded.inputs, loaded.inputs_from = bought, path.name


PRODUCTS = frozenset({"product1", "products", "主要产品"})
"""Columns by which a list of firms is known."""
_WHERE = ("city", "region", "所在地", "城市", "address", "地址")


def read_makers(path: Path, listed: Listed, loaded: Loaded) -> None:
    """A row a firm: its products (`product1` …, or `products` divided by `、`), and where it is.

    That is a column of places, else the city with which its name begins; a firm that nobody can place is left out.
    """
    for _, row in listed:
        name = text_of(row.get("name"))
        where = next((text_of(row.get(column)) for column in _WHERE if row.get(column)), "")
        city = city_code(where) if where else _city_in(name)
        columns = ["products", "主要产品", *(f"product{number}" for number in range(1, 10))]
        products = [text_of(row[column]) for column in columns if row.get(column)]
        if name and city and (trades := trades_of("、".join(products))):
            loaded.makers.append(Maker(name, city, trades, firm=True))
    loaded.makers_from.append(path.name)


def _city_in(name: str) -> str | None:
    """The city with which a firm's name begins (扬州市…有限公司)."""
    for end in range(min(6, len(name)), 1, -1):
        if city := city_code(name[:end]):
            return city
    return None
