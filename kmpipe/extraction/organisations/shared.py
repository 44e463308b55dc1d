"""Members that share a head: `Dinas Kesehatan, Sosial, dan Perhubungan` are three agencies."""

from __future__ import annotations

from collections.abc import Iterator

from kmpipe.extraction.organisations.names import Candidate, Names
from kmpipe.extraction.organisations.scan import PlaceAt

_RULE = "shared head"
_CONFIDENCE = 0.75
# more members than any sentence lists; keeps the walk short
_MOST = 20


def split_shared(names: Names, found: Candidate) -> Iterator[Candidate]:
    """The mention itself, or its members where they share its head; in the order of the text."""
    head = _head(names, found)
    if head is None:
        yield found
        return
    text, start = head
    members = list(_members(names, text, start, found))
    if len(members) < 2:
        yield found
        return
    yield from members


def _head(names: Names, found: Candidate) -> tuple[str, int] | None:
    """The head that may be shared, in full, and the token after it."""
    match = names.scan.heads.get(found.first)
    if match is None or found.first != match.first:
        return None
    head = match.payloads[0]
    text = head.expands or head.text
    return (text, match.last) if text in names.words.shared and not head.closing else None


def _members(names: Names, head: str, start: int, found: Candidate) -> Iterator[Candidate]:
    """The members `[first, last)` from the head on; nothing where they are not all bodies of their own."""
    items = _items(names, head, start)
    if len(items) < 2 or items[-1][1] < found.core[1]:
        return
    whole = names.scan.words(start, items[-1][1])
    if whole in names.words.pairs or names.authority.lookup(f"{head} {whole}"):
        return
    place = names.place_after(items[-1][1]) if items[0][2] is None else None
    for number, (first, last, own) in enumerate(items):
        name = f"{head} {own.name if own is not None else names.scan.words(first, last)}"
        forms = names.authority.lookup(name)
        begin = found.first if number == 0 else first
        end = place.last if place is not None and number == len(items) - 1 else last
        yield Candidate(
            begin, end, (begin, last), _RULE, _CONFIDENCE, head=names.grammar.by_text.get(head.lower()), forms=forms,
            place=own or place, name=head if own is not None else name,
        )  # fmt: skip


def _items(names: Names, head: str, start: int) -> list[tuple[int, int, PlaceAt | None]]:
    scan = names.scan
    items: list[tuple[int, int, PlaceAt | None]] = []
    at = start
    while len(items) < _MOST:
        item = _item(names, head, at, placed=items[0][2] is not None if items else None)
        if item is None:
            break
        items.append(item)
        at = item[1]
        if scan.word(at) not in names.words.separators or not scan.same_sentence(at - 1, at):
            return items
        while scan.word(at) in {",", *names.words.last_joins}:
            at += 1
    return []


def _item(names: Names, head: str, first: int, *, placed: bool | None) -> tuple[int, int, PlaceAt | None] | None:
    scan = names.scan
    place = scan.places.get(first)
    if place is not None and placed is not False and names.grammar.by_text[head.lower()].style in {"place", "village"}:
        return first, place.last, place
    if placed:
        return None
    longest = None
    for last in range(first + 1, min(first + 6, len(scan.tokens)) + 1):
        if not scan.same_sentence(first, last - 1) or not scan.capital(first) or scan.word(last - 1) in {"(", ")", ";"}:
            break
        words = scan.words(first, last)
        if words in names.words.fields or (scan.capital(last - 1) and names.authority.lookup(f"{head} {words}")):
            longest = last
    if longest is None or (placed is None and scan.word(longest) not in {",", *names.words.joins}):
        return None
    return first, longest, None
