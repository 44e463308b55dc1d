"""The command `kmpipe`: its verbs in groups, each loaded only when it is called."""

from __future__ import annotations

import importlib
import io
import os
import sys
from typing import NoReturn, TextIO

import click

from kmpipe import __version__
from kmpipe.cli.options import workspace_option
from kmpipe.errors import KmpipeError, QueryError

# verb -> (section of the help, module, what it does); the modules load when a verb is called
VERBS: dict[str, tuple[str, str, str]] = {
    "init": ("Ingest", "ingest", "Make a workspace."),
    "ingest": ("Ingest", "ingest", "Bring in articles from sites, exports and files."),
    "source": ("Ingest", "source", "Keep the list of sites."),
    "extract": ("Ingest", "ingest", "Read articles again after a rule or vocabulary changed."),
    "search": ("Read", "read", "Find past activities."),
    "similar": ("Read", "similar", "Find activities like one."),
    "searches": ("Read", "searches", "List the searches that were kept."),
    "show": ("Read", "read", "Show an activity, or those of an article."),
    "explain": ("Read", "explain", "Show what was taken out of an article or a site, and why."),
    "series": ("Read", "overview", "List series of activities."),
    "followups": ("Read", "overview", "List what was agreed to be done."),
    "duplicates": ("Read", "mend", "List articles that stand in several places."),
    "restore": ("Mend", "mend", "Put what was taken out of an article back."),
    "correct": ("Mend", "review", "Set a field of an activity right, for good."),
    "review": ("Mend", "review", "Walk through what is doubtful."),
    "vocab": ("Mend", "vocab", "See what the corpus adds to the vocabularies."),
    "export": ("Give", "give", "Write what a search finds to a file."),
    "brief": ("Give", "documents", "Tell on a page what to know of an agency."),
    "handover": ("Give", "documents", "Write what the next person needs to go on."),
    "timeline": ("Give", "report", "Count activities over time."),
    "matrix": ("Give", "report", "Show which agencies took part in what."),
    "report": ("Give", "report", "Write a report: a page, or a period's document."),
    "stats": ("Give", "give", "Count what the workspace holds."),
    "index": ("Keep", "keep", "Look at the search index, or build it anew."),
    "check": ("Keep", "keep", "Look for damage; changes nothing."),
    "evaluate": ("Keep", "evaluate", "Score extraction against gold values."),
    "schema": ("Keep", "keep", "Print the JSON Schema of a record."),
    "completion": ("Keep", "keep", "Print the completion script of a shell."),
}


class Verbs(click.Group):
    """A group that imports a verb's module only when that verb is called, and lists the verbs by section."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs, in the order of the help."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a verb."""
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"kmpipe.cli.{VERBS[cmd_name][1]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs in their sections."""
        for section in dict.fromkeys(entry[0] for entry in VERBS.values()):
            rows = [(verb, entry[2]) for verb, entry in VERBS.items() if entry[0] == section]
            with formatter.section(section):
                formatter.write_dl(rows, col_max=12, col_spacing=4)


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kmpipe")
@workspace_option
def kmpipe() -> None:
    """Turn activity reports from the web into a searchable, citable knowledge base.

    \b
    kmpipe init my-workspace                     make a workspace
    kmpipe ingest https://kota.example           bring in articles
    kmpipe search "ketahanan kota" --agency BPBD find past activities
    kmpipe export --format csv -o all.csv        export their metadata
    """


def main() -> NoReturn:
    """Run the command line and exit: 0 done, 1 failure, 2 usage, 3 some documents failed, 4 damage found."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # None where the caller closed it
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    out = sys.stdout
    try:
        code = kmpipe.main(standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.exceptions.Abort:
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except KmpipeError as error:
        _report(error)
        code = error.exit_code
    except BrokenPipeError:
        code = _leave_quietly(out)
    except SystemExit as error:
        # click answers a broken pipe with a wrapped stdout and exit code 1
        code = _leave_quietly(out) if sys.stdout is not out else error.code
    except OSError as error:
        click.echo(f"error: {error.strerror or error}{f': {error.filename}' if error.filename else ''}", err=True)
        click.echo("hint: check that the disk is not full and that you may write there", err=True)
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def _leave_quietly(out: TextIO) -> int:
    """The reader of a pipe has seen enough: keep the interpreter from writing what is left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
    return 0


def _report(error: KmpipeError) -> None:
    click.echo(f"error: {error.message}", err=True)
    if (
        isinstance(error, QueryError) and error.position is not None and len(error.query) <= 200
    ):  # longer ones would wrap
        click.echo(f"  {error.query}\n  {' ' * error.position}^", err=True)
    if error.hint:
        click.echo(f"hint: {error.hint}", err=True)
