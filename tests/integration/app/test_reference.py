"""The documentation describes every setting, command and endpoint there is."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = runpy.run_path(str(ROOT / "tools" / "reference.py"))["PAGES"]


@pytest.mark.parametrize("name", PAGES)
def test_the_generated_page_is_up_to_date(name: str) -> None:
    written = (ROOT / "docs" / "reference" / name).read_text("utf-8")
    assert PAGES[name]() in written, "run python tools/reference.py"


def test_every_page_is_reached_from_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    decisions = (ROOT / "docs" / "decisions" / "index.md").read_text("utf-8")
    for path in (ROOT / "docs").rglob("*.md"):
        name = path.relative_to(ROOT / "docs").with_suffix("").as_posix()
        if "_build" in name or name == "index":
            continue
        assert name in index or path.stem in decisions, name
