"""`yanzhen place PROJECTS PLACES`: from files to files, exit codes, and the real cities and zones where they lie."""

import json
import time

import pytest
from python_calamine import CalamineWorkbook

from place.test_command import place

PROJECTS = "name,industry,land_mu\n虚构电池项目,锂电池,100\n虚构食品项目,食品,10\n"
PARKS = (
    "name,region,level,power_price,land_price,land_available_mu,as_of\n"
    "虚构甲园区,长沙市,省级,0.60,25,500,2026-05-01\n"
    "虚构乙园区,岳阳市,省级,0.55,15,50,2026-05-01\n"
    "虚构丙园区,郴州市,省级,0.65,,300,2019-05-01\n"
)
TODAY = ("--today", "2026-07-01", "--weights", "2000")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "projects.csv").write_text(PROJECTS, encoding="utf-8")
    (tmp_path / "parks.csv").write_text(PARKS, encoding="utf-8")
    return tmp_path


def test_one_comparison_a_project(folder):
    done = place("projects.csv", "parks.csv", *TODAY, "-o", "out.json", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    one, other = json.loads((folder / "out.json").read_bytes())["projects"]
    assert (one["project"]["name"], other["project"]["name"]) == ("虚构电池项目", "虚构食品项目")
    assert {"places", "gates", "questions", "sources", "quality", "values", "criteria"} <= set(one)
    # 50 mu are too few for the first, enough for the second.
    assert [row["place"] for row in one["places"] if row["rank"] is None] == ["虚构乙园区"]
    assert [row["rank"] for row in other["places"]] == [1, 2, 3]
    asked = [row for row in one["questions"] if row["place"] == "虚构丙园区" and not row["gate"]]
    assert asked and all(row["by"] == "2026-07-15" for row in one["questions"])


def test_same_seed_gives_the_same_bytes(folder):
    for name in ("a.json", "b.json"):
        assert place("projects.csv", "parks.csv", *TODAY, "-o", name, cwd=folder).returncode == 0
    assert (folder / "a.json").read_bytes() == (folder / "b.json").read_bytes()


def test_workbook_has_a_sheet_a_part(folder):
    assert place("projects.csv", "parks.csv", *TODAY, "-o", "out.xlsx", cwd=folder).returncode == 0
    book = CalamineWorkbook.from_path(str(folder / "out.xlsx"))
    assert book.sheet_names == ["places", "criteria", "gates", "questions", "quality", "values", "sources"]
    rows = book.get_sheet_by_name("quality").to_python()
    assert rows[0][:4] == ["project", "place", "id", "known"] and len(rows) == 7


def test_weights_in_words_from_a_file(folder):
    (folder / "w.csv").write_text("指标,权重\n工业电价,非常重要\nland_price,不考虑\n", encoding="utf-8")
    done = place("projects.csv", "parks.csv", "--weights-from", "w.csv", *TODAY, "-o", "out.json", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    one, _ = json.loads((folder / "out.json").read_bytes())["projects"]
    assert [(row["key"], row["weight"]) for row in one["criteria"]] == [("power_price", 1)]


def test_limits_of_the_firm_rule_out_what_is_known_and_ask_what_is_not(folder):
    (folder / "w.csv").write_text(
        "指标,权重,不低于,不高于\n工业电价,非常重要,,0.58\nland_price,,10,\n", encoding="utf-8"
    )
    done = place("projects.csv", "parks.csv", "--weights-from", "w.csv", *TODAY, "-o", "out.json", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    _, food = json.loads((folder / "out.json").read_bytes())["projects"]
    assert [row["key"] for row in food["criteria"]] == ["power_price"], "a limit without a weight ranks nothing"
    said = {
        (row["place"], row["why"]): row["verdict"] for row in food["gates"] if row["gate"] == "the firm's own limits"
    }
    verdicts = {(place, "land" in why): verdict for (place, why), verdict in said.items()}
    # 0.60 is above 0.58; 0.65 of seven years ago may have come down; the price of land there is not known at all.
    assert verdicts == {
        ("虚构甲园区", False): "fails", ("虚构乙园区", False): "passes", ("虚构丙园区", False): "unknown",
        ("虚构甲园区", True): "passes", ("虚构乙园区", True): "passes", ("虚构丙园区", True): "unknown",
    }  # fmt: skip
    assert [row["place"] for row in food["places"] if row["rank"] is None] == ["虚构甲园区"]
    asked = {row["text"] for row in food["questions"] if row["place"] == "虚构丙园区"}
    assert any("at most 0.58" in text for text in asked) and any("at least 10" in text for text in asked)


@pytest.mark.parametrize(
    ("row", "named"),
    [("工业电价,5,低,", "at_least is “低”"), ("工业电价,5,2,1", "at_least 2 is above at_most 1")],
)
def test_limit_that_is_none_is_named(folder, row, named):
    (folder / "w.csv").write_text(f"指标,权重,不低于,不高于\n{row}\n", encoding="utf-8")
    done = place("projects.csv", "parks.csv", "--weights-from", "w.csv", *TODAY, "-o", "out.json", cwd=folder)
    assert done.returncode == 2 and named in done.stderr.decode() and "w.csv row 2" in done.stderr.decode()
    assert not (folder / "out.json").exists()


def test_cell_that_can_not_be_read_is_exit_1_and_named(folder):
    (folder / "parks.csv").write_text(PARKS.replace("0.60", "便宜"), encoding="utf-8")
    done = place("projects.csv", "parks.csv", *TODAY, "-o", "out.json", cwd=folder)
    assert done.returncode == 1
    assert "parks.csv row 2: power_price is “便宜”" in done.stderr.decode()
    assert (folder / "out.json").exists()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["projects.csv"], "projects.csv"),
        (["projects.csv", "no.csv"], "no.csv"),
        (["projects.csv", "parks.csv", "--matrix", "m.csv"], "--matrix"),
        (["projects.csv", "parks.csv", "--weights-from", "bad.csv"], "bad.csv row 2: criterion “工业电”"),
        (["projects.csv", "parks.csv", "--supplier", "不存在的地方"], "不存在的地方"),
        (["empty.csv", "parks.csv"], "empty.csv"),
        (["--matrix", "m.csv"], "--criteria"),
        ([], "PROJECTS PLACES"),
    ],
)
def test_wrong_call_is_one_line_and_nothing_is_written(folder, words, named):
    (folder / "bad.csv").write_text("criterion,weight\n工业电,5\n", encoding="utf-8")
    (folder / "empty.csv").write_text("name\n", encoding="utf-8")
    done = place(*words, "-o", "out.json", cwd=folder)
    assert done.returncode == 2
    told = done.stderr.decode().strip()
    assert named in told and len(told.splitlines()) == 1 and "Traceback" not in told
    assert not (folder / "out.json").exists()


