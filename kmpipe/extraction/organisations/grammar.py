"""The grammar of organisation names as data: heads, connectives, lists of words and cues for roles."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

from kmpipe.extraction.organisations.authority import GOVERNMENT
from kmpipe.model import OrganisationKind, OrganisationRole
from kmpipe.vocab.load import Entry, Place, cached_entries, cached_words
from kmpipe.vocab.match import Phrases

Style = Literal["public", "proper", "place", "village", "bare", "of", "deputy"]
_FILE = "organisation_grammar"
# stands before an id for a head that closes its name (`Tsinghua University`)
_CLOSING = "*"


class Head(Entry, frozen=True, kw_only=True):
    """A noun that opens a name (or closes it: its id starts with `*`). `expands` is its full form in canonical names.

    `style` says what the rest of the name is (a `strict` head wants a field of work or a place beside it); `parent` replaces the head of an office in the name of its body;
    `seat` is the prefix that a place bears in the canonical name where the place has one; `local` marks the bodies that every local
    government has: their place bears its rank; `indonesian` is what an English head stands for where its place lies in Indonesia.
    """

    id: str
    style: Style
    kind: OrganisationKind
    expands: str | None = None
    parent: str | None = None
    strict: bool = False
    seat: str | None = None
    local: bool = False
    indonesian: str | None = None

    @property
    def closing(self) -> bool:
        """Whether the head stands at the end of the name, as in English."""
        return self.id.startswith(_CLOSING)

    @property
    def text(self) -> str:
        """The head as it stands in a text."""
        return self.id.removeprefix(_CLOSING)


class RoleCue(Entry, frozen=True, kw_only=True):
    """Phrases that give a role to the organisations after them (`side` "before": the cue comes first) or before them.

    A cue that is `near` speaks of what stands next to it only.
    """

    id: str
    role: OrganisationRole
    side: Literal["before", "after"]
    forms: tuple[str, ...]
    near: bool = False


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The word lists of the grammar; each is explained in the vocabulary file."""

    roles: frozenset[str]
    person_titles: frozenset[str]
    headline_verbs: frozenset[str]
    headline_endings: tuple[str, ...]
    legal_forms: frozenset[str]
    joins: frozenset[str]
    last_joins: frozenset[str]
    weak: frozenset[str]
    articles: frozenset[str]
    english_links: frozenset[str]
    english_fields: frozenset[str]
    field_openers: frozenset[str]
    through: frozenset[str]
    introducers: frozenset[str]
    inner: frozenset[str]
    calendar: frozenset[str]
    separators: frozenset[str]
    generic: frozenset[str]
    not_organisations: frozenset[str]
    domain: frozenset[str]
    domain_prefixes: tuple[str, ...]
    domain_suffixes: tuple[str, ...]
    not_domain: frozenset[str]
    shared: frozenset[str]
    pairs: frozenset[str]
    fields: frozenset[str]
    place_directions: frozenset[str]
    levels: frozenset[str]
    place_links: frozenset[str]
    nation: tuple[str, ...]
    place_only_after: frozenset[str]
    laws: frozenset[str]
    numbering: frozenset[str]
    numbered: frozenset[str]
    rooms: frozenset[str]
    venues: frozenset[str]
    agency_nouns: frozenset[str]
    government_nouns: frozenset[str]
    place_heads: frozenset[str]
    venue_heads: frozenset[str]
    beside: frozenset[str]
    products: frozenset[str]
    product_kinds: frozenset[str]
    units: frozenset[str]
    regional_office: str
    region: str
    undivided: frozenset[str]
    administrative: str
    chaptered: frozenset[str]
    gatherings: frozenset[str]
    list_cues: tuple[str, ...]
    from_words: frozenset[str]
    represented: tuple[str, ...]
    representing: tuple[str, ...]
    dateline_ends: frozenset[str]


class PlaceName(NamedTuple):
    """A place as it is called in names: `name` without `Kota` or `Provinsi`; an ambiguous one is also a common word.

    `seat` is the name with its rank, as the bodies of its government bear it; "" for a place abroad.
    """

    name: str
    country: bool
    ambiguous: bool
    seat: str


