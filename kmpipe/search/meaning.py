"""What of a query is asked by its meaning, and what stays a condition on every hit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kmpipe.search.query import Both, Either, Exclude, Leaf, Node, parse, readable

_WORDS = frozenset({"word", "prefix", "fuzzy"})


class Split(NamedTuple):
    """`words` are what a model reads; `conditions` is the query that a hit found by meaning must match all the same."""

    words: str
    conditions: str


def split_query(query: str, meant: Mapping[str, str] | None = None) -> Split:
    """Words without a field are asked by their meaning, and words in quotes too; these must stand in a hit as well.

    So must all that is asked of a field, and what is excluded may not. `meant` are words that people write for a field.
    Raises `QueryError`.

    >>> split_query('banjir "kali sentiong" agency:BPBD -rapat')
    Split(words='banjir kali sentiong', conditions='"kali sentiong" agency:BPBD NOT (rapat)')
    """
    asked = readable(query)
    tree = parse(asked, meant or {})
    parts = () if tree is None else tree.parts if isinstance(tree, Both) else (tree,)
    words = " ".join(leaf.text for part in parts for leaf in _leaves(part) if not leaf.field)
    return Split(words, " ".join(_written(part, asked) for part in parts if not _is_free(part)))


def _is_free(node: Node) -> bool:
    """Whether a part of a query asks for nothing but words, wherever they stand."""
    match node:
        case Both(parts) | Either(parts):
            return all(map(_is_free, parts))
        case Leaf():
            return not node.field and node.kind in _WORDS
        case _:
            return False


def _leaves(node: Node) -> Iterator[Leaf]:
    """The leaves that ask for something, in their order."""
    match node:
        case Both(parts) | Either(parts):
            for part in parts:
                yield from _leaves(part)
        case Leaf():
            yield node
        case _:
            pass  # what is excluded is not what is meant


def _written(node: Node, query: str) -> str:
    """A part of a query as it could have been written alone."""
    match node:
        case Both(parts):
            return f"({' '.join(_written(part, query) for part in parts)})"
        case Either(parts):
            return f"({' OR '.join(_written(part, query) for part in parts)})"
        case Exclude(part):
            return f"NOT ({_written(part, query)})"
        case Leaf():
            return (f"{node.field}:" if node.field else "") + query[node.start : node.end]
