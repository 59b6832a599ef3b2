"""Nothing heavy loads before it is used: a command that only shows its help must not wait for NumPy."""

import subprocess
import sys

import pytest

MATCH = """
from yanzhen.match import match_technology
from yanzhen.records import Record
assert len(match_technology([Record("demand", "防雾涂层")], [Record("achievement", "防雾涂层")])) == 1
"""


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        ("import yanzhen.match", ["numpy", "rjieba"]),
        (MATCH, ["scipy", "polars", "orjson", "yanzhen.reference"]),
        ("import yanzhen.match.learning.training", ["scipy", "lightgbm", "tokenizers", "sentence_transformers"]),
    ],
)
def test_match_loads_only_what_it_needs(code, unwanted):
    check = f"{code}\nimport sys\nprint([name for name in {unwanted} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
