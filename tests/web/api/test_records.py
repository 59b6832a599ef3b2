"""Records as programs enter, read and change them; hidden ones answer like missing ones to the byte."""

from __future__ import annotations

import pytest

from yanzhen_web.models import Record, RecordVersion

from .programs import WHY, Program, World, program_of, told, told_alike

HIDDEN_NAME = "株洲未公开金丝雀项目"


def make(program: Program, kind: str = "project", name: str = "示例石墨膜项目", **fields: object) -> dict[str, object]:
    answer = program("POST", f"/records/{kind}", {"name": name, "fields": fields})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_created_record_is_read_back_typed(world: World) -> None:
    program = program_of(world, "city_office")
    answer = program(
        "POST",
        "/records/project",
        {
            "name": "示例石墨膜项目",
            "fields": {"investor": "示例材料公司", "investment_cny": 120000000, "target": "430100"},
        },
    )
    assert answer.status_code == 201
    made = answer.json()
    assert answer["Location"] == f"/api/v1/records/project/{made['id']}"
    assert answer["ETag"] == '"1"'
    read = program.get(f"/records/project/{made['id']}")
    assert read.json() == made
    assert made["fields"] == {"investor": "示例材料公司", "investment_cny": 120000000, "target": "430100"}
    assert made["labels"] == {"target": "湖南省长沙市"}
    assert made["publication"] == "internal"
    assert made["owner"]["name"] == "changsha"


def test_labels_follow_the_language(world: World) -> None:
    made = make(program_of(world, "city_office"), target="430100", stage="signed")
    read = program_of(world, "city_office", language="en").get(f"/records/project/{made['id']}").json()
    assert read["labels"] == {"target": "Changsha", "stage": "Signed"}


def test_hidden_record_answers_like_a_missing_one(world: World) -> None:
    (hidden,) = world.write("zhuzhou", told("project", HIDDEN_NAME, target="430200"))
    program = program_of(world, "county_office")
    real, none = f"/records/project/{hidden.public_id}", f"/records/project/{'Z' * 16}"
    change = {"fields": {"stage": "signed"}}
    for method, after, body in (
        ("GET", "", None),
        ("HEAD", "", None),
        ("PATCH", "", change),
        ("PATCH", "", {"name": ""}),
        ("DELETE", "", None),
        ("PUT", "/level", {"level": "open"}),
        ("PUT", "/release", {}),
        ("POST", "", change),
    ):
        for headers in ({}, {"If_Match": '"1"'}, {"If_Match": '"7"'}, {"If_None_Match": '"1"'}):
            one, other = program(method, real + after, body, **headers), program(method, none + after, body, **headers)
            assert told_alike(one, other), (method, after, headers)
            assert HIDDEN_NAME.encode() not in one.content
    assert told_alike(program.get(f"/records/demand/{hidden.public_id}"), program.get(none))


def test_record_that_others_may_only_read_is_missing_to_change(world: World) -> None:
    (record,) = world.write("zhuzhou", told("achievement", "示例成果", "open"))
    program = program_of(world, "county_office")
    assert program.get(f"/records/achievement/{record.public_id}").status_code == 200
    missing = program("DELETE", f"/records/achievement/{'Z' * 16}", If_Match='"1"')
    assert told_alike(program("DELETE", f"/records/achievement/{record.public_id}", If_Match='"1"'), missing)


def test_fields_that_are_not_the_readers_are_absent(world: World) -> None:
    fields = {"investor": "示例某公司", "contact_name": "张三", "progress_text": "谈判中", "investment_cny": 10**8}
    known = {key: value for key, value in fields.items() if key in _project_keys()}
    (record,) = world.write("zhuzhou", told("project", HIDDEN_NAME, "open", chain="advanced_materials", **known))
    told_outside = program_of(world, "county_office").get(f"/records/project/{record.public_id}").json()
    assert told_outside["by_code"] is True
    assert HIDDEN_NAME not in str(told_outside)
    assert set(told_outside["fields"]) & {"contact_name", "progress_text", "investment_cny"} == set()
    assert "extra" not in told_outside and "source" not in told_outside
    inside = program_of(world, "other_city").get(f"/records/project/{record.public_id}").json()
    assert inside["fields"] == {**known, "chain": "advanced_materials"}


def _project_keys() -> set[str]:
    from yanzhen.fields import fields_of

    return set(fields_of("project"))


def test_contacts_need_the_keys_grant(world: World) -> None:
    from yanzhen.fields import fields_of

    contact = next(key for key, field in fields_of("project").items() if field.type == "contact")
    made = make(program_of(world, "city_office"), **{contact: "张三 13800000000"})
    path = f"/records/project/{made['id']}"
    without = program_of(world, "city_office", ["read", "write"])
    assert contact not in without.get(path).json()["fields"]
    assert program_of(world, "city_office").get(path).json()["fields"][contact] == "张三 13800000000"


def test_update_needs_the_etag_that_was_read(world: World) -> None:
    program = program_of(world, "city_office")
    path = f"/records/project/{make(program)['id']}"
    change = {"fields": {"stage": "signed"}}
    assert program("PATCH", path, change).status_code == 428
    done = program("PATCH", path, change, If_Match='"1"')
    assert (done.status_code, done["ETag"], done.json()["fields"]["stage"]) == (200, '"2"', "signed")
    stale = program("PATCH", path, change, If_Match='"1"')
    assert (stale.status_code, stale["ETag"]) == (412, '"2"')
    assert program("PATCH", path, change, If_Match='"x"').status_code == 412


