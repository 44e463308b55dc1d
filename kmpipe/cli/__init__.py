"""The command line: parse, call the workspace, print."""

from kmpipe.cli.app import main

__all__ = ["main"]
