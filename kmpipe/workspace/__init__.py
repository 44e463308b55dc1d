"""A workspace opened, and the verbs run on it."""

from kmpipe.workspace.records import Explanation, Problem, Stats
from kmpipe.workspace.workspace import Workspace, init_workspace, open_workspace

__all__ = ["Explanation", "Problem", "Stats", "Workspace", "init_workspace", "open_workspace"]
