"""One run of ingest: inputs in, every one of them accounted for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import msgspec

from kmpipe.errors import DocumentError, KeyTaken
from kmpipe.extraction.limits import MOST_READ
from kmpipe.model import Article, Capture
from kmpipe.pipeline.pool import Job, Processor
from kmpipe.pipeline.prefetch import prefetch
from kmpipe.pipeline.process import Options, Processed
from kmpipe.pipeline.records import Incoming, Note, SourceReport, Summary
from kmpipe.pipeline.tally import Tally
from kmpipe.pipeline.walk import before
from kmpipe.store.captures import CaptureWriter, truncate
from kmpipe.store.catalogue import Catalogue
from kmpipe.store.records import Document, Entry, EntryState, Fetched, Latest, Location, Outcome
from kmpipe.store.sites import drift
from kmpipe.text.identity import article_id

# documents a transaction holds: large enough to make its fsync cheap, small enough to lose little when killed
BATCH = 32
# bytes of documents that are read ahead, and of those that are stored together
_LOAD = 32 * 1024 * 1024

Result = tuple[Incoming, Fetched, Document | None]


class Run:
    """One run of ingest over some inputs: skip what is unchanged, process, store in batches. A context manager.

    `jobs` is the number of processes that clean and extract; nothing else depends on it. With `dry_run` nothing is
    written, and mirrors are not looked for: they count as articles. Afterwards `told` and `gone` are the ids of the
    activities that came in or changed, and of those that no longer stand; `attached` are the addresses of what the articles
    that came in offer, each after the source key of its article.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        captures: Path,
        options: Options,
        *,
        jobs: int = 1,
        dry_run: bool = False,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._folder = captures
        self._processor = Processor(options, jobs)
        self.dry_run = dry_run
        self._now = now or (lambda: datetime.now(UTC))
        self._tally = Tally()
        self._restored = catalogue.restored()
        self._seen: set[str] = set()
        self._position = 0
        self.number = 0
        self.attached: list[tuple[str, str]] = []
        self.told: set[str] = set()
        self.gone: set[str] = set()

    def __enter__(self) -> Self:
        warc = ""
        if not self.dry_run:
            self._tidy_up()
            self.number, warc = self._catalogue.begin_run(self._now())
        self._writer = CaptureWriter(self._folder, warc)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._processor.__exit__(kind, error, trace)
        self._writer.__exit__(kind, error, trace)

    def take(
        self, inputs: Iterable[Incoming], *, expected: int = 0, progress: Callable[[str], None] | None = None
    ) -> None:
        """Take these inputs in. They are read ahead in a thread; `progress` is called with the key of each one dealt with.

        `expected` is about how many they are, 0 where that is not known.
        """
        if expected:
            counts = self._catalogue.counts()
            self._processor.expect(
                expected - counts["articles"] - counts["mirrors"]
            )  # what is held is seldom read again
        ahead = prefetch(inputs, 2 * BATCH, weigh=_weight, load=_LOAD)
        try:
            batch: list[Result] = []
            weight = 0
            for incoming, done in self._processor.map(map(self._prepare, ahead)):
                batch.append(self._settle(incoming, done))
                weight += _weight(incoming)
                if progress is not None:
                    progress(incoming.key)
                if len(batch) == BATCH or weight > _LOAD:
                    self._store(batch)
                    batch, weight = [], 0
            self._store(batch)
        finally:
            ahead.close()

    @property
    def failed(self) -> int:
        """How many inputs failed so far."""
        return self._tally.failed

    def note(self, key: str, message: str) -> None:
        """Something a reader of the run should know."""
        self._tally.note(key, message)

    def note_source(self, report: SourceReport) -> None:
        """How a source on the web was read."""
        self._tally.sources.append(report)

    def finish(self) -> Summary:
        """Close the run, and say how its inputs ended."""
        if self.dry_run:
            return self._tally.summary({}, dry_run=True)
        self._tally.notes += self._drifts()
        summary = self._tally.summary(self._catalogue.mirrors_among(self._tally.stored))
        self._catalogue.finish_run(self.number, self._now(), msgspec.json.encode(summary).decode())
        return summary

    def _prepare(self, incoming: Incoming) -> tuple[Incoming, Job | None]:
        """The input with the job it makes, if it needs to be read."""
        identity = article_id(incoming.key)
        capture = incoming.capture
        if capture is not None and incoming.outcome is None and identity in self._seen:
            # a document of the web that two sources show
            if incoming.entry is not None or capture.kind != "file":
                return msgspec.structs.replace(incoming, outcome="unchanged"), None
            hint = "ingest the folder above both: then their keys differ"
            error = KeyTaken(f"{incoming.key}: another input of this run has the same key", hint=hint)
            return msgspec.structs.replace(incoming, error=error), None
        if capture is not None or incoming.outcome == "unchanged":
            self._seen.add(identity)
        if incoming.capture is None or incoming.error is not None:
            return incoming, None
        latest = self._catalogue.latest(incoming.key)
        if latest is not None and _is_same(latest, incoming.capture):
            return msgspec.structs.replace(incoming, outcome="unchanged"), None
        if latest is not None and self._is_older(identity, incoming.capture):
            self._tally.note(incoming.key, "an archive holds an older version of it, which was left out")
            return msgspec.structs.replace(incoming, outcome="unchanged"), None
        return incoming, Job(incoming.capture, self._restored.get(identity, frozenset()))

    def _is_older(self, identity: str, capture: Capture) -> bool:
        """Whether a capture, of an archive then, was made before the one that is held."""
        ((held, _),) = self._catalogue.captured([identity])
        return capture.fetched_at < held.fetched_at

    def _settle(self, incoming: Incoming, done: Processed | DocumentError | None) -> Result:
        """How an input ended, written to the archive if it is to be stored."""
        error = incoming.error or (done if isinstance(done, DocumentError) else None)
        if error is not None:
            self._tally.fail(incoming, error)
            return incoming, self._fetched(incoming, "failed", "failed", f"{error.code}: {error.message}"), None
        if incoming.outcome == "listed":
            self._tally.would_fetch(incoming)
            return incoming, self._fetched(incoming, "unchanged", "here"), None
        if incoming.outcome == "dropped" or incoming.outcome == "gone":  # noqa: PLR1714 - the types need it so
            return self._leave_out(incoming, incoming.outcome, incoming.reason or "")
        if not isinstance(done, Processed):
            return self._unchanged(incoming)
        assert incoming.capture is not None
        published = done.article.published
        if incoming.since is not None and published is not None and published < incoming.since[: len(published)]:
            return self._leave_out(incoming, "dropped", before(incoming.since))
        latest = self._catalogue.latest(incoming.key)
        if latest is not None and self._is_the_same(incoming.capture, done.article):
            return self._unchanged(incoming)
        return self._come_in(incoming, incoming.capture, done, is_new=latest is None)

    def _come_in(self, incoming: Incoming, capture: Capture, done: Processed, *, is_new: bool) -> Result:
        outcome: Outcome = "article" if is_new else "changed"
        if done.article.provenance.encoding_guessed:
            self._tally.note(incoming.key, f"encoding guessed: {done.article.provenance.encoding}")
        if len(done.article.text) > MOST_READ:
            message = f"values were looked for in its first {MOST_READ:,} of {len(done.article.text):,} characters; all of it can be searched"
            self._tally.note(incoming.key, message)
        if not is_new and self._is_another(done.article):
            hint = "this is another text than the one under the same key; if they are two documents, ingest the folder above both"
            self._tally.note(incoming.key, hint)
        location = Location("", 0, 0) if self.dry_run else self._writer.write(capture)
        document = Document(capture=capture, article=done.article, extraction=done.extraction, location=location)
        fetched = self._fetched(incoming, outcome, "here")
        fetched = msgspec.structs.replace(fetched, sha256=capture.sha256, location=location)
        return incoming, fetched, document

    def _unchanged(self, incoming: Incoming) -> Result:
        self._tally.count("unchanged")
        if incoming.renamed:
            self._tally.rename(incoming)
        sha256 = incoming.capture.sha256 if incoming.capture is not None else None
        fetched = self._fetched(incoming, "unchanged", "here")
        return incoming, msgspec.structs.replace(fetched, sha256=sha256), None

    def _leave_out(self, incoming: Incoming, outcome: Literal["dropped", "gone"], reason: str) -> Result:
        self._tally.leave_out(incoming, outcome, reason)
        state: EntryState = "gone" if outcome == "gone" else "dropped"
        return incoming, self._fetched(incoming, outcome, state, reason), None

    @staticmethod
    def _fetched(incoming: Incoming, outcome: Outcome, state: EntryState, reason: str | None = None) -> Fetched:
        entry: Entry | None = incoming.entry
        if entry is not None:
            # what failed is asked for again
            stamp = None if state == "failed" else entry.stamp
            etag, modified = (None, None) if state == "failed" else (entry.etag, entry.last_modified)
            entry = msgspec.structs.replace(
                entry, state=state, reason=reason, stamp=stamp, etag=etag, last_modified=modified
            )
        return Fetched(key=incoming.key, outcome=outcome, fetched_at=incoming.moment, reason=reason, entry=entry)

    def _store(self, batch: list[Result]) -> None:
        self._tally.count("inputs", len(batch))
        documents = [document for _, _, document in batch if document is not None]
        if batch and not self.dry_run:
            self._writer.sync()
            settled = self._catalogue.store(self.number, self._position, [one for _, one, _ in batch], documents)
            self._position += len(batch)
            self.told -= settled.gone
            self.told |= settled.told
            self.gone -= settled.told
            self.gone |= settled.gone
            self.attached += [(d.article.key, one.url or "") for d in documents for one in d.article.attachments]
        for incoming, fetched, document in batch:
            if document is not None:
                self._tally.store(incoming, document, fetched.outcome)
            elif fetched.outcome in {"failed", "dropped", "gone"}:  # another source may still bring it
                self._seen.discard(article_id(incoming.key))

    def _is_another(self, article: Article) -> bool:
        """Whether the new version shares neither its title nor half its words with the one it takes the place of."""
        old = self._catalogue.article(article.id).article
        words, before = set(article.text.lower().split()), set(old.text.lower().split())
        return old.title != article.title and len(words & before) < len(words | before) / 2

    def _is_the_same(self, capture: Capture, article: Article) -> bool:
        """Whether other bytes from the web hold the article that is known: a page changes with every visit."""
        if capture.kind == "file":
            return False
        old = self._catalogue.article(article.id).article
        return all(getattr(old, name) == getattr(article, name) for name in _MATTERS)

    def _drifts(self) -> Iterator[Note]:
        """The sites whose pages changed against their own past: a theme may have changed, and rules may no longer fit."""
        for host in self._catalogue.run_hosts(self.number):
            now = self._catalogue.site_runs(host)[self.number]
            for message in drift(self._catalogue.site_before(host, self.number), now):
                yield Note(key=host, message=f"{message}; see `kmpipe explain --site {host}`")

    def _tidy_up(self) -> None:
        """Cut off what interrupted runs wrote beyond their last commit."""
        for run, warc, end in self._catalogue.interrupted_runs():
            truncate(self._folder, warc, end)
            self._catalogue.mark_interrupted(run)


def _weight(incoming: Incoming) -> int:
    return 0 if incoming.capture is None else len(incoming.capture.body)


# what of an article its readers see: where all of it is as it was, there is no new version
_MATTERS = (
    "url", "title", "published", "author", "categories", "tags", "text", "blocks", "related", "attachments", "images",
    "rights", "carrier",
)  # fmt: skip


def _is_same(latest: Latest, capture: Capture) -> bool:
    """Whether a capture is the latest one again; that it was saved anew without a change is no change."""
    known = msgspec.structs.replace(capture.known, modified=latest.known.modified)
    now = (capture.sha256, capture.url, capture.rights, known)
    return now == (latest.sha256, latest.url, latest.rights, latest.known)
