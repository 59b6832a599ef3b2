"""Invitations: who may send which, who may accept, and that a link which opens nothing tells nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from yanzhen_web.models import AuditEntry, Consent, Invitation, Membership, Organisation, User
from yanzhen_web.services.people.consents import EDITION
from yanzhen_web.services.people.inviting import (
    Firm,
    Newcomer,
    accept_invitation,
    invite,
    open_invitation,
    revoke_invitation,
)
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.people.staffing import end_membership, twins_of
from yanzhen_web.services.people.suspending import suspend_organisation, suspend_person

from .worlds import WHY, World

SOMEBODY = Newcomer("示例张三", "wu-Shan-qing-2-ling")
FIRM = Firm("示例石墨材料有限公司", "91430100MA00000003")


def sent(world: World, who: str, organisation: str, role: str, **options: object) -> str:
    """The secret of an invitation."""
    return invite(world.actor(who), world.users[who], world.organisations[organisation], role, **options)[1]


def test_accepting_gives_a_login_and_a_desk(world: World) -> None:
    secret = sent(world, "city_office", "ningxiang", "county_office")
    accepted = accept_invitation(secret, newcomer=SOMEBODY, consent=EDITION)
    assert accepted.new
    assert accepted.user.check_password(SOMEBODY.password)
    assert accepted.user.username.startswith("shilizhangsan")
    assert [(d.organisation.name, d.role) for d in Membership.current_of(accepted.user)] == [
        ("ningxiang", "county_office")
    ]
    assert Consent.objects.unscoped(why=WHY).get(user=accepted.user).edition == EDITION
    with pytest.raises(Invitation.DoesNotExist):
        open_invitation(secret)


def test_accepting_with_a_login_adds_the_desk(world: World) -> None:
    secret = sent(world, "city_office", "changsha", "city_office")
    accept_invitation(secret, user=world.users["county_office"], consent=EDITION)
    assert roles_of(world, "county_office") == {"county_office", "city_office"}


def roles_of(world: World, who: str) -> frozenset[str]:
    return world.actor(who).roles


def test_firm_is_founded_below_the_office_without_a_look_at_others(world: World) -> None:
    elsewhere = world.organisations["rival"]
    elsewhere.credit_code = FIRM.credit_code
    elsewhere.save()
    secret = sent(world, "county_office", "ningxiang", "enterprise", makes="enterprise")
    accepted = accept_invitation(secret, newcomer=SOMEBODY, firm=FIRM, consent=EDITION)
    firm = accepted.desk.organisation
    assert (firm.name, firm.kind, firm.parent, firm.region) == (
        FIRM.name,
        "enterprise",
        world.organisations["ningxiang"],
        "430182",
    )
    assert list(twins_of(world.actor("county_office"), firm)) == []
    assert list(twins_of(world.actor("organiser"), firm)) == [elsewhere]


@pytest.mark.parametrize(
    ("firm", "field"),
    [
        (Firm("", FIRM.credit_code), "name"),
        (Firm("示例公司", ""), "credit_code"),
        (Firm("示例公司", "91430100MA00000000"), "credit_code"),
    ],
)
def test_firm_that_cannot_be_taken_leaves_nothing_behind(world: World, firm: Firm, field: str) -> None:
    secret = sent(world, "county_office", "ningxiang", "enterprise", makes="enterprise")
    people = User.objects.count()
    with pytest.raises(Refusal) as refused:
        accept_invitation(secret, newcomer=SOMEBODY, firm=firm, consent=EDITION)
    assert refused.value.field == field
    assert User.objects.count() == people
    assert open_invitation(secret).uses_left == 1


@pytest.mark.parametrize(
    ("newcomer", "consent", "field"),
    [
        (None, EDITION, "name"),
        (Newcomer(" ", SOMEBODY.password), EDITION, "name"),
        (Newcomer("示例李四", "12345"), EDITION, "password"),
        (SOMEBODY, "", "consent"),
        (SOMEBODY, "2020-01", "consent"),
    ],
)
def test_entry_that_is_missing_is_named(world: World, newcomer: Newcomer | None, consent: str, field: str) -> None:
    secret = sent(world, "county_office", "ningxiang", "county_office")
    with pytest.raises(Refusal) as refused:
        accept_invitation(secret, newcomer=newcomer, consent=consent)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("who", "organisation", "role", "makes"),
    [
        ("county_office", "ningxiang", "organiser", ""),
        ("county_office", "ningxiang", "auditor", ""),
        ("county_office", "ningxiang", "platform_admin", ""),
        ("county_office", "ningxiang", "api_client", ""),
        ("county_office", "ningxiang", "county_office", "county"),
        ("county_office", "ningxiang", "enterprise", "platform"),
        ("county_office", "firm", "county_office", ""),
        ("park", "park", "university", "university"),
        ("organiser", "province", "city_office", "city"),
    ],
)
def test_no_role_beyond_ones_own_to_give(world: World, who: str, organisation: str, role: str, makes: str) -> None:
    with pytest.raises(Refusal):
        sent(world, who, organisation, role, makes=makes)


@pytest.mark.parametrize(
    ("who", "organisation"),
    [
        ("county_office", "youxian"),
        ("county_office", "changsha"),
        ("county_office", "platform"),
        ("enterprise", "firm"),
        ("leader", "province"),
        ("auditor", "platform"),
    ],
)
def test_organisation_that_is_not_managed_is_missing(world: World, who: str, organisation: str) -> None:
    with pytest.raises(Organisation.DoesNotExist):
        sent(world, who, organisation, "enterprise")


def test_link_opens_nothing_once_it_should_not(world: World) -> None:
    def dead(secret: str) -> bool:
        try:
            open_invitation(secret)
        except Invitation.DoesNotExist:
            return True
        return False

    rows = Invitation.objects.unscoped(why=WHY)
    assert dead("never-was")
    expired = sent(world, "county_office", "ningxiang", "county_office")
    rows.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert dead(expired)
    revoked = sent(world, "county_office", "ningxiang", "county_office")
    assert not dead(revoked)
    revoke_invitation(world.actor("city_office"), rows.get(revoked_at=None, expires_at__gt=timezone.now()))
    assert dead(revoked)
    closed = sent(world, "county_office", "park", "park")
    suspend_organisation(world.actor("city_office"), world.users["city_office"], world.organisations["ningxiang"])
    assert dead(closed)


def test_link_of_somebody_who_left_opens_nothing(world: World) -> None:
    of_suspended = sent(world, "county_office", "ningxiang", "county_office")
    of_left = sent(world, "park", "park", "park")
    suspend_person(world.actor("city_office"), world.users["city_office"], world.users["county_office"])
    desk = Membership.objects.unscoped(why=WHY).get(user=world.users["park"])
    end_membership(world.actor("city_office"), world.users["city_office"], desk)
    for secret in (of_suspended, of_left):
        with pytest.raises(Invitation.DoesNotExist):
            accept_invitation(secret, newcomer=SOMEBODY, consent=EDITION)


def test_link_of_somebody_who_could_not_send_it_today_opens_nothing(world: World) -> None:
    """Not by what is written down on leaving, but by asking again."""
    secret = sent(world, "organiser", "province", "organiser")
    Membership.objects.unscoped(why=WHY).filter(user=world.users["organiser"]).update(role="leader")
    with pytest.raises(Invitation.DoesNotExist):
        open_invitation(secret)


def test_same_name_gets_another_login(world: World) -> None:
    secret = sent(world, "county_office", "ningxiang", "county_office", uses=30)
    names = {accept_invitation(secret, newcomer=SOMEBODY, consent=EDITION).user.username for _ in range(30)}
    assert len(names) == 30


def test_only_the_hash_of_the_secret_is_kept(world: World) -> None:
    secret = sent(world, "county_office", "ningxiang", "county_office")
    row = Invitation.objects.unscoped(why=WHY).values().get()
    assert secret not in str(row)


@pytest.mark.django_db(transaction=True)
def test_last_use_is_had_once(transactional_db: None) -> None:
    """Eight who press at the same moment: one comes in."""
    from .worlds import make_world

    world = make_world()
    secret = sent(world, "county_office", "ningxiang", "county_office")

    def press(number: int) -> bool:
        try:
            accept_invitation(secret, newcomer=Newcomer(f"示例{number}", SOMEBODY.password), consent=EDITION)
        except Invitation.DoesNotExist:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(press, range(8))) == 1
    assert Invitation.objects.unscoped(why=WHY).get().uses_left == 0


def test_history_says_who_took_it_up(world: World) -> None:
    secret = sent(world, "city_office", "ningxiang", "county_office")
    accepted = accept_invitation(secret, newcomer=SOMEBODY, consent=EDITION)
    told = AuditEntry.objects.unscoped(why=WHY).filter(
        action__in=("person.join", "membership.give", "consent.give", "invitation.accept")
    )
    assert {row.action: row.person.user_id for row in told if row.person} == dict.fromkeys(
        ("person.join", "membership.give", "consent.give", "invitation.accept"), accepted.user.pk
    )
