"""`kmpipe evaluate`: extraction scored against gold values, or the search against questions."""

from __future__ import annotations

import functools
import itertools
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kmpipe.cli.options import current_workspace, json_option, workspace_option
from kmpipe.cli.output import plural, print_columns, print_json, progress_bar, style
from kmpipe.cli.relevance import evaluate_search
from kmpipe.errors import NoWorkspace, UsageError
from kmpipe.evaluation import (
    FIELDS,
    Field,
    Figure,
    Fragment,
    Outcome,
    Report,
    Section,
    Shortfall,
    figures,
    name_rules,
    read_floors,
    read_gold,
    score_fragment,
    score_report,
    scored_areas,
    section_for,
    shortfalls,
)
from kmpipe.model import Article, Extraction, Record
from kmpipe.text.language import detect

if TYPE_CHECKING:
    from kmpipe.pipeline import Options

# errors of a field that are listed without --errors
_MOST = 10


class Evaluation(Record, frozen=True, kw_only=True):
    """What `--json` prints: `errors` are the gold lines that did not come out right, `below` the floors not met."""

    gold: str
    lines: int
    figures: tuple[Figure, ...]
    errors: tuple[Outcome, ...]
    below: tuple[Shortfall, ...]


@click.command()
@click.argument(
    "gold", metavar="GOLD.jsonl|QUESTIONS.toml", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--field", "fields", metavar="NAME", multiple=True, type=click.Choice(FIELDS),
              help=f"Only this field; repeat for several: {', '.join(FIELDS)}.")  # fmt: skip
