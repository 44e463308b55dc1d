"""The catalogue's revision, read without the machinery of the catalogue: search asks for it every time."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from kmpipe.errors import CatalogueDamaged, NothingIngested, WorkspaceError


def read_revision(location: Path | str) -> int | None:
    """How many documents a catalogue (a file, or behind a URL) has ever stored or changed; None where there is none yet.

    Raises `WorkspaceError`, `CatalogueDamaged`.
    """
    if isinstance(location, str):
        from kmpipe.store.catalogue import Catalogue  # noqa: PLC0415 - SQLAlchemy takes a third of a second

        try:
            with closing(Catalogue(location)) as catalogue:
                return catalogue.revision
        except NothingIngested:
            return None
    if not location.exists():
        return None
    try:
        # in a folder nobody may write to, the file is read as it lies
        options = "mode=ro" if os.access(location.parent, os.W_OK) else "mode=ro&immutable=1"
        with closing(sqlite3.connect(f"{location.resolve().as_uri()}?{options}", uri=True)) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                return None  # a first run was cut off before it made the tables
            row = connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
    except sqlite3.OperationalError as error:
        hint = "check the disk, the path and your permissions"
        raise WorkspaceError(f"the catalogue cannot be read: {error}", hint=hint) from error
    except sqlite3.DatabaseError as error:
        hint = "run `kmpipe check`, then restore a backup of corpus/"
        raise CatalogueDamaged(f"the catalogue is damaged: {error}", hint=hint) from error
    return int(row[0]) if row else None
