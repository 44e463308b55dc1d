"""RIS: a record an activity, as reference managers import it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from kmpipe.export.citation import authors, keywords, notes
from kmpipe.export.facts import paragraphs, where
from kmpipe.export.labels import Labels, read_labels
from kmpipe.export.options import Options, Written
from kmpipe.export.texts import one_line, web_address
from kmpipe.model import ActivityView


def write_ris(rows: Iterable[ActivityView], stream: BinaryIO, options: Options) -> Written:
    """Write the records (type ELEC, a web page). A value stands on one line: the format has no other."""
    labels = read_labels(options.vocabularies)
    count = 0
    for row in rows:
        tags = "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in _tags(row, labels, options) if value)
        stream.write(f"TY  - ELEC\r\n{tags}ER  - \r\n\r\n".encode())
        count += 1
    return Written(activities=count)


def _tags(row: ActivityView, labels: Labels, options: Options) -> Iterator[tuple[str, str]]:
    yield "ID", row.id
    yield "TI", row.title
    for author in authors(row):
        yield "AU", author
    if row.held:
        year, month, day = [*row.held.start.split("-"), "", ""][:3]
        yield "PY", year
        # year/month/day/other, each part but the year may be missing
        yield "DA", f"{year}/{month}/{day}/{row.held.end or ''}"
    yield "CY", where(row)
    yield "PB", row.site or ""
    yield "UR", web_address(row.url) or ""
    yield "LA", row.language if row.language != "und" else ""
    for word in keywords(row, labels):
        yield "KW", word
    yield "AB", " ".join(paragraphs(row))
    for note in notes(row, labels, options):
        yield "N1", note
