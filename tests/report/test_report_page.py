"""The report page: self-contained, safe, complete, and the same every time."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import pytest
from lxml import html

from kmpipe.export.labels import read_labels as read_vocabularies
from kmpipe.report.labels import LabelLanguage
from kmpipe.report.page import chart_page
from kmpipe.report.records import Drift
from kmpipe.report.report_page import report_page
from kmpipe.report.tables import timeline_csv, timeline_table
from kmpipe.report.timeline_chart import timeline_chart
from tests.export.helpers import ATTACKS, HOSTILE
from tests.report.charted import LABELS, ROWS, quality, report, row, timeline

VOCABULARIES = read_vocabularies()
LANGUAGES: tuple[LabelLanguage, ...] = ("id", "en")
# what a page of ours is made of
TAGS = {
    "a", "bdi", "body", "dd", "desc", "div", "dl", "dt", "footer", "h1", "h2", "h3", "head", "html", "li", "line", "main",
    "meta", "nav", "p", "rect", "section", "small", "span", "style", "svg", "table", "tbody", "td", "text", "th", "thead",
    "title", "tr", "ul",
}  # fmt: skip


def page(language: LabelLanguage = "id", rows: Any = ROWS, **values: object) -> bytes:
    return report_page(report(rows, **values), LABELS[language], VOCABULARIES)


def parsed(data: bytes) -> Any:
    return html.document_fromstring(data.decode())


def links(tree: Any) -> list[str]:
    return [part.get("href") for part in tree.iter("a") if not part.get("href").startswith("#")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_nothing_else(language: LabelLanguage) -> None:
    """No script, no image, no frame, no style from elsewhere; the policy lets in the one style sheet alone."""
    data = page(language)
    tree = parsed(data)
    assert {part.tag for part in tree.iter() if isinstance(part.tag, str)} <= TAGS
    assert not re.search(rb"\son\w+=|\ssrc=|@import|url\(", data)
    policy = tree.xpath("//meta[@http-equiv]/@content")[0]
    digest = base64.b64encode(hashlib.sha256(tree.find(".//style").text.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'") and f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy and not tree.xpath("//*[@style]")
    assert tree.get("lang") == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_all_chapters(language: LabelLanguage) -> None:
    """Every chapter stands in the contents and has content; each chart is followed by its numbers as a table."""
    tree = parsed(page(language))
    anchors = [part.get("href")[1:] for part in tree.xpath("//nav//a")]
    assert anchors == ["summary", "timeline", "matrix", "agencies", "places", "recent", "glossary", "quality"]
    sections = {part.get("id"): part for part in tree.iter("section")}
    assert list(sections) == anchors
    for name in ("timeline", "matrix"):
        assert sections[name].xpath(".//svg[@role='img']") and sections[name].xpath(".//table//td")
    identities = tree.xpath("//@id")
    assert len(identities) == len(set(identities))


def test_numbers_of_the_page_are_those_of_the_counts() -> None:
    """The table below the timeline has a row a period and the sums; days are in the reader's language."""
    tree = parsed(page("id", timeline=timeline(grain="year")))
    rows = [[cell.text_content() for cell in line] for line in tree.xpath("//section[@id='timeline']//tbody/tr")]
    assert rows == [["2018", "4", "2", "2", "1"], ["2019", "1", "1", "–", "–"], ["Jumlah", "6", "4", "2", "1"]]
    assert "3 Februari 2019" in tree.xpath("string(//section[@id='recent'])")
    assert "3 February 2019" in parsed(page("en")).xpath("string(//section[@id='recent'])")


def test_the_page_is_byte_stable() -> None:
    """The same activities in another order give the same bytes."""
    assert page() == page(rows=tuple(reversed(ROWS)))


@pytest.mark.parametrize("number", range(len(ATTACKS)))
def test_nothing_of_an_activity_becomes_markup(number: int) -> None:
    """Whatever titles, places, agencies, terms and sites say stays text; links lead to the web or nowhere."""
    tree = parsed(page(rows=(ATTACKS[number],), selection=HOSTILE[number]))
    assert {part.tag for part in tree.iter() if isinstance(part.tag, str)} <= TAGS
    assert links(tree) == []
    assert not any("\u202e" in text or "\x1b" in text for text in tree.itertext())


def test_links_lead_to_the_reports() -> None:
    """A title leads to its report on the web, with what would break out of it escaped, and tells that site nothing."""
    rows = [
        row(1, "2018-01-01", url='https://kota.example/a"><b>?x=<y>'),
        row(2, "2018-01-02", url="javascript:alert(1)"),
    ]
    tree = parsed(page(rows=rows))
    assert links(tree) == ["https://kota.example/a%22%3E%3Cb%3E?x=%3Cy%3E"]
    assert tree.xpath("//section[@id='recent']//a/@rel") == ["noreferrer"]


def test_an_empty_selection_says_so() -> None:
    """Without activities there are no empty tables, and the quality of the data is still there."""
    tree = parsed(page("en", rows=()))
    assert "There are no activities in this selection." in tree.xpath("string(//section[@id='summary'])")
    assert tree.xpath("//section[@id='quality']//table") and not tree.xpath("//section[@id='glossary']")


def test_quality_tells_failures_and_drift() -> None:
    """Documents that failed are counted by reason and named; a site that changed is told with its shares before and now."""
    drift = Drift(
        host="kota.example",
        removed=0.5,
        removed_before=0.2,
        untitled=0,
        untitled_before=0,
        undated=1,
        undated_before=0.1,
    )
    found = quality(failures={"https://kota.example/<b>": "ResponseTooLarge: 9 MB"}, drift=(drift,))
    text = parsed(page("en", quality=found)).xpath("string(//section[@id='quality'])")
    assert "https://kota.example/<b>" in text and "ResponseTooLarge" in text
    assert "kota.example: text removed 50% (before 20%)" in text


def test_a_chart_is_a_page_with_its_numbers() -> None:
    """A chart written as HTML has the drawing and the table."""
    labels = LABELS["en"]
    found = timeline(grain="year")
    tree = parsed(
        chart_page(
            timeline_chart(found, labels), "Title", ["A note."], {"Numbers": timeline_table(found, labels)}, labels
        )
    )
    assert len(tree.xpath("//svg")) == 1 and len(tree.xpath("//tbody/tr")) == 3
    assert "A note." in tree.text_content()


def test_csv_is_safe_in_a_spreadsheet() -> None:
    """An area that looks like a formula is text; periods without an activity are rows, too."""
    from kmpipe.model import FocusArea

    rows = [row(n, f"2018-0{n}", focus_areas=(FocusArea(id="=cmd", score=1.0),)) for n in (1, 3)]
    assert timeline_csv(timeline(rows)).decode().splitlines() == [
        "period,held,air,gerak,'=cmd", "2018-01,1,0,0,1", "2018-02,0,0,0,0", "2018-03,1,0,0,1",
    ]  # fmt: skip
