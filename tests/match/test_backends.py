import subprocess
import sys

import pytest

from match.conftest import BACKENDS as TESTED
from yanzhen.errors import MissingPiece, WrongUsage
from yanzhen.language import speaking
from yanzhen.match import TextIndex, backends
from yanzhen.match.backends import BACKENDS, SlowerBackend, backend_of, best_installed


def without(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setattr(backends, "is_installed", lambda name: name != missing)
    monkeypatch.setattr(backends, "_said", [])


def test_missing_backend_says_what_to_use_instead(monkeypatch):
    without(monkeypatch, "spark")
    with speaking("en"), pytest.raises(MissingPiece, match="lacks the spark backend: use --backend reference"):
        TextIndex.build([1], ["a1"], backend="spark")


def test_reference_serves_for_the_missing_kernel_and_says_once_that_it_is_slower(monkeypatch, recwarn):
    without(monkeypatch, "native")
    with speaking("en"), pytest.warns(SlowerBackend, match="same answers, much slower"):
        index = TextIndex.build([1], ["a1"], backend="native")
    assert index.backend == "reference"
    assert index.search(index.prepare(["a1"]), top=1)[0].tolist() == [[1]]
    TextIndex.build([1], ["a1"], backend="native")
    assert not recwarn.list


def test_fastest_installed_backend_serves_where_none_is_named(monkeypatch):
    assert TextIndex.build([1], ["a1"]).backend == best_installed()
    without(monkeypatch, "native")
    assert TextIndex.build([1], ["a1"]).backend == "reference"


def test_native_backend_is_tested_where_a_compiler_could_build_it():
    from shutil import which

    assert "native" in TESTED or which("cargo") is None


def test_unknown_backend_is_refused_with_the_known_ones():
    assert BACKENDS == ("reference", "native", "spark")
    with pytest.raises(WrongUsage, match="reference, native, spark"):
        backend_of("Reference")


def test_package_loads_no_kernel_before_it_is_asked():
    code = "import sys, yanzhen, yanzhen.match.backends; sys.exit('yanzhen_kernel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
