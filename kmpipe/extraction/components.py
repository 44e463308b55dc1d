"""kmpipe's extractors as spaCy components.

`pipeline("id")` is a blank spaCy pipeline (no model, nothing to download) with our linear tokenizer. Each component
writes the records it found to `doc._` and their places to `doc.spans[...]`, where displaCy and other spaCy tools find
them. spaCy's own tokenizer is not used: it is quadratic on runs of brackets.

| component | `doc._` | `doc.spans` |
|---|---|---|
| `kmpipe_sentences` | | (sentence starts) |
| `kmpipe_language` | `language` | |
| `kmpipe_dates` | `dates` | `dates`, label: the role |
| `kmpipe_organisations` | `organisations` | `organisations`, label: the kind, `kb_id_`: the id |
| `kmpipe_focus_areas` | `focus_areas` | `focus_areas`, label: the id |
| `kmpipe_people` | `people` | `people` |
| `kmpipe_places` | `places` | `places` |
| `kmpipe_terms` | `terms` | `terms`, label: the kind |
"""

from __future__ import annotations

import datetime as dt
import functools
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import spacy
from spacy.language import Language as Pipeline
from spacy.tokens import Doc, Span
from spacy.util import registry
from spacy.vocab import Vocab

from kmpipe.dates import find_dates
from kmpipe.extraction.focus import find_focus_areas
from kmpipe.extraction.organisations import find_organisations
from kmpipe.extraction.people import find_people
from kmpipe.extraction.places import find_places
from kmpipe.extraction.terms import find_terms
from kmpipe.model import Evidence, Record
from kmpipe.text.language import detect
from kmpipe.text.sentences import split_sentences
from kmpipe.text.tokens import tokenize

COMPONENTS = ("sentences", "language", "dates", "organisations", "focus_areas", "people", "places", "terms")


class Context(Record, frozen=True, kw_only=True):
    """What is known about a text beside its words: set it as `doc._.context` before the components run.

    `published` is the reference of relative dates, `jurisdiction` the government a bare `Dinas Kesehatan` belongs to,
    `folders` the vocabularies of a workspace.
    """

    title: str = ""
    published: dt.date | None = None
    jurisdiction: str | None = "dki"
    folders: tuple[Path, ...] = ()


class LinearTokenizer:
    """`kmpipe.text.tokens` as a spaCy tokenizer: the text can be rebuilt from the Doc exactly."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The Doc of a text; blanks beyond one space between two words become tokens of their own."""
        words: list[str] = []
        spaces: list[bool] = []
        at = 0
        for token in tokenize(text):
            _add_gap(text[at : token.start], words, spaces)
            words.append(token.text)
            spaces.append(False)
            at = token.end
        _add_gap(text[at:], words, spaces)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_options: object) -> bytes:
        """Nothing to save: the tokenizer has no state."""
        return b""

    def from_bytes(self, _data: bytes, **_options: object) -> LinearTokenizer:
        """Nothing to load."""
        return self

    def to_disk(self, _path: Path, **_options: object) -> None:
        """Nothing to save."""

    def from_disk(self, _path: Path, **_options: object) -> LinearTokenizer:
        """Nothing to load."""
        return self


def _add_gap(gap: str, words: list[str], spaces: list[bool]) -> None:
    if gap.startswith(" ") and words:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        words.append(gap)
        spaces.append(False)


@functools.cache
def pipeline(language: Literal["id", "en", "xx"] = "id") -> Pipeline:
    """The pipeline for a language (`xx` for text that mixes both), built once per process.

    >>> doc = pipeline("id")("Rapat diselenggarakan pada 15-17 Januari 2018.")
    >>> [(span.text, doc._.dates[0].start) for span in doc.spans["dates"]]
    [('15-17 Januari 2018', '2018-01-15')]
    """
    _register()
    nlp = spacy.blank(language, config={"nlp": {"tokenizer": {"@tokenizers": "kmpipe.LinearTokenizer.v1"}}})
    nlp.max_length = sys.maxsize  # spaCy's bound protects parsers and taggers, which a blank pipeline has not
    for name in COMPONENTS:
        nlp.add_pipe(f"kmpipe_{name}")
    return nlp


