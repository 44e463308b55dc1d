"""Which words before a bracket an acronym stands for.

The idea is Schwartz and Hearst's (PSB 2003): read the letters of the short form in the long form, whose first letter
they share. Here every word of the long form but small ones gives at least its initial, so that blends (`Dishub`,
`Satpol PP`) and numbers (`100RC`) are read like initials.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from kmpipe.extraction.spans import known_word, word_set

# letters of an acronym that may leave out words of a name, and how many of them
_SURE_LETTERS = 4
_LEFT_OUT = 3
# a long form has at most this many words beyond the letters of its acronym (Schwartz and Hearst's bound)
_SPARE_WORDS = 5
LONGEST_SHORT = 12


def is_short(form: str) -> bool:
    """Whether a string has the shape of an acronym or a blend: `PRA`, `100RC`, `SoW`, `Satpol PP`, `Dishub`, `bimtek`."""
    bare = form.replace(" ", "").replace(".", "").replace("-", "").replace("&", "")
    if not 2 <= len(bare) <= LONGEST_SHORT or form.count(" ") > 1 or not bare.isalnum() or not bare[0].isalnum():
        return False
    capitals = sum(character.isupper() for character in bare)
    if capitals >= 2:
        return True
    if not bare.isalpha() or " " in form:
        return False
    return not (known_word(bare, "id") or known_word(bare, "en")) or (len(bare) <= 3 and capitals == 1)


def singular(form: str) -> str:
    """The acronym without the `s` of an English plural: `FGDs` -> `FGD`."""
    return form[:-1] if form.endswith("s") and len(form) > 2 and form[:-1].isupper() else form


def align(short: str, words: Sequence[str]) -> int:
    """How many of the last `words` the short form stands for; 0 if none fit.

    >>> align("TRLH", ["Bidang", "Tata", "Ruang", "dan", "Lingkungan", "Hidup"])
    5
    >>> align("Dishub", ["Kepala", "Dinas", "Perhubungan"])
    2
    """
    letters = "".join(character for character in short.lower() if character.isalnum())
    most = min(len(words), len(letters) + _SPARE_WORDS)
    lowered = [word.lower() for word in words[len(words) - most :]]
    blend = not short.replace(" ", "").isupper()
    for count in range(1, most + 1):
        chosen = lowered[most - count :]
        if chosen[0][:1] != letters[0] or (count == 1 and len(letters) > 3):
            continue
        if _fits(letters, tuple(chosen)):
            return count
    for count in range(2, most + 1):
        chosen = lowered[most - count :]
        if blend and len(letters) > 3 and chosen[0].startswith(letters[:2]) and _contains(letters, "".join(chosen)):
            return count
    return 0


def align_name(short: str, words: Sequence[str]) -> int:
    """How many of the last `words` are a name whose acronym leaves out up to three of its words; 0 if none fit.

    >>> align_name("IFRC", "the International Federation of Red Cross and Red Crescent Societies".split())
    9
    """
    if len(short) < _SURE_LETTERS or not (short.isalpha() and short.isupper()):
        return 0
    small = word_set("terms", "words", "passed_over")
    initials = ""
    for count, word in enumerate(reversed(words), 1):
        if not (word[0].isupper() or word.lower() in small) or len(initials) > len(short) + _LEFT_OUT:
            return 0
        initials = word[0] + initials if word[0].isupper() else initials
        if word[0] == short[0] and len(initials) > len(short) and _contains(short, initials):
            return count
    return 0


def _fits(letters: str, words: tuple[str, ...]) -> bool:
    """Whether each word in turn gives its initial and maybe more letters; small words may give none."""
    small = word_set("terms", "words", "passed_over")
    size = len(letters)

    @functools.cache
    def fits(letter: int, word: int) -> bool:
        if word == len(words):
            return letter == size
        if words[word] in small and fits(letter, word + 1):
            return True
        if letter == size or words[word][:1] != letters[letter]:
            return False
        at = 0
        taken = letter
        while taken < size:
            at = words[word].find(letters[taken], at) + 1
            if not at:
                return False
            taken += 1
            if fits(taken, word + 1):
                return True
        return False

    return fits(0, 0)


def _contains(letters: str, joined: str) -> bool:
    """Whether the letters stand in this order in the joined words."""
    at = 0
    for letter in letters:
        at = joined.find(letter, at) + 1
        if not at:
            return False
    return True
