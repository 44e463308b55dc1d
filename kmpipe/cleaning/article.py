"""From a capture to an article: decode, locate, judge, and keep the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from kmpipe.cleaning.containers import element_verdicts, is_declared_empty
from kmpipe.cleaning.dating import day_of
from kmpipe.cleaning.documents import Document, pages_in, read_document
from kmpipe.cleaning.elements import element_rules
from kmpipe.cleaning.jsonld import body_lines, holds_more
from kmpipe.cleaning.ledger import Line, Settled, Verdict, settle
from kmpipe.cleaning.locate import Located, sizes_of
from kmpipe.cleaning.matching import rule_book
from kmpipe.cleaning.metadata import Metadata, read_metadata
from kmpipe.cleaning.offers import attachments, kept, related
from kmpipe.cleaning.page import Page, is_fragment, parse, read_page
from kmpipe.cleaning.paging import join_pages, pages_of
from kmpipe.cleaning.paragraphs import PageStart
from kmpipe.cleaning.prose import prose_size, word_count
from kmpipe.cleaning.rules import judge
from kmpipe.cleaning.textpage import TextPage, read_text_page
from kmpipe.cleaning.wordpress import plain_title, render_content
from kmpipe.errors import NoArticle
from kmpipe.model import Article, Capture, Image, Known, Provenance
from kmpipe.text.decode import decode
from kmpipe.text.identity import article_id
from kmpipe.text.language import detect_blocks
from kmpipe.text.normalise import fold_spaces, normalise

# words of text beside headings below which a page holds no article
_MIN_WORDS = 5
# a line of fewer words is a label: a topic, a name, a date
_LABEL_WORDS = 3
# sources that give the content of an article without a page around it
_CONTENT_ALONE = frozenset({"rest", "wxr", "feed"})
# pages as their sites showed them: there a post without a text is one that has none
_SHOWN = frozenset({"page", "warc"})
# where the text of an article was found that has none
_NOTHING = "none"
# the byline stands within the first lines of its kind
_BYLINES = 4


class _Read(NamedTuple):
    """An article before its record is made."""

    lines: Sequence[Line]
    verdicts: Sequence[Verdict | None]
    images: tuple[Image, ...]
    located: Located
    metadata: Metadata
    starts: tuple[PageStart, ...] = ()
    encoding: str = ""
    encoding_guessed: bool = False


def clean_capture(
    capture: Capture, *, folders: tuple[Path, ...] = (), restored: frozenset[str] = frozenset()
) -> Article:
    """The article in a capture. `folders` hold a workspace's own vocabularies (a single TOML file among them counts, too).

    `restored` are the exact texts of removals put back by hand: every line with such a text stays, however often it
    stands, and all other lines are judged as without it.
    `rebuild(article.text, article.removals)` is the located text. A post of the web that has a title and no text, but
    perhaps a picture, is an article without text. Raises `EmptyDocument`, `NotText`, `ParseError`,
    `NoArticle` where nothing stays, and for documents on pages also `Encrypted`, `NoTextLayer`, `TooLarge`.
    """
    read = _read(capture, _known(capture).title or "", folders, restored)
    settled = settle(read.lines, read.verdicts)
    # a post of the web may be a line long; a saved page that gives no more was not understood
    if read.located.name != _NOTHING and (capture.kind == "file" or settled.removals or not settled.text.strip()):
        _refuse_empty(settled)
    return _article(capture, read, settled, folders)


def _read(capture: Capture, title: str, folders: tuple[Path, ...], restored: frozenset[str]) -> _Read:
    if capture.media_type not in {"text/html", "text/plain"}:
        return _of_document(read_document(capture, title=title, folders=folders, restored=restored))
    html = capture.media_type == "text/html"
    if capture.kind in _CONTENT_ALONE and not capture.body.strip():
        return _without_text("the source gives no content for it", Metadata(title=title))
    decoded = decode(_without_nul(capture.body) if html else capture.body, capture.charset)
    if html:
        read = _read_html(decoded.text, capture, title, folders, restored)
    else:
        read = _read_text(read_text_page(decoded.text, title=title, folders=folders, restored=restored))
    return read._replace(encoding=decoded.encoding, encoding_guessed=decoded.guessed)


def _known(capture: Capture) -> Known:
    """What the source knows, as words: a source of markup writes names and titles as markup, too."""
    known = capture.known
    if capture.kind not in _CONTENT_ALONE:
        return msgspec.structs.replace(known, title=fold_spaces(normalise(known.title or "")))
    return msgspec.structs.replace(
        known,
        title=plain_title(known.title or "", typed=capture.kind == "wxr"),
        author=plain_title(known.author) if known.author else None,
        categories=tuple(map(plain_title, known.categories)),
        tags=tuple(map(plain_title, known.tags)),
    )


def _without_nul(body: bytes) -> bytes:
    """Markup with stray NUL bytes is still markup, as browsers have it; UTF-16 has them by right."""
    if (
        b"\0" in body
        and b"<" in body[:1024]
        and not body.startswith((b"\xff\xfe", b"\xfe\xff"))
        and body.count(b"\0") * 20 < len(body)
    ):
        return body.replace(b"\0", b"")
    return body


def _read_html(html: str, capture: Capture, title: str, folders: tuple[Path, ...], restored: frozenset[str]) -> _Read:
    declared = capture.kind in _CONTENT_ALONE
    first, *others = [render_content(html)] if capture.kind == "wxr" else pages_of(html)
    root = parse(first)
    if others:
        join_pages(root, map(parse, others), element_rules(folders))
    metadata = read_metadata(root, capture.url)
    title = title or metadata.title
    page = read_page(
        root,
        fragment=is_fragment(html),
        declared=declared,
        title=title,
        url=capture.url or metadata.canonical_url,
        folders=folders,
        restored=restored,
    )
    if page is None and not metadata.body and is_declared_empty(root, element_rules(folders)):
        if capture.kind in _SHOWN:
            return _without_text("the place of the text is empty", metadata)
        raise NoArticle("the place of the text is empty", hint="open the page: is its text an image or a document?")
    if page is None and declared:
        return _without_text("the source gives no content for it", metadata._replace(title=title))
    if page is None or (not declared and holds_more(metadata.body, sum(len(line.text) for line in page.lines))):
        page = _last_resort(root, html, metadata, title, folders, restored)
    return _Read(page.lines, page.verdicts, page.images, page.located, metadata)


def _without_text(reason: str, metadata: Metadata) -> _Read:
    """A post that has nothing but its title. Raises `NoArticle` where there is not even that."""
    if not metadata.title:
        raise NoArticle(reason, hint="open its page: is its text an image or a document?")
    return _Read((), (), (), Located(0, 0, _NOTHING, reason), metadata)


def _last_resort(
    root: Any, html: str, metadata: Metadata, title: str, folders: tuple[Path, ...], restored: frozenset[str]
) -> Page:
    """The text in the JSON-LD, or what trafilatura finds, where the page's own structure gave nothing."""
    texts = body_lines(metadata.body)
    name, reason = "json-ld", "articleBody of the JSON-LD; the page shows none of it, or little"
    if sum(map(len, texts)) < 40:
        texts, name, reason = _by_trafilatura(html), "trafilatura", "no container and little running text"
    lines = [Line(text) for text in texts]
    if not lines:
        raise NoArticle(
            "no running text in the page", hint="look at the page: is it a list, a gallery, or built by a script?"
        )
    # the text found so knows nothing of elements: what stands in a menu or a comment is still none of the article
    passed = element_verdicts(root, element_rules(folders))
    verdicts = judge(lines, [passed.get(text) for text in texts], sizes_of(lines), rule_book(folders), title, restored)
    return Page(tuple(lines), tuple(verdicts), (), Located(0, len(lines), name, reason))


