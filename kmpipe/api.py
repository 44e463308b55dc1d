"""The functions a Python user calls without a workspace."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from kmpipe.cleaning import clean_capture
from kmpipe.extraction.activity import extract
from kmpipe.model import Article, Capture, Known

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline

__all__ = ["clean", "extract", "nlp"]


def clean(html_or_text: str, url: str | None = None, *, known: Known | None = None) -> Article:
    """The article of a page, given as markup or as saved text (told apart by a tag at the start).

    `url` helps to tell the site's own links from foreign ones; `known` is what the source knows about the article, and
    wins over the page. Raises `DocumentError` (`EmptyDocument`, `ParseError`, `NoArticle`).

    >>> clean("Rapat Koordinasi\\n\\nJakarta, 23 Agustus 2018. BPBD mengadakan rapat.\\n\\nLeave a Reply").title
    'Rapat Koordinasi'
    """
    body = html_or_text.encode("utf-8", "replace")
    is_markup = html_or_text.lstrip("\ufeff \t\r\n").startswith("<")
    return clean_capture(
        Capture(
            key=url or "text",
            url=url,
            body=body,
            media_type="text/html" if is_markup else "text/plain",
            charset="utf-8",
            fetched_at=datetime.fromtimestamp(0, UTC),  # an article does not depend on when it was fetched
            sha256=hashlib.sha256(body).hexdigest(),
            kind="page" if url else "file",
            known=known or Known(),
        )
    )


def nlp(language: Literal["id", "en", "xx"] = "id") -> Pipeline:
    """The spaCy pipeline with kmpipe's components (see `kmpipe.extraction.components`); `xx` is for mixed text.

    >>> doc = nlp("en")("The Transportation Agency met on 23-25 October 2018.")
    >>> doc.spans["dates"][0].text
    '23-25 October 2018'
    """
    from kmpipe.extraction.components import pipeline  # noqa: PLC0415 - spaCy takes two seconds to import

    return pipeline(language)
