"""Dublin Core, the OAI-PMH static repository and Atom, read back by expat and feedparser."""

from __future__ import annotations

import io
import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from kmpipe.errors import UsageError
from kmpipe.export import Repository, write
from kmpipe.export.atom import ATOM
from kmpipe.export.dublin_core import DC, OAI_DC
from kmpipe.export.oai import OAI, STATIC
from kmpipe.model import ActivityView
from tests.export.helpers import (
    ATTACKS,
    BPBD,
    FULL,
    HOSTILE,
    HOURS,
    PLANNED,
    ROWS,
    RUJAK,
    UNDATED,
    lines,
    shown,
    view,
    written,
)

feedparser = pytest.importorskip("feedparser", reason="reads feeds back: pip install --group readers")

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FIFTEEN = {
    "contributor", "coverage", "creator", "date", "description", "format", "identifier", "language", "publisher",
    "relation", "rights", "source", "subject", "title", "type",
}  # fmt: skip


def records(*rows: ActivityView, **options: object) -> list[ET.Element]:
    root = ET.fromstring(written("dc", *rows, **options))
    assert [child.tag for child in root] == [f"{{{OAI_DC}}}dc"] * len(rows)
    return list(root)


def values(record: ET.Element, name: str) -> list[str | None]:
    return [element.text for element in record.findall(f"{{{DC}}}{name}")]


def test_dublin_core_comes_back_field_by_field() -> None:
    """Each element holds what it is for; labels say their language."""
    (record,) = records(FULL)
    assert values(record, "title") == [FULL.title] and record.find(f"{{{DC}}}title").get(LANG) == "id"  # type: ignore[union-attr]
    assert values(record, "date") == ["2018-01-15/2018-01-17"]
    assert values(record, "creator") == [BPBD.name]
    assert values(record, "contributor") == [RUJAK.name, "Deputi Gubernur"]
    assert values(record, "coverage") == ["Balai Kota", "Jakarta Pusat", "DKI Jakarta"]
    assert values(record, "identifier") == [f"urn:kmpipe:activity:{FULL.id}"] and values(record, "source") == [FULL.url]
    assert values(record, "publisher") == [FULL.site] and values(record, "language") == ["id"]
    assert {element.get(LANG) for element in record.findall(f"{{{DC}}}subject")} == {"id", "en"}
    assert "https://site.example/paparan.pdf" in values(record, "relation")
    assert values(records(HOURS)[0], "language") == ["id", "en"] and values(records(UNDATED)[0], "language") == []


def test_dublin_core_has_the_fifteen_elements_only() -> None:
    """`oai_dc` knows fifteen elements, each with text and nothing else."""
    for record in records(*ROWS, *ATTACKS, text=True, evidence=True):
        for element in record:
            assert (
                element.tag.removeprefix(f"{{{DC}}}") in FIFTEEN and not len(element) and set(element.attrib) <= {LANG}
            )


def test_the_repository_is_one_a_gateway_accepts() -> None:
    """Identify, formats and records stand in the order and with the values that the specification demands."""
    root = ET.fromstring(written("oai", *ROWS))
    assert root.tag == f"{{{STATIC}}}Repository"
    identify, formats, listing = root
    assert [child.tag.removeprefix(f"{{{OAI}}}") for child in identify] == [
        "repositoryName", "baseURL", "protocolVersion", "adminEmail", "earliestDatestamp", "deletedRecord", "granularity",
    ]  # fmt: skip
    known = {child.tag.removeprefix(f"{{{OAI}}}"): child.text or "" for child in identify}
    assert (known["protocolVersion"], known["deletedRecord"], known["granularity"]) == ("2.0", "no", "YYYY-MM-DD")
    assert re.fullmatch(r"\S+@(\S+\.)+\S+", known["adminEmail"]) and known["baseURL"].startswith("http://")
    assert [child.text for child in formats[0]] == ["oai_dc", f"{OAI}oai_dc.xsd", OAI_DC]
    assert listing.get("metadataPrefix") == "oai_dc" and len(listing) == len(ROWS)
    stamps = {}
    for row, record in zip(ROWS, listing, strict=True):
        header, metadata = record
        assert header.findtext(f"{{{OAI}}}identifier") == f"urn:kmpipe:activity:{row.id}"
        stamps[row.id] = header.findtext(f"{{{OAI}}}datestamp") or ""
        (inside,) = metadata
        assert values(inside, "title") == [row.title]
        assert inside.get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation", "").startswith(OAI_DC)
    assert (stamps[FULL.id], stamps[PLANNED.id], stamps[UNDATED.id]) == ("2018-01-20", "2019-05-01", "1970-01-01")
    assert all(date.fromisoformat(stamp) >= date.fromisoformat(known["earliestDatestamp"]) for stamp in stamps.values())


