"""The match tests run on every backend that is installed; a new one is added here."""

import os
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.match.backends import BACKENDS as KNOWN
from yanzhen.match.backends import is_installed

BACKENDS = [name for name in KNOWN if is_installed(name) and (name != "spark" or find_spec("pyspark"))]

ONE_FOR = {"spark": 30}
"""Where a search is a job of half a second, one example has to do for so many."""


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session", autouse=True)
def several_blocks() -> Iterator[None]:
    """What Spark shares out is never in one piece here, however small it is."""
    before = os.environ.get("PYSPARK_SUBMIT_ARGS")
    confs = {"spark.yanzhen.grid": "3x1", "spark.sql.shuffle.partitions": "3"}
    os.environ["PYSPARK_SUBMIT_ARGS"] = " ".join(f"--conf {k}={v}" for k, v in confs.items()) + " pyspark-shell"
    yield
    if before is None:
        del os.environ["PYSPARK_SUBMIT_ARGS"]
    else:
        os.environ["PYSPARK_SUBMIT_ARGS"] = before


def on_every_backend(examples: int, *strategies: st.SearchStrategy[Any]) -> Callable[[Any], Any]:
    """A property `test(name, *drawn)` for each backend by name, with as many examples as the backend can bear."""

    def decorate(test: Callable[..., None]) -> Any:
        @pytest.mark.parametrize("name", BACKENDS)
        def run(name: str) -> None:
            def case(drawn: tuple[Any, ...]) -> None:
                test(name, *drawn)

            # Hypothesis keeps what failed under the function's name.
            case.__qualname__ = case.__name__ = f"{test.__name__}_on_{name}"
            bearable = max(2, examples // ONE_FOR.get(name, 1))
            settings(max_examples=bearable, deadline=None)(given(st.tuples(*strategies))(case))()

        run.__name__, run.__doc__, run.__module__ = test.__name__, test.__doc__, test.__module__
        return run

    return decorate
