"""How answers look: colour and tables on a terminal, plain text in a pipe."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
import msgspec

if TYPE_CHECKING:
    from kmpipe.model import Activity, ActivityView, Article, Period


def print_json(value: object) -> None:
    """A record as indented JSON on stdout."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def print_ruling(kind: str, *ids: str, value: str = "", dry_run: bool = False) -> None:
    """What was decided, or would be, as JSON."""
    from kmpipe.workspace import Ruling  # noqa: PLC0415 - only where something is decided

    print_json(Ruling(kind=kind, ids=ids, value=value, dry_run=dry_run))


def style(text: str, **attributes: bool | str) -> str:
    """The text with terminal attributes; click drops them in a pipe, we where NO_COLOR says so."""
    return click.style(text, **attributes) if use_colour() else text  # type: ignore[arg-type]  # click's own keywords


def use_colour() -> bool:
    """Whether stdout is a terminal whose user wants colour."""
    return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 article`, `2 articles`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def period(held: Period | None) -> str:
    """When something was held, as a reader says it: `2018-01-15 to 2018-01-17`."""
    if held is None:
        return "undated"
    return f"{held.start} to {held.end}" if held.end else held.start


def print_pairs(pairs: Iterable[tuple[str, str]]) -> None:
    """Label and value in two columns; empty values are left out."""
    rows = [(label, value) for label, value in pairs if value]
    width = max((len(label) for label, _ in rows), default=0)
    for label, value in rows:
        first, *rest = _wrap(value, width + 2)
        click.echo(style(label.ljust(width), bold=True) + "  " + first)
        for line in rest:
            click.echo(" " * (width + 2) + line)


def print_table(title: str, counts: Mapping[str, int], *, most: int = 12) -> None:
    """Names with counts: a rich table on a terminal, tab-separated lines in a pipe."""
    rows = list(counts.items())[:most]
    if not rows:
        return
    if sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
        from rich.table import Table  # noqa: PLC0415 - only a terminal needs it

        table = Table(title=title, title_justify="left", show_header=False, title_style="bold")
        table.add_column(overflow="fold")
        table.add_column(justify="right")
        for name, count in rows:
            table.add_row(name, f"{count:,}")
        if len(counts) > most:
            table.add_row(f"… {len(counts) - most} more", "", style="dim")
        Console(no_color=not use_colour(), markup=False).print(table)
        return
    click.echo(f"\n{title}")
    for name, count in rows:
        click.echo(f"  {name}\t{count}")
    if len(counts) > most:
        click.echo(f"  … {len(counts) - most} more")


def print_columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows under a header: a rich table on a terminal, tab-separated lines in a pipe. Columns of numbers stand right."""
    if not rows:
        return
    if not sys.stdout.isatty():
        for row in (header, *rows):
            click.echo("\t".join(row))
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.table import Table  # noqa: PLC0415 - only a terminal needs it

    table = Table(header_style="bold", box=None)
    for at, name in enumerate(header):
        numeric = all(row[at][:1].isdigit() for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console(no_color=not use_colour(), markup=False).print(table)


@contextmanager
def progress_bar(label: str, *, quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """A progress bar on a terminal, nothing elsewhere. What it yields is called with what is done, how many, of how many (0: not known)."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - only a terminal needs it

    columns = (
        TextColumn(label),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, rate="")

        def update(key: str, done: int, total: int) -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed:.1f}/s" if speed else ""
            # how many there are is not known before a site has been walked
            bar.update(task, completed=done, total=total or None, description=key, rate=rate)

        yield update


def describe(activity: ActivityView) -> Sequence[tuple[str, str]]:
    """The fields of an activity as label and text, in the order a reader wants them."""
    agencies = [o.name for o in activity.organisations if o.kind != "office"]
    offices = [o.name for o in activity.organisations if o.kind == "office"]
    place = ", ".join(dict.fromkeys(part for part in (activity.place, activity.province) if part))
    return [
        ("Held", _held(activity)),
        ("Type", activity.type),
        ("Series", _series(activity)),
        ("Place", place),
        ("Venue", activity.venue or ""),
        ("Sessions", "; ".join(f"{s.label}: {s.start}" + (f" to {s.end}" if s.end else "") for s in activity.sessions)),
        ("Organisations", "; ".join(agencies)),
        ("Offices", "; ".join(offices)),
        ("Focus areas", ", ".join(f"{area.id} ({area.score:.2f})" for area in activity.focus_areas)),
        ("People", "; ".join(f"{p.name} ({p.role})" if p.role else p.name for p in activity.people)),
        ("Participants", str(activity.participants) if activity.participants is not None else ""),
        (
            "Follow-ups",
            "; ".join(item.task + (f" (by {item.due})" if item.due else "") for item in activity.action_items),
        ),
        ("Terms", "; ".join(f"{term.term} = {term.meaning}" for term in activity.terms)),
        ("Attachments", "; ".join(item.name for item in activity.attachments)),
        ("Related", "; ".join(item.title for item in activity.related)),
        ("Categories", ", ".join(activity.categories)),
        ("Language", activity.language),
        ("URL", (activity.url or "") + (" (its site no longer shows it)" if activity.gone else "")),
        ("Attached to", activity.carrier or ""),
        ("Rights", activity.rights if activity.rights != "own" else ""),
        ("Articles", ", ".join(activity.articles)),
        ("Reports", ", ".join(activity.reports)),
        (
            "Disagreeing",
            "; ".join(
                f"{c.field}: " + ", ".join(f"{v.value} ({v.article})" for v in c.values) for c in activity.conflicts
            ),
        ),
        ("Review", activity.review if activity.review != "unreviewed" else ""),
        ("Corrected", "; ".join(_corrected(activity))),
    ]


def _held(activity: Activity) -> str:
    """When it was held, its status where it is another, and what is doubtful of the day."""
    remarks = [*([] if activity.status == "held" else [activity.status]), *activity.warnings]
    return period(activity.held) + (f" ({', '.join(remarks)})" if remarks else "")


def _corrected(activity: Activity) -> Iterator[str]:
    """The corrected fields, each with its latest correction."""
    for field, made in {made.field: made for made in activity.corrections}.items():
        yield f"{field} by {made.author}, {made.made[:10]}" + (f" ({made.reason})" if made.reason else "")


def _series(activity: Activity) -> str:
    entry = activity.series_entry
    if entry is None:
        return activity.series or ""
    return entry.name + (f" #{entry.number}" if entry.number is not None else "") + f" [{entry.id}]"


def print_text(article: Article) -> None:
    """The clean text as a reader wants it: a blank line between paragraphs, headings bold, items indented."""
    compact = {"item", "table row"}
    before = ""
    for block in article.blocks:
        if before and not (block.kind in compact and before == block.kind):
            click.echo()
        before = block.kind
        indent = "  " * block.level if block.kind == "item" else "  " if block.kind in {"quote", "preformatted"} else ""
        text = article.text[block.start : block.end]
        marker = f"{block.marker} " if block.marker else ""
        if block.kind == "preformatted":
            click.echo("".join(f"{indent}{line}\n" for line in text.split("\n")), nl=False)
            continue
        first, *rest = _wrap(text, len(indent) + len(marker))
        click.echo(indent + marker + style(first, bold=block.kind == "heading"))
        for line in rest:
            click.echo(" " * (len(indent) + len(marker)) + style(line, bold=block.kind == "heading"))


def _wrap(text: str, indent: int) -> list[str]:
    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 10_000
    return textwrap.wrap(text, max(width - indent, 30), break_long_words=False, break_on_hyphens=False) or [""]
