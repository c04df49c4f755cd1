"""The stories of samples/ come out as their pages say, from the committed workbooks."""

from operator import attrgetter
from pathlib import Path

import pytest
from sample_stories import STORIES, Story, tell

SAMPLES = Path(__file__).parents[1] / "samples"

every_story = pytest.mark.parametrize("story", STORIES, ids=attrgetter("name"))


@every_story
def test_a_sample_leads_to_what_its_page_says(story: Story, tmp_path: Path) -> None:
    """The issues and the plan of each workbook are the expected ones, to the letter."""
    folder = SAMPLES / story.name

    told = tell(story, folder / "workbook.xlsx", tmp_path)

    assert _without_identity(told) == _without_identity((folder / "expected.txt").read_text(encoding="utf-8"))


def test_every_sample_is_a_story() -> None:
    """No folder of samples/ is left without a test."""
    assert {path.name for path in SAMPLES.iterdir() if path.is_dir()} == {story.name for story in STORIES}


def _without_identity(text: str) -> list[str]:
    """Leave out the line with the plan's id, which hashes every digest that the plan relies on."""
    return [line for line in text.splitlines() if " of workbook.xlsx for " not in line]
