"""What a text is about, as words that can be looked up: lemmas, and names of the glossary whichever language they stand in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec

from kmpipe.search.bridge import Asked, Bridge, query_keys
from kmpipe.search.engine import IndexDocument
from kmpipe.search.plan import STOP_MARK, TEXT_FIELDS, Adjacent, AnyOf, Plan, Word
from kmpipe.search.vocabulary import Vocabulary
from kmpipe.search.widening import plan_of
from kmpipe.text.analysis import Stretch, Term

# words of the longest name that is looked for in a text
_LONGEST_NAME = 6
# a word of a title says as much as so many of the text
_TITLE_COUNT = 3
_FEWEST_LETTERS = 3
# with which the key of a name begins; no lemma does
NAME = "#"


class Trait(msgspec.Struct, frozen=True):
    """A word or name of a text: how often it stands there, as it is written there, and the plan of texts that have it."""

    count: int
    label: str
    plan: Plan


class Traits(msgspec.Struct, frozen=True):
    """The words and names of a text by key, those that stand side by side, and the length of the text in words.

    The key of a name of the glossary is the same in both languages. `pairs` maps two keys side by side to the words as written.
    """

    words: Mapping[str, Trait]
    pairs: Mapping[tuple[str, str], str]
    length: int


def traits(document: IndexDocument, vocabulary: Vocabulary, unheard: Collection[str]) -> Traits:
    """The traits of a document; stop words, numbers and the words `unheard` (in lower case) say nothing of what it is about."""
    stretches = [Stretch(block.start, block.end, block.language) for block in document.blocks]
    analyser = vocabulary.analyser
    found: dict[str, Trait] = {}
    pairs: dict[tuple[str, str], str] = {}
    length = 0
    for text, terms, count in (
        (document.title, analyser.document(document.title, document.language), _TITLE_COUNT),
        (document.text, analyser.document(document.text, document.language, stretches), 1),
    ):
        length += len(terms)
        for term in terms:
            if _tells(term, unheard):
                for lemma in term.lemmas:
                    _count(found, lemma, Trait(count, _label(text, term, term), Word(TEXT_FIELDS, (lemma,), ())))
        for key, label, plan in _names(text, terms, vocabulary.bridge):
            _count(found, key, Trait(count, label, plan))
        for one, other in pairwise(terms):
            side_by_side = text[one.end : other.start] == " "
            if side_by_side and _tells(one, unheard) and _tells(other, unheard):
                pairs.setdefault((one.lemmas[0], other.lemmas[0]), _label(text, one, other))
    return Traits(found, pairs, length)


def _tells(term: Term, unheard: Collection[str]) -> bool:
    if not term.lemmas or len(term.exact) < _FEWEST_LETTERS or term.exact in unheard:
        return False
    return not any(letter.isdigit() for letter in term.exact)


def _count(found: dict[str, Trait], key: str, trait: Trait) -> None:
    before = found.get(key)
    found[key] = trait if before is None else Trait(before.count + trait.count, before.label, before.plan)


def _label(text: str, first: Term, last: Term) -> str:
    written = " ".join(text[first.start : last.end].split())
    return written if any(word.isupper() for word in written.split()) else written.lower()


def _names(text: str, terms: Sequence[Term], bridge: Bridge) -> Iterator[tuple[str, str, Plan]]:
    """The names of the glossary in a text, the longest at each place: key, as it is written, and the plan of all its names."""
    words = [Asked(query_keys(term), text[term.start : term.end]) for term in terms]
    at = 0
    while at < len(words):
        following = words[at : at + _LONGEST_NAME]
        found = bridge.longest(following, len(following)) if terms[at].lemmas else None
        if found is None or not found.others:
            at += 1
            continue
        own = terms[at : at + found.words]
        typed = Adjacent(TEXT_FIELDS, tuple(term.lemmas or (STOP_MARK + term.exact,) for term in own))
        plan = AnyOf((typed, *(plan_of(form, TEXT_FIELDS) for form in found.others)))
        for concept in sorted({form.concept for form in found.others}):
            yield f"{NAME}{concept}", _label(text, own[0], own[-1]), plan
        at += found.words
