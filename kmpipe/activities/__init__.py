"""Activities side by side and set right: reports of one event joined, corrections applied, doubts named."""

from kmpipe.activities.corrections import LISTS, PLAIN, apply
from kmpipe.activities.doubts import doubts, with_review
from kmpipe.activities.joining import JOIN, SUGGEST, may_join, score
from kmpipe.activities.merging import merge

__all__ = ["JOIN", "LISTS", "PLAIN", "SUGGEST", "apply", "doubts", "may_join", "merge", "score", "with_review"]
