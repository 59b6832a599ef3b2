"""A/B 岗: all duties at once, for good or until a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from yanzhen_web.jobs.queue import enqueue
from yanzhen_web.models import Invitation, Job, Membership, Token, User, Webhook
from yanzhen_web.scopes import Actor
from yanzhen_web.services.people.handing_over import hand_over, successors
from yanzhen_web.services.people.inviting import invite
from yanzhen_web.services.people.logins import issue_token, token_of
from yanzhen_web.services.people.refusals import Refusal

from .worlds import WHY, World


@pytest.fixture
def colleague(world: World) -> User:
    """Somebody else at the county office, who only reads."""
    user = User.objects.create(username="colleague", name="colleague")
    desks = Membership.objects.unscoped(why=WHY)
    desks.create(user=user, organisation=world.organisations["ningxiang"], role="leader")
    world.users["colleague"] = user
    return user


def hand(world: World, who: str, from_who: str, to_who: str, where: str, **options: object) -> None:
    hand_over(
        world.actor(who), world.users[who], world.users[from_who], world.users[to_who], world.organisations[where],
        **options,
    )  # fmt: skip


def test_for_good_gives_everything_and_leaves_nothing(world: World, colleague: User) -> None:
    park = world.organisations["park"]
    Membership.objects.unscoped(why=WHY).create(user=world.users["county_office"], organisation=park, role="park")
    _, key = issue_token(world.users["county_office"], "示例")
    hook = Webhook.objects.unscoped(why=WHY).create(user=world.users["county_office"], url="https://example.org/")
    job = enqueue("run_matches", world.users["county_office"])
    invite(
        world.actor("county_office"), world.users["county_office"], world.organisations["ningxiang"], "county_office"
    )
    session = world.client("county_office")
    hand(world, "city_office", "county_office", "colleague", "ningxiang")
    assert world.actor("colleague").roles == {"leader", "county_office", "park"}
    assert world.actor("county_office").desks == ()
    assert token_of(key) is None
    hook.refresh_from_db()
    assert not hook.active
    assert Job.objects.unscoped(why=WHY).get(pk=job.pk).requester == colleague
    assert Invitation.objects.unscoped(why=WHY).get().revoked_at is not None
    assert session.get("/jobs/").status_code == 302


def test_until_a_day_both_sit_there_and_it_ends_by_itself(world: World, colleague: User) -> None:
    until = timezone.now() + timedelta(days=7)
    hand(world, "county_office", "county_office", "colleague", "ningxiang", until=until)
    assert world.actor("county_office").roles == {"county_office"}
    assert world.actor("colleague").roles == {"leader", "county_office"}
    desk = Membership.objects.unscoped(why=WHY).get(user=colleague, role="county_office")
    assert (desk.in_place_of, desk.ends_at) == (world.users["county_office"], until)
    Membership.objects.unscoped(why=WHY).filter(pk=desk.pk).update(ends_at=timezone.now())
    assert world.actor("colleague").roles == {"leader"}


def test_deputy_of_a_deputy_ends_with_the_first(world: World, colleague: User) -> None:
    until = timezone.now() + timedelta(days=3)
    Membership.objects.unscoped(why=WHY).filter(user=world.users["county_office"]).update(ends_at=until)
    hand(world, "city_office", "county_office", "colleague", "ningxiang", until=timezone.now() + timedelta(days=30))
    assert Membership.objects.unscoped(why=WHY).get(user=colleague, role="county_office").ends_at == until


def test_who_holds_the_desk_for_good_keeps_it(world: World, colleague: User) -> None:
    desks = Membership.objects.unscoped(why=WHY)
    desks.create(user=colleague, organisation=world.organisations["ningxiang"], role="county_office")
    hand(world, "city_office", "county_office", "colleague", "ningxiang", until=timezone.now() + timedelta(days=3))
    assert desks.get(user=colleague, role="county_office").ends_at is None


def test_leader_hands_their_own_desk_to_a_colleague(world: World, colleague: User) -> None:
    """Without an office's rights over people: only what is one's own, only within the organisation."""
    hand(world, "colleague", "colleague", "county_office", "ningxiang")
    assert world.actor("county_office").roles == {"county_office", "leader"}
    assert world.actor("colleague").desks == ()


@pytest.mark.parametrize(
    ("who", "from_who", "to_who", "where"),
    [
        ("county_office", "other_county", "county_office", "youxian"),
        ("county_office", "county_office", "other_county", "ningxiang"),
        ("county_office", "county_office", "county_office", "ningxiang"),
        ("county_office", "city_office", "county_office", "changsha"),
        ("enterprise", "county_office", "enterprise", "ningxiang"),
        ("enterprise", "enterprise", "rival", "firm"),
        ("leader", "organiser", "leader", "province"),
        ("colleague", "county_office", "colleague", "ningxiang"),
    ],
)
def test_who_is_not_theirs_is_missing(
    world: World, colleague: User, who: str, from_who: str, to_who: str, where: str
) -> None:
    before = list(Membership.objects.unscoped(why=WHY).values_list("user", "organisation", "role", "ends_at"))
    with pytest.raises((Membership.DoesNotExist, User.DoesNotExist)):
        hand(world, who, from_who, to_who, where)
    assert list(Membership.objects.unscoped(why=WHY).values_list("user", "organisation", "role", "ends_at")) == before


def test_desk_of_an_auditor_is_not_handed_on(world: World) -> None:
    """Else somebody who is audited could sit down there."""
    other = User.objects.create(username="clerk", name="clerk")
    desks = Membership.objects.unscoped(why=WHY)
    desks.create(user=other, organisation=world.organisations["ningxiang"], role="county_office")
    audits = User.objects.create(username="audits", name="audits")
    desks.create(user=audits, organisation=world.organisations["ningxiang"], role="auditor")
    world.users |= {"clerk": other, "audits": audits}
    with pytest.raises(Refusal):
        hand(world, "audits", "audits", "clerk", "ningxiang")
    with pytest.raises(Refusal):
        hand(world, "county_office", "audits", "clerk", "ningxiang")
    hand(world, "platform_admin", "audits", "clerk", "ningxiang")
    assert "auditor" in world.actor("clerk").roles


def test_last_platform_administrator_hands_over_to_the_next(world: World) -> None:
    hand(world, "platform_admin", "platform_admin", "auditor", "platform")
    assert world.actor("auditor").roles == {"auditor", "platform_admin"}
    assert world.actor("platform_admin").desks == ()


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_day_that_makes_no_sense_is_refused(world: World, colleague: User, days: int) -> None:
    with pytest.raises(Refusal) as refused:
        hand(
            world, "county_office", "county_office", "colleague", "ningxiang",
            until=timezone.now() + timedelta(days=days),
        )  # fmt: skip
    assert refused.value.field == "until"


def test_successors_are_colleagues_who_may_act(world: World, colleague: User) -> None:
    def names(who: str, where: str) -> set[str]:
        found = successors(world.actor(who), world.users[who], world.users[who], world.organisations[where])
        return set(found.values_list("username", flat=True))

    assert names("colleague", "ningxiang") == {"county_office"}
    assert names("enterprise", "firm") == set()
    assert names("county_office", "ningxiang") == {"colleague"}
    User.objects.filter(pk=colleague.pk).update(suspended_at=timezone.now())
    assert names("county_office", "ningxiang") == set()


def test_office_above_sends_its_own_people_and_no_firm_is_offered(world: World) -> None:
    found = successors(
        world.actor("city_office"), world.users["city_office"], world.users["county_office"],
        world.organisations["ningxiang"],
    )  # fmt: skip
    assert set(found.values_list("username", flat=True)) == {"city_office"}


def test_key_without_the_right_hands_nothing_over(world: World, colleague: User) -> None:
    actor = Actor.of(world.users["county_office"], ["read", "write"])
    with pytest.raises(Membership.DoesNotExist):
        hand_over(
            actor, world.users["county_office"], world.users["county_office"], colleague,
            world.organisations["ningxiang"],
        )  # fmt: skip


def test_key_goes_on_while_there_is_a_desk(world: World) -> None:
    _, secret = issue_token(world.users["county_office"], "示例")
    assert token_of(secret) is not None
    Membership.objects.unscoped(why=WHY).filter(user=world.users["county_office"]).update(ends_at=timezone.now())
    assert token_of(secret) is None
    assert Token.objects.unscoped(why=WHY).get().revoked_at is None
