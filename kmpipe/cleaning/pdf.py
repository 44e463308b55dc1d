"""A PDF as the words on its pages, with PDFium; everything that can be wrong with the file ends as a `DocumentError`."""

from __future__ import annotations

import threading
from typing import Any, NamedTuple

from kmpipe.cleaning.pdfstreams import refuse_bomb
from kmpipe.cleaning.pdfwords import Sheet, read_sheet, readable
from kmpipe.errors import EmptyDocument, Encrypted, NoTextLayer, ParseError
from kmpipe.text.normalise import fold_spaces, normalise

# characters of one document: 400 dense pages, or a book; the pages after them are left out, and that is said
MOST_CHARACTERS = 1_000_000
# the header may follow a few stray bytes, the end mark stands before a few (PDF 1.7, annex H, notes 13 and 18)
_HEAD, _TAIL = 1024, 4096
# with fewer words a page, all there is on scanned pages is a stamp
_STAMP_WORDS = 3
# the code of PDFium for a file that needs a password (fpdfview.h, FPDF_ERR_PASSWORD)
_PASSWORD = 4
# PDFium keeps state between its calls: two threads in it at once end the process
_PDFIUM = threading.Lock()


class PdfText(NamedTuple):
    """The pages that were read, how many the file has, and the title in its metadata ("" for none)."""

    sheets: tuple[Sheet, ...]
    total: int
    title: str


def read_pdf(body: bytes) -> PdfText:
    """The words of a PDF, page by page, up to the page with which they exceed `MOST_CHARACTERS`.

    A file that opens without a password is read, whatever its permissions say. Raises `ParseError` (no PDF, cut off,
    damaged), `TooLarge` (a bomb), `Encrypted`, `NoTextLayer` (pages of pictures, or fonts that do not say which letters they show), and
    `EmptyDocument` for blank pages.
    """
    if b"%PDF-" not in body[:_HEAD]:
        raise ParseError("this is no PDF", hint="look at the file: is it an error page under the name of a document?")
    if b"%%EOF" not in body[-_TAIL:]:
        raise ParseError("the PDF is cut off: its end is missing", hint="fetch or copy the file again")
    refuse_bomb(body)
    with _PDFIUM:
        text, pictures = _read(body)
    words = [word for sheet in text.sheets for word in sheet.words]
    if not readable(words):
        raise NoTextLayer(
            "its fonts do not say which letters they show", hint="run OCR over it (ocrmypdf --force-ocr) first"
        )
    if pictures and len(words) < _STAMP_WORDS * len(text.sheets):
        pages = "page" if text.total == 1 else "pages"
        raise NoTextLayer(
            f"scanned: {text.total:,} {pages} of pictures and no text", hint="run OCR over it (ocrmypdf) first"
        )
    if not words:
        raise EmptyDocument("blank pages: no text and no pictures", hint="look at the file; remove it if it is blank")
    return text


def _read(body: bytes) -> tuple[PdfText, bool]:
    """The text, and whether a page with next to no text shows something else."""
    import pypdfium2  # noqa: PLC0415 - loads a library of 7 MB, which few runs need

    sheets: list[Sheet] = []
    pictures = False
    read = 0
    try:
        document = pypdfium2.PdfDocument(body)
        try:
            title = fold_spaces(normalise(document.get_metadata_value("Title")))
            count = len(document)
            while len(sheets) < count and read <= MOST_CHARACTERS:
                sheet, shows = _sheet(document, len(sheets))
                sheets.append(sheet)
                pictures = pictures or shows
                read += sum(len(word.text) + 1 for word in sheet.words)
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise Encrypted("the PDF needs a password", hint="save it without the password and try again") from error
        where = f" from page {len(sheets) + 1} on" if sheets else ""
        raise ParseError(f"the PDF is damaged{where}", hint="fetch or copy the file again") from error
    if not sheets:
        raise ParseError("the PDF has no pages", hint="fetch or copy the file again")
    return PdfText(tuple(sheets), count, title), pictures


def _sheet(document: Any, index: int) -> tuple[Sheet, bool]:
    """A page, and whether it shows pictures or drawings and next to no text."""
    from pypdfium2 import raw  # noqa: PLC0415 - as above

    page = document[index]
    try:
        text = page.get_textpage()
        try:
            sheet = read_sheet(raw, text.raw, index + 1, page.get_cropbox())
        finally:
            text.close()
        return sheet, len(sheet.words) < _STAMP_WORDS and _shows_more(raw, page.raw)
    finally:
        page.close()


def _shows_more(raw: Any, page: Any) -> bool:
    """Whether a page shows anything but text."""
    objects = (raw.FPDFPage_GetObject(page, at) for at in range(raw.FPDFPage_CountObjects(page)))
    return any(raw.FPDFPageObj_GetType(one) != raw.FPDF_PAGEOBJ_TEXT for one in objects)
