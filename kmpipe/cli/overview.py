"""`kmpipe series` and `followups`: what runs through many activities."""

from __future__ import annotations

import click

from kmpipe.cli.options import current_workspace, json_option, workspace_option
from kmpipe.cli.output import plural, print_json, print_ruling, style
from kmpipe.errors import UsageError


@click.command()
@click.argument("identity", metavar="[SERIES]", required=False)
@json_option
@workspace_option
def series(identity: str | None, as_json: bool) -> None:
    """List the series (weekly meetings, numbered sessions), or the activities of one.

    \b
    kmpipe series
    kmpipe series pertemuan-rutin-mingguan
    """
    found = current_workspace().series(identity)
    if as_json:
        print_json(found)
        return
    for one in found:
        span = one.first if one.first == one.last else f"{one.first} to {one.last}"
        parts = [one.cadence, plural(len(one.activities), "activity", "activities"), span if one.first else "undated"]
        click.echo(f"{style(one.name, bold=True)}  [{one.id}]  {' · '.join(part for part in parts if part)}")
        if identity is not None:
            for member in one.activities:
                number = "" if member.number is None else f"#{member.number}  "
                state = "" if member.status == "held" else f"  ({member.status})"
                click.echo(f"   {member.held or 'undated'}  {number}{member.title}  [{member.id}]{state}")
    click.echo(f"{len(found)} series", err=True)


@click.command()
@click.option("--open", "unfinished", is_flag=True, help="Only what was not marked as done.")
@click.option("--overdue", is_flag=True, help="Only what is not done and past its due date.")
@click.option("--owner", metavar="NAME", help="Only what this body or person is to do (a part of the name).")
@click.option("--done", nargs=2, metavar="ID N", help="Mark action item N of an activity as done.")
@click.option("--dry-run", is_flag=True, help="With --done: say what would be; change nothing.")
@json_option
@workspace_option
def followups(
    unfinished: bool, overdue: bool, owner: str | None, done: tuple[str, str] | None, dry_run: bool, as_json: bool
) -> None:
    """List what was agreed to be done: task, owner, due date, and the activity it came from; by due date.

    \b
    kmpipe followups --open
    kmpipe followups --overdue --owner BPBD
    kmpipe followups --done k3x9a2b7.1 2
    """
    workspace = current_workspace()
    if dry_run and done is None:
        raise UsageError("--dry-run goes with --done", hint="kmpipe followups --done ID N --dry-run")
    if done is not None:
        identity, number = done
        if not (number.isascii() and number.isdigit()):
            raise UsageError(f"{number!r} is no number", hint="kmpipe followups --done ID N")
        task = workspace.mark_done(identity, int(number), dry_run=dry_run)
        if as_json:
            print_ruling("done", identity, value=task, dry_run=dry_run)
        else:
            click.echo(f"{'would be done' if dry_run else 'done'}: {task}")
        return
    found = [
        item
        for item in workspace.follow_ups()
        if not ((unfinished or overdue) and item.done)
        and not (overdue and not item.overdue)
        and (owner is None or owner.casefold() in (item.owner or "").casefold())
    ]
    if as_json:
        print_json(found)
        return
    for item in found:
        mark = style("done", fg="green") if item.done else style("overdue", fg="red") if item.overdue else "open"
        click.echo(f"{item.due or 'no date'}  {mark}  {style(item.task, bold=True)}")
        parts = [item.owner, f"{item.title} [{item.activity}] #{item.number}", item.held]
        click.echo("   " + " · ".join(part for part in parts if part))
    click.echo(plural(len(found), "action item"), err=True)
