"""Atom (RFC 4287): an entry an activity."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from html import escape
from typing import TYPE_CHECKING, BinaryIO

from kmpipe.export.days import EARLIEST, stamp
from kmpipe.export.facts import evidence_lines, facts, paragraphs
from kmpipe.export.labels import Labels, read_labels
from kmpipe.export.options import Options, Written
from kmpipe.export.texts import one_line, urn, web_address
from kmpipe.export.xmlfile import Document, Namespaces, add, document, make
from kmpipe.model import ActivityView

if TYPE_CHECKING:
    from lxml.etree import _Element

ATOM = "http://www.w3.org/2005/Atom"
_NAMESPACES: Namespaces = {None: ATOM}


def write_atom(rows: Iterable[ActivityView], stream: BinaryIO, options: Options) -> Written:
    """Write a feed in the order of the rows. `updated` is the day of publication, else the day held, never today.

    The feed's own `updated` is the latest of them and stands before the entries, which wait in a temporary file till then.
    """
    labels = read_labels(options.vocabularies)
    count, latest = 0, EARLIEST
    with tempfile.TemporaryFile() as waiting:
        entries = Document(waiting, _NAMESPACES)
        for row in rows:
            latest = max(latest, stamp(row))
            entries.write(_entry(row, labels, options))
            count += 1
        waiting.seek(0)
        with document(stream, f"{{{ATOM}}}feed", _NAMESPACES) as writer:
            for element in _head(latest):
                writer.write(element)
            shutil.copyfileobj(waiting, stream)
    return Written(activities=count)


def _head(latest: date) -> Iterator[_Element]:
    yield make(f"{{{ATOM}}}id", _NAMESPACES, urn("activities"))
    yield make(f"{{{ATOM}}}title", _NAMESPACES, "Activities")
    yield make(f"{{{ATOM}}}updated", _NAMESPACES, _moment(latest))
    author = make(f"{{{ATOM}}}author", _NAMESPACES)
    add(author, f"{{{ATOM}}}name", "kmpipe")
    yield author
    yield make(f"{{{ATOM}}}generator", _NAMESPACES, "kmpipe")


def _entry(row: ActivityView, labels: Labels, options: Options) -> _Element:
    language = {"lang": row.language} if row.language in {"id", "en"} else {}
    entry = make(f"{{{ATOM}}}entry", _NAMESPACES, **language)
    add(entry, f"{{{ATOM}}}id", urn("activity", row.id))
    add(entry, f"{{{ATOM}}}title", one_line(row.title))
    add(entry, f"{{{ATOM}}}updated", _moment(stamp(row)))
    if row.site:
        add(add(entry, f"{{{ATOM}}}author"), f"{{{ATOM}}}name", one_line(row.site))
    address = web_address(row.url)
    if address:
        add(entry, f"{{{ATOM}}}link", rel="alternate", href=address)
    add(
        entry,
        f"{{{ATOM}}}category",
        term=row.type,
        scheme=urn("scheme", "types"),
        label=labels.type(row.type, row.language),
    )
    for area in row.focus_areas:
        label = labels.area(area.id, row.language)
        add(entry, f"{{{ATOM}}}category", term=area.id, scheme=urn("scheme", area.scheme), label=label)
    known = list(facts(row, labels))
    add(entry, f"{{{ATOM}}}summary", " · ".join(f"{label}: {value}" for label, value in known))
    add(entry, f"{{{ATOM}}}content", "".join(_html(row, known, options)), type="html")
    return entry


def _html(row: ActivityView, known: Iterable[tuple[str, str]], options: Options) -> Iterator[str]:
    yield "<dl>" + "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in known) + "</dl>"
    for paragraph in paragraphs(row):
        yield f"<p>{escape(paragraph)}</p>"
    proofs = evidence_lines(row, options)
    if proofs:
        yield "<ul>" + "".join(f"<li>{escape(proof)}</li>" for proof in proofs) + "</ul>"


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
