"""Tables of cities and zones become values of places, with source and date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from yanzhen_web.models import PlaceValue, Record

from .siting import enter, know, make_parks
from .worlds import WHY, World, told

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "cities"


def _table(folder: Path, *rows: str) -> Path:
    path = folder / "places.csv"
    path.write_text("园区名称,所在地,工业电价,工业地价,数据截止时间\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def _values() -> dict[tuple[str, str], float]:
    rows = PlaceValue.objects.unscoped(why=WHY).filter(replaced_at=None).select_related("place")
    return {(row.place.name, row.criterion): row.value for row in rows}


def test_places_of_a_table_become_records_with_values(world: World, tmp_path: Path) -> None:
    table = _table(tmp_path, "示例东园区,长沙市,0.61,20,2026-03-31", "示例西园区,株洲市,0.65,,2026-03-31")
    call_command("load_places", world.organisations["province"].name, places=[table])
    assert _values() == {
        ("示例东园区", "power_price"): 0.61,
        ("示例东园区", "land_price"): 20,
        ("示例西园区", "power_price"): 0.65,
    }
    value = PlaceValue.objects.unscoped(why=WHY).filter(criterion="land_price").get()
    assert (value.as_of, value.owner_org) == (date(2026, 3, 31), None)
    assert "places.csv" in value.source
    record = Record.objects.unscoped(why=WHY).get(name="示例东园区")
    assert (record.publication, record.owner_org) == ("open", world.organisations["province"])


def test_loading_again_replaces_what_was_loaded_and_leaves_what_was_entered(world: World, tmp_path: Path) -> None:
    (park,) = make_parks(world, ("示例东园区",))
    enter(world, park, "power_price", "0.7")
    know(park, "land_price", 30, source="旧表")
    table = _table(tmp_path, "示例东园区,宁乡市,0.61,20,2026-03-31")
    call_command("load_places", world.organisations["province"].name, places=[table])
    call_command("load_places", world.organisations["province"].name, places=[table])
    assert _values() == {("示例东园区", "power_price"): 0.7, ("示例东园区", "land_price"): 20}
    assert PlaceValue.objects.unscoped(why=WHY).count() == 3
    assert Record.objects.unscoped(why=WHY).filter(kind="park").count() == 1


def test_command_says_what_is_wrong(world: World, tmp_path: Path) -> None:
    broken = tmp_path / "x.csv"
    broken.write_text("a,b\n1,2\n", encoding="utf-8")
    for arguments in (("nobody",), (world.organisations["province"].name,)):
        with pytest.raises(CommandError):
            call_command("load_places", *arguments)
    with pytest.raises(CommandError, match=r"x\.csv"):
        call_command("load_places", world.organisations["province"].name, places=[broken])
    assert not PlaceValue.objects.unscoped(why=WHY).exists()


def test_timetable_tells_how_many_trains_a_day_stop_where_a_park_lies(world: World, tmp_path: Path) -> None:
    make_parks(world, ("示例东园区",))  # in Changsha
    world.write("youxian", told("park", "示例西园区", "open", region="430223"))
    (tmp_path / "stations.csv").write_text("站名,电报码,经度,纬度\n长沙南,CWQ,113.06,28.15\n", encoding="utf-8")
    (tmp_path / "timetable_2016.csv").write_text(
        "车次,站序,站名,到站时间,出发时间\nG1,1,长沙南,----,08:00:00\nG3,1,长沙南,----,09:00:00\n", encoding="utf-8"
    )
    call_command("load_places", world.organisations["province"].name, data=[tmp_path])
    assert _values() == {("示例东园区", "rail_trains"): 2, ("示例西园区", "rail_trains"): 0}
    value = PlaceValue.objects.unscoped(why=WHY).filter(value=2).get()
    assert (value.as_of, value.source) == (date(2016, 12, 31), "timetable_2016.csv")


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared tables of cities are not here")
def test_tables_of_cities_tell_of_the_parks_that_lie_there(world: World) -> None:
    (park,) = make_parks(world, ("示例东园区",))
    call_command("load_places", world.organisations["province"].name, data=[DATA])
    known = {key for _, key in _values()}
    assert {"gdp", "electricity", "grid_factor", "working_age", "rail_trains"} <= known
    assert PlaceValue.objects.unscoped(why=WHY).filter(place=park, as_of=None).count() == 0
