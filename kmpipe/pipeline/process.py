"""One capture through cleaning and extraction."""

from __future__ import annotations

from pathlib import Path

from kmpipe.errors import KmpipeError, ParseError, Unprocessable
from kmpipe.model import Article, Capture, Extraction, Record


class Options(Record, frozen=True, kw_only=True):
    """What processing depends on beside the bytes."""

    jurisdiction: str = "dki"
    folders: tuple[Path, ...] = ()


class Processed(Record, frozen=True, kw_only=True):
    """A capture that became an article, and what the article tells."""

    article: Article
    extraction: Extraction


def process(capture: Capture, options: Options, restored: frozenset[str] = frozenset()) -> Processed:
    """Clean and extract one capture. Pure: the same bytes give the same records. `restored` are removals put back by hand.

    Raises `DocumentError` where this document is at fault, `VocabularyError` where a vocabulary is.
    """
    from kmpipe.cleaning import clean_capture  # noqa: PLC0415 - loads lxml and vocabularies, only where captures are read
    from kmpipe.extraction.activity import extract  # noqa: PLC0415 - spaCy loads with it, likewise

    try:
        article = clean_capture(capture, folders=options.folders, restored=restored)
        extraction = extract(article, jurisdiction=options.jurisdiction, folders=options.folders)
    except KmpipeError:
        raise
    except (RecursionError, MemoryError) as error:
        raise ParseError(
            f"{capture.key}: too deep or too large to be read: {error}", hint="save the article's text instead"
        ) from error
    except Exception as error:  # one bad page never stops a run: whatever went wrong is counted and named
        hint = "this is a fault of kmpipe: please report it with the page"
        raise Unprocessable(f"{capture.key}: {type(error).__name__}: {error}", hint=hint) from error
    return Processed(article=article, extraction=extraction)
