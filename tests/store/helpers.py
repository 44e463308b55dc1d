"""Documents for the tests of the store."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from kmpipe.model import Activity, Article, Capture, Extraction, Period, Removal
from kmpipe.store.catalogue import Catalogue
from kmpipe.store.records import Document, Fetched, Location

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def document(
    identity: str, text: str = "Rapat", *, body: bytes | None = None, published: str | None = None
) -> Document:
    """A document with one removal and one activity."""
    body = body or f"{identity}: {text}".encode()
    digest = hashlib.sha256(body).hexdigest()
    capture = Capture(
        key=f"{identity}.txt", body=body, media_type="text/plain", fetched_at=NOW, sha256=digest, kind="file"
    )
    removal = Removal(
        number=1, rule="r", kind="tail", text="Leave a Reply", start=len(text) + 1, links=("https://a.example/",)
    )
    article = Article(id=identity, key=capture.key, title=text, text=text, published=published, removals=(removal,))
    activity = Activity(id=f"{identity}.1", articles=(identity,), title=text, held=Period(start="2018-08-23"))
    return Document(
        capture=capture,
        article=article,
        extraction=Extraction(activities=(activity,)),
        location=Location("a.warc.gz", 0, 10),
    )


def store(catalogue: Catalogue, *documents: Document) -> None:
    """Store documents in one run."""
    run, _ = catalogue.begin_run(NOW)
    fetched = [
        Fetched(key=d.capture.key, outcome="article", fetched_at=NOW, sha256=d.capture.sha256, location=d.location)
        for d in documents
    ]
    catalogue.store(run, 0, fetched, documents)
    catalogue.finish_run(run, NOW, "{}")
