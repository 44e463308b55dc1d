"""The walk of `kmpipe review`: one question after the other, a keypress each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

import click

from kmpipe.activities import LISTS
from kmpipe.cli.output import period, plural, style
from kmpipe.errors import KmpipeError
from kmpipe.model import Doubt

if TYPE_CHECKING:
    from kmpipe.workspace import Doubtful, Suggestion, Workspace

_DOUBT_KEYS = {"y": "right", "c": "correct"}
_SAME_KEYS = {"y": "one event", "n": "two events"}
_ALWAYS = {"s": "skip", "u": "undo", "q": "quit"}
# end of input, and the escape key
_QUIT = frozenset({"\x04", "\x1b"})


class Question(NamedTuple):
    """What is asked about an activity: a doubt, or whether another one is the same event."""

    entry: Doubtful
    about: Doubt | Suggestion


class Answered(NamedTuple):
    """A question that was answered, and the numbers of the decisions that were written down."""

    question: int
    decisions: tuple[int, ...]


def questions(found: Iterable[Doubtful]) -> list[Question]:
    """All questions in the order in which they are asked."""
    return [Question(entry, about) for entry in found for about in abouts(entry)]


def abouts(entry: Doubtful) -> tuple[Doubt | Suggestion, ...]:
    """What is to be asked about one activity."""
    return (*entry.doubts, *entry.same)


def walk(workspace: Workspace, asked: list[Question]) -> int:
    """Ask every question until the last one or `q`; returns how many are answered.

    `u` takes back what was answered last and asks that again. What cannot be done is said, and asked again.
    """
    answers: list[Answered] = []
    at = 0
    shown: Doubtful | None = None
    while at < len(asked):
        question = asked[at]
        if question.entry is not shown:
            shown = question.entry
            print_head(shown)
        key = _ask(question.about, f"{at + 1}/{len(asked)}")
        if key == "q":
            break
        if key == "u":
            at = _take_back(workspace, answers, at)
            continue
        if key != "s":
            made = _answer(workspace, question, key)
            if made is None:
                continue
            answers.append(Answered(at, made))
        at += 1
    return len(answers)


def print_head(entry: Doubtful) -> None:
    """The title, id and day of the activity that is doubtful."""
    activity = entry.activity
    click.echo(f"{style(activity.title, bold=True)}  [{activity.id}]  {period(activity.held)}")


def print_question(about: Doubt | Suggestion) -> None:
    """What is doubtful with the words it was read in, or the other activity."""
    if not isinstance(about, Doubt):
        click.echo(f"   {style('one event?', fg='yellow')} {about.title}  [{about.id}]  {about.score:.2f}")
        return
    value = f" {style(about.value, bold=True)}" if about.value else ""
    click.echo(f"   {style(about.field, fg='yellow')}{value}: {about.message}")
    for proof in about.evidence[:1]:
        click.echo(f"      “{proof.quote}” ({proof.rule}, {proof.confidence:.2f})")


def _ask(about: Doubt | Suggestion, place: str) -> str:
    """The key that answers. More than one key at once is none: nobody has read the question yet."""
    print_question(about)
    keys = (_DOUBT_KEYS if isinstance(about, Doubt) else _SAME_KEYS) | _ALWAYS
    click.echo(f"   {place}  {' · '.join(f'{key} {said}' for key, said in keys.items())} ", nl=False)
    while True:
        pressed = click.getchar().lower()
        key = "q" if pressed in _QUIT else pressed
        if key in keys:
            click.echo(key)
            return key


def _answer(workspace: Workspace, question: Question, key: str) -> tuple[int, ...] | None:
    """Carry out one answer; the numbers of its decisions, or None where nothing was decided."""
    identity, about = question.entry.activity.id, question.about
    if not isinstance(about, Doubt):
        return _written(workspace, identity, lambda: workspace.join(identity, about.id, same=key == "y"))
    if key == "y":
        return _written(workspace, identity, lambda: workspace.confirm(identity, about.field, about.value))
    value = click.prompt(f"   {about.field} (empty: ask again)", default="", show_default=False).strip()
    return _written(workspace, identity, lambda: _set_right(workspace, identity, about, value)) if value else None


def _set_right(workspace: Workspace, identity: str, doubt: Doubt, value: str) -> None:
    """The value in the place of the doubtful one; of a list the others stay, and `none` only takes that one out."""
    if doubt.field not in LISTS:
        workspace.correct(identity, doubt.field, [value])
    elif value.lower() == "none":
        workspace.correct(identity, doubt.field, [doubt.value], action="remove")
    else:
        workspace.replace(identity, doubt.field, doubt.value, value)


def _written(workspace: Workspace, identity: str, decide: Callable[[], object]) -> tuple[int, ...] | None:
    """The numbers of the decisions that `decide` wrote down; None, and why, where it could not."""
    try:
        before = {decision.number for decision in workspace.decisions(identity)}
        decide()
        return tuple(d.number for d in workspace.decisions(identity) if d.number not in before)
    except KmpipeError as error:  # a slip of the keyboard is no reason to end the walk
        click.echo(f"   {error.message}" + (f" ({error.hint})" if error.hint else ""), err=True)
        return None


def _take_back(workspace: Workspace, answers: list[Answered], at: int) -> int:
    """The question to ask again, after what its answer decided was taken back, the latest first."""
    if not answers:
        click.echo("   nothing was decided yet")
        return at
    last = answers.pop()
    for number in reversed(last.decisions):
        workspace.undo_decision(number)
    click.echo(f"   taken back: {plural(len(last.decisions), 'decision')}")
    return last.question