@click.option("--errors", "every_error", is_flag=True, help="List all errors, not the first ten of each field.")
@click.option("--floors", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Figures that must be reached; exit code 1 names those that are not.")  # fmt: skip
@json_option
@workspace_option
def evaluate(gold: Path, fields: tuple[Field, ...], every_error: bool, floors: Path | None, as_json: bool) -> None:
    """Score extraction against gold values, or the search against questions with their answers.

    A line of GOLD.jsonl is a date fragment or a report of activities with what a careful reader finds in it: precision,
    recall and F1 of each field and language are given, then the errors. Each text is read as it stands, without
    cleaning; where there is a workspace, its vocabulary and jurisdiction count.

    QUESTIONS.toml holds queries with the articles that answer them; they are put to the workspace: MRR, nDCG and recall
    within ten hits are given for each kind of question.

    \b
    kmpipe evaluate gold/activities.jsonl --field held --field place --errors
    kmpipe evaluate gold/dates.jsonl --floors floors.json
    kmpipe evaluate questions.toml --json
    """
    section = section_for(read_floors(floors.read_bytes(), name=floors.name), gold.absolute()) if floors else {}
    most = None if every_error else _MOST
    if gold.suffix == ".toml":
        if fields:
            raise UsageError("--field is for gold lines", hint="questions are counted by kind: leave --field out")
        below = evaluate_search(gold, section, most=most, as_json=as_json)
        _report(below)
        return
    rows = read_gold(gold.read_bytes(), name=gold.name, seed=functools.partial(_seed, gold))
    with progress_bar("evaluating", quiet=as_json) as progress:
        outcomes = _outcomes(rows, _options(), progress)
    answer = _evaluation(gold.name, len(rows), outcomes, section, fields or FIELDS)
    if as_json:
        print_json(answer)
    else:
        _print(answer, most=most)
    _report(answer.below)


def _report(below: tuple[Shortfall, ...]) -> None:
    """Name the floors that were not met; then the exit code is 1."""
    for lack in below:
        figure = "not measured" if lack.figure is None else f"{lack.figure:.4f}"
        click.echo(
            f"under its floor: {lack.field}, {lack.language}, {lack.measure}: {figure}, floor {lack.floor}", err=True
        )
    if below:
        click.get_current_context().exit(1)


def _options() -> Options:
    """What extraction depends on: the workspace, if there is one or one was named."""
    from kmpipe.pipeline import Options  # noqa: PLC0415 - SQLAlchemy loads with it

    try:
        workspace = current_workspace()
    except NoWorkspace:
        if click.get_current_context().find_root().obj or "KMPIPE_WORKSPACE" in os.environ:
            raise
        return Options()
    settings = workspace.settings
    return Options(
        jurisdiction=settings.extract.jurisdiction, folders=(workspace.root / settings.workspace.vocabulary,)
    )


def _seed(gold: Path, name: str) -> str:
    """The text of a saved page: it lies in `seeds/` beside the folder of the gold file."""
    return (gold.absolute().parent.parent / "seeds" / Path(name).name).read_text(encoding="utf-8")


def _outcomes(
    rows: tuple[Fragment | Report, ...], options: Options, progress: Callable[[str, int, int], None] | None
) -> list[Outcome]:
    from kmpipe.dates import find_dates  # noqa: PLC0415 - the calendar of Babel loads with it

    names, areas = name_rules(options.folders), scored_areas(options.folders)
    outcomes: list[Outcome] = []
    for done, row in enumerate(rows, 1):
        if isinstance(row, Fragment):
            outcomes += score_fragment(row, find_dates(row.text, row.ref_date, folders=options.folders))
        else:
            outcomes += score_report(row, _extracted(row, options), names=names, areas=areas)
        if progress is not None:
            progress(row.id, done, len(rows))
    return outcomes


def _extracted(row: Report, options: Options) -> Extraction:
    """What is read in the text as it stands."""
    from kmpipe.extraction.activity import extract  # noqa: PLC0415 - spaCy takes two seconds to import

    article = Article(
        id=row.id,
        key=row.id,
        title=row.title or "",
        language=detect(row.text),
        published=row.published,
        text=row.text,
    )
    return extract(article, jurisdiction=options.jurisdiction, folders=options.folders)


def _evaluation(
    gold: str, lines: int, outcomes: Iterable[Outcome], section: Section, fields: Sequence[Field]
) -> Evaluation:
    """The figures of `fields`, in the order of the table."""
    by_field: dict[Field, list[Outcome]] = {field: [] for field in FIELDS if field in fields}
    for outcome in outcomes:
        if outcome.field in by_field:
            by_field[outcome.field].append(outcome)
    kept = [outcome for group in by_field.values() for outcome in group]
    measured = figures(kept)
    return Evaluation(
        gold=gold,
        lines=lines,
        figures=measured,
        errors=tuple(outcome for outcome in kept if outcome.wrong or outcome.missed),
        below=shortfalls({field: floor for field, floor in section.items() if field in fields}, measured),
    )


def _print(answer: Evaluation, *, most: int | None) -> None:
    click.echo(f"{plural(answer.lines, 'gold line')} in {answer.gold}")
    if not answer.figures:
        click.echo("no values of these fields in it", err=True)
    header = ("field", "language", "precision", "recall", "F1", "right", "wrong", "missed")
    print_columns(header, [_row(figure) for figure in answer.figures])
    for field, group in itertools.groupby(answer.errors, key=lambda outcome: outcome.field):
        errors = list(group)
        click.echo(f"\n{style(field, bold=True)}: {plural(len(errors), 'gold line')} not right")
        for error in errors[:most]:
            click.echo(f"  {error.id}  expected: {_list(error.missed)}  found: {_list(error.wrong)}")
        if most is not None and len(errors) > most:
            click.echo(f"  … {len(errors) - most} more; --errors lists all")


def _row(figure: Figure) -> tuple[str, ...]:
    shares = (figure.precision, figure.recall, figure.f1)
    counts = (figure.right, figure.wrong, figure.missed)
    return (figure.field, figure.language, *(f"{share:.3f}" for share in shares), *map(str, counts))


def _list(values: tuple[str, ...]) -> str:
    """The values on one line, control characters as blanks: they may stand in any text."""
    text = "; ".join(values) or "–"
    return "".join(char if char.isprintable() else " " for char in text)
