"""Documents as files: the ending says the format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from kmpipe.errors import UsageError
from kmpipe.export.files import whole_file
from kmpipe.report.documents import Document
from kmpipe.report.documents_markdown import write_markdown
from kmpipe.report.docxfile import write_docx
from kmpipe.report.htmlfile import write_html

WRITERS: dict[str, Callable[[Document, BinaryIO], None]] = {
    "docx": write_docx,
    "html": write_html,
    "md": write_markdown,
}


def write_document(document: Document, target: Path) -> None:
    """Write the document in the format that the ending of `target` stands for; the file is whole or untouched.

    Raises `UsageError` for another ending, `OSError` where the disk refuses.
    """
    writer = WRITERS.get(target.suffix.lower().removeprefix("."))
    if writer is None:
        endings = ", ".join(f".{ending}" for ending in WRITERS)
        raise UsageError(f"no document ends in {target.suffix!r}", hint=f"endings: {endings}")
    with whole_file(target) as stream:
        writer(document, stream)
