"""The boilerplate rules as data: what one is made of, and how the shipped ones and a workspace's own are put together.

A workspace's file adds rules; a rule with the id of a shipped one replaces it whole; an entry of nothing but
`id = "…"` and `enabled = false` switches a rule off.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any, Literal

import msgspec

from kmpipe.errors import VocabularyError
from kmpipe.model import RemovalKind
from kmpipe.vocab.load import Entry, read_tables

_FIELDS = "docs/how-to.md shows a rule and the fields it may have"
# more open-ended repeats in a row make the time of a search grow with the cube of the line and worse
_MOST_OPEN = 2
# a repeat that may go this far counts as open-ended
_LONG_REPEAT = 100
_REPEAT = re.compile(r"\{(\d*)(,?)(\d*)\}")
_GROUP_HEAD = re.compile(r"\?(?:P?<[A-Za-z_]\w*>|<?[=!]|[a-zA-Z-]*:|>)")
_BACK_REFERENCE = re.compile(r"\\[1-9]|\(\?P=|\(\?\(")


class BoilerplateRule(Entry, frozen=True, kw_only=True):
    """A rule that takes a block out of an article. A rule fires where all conditions it states hold.

    `starts`, `equals`, `contains` are cues compared without case (any of them; of `contains` at least `min_hits`);
    `made_of` are words of which the whole block is made, numbers aside; `pattern` is a regular expression searched in
    the first 400 characters. `max_words` bounds the block. `where` limits it to the head, body or tail of the page;
    "links" is a line between linked headlines. `opens_tail` says that all that follows is tail. `min_link_ratio` is
    the share of characters inside links (0-1). `punctuated`: a colon, dash or arrow must follow the `starts` cue, or
    nothing. `fragment`: the block must not end like a sentence. `classes` (words of a class or id, joined by "-") and
    `elements` (HTML names) take all that stands in such an element; `shield` is the share of the page's prose (0-1)
    from which on the element is the article after all.
    """

    id: str
    kind: RemovalKind
    enabled: Literal[True] = True
    starts: tuple[str, ...] = ()
    equals: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    made_of: tuple[str, ...] = ()
    pattern: str | None = None
    max_words: int | None = None
    where: tuple[Literal["head", "body", "tail", "links"], ...] = ("head", "body", "tail")
    opens_tail: bool = False
    min_link_ratio: float | None = None
    min_hits: int = 1
    punctuated: bool = False
    fragment: bool = False
    classes: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    shield: float = 0.4


class _Off(Entry, frozen=True, kw_only=True):
    """An entry that switches a rule off."""

    id: str
    enabled: Literal[False]


@functools.cache
def boilerplate_rules(folders: tuple[Path, ...] = ()) -> tuple[BoilerplateRule, ...]:
    """The rules of the shipped vocabularies and of `folders` (a single TOML file will do), read and checked once.

    Raises `VocabularyError`, with file, entry and field, for an unknown field, kind or place, a rule without a
    condition, a pattern that is no regular expression or could take long, an id that stands twice in one folder, and a
    switched-off rule that does not exist.
    """
    rules: dict[str, BoilerplateRule] = {}
    home: dict[str, Path] = {}
    for path, document in read_tables("boilerplate", folders):
        rows = document.get("rule", [])
        if not isinstance(rows, list):
            raise VocabularyError(f"{path.name}: rule: must be a list of tables, [[rule]]", hint=_FIELDS)
        for number, row in enumerate(rows, 1):
            place = f"{path.name}: rule {number} ({row.get('id', 'no id') if isinstance(row, dict) else 'no table'})"
            entry = _entry(row, place)
            # a single file stands on top of the folders, its own one included
            beside = path if path in folders else path.parent
            if entry.id in home and home[entry.id] == beside:
                raise VocabularyError(
                    f"{place}: id: {entry.id!r} stands also before it, or in another boilerplate file of the folder",
                    hint="give one of the two another id",
                )
            home[entry.id] = beside
            if isinstance(entry, BoilerplateRule):
                rules[entry.id] = entry
            elif rules.pop(entry.id, None) is None:
                raise VocabularyError(
                    f"{place}: id: there is no rule {entry.id!r} to switch off",
                    hint="`kmpipe explain` shows the id of the rule behind each removal",
                )
    return tuple(rules.values())


def _entry(row: Any, place: str) -> BoilerplateRule | _Off:
    try:
        if isinstance(row, dict) and row.get("enabled") is False:
            return msgspec.convert(row, _Off)
        rule = msgspec.convert(row, BoilerplateRule)
    except msgspec.ValidationError as error:
        raise VocabularyError(f"{place}: {error}", hint=_FIELDS) from error
    _check(rule, place)
    return rule


def _check(rule: BoilerplateRule, place: str) -> None:
    conditions = (rule.starts, rule.equals, rule.contains, rule.made_of, rule.pattern, rule.classes, rule.elements)
    if not any(conditions):
        raise VocabularyError(
            f"{place}: no condition: it would take every line",
            hint="give it `starts`, `equals`, `contains`, `made_of`, `pattern`, `classes` or `elements`",
        )
    for field in ("starts", "equals", "contains", "made_of", "classes", "elements"):
        if any(not cue.strip() for cue in getattr(rule, field)):
            raise VocabularyError(f"{place}: {field}: an empty cue matches every line", hint="remove the empty cue")
    if rule.pattern is not None and (why := slow_or_broken(rule.pattern)):
        raise VocabularyError(
            f"{place}: pattern: {why}", hint="write the cues as `starts` or `equals`, or bound the repeats: {0,40}"
        )


def slow_or_broken(pattern: str) -> str:
    """What is wrong with a regular expression, or nothing: only those are let in that never take long on a short line.

    >>> slow_or_broken("(a+)+")
    'a repeat or a choice inside a repeat could take very long'
    >>> slow_or_broken("^page [0-9]{1,3}$")
    ''
    """
    try:
        re.compile(pattern, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        return f"no regular expression: {error}"
    if _BACK_REFERENCE.search(pattern):
        return "a reference to a group could take very long"
    return _slow(pattern)


class _Level:
    """What an open group of a pattern holds so far: a choice or a repeat, and open-ended repeats in one alternative."""

    __slots__ = ("most", "open", "varies")

    def __init__(self) -> None:
        self.varies = False
        self.open = self.most = 0


def _slow(pattern: str) -> str:
    levels = [_Level()]
    at = 0
    while at < len(pattern):
        char = pattern[at]
        closed: _Level | None = None
        if char == "(":
            levels.append(_Level())
            head = _GROUP_HEAD.match(pattern, at + 1)
            at = head.end() if head else at + 1
            continue
        if char == "|":
            levels[-1].most = max(levels[-1].most, levels[-1].open)
            levels[-1].open = 0
            levels[-1].varies = True
            at += 1
            continue
        if char == ")" and len(levels) > 1:
            closed = levels.pop()
        at = _atom_end(pattern, at)
        varies, times, at = _repeat(pattern, at)
        if closed is not None and closed.varies and times != 1:
            return "a repeat or a choice inside a repeat could take very long"
        above = levels[-1]
        above.varies |= varies or (closed is not None and closed.varies)
        above.open += (times == 0 or times > _LONG_REPEAT) + (
            max(closed.most, closed.open) if closed is not None else 0
        )
        if above.open > _MOST_OPEN:
            return f"more than {_MOST_OPEN} repeats without an end (* or +) in a row could take very long"
    return ""


def _atom_end(pattern: str, at: int) -> int:
    """Where the character, escape, class or closing bracket at `at` ends."""
    if pattern[at] == "\\":
        return at + 2
    if pattern[at] != "[":
        return at + 1
    at += 2 if pattern[at + 1 : at + 2] == "^" else 1
    at += pattern[at : at + 1] == "]"
    while at < len(pattern) and pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at + 1


def _repeat(pattern: str, at: int) -> tuple[bool, int, int]:
    """Whether the number of repeats of what stands before `at` varies, the most (0: without end), and where it ends."""
    varies, times = False, 1
    found = _REPEAT.match(pattern, at)
    if found:
        at = found.end()
        low, comma, high = found.groups()
        times = int(high or 0) if comma else int(low or 1)
        varies = bool(comma) and low != high
    elif pattern[at : at + 1] in {"*", "+", "?"}:
        varies, times = True, int(pattern[at] == "?")
        at += 1
    if varies or found:
        # the mark of a lazy or possessive repeat
        at += pattern[at : at + 1] in {"?", "+"}
    return varies, times, at
