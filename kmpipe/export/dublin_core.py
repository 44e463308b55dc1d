"""Dublin Core: the records as `oai_dc`, one an activity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from kmpipe.export.days import interval
from kmpipe.export.facts import MENTIONED, evidence_lines, facts, paragraphs
from kmpipe.export.labels import Labels, read_labels
from kmpipe.export.options import Options, Written
from kmpipe.export.texts import one_line, urn, web_address
from kmpipe.export.xmlfile import XSI, Namespaces, add, document, make
from kmpipe.model import ActivityView

if TYPE_CHECKING:
    from lxml.etree import _Element

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
NAMESPACES: Namespaces = {"oai_dc": OAI_DC, "dc": DC, "xsi": XSI}
_SCHEMA = f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd"

_LANGUAGES = {"id": ("id",), "en": ("en",), "mixed": ("id", "en")}


def write_dublin_core(rows: Iterable[ActivityView], stream: BinaryIO, options: Options) -> Written:
    """Write a `records` document of `oai_dc:dc` elements."""
    labels = read_labels(options.vocabularies)
    count = 0
    with document(stream, "records", NAMESPACES) as writer:
        for row in rows:
            writer.write(record(row, labels, options))
            count += 1
    return Written(activities=count)


def record(row: ActivityView, labels: Labels, options: Options) -> _Element:
    """The activity as `oai_dc:dc`: what was held is the resource, its report the source."""
    element = make(f"{{{OAI_DC}}}dc", NAMESPACES, schema=_SCHEMA)
    for name, value, language in _elements(row, labels, options):
        if value:
            add(element, f"{{{DC}}}{name}", value, **({"lang": language} if language else {}))
    return element


def _elements(row: ActivityView, labels: Labels, options: Options) -> Iterator[tuple[str, str | None, str | None]]:
    """Element, value and language of the value, in the order of the fifteen elements."""
    language = row.language if row.language in {"id", "en"} else None
    yield "title", one_line(row.title), language
    for body in row.organisations:
        if body.role in {"organiser", "host"}:
            yield "creator", body.name, None
    for area in row.focus_areas:
        for tongue in ("id", "en"):
            yield "subject", labels.area(area.id, tongue), tongue
    yield "description", "\n".join(f"{label}: {value}" for label, value in facts(row, labels)), None
    yield "description", "\n".join(paragraphs(row)), language
    for proof in evidence_lines(row, options):
        yield "description", proof, None
    yield "publisher", row.site, None
    for body in row.organisations:
        if body.role not in {"organiser", "host", MENTIONED}:
            yield "contributor", body.name, None
    yield "date", interval(row.held) if row.held else None, None
    yield "type", "Event", None
    for tongue in ("id", "en"):
        yield "type", labels.type(row.type, tongue), tongue
    yield "identifier", urn("activity", row.id), None
    yield "source", web_address(row.url), None
    for tongue in _LANGUAGES.get(row.language, ()):
        yield "language", tongue, None
    for attachment in row.attachments:
        yield "relation", web_address(attachment.url) or attachment.name, None
    for followed in row.follows:
        yield "relation", urn("activity", followed), None
    for place in dict.fromkeys((row.venue, row.place, row.province)):
        yield "coverage", place, None
