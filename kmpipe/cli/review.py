"""`kmpipe correct` and `review`: what people set right."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

import click

from kmpipe.cli.options import current_workspace, json_option, workspace_option
from kmpipe.cli.output import period, plural, print_json, style
from kmpipe.errors import KmpipeError, UsageError

if TYPE_CHECKING:
    from kmpipe.model import Activity, Doubt
    from kmpipe.workspace import Doubtful, Suggestion, Workspace

_KEYS = "y right · c correct · s skip · q quit"
_SAME_KEYS = "y one event · n two events · s skip · q quit"


@click.command()
@click.argument("identity", metavar="ID", required=False)
@click.argument("field", required=False)
@click.argument("values", nargs=-1, metavar="[VALUE]…")
@click.option("--add", "action", flag_value="add", help="Add the values to a list.")
@click.option("--remove", "action", flag_value="remove", help="Take the values out of a list.")
@click.option("--same", metavar="ID", help="Say that this activity and another are one event.")
@click.option("--different", metavar="ID", help="Say that they are two.")
@click.option("--reason", metavar="TEXT", help="Why; kept with the decision.")
@click.option("--list", "listing", is_flag=True, help="List what was decided about this activity or article.")
@click.option("--undo", metavar="N", type=click.IntRange(1), help="Take back the decision with this number.")
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@json_option
@workspace_option
def correct(
    *,
    identity: str | None,
    field: str | None,
    values: tuple[str, ...],
    action: Literal["add", "remove"] | None,
    same: str | None,
    different: str | None,
    reason: str | None,
    listing: bool,
    undo: int | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Set a field of an activity right, for good: it wins over what is read, now and whenever it is read again.

    Fields with one value: title language status type held place province venue participants series. Lists:
    organisations focus_areas people categories action_items terms; without --add or --remove the values take the place
    of the whole list. VALUE `none` is no value.

    \b
    kmpipe correct k3x9a2b7.1 held 2018-01-15..2018-01-17 --reason "undangan"
    kmpipe correct k3x9a2b7.1 organisations --add "BPBD (organiser)"
    kmpipe correct k3x9a2b7.1 action_items --add "Menyusun SOP | BPBD | 2018-07-31"
    kmpipe correct k3x9a2b7.1 --same q7m2c4d1.1
    kmpipe correct k3x9a2b7.1 --list
    kmpipe correct --undo 12
    """
    workspace = current_workspace()
    if undo is not None:
        decision = workspace.undo_decision(undo)
        click.echo(f"taken back: {decision.kind} {decision.subject}")
        return
    if identity is None:
        raise UsageError("correct needs an ID", hint="kmpipe correct ID FIELD VALUE, or --undo N")
    if listing:
        _list(workspace, identity, as_json=as_json)
        return
    other = same or different
    if other is not None:
        workspace.join(identity, other, same=same is not None, reason=reason)
        click.echo(f"{identity} and {other} are {'one event' if same else 'two events'} from now on")
        return
    if field is None:
        raise UsageError("correct needs a FIELD and a VALUE", hint="kmpipe correct --help")
    done = workspace.correct(identity, field, values, action=action or "set", reason=reason, dry_run=dry_run)
    if as_json:
        print_json(done)
        return
    click.echo(f"{done.after.title}  [{done.after.id}]")
    click.echo(style(f"- {field}: {_value(done.before, field)}", fg="red"))
    click.echo(style(f"+ {field}: {_value(done.after, field)}", fg="green"))


def _list(workspace: Workspace, identity: str, *, as_json: bool) -> None:
    decisions = workspace.decisions(identity)
    if as_json:
        print_json(decisions)
        return
    for decision in decisions:
        value = bytes(decision.value).decode()
        reason = f"; {decision.reason}" if decision.reason else ""
        shown = "" if value == "null" else f" {value}"
        click.echo(
            f"{decision.number}  {decision.kind} {decision.subject}{shown} (by {decision.author}, {decision.made}{reason})"
        )
    click.echo(plural(len(decisions), "decision"), err=True)


