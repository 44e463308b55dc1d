"""How many took part: `dihadiri sekitar 35 peserta`, `attended by 40 participants`, `tiga puluh lima (35) orang ikut`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from kmpipe.extraction.spans import Sentences, evidence, phrases, word_set
from kmpipe.model import Evidence
from kmpipe.text.tokens import Token, tokenize
from kmpipe.vocab.load import cached_words

_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+\Z")
# more than this in one activity is a count of something else
_MOST = 200_000
# words before the number in which a limit or a share takes it out
_DECOY_REACH = 5


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
    cues = {
        key: _by_sentence(key, text, tokens, sentences, folders) for key in ("came", "came_after", "decoys", "parts")
    }
    best: tuple[float, int, int, int] | None = None
    for count in _counts(tokens, low, folders):
        unit = _unit_after(low, count.last, folders)
        score, end = _score(count, unit, low, tokens, sentences, cues, folders)
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
        and low[index + 1 : index + 2] in (["ribu"], ["thousand"])
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
        elif low[last] in numerals["factors"] and last > index:
            factor = numerals["factors"][low[last]]
            if low[last] == "belas":
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
        pair = " ".join(low[at : at + 2])
        if pair in persons:
            return "person", at + 2
        if low[at] in persons:
            return "person", at + 1
        if low[at] not in fillers:
            break
    return "", index


def _score(
    count: _Count, unit: tuple[str, int], low: Sequence[str], tokens: Sequence[Token], sentences: Sentences,
    cues: dict[str, dict[int, list[int]]], folders: tuple[Path, ...],
) -> tuple[float, int]:  # fmt: skip
    """How much speaks for the count as the number of participants, and where its phrase ends."""
    kind, last = unit
    number = sentences.number(tokens[count.first].start)
    near = range(count.first - _DECOY_REACH, last + 3)
    if any(at - 1 in near for at in cues["decoys"].get(number, ())):
        return 0.0, 0
    end = tokens[last - 1].end
    came = any(0 <= count.first - at <= 8 for at in cues["came"].get(number, ()))
    after = any(0 < at - last <= 4 for at in cues["came_after"].get(number, ()))
    part = 1.0 * any(0 <= count.first - at <= 12 for at in cues["parts"].get(number, ()))
    if kind == "unit":
        return 2.0 + came + 0.5 * after - part, end
    if kind == "person" and (came or after):
        return 1.5 + 0.5 * (came and after) - part, end
    units = word_set("participants", "words", "units", folders)
    told = {"jumlah", "total", "sebanyak", ":", "number"} & set(low[max(count.first - 4, 0) : count.first])
    if (
        told
        and units & set(low[max(count.first - 7, 0) : count.first])
        and (kind or last >= len(low) or low[last] in ".;,")
    ):
        return 1.5 - part, end
    return 0.0, 0
