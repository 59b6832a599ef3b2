"""Who is suspended is out at once, with everything below; and nobody shuts themselves or the last administrator out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from yanzhen_web.models import Membership, Organisation, User
from yanzhen_web.services.people.logins import issue_token, token_of
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.people.staffing import (
    end_membership,
    found_organisation,
    give_membership,
    known_people,
    managed_people,
)
from yanzhen_web.services.people.suspending import (
    reinstate_organisation,
    reinstate_person,
    suspend_organisation,
    suspend_person,
)

from .worlds import WHY, World


def suspend(world: World, who: str, whom: str) -> None:
    suspend_person(world.actor(who), world.users[who], world.users[whom])


def close(world: World, who: str, which: str) -> None:
    suspend_organisation(world.actor(who), world.users[who], world.organisations[which])


def closed(world: World) -> set[str]:
    rows = Organisation.objects.unscoped(why=WHY).exclude(closed_at=None)
    return set(rows.values_list("name", flat=True))


def test_person_is_out_at_once(world: World) -> None:
    _, key = issue_token(world.users["county_office"], "示例")
    session = world.client("county_office")
    assert session.get(reverse("jobs")).status_code == 200
    suspend(world, "city_office", "county_office")
    assert session.get(reverse("jobs")).status_code == 302
    assert token_of(key) is None
    world.users["county_office"].refresh_from_db()
    assert not world.actor("county_office").signed_in
    reinstate_person(world.actor("city_office"), world.users["county_office"])
    world.users["county_office"].refresh_from_db()
    assert world.actor("county_office").roles == {"county_office"}
    assert session.get(reverse("jobs")).status_code == 302, "the session was ended, not put to sleep"
    assert token_of(key) is None


@pytest.mark.parametrize(
    ("who", "whom"),
    [
        ("county_office", "other_county"),
        ("county_office", "city_office"),
        ("county_office", "organiser"),
        ("organiser", "platform_admin"),
        ("organiser", "auditor"),
        ("enterprise", "rival"),
        ("leader", "organiser"),
        ("auditor", "platform_admin"),
    ],
)
def test_person_who_is_not_managed_is_missing(world: World, who: str, whom: str) -> None:
    with pytest.raises(User.DoesNotExist):
        suspend(world, who, whom)


def test_person_with_a_desk_elsewhere_is_not_one_offices_to_suspend(world: World) -> None:
    desks = Membership.objects.unscoped(why=WHY)
    extra = desks.create(user=world.users["other_county"], organisation=world.organisations["park"], role="park")
    with pytest.raises(User.DoesNotExist):
        suspend(world, "county_office", "other_county")
    end_membership(world.actor("county_office"), world.users["county_office"], extra)
    assert world.actor("other_county").roles == {"county_office"}
    suspend(world, "organiser", "other_county")


def test_auditor_is_not_suspended_by_the_office_that_is_audited(world: World) -> None:
    audits = User.objects.create(username="audits")
    desks = Membership.objects.unscoped(why=WHY)
    desk = desks.create(user=audits, organisation=world.organisations["ningxiang"], role="auditor")
    world.users["audits"] = audits
    with pytest.raises(User.DoesNotExist):
        suspend(world, "county_office", "audits")
    with pytest.raises(Refusal):
        end_membership(world.actor("county_office"), world.users["county_office"], desk)
    end_membership(world.actor("platform_admin"), world.users["platform_admin"], desk)


def test_nobody_suspends_themselves(world: World) -> None:
    with pytest.raises(Refusal):
        suspend(world, "county_office", "county_office")
    with pytest.raises(Refusal):
        close(world, "county_office", "ningxiang")
    desk = Membership.objects.unscoped(why=WHY).get(user=world.users["county_office"])
    with pytest.raises(Refusal):
        end_membership(world.actor("county_office"), world.users["county_office"], desk)


def test_last_platform_administrator_stays(world: World) -> None:
    """A deputy for a week does not shut out whom they stand in for; another who stays does."""
    other = Organisation.objects.unscoped(why=WHY).create(name="平台二", kind="platform")
    second = User.objects.create(username="second")
    world.users["second"] = second
    desk = Membership.objects.unscoped(why=WHY).create(
        user=second, organisation=other, role="platform_admin", ends_at=timezone.now() + timedelta(days=7)
    )
    with pytest.raises(Refusal):
        suspend(world, "second", "platform_admin")
    with pytest.raises(Refusal):
        close(world, "second", "platform")
    with pytest.raises(Refusal):
        end_membership(
            world.actor("second"), second, Membership.objects.unscoped(why=WHY).get(role="platform_admin", ends_at=None)
        )
    world.users["platform_admin"].refresh_from_db()
    assert world.actor("platform_admin").roles == {"platform_admin"}
    assert closed(world) == set()
    Membership.objects.unscoped(why=WHY).filter(pk=desk.pk).update(ends_at=None)
    suspend(world, "second", "platform_admin")


def test_organisation_closes_with_everything_below(world: World) -> None:
    _, key = issue_token(world.users["enterprise"], "示例")
    session, stranger = world.client("enterprise"), world.client("other_county")
    close(world, "organiser", "changsha")
    assert closed(world) == {"changsha", "ningxiang", "park", "firm"}
    for who in ("city_office", "county_office", "park", "enterprise"):
        assert world.actor(who).desks == (), who
    assert session.get(reverse("jobs")).status_code == 302
    assert stranger.get(reverse("jobs")).status_code == 200
    assert token_of(key) is None
    reinstate_organisation(world.actor("organiser"), world.organisations["changsha"])
    assert closed(world) == set()
    assert world.actor("enterprise").roles == {"enterprise"}
    assert token_of(key) is not None, "an organisation comes back as it was"


def test_what_was_suspended_itself_stays_closed(world: World) -> None:
    close(world, "county_office", "park")
    close(world, "organiser", "changsha")
    reinstate_organisation(world.actor("organiser"), world.organisations["changsha"])
    assert closed(world) == {"park"}


def test_what_is_below_a_closed_one_does_not_open_by_itself(world: World) -> None:
    close(world, "county_office", "park")
    close(world, "organiser", "changsha")
    reinstate_organisation(world.actor("organiser"), world.organisations["park"])
    assert closed(world) == {"changsha", "ningxiang", "park", "firm"}
    reinstate_organisation(world.actor("organiser"), world.organisations["changsha"])
    assert closed(world) == set()


def test_what_is_founded_below_a_closed_one_is_closed(world: World) -> None:
    close(world, "organiser", "changsha")
    made = found_organisation(
        world.actor("organiser"), _fresh(world, "ningxiang"), "enterprise", "示例厂", credit_code="91430100MA00000003"
    )
    assert made.closed_at is not None


def _fresh(world: World, which: str) -> Organisation:
    return Organisation.objects.unscoped(why=WHY).get(pk=world.organisations[which].pk)


def test_organisation_that_is_not_managed_is_missing(world: World) -> None:
    for who, which in (("county_office", "youxian"), ("county_office", "changsha"), ("enterprise", "firm")):
        with pytest.raises(Organisation.DoesNotExist):
            close(world, who, which)


def test_known_people_are_those_below(world: World) -> None:
    def names(people: object) -> set[str]:
        return set(people.values_list("username", flat=True))  # type: ignore[attr-defined]

    assert names(known_people(world.actor("county_office"))) == {"county_office", "park", "enterprise"}
    assert names(managed_people(world.actor("county_office"))) == {"county_office", "park", "enterprise"}
    for who in ("enterprise", "leader", "auditor", "service", "nobody"):
        assert names(known_people(world.actor(who))) == names(managed_people(world.actor(who))) == set()
    assert names(managed_people(world.actor("platform_admin"))) == set(world.users)


def test_desk_is_given_within_ones_own(world: World) -> None:
    actor = world.actor("county_office")
    give_membership(actor, world.users["enterprise"], world.organisations["park"], "park")
    assert world.actor("enterprise").roles == {"enterprise", "park"}
    with pytest.raises(User.DoesNotExist):
        give_membership(actor, world.users["other_county"], world.organisations["park"], "park")
    with pytest.raises(Organisation.DoesNotExist):
        give_membership(actor, world.users["enterprise"], world.organisations["youxian"], "county_office")
    with pytest.raises(Refusal):
        give_membership(actor, world.users["enterprise"], world.organisations["ningxiang"], "api_client")


@pytest.mark.parametrize(
    ("kind", "region"),
    [("county", "430100"), ("county", "430223"), ("county", ""), ("city", "430182"), ("province", "430182")],
)
def test_office_below_answers_for_a_part_only(world: World, kind: str, region: str) -> None:
    with pytest.raises(Refusal):
        found_organisation(world.actor("organiser"), world.organisations["changsha"], kind, "示例办", region=region)


def test_office_below_is_founded(world: World) -> None:
    actor, above = world.actor("organiser"), world.organisations["changsha"]
    made = found_organisation(actor, above, "county", "浏阳示例办", region="430181")
    assert (made.path.startswith(above.path), made.region) == (True, "430181")
