"""The everyday words that translate queries."""

from __future__ import annotations

from collections import Counter

from kmpipe.vocab.load import GlossaryTerm, cached_entries

WORDS = cached_entries("glossary", "word", GlossaryTerm)
TERMS = cached_entries("glossary", "term", GlossaryTerm)


def test_everyday_words_are_small_and_stand_once() -> None:
    """A word stands in one entry, in small letters, and none is a term of the domain too."""
    forms = Counter(form for word in WORDS for form in word.id)
    assert [form for form, times in forms.items() if times > 1] == []
    assert forms.keys() & {form for term in TERMS for form in term.id} == set()
    assert all(form == form.lower().strip() for word in WORDS for form in (*word.id, *word.en))


def test_everyday_words_lead_somewhere() -> None:
    """A word in both languages at once translates nothing."""
    assert [word for word in WORDS if not set(word.id).isdisjoint(word.en)] == []


def test_an_acronym_stands_for_one_term() -> None:
    """No acronym of the glossary is given to two terms, and none is in small letters."""
    acronyms = Counter(short for term in (*TERMS, *WORDS) for short in term.acronyms)
    assert [short for short, times in acronyms.items() if times > 1] == []
    assert all(short != short.lower() for short in acronyms)