def _by_trafilatura(html: str) -> list[str]:
    import trafilatura  # noqa: PLC0415 - takes 0.5 s to import and is needed for few pages

    # fast: without justext, which is quadratic in the number of short blocks (5,000 tables: 15 s)
    return body_lines(trafilatura.extract(html, include_comments=False, include_tables=True, fast=True) or "")


def _read_text(page: TextPage) -> _Read:
    metadata = Metadata(title=page.title, title_source=page.title_source, categories=page.categories, tags=page.tags)
    located = Located(0, len(page.lines), "text", "saved text: all its lines")
    return _Read(page.lines, page.verdicts, page.images, located, metadata)


def _of_document(document: Document) -> _Read:
    metadata = Metadata(title=document.named.title, title_source=document.named.source)
    return _Read(document.lines, document.verdicts, (), document.located, metadata, document.starts)


def _refuse_empty(settled: Settled) -> None:
    counts = [word_count(settled.text[b.start : b.end]) for b in settled.blocks if b.kind not in {"heading", "caption"}]
    words = sum(count for count in counts if count >= _LABEL_WORDS)
    # scripts without blanks between words are measured by their characters
    if words < _MIN_WORDS and not any(prose_size(Line(text)) for text in settled.text.split("\n")):
        raise NoArticle(
            f"nothing but boilerplate: {len(settled.removals)} lines removed, {words} words left",
            hint="look at the page; if a rule takes too much, restore what it took",
        )


