"""Injected spam: sellers' phrases and link targets, weighed against what the article itself is about."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from kmpipe.cleaning.ledger import Line, Verdict
from kmpipe.cleaning.prose import ends_sentence, word_count
from kmpipe.vocab.load import cached_words

_GROUPS = ("gambling", "loans", "pills", "goods")
_WORD = re.compile(r"[a-z0-9]+")
# an injected line is short; longer ones are only looked at for their density of phrases
_SHORT, _LONG = 20, 60
# running lines about the topic that make it the article's own
_OWN_TOPIC = 2
# a line longer than this (characters) is prose or damage, not an injected line
_LONGEST = 1200


class SpamWords(NamedTuple):
    """The compiled word lists: any phrase, the sellers' own among them, and the words of link targets."""

    phrase: re.Pattern[str]
    strong: frozenset[str]
    targets: frozenset[str]


@functools.cache
def spam_words(folders: tuple[Path, ...] = ()) -> SpamWords:
    """The spam vocabulary of the shipped file and of `folders`."""
    strong: set[str] = set()
    topics: set[str] = set()
    for group in _GROUPS:
        words = cached_words("spam", group, folders)
        strong.update(phrase.lower() for phrase in words.get("strong", ()))
        topics.update(phrase.lower() for phrase in words.get("topics", ()))
    phrases = sorted(strong | topics, key=lambda p: (-len(p), p))
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b" if phrases else r"(?!)")
    targets = frozenset(cached_words("spam", "targets", folders).get("words", ()))
    return SpamWords(pattern, frozenset(strong), targets)


def judge_spam(
    lines: Sequence[Line], verdicts: Sequence[Verdict | None], prose: Sequence[int], words: SpamWords, title: str
) -> list[Verdict | None]:
    """The spam verdict on each line that has none yet. `prose` is the running text of each line."""
    hits = [
        _hits(line, words) if verdict is None else frozenset() for line, verdict in zip(lines, verdicts, strict=True)
    ]
    if not any(hits) and not any(line.links for line in lines):
        return [None] * len(lines)
    speaking = sum(
        1 for found, size, line in zip(hits, prose, lines, strict=True) if found and size and ends_sentence(line.text)
    )
    own_topic = speaking >= _OWN_TOPIC or bool(words.phrase.search(title.lower()))
    return [
        verdict if verdict is not None else _judge(line, found, words, own_topic=own_topic)
        for line, found, verdict in zip(lines, hits, verdicts, strict=True)
    ]


def _hits(line: Line, words: SpamWords) -> frozenset[str]:
    return frozenset(words.phrase.findall(line.text.lower())) if len(line.text) <= _LONGEST else frozenset()


def _judge(line: Line, found: frozenset[str], words: SpamWords, *, own_topic: bool) -> Verdict | None:
    strong = len(found & words.strong)
    size = word_count(line.words)
    sentence = ends_sentence(line.words)
    if own_topic:
        return Verdict("spam-words", "spam") if strong >= 3 and size <= _SHORT and not sentence else None
    if size <= _LONG and strong >= 1 and (len(found) >= 2 or size <= _SHORT) and (strong >= 2 or not sentence):
        return Verdict("spam-words", "spam")
    if len(found) >= 2 and size <= _SHORT and not sentence:
        return Verdict("spam-words", "spam")
    if line.links and size <= _SHORT and any(_is_target(link.href, words) for link in line.links):
        return Verdict("spam-target", "spam")
    return None


def _is_target(href: str, words: SpamWords) -> bool:
    return not words.targets.isdisjoint(_WORD.findall(href.lower()[:300]))
