"""A workspace opened, and the verbs run on it."""

from kmpipe.workspace.filters import FilterValues
from kmpipe.workspace.opening import init_workspace, open_workspace
from kmpipe.workspace.records import (
    Cluster,
    Copy,
    Explanation,
    IndexState,
    Problem,
    Restored,
    SiteExplanation,
    Stats,
    Trial,
)
from kmpipe.workspace.workspace import Workspace

__all__ = [
    "Cluster",
    "Copy",
    "Explanation",
    "FilterValues",
    "IndexState",
    "Problem",
    "Restored",
    "SiteExplanation",
    "Stats",
    "Trial",
    "Workspace",
    "init_workspace",
    "open_workspace",
]
