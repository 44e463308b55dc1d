"""Settings: a flag wins over the environment, the environment over `kmpipe.toml`, that over the default.

The variable of a setting is `KMPIPE_` + section + `_` + key in capitals: `KMPIPE_SEARCH_LIMIT=20`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from kmpipe.errors import ConfigError, NoWorkspace

FILE_NAME = "kmpipe.toml"


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of a section: unknown keys are refused."""


class WorkspaceSection(_Section, frozen=True, kw_only=True):
    """Where things lie; relative paths count from the workspace folder. `author` is who decides ("" for the login name)."""

    catalogue: str = "corpus/catalogue.sqlite"
    captures: str = "corpus/captures"
    index: str = "index"
    vocabulary: str = "vocab"
    author: str = ""


class IngestSection(_Section, frozen=True, kw_only=True):
    """How documents come in. `max_bytes` is the largest document read, unpacked."""

    max_bytes: int = 8 * 1024 * 1024


class ExtractSection(_Section, frozen=True, kw_only=True):
    """What to assume where a text leaves it open.

    `jurisdiction` is the id of the government a bare `Dinas Kesehatan` belongs to ("" for none).
    """

    jurisdiction: str = "dki"


class SearchSection(_Section, frozen=True, kw_only=True):
    """How search answers: the engine, and the number of results on a page."""

    engine: str = "whoosh"
    limit: int = 10


class Settings(_Section, frozen=True, kw_only=True):
    """All settings of a workspace."""

    workspace: WorkspaceSection = WorkspaceSection()
    ingest: IngestSection = IngestSection()
    extract: ExtractSection = ExtractSection()
    search: SearchSection = SearchSection()


TEMPLATE = """\
# The workspace of kmpipe. Every setting stands here with its default; remove the # to change one.
# A variable KMPIPE_<SECTION>_<KEY> (KMPIPE_SEARCH_LIMIT=20) wins over this file, a flag such as --limit over both.

[workspace]
# Paths count from the folder of this file.
# catalogue = "corpus/catalogue.sqlite"   # the truth: a file, or a SQLAlchemy URL
# captures = "corpus/captures"            # raw bytes as fetched, WARC files
# index = "index"                         # derived; deleting it loses nothing
# vocabulary = "vocab"                    # your own agencies, cues and terms; they win over the shipped ones
# author = ""                             # who stands behind what is restored and corrected; "" for the login name

[ingest]
# max_bytes = 8388608                     # the largest document read, unpacked

[extract]
# jurisdiction = "dki"                    # whose "Dinas Kesehatan" is meant where the text does not say; "" for nobody's

[search]
# engine = "whoosh"
# limit = 10                              # results on a page
"""


def find_root(start: Path) -> Path:
    """The nearest folder from `start` upward that holds a `kmpipe.toml`. Raises `NoWorkspace`."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder
    raise NoWorkspace(
        f"no {FILE_NAME} in {start} or above", hint="run `kmpipe init` here, or name a workspace with --workspace"
    )


def load_settings(root: Path, environment: Mapping[str, str]) -> Settings:
    """The settings of the workspace `root`. Raises `ConfigError` for an unknown key or a wrong value."""
    path = root / FILE_NAME
    try:
        document = msgspec.toml.decode(path.read_bytes())
    except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{path}: {error}", hint="mend the file, or write a fresh one with `kmpipe init`") from error
    for section in Settings.__struct_fields__:
        for field in msgspec.structs.fields(getattr(Settings(), section)):
            value = environment.get(f"KMPIPE_{section}_{field.name}".upper())
            if value is not None and isinstance(document.setdefault(section, {}), dict):
                document[section][field.name] = value
    try:
        settings = msgspec.convert(document, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(
            f"{path}: {error}", hint="`kmpipe init` writes every key with its default and meaning"
        ) from error
    if settings.search.limit < 1 or settings.ingest.max_bytes < 1:
        raise ConfigError(
            f"{path}: search.limit and ingest.max_bytes must be at least 1", hint="remove the key to get the default"
        )
    return settings
