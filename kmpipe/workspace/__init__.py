"""A workspace opened, and the verbs run on it."""

from kmpipe.workspace.filters import FilterValues
from kmpipe.workspace.opening import init_workspace, open_workspace
from kmpipe.workspace.records import Explanation, IndexState, Problem, Stats
from kmpipe.workspace.workspace import Workspace

__all__ = [
    "Explanation",
    "FilterValues",
    "IndexState",
    "Problem",
    "Stats",
    "Workspace",
    "init_workspace",
    "open_workspace",
]
