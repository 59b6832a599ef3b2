"""A route that nobody declared fails the build, and so does a declaration whose route is gone."""

from __future__ import annotations

from yanzhen_web.access import Rule
from yanzhen_web.urls import all_patterns

from .expectations import ANYBODY, DOORS
from .walking import operations_of, ways


def test_every_route_has_an_expectation() -> None:
    assert len(ways()) > 25
    undeclared = {way.name: way.route for way in ways() if way.name not in DOORS}
    lines = "\n".join(f'    "{name}": Door(EVERYBODY),  # /{route}' for name, route in sorted(undeclared.items()))
    assert not undeclared, f"say in tests/web/doors/expectations.py to whom these open (its head says how):\n{lines}"


def test_every_expectation_has_a_route() -> None:
    gone = sorted(set(DOORS) - {way.name for way in ways()})
    assert not gone, f"no such routes any more, take them out of tests/web/doors/expectations.py: {gone}"


def test_every_view_declares_who_may_use_it() -> None:
    patterns = [pattern for pattern in all_patterns() if not operations_of(pattern.callback)]
    undeclared = [str(p.pattern) for p in patterns if not isinstance(getattr(p.callback, "access", None), Rule)]
    assert not undeclared, f"views without @access(...): {undeclared}"


def test_views_declare_the_methods_that_are_expected() -> None:
    rules = {
        str(p.name): p.callback.access for p in all_patterns() if isinstance(getattr(p.callback, "access", None), Rule)
    }
    told = {name: set(rule.methods) - {"HEAD"} for name, rule in rules.items() if name in DOORS}
    assert told == {name: set(DOORS[name].methods.split()) for name in told}


def test_views_open_to_strangers_are_the_expected_ones() -> None:
    rules = {
        str(p.name): p.callback.access for p in all_patterns() if isinstance(getattr(p.callback, "access", None), Rule)
    }
    public = {name for name, rule in rules.items() if "public" in rule.who}
    assert public == {name for name in rules if name in DOORS and DOORS[name].who == ANYBODY}
