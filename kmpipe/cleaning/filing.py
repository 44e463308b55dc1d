"""Under which categories and tags an article is filed.

In a page: its own category and tag links, its breadcrumb and its metadata. In saved text: category lines, breadcrumbs
and labelled lines (`Categories: …`).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from kmpipe.cleaning.elements import is_foreign, text_of
from kmpipe.cleaning.prose import ends_sentence, word_count
from kmpipe.text.normalise import fold_spaces, normalise
from kmpipe.vocab.load import cached_words

# a category line or a title is no paragraph (characters)
LONGEST_TITLE = 300
# words of a category name in a line of glued names, and as a step of a breadcrumb
_NAME, _STEP_NAME = 4, 6
_GLUE = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|\s*[,|•·;/]\s*|\s{2,}")
_LISTED = re.compile(r"\s*[,•·;]\s*")
_STEP = re.compile(r"\s+[/»›>→\\|]\s+|\s*[»›→]\s*")
_TIGHT_STEP = re.compile(r"\s*[/>]\s*")
_ICONS = "🏠⌂▸»›> "
# addresses of WordPress and its kin: /category/news/, ?cat=3, /tag/flood/
_CATEGORY_ADDRESS = re.compile(r"/(?:category|categories|kategori|rubrik)/|[?&](?:cat|category_name)=")
_TAG_ADDRESS = re.compile(r"/(?:tag|tags|topik|topic)/|[?&]tag=")
_CRUMBS = etree.XPath('(//@class | //@id | //@aria-label)[contains(.,"crumb")]/..')

Kind = Literal["category", "tag"]


class Filed(NamedTuple):
    """The categories and tags of an article, each in the order in which the page shows them."""

    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def link_kind(link: Any) -> Kind | None:
    """Whether a link leads to a category or to a tag of the article, by `rel`, by the theme's classes, by its address.

    Block themes give categories `rel="tag"`, too: what holds the link (`taxonomy-category`) decides there.
    """
    rel = link.get("rel", "").lower().split()
    if "category" in rel:
        return "category"
    parent = link.getparent()
    above = f"{link.get('class', '')} {parent.get('class', '') if parent is not None else ''}".lower().split()
    if not _classes("tag_classes").isdisjoint(above):
        return "tag"
    if not _classes("category_classes").isdisjoint(above):
        return "tag" if _TAG_ADDRESS.search(link.get("href", "")) else "category"
    if "tag" in rel:
        return "category" if _CATEGORY_ADDRESS.search(link.get("href", "")) else "tag"
    return None


def filed(
    root: Any,
    links: Iterable[Any],
    title: str,
    sections: Sequence[str],
    keywords: Sequence[str],
    url: str | None = None,
) -> Filed:
    """What a page says of where its article is filed. `links` are those with a `link_kind`, in page order.

    `sections` are the categories in the metadata: they follow those a reader sees. `keywords`, the tags in the
    metadata, count where a reader sees none.
    """
    kinds = [(link_kind(link), text_of(link)) for link in links if not is_foreign(link)]
    categories = [*_crumbs(root, title, url), *(text for kind, text in kinds if kind == "category"), *sections]
    tags = [text for kind, text in kinds if kind == "tag"]
    return Filed(unique(categories), unique(tags) or unique(keywords))


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The values that say something, each once whatever its case, as first written."""
    found: dict[str, str] = {}
    for value in values:
        if value:
            found.setdefault(value.casefold(), value)
    return tuple(found.values())


def _crumbs(root: Any, title: str, url: str | None) -> list[str]:
    """The linked steps of the page's first breadcrumb between the home page and the article."""
    for trail in _CRUMBS(root):
        if is_foreign(trail):
            continue
        steps = [(text_of(link), link.get("href", "").strip()) for link in trail.iter("a")]
        if any(text for text, _ in steps):
            return [text for text, href in steps if _is_step(text, title) and not _is_home(text, href, url)]
    return []


def _is_home(text: str, href: str, url: str | None) -> bool:
    try:
        address = urlsplit(href)
    except ValueError:
        return True
    root = address.path in {"", "/"} and not address.query
    return root or href == url or text.strip(_ICONS).casefold() in home_names()


def _is_step(text: str, title: str) -> bool:
    return bool(text) and word_count(text) <= _STEP_NAME and not _is_title(text, title)


