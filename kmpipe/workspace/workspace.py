"""The verbs of a workspace.

ws = open_workspace("~/resilience")
ws.ingest("saved-pages/")
for hit in ws.search("ketahanan kota", agency="BPBD").hits:
    print(hit.start, hit.title)
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Unpack

import msgspec

from kmpipe.config import FILE_NAME
from kmpipe.model import Activity, ActivityView, Article
from kmpipe.workspace.counting import count
from kmpipe.workspace.filters import FilterValues, make_filters
from kmpipe.workspace.ingesting import Ingesting
from kmpipe.workspace.keeping import Keeping
from kmpipe.workspace.records import Explanation, Problem, Stats, Thread
from kmpipe.workspace.reporting import Reporting
from kmpipe.workspace.saved import Saving
from kmpipe.workspace.schemes import areas_called, under_scheme

if TYPE_CHECKING:
    from kmpipe.export import Written
    from kmpipe.search import Results
    from kmpipe.search.engine import Sort


# activities before and after one that a reader can take in; each costs a query
_LONGEST_THREAD = 30


class Workspace(Reporting, Saving, Ingesting, Keeping):
    """A workspace folder. Use `open_workspace` or `init_workspace` to get one; use it as a context manager to close it."""

    # --- read ---

    def articles(self) -> Iterator[Article]:
        """The canonical articles, ordered by id; mirrors are named inside them."""
        return (stored.article for stored in self._catalogue.stored() if stored.mirror_of is None)

    def activities(self) -> Iterator[Activity]:
        """The activities, ordered by id."""
        return self._catalogue.activities()

    def show(self, identity: str, *, scheme: str | None = None) -> tuple[ActivityView, ...]:
        """What an id stands for, with text and removals: one activity, or all those of an article.

        With `scheme` the focus areas are those of that scheme. An article that tells of none gives one view that says
        why. Raises `UnknownId`, `UsageError` for an unknown scheme.
        """
        stored, activities = self._catalogue.resolve(identity)
        if scheme is not None:
            activities = under_scheme(self._catalogue, activities, scheme, self._folders())
        from kmpipe.workspace.views import view, view_without_activity  # noqa: PLC0415 - extraction loads with it

        if not activities:
            return (view_without_activity(stored, self._catalogue.moves()),)
        # of several reports the first one gives the text
        articles = {s.article.id: s for s in self._catalogue.stored([a.articles[0] for a in activities])}
        moves = self._catalogue.moves()
        return tuple(view(activity, articles[activity.articles[0]], full=True, moves=moves) for activity in activities)

    def thread(self, identity: str) -> Thread:
        """What an activity follows and what follows it, each earliest first, as far as the links lead (to some 30). Raises `UnknownId`."""
        _, activities = self._catalogue.resolve(identity)
        own = {activity.id for activity in activities}
        before = self._walk(activities, lambda activity: activity.follows)
        after = self._walk(activities, lambda activity: self._catalogue.followers(activity.id))
        return Thread(before=_in_order(before, own), after=_in_order(after, own))

    def _walk(self, start: Sequence[Activity], step: Callable[[Activity], Sequence[str]]) -> list[Activity]:
        seen = {activity.id for activity in start}
        found: list[Activity] = []
        pending = list(start)
        while pending and len(found) < _LONGEST_THREAD:
            ids = {other for activity in pending for other in step(activity)} - seen
            seen |= ids
            pending = list(self._catalogue.activities(sorted(ids))) if ids else []
            found += pending
        return found

    def explain(self, identity: str) -> Explanation:
        """The article of an id, be it a mirror, with its removals and versions. Raises `UnknownId`."""
        stored = self._catalogue.article(identity)
        return Explanation(
            article=stored.article,
            mirror_of=stored.mirror_of,
            no_activity=stored.no_activity,
            versions=self._catalogue.versions(stored.article.key),
            restored=self.restored(identity),
        )

    def search(
        self,
        query: str = "",
        *,
        limit: int | None = None,
        offset: int = 0,
        sort: Sort = "relevance",
        facets: bool = False,
        bridge: bool = True,
        predecessors: bool = True,
        cursor: str | None = None,
        semantic: bool | None = None,
        **filters: Unpack[FilterValues],
    ) -> Results:
        """Search past activities; an empty query gives all, newest first. `FilterValues` lists the filters.

        With `bridge`, what is asked for is also searched in the other language and under its other names, which the
        result tells; with `predecessors` also under those of the bodies that a body came from or became. `cursor` is the
        `next` of the page before: pages that follow one another by it neither overlap nor leave gaps; in the order by date
        whatever is ingested in between. With `semantic` (from the settings where it is None) also what is meant is found, not only what is
        said: see `embed`. Raises `QueryError` for a query or a filter that cannot be read.
        """
        limit = self.settings.search.limit if limit is None else limit
        if self._by_meaning(semantic):
            return self._search_both(
                query,
                make_filters(filters),
                limit=limit,
                offset=offset,
                sort=sort,
                facets=facets,
                bridge=bridge,
                predecessors=predecessors,
                cursor=cursor,
            )
        return self._searcher().search(
            query,
            make_filters(filters),
            limit=limit,
            offset=offset,
            sort=sort,
            facets=facets,
            bridge=bridge,
            predecessors=predecessors,
            cursor=cursor,
        )

    def stats(self) -> Stats:
        """What the workspace holds, in numbers."""
        return count(self._catalogue)

    # --- give ---

    def owns(self, path: Path) -> bool:
        """Whether a path is one of the workspace's own files, which no export may overwrite."""
        place = self._catalogue_place()
        own = [self.root / FILE_NAME, self._path("captures"), *([place] if isinstance(place, Path) else [])]
        return any(path.resolve().is_relative_to(other.resolve()) for other in own)

    def export(
        self,
        target: BinaryIO | Path,
        query: str = "",
        *,
        format: str = "jsonl",  # noqa: A002 - the word users know
        fields: Sequence[str] = (),
        text: bool = False,
        evidence: bool = False,
        excel: bool = False,
        personal: bool = False,
        scheme: str | None = None,
        bridge: bool = True,
        predecessors: bool = True,
        each: Callable[[ActivityView], None] | None = None,
        **filters: Unpack[FilterValues],
    ) -> Written:
        """Write exactly the activities that `search` finds with the same arguments; says how many, and what to know of them.

        A path, of a file or a folder as the format is, is left whole or untouched. Rows come newest first, as an empty
        search gives them; undated ones come last. With `text` the text and removals are included, with `evidence` the
        places where values were read; `excel` makes CSV as Excel opens it. Without `personal` the names of people who hold
        no public office, telephone numbers and e-mail addresses are masked wherever they stand. With `scheme` the focus
        areas are those of that scheme, and the filter `focus` asks for them. `bridge` and `predecessors` are those of
        `search`. `each` is called with every row, as it is before masking. Raises `UsageError` for an unknown format,
        field, scheme or area of it, and for what a format cannot hold.
        """
        from kmpipe.export import Repository, write  # noqa: PLC0415 - loaded where it is used
        from kmpipe.workspace.views import excerpt, masked  # noqa: PLC0415 - extraction loads with it

        given = self.settings.export
        full = text or "text" in fields or "removals" in fields
        rows = self._rows(query, filters, full=full, scheme=scheme, bridge=bridge, predecessors=predecessors)
        rows = rows if each is None else _shown_to(each, rows)
        return write(
            # cut behind the masking: half a name, or half a number, would not be known for one
            map(excerpt, rows if personal else map(masked, rows)),
            target,
            format=format,
            fields=fields,
            text=text,
            evidence=evidence,
            excel=excel,
            vocabularies=self._folders(),
            repository=Repository(base_url=given.base_url, admin_email=given.admin_email),
        )

    def _rows(
        self,
        query: str,
        filters: FilterValues,
        *,
        full: bool,
        scheme: str | None = None,
        bridge: bool = True,
        predecessors: bool = True,
    ) -> Iterator[ActivityView]:
        from kmpipe.workspace.views import view  # noqa: PLC0415 - extraction loads with it

        moves = self._catalogue.moves()
        for chunk in self._found(query, filters, scheme, bridge=bridge, predecessors=predecessors):
            articles = {s.article.id: s for s in self._catalogue.stored([a.articles[0] for a in chunk])}
            yield from (view(a, articles[a.articles[0]], full=full, moves=moves) for a in chunk)

    def _found(
        self, query: str, filters: FilterValues, scheme: str | None, *, bridge: bool = True, predecessors: bool = True
    ) -> Iterator[Sequence[Activity]]:
        """What a search finds, some at a time, newest first; with `scheme` under its focus areas."""
        folders = self._folders()
        asked = make_filters(filters)
        areas = areas_called(scheme, asked.focus, folders) if scheme is not None else frozenset()
        if scheme is not None:  # the index knows the areas that activities bear, not those of other schemes
            asked = msgspec.structs.replace(asked, focus=())
        ids = self._searcher().ids(query, asked, bridge=bridge, predecessors=predecessors)
        for start in range(0, len(ids), 200):
            found = {a.id: a for a in self._catalogue.activities(ids[start : start + 200])}
            # one that is not there has gone while another process was writing
            chunk = [found[identity] for identity in ids[start : start + 200] if identity in found]
            if scheme is not None:
                under = under_scheme(self._catalogue, chunk, scheme, folders)
                chunk = [a for a in under if not areas or not areas.isdisjoint(area.id for area in a.focus_areas)]
            yield chunk

    # --- keep ---

    def check(self) -> tuple[Problem, ...]:
        """Everything wrong on disk, named; changes nothing."""
        from kmpipe.store.check import check_store  # noqa: PLC0415 - reads every capture: only here

        problems = [
            Problem(subject=s, message=m, hint=h) for s, m, h in check_store(self._catalogue, self._path("captures"))
        ]
        reason = self.index_status(deep=True).reason  # an index that is merely behind is no damage
        if reason:
            problems.append(
                Problem(subject="index", message=reason, hint="run `kmpipe index rebuild`; nothing is lost")
            )
        return tuple(problems)

    def dump(self) -> Iterator[str]:
        """The catalogue's knowledge as JSON lines in a fixed order, the table of runs left out."""
        return self._catalogue.dump()


def _shown_to(each: Callable[[ActivityView], None], rows: Iterator[ActivityView]) -> Iterator[ActivityView]:
    for row in rows:
        each(row)
        yield row


def _in_order(activities: Sequence[Activity], left_out: Container[str]) -> tuple[Activity, ...]:
    kept = [activity for activity in activities if activity.id not in left_out]
    return tuple(sorted(kept, key=lambda a: (a.held.start if a.held else "", a.id)))
