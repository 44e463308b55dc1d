"""What an HTML element says about itself: which rule takes it out, which container it is, whether a reader sees it."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from kmpipe.cleaning.ledger import Verdict
from kmpipe.model import BlockKind
from kmpipe.text.normalise import fold_spaces, normalise
from kmpipe.vocab.boilerplate import boilerplate_rules
from kmpipe.vocab.load import Entry, cached_entries, cached_words

# nothing a reader reads as text of the page
SKIPPED = frozenset(
    """
    applet area audio base button canvas col colgroup datalist embed frame frameset head iframe input link map math meta
    noembed noframes noscript object option param script select source style svg template textarea title track video
    """.split()  # noqa: SIM905 - HTML names read best as a list of words
)
BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu nav ol p pre section summary table tbody td tfoot th
    thead tr ul
    """.split()  # noqa: SIM905 - as above
)
# of those not read, what a reader sees between the words around it
SHOWN = frozenset({"audio", "button", "canvas", "embed", "iframe", "input", "math", "object", "select", "svg", "video"})
# what the text of an article is made of: such an element without class or id says nothing of its own place
PLAIN = frozenset(
    """
    blockquote caption h2 h3 h4 h5 h6 li ol p pre table tbody td tfoot th thead tr ul
    """.split()  # noqa: SIM905 - as above
)
# the kind of block an element makes, and the level of a heading
KINDS: Mapping[str, tuple[BlockKind, int]] = {
    **{f"h{level}": ("heading", level) for level in range(1, 7)},
    "blockquote": ("quote", 0),
    "caption": ("caption", 0),
    "figcaption": ("caption", 0),
    "pre": ("preformatted", 0),
}
# the words of a class or id: `relatedPosts`, `related_posts` and `related-posts` are all related, posts
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_HIDING = re.compile(
    r"display:none|visibility:hidden|opacity:0(?:\.0+)?(?:;|$)|font-size:0(?:px|pt|em)?(?:;|$)"
    r"|(?:left|right|top|text-indent|margin-left|margin-top):-\d{3,}|clip:rect\([01](?:px)?[, ]"
)
_ZERO = re.compile(r"(?:^|;)(?:max-)?(?:width|height):[01](?:px)?(?:;|$|!)")
# a class attribute longer than this is generated; its head is enough
_LONGEST = 300
_MOST_WORDS = 40
# elements above a time or a category link that make it another article's, or a comment's; a look-up this deep suffices
_FOREIGN = re.compile(
    r"comment|sidebar|widget|related|footer|recent|popular|(?:^|[\s_-])nav|check-also|share", re.IGNORECASE
)
# but the foot of the article is its own: many themes put categories and tags there
# and Blogger calls the whole list of posts a widget
_OWN = re.compile(
    r"(?:^|[\s_-])(?:entry|post|article|node)[_-]{1,2}(?:footer|meta)\b|(?:^|\s)widget blog\b", re.IGNORECASE
)
_ANCESTORS = 12
# titles, dates and names are shorter than this (characters); a wrapper that bears their class may hold the whole page
_LONGEST_TEXT = 2000


class Container(Entry, frozen=True, kw_only=True):
    """A declared container of article text, the most reliable first: any of its classes, ids, itemprops or elements.

    A reliable one, if it stands alone in the page, is the article however short it is.
    """

    id: str
    classes: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    itemprops: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    reliable: bool = True


class Declared(NamedTuple):
    """What an element declares to be: the rank (0 is the best), the id of the container, and whether it is reliable."""

    rank: int
    id: str
    reliable: bool


class Region(NamedTuple):
    """A verdict on an element, with the share of the page's prose from which on it is ignored."""

    verdict: Verdict
    shield: float


class ElementRules(NamedTuple):
    """The vocabulary of elements, ready for look-up; `firsts` are the words a gram begins with."""

    grams: Mapping[str, Region]
    firsts: frozenset[str]
    elements: Mapping[str, Region]
    negations: frozenset[str]
    content: frozenset[str]
    longest: int
    classes: Mapping[str, Declared]
    ids: Mapping[str, Declared]
    itemprops: Mapping[str, Declared]
    containers: Mapping[str, Declared]


