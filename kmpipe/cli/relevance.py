"""`kmpipe evaluate QUESTIONS.toml`: the search scored against judged questions."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kmpipe.cli.options import current_workspace
from kmpipe.cli.output import plural, print_columns, print_json, progress_bar, style
from kmpipe.errors import QueryError
from kmpipe.evaluation import (
    DEPTH,
    Judged,
    Question,
    Relevance,
    Section,
    Shortfall,
    answers_by_key,
    answers_to,
    judge,
    read_questions,
    relevance,
    shortfalls,
)
from kmpipe.model import Record

if TYPE_CHECKING:
    from kmpipe.workspace import Workspace


class SearchEvaluation(Record, frozen=True, kw_only=True):
    """What `--json` prints: `errors` are the questions whose first hit is no answer, `below` the floors not met.

    `left_out` are the questions none of whose answers is in the workspace: nothing can be said of them.
    """

    questions: str
    asked: int
    figures: tuple[Relevance, ...]
    errors: tuple[Judged, ...]
    left_out: tuple[Question, ...]
    below: tuple[Shortfall, ...]


def evaluate_search(file: Path, section: Section, *, most: int | None, as_json: bool) -> tuple[Shortfall, ...]:
    """Ask the workspace every question of a file and print the figures; the floors of the section that were not met."""
    questions = read_questions(file.read_bytes(), name=file.name)
    answer = _answer(file.name, questions, section, quiet=as_json)
    if as_json:
        print_json(answer)
    else:
        _print(answer, most)
    return answer.below


def _answer(name: str, questions: Sequence[Question], section: Section, *, quiet: bool) -> SearchEvaluation:
    workspace = current_workspace()
    known = answers_by_key(workspace.articles(), workspace.activities())
    judged: list[Judged] = []
    left_out: list[Question] = []
    with progress_bar("evaluating", quiet=quiet) as progress:
        for done, question in enumerate(questions, 1):
            if answers := answers_to(question, known):
                judged.append(_asked(workspace, question, answers))
            else:
                left_out.append(question)
            if progress is not None:
                progress(question.query, done, len(questions))
    figures = relevance(judged)
    return SearchEvaluation(
        questions=name,
        asked=len(judged),
        figures=figures,
        errors=tuple(row for row in judged if row.rank != 1),
        left_out=tuple(left_out),
        below=shortfalls(section, figures),
    )


def _asked(workspace: Workspace, question: Question, answers: frozenset[str]) -> Judged:
    """A query that cannot be read, or takes too long, counts as one that found nothing."""
    try:
        found = [hit.id for hit in workspace.search(question.query, limit=DEPTH).hits]
    except QueryError as error:
        return judge(question, answers, (), problem=error.message)
    return judge(question, answers, found)


def _print(answer: SearchEvaluation, most: int | None) -> None:
    click.echo(f"{plural(answer.asked, 'question')} of {answer.questions}")
    header = ("kind", "questions", "MRR", "nDCG@10", "recall@10")
    print_columns(header, [_row(figure) for figure in answer.figures])
    for kind, group in itertools.groupby(sorted(answer.errors, key=lambda row: row.kind), key=lambda row: row.kind):
        errors = list(group)
        click.echo(f"\n{style(kind, bold=True)}: {plural(len(errors), 'question')} without an answer first")
        for error in errors[:most]:
            place = f"the first answer is hit {error.rank}" if error.rank else error.problem or "no answer found"
            click.echo(f"  {_line(error.query)}  {place}; expected: {', '.join(error.answers)}")
        if most is not None and len(errors) > most:
            click.echo(f"  … {len(errors) - most} more; --errors lists all")
    if answer.left_out:
        click.echo(
            f"left out: {plural(len(answer.left_out), 'question')} whose answers are not in the workspace: "
            + ", ".join(_line(question.query) for question in answer.left_out[:most]),
            err=True,
        )


def _row(figure: Relevance) -> tuple[str, ...]:
    return (figure.kind, str(figure.questions), *(f"{each:.3f}" for each in (figure.mrr, figure.ndcg, figure.recall)))


def _line(text: str) -> str:
    """A text on one line, control characters as blanks."""
    return "".join(char if char.isprintable() else " " for char in text)
