"""From an activity to what an engine stores: terms with positions, keys, a card for counting, the text for snippets."""

from __future__ import annotations

from kmpipe.search.days import period
from kmpipe.search.engine import Card, IndexDocument, Prepared, Stored
from kmpipe.search.plan import KeyField, TextField
from kmpipe.search.vocabulary import Vocabulary
from kmpipe.text.analysis import Stretch, Term


def prepare(document: IndexDocument, vocabulary: Vocabulary) -> Prepared:
    """The document as an engine takes it; its words and names are noted in the vocabulary."""
    vocabulary.note_languages(document)
    vocabulary.note_names(document)
    analyser = vocabulary.analyser
    stretches = [Stretch(block.start, block.end, block.language) for block in document.blocks]
    found: dict[TextField, list[Term]] = {
        "title": analyser.document(document.title, document.language),
        "text": analyser.document(document.text, document.language, stretches),
    }
    vocabulary.note_words(term.exact for terms in found.values() for term in terms)
    return Prepared(
        document.id,
        found,
        _keys(document),
        _card(document),
        _stored(document),
    )


def _keys(document: IndexDocument) -> dict[KeyField, tuple[str, ...]]:
    keys: dict[KeyField, tuple[str, ...]] = {
        "id": (document.id,),
        "agency": tuple(agency.id for agency in document.agencies),
        "focus": document.focus,
        "place": tuple(filter(None, (document.place, document.province, document.venue))),
        "language": (document.language,),
        "person": document.people,
    }
    single: dict[KeyField, str | None] = {
        "type": document.type, "province": document.province, "status": document.status, "site": document.site,
    }  # fmt: skip
    return keys | {field: (value,) for field, value in single.items() if value}


def _card(document: IndexDocument) -> Card:
    first, last = period(document.start, document.end)
    agencies = tuple(dict.fromkeys(agency.id for agency in document.agencies))
    focus = tuple(dict.fromkeys(document.focus))
    return Card(
        document.id, first, last, agencies, focus, document.type, document.place, document.province, document.language,
        document.status, document.site,
    )  # fmt: skip


def _stored(document: IndexDocument) -> Stored:
    return Stored(
        document.id, document.article, document.title, document.text, document.language, document.start, document.end,
        tuple(dict.fromkeys(agency.name for agency in document.agencies)), document.focus, document.type,
        document.place, document.url, document.site, document.status, document.articles, document.reports,
    )  # fmt: skip
