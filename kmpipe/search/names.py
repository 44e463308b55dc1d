"""The names that the key fields of an index hold, and finding the values that bear one.

They are noted when the index is written: what documents bear, and the labels of the vocabularies in both languages, so
that a search needs no TOML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import get_args

from kmpipe.model import ActivityStatus, ActivityType, Language
from kmpipe.search.engine import IndexDocument
from kmpipe.search.plan import KeyField

# field → value → its names, the one that people read first
NameTables = dict[str, dict[str, list[str]]]

# the vocabularies whose labels are noted
LABELS_FROM = ("event_types", "focus_areas", "places", "search")
# fields of which every value is known beforehand
LISTED: dict[str, tuple[str, ...]] = {
    "type": get_args(ActivityType), "language": get_args(Language), "status": get_args(ActivityStatus),
}  # fmt: skip
# fields in which a whole name means only the values that bear it, although others have its words
_WHOLE = frozenset({"focus", "province", "site"})


class Names:
    """Finds values of key fields by their names; `words` gives the words of a name."""

    def __init__(self, tables: NameTables, words: Callable[[str], list[str]]) -> None:
        self._tables = tables
        self._words = words

    def table(self, field: str) -> Mapping[str, Sequence[str]]:
        """The values of a field with their names."""
        return self._tables.get(field, {})

    def note(self, document: IndexDocument) -> None:
        """Note the names of what a document bears."""
        for agency in document.agencies:
            self._tables.setdefault("agency", {})[agency.id] = list(dict.fromkeys([agency.name, *agency.forms]))
        noted: dict[str, tuple[str | None, ...]] = {
            "focus": document.focus,
            "person": document.people,
            "place": (document.place, document.province, document.venue),
            "province": (document.province,),
            "site": (document.site,),
        }
        for field, values in noted.items():
            table = self._tables.setdefault(field, {})
            for value in filter(None, values):
                table.setdefault(value, [value])

    def label(self, field: str, value: str) -> str:
        """What people read for a value: the name of an agency, else the value itself."""
        forms = self.table(field).get(value)
        return forms[0] if forms else value

    def listed(self, field: str, asked: str) -> tuple[str, ...]:
        """The values of a field of `LISTED` that are called so, in either language; an id or label means only itself."""
        wanted = folded(asked)
        if wanted in LISTED[field]:
            return (wanted,)
        table = self.table(field)
        return tuple(value for value in LISTED[field] if wanted in map(folded, table.get(value, ())))

    def bearing(self, field: KeyField, asked: str, *, prefix: bool = False) -> tuple[str, ...]:
        """The values of a key field that bear a name: the value itself, else those with all its words in one form.

        The words stand in the order asked, others may stand between: `BPBD Jakarta` finds `BPBD Provinsi DKI
        Jakarta`. With `prefix` the last word may be the beginning of one.
        """
        table = self.table(field)
        if not prefix and (same := self._same(field, asked)):
            return same
        return self.with_words(table, asked, prefix=prefix)

    def _same(self, field: KeyField, asked: str) -> tuple[str, ...]:
        table = self.table(field)
        if field in _WHOLE:
            wanted = folded(asked)
            return tuple(value for value, forms in table.items() if wanted in map(folded, (value, *forms)))
        return same_id(table, asked) if field == "agency" else ()

    def with_words(self, table: Mapping[str, Sequence[str]], asked: str, *, prefix: bool = False) -> tuple[str, ...]:
        """The values of a table with all words of a name in one form."""
        words = self._words(asked)
        if not words:
            return ()
        return tuple(
            value for value, forms in table.items() if any(self._bears(form, words, prefix=prefix) for form in forms)
        )

    def _bears(self, form: str, words: list[str], *, prefix: bool) -> bool:
        plain = form.isascii() and "'" not in form
        if plain and words[0] not in form.lower():  # most forms; no need to tokenise them
            return False
        rest: Iterator[str] = iter(self._words(form))
        return all(word in rest for word in words[:-1]) and any(
            word.startswith(words[-1]) if prefix else word == words[-1] for word in rest
        )


def same_id(table: Mapping[str, object], asked: str) -> tuple[str, ...]:
    """The values of a table that are what is asked, but for case."""
    plain = asked.strip().casefold()
    return tuple(value for value in table if value.casefold() == plain)


def folded(text: str) -> str:
    """A name as names are compared: without case, "-" and "_" as blanks.

    >>> folded(" Site-Visit ")
    'site visit'
    """
    return " ".join(text.replace("-", " ").replace("_", " ").casefold().split())
