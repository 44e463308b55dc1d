"""Articles: the cleaned text with its ledger of what was taken out."""

from __future__ import annotations

from kmpipe.model.base import BlockKind, Language, Record, RemovalKind, Rights
from kmpipe.model.values import Evidence


class Block(Record, frozen=True, kw_only=True):
    """A block of the article text. `[start, end)` covers its words without the list marker.

    `level` is the heading level (1–6) or the nesting depth of an item (1 is the outermost); `marker` is the list
    marker as it stands in the text ("1.", "•").
    """

    kind: BlockKind
    start: int
    end: int
    language: Language = "und"
    level: int = 0
    marker: str = ""


class Removal(Record, frozen=True, kw_only=True):
    """One stretch taken out of the located text: whole lines, never part of a sentence.

    `number` counts from 1 within the article; `start` is the offset in the normalised located text; `links` are the
    targets of the links inside.
    """

    number: int
    rule: str
    kind: RemovalKind
    text: str
    start: int
    links: tuple[str, ...] = ()


class Related(Record, frozen=True, kw_only=True):
    """A link to another article of the programme, taken from removal number `removal`."""

    title: str
    url: str | None = None
    removal: int | None = None


class Attachment(Record, frozen=True, kw_only=True):
    """A document the article offers: a slide deck, a press release."""

    name: str
    url: str | None = None
    evidence: tuple[Evidence, ...] = ()


class Image(Record, frozen=True, kw_only=True):
    """A picture of the article: `name` is its file name or caption."""

    name: str
    url: str | None = None


class Page(Record, frozen=True, kw_only=True):
    """One page of a document on pages: its number, from 1, and where its text stands in that of the article."""

    number: int
    start: int
    end: int


class Provenance(Record, frozen=True, kw_only=True):
    """How the article was made from its capture: which container and why, which encoding, what each field came from."""

    located: str = ""
    reason: str = ""
    encoding: str = "utf-8"
    encoding_guessed: bool = False
    title_source: str = ""
    published_source: str = ""
    modified_source: str = ""
    author_source: str = ""


class Article(Record, frozen=True, kw_only=True):
    """One cleaned article. `text` is its blocks joined by one line feed each; `published`/`modified` are calendar values.

    `language` is that of the text, `html_language` the tag the page declares (BCP 47, as written). `lead_image` is the
    address of the picture the page is shared with. `carrier` is the source key of the article that a document is attached
    to, `pages` are the pages of a document that has any, `gone` says that the source no longer shows it.
    """

    id: str
    key: str
    aliases: tuple[str, ...] = ()
    url: str | None = None
    canonical_url: str | None = None
    title: str
    language: Language = "und"
    html_language: str | None = None
    published: str | None = None
    modified: str | None = None
    author: str | None = None
    site: str | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    text: str
    blocks: tuple[Block, ...] = ()
    removals: tuple[Removal, ...] = ()
    related: tuple[Related, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    images: tuple[Image, ...] = ()
    lead_image: str | None = None
    mirrors: tuple[str, ...] = ()
    carrier: str | None = None
    pages: tuple[Page, ...] = ()
    gone: bool = False
    rights: Rights = "own"
    provenance: Provenance = Provenance()
