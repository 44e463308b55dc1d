"""`kmpipe index`, `check`, `schema` and `completion`."""

from __future__ import annotations

import click

from kmpipe.cli.options import current_workspace, json_option, workspace_option
from kmpipe.cli.output import plural, print_json, print_pairs, progress_bar
from kmpipe.errors import UsageError


@click.group()
def index() -> None:
    """Look at the search index, build it anew from the catalogue, or choose the engine that makes it.

    \b
    kmpipe index status
    kmpipe index rebuild
    kmpipe index use tantivy
    """


@index.command()
@json_option
@workspace_option
def status(as_json: bool) -> None:
    """Say which engine made the index, how many activities are in it, whether it is up to date, and its size on disk.

    \b
    kmpipe index status --json
    """
    state = current_workspace().index_status()
    if as_json:
        print_json(state)
        return
    current = "yes" if state.up_to_date else "no: " + (state.reason or "behind the catalogue")
    size = f"{state.size / 1_000_000:,.1f} MB" if state.size else ""
    print_pairs(
        [("Engine", state.engine), ("Activities", f"{state.documents:,}"), ("Up to date", current), ("Size", size)]
    )
    if state.advice:
        click.echo(f"note: {state.advice}", err=True)


@index.command()
@workspace_option
def rebuild() -> None:
    """Build the index anew with the engine of kmpipe.toml. The old one answers until the new one is ready.

    \b
    kmpipe index rebuild
    """
    with progress_bar("indexing", quiet=False) as progress:
        count = current_workspace().rebuild_index(progress=progress)
    click.echo(f"indexed {plural(count, 'activity', 'activities')}")


@index.command()
@click.argument("engine")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and whether the engine is there.")
@workspace_option
def use(engine: str, dry_run: bool) -> None:
    """Build the index anew with another engine, and write its name into kmpipe.toml.

    ENGINE is whoosh (the default, right up to about 10,000 activities), tantivy (one machine, any number; pip install
    'kmpipe[tantivy]') or opensearch (a server, named in kmpipe.toml). The old index answers until the new one is ready.

    \b
    kmpipe index use tantivy
    kmpipe index use whoosh --dry-run
    """
    with progress_bar("indexing", quiet=dry_run) as progress:
        count = current_workspace().use_engine(engine, dry_run=dry_run, progress=progress)
    activities = plural(count, "activity", "activities")
    click.echo(f"would be: {activities} indexed by {engine}" if dry_run else f"indexed {activities} by {engine}")


@index.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@json_option
@workspace_option
def embed(as_json: bool, dry_run: bool) -> None:
    """Make the passages of all activities ready for `kmpipe search --semantic`; what was ready stays so.

    A model on this machine reads them, 3 to 30 a second, some 2 an activity; nothing is sent anywhere. It can be broken
    off at any time and goes on where it stopped. Run it again after `kmpipe ingest`: only what is new is read.

    \b
    pip install 'kmpipe[semantic]'
    kmpipe index embed
    """
    with progress_bar("embedding", quiet=as_json or dry_run) as progress:
        done = current_workspace().embed(progress=progress, dry_run=dry_run)
    if as_json:
        print_json(done)
        return
    prefix = "would be: " if dry_run else ""
    activities = plural(done.activities, "activity", "activities")
    click.echo(
        f"{prefix}{plural(done.passages, 'passage')} of {activities}; {done.made:,} new, {done.removed:,} removed"
    )


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
