"""Reading articles again from the bytes they are known by: after a rule, a vocabulary or a decision changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from kmpipe.errors import CatalogueDamaged, DocumentError
from kmpipe.model import Activity, Capture, Extraction
from kmpipe.pipeline.process import Options, Processed, process
from kmpipe.pipeline.records import Change, Failure, Reread
from kmpipe.store.captures import read_capture
from kmpipe.store.catalogue import Catalogue
from kmpipe.store.records import Location, Settled, Stored

# articles written in one transaction
_BATCH = 32


def read_again(
    catalogue: Catalogue,
    captures: Path,
    options: Options,
    ids: Sequence[str],
    *,
    dry_run: bool = False,
    progress: Callable[[str], None] | None = None,
) -> tuple[Reread, frozenset[str], frozenset[str]]:
    """Clean and extract these articles again, and store what came out otherwise, unless `dry_run`.

    Returns what changed, the ids of the activities now told, and of those that no longer stand. A capture that cannot be
    read is a failure; its article stays as it is. `progress` is called with the id of each article done.
    """
    changes: list[Change] = []
    failures: list[Failure] = []
    changed = 0
    told: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    restored = catalogue.restored()
    for start in range(0, len(ids), _BATCH):
        batch: list[Processed] = []
        for old in catalogue.stored(ids[start : start + _BATCH]):
            try:
                new = _read(catalogue, captures, options, old, restored.get(old.article.id, frozenset()))
            except (DocumentError, CatalogueDamaged) as error:
                failures.append(Failure(key=old.article.key, error=error.code, message=error.message, hint=error.hint))
            else:
                before = catalogue.extraction(old.article.id)
                if not _same(old, before, new):
                    batch.append(new)
                    changes += _changes(before, new.extraction)
            if progress is not None:
                progress(old.article.id)
        changed += len(batch)
        if batch and not dry_run:
            settled: Settled = catalogue.replace([(done.article, done.extraction) for done in batch])
            told = (told - settled.gone) | settled.told
            gone = (gone - settled.told) | settled.gone
    report = Reread(
        articles=len(ids), changed=changed, failed=len(failures), changes=tuple(changes), failures=tuple(failures),
        dry_run=dry_run,
    )  # fmt: skip
    return report, told, gone


def _read(catalogue: Catalogue, captures: Path, options: Options, old: Stored, restored: frozenset[str]) -> Processed:
    return process(whole_capture(catalogue, captures, old.article.id), options, restored)


def whole_capture(catalogue: Catalogue, captures: Path, identity: str) -> Capture:
    """The latest capture of an article with its bytes. Raises `CatalogueDamaged` where they cannot be read."""
    ((capture, location),) = catalogue.captured([identity])
    return msgspec.structs.replace(capture, body=_body(captures, capture, location))


def _body(captures: Path, capture: Capture, location: Location | None) -> bytes:
    if location is None:
        raise CatalogueDamaged(f"{capture.key}: its capture is nowhere noted", hint="ingest the document again")
    return read_capture(captures, location, capture.sha256)


def _same(old: Stored, before: Extraction, new: Processed) -> bool:
    article = msgspec.structs.replace(old.article, aliases=(), mirrors=())
    return article == new.article and before == new.extraction


def _changes(before: Extraction, after: Extraction) -> Iterator[Change]:
    old = {activity.id: activity for activity in before.activities}
    new = {activity.id: activity for activity in after.activities}
    for identity in sorted(old.keys() | new.keys()):
        if identity not in new:
            yield Change(id=identity, title=old[identity].title, change="gone")
        elif identity not in old:
            yield Change(id=identity, title=new[identity].title, change="new")
        elif fields := _differing(old[identity], new[identity]):
            yield Change(id=identity, title=new[identity].title, change="changed", fields=fields)


def _differing(old: Activity, new: Activity) -> tuple[str, ...]:
    return tuple(name for name in Activity.__struct_fields__ if getattr(old, name) != getattr(new, name))
