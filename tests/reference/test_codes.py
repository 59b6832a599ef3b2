"""Identity codes of firms and projects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.reference.codes import credit_code, project_code

VALID = "91110000600037341L"
"""The example of python-stdnum's documentation."""

WIDE = "".join(chr(ord(c) + 0xFEE0) for c in VALID)


@pytest.mark.parametrize("text", [VALID, VALID.lower(), f" {VALID[:8]} {VALID[8:]} ", WIDE, f"'{VALID}"])
def test_credit_code_is_read_in_any_width(text: str) -> None:
    assert credit_code(text) == VALID


@pytest.mark.parametrize("text", ["91320400MA1X0000XX", VALID[:-1], VALID[:-1] + "M", "", "无"])
def test_credit_code_refuses_what_does_not_check(text: str) -> None:
    assert credit_code(text) is None


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_credit_code_notices_any_one_wrong_character(place: int, character: str) -> None:
    changed = VALID[:place] + character + VALID[place + 1 :]
    assert (credit_code(changed) is not None) == (changed == VALID)


def test_project_code_tells_its_parts() -> None:
    found = project_code("２０２０－430100-35-03-012345")
    assert found is not None
    assert (found.text, found.year, found.region) == ("2020-430100-35-03-012345", 2020, "430100")
    assert (found.department, found.kind, found.serial) == ("35", "03", "012345")
    assert project_code("20204301003503012345") == found
    assert project_code("2018-000000-41-01-000001") is not None


@pytest.mark.parametrize(
    "text", ["", "2020-430100-35-03-01234", "1949-430100-35-03-012345", "2020-990100-35-03-012345", "湘发改1号"]
)
def test_project_code_refuses_what_can_not_be_one(text: str) -> None:
    assert project_code(text) is None
