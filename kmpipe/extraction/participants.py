"""How many took part: `dihadiri sekitar 35 peserta`, `attended by 40 participants`, `tiga puluh lima (35) orang ikut`."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kmpipe.extraction.spans import Sentences, evidence, phrases, word_set
from kmpipe.model import Evidence
from kmpipe.text.tokens import Token, tokenize
from kmpipe.vocab.load import cached_words

# marks that end what is said of a number
_BREAKS = (";", ":", "–", "—")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+\Z")
# more than this in one activity is a count of something else
_MOST = 200_000
# words before the number in which a limit or a share takes it out
_DECOY_REACH = 5
# words between an English number and its noun (`34 neighbourhood facilitators`)
_MOST_MODIFIERS = 2
# words of a date before the comma after which a number opens its sentence (`On Wednesday, 9 May 2018, nine …`)
_FRONTED_REACH = 10


class _Count(NamedTuple):
    value: int
    first: int
    last: int


def find_participants(text: str, *, folders: tuple[Path, ...] = ()) -> tuple[int | None, tuple[Evidence, ...]]:
    """The number of participants and where it stands (code points of `text`); None where the text gives none.

    Limits (`maksimal 50 peserta`), shares (`setiap kelompok 10 peserta`), victims and inhabitants are no participants.

    >>> find_participants("Acara dihadiri sekitar 35 peserta.")[0]
    35
    """
    tokens = tokenize(text)
    low = [token.text.lower() for token in tokens]
    sentences = Sentences(text)
    keys = ("came", "came_after", "decoys", "parts", "ahead", "sign_up")
    cues = {key: _by_sentence(key, text, tokens, sentences, folders) for key in keys}
    best: tuple[float, int, int, int] | None = None
    for count in _counts(tokens, low, folders):
        unit = _unit_after(low, count.last, folders)
        opens = unit[0] == "person" and _opens(count, tokens, low, sentences, folders)
        score, end = _score(count, unit, low, tokens, sentences, cues, folders, opens=opens)
        if score > 0 and (best is None or score > best[0]):
            best = (score, count.value, tokens[count.first].start, end)
    if best is None:
        return None, ()
    score, value, start, end = best
    return value, (evidence(text, start, end, "participants.count", min(0.6 + score / 10, 1.0)),)


def _by_sentence(
    key: str, text: str, tokens: Sequence[Token], sentences: Sentences, folders: tuple[Path, ...]
) -> dict[int, list[int]]:
    """Sentence number -> indices of the tokens after the cues in it."""
    found: dict[int, list[int]] = {}
    for match in phrases("participants", "words", key, folders).find(text, tokens):
        found.setdefault(sentences.number(match.start), []).append(match.last)
    return found


def _counts(tokens: Sequence[Token], low: Sequence[str], folders: tuple[Path, ...]) -> list[_Count]:
    """The whole numbers in figures or words; `tiga puluh lima (35)` is one."""
    counts: list[_Count] = []
    index = 0
    while index < len(tokens):
        value, last = _number_at(low, index, folders)
        if value is None:
            index += 1
            continue
        if low[last : last + 1] == ["("] and low[last + 2 : last + 3] == [")"]:
            again, _ = _number_at(low, last + 1, folders)
            last = last + 3 if again is not None else last
            value = again if again is not None else value
        if 0 < value <= _MOST:
            counts.append(_Count(value, index, last))
        index = last
    return counts


def _number_at(low: Sequence[str], index: int, folders: tuple[Path, ...]) -> tuple[int | None, int]:
    """The number that begins at the token, and one past its last token."""
    word = low[index]
    numerals = cached_words("participants", "numerals", folders)
    if (
        word[0].isdecimal()
        and low[index + 1 : index + 2] != []
        and low[index + 1] in numerals["thousands"]
        and word.isdecimal()
        and len(word) <= 3
    ):
        return int(word) * 1000, index + 2
    if word.isdecimal() and len(word) <= 6:
        return int(word), index + 1
    if _GROUPED.match(word) and len(word) <= 9:
        return int(re.sub(r"\D", "", word)), index + 1
    total, group, last = 0, 0, index
    while last < len(low):
        parts = low[last].split("-")
        if all(part in numerals["units"] for part in parts):
            group += sum(numerals["units"][part] for part in parts)
        elif low[last] in numerals["joints"] and group >= 100 and _is_unit(low, last + 1, numerals["units"]):
            pass
        elif low[last] in numerals["factors"] and last > index:
            factor = numerals["factors"][low[last]]
            if low[last] in numerals["teens"]:
                group += 10
            elif factor == 1000:
                total, group = total + max(group, 1) * 1000, 0
            else:
                group = (
                    group // factor * factor + (group % factor or 1) * factor
                    if group >= factor
                    else max(group, 1) * factor
                )
        else:
            break
        last += 1
    return (total + group, last) if last > index else (None, index)


def _is_unit(low: Sequence[str], index: int, units: Mapping[str, int]) -> bool:
    return index < len(low) and all(part in units for part in low[index].split("-"))


def _unit_after(low: Sequence[str], index: int, folders: tuple[Path, ...]) -> tuple[str, int]:
    """("unit" | "person" | "", one past it) for the noun that the number counts."""
    fillers = word_set("participants", "words", "fillers", folders)
    persons = word_set("participants", "words", "persons", folders)
    for at in range(index, min(index + 3, len(low))):
        if low[at] in word_set("participants", "words", "units", folders):
            return "unit", at + 1
        if low[at] not in fillers:
            break
    for at in range(index, min(index + 2, len(low))):
        if at + 1 < len(low) and " ".join(low[at : at + 2]) in persons:
            return "person", at + 2
        if low[at] in persons:
            return "person", at + 1
        if low[at] not in fillers:
            break
    for at in range(index + 1, min(index + 1 + _MOST_MODIFIERS, len(low))):
        if not low[at - 1].isalpha() or low[at - 1] in _small_words(folders):
            break
        if low[at] in word_set("participants", "words", "modified", folders):
            return "person", at + 1
    endings = tuple(word_set("participants", "words", "endings", folders))
    if index < len(low) and low[index].endswith(endings):
        return "person", index + 1
    return "", index


@functools.cache
def _small_words(folders: tuple[Path, ...]) -> frozenset[str]:
    """Function words, and words that end the phrase of a number."""
    language = cached_words("language", "language", folders)
    decoys = word_set("participants", "words", "decoys", folders)
    return frozenset([*language.get("id", ()), *language.get("en", ())]) | decoys


def _opens(
    count: _Count, tokens: Sequence[Token], low: Sequence[str], sentences: Sentences, folders: tuple[Path, ...]
) -> bool:
    """Whether the number is the subject that opens its sentence: `Around 85 residents …`, `On 9 May 2018, nine …`."""
    start = sentences.at(tokens[count.first].start)[0]
    first = count.first
    hedges = word_set("participants", "words", "hedges", folders)
    while first > 0 and tokens[first - 1].start >= start and low[first - 1] in hedges:
        first -= 1
    if first == 0 or tokens[first - 1].start < start:
        return True
    if low[first - 1] != ",":
        return False
    back = first
    while back > 0 and first - back < _FRONTED_REACH and tokens[back - 1].start >= start:
        back -= 1
    return low[back] in word_set("participants", "words", "fronted", folders) and (
        back == 0 or tokens[back - 1].start < start
    )


def _score(
    count: _Count, unit: tuple[str, int], low: Sequence[str], tokens: Sequence[Token], sentences: Sentences,
    cues: dict[str, dict[int, list[int]]], folders: tuple[Path, ...], *, opens: bool,
) -> tuple[float, int]:  # fmt: skip
    """How much speaks for the count as the number of participants, and where its phrase ends."""
    kind, last = unit
    number = sentences.number(tokens[count.first].start)
    if number in cues["ahead"] or _is_decoyed(count, last, tokens, cues["decoys"].get(number, ())):
        return 0.0, 0
    end = tokens[last - 1].end
    came = _any_between(cues["came"].get(number, ()), count.first - 8, count.first)
    after = _any_between(cues["came_after"].get(number, ()), last + 1, last + 4)
    if number in cues["sign_up"] and not (came or after):
        return 0.0, 0
    part = 1.0 * _any_between(cues["parts"].get(number, ()), count.first - 12, count.first)
    if kind == "unit":
        return 2.0 + came + 0.5 * after - part, end
    if kind == "person" and (came or after):
        return 1.5 + 0.5 * (came and after) - part, end
    if opens:
        return 1.0 - part, end
    units = word_set("participants", "words", "units", folders)
    before = set(low[max(count.first - 4, 0) : count.first])
    told = ":" in before or before & word_set("participants", "words", "told", folders)
    if (
        told
        and units & set(low[max(count.first - 7, 0) : count.first])
        and (kind or last >= len(low) or low[last] in ".;,")
    ):
        return 1.5 - part, end
    return 0.0, 0


def _is_decoyed(count: _Count, last: int, tokens: Sequence[Token], decoys: Sequence[int]) -> bool:
    """Whether a word near the count says that it is a limit, a share or a toll; after it, only up to the next mark."""
    start = count.first
    while start > max(count.first - _DECOY_REACH, 0) and tokens[start - 1].text not in _BREAKS:
        start -= 1
    end = last
    while end < min(last + 3, len(tokens)) and tokens[end].text[0].isalnum():
        end += 1
    return _any_between(decoys, start + 1, end)


def _any_between(indices: Sequence[int], least: int, most: int) -> bool:
    """Whether one of the ordered indices is at least `least` and at most `most`."""
    at = bisect.bisect_left(indices, least)
    return at < len(indices) and indices[at] <= most
