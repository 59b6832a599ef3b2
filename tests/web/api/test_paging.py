"""Pages that neither repeat nor skip, whatever happens meanwhile; cursors that are of no use elsewhere."""

from __future__ import annotations

import pytest

from .programs import Program, World, program_of, told


def walk(program: Program, path: str, between: object = None) -> list[str]:
    """All names of a list, in order; `between` is called after each page."""
    names, cursor = [], ""
    while True:
        answer = program.get(f"{path}{'&' if '?' in path else '?'}limit=2&cursor={cursor}")
        assert answer.status_code == 200, answer.content
        page = answer.json()
        names += [record["name"] for record in page["items"]]
        cursor = page.get("next", "")
        if not cursor:
            return names
        if callable(between):
            between()


def parks(world: World, *names: str) -> None:
    world.write("changsha", *(told("park", name, "open", region="430100") for name in names))


@pytest.mark.parametrize(
    "sort", ["name", "-name", "updated", "-updated", "created", "amount", "-amount", "stage", "party"]
)
def test_pages_hold_everything_once(world: World, sort: str) -> None:
    amounts = (10**8, None, 3 * 10**8, None, 10**8)
    for number, amount in enumerate(amounts):
        fields = {"target": "430100"} | ({"investment_cny": amount} if amount else {})
        world.write("changsha", told("project", f"示例项目{number}", **fields))
    names = walk(program_of(world, "city_office"), f"/records/project?sort={sort}")
    assert sorted(names) == [f"示例项目{number}" for number in range(5)]
    if sort in ("name", "-name"):
        assert names == sorted(names, reverse=sort.startswith("-"))
    if sort in ("amount", "-amount"):
        assert set(names[3:]) == {"示例项目1", "示例项目3"}, "what has no amount comes last"


def test_rows_added_meanwhile_shift_nothing(world: World) -> None:
    parks(world, *(f"园区{number}" for number in "13579"))
    program, added = program_of(world, "city_office"), iter("02468")
    names = walk(program, "/records/park?sort=name", lambda: parks(world, f"园区{next(added)}"))
    first = [f"园区{number}" for number in "13579"]
    assert [name for name in names if name in first] == first
    assert len(names) == len(set(names))


def test_withdrawn_row_does_not_lose_the_place(world: World) -> None:
    parks(world, *(f"园区{number}" for number in "123456"))
    program = program_of(world, "city_office")
    page = program.get("/records/park?sort=name&limit=2").json()
    last = page["items"][-1]
    assert program("DELETE", f"/records/park/{last['id']}", If_Match='"1"').status_code == 204
    rest = program.get(f"/records/park?sort=name&limit=2&cursor={page['next']}").json()
    assert [record["name"] for record in rest["items"]] == ["园区3", "园区4"]


def test_order_tells_no_hidden_name(world: World) -> None:
    """Sorted by name, those outside get them in the order of the codes that they read."""
    for name, chain in (("乙甲项目", "advanced_materials"), ("甲乙项目", "advanced_materials")):
        world.write("zhuzhou", told("project", name, "open", chain=chain, target="430200"))
    listed = program_of(world, "enterprise").get("/records/project?sort=name").json()["items"]
    assert [record["by_code"] for record in listed] == [True, True]
    assert [record["id"] for record in listed] == sorted(record["id"] for record in listed)


def test_cursor_of_another_list_is_refused(world: World) -> None:
    parks(world, "园区1", "园区2")
    program = program_of(world, "city_office")
    cursor = program.get("/records/park?sort=name&limit=1").json()["next"]
    for path in (
        "/records/park?sort=-name",
        "/records/park?sort=name&q=园",
        "/records/project?sort=name",
        "/jobs?limit=1",
    ):
        answer = program.get(f"{path}{'&' if '?' in path else '?'}cursor={cursor}")
        assert answer.status_code == 422, path
        assert answer.json()["errors"][0]["pointer"] == "query:cursor"


@pytest.mark.parametrize("cursor", ["x", "a:b:c", "W1sxLDJdXQ:1tK:xyz", "-" * 2000, ":" * 10, "é", "a" * 2001])
def test_invented_cursor_is_refused(world: World, cursor: str) -> None:
    assert program_of(world, "city_office").get(f"/records/park?cursor={cursor}").status_code == 422


@pytest.mark.parametrize("limit", ["0", "201", "-1", "1e3", "x", "99999999999999999999999999"])
def test_limit_out_of_bounds_is_refused(world: World, limit: str) -> None:
    assert program_of(world, "city_office").get(f"/records/park?limit={limit}").status_code == 422
