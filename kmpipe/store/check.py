"""What is wrong in the store: reads everything, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kmpipe.errors import CatalogueDamaged
from kmpipe.store.captures import read_capture
from kmpipe.store.catalogue import Catalogue


def check_store(catalogue: Catalogue, captures: Path) -> Iterator[tuple[str, str, str]]:
    """Each thing wrong with the catalogue and the captures: its subject, what is wrong, and what to do."""
    for message in catalogue.integrity_errors():
        yield "catalogue", message, "restore corpus/ from a backup"
    for identity in catalogue.altered():
        yield (
            f"article {identity}",
            "its text is not the one that was stored",
            "restore corpus/ from a backup, or ingest the document again",
        )
    for key, version, sha256, location in catalogue.capture_locations():
        if location is None:
            yield f"{key} (version {version})", "its capture is nowhere noted", "ingest the document again"
            continue
        try:
            read_capture(captures, location, sha256)
        except CatalogueDamaged as error:
            yield f"{key} (version {version})", error.message, error.hint
    known = catalogue.warc_names()
    for path in sorted(captures.glob("*.warc.gz")):
        if path.name not in known:
            yield path.name, "no run of this workspace wrote this file", "move it elsewhere if it is not needed here"
