"""`kmpipe index`, `check`, `schema` and `completion`."""

from __future__ import annotations

import click

from kmpipe.cli.options import current_workspace, json_option, workspace_option
from kmpipe.cli.output import plural, print_json, print_pairs
from kmpipe.errors import UsageError


@click.group()
def index() -> None:
    """Look at the search index, or build it anew from the catalogue.

    \b
    kmpipe index status
    kmpipe index rebuild
    """


@index.command()
@json_option
@workspace_option
def status(as_json: bool) -> None:
    """Say which engine holds the index, how many activities are in it, and whether it is up to date.

    \b
    kmpipe index status --json
    """
    state = current_workspace().index_status()
    if as_json:
        print_json(state)
        return
    current = "yes" if state.up_to_date else "no: " + (state.reason or "behind the catalogue")
    print_pairs([("Engine", state.engine), ("Activities", str(state.documents)), ("Up to date", current)])


@index.command()
@workspace_option
def rebuild() -> None:
    """Build the index anew. The old one answers until the new one is ready.

    \b
    kmpipe index rebuild
    """
    count = current_workspace().rebuild_index()
    click.echo(f"indexed {plural(count, 'activity', 'activities')}")


@click.command()
@json_option
@workspace_option
def check(as_json: bool) -> None:
    """Look for damage in catalogue, captures and index. Changes nothing; exit code 4 says that some was found.

    \b
    kmpipe check
    """
    problems = current_workspace().check()
    if as_json:
        print_json(problems)
    else:
        for problem in problems:
            click.echo(f"{problem.subject}: {problem.message}" + (f" (hint: {problem.hint})" if problem.hint else ""))
        click.echo("nothing wrong found" if not problems else plural(len(problems), "problem") + " found", err=True)
    if problems:
        click.get_current_context().exit(4)


@click.command()
@click.argument("record", default="ActivityView")
def schema(record: str) -> None:
    """Print the JSON Schema of a record: what `show --json` and `export --format jsonl` write (ActivityView).

    \b
    kmpipe schema Article > article.schema.json
    """
    import msgspec  # noqa: PLC0415 - `--help` does without it

    from kmpipe import model  # noqa: PLC0415 - `--help` does without it

    records = {
        name: kind
        for name, kind in vars(model).items()
        if isinstance(kind, type) and issubclass(kind, model.Record) and kind is not model.Record
    }
    if record not in records:
        raise UsageError(f"unknown record {record!r}", hint=f"records: {', '.join(sorted(records))}")
    print_json(msgspec.json.schema(records[record]))


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell.

    \b
    kmpipe completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class  # noqa: PLC0415 - only this verb needs it

    from kmpipe.cli.app import kmpipe  # noqa: PLC0415 - it imports this module

    kind = get_completion_class(shell)
    if kind is None:
        raise UsageError(f"no completion for {shell}")
    click.echo(kind(kmpipe, {}, "kmpipe", "_KMPIPE_COMPLETE").source())
