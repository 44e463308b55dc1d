"""The catalogue's revision, read without the machinery of the catalogue: search asks for it every time."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from kmpipe.errors import CatalogueDamaged, WorkspaceError

_SQLITE = "sqlite:///"


def read_revision(url: str) -> int | None:
    """How many documents the catalogue behind a database URL has ever stored or changed; None where there is none yet.

    Raises `WorkspaceError`, `CatalogueDamaged`.
    """
    if not url.startswith(_SQLITE):
        from kmpipe.store.catalogue import Catalogue  # noqa: PLC0415 - SQLAlchemy takes a third of a second

        with closing(Catalogue(url)) as catalogue:
            return catalogue.revision
    path = Path(url.removeprefix(_SQLITE))
    if not path.exists():
        return None
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            return None  # a first run was cut off before it made the tables
        row = connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
    except sqlite3.OperationalError as error:
        raise WorkspaceError(
            f"the catalogue cannot be read: {error}", hint="check the disk and your permissions"
        ) from error
    except sqlite3.DatabaseError as error:
        raise CatalogueDamaged(
            f"the catalogue is damaged: {error}", hint="run `kmpipe check`, then restore a backup of corpus/"
        ) from error
    finally:
        connection.close()
    return int(row[0]) if row else None
