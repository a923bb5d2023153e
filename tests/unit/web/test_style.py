"""The style sheet: small, self-contained, and readable in light and dark (WCAG 2.2, 1.4.3)."""

import re
from importlib import resources

import pytest

from volary.web.assets import assets

CSS = resources.files("volary.web").joinpath("static/volary.css").read_text("utf-8")
LEAST = 4.5
COLOUR = re.compile(r"--([\w-]+):\s*#([0-9a-f]{6})")


def palettes() -> dict[str, dict[str, str]]:
    light, _, rest = CSS.partition("@media (prefers-color-scheme: dark)")
    dark = rest.partition("}\n}")[0]
    first = dict(COLOUR.findall(light))
    return {"light": first, "dark": {**first, **dict(COLOUR.findall(dark))}}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_that_of_the_standard() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21.0)
    assert contrast("767676", "ffffff") == pytest.approx(4.54, abs=0.01)


TEXT_ON = [
    *((text, ground) for text in ("ink", "soft", "accent") for ground in ("paper", "card", "sunk")),
    ("accent", "accent-soft"),
    ("ink", "accent-soft"),
    ("on-accent", "accent"),
    ("climb", "climb-soft"),
    ("soft", "climb-soft"),
    ("good", "good-soft"),
    ("warn", "warn-soft"),
    ("bad", "bad-soft"),
    ("bad", "card"),
    ("ink", "good-soft"),
    ("ink", "warn-soft"),
    ("ink", "bad-soft"),
    ("shape", "card"),
    ("card", "shape"),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_stands_out_from_its_ground(theme: str, text: str, ground: str) -> None:
    palette = palettes()[theme]
    assert contrast(palette[text], palette[ground]) >= LEAST


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("line", ["track", "climb", "shape", "edge"])
def test_lines_and_borders_that_mean_something_stand_out(theme: str, line: str) -> None:
    palette = palettes()[theme]
    for ground in ("card", "sunk"):
        assert contrast(palette[line], palette[ground]) >= 3.0


def test_the_sheet_is_small_and_asks_nobody_for_anything() -> None:
    assert len(CSS.encode()) < 30_000
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert "http" not in CSS


def test_the_name_of_an_asset_changes_with_its_content() -> None:
    sheet = assets()["volary.css"]
    assert re.fullmatch(r"volary\.[0-9a-f]{12}\.css", sheet.name)
    assert sheet.body == CSS.encode()
    assert len(sheet.compressed) < len(sheet.body) / 2
