"""Charts as text."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from kmpipe.report.labels import LabelLanguage
from kmpipe.report.textcharts import PLAIN, matrix_text, timeline_text
from tests.export.helpers import HOSTILE
from tests.report.charted import LABELS, ROWS, body, matrix, row, timeline


def lines(language: LabelLanguage = "en", width: int = 80) -> list[str]:
    labels = LABELS[language]
    return [
        *timeline_text(timeline(), labels, width=width),
        *matrix_text(matrix(), labels, width=width, most=25),
    ]


@pytest.mark.parametrize("width", [80, 100, 60])
@pytest.mark.parametrize("language", ["id", "en"])
def test_lines_fit_the_terminal(language: LabelLanguage, width: int) -> None:
    """No line is wider than the terminal."""
    assert max(map(cell_len, lines(language, width))) <= width


def test_the_numbers_are_always_there() -> None:
    """A row has its period, its number, a bar as long as its share, and the numbers of the areas under their headings."""
    january = next(line for line in lines() if line.startswith("Jan 2018"))
    february = next(line for line in lines() if line.startswith("Feb 2019"))
    assert january.split()[:3] == ["Jan", "2018", "2"] and january.split()[-3:] == ["2", "1", "–"]
    assert february.split()[-3:] == ["1", "–", "–"]
    assert january.count("█") == pytest.approx(2 * february.count("█"), abs=1)
    assert next(line for line in lines() if line.startswith("Total")).split() == ["Total", "6", "4", "2", "1"]


def test_long_gaps_are_one_line() -> None:
    """Many empty months in a row are counted, a few are shown."""
    assert "… 9 periods without an activity" in lines()
    assert any(line.startswith("Feb 2018") for line in lines())


def test_who_came_when_is_shown() -> None:
    """An agency has its number, those of the areas, and a mark for each year; those that never came are named."""
    assert next(line for line in lines() if line.startswith("City Disaster")).split() == [
        "City",
        "Disaster",
        "Agency",
        "3",
        "3",
        "1",
        "2",
    ]
    assert "  Dinas Perhubungan" in lines() and "Never took part: 2" in lines()


def test_plain_terminals_get_plain_characters() -> None:
    """Our own marks have a plain form each."""
    assert all(line.translate(PLAIN).isascii() for line in lines())


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_names_cannot_move_the_cursor(number: int) -> None:
    """Control characters of a name are gone; a long one is cut; a wide one keeps its column."""
    found = matrix([row(1, "2018-01", bodies=[body("~x", name=HOSTILE[number])])])
    for line in matrix_text(found, LABELS["id"], width=80, most=5):
        assert cell_len(line) <= 80
        assert not any(
            character < " " or character == "\x7f" or "\u202a" <= character <= "\u202e" for character in line
        )


def test_nothing_found_is_said() -> None:
    """Without activities both say so."""
    labels = LABELS["en"]
    assert "There are no activities in this selection." in list(timeline_text(timeline([]), labels, width=80))
    assert "There are no activities in this selection." in list(matrix_text(matrix([]), labels, width=80, most=5))
    assert len(ROWS) == timeline().held + 3
