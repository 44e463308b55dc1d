"""A DOCX as lines: what can be wrong with the file, and then its paragraphs and tables, with python-docx."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any, NamedTuple

from kmpipe.cleaning.docxlists import Numbering
from kmpipe.cleaning.docxstyles import Styles
from kmpipe.cleaning.docxtext import Reader
from kmpipe.cleaning.ledger import Line, Verdict
from kmpipe.errors import DocumentError, EmptyDocument, Encrypted, NotText, ParseError, TooLarge
from kmpipe.text.normalise import fold_spaces, normalise

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# the stream of an OLE file that holds an encrypted document (MS-OFFCRYPTO 2.3.4)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# bytes of markup, and of everything, unpacked; a book of 500 pages has 10 MB of markup
_MOST_MARKUP, _MOST_BYTES, _MOST_MEMBERS = 32 * 1024 * 1024, 128 * 1024 * 1024, 5_000
_MARKUP = (".xml", ".rels")
# no part may hold a document type declaration (ECMA-376 part 2, section 8.2)
_DECLARATIONS = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


class DocxText(NamedTuple):
    """The lines of a document, the verdicts already passed, and the title in its properties ("" for none)."""

    lines: tuple[Line, ...]
    verdicts: tuple[Verdict | None, ...]
    title: str


def read_docx(body: bytes) -> DocxText:
    """The paragraphs, items, headings and table rows of a Word document; headers, footers and footnotes are left out.

    Raises `NotText` (a document of another kind), `Encrypted`, `TooLarge` (a ZIP file that unpacks to more than a
    document can be), `ParseError` (damaged, or with a document type declaration), `EmptyDocument`.
    """
    if body.startswith(_OLE):
        if _ENCRYPTED in body:
            raise Encrypted("the document needs a password", hint="save it without the password and try again")
        raise NotText("an old Office document (.doc)", hint="save it as .docx or PDF, and ingest that")
    try:
        _refuse_hostile(body)
        text = _read(_open(body))
    except DocumentError:
        raise
    except _broken() as error:
        raise ParseError(
            f"the document is damaged: {error}", hint="open it in a word processor and save it again"
        ) from error
    if not text.lines:
        raise EmptyDocument("the document has no text", hint="nothing to do; remove the file if it is empty")
    return text


def _broken() -> tuple[type[Exception], ...]:
    """What a ZIP file that is cut off raises, and python-docx for a package whose parts are missing or are no XML."""
    from docx.opc.exceptions import OpcError  # noqa: PLC0415 - needed for documents only
    from lxml.etree import LxmlError  # noqa: PLC0415 - as above

    damaged = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
    return (*damaged, OpcError, LxmlError, KeyError, ValueError, AttributeError, IndexError, TypeError)


def _refuse_hostile(body: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        members = archive.infolist()
        markup = [member for member in members if member.filename.lower().endswith(_MARKUP)]
        if (
            len(members) > _MOST_MEMBERS
            or sum(member.file_size for member in members) > _MOST_BYTES
            or sum(member.file_size for member in markup) > _MOST_MARKUP
        ):
            raise TooLarge(
                f"unpacks to more than {_MOST_MARKUP >> 20} MB of markup, or {_MOST_BYTES >> 20} MB in all",
                hint="if this is a real document, save it as PDF and ingest that",
            )
        if any(member.flag_bits & 1 for member in members):
            raise Encrypted("the document needs a password", hint="save it without the password and try again")
        for member in markup:
            data = archive.read(member)
            if any(declaration in data for declaration in _DECLARATIONS):
                raise ParseError(
                    f"{member.filename} declares a document type, which no Word document does",
                    hint="open it in a word processor and save it again, if you trust where it is from",
                )


def _open(body: bytes) -> Any:
    import docx  # noqa: PLC0415 - takes .1 s to import, and few runs need it

    try:
        return docx.Document(io.BytesIO(body))
    except ValueError as error:  # a package of another kind: a workbook, a presentation, a template
        raise NotText(
            "an Office document, but none of Word", hint="save it as .docx or PDF, and ingest that"
        ) from error


def _read(document: Any) -> DocxText:
    part = document.part
    related = {rel.reltype.rsplit("/", 1)[-1]: rel.target_part for rel in part.rels.values() if not rel.is_external}
    roots = {name: getattr(related.get(name), "element", None) for name in ("styles", "numbering")}
    targets = {rid: rel.target_ref for rid, rel in part.rels.items() if rel.is_external}
    reader = Reader(Styles(roots["styles"]), Numbering(roots["numbering"]), targets)
    reader.read(document.element.body)
    title = fold_spaces(normalise(document.core_properties.title or ""))
    return DocxText(tuple(reader.lines), tuple(reader.verdicts), title)
