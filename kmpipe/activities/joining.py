"""How sure it is that two activities are one event, told twice.

The days, the cities and what the reports say of themselves can rule it out; all else is evidence for or against. Each
piece is a weight in log odds, so that many small agreements make one large one; their sum is turned into 0–1.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Iterator
from pathlib import Path

from kmpipe.activities.wording import (
    Agreement,
    agreement,
    person_name,
    phases,
    pinpointed,
    title_words,
    venue_words,
)
from kmpipe.model import Activity, OrganisationMention, OrganisationRole, Period
from kmpipe.text.tokens import tokenize
from kmpipe.vocab.load import Organisation, Place, cached_entries, cached_words
from kmpipe.vocab.match import Phrases, may_stand

# Measured on the 123 labelled pairs of tests/activities. Of the pairs that no rule keeps below it, the nearest one that a
# person would have to decide stands at .67 and the nearest of two different events at .63; of the 47 true ones four stand
# below .75 and nine below .80.
JOIN = 0.75
# at .30 nine pairs of different events are suggested, at .40 six, at .50 three, but there another true question is lost
SUGGEST = 0.4
_BELOW_JOIN = math.nextafter(JOIN, 0)

# The weights, in log odds. With all of them the log loss on those pairs, the undecided ones left out, is .118; behind each
# stands what it is without that one.
# what two activities of one day are before anything else is known
_PRIOR = -3.0
_ORGANISATIONS = 3.2  # .264
_OTHER_BODIES = -1.2  # .128
_TITLE = 3.2  # .224
# what the shorter title has to itself; in another language it may only be a translation that no list holds
_OTHER_SUBJECT = -1.8  # .185
_OTHER_LANGUAGE = -0.6  # .117: it costs a little, and keeps two workshops of the same bodies apart
_VENUE = 1.8  # .148
_OTHER_VENUE = -2.0  # .147
_PERSON = 1.2  # .128
_PARTICIPANTS = 1.0  # .124
_SAME_TYPE = 0.5  # .122
# the loss is as good without it, but four more true pairs then stand below JOIN
_SAME_PLACE = 0.4
# .159, and as much as makes of two batches of one training, with all else equal, less than a suggestion
_PINPOINTED = -5.0
_OTHER_NUMBERS = -1.2  # .128
_OTHER_IN_TITLE = -2.0  # .140
_OTHER_ORGANISER = -1.0  # .122

# words of a title that say fully what it is about
_WHOLE_SUBJECT = 2
# how soon more shared bodies, and more shared words, add nothing: two bodies make .83 of the evidence, two words .86
_BODIES_PACE, _WORDS_PACE = 0.9, 1.0
# counts of participants differ by at most a tenth when reporters round
_NEAR = 0.9
# bodies that are only mentioned, and the government of the place itself (.125), are in most reports of the place
_ROLE_WEIGHTS: dict[OrganisationRole, float] = {
    "organiser": 1.0, "host": 1.0, "funder": 0.7, "speaker": 0.7, "participant": 0.7, "mentioned": 0.25,
}  # fmt: skip
_GOVERNMENT = 0.25
# the extraction gives a place less than this where no word of the text names it
_READ_PLACE = 0.5
# where no common day is known titles and bodies must agree by half, and by as much as one body that took part
_HALF = 0.5


def score(a: Activity, b: Activity, folders: tuple[Path, ...] = ()) -> float:
    """How sure it is (0–1) that two activities are one event, whichever comes first.

    From `JOIN` on they are one, from `SUGGEST` on it is worth asking. It is 0 where the days held or the cities differ, or
    where one article tells of both. Without a common day that both name it stays below `JOIN`, and it is 0 unless titles,
    place and organisations agree. `folders` are those of a workspace's own words.
    """
    if _apart(a, b, folders):
        return 0.0
    names = _names_in(a, b, folders)
    titles = agreement(*(title_words(each.title, each.language, names=names, folders=folders) for each in (a, b)))
    bodies = _bodies(a, b, folders)
    odds = _PRIOR + _organisations(bodies) + _titles(a, b, titles) + _strangers(a, b, names)
    odds += _venues(a, b, names, folders) + _people(a, b, folders) + _participants(a, b) + _pinpoints(a, b, folders)
    odds += _SAME_TYPE if a.type == b.type != "other" else 0.0
    odds += _SAME_PLACE if a.place and a.place == b.place else 0.0
    sure = 1 / (1 + math.exp(-odds))
    if not _on_known_days(a.held, b.held):
        agree = a.place and b.place and min(titles.coverage, bodies.coverage, bodies.shared) >= _HALF
        return min(sure, _BELOW_JOIN) if agree else 0.0
    return sure if phases(a.title, folders=folders) == phases(b.title, folders=folders) else min(sure, _BELOW_JOIN)


def may_join(a: Activity, b: Activity) -> bool:
    """Whether two activities have anything in common by which `score` could bring them together; much cheaper than `score`.

    A body, a person, a venue, or a word of their titles: without any of these no pair of the test sets reaches `SUGGEST`.
    """
    if a.venue and a.venue == b.venue:
        return True
    if not {body.id for body in a.organisations}.isdisjoint(body.id for body in b.organisations):
        return True
    if not {person.name for person in a.people}.isdisjoint(person.name for person in b.people):
        return True
    return not set(a.title.casefold().split()).isdisjoint(b.title.casefold().split())


# --- what rules it out ---


def _apart(a: Activity, b: Activity, folders: tuple[Path, ...]) -> bool:
    if a.id != b.id and not set(a.articles).isdisjoint(b.articles):
        return True
    if a.held and b.held and not _may_overlap(a.held, b.held):
        return True
    one, other = a.series_entry, b.series_entry
    if one and other and one.id == other.id and one.number and other.number and one.number != other.number:
        return True
    return _other_city(a, b, folders)


def _may_overlap(a: Period, b: Period) -> bool:
    # "~" sorts after every digit and hyphen: a month reaches to its last day
    return a.start <= f"{b.end or b.start}~" and b.start <= f"{a.end or a.start}~"


def _on_known_days(a: Period | None, b: Period | None) -> bool:
    """Whether both are known to the day (that the days overlap is known then)."""
    return (
        a is not None and b is not None and all(len(day) == 10 for p in (a, b) for day in (p.start, p.end or p.start))
    )


@functools.cache
def _places(folders: tuple[Path, ...]) -> dict[str, Place]:
    # of a province and its city of one name the province comes first; it is taken, because it rules out less
    return {place.name: place for place in reversed(cached_entries("places", "place", Place, folders))}


def _other_city(a: Activity, b: Activity, folders: tuple[Path, ...]) -> bool:
    if not (a.place and b.place) or a.place == b.place or not (_read(a) and _read(b)):
        return False
    one, other = (_places(folders).get(place) for place in (a.place, b.place))
    if one is None or other is None:
        return False
    kinds = cached_words("places", "words", folders)["kinds"]
    return not any(_holds(*pair) or _named_alike(*pair, kinds) for pair in ((one, other), (other, one)))


def _read(activity: Activity) -> bool:
    proofs = [proof.confidence for each in activity.evidence if each.field == "place" for proof in each.evidence]
    return not proofs or max(proofs) >= _READ_PLACE


def _holds(outer: Place, inner: Place) -> bool:
    """Whether the inner place lies in the outer one: a country, a province, or a city that is its whole province."""
    if outer.country != inner.country or outer.kind == "country":
        return outer.country == inner.country
    whole = outer.kind == "province" or outer.province in outer.aliases
    return whole and outer.province is not None and outer.province == inner.province


def _named_alike(place: Place, other: Place, kinds: Iterable[str]) -> bool:
    """Whether the other one is a regency about the city of its name (`Kabupaten Bogor`): reports take them for each other."""
    return any(other.name.lower() == f"{kind} {place.name.lower()}" for kind in kinds)


# --- what speaks for or against it ---


def _known_names(activity: Activity, folders: tuple[Path, ...]) -> Iterator[tuple[str, str]]:
    """The names of the place, the people and the bodies in every form that is known, each with the id where it is a body's."""
    yield from ((name, "") for name in (activity.place, activity.province) if name)
    yield from ((word, "") for person in activity.people for word in person.name.split())
    entries = _authority(folders)
    for body in activity.organisations:
        yield from ((name, body.id) for name in (body.name, body.name_en) if name)
        if entry := entries.get(body.id):
            yield from ((name, body.id) for name in (*entry.abbreviations, *entry.aliases, *entry.local))


