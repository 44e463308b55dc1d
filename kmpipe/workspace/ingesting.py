"""Bringing documents in: from the web, from exports and archives, from files."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

import msgspec

from kmpipe import __version__
from kmpipe.config import SourceSection
from kmpipe.errors import DocumentError, UsageError
from kmpipe.model.base import Rights
from kmpipe.workspace.sources import Sources, checked_day, web_address

if TYPE_CHECKING:
    from kmpipe.pipeline import Incoming, Run, Summary
    from kmpipe.sources.files import Caps
    from kmpipe.sources.http import Client
    from kmpipe.store.catalogue import Catalogue
    from kmpipe.workspace.visits import Visits

As = Literal["rest", "sitemap", "feed", "links", "page", "wxr", "warc", "urls", "files"]
Progress = Callable[[str, int, int], None]

_ROADS = frozenset({"rest", "sitemap", "feed", "links", "page"})


class Ingesting(Sources):
    """A workspace and what comes into it."""

    @property
    def default_jobs(self) -> int:
        """The number of processes that read, as it is set, or one for each core."""
        return self.settings.ingest.jobs or os.cpu_count() or 1

    def ingest(
        self,
        *inputs: str | Path,
        as_: As | None = None,
        since: str | None = None,
        limit: int | None = None,
        pages: bool = False,
        attachments: bool = False,
        rights: Rights | None = None,
        jobs: int = 1,
        stdin: BinaryIO | None = None,
        name: str | None = None,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Summary:
        """Bring in what `inputs` name, then bring the index up to date; without any, the sources of `kmpipe.toml`.

        An input is a web address of a site, a section or a page; the path of a file, a folder, a WXR export, a WARC file or
        a list of addresses; or `-`, which reads `stdin` and needs a `name`. `as_` says what it is, or by which road
        a site is read. `since`, `limit`, `pages` and `attachments` are for the web; what is given here wins over
        what `kmpipe.toml` says of a source. `jobs` is the number of processes that read; with more than one, the caller
        must be importable by them (`if __name__ == "__main__":`).

        `progress` is called with the key of each input done (after the number of those that failed, if any did), how
        many are done, and how many there are (0: not known). Raises `Locked` while another process writes, `UsageError` for nothing to ingest or a missing name.
        """
        from kmpipe.pipeline import Run  # noqa: PLC0415 - SQLAlchemy loads with it

        given = SourceSection(
            url="", rights=rights or "own", pages=pages, attachments=attachments, since=checked_day(since)
        )
        if not name and any(str(one) == "-" for one in inputs):
            raise UsageError("standard input needs a name", hint="add --name rapat.html: it becomes the document's key")
        planned = self._planned(inputs, as_, given, rights)
        options = self._options()
        with ExitStack() as stack:
            if dry_run:
                catalogue = stack.enter_context(closing(self._open_for_preview()))
            else:
                self._index.check_engine()  # a wrong engine is refused before anything is written
                stack.enter_context(self._lock())
                catalogue = stack.enter_context(closing(self._open_for_writing()))
            before = catalogue.revision
            run = stack.enter_context(Run(catalogue, self._path("captures"), options, jobs=jobs, dry_run=dry_run))
            self._take(run, catalogue, planned, limit=limit, stdin=stdin, name=name, progress=progress, stack=stack)
            summary = run.finish()
            if not dry_run:
                self._index.update(catalogue, before, frozenset(run.told), frozenset(run.gone))
        return summary

    def _planned(
        self, inputs: Sequence[str | Path], as_: As | None, given: SourceSection, rights: Rights | None
    ) -> list[tuple[As | None, str | Path, SourceSection]]:
        """What is to be read: how (None: by looking), from where, and what is said of it."""
        from kmpipe.workspace.inputs import is_web_address, kind_of  # noqa: PLC0415 - loads with the run

        if not inputs:
            if not self.settings.source:
                hint = (
                    "name a site, files or folders, or `-` with --name for standard input; or `kmpipe source add URL`"
                )
                raise UsageError("nothing to ingest", hint=hint)
            return [
                (as_ or source.road, web_address(source.url), _merged(source, given, rights))
                for source in self.settings.source
            ]
        if not all(str(one) for one in inputs):
            raise UsageError("nothing to ingest", hint="one of the inputs is empty")
        planned: list[tuple[As | None, str | Path, SourceSection]] = []
        for one in inputs:
            if is_web_address(one):
                if as_ is not None and as_ not in _ROADS:
                    raise UsageError(f"{one} is no file", hint=f"save it, then: kmpipe ingest FILE --as {as_}")
                declared = {web_address(source.url): source for source in self.settings.source}
                source = declared.get(web_address(str(one)))
                said = _merged(source, given, rights) if source else msgspec.structs.replace(given, url=str(one))
                planned.append((as_ or (source.road if source else None), str(one), said))
            else:
                if as_ in _ROADS:
                    raise UsageError(
                        f"{one} is no web address", hint="--as rest, sitemap, feed, links and page are for sites"
                    )
                kind = as_ if as_ is not None or str(one) == "-" else kind_of(one)
                planned.append((kind or "files", one, given))
        return planned

    def _take(
        self,
        run: Run,
        catalogue: Catalogue,
        planned: list[tuple[As | None, str | Path, SourceSection]],
        *,
        limit: int | None,
        stdin: BinaryIO | None,
        name: str | None,
        progress: Progress | None,
        stack: ExitStack,
    ) -> None:
        from kmpipe.pipeline.walk import now_utc  # noqa: PLC0415 - loads with the run
        from kmpipe.sources.files import Caps  # noqa: PLC0415 - loads with the run
        from kmpipe.workspace.inputs import find_inputs, is_web_address, read_files, read_stream  # noqa: PLC0415 - loads with the run

        caps = Caps(self.settings.ingest.max_bytes, self.settings.ingest.max_document_bytes)
        report = _Counter(progress, run)
        paths = [path for kind, path, _ in planned if kind == "files" and str(path) != "-"]
        files = find_inputs(paths)
        report.total = len(files.found) + sum(str(path) == "-" for _, path, _ in planned)
        for key, message in files.notes:
            run.note(key, message)
        # what a site of kmpipe.toml is said to be says nothing of files beside it
        local = next((said for _, path, said in planned if not is_web_address(path)), planned[0][2])
        own: Rights = local.rights
        if files.found:
            found = _with_rights(read_files(files.found, caps, now_utc), own)
            run.take(found, expected=len(files.found), progress=report)
        archives = [Path(path) for kind, path, _ in planned if kind == "warc"]
        if archives:
            _take_archives(run, catalogue, archives, caps, local, report)
        visits: Visits | None = None
        for kind, path, source in planned:
            if str(path) == "-":
                run.take(_with_rights(iter([read_stream(name or "", stdin, caps, now_utc)]), own), progress=report)
            elif kind in {"files", "warc"}:
                continue
            else:
                if visits is None:
                    visits = self._visits(run, catalogue, limit, stack, report)
                if is_web_address(path):
                    visits.site(source, kind)  # type: ignore[arg-type]  # the road of a site
                elif kind == "wxr":
                    visits.export(Path(path), source)
                else:
                    visits.addresses(Path(path), source)

    def _visits(self, run: Run, catalogue: Catalogue, limit: int | None, stack: ExitStack, report: _Counter) -> Visits:
        from kmpipe.workspace.visits import Visits  # noqa: PLC0415 - the network loads with it

        def client() -> Client:
            from kmpipe.sources.http import Client, ClientSettings  # noqa: PLC0415 - the network loads with it

            network = self.settings.network
            settings = ClientSettings(
                agent=f"kmpipe/{__version__}",
                contact=network.contact,
                max_bytes=self.settings.ingest.max_bytes,
                deadline=network.deadline,
                longest_wait=network.longest_wait,
                pause=network.pause,
            )
            return stack.enter_context(Client(settings, allowed=network.allow))

        most = self.settings.ingest.max_document_bytes
        return Visits(run, catalogue, client, max_document_bytes=most, limit=limit, progress=report)


class _Counter:
    """Counts the inputs done for a progress report."""

    def __init__(self, progress: Progress | None, run: Run) -> None:
        self._progress = progress
        self._run = run
        self._done = 0
        self.total = 0

    def __call__(self, key: str) -> None:
        self._done += 1
        if self._progress is not None:
            failed = f"{self._run.failed:,} failed · " if self._run.failed else ""
            self._progress(failed + key, self._done, max(self.total, self._done) if self.total else 0)


def _merged(source: SourceSection, given: SourceSection, rights: Rights | None) -> SourceSection:
    """A source of `kmpipe.toml` with what the call says beside it."""
    return msgspec.structs.replace(
        source,
        rights=rights or source.rights,
        pages=source.pages or given.pages,
        attachments=source.attachments or given.attachments,
        since=given.since or checked_day(source.since),
    )


def _with_rights(inputs: Iterable[Incoming], rights: Rights) -> Iterator[Incoming]:
    for incoming in inputs:
        if incoming.capture is None or rights == incoming.capture.rights:
            yield incoming
        else:
            yield msgspec.structs.replace(incoming, capture=msgspec.structs.replace(incoming.capture, rights=rights))


def _take_archives(
    run: Run, catalogue: Catalogue, paths: Sequence[Path], caps: Caps, source: SourceSection, progress: _Counter
) -> None:
    """Take in the documents of these WARC files, and of all those in these folders, read as one archive.

    kmpipe's own captures keep the rights they were stored with, unless `source` asks for others than the usual.
    """
    from kmpipe.pipeline import Incoming  # noqa: PLC0415 - loads with the run
    from kmpipe.pipeline.walk import now_utc  # noqa: PLC0415 - loads with the run
    from kmpipe.sources.addresses import key_form  # noqa: PLC0415 - loads with the run
    from kmpipe.sources.warcsite import LeftOut, Reading, WarcReader  # noqa: PLC0415 - loads with the run
    from kmpipe.workspace.inputs import archives_in, posts_in  # noqa: PLC0415 - loads with the run

    name = paths[0].name if len(paths) == 1 else "archives"
    note = functools.partial(run.note, name)
    files = [file for path in paths for file in (archives_in(path) if path.is_dir() else [path])]

    def incoming(found: Iterable[Reading]) -> Iterator[Incoming]:
        for number, one in enumerate(found, 1):
            if isinstance(one, DocumentError):
                yield Incoming(key=f"{name} #{number}", moment=now_utc(), error=one)
            elif isinstance(one, LeftOut):
                yield Incoming(key=one.key, moment=now_utc(), outcome="dropped", reason=one.reason)
            else:
                rights = source.rights if source.rights != "own" else one.rights
                capture = msgspec.structs.replace(one, rights=rights)
                yield Incoming(key=one.key, moment=capture.fetched_at, capture=capture, since=source.since)

    def carrier(key: str) -> str | None:
        known = catalogue.latest(key)
        return (known.known.carrier if known is not None else None) or carriers.get(key)

    try:
        reader = WarcReader(
            *files, max_bytes=caps.page, max_document_bytes=caps.document, pages=source.pages, note=note
        )
    except DocumentError as error:
        run.take([Incoming(key=name, moment=now_utc(), error=error)], progress=progress)
        return
    run.attached.clear()
    run.take(incoming(reader()), expected=posts_in(files), progress=progress)
    carriers = {key_form(url): key for key, url in reversed(run.attached)}
    run.take(incoming(reader.attached(carrier)), progress=progress)