@pytest.mark.parametrize("format", ["dc", "oai"])
def test_hostile_texts_come_back_in_xml(format: str) -> None:
    """Markup, control characters and line ends of a text neither end an element nor break the document."""
    root = ET.fromstring(written(format, *ATTACKS, text=True))
    found = [element.text for element in root.iter(f"{{{DC}}}title")]
    assert found == [shown(text) for text in HOSTILE]
    places = [values(record, "coverage")[0] for record in root.iter(f"{{{OAI_DC}}}dc")]
    assert [shown(place or "") for place in places] == [shown(lines(text)) for text in HOSTILE]
    assert root.find(f".//{{{DC}}}source") is None


def feed(*rows: ActivityView, **options: object) -> feedparser.FeedParserDict:
    found = feedparser.parse(written("atom", *rows, **options))
    assert not found.bozo, found.get("bozo_exception")
    return found


def test_atom_comes_back_field_by_field() -> None:
    """Entries stand in the order of the rows, with title, day, link, author and subjects."""
    found = feed(*ROWS)
    assert [entry.id for entry in found.entries] == [f"urn:kmpipe:activity:{row.id}" for row in ROWS]
    entry = found.entries[ROWS.index(FULL)]
    assert entry.title == "Lokakarya Ketahanan Air: 50% & <aman>"
    assert (entry.link, entry.author, entry.updated) == (FULL.url, FULL.site, "2018-01-20T00:00:00Z")
    assert {tag.term for tag in entry.tags} == {"workshop", "water_waste_health"}
    assert "Held: 2018-01-15/2018-01-17" in entry.summary
    assert "<dd>Balai Kota, Jakarta Pusat, DKI Jakarta</dd>" in entry.content[0].value


def test_a_feed_says_when_it_changed_last() -> None:
    """The feed's day is the latest of its entries, and it stands before them, as the format's schema wants it."""
    root = ET.fromstring(written("atom", *ROWS))
    names = [child.tag.removeprefix(f"{{{ATOM}}}") for child in root]
    assert names == ["id", "title", "updated", "author", "generator", *["entry"] * len(ROWS)]
    assert root.findtext(f"{{{ATOM}}}updated") == "2019-05-01T00:00:00Z"
    for entry in root.iter(f"{{{ATOM}}}entry"):
        assert {f"{{{ATOM}}}{name}" for name in ("id", "title", "updated", "content")} <= {child.tag for child in entry}


def test_hostile_texts_come_back_in_a_feed() -> None:
    """A title is the title; the content is text in HTML, in which nothing runs and nothing leads away."""
    root = ET.fromstring(written("atom", *ATTACKS, text=True, evidence=True))
    entries = list(root.iter(f"{{{ATOM}}}entry"))
    assert [entry.findtext(f"{{{ATOM}}}title") for entry in entries] == [shown(text) for text in HOSTILE]
    for entry in entries:
        content = entry.findtext(f"{{{ATOM}}}content") or ""
        assert set(re.findall(r"<(\w+)[^>]*", content)) <= {"dl", "dt", "dd", "p", "ul", "li"}
        assert entry.find(f"{{{ATOM}}}link") is None
    assert len(feed(*ATTACKS, text=True).entries) == len(ATTACKS)


def test_an_address_is_escaped() -> None:
    """Characters that no address may hold are escaped in links, what is escaped stays."""
    (entry,) = feed(view(url='https://site.example/a b"<c>?x=%20&y=1')).entries
    assert entry.link == "https://site.example/a%20b%22%3Cc%3E?x=%20&y=1"


def test_the_settings_say_where_a_repository_stands() -> None:
    """Address and mail of the settings are in the file, and then there is nothing left to note."""
    own = Repository(base_url="https://kota.example/oai.xml", admin_email="data@kota.example")
    stream = io.BytesIO()
    notes = write(iter(ROWS), stream, format="oai", repository=own).notes
    identify = ET.fromstring(stream.getvalue()).find(f"{{{STATIC}}}Identify")
    assert identify is not None and notes == ()
    told = {child.tag: child.text for child in identify}
    assert (told[f"{{{OAI}}}baseURL"], told[f"{{{OAI}}}adminEmail"]) == (own.base_url, own.admin_email)
    half = write(iter(ROWS), io.BytesIO(), format="oai", repository=Repository(base_url=own.base_url)).notes
    assert half and "export.admin_email" in half[0] and "base_url" not in half[0]


@pytest.mark.parametrize(
    "wrong",
    [Repository(base_url="javascript:alert(1)"), Repository(base_url="oai.xml"), Repository(admin_email="nobody")],
)
def test_a_repository_without_a_real_address_is_refused(wrong: Repository) -> None:
    """What harvesters could not use is an error before anything is written."""
    stream = io.BytesIO()
    with pytest.raises(UsageError, match=r"export\.(base_url|admin_email)"):
        write(iter(ROWS), stream, format="oai", repository=wrong)
    assert stream.getvalue() == b""