def _names_in(a: Activity, b: Activity, folders: tuple[Path, ...]) -> Phrases[str]:
    """The known names of both that may stand in a title or venue of theirs: few of the hundreds there may be."""
    words = {
        token.text.lower() for each in (a, b) for text in (each.title, each.venue or "") for token in tokenize(text)
    }
    return Phrases(
        (name, body) for each in (a, b) for name, body in _known_names(each, folders) if may_stand(name, words)
    )


@functools.cache
def _authority(folders: tuple[Path, ...]) -> dict[str, Organisation]:
    return {entry.id: entry for entry in cached_entries("organisations", "organisation", Organisation, folders)}


@functools.cache
def _governments(folders: tuple[Path, ...]) -> frozenset[str]:
    return frozenset(entry.jurisdiction for entry in _authority(folders).values() if entry.jurisdiction)


def _bodies(a: Activity, b: Activity, folders: tuple[Path, ...]) -> Agreement:
    left, right = (_weights(each.organisations, _governments(folders)) for each in (a, b))
    shared = sum(min(left[body], right[body]) for body in sorted(left.keys() & right.keys()))
    shorter = min(sum(weights[body] for body in sorted(weights)) for weights in (left, right))
    return Agreement(shared, shared / shorter if shorter else 0.0, shorter)


