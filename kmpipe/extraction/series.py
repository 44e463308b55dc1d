"""Series: recurring meetings (`rapat rutin bulanan ke-12`, `weekly meeting #14`) and numbered events (`Lokakarya ke-4`)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from kmpipe.extraction.spans import evidence, phrases
from kmpipe.model import Cadence, EvidenceField, OrganisationMention, Series
from kmpipe.text.tokens import tokenize
from kmpipe.vocab.load import cached_words

# what an article says of itself stands in its first lines, in code points: as many whole lines as hold the first …
_OPENING, _LONGEST_OPENING = 600, 1200
# blanks between the phrase and the organiser beside it, in code points
_NAME_REACH = 4
_CAPITAL = re.compile(r"[A-Z0-9]")
_SLUG = re.compile(r"[^a-z0-9]+")
# "the 14th weekly meeting"
_NUMBER_BEFORE = re.compile(r"\b(\d{1,3})(?:st|nd|rd|th)[ ]\Z", re.IGNORECASE)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_ROMAN_NUMBER = re.compile(r"(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})")


class _Named(NamedTuple):
    """A recurring event named in a field: where, its name without organiser, and how often it is held."""

    field: EvidenceField
    source: str
    start: int
    end: int
    name: str
    cadence: Cadence | None


class _Grammar(NamedTuple):
    """The patterns of the table `series` of genre.toml, and what their words stand for."""

    shapes: tuple[re.Pattern[str], ...]
    every: re.Pattern[str]
    number: re.Pattern[str]
    bare_number: re.Pattern[str]
    events: dict[str, str]
    qualifiers: dict[str, str]
    cadences: dict[str, Cadence]
    names: dict[str, str]


def find_series(
    text: str, *, title: str, organisations: Sequence[OrganisationMention] = (), folders: tuple[Path, ...] = ()
) -> Series | None:
    """The series an article's activity belongs to, with its number there, or None.

    A recurring event counts in the title and the opening, one held once a year in the title only; a numbered event
    (`Webinar Series #2`) in the title. The id is made from the normalised name, so that `Rapat Mingguan` and
    `weekly meeting` are one series, and from the organiser: the one named beside the phrase, else the only one there is.

    >>> series = find_series("", title="Rapat Rutin Bulanan ke-12")
    >>> series.id, series.name, series.cadence, series.number
    ('pertemuan-rutin-bulanan', 'Pertemuan Rutin Bulanan', 'monthly', 12)
    """
    opening = text[: _opening_end(text)]
    fields: tuple[tuple[EvidenceField, str], ...] = (("title", title), ("text", opening))
    for field, source in fields:
        named = _recurring(field, source, folders)
        if named is not None and (field == "title" or named.cadence != "yearly"):
            return _series(named, opening, organisations, folders)
    return _numbered(title, folders)


def _series(
    named: _Named, opening: str, organisations: Sequence[OrganisationMention], folders: tuple[Path, ...]
) -> Series:
    beside = _organiser_beside(named, organisations)
    organisers = [organisation for organisation in organisations if organisation.role == "organiser"]
    organiser = beside[0] if beside else organisers[0] if len(organisers) == 1 else None
    number, end = _number_at(named.source, named.end, folders)
    if number is None and beside is not None and beside[1] >= named.end:
        number, end = _number_at(named.source, beside[1], folders)
    start = named.start
    if number is None and (found := _NUMBER_BEFORE.search(named.source[:start])):
        number, start = int(found[1]), found.start(1)
    every = _grammar(folders).every.search(opening)
    cadence = named.cadence or (_grammar(folders).cadences.get(_plain(every[1])) if every else None)
    return Series(
        id=_slug(named.name) + (f"-{organiser.id.lstrip('~')}" if organiser else ""),
        name=named.name,
        cadence=cadence,
        number=number,
        organiser=organiser.id if organiser else None,
        evidence=(evidence(named.source, start, max(end, named.end), "series", field=named.field),),
    )


def _recurring(field: EvidenceField, source: str, folders: tuple[Path, ...]) -> _Named | None:
    """The first recurring event a field names; a translation in brackets behind it may say how often."""
    grammar = _grammar(folders)
    found = [_named(field, match, grammar) for shape in grammar.shapes for match in shape.finditer(source)]
    if not found:
        return None
    first = min(found, key=lambda named: (named.start, -named.end))
    beside = (
        n for n in found if n.cadence and 0 <= n.start - first.end <= len(" (") and "(" in source[first.end : n.start]
    )
    translated = None if first.cadence else next(beside, None)
    return translated._replace(start=first.start, end=translated.end + 1) if translated else first


def _named(field: EvidenceField, match: re.Match[str], grammar: _Grammar) -> _Named:
    groups = match.groupdict()
    cadence = grammar.cadences.get(_plain(groups.get("cadence")))
    words = (
        grammar.events[_plain(groups["event"])],
        grammar.qualifiers.get(_plain(groups["qualifier"]), ""),
        grammar.names["routine"],
        grammar.names[cadence] if cadence else "",
    )
    return _Named(field, match.string, match.start(), match.end(), " ".join(filter(None, words)), cadence)


def _organiser_beside(
    named: _Named, organisations: Iterable[OrganisationMention]
) -> tuple[OrganisationMention, int] | None:
    """The organisation whose name stands directly beside the phrase, and where that name ends."""
    for organisation in organisations:
        for piece in organisation.evidence:
            gaps = (named.source[named.end : piece.start], named.source[piece.end : named.start])
            if piece.field != named.field or piece.end > len(named.source):
                continue
            if piece.start >= named.end and len(gaps[0]) <= _NAME_REACH and not gaps[0].strip():
                return organisation, piece.end
            if piece.end <= named.start and len(gaps[1]) <= _NAME_REACH and gaps[1].strip() in {"", "'s", "’s"}:
                return organisation, piece.end
    return None


# --- numbered events ---


def _numbered(title: str, folders: tuple[Path, ...]) -> Series | None:
    """The series of a title like `Webinar Series #2: …` or `Lokakarya ke-4 …`."""
    for match in phrases("genre", "numbered", "markers", folders).find(title):
        found = _grammar(folders).bare_number.match(title, match.end)
        number = _value(found[1], folders) if found else None
        if found and number:
            start = _name_start(title, match.start)
            return _counted(title, start, found.end(), title[start : match.end], number)
    for match in phrases("genre", "numbered", "events", folders).find(title):
        number, end = _number_at(title, match.end, folders)
        if number:
            name = title[match.start : match.end] + title[end : _name_end(title, end)]
            return _counted(title, match.start, end, name, number)
    return None


def _counted(title: str, start: int, end: int, name: str, number: int) -> Series:
    return Series(
        id=_slug(name), name=name, number=number, evidence=(evidence(title, start, end, "series", field="title"),)
    )


def _name_end(title: str, start: int) -> int:
    """Where the capitalised words that follow end: the name of `Lokakarya ke-4 Program Prioritas` needs them."""
    end = start
    for token in tokenize(title[start:]):
        if not _CAPITAL.match(token.text) or title[end : start + token.start] != " ":
            break
        end = start + token.end
    return end


def _name_start(title: str, end: int) -> int:
    """Where the capitalised words that lead to `end` begin: `Webinar Series`."""
    start = end
    for token in reversed(tokenize(title[:end])):
        if not _CAPITAL.match(token.text) or title[token.end : start].strip():
            break
        start = token.start
    return start


# --- numbers ---


def _number_at(source: str, start: int, folders: tuple[Path, ...]) -> tuple[int | None, int]:
    """The number that stands at `start` behind its sign (`ke-12`, `#14`, `Keempat`), and where it ends."""
    found = _grammar(folders).number.match(source, start)
    number = _value(next(filter(None, found.groups())), folders) if found else None
    return (number, found.end()) if found and number else (None, start)


def _value(word: str, folders: tuple[Path, ...]) -> int | None:
    """The number a figure, a Roman number or an ordinal word stands for."""
    word = _plain(word)
    if word.isdecimal():
        return int(word)
    ordinals: dict[str, int] = cached_words("genre", "numbered", folders)["ordinals"]
    if word in ordinals:
        return ordinals[word]
    if not word or _ROMAN_NUMBER.fullmatch(word) is None:
        return None
    values = [_ROMAN[letter] for letter in word]
    return sum(-value if value < max(values[place:]) else value for place, value in enumerate(values))


# --- patterns ---


@functools.cache
def _grammar(folders: tuple[Path, ...]) -> _Grammar:
    words = cached_words("genre", "series", folders)
    event, routine, cadence = (_any(words[key]) for key in ("events", "routine", "cadences"))
    event, cadence = rf"(?P<event>{event})", rf"(?P<cadence>{cadence})"
    qualifier = rf"(?P<qualifier>{_any(words['qualifiers'])})"
    shapes = (
        rf"{event}(?:[ ]{qualifier})?(?:[ ]{routine})?[ ]{cadence}",
        rf"{event}(?:[ ]{qualifier})?[ ]{routine}",
        rf"(?:{routine}[ ])?{cadence}(?:[ ]{qualifier})?[ ]{event}",
        rf"{routine}(?:[ ]{qualifier})?[ ]{event}",
    )
    signs = cached_words("genre", "numbered", folders)
    ordinal, figure = _any(signs["ordinal_signs"]), _any(signs["number_signs"])
    return _Grammar(
        tuple(re.compile(rf"\b{shape}\b", re.IGNORECASE) for shape in shapes),
        re.compile(rf"\b{_any(words['every'])}[ ]({_any(words['units'])})\b", re.IGNORECASE),
        re.compile(
            rf"\s?{ordinal}[ -]{{0,2}}(\d{{1,3}}|[ivxl]{{1,7}})\b|\s?(?:#|{figure})\s?(\d{{1,3}})\b|\s((?-i:[IVX]{{2,6}}))\b|\s(\w{{5,11}}(?:[ ]belas)?)\b",
            re.IGNORECASE,
        ),
        re.compile(rf"\s?(?:(?:#|{figure}|{ordinal})[ -]{{0,2}})?(\d{{1,3}}|[ivxl]{{1,7}})\b", re.IGNORECASE),
        words["events"],
        words["qualifiers"],
        words["cadences"] | words["units"],
        words["names"],
    )


def _any(words: Iterable[str]) -> str:
    """An alternation of the words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) + ")"


def _plain(word: str | None) -> str:
    return " ".join((word or "").lower().split())


def _slug(name: str) -> str:
    return _SLUG.sub("-", name.lower()).strip("-")


def _opening_end(text: str) -> int:
    end = text.find("\n", _OPENING)
    return min(end if end >= 0 else len(text), _LONGEST_OPENING)
