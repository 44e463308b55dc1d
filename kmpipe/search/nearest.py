"""How near words are to each other: for spelling suggestions in errors and answers."""

from __future__ import annotations

from collections.abc import Iterable


def distance(one: str, other: str) -> int:
    """The edits between two words: letters left out, added, changed, or exchanged with their neighbour.

    >>> distance("bajnir", "banjir"), distance("agensi", "agency")
    (1, 2)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        following = [number]
        for column, wanted in enumerate(other, 1):
            best = min(row[column - 1] + (letter != wanted), row[column] + 1, following[-1] + 1)
            if number > 1 and column > 1 and letter == other[column - 2] and one[number - 2] == wanted:
                best = min(best, before[column - 2] + 1)
            following.append(best)
        before, row = row, following
    return row[-1]


def tolerated(word: str) -> int:
    """The edits at which another word may be the one that was meant: a third of the letters, two at most."""
    return min(2, len(word) // 3)


def all_nearest(word: str, choices: Iterable[str]) -> list[str]:
    """The choices that were probably meant, compared without case: those at the least distance, none where all are far."""
    plain, most = word.casefold(), tolerated(word)
    found: list[str] = []
    for choice in choices:
        if abs(len(choice) - len(word)) <= most and (edits := distance(plain, choice.casefold())) <= most:
            if edits < most:
                found, most = [], edits
            found.append(choice)
    return found


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that was probably meant, the first of equals; None where all are far.

    >>> nearest("plase", ["place", "person"]), nearest("xyz", ["place"])
    ('place', None)
    """
    return next(iter(all_nearest(word, choices)), None)
