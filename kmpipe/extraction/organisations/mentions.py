"""Every stretch of a text that names an organisation: known names first, then the grammar, then shared heads and lists."""

from __future__ import annotations

from collections.abc import Iterator

from kmpipe.extraction.organisations.authority import Form
from kmpipe.extraction.organisations.closing import closing_names
from kmpipe.extraction.organisations.lists import listed
from kmpipe.extraction.organisations.names import Candidate, Names
from kmpipe.extraction.organisations.shared import split_shared
from kmpipe.vocab.match import Match

# bodies that any government has: written with a small letter they are still that body
_LOWER_KINDS = frozenset({"community"})
# these do not bear the name of each city they work in
_ONE_SEAT = frozenset({"company", "international", "media", "university"})


def find_mentions(names: Names) -> list[Candidate]:
    """The mentions in the scanned text, left to right, never overlapping."""
    found = list(_without_overlap(names))
    return sorted([*found, *listed(names, found)], key=lambda candidate: candidate[:2])


def _without_overlap(names: Names) -> Iterator[Candidate]:
    closing = closing_names(names)
    known, end = names.scan.known, 0
    levelled = (index - 1 for index in known)
    for index in sorted({*known, *names.scan.heads, *closing, *levelled}):
        best = _best(names, index, closing.get(index)) if index >= end else None
        if best is not None:
            yield from split_shared(names, best)
            end = best.last


def _best(names: Names, index: int, closing: Candidate | None) -> Candidate | None:
    """The best name that begins at the token: the known one, unless the grammar reads a longer name of that kind."""
    scan = names.scan
    if scan.word(index - 1) in names.words.laws:
        return None  # `Peraturan Gubernur`, `Peraturan Menteri Kesehatan`: who made a law takes no part
    known = _known(names, scan.known[index]) if index in scan.known else _levelled(names, index)
    made = None
    if index in scan.heads:
        match = scan.heads[index]
        fronts = [names.front(index, match.last, head) for head in match.payloads if not head.closing]
        made = next((front for front in fronts if front is not None), None)
    if closing is not None and (made is None or closing.last > made.last):
        made = closing
    if known is None or made is None:
        return known or made
    if _names_its_place(made) and made.last > known.core[1] and all(form.kind == "local" for form in known.forms):
        return made
    if made.core[1] > known.core[1] and _widens(names, known, made):
        return made
    if known.place is None and made.place is not None and made.core == known.core:
        return known._replace(place=made.place, last=made.last)
    return known


def _names_its_place(made: Candidate) -> bool:
    return made.place is not None and made.head is not None and made.head.style == "place"


def _levelled(names: Names, index: int) -> Candidate | None:
    """A local name after the word for its level: `Provincial Health Office`."""
    if names.scan.word(index) not in names.words.levels or index + 1 not in names.scan.known:
        return None
    known = _known(names, names.scan.known[index + 1])
    if known is None or any(form.kind != "local" for form in known.forms):
        return None
    return known._replace(first=index, core=(index, known.core[1]))


def _widens(names: Names, known: Candidate, made: Candidate) -> bool:
    """Whether the words that the grammar adds to a known name belong to the name: fields of work, not a person."""
    if known.place is not None and known.last >= made.core[1]:
        return False
    if made.head is not None and made.head.closing:
        return True
    return all(
        names.domain(at) or names.scan.word(at) in names.words.joins | {",", "/"}
        for at in range(known.core[1], made.core[1])
    )


def _known(names: Names, match: Match[Form]) -> Candidate | None:
    scan = names.scan
    forms = tuple(form for form in match.payloads if _written(names, match, form))
    if not forms or _dateline(names, match) or _room(names, match) or _product(names, match):
        return None
    if (shorter := _shorter(names, match)) is not None:
        return shorter
    place = None
    end = _past_bracket(names, match)
    if any(form.kind == "local" or form.entry.jurisdiction is None for form in forms):
        place = names.place_after(end)
    if place is not None and not place.country and forms[0].entry.kind in _ONE_SEAT:
        place = None
    last = names.nation_after(place.last if place else end)
    if scan.word(last) in names.words.legal_forms and scan.same_sentence(match.first, last):
        last += 1  # `Kota Kita Foundation`
    rule = f"authority:{forms[0].kind}"
    confidence = 0.9 if forms[0].kind == "local" else 1.0
    return Candidate(match.first, last, (match.first, match.last), rule, confidence, forms=forms, place=place)


