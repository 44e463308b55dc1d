"""From a capture to a cleaned article with its ledger of removals."""

from kmpipe.cleaning.article import clean_capture
from kmpipe.cleaning.ledger import rebuild

__all__ = ["clean_capture", "rebuild"]
