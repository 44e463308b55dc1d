"""Opening and making workspaces."""

from __future__ import annotations

import os
from pathlib import Path

from kmpipe.config import FILE_NAME, TEMPLATE, find_root, load_settings
from kmpipe.errors import NoWorkspace, WorkspaceError
from kmpipe.workspace.workspace import Workspace


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