def test_null_clears_a_field_and_others_stay(world: World) -> None:
    program = program_of(world, "city_office")
    path = f"/records/project/{make(program, investor='示例公司', stage='signed')['id']}"
    changed = program("PATCH", path, {"name": "新名称", "fields": {"stage": None}}, If_Match='"1"').json()
    assert (changed["name"], changed["fields"]) == ("新名称", {"investor": "示例公司"})


def test_known_version_is_not_sent_again(world: World) -> None:
    program = program_of(world, "city_office")
    path = f"/records/project/{make(program)['id']}"
    known = program.get(path, If_None_Match='"1"')
    assert (known.status_code, known["ETag"], known.content) == (304, '"1"', b"")
    assert program.get(path, If_None_Match='"9"').status_code == 200


def test_withdrawn_record_is_missing(world: World) -> None:
    program = program_of(world, "city_office")
    path = f"/records/project/{make(program)['id']}"
    assert program("DELETE", path).status_code == 428
    assert program("DELETE", path, If_Match='"1"').status_code == 204
    assert program.get(path).status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": "甲", "fields": {"investment_cny": "一亿"}}, "#/fields/investment_cny"),
        ({"name": "甲", "fields": {"investment_cny": 10**30}}, "#/fields/investment_cny"),
        ({"name": "甲", "fields": {"investment_cny": True}}, "#/fields/investment_cny"),
        ({"name": "甲", "fields": {"target": "999999"}}, "#/fields/target"),
        ({"name": "甲", "fields": {"signed_on": "去年"}}, "#/fields/signed_on"),
        ({"name": "甲", "fields": {"nothing/of~this": 1}}, "#/fields/nothing~1of~0this"),
        ({"name": "甲", "colour": "red"}, "#/colour"),
        ({"name": ""}, "#/name"),
        ({"name": "甲\x00乙"}, "#/name"),
        ({"name": "甲" * 501}, "#/name"),
        ({}, "#/name"),
        ({"name": "甲", "fields": []}, "#/fields"),
        ({"name": "甲", "owner": "Z" * 16}, "#/owner"),
    ],
)
def test_refused_value_is_named_with_what_to_write(world: World, body: object, pointer: str) -> None:
    answer = program_of(world, "city_office")("POST", "/records/project", body)
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert all(error["detail"] for error in answer.json()["errors"])


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"\xff", b'{"name": NaN}', b'{"name": "\\ud800"}', b"[" * 100_000, b"[]", b"null", b'"x"', b"1e999"],
)
def test_body_that_is_no_record_is_a_problem(world: World, raw: bytes) -> None:
    program = program_of(world, "city_office")
    answer = program.client.post(
        "/api/v1/records/project", raw, content_type="application/json", headers=program.headers
    )
    assert answer.status_code in (400, 415, 422)
    assert answer["Content-Type"] == "application/problem+json"


def test_body_over_two_megabytes_is_refused(world: World) -> None:
    answer = program_of(world, "city_office")("POST", "/records/project", {"name": "x" * (2 << 20)})
    assert answer.status_code == 413


def test_body_of_another_type_is_refused(world: World) -> None:
    program = program_of(world, "city_office")
    answer = program.client.post("/api/v1/records/project", {"name": "甲"}, headers=program.headers)
    assert answer.status_code == 415


def test_list_is_filtered_and_unknown_filters_are_named(world: World) -> None:
    program = program_of(world, "city_office")
    make(program, name="甲项目", stage="signed")
    make(program, name="乙项目", stage="lead")
    listed = program.get("/records/project?stage=signed").json()["items"]
    assert [record["name"] for record in listed] == ["甲项目"]
    assert program.get("/records/park?stage=signed").status_code == 422
    assert program.get("/records/project?stages=signed").json()["errors"][0]["pointer"] == "query:stages"


def test_deed_is_in_the_name_of_the_keys_person(world: World) -> None:
    made = make(program_of(world, "city_office"))
    version = RecordVersion.objects.unscoped(why=WHY).get(record__public_id=made["id"])
    assert version.by == world.users["city_office"]


def test_entering_on_behalf_of_an_organisation_below_is_kept(world: World) -> None:
    below = world.organisations["ningxiang"]
    answer = program_of(world, "city_office")("POST", "/records/project", {"name": "代录", "owner": below.public_id})
    assert answer.status_code == 201
    assert Record.objects.unscoped(why=WHY).get(public_id=answer.json()["id"]).owner_org == below


def test_search_finds_every_kind_within_scope(world: World) -> None:
    world.write("changsha", told("project", "石墨项目", target="430100"), told("demand", "石墨需求", "open"))
    world.write("zhuzhou", told("project", "石墨密件", target="430200"))
    found = program_of(world, "city_office").get("/search?q=石墨").json()["items"]
    assert {record["kind"] for record in found} == {"project", "demand"}
    assert "石墨密件" not in str(found)


def test_kinds_list_the_registry(world: World) -> None:
    kinds = program_of(world, "city_office").get("/kinds").json()["items"]
    project = next(kind for kind in kinds if kind["kind"] == "project")
    assert {
        "key": "investment_cny",
        "type": "money",
        "unit": "元",
        "level": "until_release",
        "label": "总投资",
    } in project["fields"]