def _weights(bodies: Iterable[OrganisationMention], governments: frozenset[str]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for body in bodies:
        weight = _ROLE_WEIGHTS[body.role] * (_GOVERNMENT if body.id in governments else 1.0)
        weights[body.id] = max(weight, weights.get(body.id, 0.0))
    return weights


def _says(found: Agreement, pace: float) -> float:
    """0–1: the part that agrees, less where little of it is there to agree at all."""
    return found.coverage * (1 - math.exp(-found.shared * pace))


def _organisations(bodies: Agreement) -> float:
    """What they share speaks for it, and what even the one with fewer has to itself against it."""
    alone = min(bodies.shorter - bodies.shared, 1.0) * (1 - bodies.coverage)
    return _ORGANISATIONS * _says(bodies, _BODIES_PACE) + _OTHER_BODIES * alone


def _titles(a: Activity, b: Activity, titles: Agreement) -> float:
    """What they share speaks for it, and what even the shorter one has to itself against it."""
    other = _OTHER_LANGUAGE if a.language != b.language else _OTHER_SUBJECT
    alone = min((titles.shorter - titles.shared) / _WHOLE_SUBJECT, 1.0) * (1 - titles.coverage)
    return _TITLE * _says(titles, _WORDS_PACE) + other * alone


def _strangers(a: Activity, b: Activity, names: Phrases[str]) -> float:
    """Whether each report has a body in its title, or its organisers, that the other one does not know."""
    ids = [{body.id for body in each.organisations} for each in (a, b)]
    # a form that several bodies bear means whichever of them the other report knows
    titled = [[set(match.payloads) for match in names.find(each.title) if "" not in match.payloads] for each in (a, b)]
    leading = [[{body.id for body in each.organisations if body.role in ("organiser", "host")}] for each in (a, b)]

    def strange(bodies: list[list[set[str]]]) -> bool:
        return all(any(each and each.isdisjoint(ids[1 - side]) for each in bodies[side]) for side in (0, 1))

    return (_OTHER_IN_TITLE if strange(titled) else 0.0) + (_OTHER_ORGANISER if strange(leading) else 0.0)


def _venues(a: Activity, b: Activity, names: Phrases[str], folders: tuple[Path, ...]) -> float:
    if a.venue and b.venue:
        found = agreement(
            *(venue_words(each.venue or "", each.language, names=names, folders=folders) for each in (a, b))
        )
        return _VENUE if found.coverage >= _HALF else _OTHER_VENUE
    return 0.0


def _people(a: Activity, b: Activity, folders: tuple[Path, ...]) -> float:
    one, other = ({person_name(person.name, folders=folders) for person in each.people} for each in (a, b))
    return 0.0 if one.isdisjoint(other) else _PERSON


def _participants(a: Activity, b: Activity) -> float:
    few, many = sorted((a.participants or 0, b.participants or 0))
    return _PARTICIPANTS if few and few >= _NEAR * many else 0.0


def _pinpoints(a: Activity, b: Activity, folders: tuple[Path, ...]) -> float:
    """Whether the titles mean different ones of several: other numbers or names after one word, or other numbers at all."""
    one, other = (pinpointed(each.title, folders=folders) for each in (a, b))
    if any(one[word].isdisjoint(other[word]) for word in one.keys() & other.keys()):
        return _PINPOINTED
    numbers = [{value for each in found.values() for value in each if value.isdecimal()} for found in (one, other)]
    return _OTHER_NUMBERS if all(numbers) and numbers[0].isdisjoint(numbers[1]) else 0.0
