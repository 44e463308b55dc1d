"""How a search answers on the terminal: hits, facets to narrow by, and help where little was found."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from kmpipe.cli.output import plural, style

if TYPE_CHECKING:
    from kmpipe.search import AlsoSearched, FacetCount, Filters, Hit
    from kmpipe.search.engine import Facet, Help, Instead, Results

# facet → the option that narrows by it
FACETS: dict[Facet, str] = {
    "agency": "--agency", "focus": "--focus", "type": "--type", "year": "--from", "month": "--from", "place": "--place",
    "province": "--province", "language": "--lang", "status": "--status", "site": "--site",
}  # fmt: skip
# the options of the filters, in the order of the help
_OPTIONS = {
    "agency": "--agency", "focus": "--focus", "type": "--type", "status": "--status", "place": "--place",
    "province": "--province", "site": "--site", "language": "--lang", "start": "--from", "end": "--to",
}  # fmt: skip
# names shown of a kind, values of a facet; --json has all
_MOST_NAMES, _MOST_VALUES = 4, 10
_INDENT = "   "
# a pipe gets each piece on a line of its own, however long
_ENDLESS = 10_000
_NARROWEST = 30
# what moves the cursor, changes colours or turns the direction of writing
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

Look = dict[str, bool | str]
Piece = tuple[str, Look]


class Call(NamedTuple):
    """The words and options of a search that is not told by its query and filters."""

    workspace: str | None
    options: tuple[str, ...]

    def command(self, query: str, filters: Filters, *more: str) -> str:
        """A line to copy that runs a search."""
        words = ["kmpipe", "search"]
        for kind, option in _OPTIONS.items():
            value = getattr(filters, kind)
            for each in (value,) if isinstance(value, str) else value or ():
                words += [option, each]
        words += [*self.options, *more]
        if self.workspace is not None:
            words += ["-w", self.workspace]
        if query:
            words += ["--", query] if query.startswith("-") else [query]
        return shlex.join(words)


def printable(text: str) -> str:
    """A text without what a terminal would obey."""
    return _UNPRINTABLE.sub("", text.replace("\n", " ").replace("\t", " "))


def print_hits(results: Results) -> None:
    """One hit after the other, numbered from the first of all pages."""
    for number, hit in enumerate(results.hits, results.before + 1):
        _print_hit(number, hit)


def _print_hit(number: int, hit: Hit) -> None:
    lead = f"{number}. "
    title = _marked(hit.title, hit.title_highlights, bold=True)
    _flow([(lead, {}), *title, (f"  [{printable(hit.id)}]", {})], "", " " * len(lead))
    when = "undated" if hit.start is None else f"{hit.start} to {hit.end}" if hit.end else hit.start
    status = "" if hit.status in {None, "held"} else str(hit.status)
    meant = "" if "words" in hit.found_by else "found by meaning"
    facts: list[Piece] = [
        (when, {"fg": "cyan"}), (status, {"fg": "red"}), (hit.place or "", {}), (hit.type or "", {}), (meant, {"fg": "magenta"}),
    ]  # fmt: skip
    _flow(_between(" · ", [(printable(text), look) for text, look in facts if text]))
    if hit.agencies:
        _flow([(printable(_some(hit.agencies, "; ")), {})])
    if hit.focus:
        _flow([(printable(", ".join(hit.focus)), {"fg": "green"})])
    if hit.snippet:
        before, after = "… " if hit.more_before else "", " …" if hit.more_after else ""
        _flow([(before, {}), *_marked(hit.snippet, hit.highlights), (after, {})])
    mirrors = len(hit.articles) - hit.reports
    told = [f"told in {hit.reports} reports"] if hit.reports > 1 else []
    told += [plural(mirrors, "mirror")] if mirrors > 0 else []
    if told:
        _flow([(" · ".join(told), {"dim": True})])
    click.echo()


def _marked(text: str, marks: Iterable[tuple[int, int]], *, bold: bool = False) -> Iterator[Piece]:
    plain: Look = {"bold": True} if bold else {}
    at = 0
    for start, end in marks:
        yield printable(text[at:start]), plain
        yield printable(text[start:end]), {"bold": True, "fg": "yellow"}
        at = end
    yield printable(text[at:]), plain


def _between(sign: str, pieces: Sequence[Piece]) -> list[Piece]:
    return [each for number, piece in enumerate(pieces) for each in ([(sign, {}), piece] if number else [piece])]


def _flow(pieces: Iterable[Piece], first: str = _INDENT, following: str = _INDENT) -> None:
    """Print pieces as one paragraph: wrapped between words on a terminal, on one line in a pipe."""
    width = max(shutil.get_terminal_size((100, 24)).columns, _NARROWEST) if sys.stdout.isatty() else _ENDLESS
    line, used, blank = [first], len(first), ""
    for text, look in pieces:
        for word in re.split("( +)", text):
            if not word.strip(" "):
                blank += word
                continue
            if blank and used > len(following) and used + len(blank) + len(word) > width:
                click.echo("".join(line))
                line, used, blank = [following], len(following), ""
            line.append(blank + (style(word, **look) if look else word))
            used += len(blank) + len(word)
            blank = ""
    click.echo("".join(line))


# --- facets ---


def print_facets(results: Results, chosen: Sequence[str] = ()) -> None:
    """The counts of each facet (of those chosen), each value with the option that narrows by it."""
    for facet, option in FACETS.items():
        counts = results.facets.get(facet, ())
        if not counts or (chosen and facet not in chosen):
            continue
        if not chosen and len(counts) == 1 and counts[0].count == results.total:
            continue  # there is nothing to narrow
        click.echo(style(facet, bold=True))
        # of years the last ones, in order; of other values the most frequent
        shown = counts[-_MOST_VALUES:] if facet == "year" else counts[: 12 if facet == "month" else _MOST_VALUES]
        _print_counts(facet, option, shown)
        if len(counts) > len(shown):
            click.echo(f"  … {len(counts) - len(shown)} more")
        click.echo()


def _print_counts(facet: str, option: str, counts: Sequence[FacetCount]) -> None:
    labels = [printable(count.label) for count in counts]
    options = [_narrowing(facet, option, count.value) for count in counts]
    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else _ENDLESS
    room = min(max(map(len, labels)), max(width - 12 - max(map(len, options)), width // 3))
    for count, label, narrow in zip(counts, labels, options, strict=True):
        name = label if len(label) <= room else label[: room - 1] + "…"
        click.echo(f"  {count.count:>6,}  {name.ljust(room)}  {style(narrow, dim=True)}")


def _narrowing(facet: str, option: str, value: str) -> str:
    words = [option, value, "--to", value] if facet in ("year", "month") else [option, value]
    return printable(shlex.join(words))


# --- what stands on stderr ---


def tell(results: Results, filters: Filters, call: Call, *, next_page: Sequence[str]) -> None:
    """How many were found, under which other names, and help: on stderr."""
    total, shown = results.total, len(results.hits)
    place = f", {results.before + 1}-{results.before + shown} shown" if 0 < shown < total else ""
    click.echo(f"{plural(total, 'activity', 'activities')} found{place}", err=True)
    if next_page:
        click.echo(f"next page: {call.command(results.query, filters, *next_page)}", err=True)
    if results.also_searched:
        click.echo(printable(f"also searched: {'; '.join(map(_other_names, results.also_searched))}"), err=True)
    for note in results.notes:
        click.echo(f"note: {printable(note)}", err=True)
    if results.help is not None:
        _tell_help(results.help, call)


def _tell_help(help_: Help, call: Call) -> None:
    if len(help_.parts) > 1:
        parts = [f"{_part(part.text, part.filter)} {part.found:,}" for part in help_.parts]
        click.echo(printable(f"alone they find: {' · '.join(parts)}"), err=True)
    for other in help_.instead:
        count = plural(other.found, "activity", "activities")
        click.echo(printable(f"{_about(other)} ({count}):"), err=True)
        click.echo(f"   {printable(call.command(other.query, other.filters))}", err=True)


def _part(text: str, kind: str) -> str:
    if not kind:
        return text
    return f"{'--from/--to' if kind == 'date' else _OPTIONS[kind]} {text}"


def _about(other: Instead) -> str:
    if other.kind == "without":
        return f"without {', '.join(other.left_out)}"
    if other.kind == "date":
        return f"{other.replaced[0][1].removeprefix('date:')} instead of {other.replaced[0][0]}"
    return "did you mean " + ", ".join(f"“{meant}” for “{word}”" for word, meant in other.replaced) + "?"


def _other_names(also: AlsoSearched) -> str:
    """`ketahanan (resilience)`; what a body was before or became after is told apart."""
    parts = [_some(also.forms), f"earlier or later {_some(also.earlier_or_later)}" if also.earlier_or_later else ""]
    return f"{', '.join(filter(None, parts))} ({also.words})"


def _some(names: Sequence[str], sign: str = ", ") -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return sign.join(names[:_MOST_NAMES]) + more
