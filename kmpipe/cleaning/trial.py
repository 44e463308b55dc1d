"""What a rule file would change, before it is used: the same capture cleaned without and with it, and the difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from kmpipe.cleaning.article import clean_capture
from kmpipe.errors import NoArticle
from kmpipe.model import Article, Capture, Removal


class Changes(NamedTuple):
    """The difference between two cleanings of one capture, each part in page order.

    `added` are removals only the later one has, `dropped` those only the earlier one had, `renamed` pairs of the same
    text under another rule or kind. `emptied` is the reason why the later one leaves no article, if it does.
    """

    added: tuple[Removal, ...] = ()
    dropped: tuple[Removal, ...] = ()
    renamed: tuple[tuple[Removal, Removal], ...] = ()
    emptied: str = ""

    def __bool__(self) -> bool:
        return bool(self.added or self.dropped or self.renamed or self.emptied)


def changes(before: Article, after: Article) -> Changes:
    """What the removals of `after` have more, less or otherwise than those of `before`, by their exact text.

    Of lines that stand several times in the page the first ones are taken for the same.
    """
    added = _beyond(after.removals, before.removals)
    dropped = _beyond(before.removals, after.removals)
    first, second = _common(before.removals, dropped), _common(after.removals, added)
    renamed = tuple(
        (old, new)
        for old, new in zip(_by_text(first), _by_text(second), strict=True)
        if (old.rule, old.kind) != (new.rule, new.kind)
    )
    return Changes(added, dropped, tuple(sorted(renamed, key=lambda pair: pair[0].number)))


def try_rules(
    capture: Capture, rules: Path, *, folders: tuple[Path, ...] = (), restored: frozenset[str] = frozenset()
) -> Changes:
    """What the rule file `rules` would change in the article of a capture that is cleaned with `folders` so far.

    Raises what `clean_capture` raises without the file, and `VocabularyError` for a rule that cannot be used.
    """
    before = clean_capture(capture, folders=folders, restored=restored)
    try:
        after = clean_capture(capture, folders=(*folders, rules), restored=restored)
    except NoArticle as error:
        return Changes(emptied=str(error))
    return changes(before, after)


def _beyond(removals: Iterable[Removal], known: Iterable[Removal]) -> tuple[Removal, ...]:
    left = Counter(removal.text for removal in known)
    found = []
    for removal in removals:
        if left[removal.text]:
            left[removal.text] -= 1
        else:
            found.append(removal)
    return tuple(found)


def _common(removals: Iterable[Removal], apart: Iterable[Removal]) -> list[Removal]:
    numbers = {removal.number for removal in apart}
    return [removal for removal in removals if removal.number not in numbers]


def _by_text(removals: Iterable[Removal]) -> list[Removal]:
    return sorted(removals, key=lambda removal: (removal.text, removal.number))