@functools.cache
def _register() -> None:
    """Make tokenizer, attributes and components known to spaCy."""
    registry.tokenizers.register("kmpipe.LinearTokenizer.v1", func=_make_tokenizer)
    Doc.set_extension("context", default=Context(), force=True)
    Doc.set_extension("language", default="und", force=True)
    for name in ("dates", "organisations", "focus_areas", "people", "places", "terms"):
        Doc.set_extension(name, default=(), force=True)
    for name in COMPONENTS:
        Pipeline.component(f"kmpipe_{name}", func=globals()[f"_{name}"])


def _make_tokenizer() -> Callable[[Pipeline], LinearTokenizer]:
    return lambda nlp: LinearTokenizer(nlp.vocab)


def _sentences(doc: Doc) -> Doc:
    starts = {start for start, _ in split_sentences(doc.text)}
    # all at once: setting one token's `is_sent_start` looks at the whole Doc
    marks = [1 if offset in starts else -1 for offset in doc.to_array("IDX")]
    column = np.array(marks, dtype="int64").astype("uint64").reshape(-1, 1)
    return doc.from_array(["SENT_START"], column)  # type: ignore[arg-type]  # spaCy asks for a type of thinc's


def _language(doc: Doc) -> Doc:
    doc._.language = detect(doc.text)
    return doc


def _dates(doc: Doc) -> Doc:
    context = doc._.context
    doc._.dates = find_dates(doc.text, context.published, folders=context.folders)
    return _mark(doc, "dates", ((e, date.role, "") for date in doc._.dates for e in date.evidence))


def _organisations(doc: Doc) -> Doc:
    context = doc._.context
    doc._.organisations = find_organisations(
        doc.text,
        title=context.title,
        year=naming_year(doc),
        jurisdiction=context.jurisdiction or None,
        folders=context.folders,
    )
    return _mark(doc, "organisations", ((e, o.kind, o.id) for o in doc._.organisations for e in o.evidence))


def _focus_areas(doc: Doc) -> Doc:
    context = doc._.context
    doc._.focus_areas = find_focus_areas(doc.text, title=context.title, folders=context.folders)
    return _mark(doc, "focus_areas", ((e, area.id, "") for area in doc._.focus_areas for e in area.evidence))


def _people(doc: Doc) -> Doc:
    doc._.people = find_people(doc.text, folders=doc._.context.folders)
    return _mark(doc, "people", ((e, "person", "") for person in doc._.people for e in person.evidence))


def _places(doc: Doc) -> Doc:
    doc._.places = find_places(doc.text, title=doc._.context.title, folders=doc._.context.folders)
    return _mark(doc, "places", ((e, "place", "") for place in doc._.places for e in place.evidence))


def _terms(doc: Doc) -> Doc:
    doc._.terms = find_terms(doc.text, folders=doc._.context.folders)
    return _mark(doc, "terms", ((e, term.kind, "") for term in doc._.terms for e in term.evidence))


def _mark(doc: Doc, key: str, places: Iterable[tuple[Evidence, str, str]]) -> Doc:
    """Write the evidence that lies in the text as spans."""
    spans: list[Any] = []
    for evidence, label, identity in places:
        if evidence.field == "text":
            span = doc.char_span(evidence.start, evidence.end, label=label, kb_id=identity, alignment_mode="expand")
            if isinstance(span, Span):
                spans.append(span)
    doc.spans[key] = spans
    return doc


def naming_year(doc: Doc) -> int | None:
    """The year whose names of organisations count as long as the day of the activity is not known."""
    published = doc._.context.published
    return published.year if published else _first_year(doc._.dates)


def _first_year(dates: Iterable[Any]) -> int | None:
    return next((int(date.start[:4]) for date in dates if date.start and date.role != "law"), None)
