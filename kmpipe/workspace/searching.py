"""The verbs that look further than a query: search by meaning, activities like one, searches that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

import msgspec

from kmpipe.errors import IndexDamaged, UsageError
from kmpipe.workspace.mending import Mending

if TYPE_CHECKING:
    from kmpipe.search import Filters, Results
    from kmpipe.search.engine import Sort
    from kmpipe.search.fusion import Meant
    from kmpipe.search.model import Model
    from kmpipe.search.similar import Likeness
    from kmpipe.workspace.embedding import Embedded, Progress


class PageOptions(TypedDict):
    """Which page of a search, and how wide it looks."""

    limit: int
    offset: int
    sort: Sort
    facets: bool
    bridge: bool
    predecessors: bool


class Searching(Mending):
    """What goes beyond words. The model is loaded once and stays."""

    _opened_model: Model | None = None

    def embed(self, *, progress: Progress | None = None, dry_run: bool = False) -> Embedded:
        """Make all passages ready for a search by meaning; what was ready stays so. `progress` is called with id, done, of how many.

        Raises `ConfigError` where the extra is not installed, `Locked` while another process writes.
        """
        from kmpipe.workspace.embedding import embed  # noqa: PLC0415 - the engine loads with it

        model = self._model()
        if dry_run:
            return embed(self._catalogue, model, self._path("index"), folders=self._folders(), dry_run=True)
        self._searcher()  # vectors lie beside an index
        catalogue = self._catalogue
        with self._lock():
            return embed(catalogue, model, self._path("index"), folders=self._folders(), progress=progress)

    def _by_meaning(self, semantic: bool | None) -> bool:
        """Whether to search by meaning: as asked, else as the settings say."""
        return self.settings.search.semantic if semantic is None else semantic

    def _search_both(
        self, query: str, filters: Filters, *, cursor: str | None, **options: Unpack[PageOptions]
    ) -> Results:
        """What words or meaning find. Raises `UsageError` for a cursor, and what `_meant` raises."""
        from kmpipe.search.fusion import search_both  # noqa: PLC0415 - the engine loads with it

        if cursor is not None:
            raise UsageError("a search by meaning has no cursors", hint="page through it with --page")
        searcher, meant = self._searcher(), self._meant()
        results = search_both(searcher, meant, query, filters, **options)
        if meant.vectors.header.revision == self._index.status().revision:
            return results
        note = "what was ingested or changed lately may not be found by meaning yet: run `kmpipe index embed`"
        return msgspec.structs.replace(results, notes=(*results.notes, note))

    def _meant_ids(self, query: str, filters: Filters) -> tuple[str, ...]:
        """The ids of the activities that a search finds by meaning."""
        from kmpipe.search.fusion import nearest  # noqa: PLC0415 - the engine loads with it
        from kmpipe.search.meaning import split_query  # noqa: PLC0415 - likewise

        searcher = self._searcher()
        split = split_query(query, searcher.vocabulary.fields)
        return tuple(nearest(searcher, self._meant(), split.words, split.conditions, filters)) if split.words else ()

    def similar(self, identity: str, *, limit: int = 10, semantic: bool | None = None) -> tuple[Likeness, ...]:
        """The activities most like those an id stands for, the most alike first, each with what they share.

        What may be the same event is left out. With `semantic` (from the settings where it is None) also what is alike in
        meaning is found. Raises `UnknownId`, and what a search by meaning raises.
        """
        from kmpipe.workspace.likeness import find_similar  # noqa: PLC0415 - the engine loads with it

        searcher = self._searcher()
        vectors = self._meant().vectors if self._by_meaning(semantic) else None
        return find_similar(self._catalogue, searcher, identity, limit=limit, vectors=vectors, folders=self._folders())

    def _meant(self) -> Meant:
        """The model and the vectors. Raises `ConfigError` without the extra, `IndexDamaged` where nothing is ready."""
        from kmpipe.search.fusion import Meant  # noqa: PLC0415 - the engine loads with it
        from kmpipe.search.vectors import HINT, Vectors  # noqa: PLC0415 - likewise

        model = self._model()
        vectors = Vectors(self._path("index"))
        if vectors.header.model != model.fingerprint:
            raise IndexDamaged(f"the passages were read by another model ({vectors.header.model})", hint=HINT)
        return Meant(model, vectors)

    def _model(self) -> Model:
        from kmpipe.search.model import E5  # noqa: PLC0415 - an extra

        if self._opened_model is None:
            self._opened_model = E5()
        return self._opened_model
