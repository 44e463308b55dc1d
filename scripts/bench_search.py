"""The search beside raw engines and SQLite FTS5: indexing and answering, each system in processes of its own.

Every system is given the same documents with the same terms, prepared once a size, and the same questions. Reading the
prepared documents from disk is no part of a rate. A peer that is not installed is left out.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROWS = ("term", "and", "phrase", "filter", "facets", "snippets", "add")
SYSTEMS = (
    "kmpipe/Whoosh",
    "raw Whoosh",
    "kmpipe/Tantivy",
    "raw Tantivy",
    "raw Tantivy, lemmas",
    "SQLite FTS5",
)
# the step in which a kmpipe engine is given prepared documents; it can be skipped by itself
ALONE = " alone"
NOTES = """\
alone: articles a second of prepared documents, the engine alone; whole: with analysis, vocabulary and notes
reader: the plan of a query, answered by the engine; search: the query string, with snippets of ten hits, the bridge off
ms as p50/p95 over 50 different questions a row, of 20 for `add` (add one, commit, answer a question from it); warm
filter: a word, an agency and a year; facets: all ten; every answer has the exact total and the records of the ten best
peers: raw Tantivy has the terms of kmpipe (as written and lemma); the others one lemma a word, which is less
facets: Whoosh `groupedby`, Tantivy aggregations, SQLite a GROUP BY each; snippets: each its own highlighter"""

Progress = Callable[[str], None]


def measure(
    counts: Sequence[int], systems: Sequence[str], skip: Sequence[str], progress: Progress
) -> Iterator[dict[str, Any]]:
    """The figures of each size, as `worker` gives them. `skip` are systems, or `SYSTEM:COUNT` for one size."""
    for count in counts:
        wanted = [name for name in systems if not {name, f"{name}:{count}"} & set(skip)]
        with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
            progress(f"{count:,}: preparing")
            figures: dict[str, Any] = {"count": count, **_step("prepare", folder, count), "systems": {}}
            for name in wanted:
                progress(f"{count:,}: {name}")
                alone = name.startswith("kmpipe/") and not {name + ALONE, f"{name}{ALONE}:{count}"} & set(skip)
                try:
                    found = _step("alone", folder, count, name) if alone else {}
                    found |= _step("write", folder, count, name)
                    found["asked"] = _step("ask", folder, count, name)
                except subprocess.CalledProcessError as error:
                    progress(f"{name} left out: {error.stderr.strip().splitlines()[-1]}")
                    continue
                figures["systems"][name] = found
                for made in Path(folder).iterdir():
                    if made.is_dir():
                        shutil.rmtree(made)
        yield figures


def _step(step: str, folder: str, count: int, system: str = "") -> dict[str, Any]:
    worker = Path(__file__).with_name("bench_search_worker.py")
    arguments = [step, folder, str(count), *([system] if system else [])]
    done = subprocess.run([sys.executable, str(worker), *arguments], capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures of one size, line by line."""
    systems = figures["systems"]
    yield f"{figures['count']:,} articles, analysis alone {figures['analysed']:,.0f} a second"
    yield f"{'':28}{'alone':>9}{'whole':>9}{'MB':>8}{'peak MB':>9}{'asking':>9}"
    for name, found in systems.items():
        rates = "".join(f"{found[key]:>9,.0f}" if key in found else f"{'–':>9}" for key in ("alone", "whole"))
        yield f"{name:28}{rates}{found['size'] / 1e6:>8,.0f}{found['peak']:>9,.0f}{found['asked']['peak']:>9,.0f}"
    yield f"{'ms':28}" + "".join(f"{row:>18}" for row in ROWS)
    for name, found in systems.items():
        for series, timed in found["asked"]["series"].items():
            cells = "".join(_cell(timed["rows"].get(row)) for row in ROWS)
            yield f"{' '.join(filter(None, (name, series))):28}{cells}"
    yield from _agreement(systems)


def _cell(times: Sequence[float] | None) -> str:
    if times is None:
        return f"{'–':>18}"
    return f"{times[0]:,.2f}/{times[1]:,.2f}".rjust(18)


def _agreement(systems: Mapping[str, Any]) -> Iterator[str]:
    """Of how many questions the total is that of the first series; a question given up has none."""
    totals = {
        " ".join(filter(None, (name, series))): timed["totals"]
        for name, found in systems.items()
        for series, timed in found["asked"]["series"].items()
    }
    first, *others = totals or [""]
    for name in others:
        pairs = list(zip(totals[first], totals[name], strict=True))
        lost = sum(total < 0 for _, total in pairs)
        same = sum(left == right for left, right in pairs)
        given_up = f", {lost} given up" if lost else ""
        yield f"{name}: the total of {first} in {same} of {len(pairs)} questions{given_up}"
