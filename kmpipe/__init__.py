"""kmpipe: from activity reports on the web to a searchable, citable knowledge base.

    import kmpipe

    ws = kmpipe.open_workspace("~/resilience")
    ws.ingest("saved-pages/")
    ws.search("ketahanan kota", agency="BPBD")

Names load when they are first used: `import kmpipe` itself is instant.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kmpipe.api import clean, extract, nlp
    from kmpipe.errors import KmpipeError
    from kmpipe.model import Activity, Article, Extraction
    from kmpipe.workspace import Workspace, init_workspace, open_workspace

__version__ = "0.1.0"

__all__ = [
    "Activity",
    "Article",
    "Extraction",
    "KmpipeError",
    "Workspace",
    "clean",
    "extract",
    "init_workspace",
    "nlp",
    "open_workspace",
]

_HOMES = {
    "Activity": "kmpipe.model",
    "Article": "kmpipe.model",
    "Extraction": "kmpipe.model",
    "KmpipeError": "kmpipe.errors",
    "Workspace": "kmpipe.workspace",
    "clean": "kmpipe.api",
    "extract": "kmpipe.api",
    "init_workspace": "kmpipe.workspace",
    "nlp": "kmpipe.api",
    "open_workspace": "kmpipe.workspace",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'kmpipe' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
