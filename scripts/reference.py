"""Write docs/reference/ from the command line and the records; with --check only say whether it is up to date."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ["COLUMNS"] = "100"

import click
import msgspec

from kmpipe import model
from kmpipe.cli.app import VERBS, kmpipe

FOLDER = Path(__file__).parents[1] / "docs" / "reference"


def command_line() -> str:
    """The help of every verb as one Markdown page."""
    lines = ["# Command line", "", "Made by `scripts/reference.py` from the commands themselves.", ""]
    for path, command in commands():
        context = click.Context(command, info_name=path, max_content_width=100)
        lines += [f"## {path}", "", "```text", command.get_help(context).rstrip(), "```", ""]
    lines += [
        "## Exit codes", "", "| code | meaning |", "|---|---|", "| 0 | done |", "| 1 | failure |", "| 2 | wrong usage |",
        "| 3 | some documents failed |", "| 4 | damage found |",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name."""
    root = click.Context(kmpipe, info_name="kmpipe")
    yield "kmpipe", kmpipe
    for verb in VERBS:
        command = kmpipe.get_command(root, verb)
        assert command is not None
        yield f"kmpipe {verb}", command
        if isinstance(command, click.Group):
            for name, inner in sorted(command.commands.items()):
                yield f"kmpipe {verb} {name}", inner


def schema() -> str:
    """The JSON Schema of what `show --json` prints."""
    return msgspec.json.format(msgspec.json.encode(msgspec.json.schema(model.ActivityView)), indent=2).decode() + "\n"


def main() -> int:
    """Write or check the files; returns the exit code."""
    stale = 0
    for name, content in {"command-line.md": command_line(), "activity.schema.json": schema()}.items():
        path = FOLDER / name
        if "--check" in sys.argv[1:]:
            if not path.exists() or path.read_text(encoding="utf-8") != content:
                print(f"docs/reference/{name} is out of date: run `python scripts/reference.py`", file=sys.stderr)
                stale = 1
        else:
            path.write_text(content, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main())
