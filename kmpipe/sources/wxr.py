"""The export files of WordPress (WXR 1.0 to 1.2, Tools → Export) as a source, read item by item however long they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from kmpipe.errors import DocumentError, ParseError, SourceMissing
from kmpipe.model import Known
from kmpipe.sources.addresses import key_form
from kmpipe.sources.packed import beginning, contents
from kmpipe.sources.records import Note, Offer
from kmpipe.sources.wxritem import Fields, read_authors, read_format, read_item
from kmpipe.sources.wxrsplit import Piece, split

# the comment that every export begins with is longer than a kilobyte
_HEAD = 1 << 14
# what WordPress itself keeps beside posts and pages, none of it anything a reader sees by itself
_INTERNAL = frozenset(
    {
        "attachment", "custom_css", "customize_changeset", "nav_menu_item", "oembed_cache", "revision", "user_request", "wp_block",
        "wp_font_face", "wp_font_family", "wp_global_styles", "wp_navigation", "wp_template", "wp_template_part",
    }
)  # fmt: skip
_MOMENT = re.compile(r"(?!0000)\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_BASE = re.compile(rb"<wp:base_blog_url>\s{0,9}([^<>\s]{1,2000})\s{0,9}</wp:base_blog_url>")


def is_wxr(head: bytes) -> bool:
    """Whether a file that begins so is an export of WordPress, gzipped or not; `head` should be 16 kB or more."""
    start = beginning(head, _HEAD)
    return b"<rss" in start and b"http://wordpress.org/export/" in start


def read_wxr(path: Path, *, pages: bool = False, note: Note = lambda _: None) -> Iterator[Offer | DocumentError]:
    """The posts of an export file in its order, and with `pages` its pages.

    What must not come in is offered without its content, `dropped` saying why: `password-protected`, the status of what is
    not published (`draft`, `private`, `pending`, `future`, `trash`), `page` for a page nobody asked for, `type x` for the
    types that plug-ins add. Attachments, menus and the like are passed over. An item that cannot be read is a
    `DocumentError`, and the next ones follow. `note` is told what was mended.

    No more than one item is held. Raises `SourceMissing`, and `ParseError` for a document type declaration (DTD) and, after
    everything that is whole, for a file that is cut off.
    """
    try:
        with path.open("rb") as file:
            yield from _read(split(contents(file), path.name), path.name, note, pages=pages)
    except OSError as error:
        hint = "check the file and its permissions"
        raise SourceMissing(f"{path.name}: cannot be read: {error.strerror}", hint=hint) from error


def site_of(path: Path) -> str:
    """The address of the site an export is of, or nothing where it does not say. Raises `SourceMissing`, `ParseError`."""
    try:
        with path.open("rb") as file:
            head = next(split(contents(file), path.name), None)
    except OSError as error:
        raise SourceMissing(f"{path.name}: cannot be read: {error.strerror}", hint="check the file") from error
    found = _BASE.search(head.data) if isinstance(head, Piece) else None
    return found[1].decode("utf-8", "replace") if found else ""


def _read(
    pieces: Iterator[Piece | DocumentError], name: str, note: Note, *, pages: bool
) -> Iterator[Offer | DocumentError]:
    head = next(pieces)
    if not isinstance(head, Piece):
        raise head
    form, base = read_format(head.data), _BASE.search(head.data)
    site = base[1].decode("utf-8", "replace") if base else ""
    try:
        authors = read_authors(head.data, form)
    except ParseError as error:
        note(f"{name}: the list of authors cannot be read, their logins stand for them: {error.message}")
        authors = {}
    for piece in pieces:
        if not isinstance(piece, Piece):
            yield piece
            continue
        try:
            fields, notes = read_item(piece.data, form)
        except ParseError as error:
            yield ParseError(f"{name}: item {piece.number}: {error.message}", hint=error.hint)
            continue
        for line in notes:
            note(f"{name}: item {piece.number} ({fields.get('link')}): {line}")
        offer = _offer(fields, authors, site, pages=pages)
        if offer is not None and key_form(offer.url):
            yield offer
        elif offer is not None:
            hint = "mend its link, and export the site again"
            yield ParseError(f"{name}: item {piece.number}: no web address: {offer.url!r}", hint=hint)


def _offer(fields: Fields, authors: Mapping[str, str], site: str, *, pages: bool) -> Offer | None:
    number = fields.get("wp:post_id")
    ident = f"?p={int(number)}" if number.isascii() and number.isdecimal() else ""
    url = fields.get("link") or f"{site.rstrip('/')}/{ident}"
    kind, changed = fields.get("wp:post_type"), fields.get("wp:post_modified_gmt")
    if kind in _INTERNAL:
        return None
    dropped = _dropped(fields, kind, pages=pages)
    stamp = changed.replace(" ", "T") if _MOMENT.fullmatch(changed) else None
    if dropped is not None:
        return Offer(ident=ident, url=url, stamp=stamp, kind="wxr", dropped=dropped)
    login = fields.get("dc:creator")
    known = Known(
        title=fields.get("title") or None, published=_day(fields.get("wp:post_date")), modified=_day(fields.get("wp:post_modified")),
        author=authors.get(login) or login or None,
        categories=_named(fields, "category"), tags=_named(fields, "post_tag"),
    )  # fmt: skip
    body = fields.texts.get("content:encoded", "").encode()
    return Offer(ident=ident, url=url, stamp=stamp, known=known, body=body, kind="wxr")


def _dropped(fields: Fields, kind: str, *, pages: bool) -> str | None:
    if kind == "page" and not pages:
        return "page"
    if kind not in {"post", "page"}:
        return f"type {kind}"
    if fields.get("wp:post_password"):
        return "password-protected"
    status = fields.get("wp:status")
    return None if status == "publish" else status or "no status"


def _day(moment: str) -> str | None:
    return moment[:10] if _MOMENT.fullmatch(moment) else None


def _named(fields: Fields, kind: str) -> tuple[str, ...]:
    """The names of the terms of one kind; exports of version 1.0 have them twice, once without the kind."""
    return tuple(dict.fromkeys(name for domain, name in fields.terms if domain == kind and name))
