"""The verbs that keep the search index: building it anew, choosing its engine, telling its state."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from kmpipe.config import change_setting
from kmpipe.workspace.records import IndexState
from kmpipe.workspace.sources import Sources

if TYPE_CHECKING:
    from kmpipe.search import EngineChoice

Progress = Callable[[str, int, int], None]


class Keeping(Sources):
    """A workspace and its search index."""

    def rebuild_index(self, *, progress: Progress | None = None) -> int:
        """Build the search index anew from the catalogue, with the engine of `kmpipe.toml`; the old one answers meanwhile.

        Returns how many activities it holds. `progress` is called with the id of each, how many are done, and how many
        there are.
        """
        catalogue = self._catalogue
        with self._lock():
            return self._index.rebuild(catalogue, progress)

    def use_engine(self, name: str, *, dry_run: bool = False, progress: Progress | None = None) -> int:
        """Build the search index anew with another engine, then write that into `kmpipe.toml`; the old one answers meanwhile.

        Returns how many activities are in it, or would be. Raises `ConfigError` for an engine that does not exist or is not
        installed, before anything is done.
        """
        from kmpipe.search.sentinel import engine_for  # noqa: PLC0415 - the search loads with it

        chosen: EngineChoice = msgspec.structs.replace(self._engine_choice(), name=name)
        engine_for(chosen)
        catalogue = self._catalogue
        if dry_run:
            return catalogue.counts()["activities"]
        with self._lock():
            count = self._index.made_by(chosen).rebuild(catalogue, progress)
            change_setting(self.root, "search", "engine", name)
        self._reload()
        self._forget_index()
        return count

    def index_status(self, *, deep: bool = False) -> IndexState:
        """The state of the search index, and whether it is up to date with the catalogue. `deep` reads every byte of it."""
        status = self._index.status(deep=deep)
        chosen = self.settings.search.engine
        other = status.ok and status.engine != chosen
        return IndexState(
            engine=status.engine or chosen,
            documents=status.documents,
            up_to_date=status.ok and status.revision == self._catalogue.revision,
            reason=status.reason if not status.ok else "",
            size=status.size,
            advice=f"made by {status.engine}, kmpipe.toml says {chosen}: run `kmpipe index rebuild`"
            if other
            else self._index.advice(),
        )

    def index_advice(self) -> str:
        """What is worth doing to the index, in one line; empty where nothing is."""
        return self._index.advice()
