"""`kmpipe searches`, and the options of `kmpipe search` that keep searches and run them again."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from kmpipe.cli.hits import print_hits, printable
from kmpipe.cli.options import current_workspace, json_option, workspace_option
from kmpipe.cli.output import plural, print_json, print_ruling, style
from kmpipe.errors import UsageError

# the options of `search` that a saved search brings along
_KEPT = ("sort", "bridge", "predecessors", "semantic")
# those that say how much of it is shown
_SHOWING = frozenset({"limit", "page", "cursor", "facets", "chosen", "as_json"})


def keeping(command: Callable[..., None]) -> Callable[..., None]:
    """`--save`, `--saved`, `--new-since-last` and `--dry-run` for `kmpipe search`."""

    @click.option(
        "--save", metavar="NAME", help="Keep this search under a name; what it finds now is known from then on."
    )
    @click.option("--saved", metavar="NAME", help="Run a search that was kept; `kmpipe searches` lists them.")
    @click.option(
        "--new-since-last",
        is_flag=True,
        help="With --saved: only what is new or changed since this was last asked. Prints nothing where nothing is.",
    )
    @click.option("--dry-run", is_flag=True, help="With --save or --new-since-last: note nothing.")
    @functools.wraps(command)
    def run(
        query: tuple[str, ...], save: str | None, saved: str | None, new_since_last: bool, dry_run: bool, **options: Any
    ) -> None:
        if saved is None and new_since_last:
            raise UsageError("--new-since-last needs --saved", hint="kmpipe search --saved NAME --new-since-last")
        if dry_run and not (save or new_since_last):
            raise UsageError("--dry-run goes with --save or --new-since-last", hint="a search alone changes nothing")
        if saved is not None:
            _check_alone(query, save, options, frozenset({"as_json"}) if new_since_last else _SHOWING)
            if new_since_last:
                _print_news(saved, as_json=options["as_json"], dry_run=dry_run)
                return
            kept = current_workspace().saved_search(saved)
            options |= {name: getattr(kept, name) for name in _KEPT} | kept.filters
            query = (kept.query,) if kept.query else ()
        command(query=query, **options)
        if save is not None:
            asked = {name: value for name, value in options.items() if name not in _SHOWING}
            row = current_workspace().save_search(save, " ".join(query), dry_run=dry_run, **asked)
            found = plural(row.hits or 0, "activity", "activities")
            click.echo(f"{'would be saved' if dry_run else 'saved'} as {save!r}, with {found} known", err=True)

    return run


def _check_alone(query: tuple[str, ...], save: str | None, options: dict[str, Any], shows: frozenset[str]) -> None:
    """A saved search brings its own query, filters and order; `shows` are the options that say how much of it is shown."""
    source = click.core.ParameterSource.DEFAULT
    context = click.get_current_context()
    others = [name for name in options if name not in shows and context.get_parameter_source(name) is not source]
    if query or save or others:
        raise UsageError(
            "--saved brings its own query, filters and order"
            + ("" if "limit" in shows else ", and all that is new is shown"),
            hint="run the command that `kmpipe searches` prints, changed as you want it",
        )


def _print_news(name: str, *, as_json: bool, dry_run: bool) -> None:
    from kmpipe.search import Results  # noqa: PLC0415 - `--help` does without it
    from kmpipe.workspace.saved import News  # noqa: PLC0415 - likewise

    def show(news: News) -> None:
        if as_json:
            print_json(news)
            return
        for label, hits in (("new", news.new), ("changed", news.changed)):
            if hits:
                click.echo(style(f"{label}: {plural(len(hits), 'activity', 'activities')}", bold=True) + "\n")
                print_hits(Results(query="", hits=hits, total=len(hits), facets={}, notes=()))

    current_workspace().news(name, dry_run=dry_run, show=show)


@click.group(invoke_without_command=True)
@json_option
@workspace_option
@click.pass_context
def searches(context: click.Context, as_json: bool) -> None:
    """List the searches that were kept, as command lines, with when each was last asked what is new and what it found.

    \b
    kmpipe search banjir --agency BPBD --save banjir     keep a search
    kmpipe search --saved banjir                         run it
    kmpipe search --saved banjir --new-since-last        what it found since then; for cron: no news, no output
    kmpipe searches rename banjir "banjir BPBD"
    """
    if context.invoked_subcommand is not None:
        if as_json:
            verb = context.invoked_subcommand
            raise UsageError("--json stands behind the verb", hint=f"kmpipe searches {verb} --json …")
        return
    found = current_workspace().saved_searches()
    if as_json:
        print_json(found)
        return
    for saved in found:
        click.echo(style(printable(saved.name), bold=True))
        click.echo(f"   {printable(saved.command)}")
        hits = plural(saved.hits or 0, "activity", "activities")
        click.echo(f"   last run {saved.last_run}, {hits} then; saved by {printable(saved.author)}, {saved.made[:10]}")
    click.echo(plural(len(found), "saved search", "saved searches"), err=True)


@searches.command()
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Say what would be; change nothing.")
@json_option
@workspace_option
def remove(name: str, dry_run: bool, as_json: bool) -> None:
    """Forget a search that was kept, and what it has shown.

    \b
    kmpipe searches remove banjir
    """
    current_workspace().remove_search(name, dry_run=dry_run)
    if as_json:
        print_ruling("remove search", name, dry_run=dry_run)
        return
    click.echo(f"{'would be removed' if dry_run else 'removed'}: {printable(name)}")


@searches.command()
@click.argument("name")
@click.argument("new")
@click.option("--dry-run", is_flag=True, help="Say what would be; change nothing.")
@json_option
@workspace_option
def rename(name: str, new: str, dry_run: bool, as_json: bool) -> None:
    """Give a search that was kept another name.

    \b
    kmpipe searches rename banjir "banjir BPBD"
    """
    current_workspace().rename_search(name, new, dry_run=dry_run)
    if as_json:
        print_ruling("rename search", name, value=new, dry_run=dry_run)
        return
    click.echo(f"{'would be renamed' if dry_run else 'renamed'}: {printable(name)} → {printable(new)}")
