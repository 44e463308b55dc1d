"""Export: a registry, and one module per format family."""

from kmpipe.export.columns import COLUMNS
from kmpipe.export.options import Repository, Written
from kmpipe.export.registry import FORMATS, find_format, format_of, write

__all__ = ["COLUMNS", "FORMATS", "Repository", "Written", "find_format", "format_of", "write"]
