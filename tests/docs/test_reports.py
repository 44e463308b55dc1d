"""The page on charts and reports says what there is."""

from __future__ import annotations

import re
from pathlib import Path

from kmpipe.cli.charts import ENDINGS
from kmpipe.cli.give import stats
from kmpipe.cli.report import matrix, report, timeline

PAGE = (Path(__file__).parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")


def test_every_option_named_is_there() -> None:
    """Each option that the page names belongs to one of its verbs."""
    known = {option for verb in (timeline, matrix, report, stats) for part in verb.params for option in part.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z]+", PAGE)) <= known


def test_every_ending_is_described() -> None:
    """Each kind of file that a chart can be written to has its row."""
    assert re.findall(r"^\| `(\.\w+)`", PAGE, re.MULTILINE) == list(ENDINGS)
