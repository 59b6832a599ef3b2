"""Text must be readable in both themes: WCAG 2.2, contrast (minimum), level AA."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "src" / "yanzhen_web" / "static_src" / "tokens.css"
TEXT, GRAPHIC = 4.5, 3.0
GROUNDS = ("paper", "surface", "sunken")
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "ink-soft", "accent", "accent-strong") for ground in GROUNDS],
    *[(ink, "accent-soft", TEXT) for ink in ("ink", "ink-soft", "accent", "accent-strong")],
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    *[(tone, ground, TEXT) for tone in ("fault", "caution", "well") for ground in ("surface", "paper", f"{tone}-soft")],
    *[("ink", f"{tone}-soft", TEXT) for tone in ("fault", "caution", "well")],
    *[("line-strong", ground, GRAPHIC) for ground in GROUNDS],
    ("accent", "paper", GRAPHIC),
    ("chart-1", "surface", GRAPHIC),
    ("chart-2", "surface", GRAPHIC),
]


def tokens(selector: str) -> dict[str, str]:
    """The colours of one block."""
    block = re.search(re.escape(selector) + r" \{(.*?)\n\}", TOKENS.read_text(encoding="utf-8"), re.S)
    assert block, selector
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block[1]))


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [":root", ':root[data-theme="dark"]'])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_pair_of_tokens_holds_aa(theme: str, ink: str, ground: str, least: float) -> None:
    colours = tokens(":root") | tokens(theme)
    assert contrast(colours[ink], colours[ground]) >= least


def test_dark_theme_names_every_colour_that_needs_it() -> None:
    same = set(tokens(":root")) - set(tokens(':root[data-theme="dark"]'))
    assert not same, "a colour of the light theme is left in the dark one"


def test_colours_stand_in_tokens_only() -> None:
    styles = TOKENS.parent / "styles"
    for path in styles.glob("*.css"):
        if path.name == "print.css":  # paper knows black and grey only
            continue
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*;)|rgba?\(", path.read_text(encoding="utf-8")), path.name
