"""From a capture to a cleaned article with its ledger of removals."""

from kmpipe.cleaning.article import article_id, clean_capture
from kmpipe.cleaning.ledger import rebuild

__all__ = ["article_id", "clean_capture", "rebuild"]
