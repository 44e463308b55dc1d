"""Search: a query language, an index that can always be rebuilt, and engines behind one protocol."""

from kmpipe.search.engine import (
    AgencyKey,
    AlsoSearched,
    EngineChoice,
    FacetCount,
    Filters,
    Help,
    Hit,
    IndexDocument,
    Instead,
    PartFound,
    Results,
    Status,
    TermPair,
)
from kmpipe.search.index import rebuild_index, update_index
from kmpipe.search.searcher import Searcher
from kmpipe.search.sentinel import index_status

__all__ = [
    "AgencyKey",
    "AlsoSearched",
    "EngineChoice",
    "FacetCount",
    "Filters",
    "Help",
    "Hit",
    "IndexDocument",
    "Instead",
    "PartFound",
    "Results",
    "Searcher",
    "Status",
    "TermPair",
    "index_status",
    "rebuild_index",
    "update_index",
]