class Grammar(NamedTuple):
    """All that the rules read, ready for use; made once per process and folder list."""

    words: Words
    heads: Phrases[Head]
    by_text: dict[str, Head]
    closing: dict[str, Head]
    cues: Phrases[RoleCue]
    lists: Phrases[OrganisationKind | None]
    representation: Phrases[str]
    places: Phrases[PlaceName]
    place_words: frozenset[str]
    place_prefixes: Phrases[str]
    nation: Phrases[str]
    fields_short: dict[str, str]
    places_short: dict[str, str]
    branches: dict[str, str]
    local_offices: dict[str, str]
    ranks: frozenset[str]
    ranks_en: dict[str, str]
    translations: dict[str, str]
    namesakes: frozenset[str]
    function_words: frozenset[str]
    generic: frozenset[str]

    def is_listed_domain(self, word: str) -> bool:
        """Whether the word is in the list of fields of work, not merely built like one."""
        return word[:1].upper() + (word[1:].lower() if word.isupper() else word[1:]) in self.words.domain

    def is_domain(self, word: str) -> bool:
        """Whether the word (as it stands in the text) names a field of work: `Perhubungan`, `Health`."""
        words = self.words
        if self.is_listed_domain(word):
            return True
        word = word[:1].upper() + (word[1:].lower() if word.isupper() else word[1:])
        long_enough = len(word) > 6  # `Kelan`, `Pesan`: too short to bear both affixes
        return (
            long_enough
            and word not in words.not_domain
            and (
                (word.startswith(words.domain_prefixes) and word.endswith("an"))
                or word.endswith(words.domain_suffixes[1:])
            )
        )


def _table(name: str, table: str, folders: tuple[Path, ...]) -> dict[str, Any]:
    return dict(cached_words(name, table, folders))


@functools.cache
def load_grammar(folders: tuple[Path, ...] = ()) -> Grammar:
    """The grammar of the shipped vocabulary and the given folders. Raises `VocabularyError` for a wrong entry."""
    words = msgspec.convert(_table(_FILE, "words", folders), Words)
    heads = cached_entries(_FILE, "head", Head, folders)
    cues = cached_entries(_FILE, "cue", RoleCue, folders)
    places_short = _table(_FILE, "places_short", folders)
    lists: list[tuple[str, OrganisationKind | None]] = [(cue, None) for cue in words.list_cues]
    lists += _table(_FILE, "categories", folders).items()
    representation = [(cue, "represented") for cue in words.represented]
    representation += [(cue, "representing") for cue in words.representing]
    generic = {phrase.casefold() for phrase in (*words.generic, *_table(_FILE, "categories", folders))}
    language = _table("language", "language", folders)
    places = _places(folders, places_short, words)
    prefixes: dict[str, str] = _table(_FILE, "place_prefixes", folders)
    return Grammar(
        words=words,
        heads=Phrases((head.text, head) for head in heads),
        by_text={head.text.lower(): head for head in heads if not head.closing},
        closing={head.text: head for head in heads if head.closing},
        cues=Phrases((form, cue) for cue in cues for form in cue.forms),
        lists=Phrases(lists),
        representation=Phrases(representation),
        places=Phrases(places),
        place_words=frozenset(form.split()[-1] for form, _ in places),
        place_prefixes=Phrases(prefixes.items()),
        nation=Phrases((form, form) for form in words.nation),
        fields_short=_table(_FILE, "fields_short", folders),
        places_short=places_short,
        branches=_table(_FILE, "branches", folders),
        ranks=frozenset(word for name in prefixes.values() for word in name.lower().split()),
        ranks_en=_table(_FILE, "ranks_en", folders),
        local_offices=_table(_FILE, "local_offices", folders),
        translations=dict(_translations(_table(_FILE, "fields_en", folders), words)),
        namesakes=frozenset(_table("places", "words", folders).get("namesakes", ())),
        generic=frozenset(generic),
        function_words=frozenset(language.get("id", ())) | frozenset(language.get("en", ())),
    )


def _translations(fields: dict[str, str], words: Words) -> Iterator[tuple[str, str]]:
    """The English names of local bodies in small letters, and the Indonesian ones they stand for."""
    for field, body in fields.items():
        for noun in words.agency_nouns:
            yield f"{field} {noun}".casefold(), body
            for link in words.english_fields:
                yield f"{noun} {link} {field}".casefold(), body
    yield from ((noun.casefold(), GOVERNMENT.strip()) for noun in words.government_nouns)


def _seat(place: Place, bare: str, words: Words, ranks: dict[str, str]) -> str:
    """The name with its rank. A city of an undivided province is an administrative one: it has no bodies of its own."""
    rank = ranks.get(place.kind, "")
    if place.kind != "province" and place.province in words.undivided:
        rank = f"{rank} {words.administrative}"
    return f"{rank} {bare}" if rank else ""


def _places(folders: tuple[Path, ...], short: dict[str, str], words: Words) -> list[tuple[str, PlaceName]]:
    ranks: dict[str, str] = _table(_FILE, "ranks", folders)
    ambiguous = frozenset(_table("places", "words", folders).get("ambiguous", ()))
    known: dict[str, PlaceName] = {}
    for form, name in short.items():
        known[form] = PlaceName(name, country=False, ambiguous=False, seat=f"{words.region} {name}")
    for place in cached_entries("places", "place", Place, folders):
        bare = place.name.removeprefix("Kabupaten ").removeprefix("Kota ")
        value = PlaceName(bare, place.kind == "country", bare in ambiguous, _seat(place, bare, words, ranks))
        for form in (bare, *place.aliases):
            known.setdefault(form, value)
    return list(known.items())
