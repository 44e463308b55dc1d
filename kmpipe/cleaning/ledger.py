"""The ledger: lines that stay, removals that can be put back, and the law that both together are the located text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kmpipe.model import Block, BlockKind, Language, Removal, RemovalKind


class Link(NamedTuple):
    """A link inside a line: its target as written, and the text it covers."""

    href: str
    text: str


class Line(NamedTuple):
    """A block of the located text, before it is judged: one line, or several for preformatted text.

    `text` includes the list marker. `link_size` is the number of characters inside links.
    """

    text: str
    kind: BlockKind = "paragraph"
    level: int = 0
    marker: str = ""
    links: tuple[Link, ...] = ()
    link_size: int = 0

    @property
    def words(self) -> str:
        """The text without its list marker."""
        return self.text[len(self.marker) :].lstrip(" ") if self.marker else self.text

    @property
    def link_ratio(self) -> float:
        """The share of the characters that stand inside links (0-1)."""
        return min(1.0, self.link_size / max(1, len(self.words)))


class Verdict(NamedTuple):
    """Why a line goes: the rule and the kind of the removal."""

    rule: str
    kind: RemovalKind


class Settled(NamedTuple):
    """What became of the located lines: the text that stays, its blocks, and the removals in order."""

    text: str
    blocks: tuple[Block, ...]
    removals: tuple[Removal, ...]


def settle(lines: Sequence[Line], verdicts: Sequence[Verdict | None], language: Language = "und") -> Settled:
    """The kept lines joined by one line feed, and a removal for each line with a verdict. `rebuild` is the inverse."""
    kept: list[str] = []
    blocks: list[Block] = []
    removals: list[Removal] = []
    located = end = 0
    for line, verdict in zip(lines, verdicts, strict=True):
        if verdict is None:
            start = end + len(line.text) - len(line.words)
            end += len(line.text)
            blocks.append(
                Block(kind=line.kind, start=start, end=end, language=language, level=line.level, marker=line.marker)
            )
            kept.append(line.text)
            end += 1
        else:
            links = tuple(dict.fromkeys(link.href for link in line.links))
            number = len(removals) + 1
            removals.append(
                Removal(number=number, rule=verdict.rule, kind=verdict.kind, text=line.text, start=located, links=links)
            )
        located += len(line.text) + 1
    return Settled("\n".join(kept), tuple(blocks), tuple(removals))


def rebuild(text: str, removals: Iterable[Removal]) -> str:
    r"""The located text exactly: the kept `text` with every removal put back where it stood.

    >>> rebuild("a\nc", (Removal(number=1, rule="r", kind="share", text="b", start=2),))
    'a\nb\nc'
    """
    kept = text.split("\n") if text else []
    lines: list[str] = []
    size = taken = 0
    for removal in sorted(removals, key=lambda r: r.start):
        while size < removal.start and taken < len(kept):
            lines.append(kept[taken])
            size += len(kept[taken]) + 1
            taken += 1
        lines.append(removal.text)
        size += len(removal.text) + 1
    return "\n".join((*lines, *kept[taken:]))
