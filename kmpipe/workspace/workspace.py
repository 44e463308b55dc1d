"""The verbs of a workspace.

ws = open_workspace("~/resilience")
ws.ingest("saved-pages/")
for hit in ws.search("ketahanan kota", agency="BPBD").hits:
    print(hit.start, hit.title)
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self, TypedDict

from kmpipe.config import FILE_NAME, TEMPLATE, Settings, find_root, load_settings
from kmpipe.errors import NoWorkspace, WorkspaceError
from kmpipe.model import Activity, ActivityView, Article
from kmpipe.store.revision import read_revision
from kmpipe.workspace.locks import WriterLock

if TYPE_CHECKING:
    from kmpipe.pipeline import Summary
    from kmpipe.search import Hit, Results, Searcher
    from kmpipe.search.engine import Sort
    from kmpipe.store.catalogue import Catalogue
    from kmpipe.workspace.records import Explanation, IndexState, Problem, Stats


class _MadeWith(TypedDict):
    """What an index is made with, and must be read with."""

    engine: str
    vocabularies: tuple[Path, ...]


# hits fetched at a time for an export: the most that a search gives
_PAGE = 1000


class Workspace:
    """A workspace folder. Use `open_workspace` or `init_workspace` to get one; use it as a context manager to close it."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self.root = root
        self.settings = settings
        self._reader: Catalogue | None = None
        self._search: Searcher | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release catalogue and index."""
        if self._search is not None:
            self._search.close()
            self._search = None
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    # --- ingest ---

    def ingest(
        self,
        *paths: str | Path,
        stdin: BinaryIO | None = None,
        name: str | None = None,
        dry_run: bool = False,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Summary:
        """Bring in files and folders (`-` reads `stdin`, which needs a `name`), then bring the index up to date.

        `progress` is called with the key of each input done, how many are done, and how many there are. Raises `Locked`
        while another process writes, `UsageError` for no paths or a missing name.
        """
        from kmpipe.pipeline import Options, Run  # noqa: PLC0415 - spaCy and lxml load with it
        from kmpipe.workspace.inputs import find_inputs  # noqa: PLC0415

        candidates = find_inputs(paths, stdin=stdin, name=name, max_bytes=self.settings.ingest.max_bytes)
        options = Options(jurisdiction=self.settings.extract.jurisdiction, folders=self._folders())
        if dry_run:
            return Run(self._open_for_preview(), self._path("captures"), options).preview(candidates)
        with self._lock(), closing(self._open_for_writing()) as catalogue:
            run = Run(catalogue, self._path("captures"), options)
            before = catalogue.revision
            done = 0

            def report(key: str) -> None:
                nonlocal done
                done += 1
                if progress is not None:
                    progress(key, done, len(candidates))

            summary = run(candidates, progress=report)
            self._update_index(catalogue, before, run.told, run.gone)
        return summary

    # --- read ---

    def articles(self) -> Iterator[Article]:
        """The canonical articles, ordered by id; mirrors are named inside them."""
        return (stored.article for stored in self._catalogue.stored() if stored.mirror_of is None)

    def activities(self) -> Iterator[Activity]:
        """The activities, ordered by id."""
        return self._catalogue.activities()

    def show(self, identity: str) -> tuple[ActivityView, ...]:
        """What an id stands for, with text and removals: one activity, or all those of an article.

        An article that tells of none gives one view that says why. Raises `UnknownId`.
        """
        stored, activities = self._catalogue.resolve(identity)
        from kmpipe.workspace.views import view, view_without_activity  # noqa: PLC0415

        if not activities:
            return (view_without_activity(stored),)
        return tuple(view(activity, stored, full=True) for activity in activities)

    def explain(self, identity: str) -> Explanation:
        """The article behind an id with its removals and versions. Raises `UnknownId`."""
        stored, _ = self._catalogue.resolve(identity)
        versions = self._catalogue.versions(stored.article.key)
        from kmpipe.workspace.records import Explanation  # noqa: PLC0415

        return Explanation(
            article=stored.article, mirror_of=stored.mirror_of, no_activity=stored.no_activity, versions=versions
        )

    def search(
        self,
        query: str = "",
        *,
        agency: str | Sequence[str] = (),
        focus: str | Sequence[str] = (),
        type: str | Sequence[str] = (),  # noqa: A002 - the name of the flag and of the field
        language: str | Sequence[str] = (),
        place: str | Sequence[str] = (),
        start: str | None = None,
        end: str | None = None,
        limit: int | None = None,
        offset: int = 0,
        sort: Sort = "relevance",
        facets: bool = False,
    ) -> Results:
        """Search past activities; an empty query gives all, newest first.

        Several values of one filter mean any of them; several filters all hold. `start` and `end` are calendar values:
        an activity matches if the days it was held overlap them. Raises `QueryError` for a query that cannot be read.
        """
        from kmpipe.search import Filters  # noqa: PLC0415 - the engine loads with it

        filters = Filters(
            agency=_many(agency),
            focus=_many(focus),
            type=_many(type),
            language=_many(language),
            place=_many(place),
            start=start,
            end=end,
        )
        limit = self.settings.search.limit if limit is None else limit
        return self._searcher().search(query, filters, limit=limit, offset=offset, sort=sort, facets=facets)

    def stats(self) -> Stats:
        """What the workspace holds, in numbers."""
        counts = self._catalogue.counts()
        years: Counter[str] = Counter()
        types: Counter[str] = Counter()
        languages: Counter[str] = Counter()
        focus: Counter[str] = Counter()
        organisations: Counter[str] = Counter()
        for activity in self.activities():
            years[activity.held.start[:4] if activity.held else "undated"] += 1
            types[activity.type] += 1
            languages[activity.language] += 1
            focus.update(area.id for area in activity.focus_areas)
            organisations.update(o.name for o in activity.organisations if o.kind != "office")
        from kmpipe.workspace.records import Stats  # noqa: PLC0415

        return Stats(
            **counts,
            dated=sum(years.values()) - years["undated"],
            years=dict(sorted(years.items())),
            types=_ranked(types),
            languages=_ranked(languages),
            focus_areas=_ranked(focus),
            organisations=_ranked(organisations),
            removals=self._catalogue.removal_counts(),
            failures=self._catalogue.last_failures(),
        )

    # --- give ---

    def export(
        self,
        stream: BinaryIO,
        query: str = "",
        *,
        format: str = "jsonl",  # noqa: A002 - the word users know
        fields: Sequence[str] = (),
        text: bool = False,
        personal: bool = False,
        **filters: str | Sequence[str] | None,
    ) -> int:
        """Write exactly the activities that `search` finds with the same arguments; returns how many.

        Rows are ordered by date, then id. With `text` the text and removals are included; without `personal` the names
        of people who hold no public office are cut to initials. Raises `UsageError` for an unknown format or field.
        """
        from kmpipe.export import write  # noqa: PLC0415 - loaded where it is used
        from kmpipe.export.privacy import mask_people  # noqa: PLC0415

        rows = self._rows(query, filters, full=text or "text" in fields or "removals" in fields)
        return write(rows if personal else map(mask_people, rows), stream, format=format, fields=fields)

    def _rows(
        self, query: str, filters: Mapping[str, str | Sequence[str] | None], *, full: bool
    ) -> Iterator[ActivityView]:
        from kmpipe.workspace.views import view  # noqa: PLC0415

        hits = self._all_hits(query, filters)
        ids = [hit.id for hit in sorted(hits, key=lambda hit: (hit.start or "9999", hit.id))]
        for start in range(0, len(ids), 200):
            chunk = ids[start : start + 200]
            activities = {a.id: a for a in self._catalogue.activities(chunk)}
            articles = {s.article.id: s for s in self._catalogue.stored([a.articles[0] for a in activities.values()])}
            for identity in chunk:
                activity = activities[identity]
                yield view(activity, articles[activity.articles[0]], full=full)

    def _all_hits(self, query: str, filters: Mapping[str, str | Sequence[str] | None]) -> Iterator[Hit]:
        offset, total = 0, 1
        while offset < total:
            results = self.search(query, limit=_PAGE, offset=offset, **filters)  # type: ignore[arg-type]  # as search takes them
            yield from results.hits
            offset, total = offset + _PAGE, results.total

    # --- keep ---

    def rebuild_index(self) -> int:
        """Build the search index anew from the catalogue; returns how many activities it holds."""
        catalogue = self._catalogue
        with self._lock():
            return self._rebuild(catalogue)

    def index_status(self, *, deep: bool = False) -> IndexState:
        """The state of the search index, and whether it is up to date with the catalogue. `deep` reads every byte of it."""
        from kmpipe.search import index_status  # noqa: PLC0415 - the engine loads with it

        status = index_status(self._path("index"), **self._made_with(), deep=deep)
        from kmpipe.workspace.records import IndexState  # noqa: PLC0415

        return IndexState(
            engine=status.engine or self.settings.search.engine,
            documents=status.documents,
            up_to_date=status.ok and status.revision == self._catalogue.revision,
            reason=status.reason if not status.ok else "",
        )

    def check(self) -> tuple[Problem, ...]:
        """Everything wrong on disk, named; changes nothing."""
        from kmpipe.store.check import check_store  # noqa: PLC0415 - reads every capture: only here
        from kmpipe.workspace.records import Problem  # noqa: PLC0415

        problems = [
            Problem(subject=s, message=m, hint=h) for s, m, h in check_store(self._catalogue, self._path("captures"))
        ]
        state = self.index_status(deep=True)
        if not state.up_to_date:
            reason = state.reason or "behind the catalogue"
            problems.append(
                Problem(subject="index", message=reason, hint="run `kmpipe index rebuild`; nothing is lost")
            )
        return tuple(problems)

    def dump(self) -> Iterator[str]:
        """The catalogue's knowledge as JSON lines in a fixed order, the table of runs left out."""
        return self._catalogue.dump()

    # --- the parts ---

    @property
    def _catalogue(self) -> Catalogue:
        from kmpipe.store.catalogue import Catalogue  # noqa: PLC0415 - SQLAlchemy takes a third of a second

        if self._reader is None:
            self._reader = Catalogue(self._catalogue_url())
        return self._reader

    def _open_for_preview(self) -> Catalogue:
        from kmpipe.store.catalogue import Catalogue  # noqa: PLC0415

        return (
            self._catalogue if read_revision(self._catalogue_url()) is not None else Catalogue("sqlite://", create=True)
        )

    def _open_for_writing(self) -> Catalogue:
        from kmpipe.store.catalogue import Catalogue  # noqa: PLC0415

        return Catalogue(self._catalogue_url(), create=True)

    def _searcher(self) -> Searcher:
        """The searcher, after an index that is missing or behind has been built anew."""
        from kmpipe.search import Searcher, index_status  # noqa: PLC0415 - the engine loads with it

        revision = read_revision(self._catalogue_url())
        if revision is None:
            raise WorkspaceError("nothing has been ingested here yet", hint="run `kmpipe ingest PATH` first")
        status = index_status(self._path("index"), **self._made_with())
        if not status.ok or status.revision != revision:
            self.rebuild_index()
        if self._search is None:
            self._search = Searcher(
                self._path("index"), engine=self.settings.search.engine, vocabularies=self._folders()
            )
        return self._search

    def _rebuild(self, catalogue: Catalogue) -> int:
        from kmpipe.search import rebuild_index  # noqa: PLC0415
        from kmpipe.workspace.indexing import index_documents  # noqa: PLC0415

        documents = index_documents(catalogue, None, self._folders())
        return rebuild_index(self._path("index"), documents, revision=catalogue.revision, **self._made_with())

    def _update_index(self, catalogue: Catalogue, before: int, told: frozenset[str], gone: frozenset[str]) -> None:
        """Take the run's activities into the index; build it anew if it was not up to date before the run."""
        from kmpipe.search import index_status, update_index  # noqa: PLC0415
        from kmpipe.workspace.indexing import index_documents  # noqa: PLC0415

        status = index_status(self._path("index"), **self._made_with())
        if not status.ok or status.revision != before:
            self._rebuild(catalogue)
        elif catalogue.revision != before:
            documents = index_documents(catalogue, sorted(told), self._folders())
            update_index(self._path("index"), documents, sorted(gone), revision=catalogue.revision, **self._made_with())

    def _path(self, name: str) -> Path:
        return self.root / str(getattr(self.settings.workspace, name))

    def _folders(self) -> tuple[Path, ...]:
        return (self._path("vocabulary"),)

    def _made_with(self) -> _MadeWith:
        return {"engine": self.settings.search.engine, "vocabularies": self._folders()}

    def _catalogue_url(self) -> str:
        value = self.settings.workspace.catalogue
        return value if "://" in value else f"sqlite:///{self.root / value}"

    def _lock(self) -> WriterLock:
        return WriterLock(self.root / "corpus" / ".lock")


