"""One capture through cleaning and extraction; one run through everything. The only room that knows every stage."""

from kmpipe.pipeline.again import read_again, whole_capture
from kmpipe.pipeline.process import Options, Processed, process
from kmpipe.pipeline.records import Change, Duplicate, Failure, Note, Reread, Summary
from kmpipe.pipeline.run import BATCH, Run

__all__ = [
    "BATCH",
    "Change",
    "Duplicate",
    "Failure",
    "Note",
    "Options",
    "Processed",
    "Reread",
    "Run",
    "Summary",
    "process",
    "read_again",
    "whole_capture",
]
