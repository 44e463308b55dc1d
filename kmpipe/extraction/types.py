"""What kind of activity a report tells of: the name the report gives the event, weighed by where it stands."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kmpipe.model import ActivityType, Evidence, EvidenceField
from kmpipe.text.sentences import split_sentences
from kmpipe.text.tokens import Token, tokenize
from kmpipe.vocab.load import EventType, cached_entries, cached_words
from kmpipe.vocab.match import Match, Phrases


class _Cue(NamedTuple):
    type: ActivityType
    text: str
    weight: float


class _Vote(NamedTuple):
    """A cue in the title or the text with the weight its place gives it."""

    cue: _Cue
    field: EvidenceField
    start: int
    end: int
    weight: float


# evidence beyond this adds nothing to read
_PIECES = 6


def find_type(
    text: str, *, title: str = "", folders: tuple[Path, ...] = ()
) -> tuple[ActivityType, tuple[Evidence, ...]]:
    """The type of the activity and the mentions that speak for it, heaviest first; `other` without any.

    The title counts most, then the opening sentences, then the body; a name after a word of holding or before `ini`
    counts more, one after a word that points at another event less (the `[scoring]` table of `event_types.toml`).
    Offsets are code points of `text` or `title`.

    >>> find_type("Dinas menggelar pelatihan bagi guru.", title="Persiapan Lokakarya")[0]
    'training'
    """
    rules = cached_words("event_types", "scoring", folders)
    phrases = _phrases(folders)
    votes = [*_title_votes(title, phrases, rules), *_text_votes(text, phrases, rules)]
    totals: defaultdict[ActivityType, float] = defaultdict(float)
    for vote in votes:
        totals[vote.cue.type] += vote.weight
    if not totals:
        return "other", ()
    first = {vote.cue.type: -index for index, vote in reversed(list(enumerate(votes)))}
    best = max(totals, key=lambda name: (round(totals[name], 6), first[name]))
    if totals[best] < rules["report"]:
        return "other", ()
    return best, _evidence([vote for vote in votes if vote.cue.type == best], title, text)


@functools.cache
def _phrases(folders: tuple[Path, ...]) -> Phrases[tuple[_Cue, ...]]:
    types = cached_entries("event_types", "type", EventType, folders)
    names: list[str] = cached_words("event_types", "scoring", folders)["names"]
    cues = [(cue.text, (_Cue(entry.id, cue.text, cue.weight),)) for entry in types for cue in entry.cues]
    return Phrases([*cues, *((name, ()) for name in names)])


def _cues(match: Match[tuple[_Cue, ...]]) -> tuple[_Cue, ...]:
    return tuple(cue for cues in match.payloads for cue in cues)


def _title_votes(title: str, phrases: Phrases[tuple[_Cue, ...]], rules: Mapping[str, Any]) -> list[_Vote]:
    votes: list[_Vote] = []
    tokens = tokenize(title)
    for match in phrases.find(title, tokens):
        place = _context(tokens, match, rules)
        place *= rules["title_later"] if votes else rules["title"]
        votes += [_Vote(cue, "title", match.start, match.end, cue.weight * place) for cue in _cues(match)]
    return votes


def _text_votes(text: str, phrases: Phrases[tuple[_Cue, ...]], rules: Mapping[str, Any]) -> list[_Vote]:
    tokens = tokenize(text)
    # a heading or a dateline is no sentence that tells something
    told = [end for start, end in split_sentences(text) if len(tokenize(text[start:end])) > rules["dateline"]]
    opening = (told or [len(text)])[: rules["opening_sentences"]][-1]
    votes: list[_Vote] = []
    mentions: defaultdict[ActivityType, int] = defaultdict(int)
    for match in phrases.find(text, tokens):
        context = _context(tokens, match, rules)
        for cue in _cues(match):
            if votes and votes[-1].cue.type == cue.type and _in_bracket(text, votes[-1].end, match.start):
                continue  # the acronym in brackets repeats the name before it
            if match.start < opening and not mentions[cue.type]:
                place = rules["opening"]
                mentions[cue.type] = 1
            elif mentions[cue.type] < rules["mentions"]:
                place = rules["body"]
                mentions[cue.type] += 1
            else:
                continue
            votes.append(_Vote(cue, "text", match.start, match.end, cue.weight * place * context))
    return votes


def _in_bracket(text: str, end: int, start: int) -> bool:
    """Whether only an opening bracket stands between `end` and `start`; a far-off `start` costs nothing."""
    return start - end <= 3 and text[end:start].strip() == "("


def _context(tokens: Sequence[Token], match: Match[tuple[_Cue, ...]], rules: Mapping[str, Any]) -> float:
    """How much more or less the words around a name make it the name of this event."""
    before = [token.text.lower() for token in tokens[max(0, match.first - rules["held_reach"]) : match.first]]
    after = tokens[match.last].text.lower() if match.last < len(tokens) else ""
    if any(word in rules["elsewhere"] for word in before[-rules["reach"] :]):
        return float(rules["other_event"])
    held = after in rules["this"] or any(word in rules["holding"] for word in before)
    return float(rules["held"]) if held else 1.0


def _evidence(votes: Sequence[_Vote], title: str, text: str) -> tuple[Evidence, ...]:
    """The heaviest votes; their confidence is their weight, one half for a plain mention in the opening."""
    heaviest = sorted(votes, key=lambda vote: (-vote.weight, vote.field != "title", vote.start))[:_PIECES]
    return tuple(
        Evidence(
            field=vote.field,
            start=vote.start,
            end=vote.end,
            quote=(title if vote.field == "title" else text)[vote.start : vote.end],
            rule=f"type cue: {vote.cue.text}",
            confidence=round(min(1.0, vote.weight / 3), 3),
        )
        for vote in heaviest
    )
