"""BibTeX: an `@misc` entry an activity, in UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from kmpipe.export.citation import authors, keywords, notes
from kmpipe.export.days import interval
from kmpipe.export.facts import paragraphs, where
from kmpipe.export.labels import Labels, read_labels
from kmpipe.export.options import Options, Written
from kmpipe.export.texts import one_line, web_address
from kmpipe.model import ActivityView

# BibTeX counts braces even behind a backslash, so that they must go by name
_ESCAPES = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
    }
)
# between two of these characters TeX would print another one: a dash, a closing quote
_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=[`?!])(?=`)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LANGUAGES = {"id": "indonesian", "en": "english"}
_KEY = re.compile(r"[^A-Za-z0-9.:-]")


def write_bibtex(rows: Iterable[ActivityView], stream: BinaryIO, options: Options) -> Written:
    """Write the entries; the id is the key. Values stand on one line, TeX's special characters are escaped."""
    labels = read_labels(options.vocabularies)
    count = 0
    for row in rows:
        lines = [f"  {name} = {value}" for name, value in _fields(row, labels, options) if value not in ("{}", "{{}}")]
        entry = f"@misc{{{_KEY.sub('-', row.id)},\n" + ",\n".join(lines) + "\n}\n"
        stream.write((("\n" if count else "") + entry).encode())
        count += 1
    return Written(activities=count)


def _fields(row: ActivityView, labels: Labels, options: Options) -> Iterator[tuple[str, str]]:
    # the second braces keep capitals as they are, and a name with "and" in one piece
    yield "author", "{" + " and ".join(f"{{{_tex(name)}}}" for name in authors(row)) + "}"
    yield "title", f"{{{{{_tex(row.title)}}}}}"
    if row.held:
        yield "date", f"{{{interval(row.held)}}}"
        yield "year", f"{{{row.held.start[:4]}}}"
        month = row.held.start[5:7]
        if month:
            yield "month", _MONTHS[int(month) - 1]
    yield "address", f"{{{_tex(where(row))}}}"
    yield "howpublished", f"{{{_tex(row.site or '')}}}"
    yield "url", f"{{{(web_address(row.url) or '').replace('{', '%7B').replace('}', '%7D')}}}"
    yield "langid", f"{{{_LANGUAGES.get(row.language, '')}}}"
    yield "keywords", f"{{{', '.join(_tex(word).replace(',', ';') for word in keywords(row, labels))}}}"
    yield "abstract", f"{{{_tex(' '.join(paragraphs(row)))}}}"
    yield "note", f"{{{'; '.join(_tex(note) for note in notes(row, labels, options))}}}"


def _tex(text: str) -> str:
    return _LIGATURE.sub("{}", one_line(text).translate(_ESCAPES))
