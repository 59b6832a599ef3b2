"""People and organisations through a key: what an office manages, and nothing beside it."""

from __future__ import annotations

from .programs import World, program_of, told_alike


def test_office_lists_what_it_manages(world: World) -> None:
    listed = program_of(world, "city_office").get("/organisations").json()["items"]
    assert {organisation["name"] for organisation in listed} == {"changsha", "ningxiang", "park", "firm"}
    people = program_of(world, "city_office").get("/people").json()["items"]
    assert "county_office" in {person["name"] for person in people}
    assert "other_county" not in {person["name"] for person in people}


def test_what_is_not_managed_is_missing(world: World) -> None:
    program = program_of(world, "city_office")
    other, person = world.organisations["youxian"], world.users["other_county"]
    missing = program("POST", f"/organisations/{'Z' * 16}/suspend")
    assert missing.status_code == 404
    assert told_alike(program("POST", f"/organisations/{other.public_id}/suspend"), missing)
    assert told_alike(program("POST", f"/people/{person.public_id}/suspend"), missing)
    assert told_alike(program.get(f"/organisations/{other.public_id}/desks"), missing)


def test_role_that_manages_nobody_finds_no_such_address(world: World) -> None:
    assert program_of(world, "leader").get("/people").status_code == 404


def test_key_without_the_grant_is_told_so(world: World) -> None:
    assert program_of(world, "city_office", ["read", "write"]).get("/people").status_code == 403


def test_suspended_person_is_out_and_back(world: World) -> None:
    program, person = program_of(world, "city_office"), world.users["county_office"]
    theirs = program_of(world, "county_office")
    assert program("POST", f"/people/{person.public_id}/suspend").json()["suspended_at"]
    assert theirs.get("/me").status_code == 401
    assert "suspended_at" not in program("POST", f"/people/{person.public_id}/reinstate").json()


def test_invitation_tells_its_secret_once(world: World) -> None:
    program, county = program_of(world, "county_office"), world.organisations["ningxiang"]
    made = program(
        "POST", f"/organisations/{county.public_id}/invitations", {"role": "enterprise", "makes": "enterprise"}
    )
    assert made.status_code == 201, made.content
    listed = program.get("/invitations").json()["items"]
    assert [row["id"] for row in listed] == [made.json()["id"]]
    assert "secret" not in listed[0]
    assert program("DELETE", f"/invitations/{made.json()['id']}").status_code == 204
    assert program.get("/invitations").json()["items"][0]["revoked_at"]


def test_role_that_one_may_not_give_is_named(world: World) -> None:
    county = world.organisations["ningxiang"]
    answer = program_of(world, "county_office")(
        "POST", f"/organisations/{county.public_id}/invitations", {"role": "organiser"}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/role"


def test_me_tells_desks_and_grants(world: World) -> None:
    me = program_of(world, "county_office", ["read"]).get("/me").json()
    assert (me["desks"][0]["role"], me["grants"]) == ("county_office", ["read"])


def test_key_revokes_itself(world: World) -> None:
    program = program_of(world, "county_office")
    (key,) = program.get("/me/keys").json()["items"]
    assert key["current"] is True
    assert program("DELETE", f"/me/keys/{key['id']}").status_code == 204
    assert program.get("/me").status_code == 401