def _is_title(step: str, title: str) -> bool:
    """Whether the last step of a breadcrumb is the article itself, whole or cut short."""
    cut = step.rstrip(" .…").casefold()
    return cut == title.rstrip(" .…").casefold() or (step.endswith(("…", "...")) and title.casefold().startswith(cut))


@functools.cache
def _classes(name: str, folders: tuple[Path, ...] = ()) -> frozenset[str]:
    return frozenset(cached_words("containers", "page", folders).get(name, ()))


@functools.cache
def category_names(folders: tuple[Path, ...] = ()) -> frozenset[str]:
    """The known category names, in lower case."""
    names = cached_words("categories", "names", folders)
    return frozenset(name.lower() for language in names.values() for name in language)


@functools.cache
def _head_words(name: str, folders: tuple[Path, ...] = ()) -> tuple[str, ...]:
    words = {word.lower() for word in cached_words("boilerplate", "head", folders).get(name, ())}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def home_names(folders: tuple[Path, ...] = ()) -> frozenset[str]:
    """The first parts of breadcrumbs, in lower case."""
    return frozenset(_head_words("home", folders))


def categories_of(line: str, folders: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """The names of a category line: glued or separated names of which at least half are known, or one known name.

    >>> categories_of("KegiatanLingkungan HidupTata Ruang")
    ('Kegiatan', 'Lingkungan Hidup', 'Tata Ruang')
    >>> categories_of("Kegiatan Lingkungan Hidup di Semarang")
    ()
    """
    if len(line) > LONGEST_TITLE:
        return ()
    known = category_names(folders)
    names = [part.strip() for part in _GLUE.split(line) if part.strip()]
    hits = sum(name.lower() in known for name in names)
    if not names or hits * 2 < len(names) or hits < 1 or any(word_count(name) > _NAME for name in names):
        return ()
    return tuple(names)


def breadcrumb_of(line: str, folders: tuple[Path, ...] = (), title: str = "") -> tuple[str, ...]:
    """The steps of a breadcrumb after its home step, without `title` at its end; or nothing.

    >>> breadcrumb_of("Home / Kegiatan / Upaya Menemukan Peluang")
    ('Kegiatan', 'Upaya Menemukan Peluang')
    >>> breadcrumb_of("Anda di sini: Beranda>Berita/Kegiatan/Rapat A/B", title="Rapat A/B")
    ('Berita', 'Kegiatan')
    """
    trail = line[: 2 * LONGEST_TITLE].strip()
    lowered = trail.lower()
    label = next((word for word in _head_words("here", folders) if lowered.startswith(word)), "")
    trail = trail[len(label) :].lstrip(" :" + _ICONS)
    # a slash in the title is none of the breadcrumb
    if title and trail.casefold().endswith(title.casefold()) and len(trail) > len(title):
        trail = trail[: -len(title)].rstrip() + " / "
    homes = home_names(folders)
    for separator in (_STEP, _TIGHT_STEP):
        steps = [step.strip(" /»›>→\\|") for step in separator.split(trail)]
        if len(steps) >= 2 and steps[0].lower() in homes:
            return tuple(step for step in steps[1:] if step and not _is_title(step, title))
    return ()


def crumb_categories(steps: Iterable[str]) -> tuple[str, ...]:
    """The steps of a breadcrumb that are short enough for a category's name."""
    return tuple(step for step in steps if word_count(step) <= _STEP_NAME)


def labelled(line: str, folders: tuple[Path, ...] = ()) -> Filed:
    """The categories and tags after a label in a line of saved text.

    >>> labelled("Diposting di Kegiatan Lapangan | Tag: sampah, Bantargebang")
    Filed(categories=('Kegiatan Lapangan',), tags=('sampah', 'Bantargebang'))
    """
    found: Mapping[str, list[str]] = {"category_labels": [], "tag_labels": []}
    for part in fold_spaces(normalise(line[:LONGEST_TITLE])).split(" | "):
        for labels, names in found.items():
            lowered = part.lower()
            label = next((word for word in _head_words(labels, folders) if lowered.startswith(word)), "")
            rest = part[len(label) :]
            if label and rest[:1] in {" ", ":"} and not ends_sentence(rest):
                names += [name for name in _LISTED.split(rest.strip(" :")) if 0 < word_count(name) <= _STEP_NAME]
                break
    return Filed(unique(found["category_labels"]), unique(found["tag_labels"]))
