"""`kmpipe correct` and `review`: what people set right."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

import click
import msgspec

from kmpipe.cli.options import current_workspace, json_option, workspace_option
from kmpipe.cli.output import period, plural, print_json, print_ruling, style
from kmpipe.cli.walk import abouts, print_head, print_question, questions, walk
from kmpipe.errors import UsageError

if TYPE_CHECKING:
    from kmpipe.model import Activity
    from kmpipe.workspace import Decision, Doubtful, Workspace


@click.command()
@click.argument("identity", metavar="ID", required=False)
@click.argument("field", required=False)
@click.argument("values", nargs=-1, metavar="[VALUE]…")
@click.option("--add", is_flag=True, help="Add the values to a list.")
@click.option("--remove", is_flag=True, help="Take the values out of a list.")
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
    add: bool,
    remove: bool,
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
    modes = [bool(same), bool(different), listing, undo is not None, field is not None]
    if (add and remove) or ((add or remove) and field is None):
        raise UsageError(
            "--add and --remove go with a FIELD, one at a time", hint="kmpipe correct ID FIELD --add VALUE"
        )
    if sum(modes) > 1:
        raise UsageError(
            "FIELD, --same, --different, --list and --undo exclude each other", hint="kmpipe correct --help"
        )
    if not any(modes) or (identity is None and undo is None):
        raise UsageError("correct needs an ID, a FIELD and a VALUE", hint="kmpipe correct ID FIELD VALUE")
    workspace = current_workspace()
    if undo is not None:
        _undo(workspace, identity, undo, dry_run=dry_run, as_json=as_json)
    elif listing:
        _list(workspace, str(identity), as_json=as_json)
    elif field is None:
        pair = workspace.join(
            str(identity), str(same or different), same=same is not None, reason=reason, dry_run=dry_run
        )
        _print_joined(pair, same=same is not None, dry_run=dry_run, as_json=as_json)
    else:
        chosen: Literal["set", "add", "remove"] = "add" if add else "remove" if remove else "set"
        done = workspace.correct(str(identity), field, values, action=chosen, reason=reason, dry_run=dry_run)
        if as_json:
            print_json(done)
            return
        click.echo(f"{done.after.title}  [{done.after.id}]")
        click.echo(style(f"- {field}: {_value(done.before, field)}", fg="red"))
        click.echo(style(f"+ {field}: {_value(done.after, field)}", fg="green"))


def _undo(workspace: Workspace, identity: str | None, number: int, *, dry_run: bool, as_json: bool) -> None:
    decision = workspace.decision(number)
    if identity is not None and number not in {own.number for own in workspace.decisions(identity)}:
        raise UsageError(f"decision {number} is about {decision.subject}", hint=f"kmpipe correct {identity} --list")
    if not dry_run:
        workspace.undo_decision(number)
    if as_json:
        print_json(decision)
        return
    click.echo(f"{'would be taken back' if dry_run else 'taken back'}: {_said(decision)}")


def _print_joined(pair: tuple[str, str], *, same: bool, dry_run: bool, as_json: bool) -> None:
    if as_json:
        print_ruling("same" if same else "different", *pair, dry_run=dry_run)
        return
    verdict = "one event" if same else "two events"
    click.echo(f"{pair[0]} and {pair[1]} {'would be' if dry_run else 'are'} {verdict} from now on")


def _list(workspace: Workspace, identity: str, *, as_json: bool) -> None:
    decisions = workspace.decisions(identity)
    if as_json:
        print_json(decisions)
        return
    for decision in decisions:
        reason = f"; {decision.reason}" if decision.reason else ""
        click.echo(f"{decision.number}  {_said(decision)} (by {decision.author}, {decision.made}{reason})")
    click.echo(plural(len(decisions), "decision"), err=True)


def _said(decision: Decision) -> str:
    """A decision as a reader says it: `correct k3x9a2b7.1: organisations + BPBD Provinsi DKI Jakarta`."""
    head = f"{decision.kind} {decision.subject}"
    value = msgspec.json.decode(decision.value)
    if decision.kind == "correct":
        sign = {"set": "=", "add": "+", "remove": "-"}[value["action"]]
        values = [msgspec.json.decode(each) for each in value["values"]]
        return f"{head}: {value['field']} {sign} {'; '.join(map(_name, values)) or 'none'}"
    if isinstance(value, dict):
        return f"{head}: {value.get('text', '')}"
    return f"{head}: {value or 'all'}" if decision.kind in {"confirm", "done"} else head


def _value(activity: Activity, field: str) -> str:
    value = getattr(activity, field)
    if field == "held":
        return period(value)
    if not isinstance(value, tuple):
        return "none" if value is None else str(value)
    return "; ".join(_name(item) for item in value) or "none"


def _name(item: object) -> str:
    """A value of a list, with what a person said of it."""
    if item is None:
        return "none"
    if not isinstance(item, dict) and not hasattr(item, "__struct_fields__"):
        return str(item)
    record = item if isinstance(item, dict) else msgspec.to_builtins(item)
    if "start" in record:
        return f"{record['start']} to {record['end']}" if record.get("end") else str(record["start"])
    if "task" in record:
        return " | ".join(str(record[name]) for name in ("task", "owner", "due") if record.get(name))
    if "meaning" in record:
        return f"{record['term']} = {record['meaning']}"
    name = str(record.get("name") or record.get("id"))
    return f"{name} ({record['role']})" if record.get("role") else name


@click.command()
@click.option("--list", "listing", is_flag=True, help="Only list what is doubtful; ask nothing.")
@json_option
@workspace_option
def review(listing: bool, as_json: bool) -> None:
    """Walk through what is doubtful, a keypress each: missing and uncertain dates, contradictions, possible duplicates.

    y says that a value is right, c asks for the right one, s leaves it for later, u takes back what was answered last, q
    ends. What was decided is kept with who and when; `kmpipe correct ID --list` shows it and `--undo` takes it back. In a
    pipe the doubts are only listed.

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
    click.echo(plural(walk(workspace, questions(found)), "answer"), err=True)


def _print_doubts(found: tuple[Doubtful, ...]) -> None:
    for entry in found:
        print_head(entry)
        for about in abouts(entry):
            print_question(about)
        click.echo()
    click.echo(f"{plural(len(found), 'activity', 'activities')} to look at", err=True)
