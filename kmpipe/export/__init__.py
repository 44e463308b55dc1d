"""Export: a registry, and one module per format family."""

from kmpipe.export.registry import FORMATS, write
from kmpipe.export.table import COLUMNS

__all__ = ["COLUMNS", "FORMATS", "write"]