def _past_bracket(names: Names, match: Match[Form]) -> int:
    """The token after the name, or after the bracket behind it that holds another name of the same body."""
    scan = names.scan
    again = scan.known.get(match.last + 1) if scan.word(match.last) == "(" else None
    if again is None or scan.word(again.last) != ")":
        return match.last
    ids = {form.entry.id for form in match.payloads}
    return again.last + 1 if any(form.entry.id in ids for form in again.payloads) else match.last


def _room(names: Names, match: Match[Form]) -> bool:
    """Whether the name is that of a room or a house: `Jakarta Smart City Lounge`, `United Nations Conference Centre`."""
    scan = names.scan
    house = scan.words(match.last, match.last + 2).casefold() in names.words.venues
    return scan.same_sentence(match.first, match.last) and (house or scan.word(match.last) in names.words.rooms)


def _product(names: Names, match: Match[Form]) -> bool:
    """Whether the name of a company is part of what its product is called: `Google Maps`, `aplikasi Gojek`."""
    scan = names.scan
    if all(form.entry.kind != "company" for form in match.payloads):
        return False
    after = scan.same_sentence(match.first, match.last) and scan.word(match.last) in names.words.products
    return after or scan.word(match.first - 1).casefold() in names.words.product_kinds


def _shorter(names: Names, match: Match[Form]) -> Candidate | None:
    """The known name without a place at its end that goes on: `PWI Jakarta` in `PWI Jakarta Selatan`.

    The place may also open another body: `Environmental Agency of DKI Jakarta Provincial Government`.
    """
    scan = names.scan
    for first in range(match.first + 1, match.last):
        place = scan.places.get(first)
        if place is None or place.last < match.last:
            continue
        opens = place.last == match.last and first in scan.known and scan.known[first].last > match.last
        if place.last == match.last and not opens:
            continue
        core = first - 1 if scan.word(first - 1) in names.words.place_links else first
        forms = names.authority.lookup(scan.words(match.first, core))
        if not forms:
            return None
        tail = None if opens else place
        end = core if opens else place.last
        return Candidate(match.first, end, (match.first, core), "authority:local", 0.9, forms=forms, place=tail)
    return None


def _dateline(names: Names, match: Match[Form]) -> bool:
    """Whether a medium stands in the dateline that opens the sentence: `Jakarta, Kantor Berita --`."""
    scan = names.scan
    sentence_start = scan.sentence.index(scan.sentence[match.first], max(0, match.first - 6), match.first + 1)
    return (
        any(form.entry.kind == "media" for form in match.payloads)
        and match.first - sentence_start <= 4
        and any(scan.word(at) in names.words.dateline_ends for at in range(match.last, match.last + 3))
    )


def _written(names: Names, match: Match[Form], form: Form) -> bool:
    """Whether the text's capitals fit the form: an acronym keeps them, a name may have slips after its first word."""
    scan = names.scan
    tokens = [scan.word(at) for at in range(match.first, match.last)]
    letters = [word for word in tokens if word[:1].isalpha() and word not in names.words.joins | names.words.inner]
    if not letters:
        return True
    capitals = sum(word[0].isupper() for word in letters)
    if form.text.islower() or capitals == len(letters):
        return True
    if len(letters) == 1:
        return False
    head = match.first in scan.heads or letters[0].casefold() in names.grammar.by_text
    if letters[0][0].isupper():
        return head or capitals * 2 > len(letters)
    return form.entry.kind in _LOWER_KINDS or (len(letters) >= 3 and (head or capitals > 0))
