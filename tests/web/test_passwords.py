"""Which passwords people may choose."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from yanzhen_web.models import User

from .worlds import World


def refused(password: str, user: User | None = None) -> set[str]:
    """The codes of the rules that a password breaks."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {str(one.code) for one in error.error_list}
    return set()


@pytest.mark.parametrize(
    "password", ["correct horse battery", "只有汉字也可以的口令呀", "aaaabbbbccccdddd", "x" * 128, " 前后有空格也算 ab"]
)
def test_any_composition_is_fine(password: str) -> None:
    assert refused(password) == set()


def test_short_ones_are_refused() -> None:
    assert "password_too_short" in refused("Xk7#qP2!a")
    assert refused("Xk7#qP2!ab") == set()


@pytest.mark.parametrize("password", ["qwertyuiop", "1234567890", "iloveyou123"])
def test_common_ones_are_refused(password: str) -> None:
    assert refused(password)


@pytest.mark.parametrize("password", ["yanzhen2025", "Zhaoshang123456", "雁阵对接2025abc", "Admin2026duijie"])
def test_words_of_the_field_count_for_nothing(password: str) -> None:
    assert "password_of_context_words" in refused(password)


def test_names_of_person_and_organisation_count_for_nothing(world: World) -> None:
    user = world.users["city_office"]
    user.name = "示例人"
    world.organisations["changsha"].name = "示例招商局"
    world.organisations["changsha"].save()
    for password in ("shiliren20251", "示例招商局-12", "shilizhaoshangju1", "city_office12"):
        assert "password_of_context_words" in refused(password, user), password
    assert refused("gfds-8842-lkjh", user) == set()


def test_password_is_verified_as_typed() -> None:
    kept = make_password("Ünïcode " + "长" * 100)
    assert check_password("Ünïcode " + "长" * 100, kept)
    for other in ("ünïcode " + "长" * 100, "Ünïcode " + "长" * 99, "Ünïcode " + "长" * 100 + " "):
        assert not check_password(other, kept)
