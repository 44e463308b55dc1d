"""XML that is written as it is made, element by element."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from kmpipe.export.texts import plain

if TYPE_CHECKING:
    from lxml.etree import _Element

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

Namespaces = Mapping[str | None, str]


class Document:
    """An XML document in writing. Elements are made with all its namespaces, which only the root declares."""

    def __init__(self, stream: BinaryIO, namespaces: Namespaces) -> None:
        self._stream = stream
        self._declared = [
            f' xmlns{f":{prefix}" if prefix else ""}="{uri}"'.encode() for prefix, uri in namespaces.items()
        ]

    def write(self, element: _Element) -> None:
        """Write a whole element on lines of its own, indented."""
        from lxml import etree  # noqa: PLC0415 - only XML formats need it

        etree.indent(element)
        self._stream.write(self._undeclared(etree.tostring(element, encoding="utf-8")) + b"\n")

    @contextmanager
    def inside(self, element: _Element) -> Iterator[None]:
        """Write an element that has no content yet; what is written meanwhile becomes its content."""
        from lxml import etree  # noqa: PLC0415 - only XML formats need it

        data = self._undeclared(etree.tostring(element, encoding="utf-8"))
        self._stream.write(data.removesuffix(b"/>") + b">\n")
        yield
        self._stream.write(b"</" + data[1:].partition(b" ")[0].removesuffix(b"/>") + b">\n")

    def _undeclared(self, data: bytes) -> bytes:
        start, bracket, rest = data.partition(b">")
        for declaration in self._declared:
            start = start.replace(declaration, b"", 1)
        return start + bracket + rest


@contextmanager
def document(stream: BinaryIO, tag: str, namespaces: Namespaces, **attributes: str) -> Iterator[Document]:
    """A document with a root element; what is written meanwhile becomes its content, and is on the stream at once."""
    stream.write(b'<?xml version="1.0" encoding="utf-8"?>\n')
    with Document(stream, {}).inside(make(tag, namespaces, **attributes)):
        yield Document(stream, namespaces)


def make(tag: str, namespaces: Namespaces, text: str | None = None, **attributes: str) -> _Element:
    """A new element with text that XML can hold. `lang` is `xml:lang`, `schema` is `xsi:schemaLocation`."""
    from lxml import etree  # noqa: PLC0415 - only XML formats need it

    return _with(etree.Element(tag, nsmap=dict(namespaces)), text, attributes)


def add(parent: _Element, tag: str, text: str | None = None, **attributes: str) -> _Element:
    """Append an element, made as `make` does it."""
    from lxml import etree  # noqa: PLC0415 - only XML formats need it

    return _with(etree.SubElement(parent, tag), text, attributes)


def _with(element: _Element, text: str | None, attributes: Mapping[str, str]) -> _Element:
    if text is not None:
        element.text = plain(text)
    for name, value in attributes.items():
        element.set({"lang": XML_LANG, "schema": f"{{{XSI}}}schemaLocation"}.get(name, name), plain(value))
    return element
