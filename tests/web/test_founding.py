"""A site without people gives its first login, once."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from yanzhen_web.models import Event, Membership, Organisation, User
from yanzhen_web.scopes import Actor
from yanzhen_web.services.people.founding import appoint_administrator, found_office
from yanzhen_web.services.people.staffing import managed_organisations

TODAY = date(2026, 3, 1)
pytestmark = pytest.mark.django_db


def test_first_start_gives_a_login_that_works():
    founded = found_office("宁乡市商务局", "春季对接会", TODAY)
    assert founded is not None
    client = Client()
    answer = client.post("/sign-in/", {"username": founded.username, "password": founded.password})
    assert answer.status_code == 302
    # The password that the terminal showed has to be replaced first.
    for address in ("/", "/inbox/", "/people/"):
        assert client.get(address, follow=False)["Location"] == "/password/", address
    own = {"new_password1": "gfds-8842-lkjh", "new_password2": "gfds-8842-lkjh", "old_password": founded.password}
    assert client.get("/password/").status_code == 200
    assert client.post("/password/", own).status_code == 302
    page = client.get("/").content.decode()
    assert "春季对接会" in page
    assert client.get("/inbox/").status_code == 200


def test_office_stands_where_its_name_says():
    found_office("宁乡市商务局", "春季对接会", TODAY)
    office = Organisation.objects.unscoped(why="test").exclude(kind="platform").get()
    assert (office.region, office.kind) == ("430182", "county")
    assert Event.objects.unscoped(why="test").get().region == "430182"


def test_office_without_a_place_is_founded_too():
    assert found_office("本单位", "对接会", TODAY) is not None
    assert Organisation.objects.unscoped(why="test").exclude(kind="platform").get().region == ""


def test_second_start_changes_nothing():
    found_office("宁乡市商务局", "春季对接会", TODAY)
    before = User.objects.get().password
    assert found_office("别的单位", "别的活动", TODAY) is None
    assert User.objects.get().password == before
    assert Organisation.objects.unscoped(why="test").count() == 2
    assert Event.objects.unscoped(why="test").count() == 1


def test_first_login_administers_the_platform_and_sends_for_the_office():
    found_office("宁乡市商务局", "春季对接会", TODAY)
    actor = Actor.of(User.objects.get())
    assert actor.roles == {"organiser", "platform_admin"}
    assert actor.home is not None and actor.home.kind == "county"
    assert set(managed_organisations(actor).values_list("kind", flat=True)) == {"county", "platform"}


def test_site_without_an_administrator_gets_one_at_its_next_start():
    office = Organisation.objects.unscoped(why="test").create(name="示例办", kind="province")
    for username in ("first", "second"):
        user = User.objects.create(username=username)
        Membership.objects.unscoped(why="test").create(user=user, organisation=office, role="organiser")
    User.objects.filter(username="first").update(suspended_at=timezone.now())
    assert appoint_administrator() == "second"
    assert appoint_administrator() is None
    assert Actor.of(User.objects.get(username="second")).roles == {"organiser", "platform_admin"}


def test_site_without_anybody_appoints_nobody():
    assert appoint_administrator() is None
