"""One capture through cleaning and extraction; one run through everything. The only room that knows every stage."""

from kmpipe.pipeline.again import read_again, whole_capture
from kmpipe.pipeline.process import Options, Processed, process
from kmpipe.pipeline.records import Change, Duplicate, Failure, Incoming, Mentioned, Note, Reread, SourceReport, Summary
from kmpipe.pipeline.run import BATCH, Run

__all__ = [
    "BATCH",
    "Change",
    "Duplicate",
    "Failure",
    "Incoming",
    "Mentioned",
    "Note",
    "Options",
    "Processed",
    "Reread",
    "Run",
    "SourceReport",
    "Summary",
    "process",
    "read_again",
    "whole_capture",
]