def _article(capture: Capture, read: _Read, settled: Settled, folders: tuple[Path, ...]) -> Article:
    known, metadata = _known(capture), read.metadata
    published = known.published or metadata.published
    source = "source" if known.published else metadata.published_source
    if published is None and (published := _byline_date(settled)):
        source = "byline"
    stay, gone = kept(read.lines, read.verdicts), kept(read.lines, read.verdicts, removed=True)
    title = known.title or metadata.title or _first_words(settled)
    language, languages = detect_blocks([settled.text[block.start : block.end] for block in settled.blocks])
    blocks = tuple(
        msgspec.structs.replace(block, language=spoken) for block, spoken in zip(settled.blocks, languages, strict=True)
    )
    return Article(
        id=article_id(capture.key),
        key=capture.key,
        url=capture.url,
        canonical_url=metadata.canonical_url,
        title=title,
        language=language,
        html_language=metadata.html_language,
        published=published,
        modified=known.modified or metadata.modified,
        author=known.author or metadata.author,
        site=metadata.site,
        categories=known.categories or metadata.categories,
        tags=known.tags or metadata.tags,
        text=settled.text,
        blocks=blocks,
        removals=settled.removals,
        related=related(settled.removals, gone, capture.url, folders),
        attachments=attachments(settled.text, settled.blocks, stay, capture.url, folders),
        images=read.images,
        lead_image=metadata.lead_image,
        carrier=known.carrier,
        pages=pages_in(settled.text, read.lines, read.verdicts, read.starts),
        rights=capture.rights,
        provenance=Provenance(
            located=read.located.name,
            reason=read.located.reason,
            encoding=read.encoding,
            encoding_guessed=read.encoding_guessed,
            title_source="source" if known.title else metadata.title_source or "first words",
            published_source=source,
            modified_source="source" if known.modified else metadata.modified_source,
            author_source="source" if known.author else metadata.author_source,
        ),
    )


def _byline_date(settled: Settled) -> str | None:
    """The day in the first byline line with one: what a page without other dates says of its publication."""
    bylines = [removal.text for removal in settled.removals if removal.kind == "byline"][:_BYLINES]
    return next((day for text in bylines if (day := day_of(text))), None)


def _first_words(settled: Settled) -> str:
    """A title for a page without one: its first line, cut at a word."""
    line = settled.text.split("\n", 1)[0]
    return line if len(line) <= 100 else line[:100].rsplit(" ", 1)[0] + "…"