@functools.cache
def element_rules(folders: tuple[Path, ...] = ()) -> ElementRules:
    """The element rules of the shipped vocabularies and of `folders`, read once."""
    grams: dict[str, Region] = {}
    elements: dict[str, Region] = {}
    for rule in boilerplate_rules(folders):
        region = Region(Verdict(rule.id, rule.kind), rule.shield)
        grams |= dict.fromkeys(rule.classes, region)
        elements |= dict.fromkeys(rule.elements, region)
    containers = [
        (Declared(rank, c.id, c.reliable), c)
        for rank, c in enumerate(cached_entries("containers", "container", Container, folders))
    ]
    words = cached_words("boilerplate", "class_words", folders)
    return ElementRules(
        grams=grams,
        firsts=frozenset(gram.partition("-")[0] for gram in grams),
        elements=elements,
        negations=frozenset(words.get("negations", ())),
        content=frozenset(words.get("content", ())),
        longest=max((gram.count("-") + 1 for gram in grams), default=1),
        classes={name.lower(): declared for declared, c in containers for name in c.classes},
        ids={name.lower(): declared for declared, c in containers for name in c.ids},
        itemprops={name.lower(): declared for declared, c in containers for name in c.itemprops},
        containers={name.lower(): declared for declared, c in containers for name in c.elements},
    )


class ElementJudge:
    """Judges the elements of one page; what it learnt of a class attribute is kept for the next element with the same."""

    def __init__(self, rules: ElementRules) -> None:
        self._rules = rules
        self._seen: dict[str, Region | None] = {}
        self._names: dict[str, Region | None] = {}

    def region(self, tag: str, attributes: Mapping[str, Any]) -> Region | None:
        """The rule that takes the element out, by its name first, then by its class, id or role."""
        if (found := self._rules.elements.get(tag)) is not None:
            return found
        label = f"{attributes.get('class', '')} {attributes.get('id', '')} {attributes.get('role', '')}"
        if len(label) == 2:
            return None
        if label not in self._seen:
            self._seen[label] = self._by_words(label[:_LONGEST])
        return self._seen[label]

    def conceals(self, attributes: Mapping[str, Any]) -> bool:
        """Whether the class of an inline element says that only a screen reader reads it."""
        found = self.region("", attributes) if "class" in attributes else None
        return found is not None and found.verdict.kind == "hidden"

    def _by_words(self, label: str) -> Region | None:
        known = self._names
        for name in label.split():
            if name not in known:
                known[name] = self._by_name(name)
            if (found := known[name]) is not None:
                return found
        return None

    def _by_name(self, name: str) -> Region | None:
        rules = self._rules
        words = [word.lower() for word in _WORDS.findall(name)[:_MOST_WORDS]]
        if rules.firsts.isdisjoint(words) or not rules.content.isdisjoint(words):
            return None
        for first in range(len(words)):
            if first and words[first - 1] in rules.negations:
                continue
            for last in range(first + 1, min(first + rules.longest, len(words)) + 1):
                if (found := rules.grams.get("-".join(words[first:last]))) is not None:
                    return found
        return None

    def container(self, tag: str, attributes: Mapping[str, Any]) -> Declared | None:
        """The declared container the element is, the most reliable of several."""
        rules = self._rules
        if not attributes:
            return rules.containers.get(tag)
        found = [rules.classes[name] for name in attributes.get("class", "").lower().split() if name in rules.classes]
        for value, table in (
            (attributes.get("id"), rules.ids),
            (attributes.get("itemprop"), rules.itemprops),
            (tag, rules.containers),
        ):
            if value and (hit := table.get(value.strip().lower())) is not None:
                found.append(hit)
        return min(found, default=None)


def is_hidden(attributes: Mapping[str, Any]) -> bool:
    """Whether a reader does not see the element: `hidden`, `aria-hidden`, or a style that hides, shrinks or moves it away."""
    if "hidden" in attributes or attributes.get("aria-hidden", "").strip().lower() == "true":
        return True
    style = attributes.get("style")
    if not style:
        return False
    flat = re.sub(r"\s+", "", style.lower())
    return bool(_HIDING.search(flat)) or (len(_ZERO.findall(flat)) >= 1 and "overflow:hidden" in flat)


def is_foreign(element: Any) -> bool:
    """Whether an element stands in a comment, a sidebar, a list of other articles or the foot of the page."""
    for count, above in enumerate(element.iterancestors()):
        if count >= _ANCESTORS or above.tag in {"body", "main"}:
            return False
        label = f"{above.get('class', '')} {above.get('id', '')}"[:_LONGEST]
        if (above.tag in {"aside", "footer", "nav"} or _FOREIGN.search(label)) and not _OWN.search(label):
            return True
    return False


def text_of(element: Any) -> str:
    """The words in an element on one line, cut after 2,000 characters."""
    parts: list[str] = []
    size = 0
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        part = (inner.text if event == "start" else inner.tail if inner is not element else "") or ""
        if inner.tag in BLOCKS or inner.tag == "br":
            part = f" {part}"
        parts.append(part[:_LONGEST_TEXT])
        size += len(part)
        if size > _LONGEST_TEXT:
            break
    return fold_spaces(normalise("".join(parts)))[:_LONGEST_TEXT]
