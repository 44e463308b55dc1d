"""The elements of a page that declare to hold the text of the article."""

from __future__ import annotations

from itertools import islice
from typing import Any

from kmpipe.cleaning.blocks import walk
from kmpipe.cleaning.elements import Declared, ElementJudge, ElementRules
from kmpipe.cleaning.ledger import Verdict
from kmpipe.cleaning.locate import marked, sizes_of
from kmpipe.cleaning.prose import word_count

# a container is nested in another of its name within so many elements
_ANCESTORS = 20
# words below which a container is empty: a share button, a heading
_MIN_WORDS = 5
_WIDE = frozenset({"article", "main"})


def declared_containers(root: Any, rules: ElementRules) -> dict[Declared, Any]:
    """The first declared container of each name in a parsed page; of nested ones the innermost."""
    judge = ElementJudge(rules)
    found: dict[Declared, Any] = {}
    for element in root.iter("article", "div", "main", "section"):
        declared = judge.container(element.tag, element.attrib)
        if declared is not None and (
            declared not in found or found[declared] in islice(element.iterancestors(), _ANCESTORS)
        ):
            found[declared] = element
    return found


def is_declared_empty(root: Any, rules: ElementRules) -> bool:
    """Whether a page says where its text is, and there is none, as in a post of a title and a picture.

    The elements `article` and `main` hold more than the text: they do not count.
    """
    held = [_words(element, rules) for element in declared_containers(root, rules).values() if element.tag not in _WIDE]
    return bool(held) and max(held) < _MIN_WORDS


def element_verdicts(root: Any, rules: ElementRules) -> dict[str, Verdict]:
    """The verdict on each line of a parsed page that its elements take out, by the line's words."""
    walked = walk(root, rules)
    verdicts = marked(walked, sizes_of(walked.lines))
    return {line.words: verdict for line, verdict in zip(walked.lines, verdicts, strict=True) if verdict is not None}


def _words(element: Any, rules: ElementRules) -> int:
    walked = walk(element, rules)
    verdicts = marked(walked, sizes_of(walked.lines))
    return sum(word_count(line.words) for line, verdict in zip(walked.lines, verdicts, strict=True) if verdict is None)