@pytest.mark.shared
def test_real_cities_are_ranked_from_loaded_tables(folder, shared):
    data = shared / "data"
    began = time.monotonic()
    done = place("projects.csv", data / "cities", *TODAY, "-o", "out.json", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    assert time.monotonic() - began < 60
    one, _ = json.loads((folder / "out.json").read_bytes())["projects"]
    ranked = [row for row in one["places"] if row["rank"]]
    assert len(ranked) >= 340
    assert {"income", "working_age", "gdp", "rail_trains", "grid_factor"} <= {row["key"] for row in one["criteria"]}
    assert {row["source"] for row in one["sources"]} >= {"city_census_2010_2020.csv", "hsr_timetable_2016.csv"}


@pytest.mark.shared
def test_national_zones_are_ranked_with_the_values_of_their_cities(folder, shared):
    data = shared / "data"
    zones, tables = data / "reference/china_national_dev_zones_2018.csv", data / "cities"
    more = ("--data", tables, "--data", data / "industry/io_china_2020_153.csv")
    done = place("projects.csv", zones, *more, *TODAY, "-o", "out.json", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    one, _ = json.loads((folder / "out.json").read_bytes())["projects"]
    assert sum(row["rank"] is not None for row in one["places"]) > 380
    assert {"chain_50", "chain_300", "cluster_strength", "gdp"} <= {row["key"] for row in one["criteria"]}
