"""Injected spam: sellers' phrases and link targets, weighed against what the article itself is about."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kmpipe.cleaning.disguise import undisguised
from kmpipe.cleaning.ledger import Line, Verdict
from kmpipe.cleaning.prose import ends_sentence, word_count
from kmpipe.vocab.load import cached_words

_GROUPS = ("gambling", "loans", "pills", "goods")
_WORD = re.compile(r"[a-z0-9]+")
SPAM_WORDS, SPAM_TARGET = Verdict("spam-words", "spam"), Verdict("spam-target", "spam")
# an injected line is short; a longer one must hold this many sellers' phrases
_SHORT, _LONG, _DENSE = 20, 60, 4
# running lines about the topic that make it the article's own
_OWN_TOPIC = 2
# a line longer than this (characters) is prose or damage, not an injected line
_LONGEST = 1200
# a sentence with less than this share of links is the article's own, whatever was hidden behind a word of it
_ANCHOR = 0.5


class SpamWords(NamedTuple):
    """The compiled word lists: any phrase, the sellers' own among them, words of those who speak about it, of targets.

    A phrase is found with and without the blanks between its words; `strong` has none.
    """

    phrase: re.Pattern[str]
    strong: frozenset[str]
    about: re.Pattern[str]
    targets: frozenset[str]
    lookalikes: Mapping[int, str]


class _Hits(NamedTuple):
    """The phrases in a line, how many are the sellers', and whether it speaks about the trade instead of for it."""

    found: frozenset[str] = frozenset()
    strong: int = 0
    about: bool = False


@functools.cache
def spam_words(folders: tuple[Path, ...] = ()) -> SpamWords:
    """The spam vocabulary of the shipped file and of `folders`."""
    strong: set[str] = set()
    topics: set[str] = set()
    for group in _GROUPS:
        words = cached_words("spam", group, folders)
        strong.update(phrase.lower() for phrase in words.get("strong", ()))
        topics.update(phrase.lower() for phrase in words.get("topics", ()))
    about = {word.lower() for word in cached_words("spam", "about", folders).get("words", ())}
    targets = frozenset(cached_words("spam", "targets", folders).get("words", ()))
    letters = cached_words("spam", "lookalikes", folders)
    lookalikes = {ord(char): letter for letter, chars in letters.items() for char in chars}
    return SpamWords(_any_of(strong | topics), frozenset(map(_closed, strong)), _any_of(about), targets, lookalikes)


def _any_of(phrases: set[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    found = "|".join(re.escape(phrase).replace(r"\ ", " ?") for phrase in longest_first)
    return re.compile(rf"\b(?:{found})\b" if phrases else r"(?!)")


def _closed(phrase: str) -> str:
    return phrase.replace(" ", "")


def judge_spam(
    lines: Sequence[Line], verdicts: Sequence[Verdict | None], prose: Sequence[int], words: SpamWords, title: str
) -> list[Verdict | None]:
    """The spam verdict on each line that has none yet. `prose` is the running text of each line."""
    hits = [
        _hits(line, words) if verdict is None else _Hits() for line, verdict in zip(lines, verdicts, strict=True)
    ]  # fmt: skip
    if not any(hit.found for hit in hits) and not any(line.links for line in lines):
        return [None] * len(lines)
    speaking = sum(
        1
        for hit, size, line in zip(hits, prose, lines, strict=True)
        if hit.found and size and ends_sentence(line.text) and (hit.about or not hit.strong)
    )
    own_topic = speaking >= _OWN_TOPIC or bool(words.phrase.search(title.lower()))
    return [
        verdict if verdict is not None else _judge(line, hit, words, own_topic=own_topic)
        for line, hit, verdict in zip(lines, hits, verdicts, strict=True)
    ]


def _hits(line: Line, words: SpamWords) -> _Hits:
    if len(line.text) > _LONGEST:
        return _Hits()
    lowered = line.text.lower()
    plain = set(map(_closed, words.phrase.findall(lowered)))
    found = plain.copy()
    for reading in undisguised(line.text, words.lookalikes):
        found.update(map(_closed, words.phrase.findall(reading)))
    if not found:
        return _Hits()
    # whoever disguises a word sells
    strong = len(found & words.strong | (found - plain))
    return _Hits(frozenset(found), strong, bool(words.about.search(lowered)))


def _judge(line: Line, hit: _Hits, words: SpamWords, *, own_topic: bool) -> Verdict | None:
    size = word_count(line.words)
    sentence = ends_sentence(line.words)
    if own_topic:
        return SPAM_WORDS if hit.strong >= 3 and size <= _SHORT and not sentence else None
    if hit.found and _sells(hit, size, sentence=sentence):
        return SPAM_WORDS
    anchored = sentence and not hit.found and line.link_ratio < _ANCHOR
    if size <= _SHORT and not anchored and not hit.about and any(_is_target(link.href, words) for link in line.links):
        return SPAM_TARGET
    return None


def _sells(hit: _Hits, size: int, *, sentence: bool) -> bool:
    """Whether the phrases of a line are a seller's: who speaks about the trade uses fewer of them, and sentences."""
    if hit.about:
        return hit.strong >= 2 and size <= _SHORT and not sentence
    if size > _LONG:
        return hit.strong >= _DENSE
    if hit.strong >= 1 and (len(hit.found) >= 2 or size <= _SHORT) and (hit.strong >= 2 or not sentence):
        return True
    return len(hit.found) >= 2 and size <= _SHORT and not sentence


def _is_target(href: str, words: SpamWords) -> bool:
    return not words.targets.isdisjoint(_WORD.findall(href.lower()[:300]))
