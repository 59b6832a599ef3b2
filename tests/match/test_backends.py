import pytest

from match.conftest import BACKENDS as TESTED
from yanzhen.errors import MissingPiece, WrongUsage
from yanzhen.language import speaking
from yanzhen.match import TextIndex
from yanzhen.match.backends import BACKENDS, engine_of


def test_every_installed_backend_is_tested():
    installed = []
    for name in BACKENDS:
        try:
            engine_of(name)
        except MissingPiece:
            continue
        installed.append(name)
    assert installed == TESTED


def test_missing_backend_says_what_to_use_instead():
    missing = [name for name in BACKENDS if name not in TESTED]
    for name in missing:
        with speaking("en"), pytest.raises(MissingPiece, match=f"lacks the {name} backend: use --backend reference"):
            TextIndex.build([1], ["a1"], backend=name)


def test_unknown_backend_is_refused_with_the_known_ones():
    with pytest.raises(WrongUsage, match="reference, native, spark"):
        engine_of("Reference")
