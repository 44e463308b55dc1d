"""The page on evaluation says what the command reads and prints."""

from __future__ import annotations

import re
from pathlib import Path

from kmpipe.evaluation import FIELDS, read_floors, read_gold, read_questions

PAGE = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")


def test_every_field_is_described() -> None:
    """Each field has its place in the table."""
    rows = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    assert sorted(re.findall(r"`(\w+)`", "".join(rows))) == sorted(FIELDS)


def test_the_examples_can_be_read() -> None:
    """The gold lines and the floors of the page are what the command takes."""
    *lines, floors = re.findall(r"^```json\n(.+)\n```$", PAGE, re.MULTILINE)
    read = read_gold("\n".join(lines).encode(), name="evaluation.md", seed=str)
    assert [row.id for row in read] == ["d1", "r1"]
    assert list(read_floors(floors.encode(), name="evaluation.md")) == ["gold/dates.jsonl"]


def test_the_example_of_questions_can_be_read() -> None:
    """So are the questions of the page."""
    (questions,) = re.findall(r"^```toml\n(.+?)\n```$", PAGE, re.MULTILINE | re.DOTALL)
    assert [row.kind for row in read_questions(questions.encode(), name="evaluation.md")] == ["cross", "date"]
