"""A workspace opened, and the verbs run on it."""

from kmpipe.workspace.filters import FilterValues
from kmpipe.workspace.opening import init_workspace, open_workspace
from kmpipe.workspace.records import (
    Cluster,
    Copy,
    Corrected,
    Decision,
    Doubtful,
    Explanation,
    FollowUp,
    GlossaryLine,
    IndexState,
    Problem,
    Restored,
    SeriesMember,
    SeriesOverview,
    SiteExplanation,
    Stats,
    Suggestion,
    Thread,
    Trial,
    UnknownOrganisation,
)
from kmpipe.workspace.workspace import Workspace

__all__ = [
    "Cluster",
    "Copy",
    "Corrected",
    "Decision",
    "Doubtful",
    "Explanation",
    "FilterValues",
    "FollowUp",
    "GlossaryLine",
    "IndexState",
    "Problem",
    "Restored",
    "SeriesMember",
    "SeriesOverview",
    "SiteExplanation",
    "Stats",
    "Suggestion",
    "Thread",
    "Trial",
    "UnknownOrganisation",
    "Workspace",
    "init_workspace",
    "open_workspace",
]
