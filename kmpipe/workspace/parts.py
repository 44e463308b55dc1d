"""The parts of a workspace: where they lie, and how they are opened."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from kmpipe.config import Settings
from kmpipe.errors import CatalogueOutdated, ConfigError, Locked, NothingIngested
from kmpipe.store.revision import read_revision
from kmpipe.vocab.load import edition
from kmpipe.workspace.locks import WriterLock

if TYPE_CHECKING:
    from kmpipe.pipeline import Options
    from kmpipe.search import EngineChoice, Searcher
    from kmpipe.store.catalogue import Catalogue
    from kmpipe.workspace.indexing import Index


class Parts:
    """Catalogue, captures, index and vocabulary of a workspace folder, opened when they are first used."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self.root = root
        self.settings = settings
        self._reader: Catalogue | None = None
        self._opened_index: Index | None = None
        self._index_vocabularies: tuple[Path, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release catalogue and index."""
        self._forget_index()
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _options(self) -> Options:
        from kmpipe.pipeline import Options  # noqa: PLC0415 - SQLAlchemy loads with it
        from kmpipe.vocab.load import Organisation, cached_entries  # noqa: PLC0415 - only reading articles needs the authority file

        jurisdiction, folders = self.settings.extract.jurisdiction, self._folders()
        known = {entry.id for entry in cached_entries("organisations", "organisation", Organisation, folders)}
        if jurisdiction and jurisdiction not in known:
            hint = 'extract.jurisdiction is the id of an organisation of the vocabulary, or ""'
            raise ConfigError(f"unknown jurisdiction {jurisdiction!r}", hint=hint)
        return Options(jurisdiction=jurisdiction, folders=folders)

    @property
    def _catalogue(self) -> Catalogue:
        from kmpipe.store.catalogue import Catalogue  # noqa: PLC0415 - SQLAlchemy takes a third of a second

        if self._reader is None:
            try:
                self._reader = Catalogue(self._catalogue_place(), vocabularies=self._folders())
            except CatalogueOutdated:
                with self._lock():
                    self._open_for_writing().close()
                self._reader = Catalogue(self._catalogue_place(), vocabularies=self._folders())
        return self._reader

    def _open_for_preview(self) -> Catalogue:
        """The catalogue as it is, or an empty one in memory."""
        from kmpipe.store.catalogue import Catalogue  # noqa: PLC0415 - SQLAlchemy takes a third of a second

        empty = read_revision(self._catalogue_place()) is None
        return (
            Catalogue("sqlite://", create=True, vocabularies=self._folders())
            if empty
            else Catalogue(self._catalogue_place(), vocabularies=self._folders())
        )

    def _open_for_writing(self) -> Catalogue:
        from kmpipe.store.catalogue import Catalogue  # noqa: PLC0415 - SQLAlchemy takes a third of a second

        return Catalogue(self._catalogue_place(), create=True, vocabularies=self._folders())

    @property
    def _index(self) -> Index:
        from kmpipe.workspace.indexing import Index  # noqa: PLC0415 - the engine loads with it

        folders = self._folders()
        if self._index_vocabularies != folders:
            self._forget_index()  # a vocabulary was edited
        if self._opened_index is None:
            self._opened_index = Index(self._path("index"), engine=self._engine_choice(), vocabularies=folders)
            self._index_vocabularies = folders
        return self._opened_index

    def _forget_index(self) -> None:
        if self._opened_index is not None:
            self._opened_index.close()
            self._opened_index = None

    def _engine_choice(self) -> EngineChoice:
        from kmpipe.search import EngineChoice  # noqa: PLC0415 - the engine loads with it

        wanted = self.settings.search
        return EngineChoice(name=wanted.engine, url=wanted.url, user=wanted.user, password=wanted.password)

    def _searcher(self) -> Searcher:
        """The searcher, after an index that is missing or behind has been built anew.

        While another process writes, or where we may not, an index that is merely behind answers as it is.
        """
        revision = read_revision(self._catalogue_place())
        if revision is None:
            raise NothingIngested
        status = self._index.status()
        if not status.ok or status.revision != revision:
            try:
                catalogue = self._catalogue  # bringing an older one up to date takes the lock itself
                with self._lock():
                    self._index.rebuild(catalogue)
            except (Locked, OSError):
                if not status.ok:
                    raise
        return self._index.searcher()

    def _path(self, name: str) -> Path:
        return self.root / str(getattr(self.settings.workspace, name))

    def _folders(self) -> tuple[Path, ...]:
        return edition(self._path("vocabulary"))

    def _catalogue_place(self) -> Path | str:
        value = self.settings.workspace.catalogue
        return value if "://" in value else self.root / value

    def _lock(self) -> WriterLock:
        """One writer a catalogue: the lock lies beside it, or in the workspace where the catalogue is on a server."""
        place = self._catalogue_place()
        return WriterLock(
            self.root / "corpus" / ".lock" if isinstance(place, str) else place.with_name(place.name + ".lock")
        )
