"""One run of ingest: candidates in, every one of them accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from kmpipe.cleaning import article_id
from kmpipe.errors import DocumentError, KeyTaken
from kmpipe.model import Article
from kmpipe.pipeline.process import Options, process
from kmpipe.pipeline.records import Candidate, Duplicate, Failure, Note, Summary
from kmpipe.store.captures import CaptureWriter, Location, truncate
from kmpipe.store.catalogue import Catalogue
from kmpipe.store.records import Document, Fetched, Outcome
from kmpipe.store.sites import drift

# documents a transaction holds: large enough to make its fsync cheap, small enough to lose little when killed
BATCH = 32


class Run:
    """One run of ingest over some candidates: read, skip what is unchanged, process, store in batches.

    Afterwards `told` and `gone` are the ids of the activities that came in or changed, and of those that no longer stand.
    """

    def __init__(
        self, catalogue: Catalogue, captures: Path, options: Options, *, now: Callable[[], datetime] | None = None
    ) -> None:
        self._catalogue = catalogue
        self._captures = captures
        self._options = options
        self._now = now or (lambda: datetime.now(UTC))
        self._counts: Counter[str] = Counter()
        self._failures: list[Failure] = []
        self._mirrors: list[Duplicate] = []
        self._notes: list[Note] = []
        self._restored = catalogue.restored()
        self.told: frozenset[str] = frozenset()
        self.gone: frozenset[str] = frozenset()

    def __call__(self, candidates: Iterable[Candidate], *, progress: Callable[[str], None] | None = None) -> Summary:
        """Run to the end. `progress` is called with the key of each input when it has been dealt with."""
        self._tidy_up()
        started = self._now()
        run, warc = self._catalogue.begin_run(started)
        position = 0
        with CaptureWriter(self._captures, warc) as writer:
            for batch in _batches(self._unique(candidates), BATCH):
                self._store(run, position, batch, writer, progress)
                position += len(batch)
        self._notes += self._drifts(run)
        summary = self._summary()
        self._catalogue.finish_run(run, self._now(), msgspec.json.encode(summary).decode())
        return summary

    def preview(self, candidates: Iterable[Candidate], *, progress: Callable[[str], None] | None = None) -> Summary:
        """What a run would do, without writing anything. Mirrors are not looked for: they count as articles."""
        for key, item in self._unique(candidates):
            if progress is not None:
                progress(key)
            fetched, document = self._handle(key, item, None)
            if document is not None:
                self._count_document(document, fetched.outcome)
            self._counts["inputs"] += 1
        return msgspec.structs.replace(self._summary(), dry_run=True)

    def _store(
        self,
        run: int,
        position: int,
        batch: list[tuple[str, Candidate | DocumentError]],
        writer: CaptureWriter,
        progress: Callable[[str], None] | None,
    ) -> None:
        handled = []
        for key, item in batch:
            handled.append(self._handle(key, item, writer))
            if progress is not None:
                progress(key)
        writer.sync()
        fetched = [result for result, _ in handled]
        settled = self._catalogue.store(run, position, fetched, [document for _, document in handled if document])
        self.told = (self.told - settled.gone) | settled.told
        self.gone = (self.gone - settled.told) | settled.gone
        for result, document in handled:
            if document is None:
                continue
            canonical = settled.mirrors.get(document.article.id)
            if canonical is None:
                self._count_document(document, result.outcome)
            else:
                self._counts["duplicates"] += 1
                self._mirrors.append(Duplicate(key=result.key, id=document.article.id, canonical=canonical))
        self._counts["inputs"] += len(batch)

    def _handle(
        self, key: str, item: Candidate | DocumentError, writer: CaptureWriter | None
    ) -> tuple[Fetched, Document | None]:
        moment = self._now()
        try:
            if isinstance(item, DocumentError):
                raise item
            capture = item.read(moment)
            known = self._catalogue.digests([key]).get(key)
            if known == capture.sha256:
                self._counts["unchanged"] += 1
                return Fetched(key=key, outcome="unchanged", fetched_at=moment, sha256=capture.sha256), None
            done = process(capture, self._options, self._restored.get(article_id(key), frozenset()))
        except DocumentError as error:
            self._counts["failed"] += 1
            self._failures.append(Failure(key=key, error=error.code, message=error.message, hint=error.hint))
            return Fetched(key=key, outcome="failed", fetched_at=moment, reason=f"{error.code}: {error.message}"), None
        if done.article.provenance.encoding_guessed:
            self._notes.append(Note(key=key, message=f"encoding guessed: {done.article.provenance.encoding}"))
        outcome: Outcome = "article" if known is None else "changed"
        if known is not None and self._is_another(done.article):
            hint = "this is another text than the one under the same key; if they are two documents, ingest the folder above both"
            self._notes.append(Note(key=key, message=hint))
        location = writer.write(capture) if writer is not None else Location("", 0, 0)
        document = Document(capture=capture, article=done.article, extraction=done.extraction, location=location)
        fetched = Fetched(key=key, outcome=outcome, fetched_at=moment, sha256=capture.sha256, location=location)
        return fetched, document

    def _is_another(self, article: Article) -> bool:
        """Whether the new version shares neither its title nor half its words with the one it takes the place of."""
        old = self._catalogue.article(article.id).article
        words, before = set(article.text.lower().split()), set(old.text.lower().split())
        return old.title != article.title and len(words & before) < len(words | before) / 2

    def _drifts(self, run: int) -> Iterator[Note]:
        """The sites whose pages changed against their own past: a theme may have changed, and rules may no longer fit."""
        for host in self._catalogue.run_hosts(run):
            now = self._catalogue.site_runs(host)[run]
            for message in drift(self._catalogue.site_before(host, run), now):
                yield Note(key=host, message=f"{message}; see `kmpipe explain --site {host}`")

    def _count_document(self, document: Document, outcome: Outcome) -> None:
        self._counts["articles" if outcome == "article" else "changed"] += 1
        self._counts["activities"] += len(document.extraction.activities)
        self._counts["without_activity"] += document.extraction.no_activity is not None

    def _unique(self, candidates: Iterable[Candidate]) -> Iterator[tuple[str, Candidate | DocumentError]]:
        """The candidates; one whose key, or whose article id, another input of this run already has is an error."""
        seen: dict[str, str] = {}
        for candidate in candidates:
            identity = article_id(candidate.key)
            if identity in seen:
                hint = "ingest the folder above both: then their keys differ"
                yield candidate.key, KeyTaken(f"{candidate.key}: another input of this run has the same key", hint=hint)
            else:
                seen[identity] = candidate.key
                yield candidate.key, candidate

    def _summary(self) -> Summary:
        return Summary(
            inputs=self._counts["inputs"],
            articles=self._counts["articles"],
            changed=self._counts["changed"],
            unchanged=self._counts["unchanged"],
            duplicates=self._counts["duplicates"],
            failed=self._counts["failed"],
            activities=self._counts["activities"],
            without_activity=self._counts["without_activity"],
            failures=tuple(self._failures),
            mirrors=tuple(self._mirrors),
            notes=tuple(self._notes),
        )

    def _tidy_up(self) -> None:
        """Cut off what interrupted runs wrote beyond their last commit."""
        for run, warc, end in self._catalogue.interrupted_runs():
            truncate(self._captures, warc, end)
            self._catalogue.mark_interrupted(run)


def _batches(
    items: Iterator[tuple[str, Candidate | DocumentError]], size: int
) -> Iterator[list[tuple[str, Candidate | DocumentError]]]:
    batch: list[tuple[str, Candidate | DocumentError]] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
