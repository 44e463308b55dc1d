"""What the tests of cleaning share: making captures and reading the ledger."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kmpipe.cleaning import clean_capture
from kmpipe.model import Article, Capture

PAGES = Path(__file__).parent / "pages"
SHARED = Path(os.environ.get("KMPIPE_SHARED", Path(__file__).resolve().parents[3] / "shared"))
PROSE = (
    "Jakarta, 6 Maret 2018. Sekretariat mengadakan lokakarya penyusunan peta risiko banjir bersama dinas terkait.",
    "Para peserta menyepakati bahwa peta akan diperbarui setiap tahun dan dibagikan kepada seluruh kelurahan.",
    "Pertemuan berikutnya membahas rencana aksi, pembagian tugas, dan jadwal kunjungan lapangan ke tiga wilayah.",
)


def capture(body: bytes | str, media_type: Any = "text/html", url: str | None = None, **rest: Any) -> Capture:
    """A capture of the body, as a source would make it."""
    data = body.encode() if isinstance(body, str) else body
    return Capture(
        key=url or "page", url=url, body=data, media_type=media_type, fetched_at=datetime(2020, 1, 1, tzinfo=UTC),
        sha256=hashlib.sha256(data).hexdigest(), kind="file", **rest,
    )  # fmt: skip


def clean_html(inside: str, url: str | None = "https://kota.example/a/") -> Article:
    """The article of a WordPress page with `inside` between two paragraphs of prose and one after."""
    first, second, third = PROSE
    page = (
        "<html><head><title>Lokakarya Peta Risiko</title></head><body><h1>Lokakarya Peta Risiko</h1>"
        f'<div class="entry-content"><p>{first}</p><p>{second}</p>{inside}<p>{third}</p></div></body></html>'
    )
    return clean_capture(capture(page, url=url))


def clean_text(*inside: str) -> Article:
    """The article of a saved text page with the lines `inside` in the midst of prose."""
    first, second, third = PROSE
    return clean_capture(capture("\n\n".join(("Lokakarya Peta Risiko", first, second, *inside, third)), "text/plain"))


def removed(article: Article, kind: str) -> list[str]:
    """The removals of one kind, in order."""
    return [removal.text for removal in article.removals if removal.kind == kind]


def page(name: str, url: str) -> Article:
    """The article of a page of the folder `pages`."""
    return clean_capture(capture((PAGES / name).read_bytes(), url=url))