def open_workspace(path: str | Path | None = None) -> Workspace:
    """The workspace in `path`; without it that of `KMPIPE_WORKSPACE`, else the nearest from the current folder upward.

    Raises `NoWorkspace`, `ConfigError`.
    """
    named = path or os.environ.get("KMPIPE_WORKSPACE")
    if named is None:
        root = find_root(Path.cwd())
    else:
        root = Path(named).expanduser()
        if not (root / FILE_NAME).is_file():
            raise NoWorkspace(f"{root} is not a workspace: it holds no {FILE_NAME}", hint=f"run `kmpipe init {root}`")
        root = root.resolve()
    return Workspace(root, load_settings(root, os.environ))


def init_workspace(path: str | Path) -> Workspace:
    """Make a workspace in `path` (made if missing) and open it. Raises `WorkspaceError` if there is one already."""
    root = Path(path).expanduser()
    target = root / FILE_NAME
    if target.exists():
        raise WorkspaceError(f"{root} is a workspace already", hint="ingest into it with `kmpipe ingest PATH`")
    try:
        for folder in (root, root / "corpus", root / "index", root / "vocab"):
            folder.mkdir(parents=True, exist_ok=True)
        target.write_text(TEMPLATE, encoding="utf-8")
    except OSError as error:
        raise WorkspaceError(
            f"{root}: cannot be made: {error.strerror}", hint="choose a folder you may write to"
        ) from error
    return open_workspace(root)


def _many(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _ranked(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
