"""XML from outside: vetted before anything reads it.

A document type declaration is where entity bombs and external entities come from; feeds and sitemaps need none, so one
that has it is refused whole. What XML does not allow and sites send nevertheless is taken out and reported.
"""

from __future__ import annotations

import codecs
import re
from typing import Any, NamedTuple

from lxml import etree

from kmpipe.errors import ParseError

_DECLARED = re.compile(rb"""<\?xml[^<>]{0,200}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION = re.compile(r"\s*<\?xml[^<>]{0,200}\?>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
# characters before the declaration: what a broken plug-in prints first
_JUNK = 20_000


class Vetted(NamedTuple):
    """XML as text without declaration, without what XML does not allow, and what was reported of it."""

    text: str
    notes: tuple[str, ...]


class Parsed(NamedTuple):
    """The root element, what was reported, and whether the document is there to its end."""

    root: Any
    notes: tuple[str, ...]
    whole: bool


def vet(body: bytes, name: str) -> Vetted:
    """The text of an XML document. Linear in its size.

    Raises `ParseError` for what is no XML and for a document type declaration; `name` is how the message calls it.
    """
    text, notes = _decoded(body)
    at = text.find("<?xml", 0, _JUNK)
    text = text[max(at, 0) :]
    if at > 0 and text:
        notes.append(f"{name}: what stood before the XML was left out")
    cleaned, count = _FORBIDDEN.subn("", text)
    if count:
        notes.append(f"{name}: {count} control characters left out")
    opening = _DECLARATION.match(cleaned)
    cleaned = cleaned[opening.end() if opening else 0 :].lstrip()
    _refuse_types(cleaned, name)
    return Vetted(cleaned, tuple(notes))


def parse_xml(body: bytes, name: str) -> Parsed:
    """The tree of an XML document; markup that is not well-formed costs its own element, not the document.

    Raises `ParseError` as `vet` does, and where there is no element at all.
    """
    vetted = vet(body, name)
    # recover: an unbound prefix or a bare `&` is a fault of one entry; entities cannot be declared any more
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    )
    try:
        root = etree.fromstring(vetted.text.encode(), parser)
    except etree.LxmlError as error:
        raise ParseError(f"{name}: no XML: {error}") from error
    if root is None:
        raise ParseError(f"{name}: no XML")
    name_written = f"{root.prefix}:{local_name(root)}" if root.prefix else local_name(root)
    last = vetted.text.rfind("</")
    whole = vetted.text.startswith(f"</{name_written}", last) if last >= 0 else vetted.text.rstrip().endswith("/>")
    return Parsed(root, vetted.notes, whole)


def local_name(element: Any) -> str:
    """The name of an element without its namespace; nothing for a comment."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _decoded(body: bytes) -> tuple[str, list[str]]:
    declared = _DECLARED.search(body, 0, 400)
    name = declared[1].decode("ascii") if declared else "utf-8"
    name = next((encoding for mark, encoding in _MARKS if body.startswith(mark)), name)
    try:
        return body.decode(name).lstrip("\ufeff"), []
    except (LookupError, UnicodeError):
        return body.decode("utf-8", "replace").lstrip("\ufeff"), [f"not in the encoding it names ({name})"]


def _refuse_types(text: str, name: str) -> None:
    """Walks what stands before the root element: comments and instructions may, a declaration may not."""
    at = 0
    while (at := text.find("<", at)) >= 0:
        ending = "-->" if text.startswith("<!--", at) else "?>" if text.startswith("<?", at) else ""
        if not ending:
            break
        end = text.find(ending, at + 2)
        if end < 0:
            break
        at = end + len(ending)
    if at < 0:
        raise ParseError(f"{name}: no XML", hint="is this the address of a feed or a sitemap?")
    if text.startswith("<!", at):
        kind = "a page in place of XML" if text[at : at + 20].lower().startswith("<!doctype html") else "a DTD, refused"
        raise ParseError(f"{name}: {kind}", hint="feeds and sitemaps need no document type declaration")