def _value(activity: Activity, field: str) -> str:
    value = getattr(activity, field)
    if field == "held":
        return period(value)
    if not isinstance(value, tuple):
        return "none" if value is None else str(value)
    return "; ".join(_name(item) for item in value) or "none"


def _name(item: object) -> str:
    for name in ("name", "task", "term", "id"):
        if hasattr(item, name):
            return str(getattr(item, name))
    return str(item)


@click.command()
@click.option("--list", "listing", is_flag=True, help="Only list what is doubtful; ask nothing.")
@json_option
@workspace_option
def review(listing: bool, as_json: bool) -> None:
    """Walk through what is doubtful, a keypress each: missing and uncertain dates, contradictions, possible duplicates.

    y says that a value is right, c asks for the right one, s leaves it for later, q ends. What was decided is kept with
    who and when; `kmpipe correct ID --list` shows it and `--undo` takes it back. In a pipe the doubts are only listed.

    \b
    kmpipe review
    kmpipe review --list
    """
    workspace = current_workspace()
    found = workspace.doubtful()
    if as_json:
        print_json(found)
        return
    if listing or not sys.stdin.isatty():
        _print_doubts(found)
        return
    _walk(workspace, found)


def _print_doubts(found: tuple[Doubtful, ...]) -> None:
    for entry in found:
        _print_head(entry)
        for doubt in entry.doubts:
            _print_doubt(doubt)
        for other in entry.same:
            _print_suggestion(other)
        click.echo()
    click.echo(f"{plural(len(found), 'activity', 'activities')} to look at", err=True)


def _print_head(entry: Doubtful) -> None:
    activity = entry.activity
    click.echo(f"{style(activity.title, bold=True)}  [{activity.id}]  {period(activity.held)}")


def _print_doubt(doubt: Doubt) -> None:
    value = f" {style(doubt.value, bold=True)}" if doubt.value else ""
    click.echo(f"   {style(doubt.field, fg='yellow')}{value}: {doubt.message}")
    for proof in doubt.evidence[:1]:
        click.echo(f"      “{proof.quote}” ({proof.rule}, {proof.confidence:.2f})")


def _print_suggestion(other: Suggestion) -> None:
    click.echo(f"   {style('one event?', fg='yellow')} {other.title}  [{other.id}]  {other.score:.2f}")


def _walk(workspace: Workspace, found: tuple[Doubtful, ...]) -> None:
    total = sum(len(entry.doubts) + len(entry.same) for entry in found)
    done = decided = 0
    for entry in found:
        _print_head(entry)
        for doubt in entry.doubts:
            done += 1
            _print_doubt(doubt)
            key = _ask(f"   {done}/{total}  {_KEYS} ", "ycsq")
            if key == "q":
                click.echo(plural(decided, "decision"), err=True)
                return
            decided += _decide(workspace, entry.activity.id, doubt, key)
        for other in entry.same:
            done += 1
            _print_suggestion(other)
            key = _ask(f"   {done}/{total}  {_SAME_KEYS} ", "ynsq")
            if key == "q":
                click.echo(plural(decided, "decision"), err=True)
                return
            if key in "yn":
                workspace.join(entry.activity.id, other.id, same=key == "y")
                decided += 1
        click.echo()
    click.echo(plural(decided, "decision"), err=True)


def _ask(prompt: str, keys: str) -> str:
    click.echo(prompt, nl=False)
    while True:
        key = click.getchar().lower()
        if key in {"\x04", "\x1b"}:
            key = "q"
        if key in keys:
            click.echo(key)
            return key


def _decide(workspace: Workspace, identity: str, doubt: Doubt, key: str) -> bool:
    """Carry out one decision; whether there was one."""
    if key == "y":
        workspace.confirm(identity, doubt.field)
        return True
    while key == "c":
        value = click.prompt(f"   {doubt.field} (empty: leave it)", default="", show_default=False)
        if not value:
            return False
        try:
            workspace.correct(identity, doubt.field, [part.strip() for part in value.split(";")])
        except KmpipeError as error:  # a slip of the keyboard is no reason to end the walk
            click.echo(f"   {error.message}" + (f" ({error.hint})" if error.hint else ""), err=True)
        else:
            return True
    return False
