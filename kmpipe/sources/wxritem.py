"""One item of a WordPress export: its fields, also where a careless hand or plug-in left it no XML."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable, Mapping
from html.entities import html5
from typing import Any, NamedTuple

from lxml import etree

from kmpipe.errors import ParseError

_EXPORT = "http://wordpress.org/export/"
_NAMESPACES = {
    "wp": f"{_EXPORT}1.2/", "excerpt": f"{_EXPORT}1.2/excerpt/", "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/", "wfw": "http://wellformedweb.org/CommentAPI/",
}  # fmt: skip
_ROOT = re.compile(rb"<rss\s([^<>]{0,4000})>")
_DECLARED = re.compile(rb"""xmlns:([A-Za-z_][\w.-]{0,40})\s{0,9}=\s{0,9}["']([^"'<>&]{1,200})["']""")
_ENCODING = re.compile(rb"""<\?xml[^<>]{0,200}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._-]{1,40})["']""")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENTITY = re.compile(r"&(?:(#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});)?")
_OWN_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_PREFIX = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]{0,40}):[A-Za-z_]")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"


class Format(NamedTuple):
    """What the head of an export says of how to read it: its encoding and its namespaces by prefix."""

    encoding: str
    namespaces: Mapping[str, str]


class Fields(NamedTuple):
    """The fields of an item by name (`wp:post_id`, `content:encoded`, `title`), and its terms: kind, and name as it stands."""

    texts: Mapping[str, str]
    terms: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """A field without blanks at its ends; nothing where it is missing."""
        return self.texts.get(name, "").strip()


def read_format(head: bytes) -> Format:
    """The encoding and the namespaces that the head declares, with those that exports have where it forgot them."""
    root, encoding = _ROOT.search(head), _ENCODING.search(head, 0, 4000)
    declared = (
        {} if root is None else {name.decode(): uri.decode("latin-1") for name, uri in _DECLARED.findall(root[1])}
    )
    return Format(encoding[1].decode().lower() if encoding else "utf-8", {**_NAMESPACES, **declared})


def read_authors(head: bytes, form: Format) -> dict[str, str]:
    """The display names of the authors that the head of an export lists, by login. Raises `ParseError`."""
    start = head.find(b"<channel")
    channel, _ = _element(head[start:] + b"</channel>" if start >= 0 else b"<channel/>", form)
    names = {}
    for author in channel.iter(etree.Element):
        if _name(author) == "wp:author":
            texts = {_name(child): (child.text or "").strip() for child in author.iter(etree.Element)}
            names[texts.get("wp:author_login", "")] = texts.get("wp:author_display_name", "")
    return names


def read_item(data: bytes, form: Format) -> tuple[Fields, tuple[str, ...]]:
    """The fields of an item, and what had to be mended in it. Raises `ParseError` where it is no XML even then."""
    item, notes = _element(data, form)
    texts: dict[str, str] = {}
    terms = []
    for child in item.iterchildren(etree.Element):
        name, text = _name(child), child.text or ""
        if name == "category":
            terms.append((child.get("domain", ""), text))
        else:
            texts.setdefault(name, text)
    return Fields(texts, tuple(terms)), notes


def _element(data: bytes, form: Format) -> tuple[Any, tuple[str, ...]]:
    """The element that a stretch of the file holds, and what had to be mended for it."""
    if form.encoding in {"utf-8", "utf8", "us-ascii"}:
        try:
            return _parsed(data, form.namespaces), ()
        except etree.XMLSyntaxError:
            pass
    text, notes = _decoded(data, form.encoding)
    text, count = _FORBIDDEN.subn("", text)
    if count:
        notes.append(f"{count} control characters left out")
    try:
        return _parsed(text.encode(), form.namespaces), tuple(notes)
    except etree.XMLSyntaxError:
        prefixes: dict[str, str] = {}
        text = _outside_cdata(text, lambda piece: _mended(piece, prefixes))
    try:
        return _parsed(text.encode(), {**prefixes, **form.namespaces}), (*notes, "its XML was mended")
    except etree.XMLSyntaxError as error:
        raise ParseError(
            f"no XML: {error.msg}", hint="save the post again in WordPress, and export it again"
        ) from error


def _parsed(data: bytes, namespaces: Mapping[str, str]) -> Any:
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in namespaces.items())
    # nothing stands before the root, so no entity can be declared
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True
    )
    return etree.fromstring(b"<rss" + spaces.encode() + b">" + data + b"</rss>", parser)[0]


def _decoded(data: bytes, encoding: str) -> tuple[str, list[str]]:
    try:
        return data.decode(encoding), []
    except (LookupError, UnicodeError):
        return data.decode("utf-8", "replace"), [f"not in the encoding it names ({encoding})"]


def _outside_cdata(text: str, mend: Callable[[str], str]) -> str:
    """The text with everything mended that is not in a CDATA section."""
    out, at = [], 0
    while (start := text.find(_CDATA, at)) >= 0 and (end := text.find(_CDATA_END, start)) >= 0:
        end += len(_CDATA_END)
        out += [mend(text[at:start]), text[start:end]]
        at = end
    return "".join([*out, mend(text[at:])])


def _mended(piece: str, prefixes: dict[str, str]) -> str:
    """Entities that nobody declared become what HTML says they are, a bare `&` is escaped; the prefixes used are noted."""
    for prefix in _PREFIX.findall(piece):
        if prefix not in {"xml", "xmlns"}:
            prefixes.setdefault(prefix, f"urn:unbound:{prefix}")
    return _ENTITY.sub(_character, piece)


def _character(entity: re.Match[str]) -> str:
    name = entity[1] or ""
    if name in _OWN_ENTITIES:
        return entity[0]
    meant = html.unescape(entity[0]) if name.startswith("#") else html5.get(f"{name};")
    if meant is None:
        return "&amp;" + entity[0][1:]
    return html.escape(_FORBIDDEN.sub("", meant))


def _name(element: Any) -> str:
    return _named(str(element.tag))


@functools.lru_cache(maxsize=1000)
def _named(tag: str) -> str:
    """The name of an element with the prefix that exports use, whatever the file calls it and whichever its version."""
    space, _, local = tag.rpartition("}")
    space = space.removeprefix("{")
    if space.startswith(_EXPORT):
        return f"excerpt:{local}" if space.endswith("/excerpt/") else f"wp:{local}"
    return next((f"{prefix}:{local}" for prefix in ("content", "dc") if space == _NAMESPACES[prefix]), tag)
