"""How well the search finds what answers a question, by kind of question, with the bridge and without it."""

from __future__ import annotations

import json
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from math import log2
from pathlib import Path
from typing import NamedTuple

from kmpipe.workspace import Workspace, init_workspace

PLACES = 10
KINDS = ("same", "cross", "name")
PARTS = ("seen", "held out")

Search = Callable[[str], Sequence[str]]


class Question(NamedTuple):
    """A query with the ids of the activities that answer it. Every second of a kind is held out."""

    kind: str
    part: str
    query: str
    answers: frozenset[str]


class Figures(NamedTuple):
    """Means over questions: reciprocal rank of the first answer, nDCG and recall within ten hits."""

    questions: int
    mrr: float
    ndcg: float
    recall: float


def fill(folder: Path, samples: Path, shared: Path) -> Workspace:
    """A workspace of the samples and, where the shared folder has them, the seeds and the reports of the gold data."""
    sources = [samples]
    if (shared / "seeds").is_dir():
        sources.append(shared / "seeds")
    gold = shared / "gold" / "activities.jsonl"
    if gold.is_file():
        retold = folder / "retold"
        retold.mkdir(parents=True)
        for line in gold.read_text("utf-8").splitlines():
            report = json.loads(line)
            if report.get("text"):
                title = report["title"] or report["text"].split(".")[0]
                (retold / f"{report['id']}.txt").write_text(f"{title}\n\n{report['text']}", encoding="utf-8")
        sources.append(retold)
    workspace = init_workspace(folder / "workspace")
    for source in sources:  # one by one: a key is the path below what is ingested
        workspace.ingest(source)
    return workspace


def questions(file: Path, workspace: Workspace) -> Iterator[Question]:
    """The questions whose answers are in the workspace."""
    answers = _by_key(workspace)
    seen = dict.fromkeys(KINDS, 0)
    for row in tomllib.loads(file.read_text("utf-8"))["question"]:
        seen[row["kind"]] += 1
        found = frozenset(identity for name in row["finds"] for identity in answers.get(name, ()))
        if found:
            yield Question(row["kind"], PARTS[(seen[row["kind"]] + 1) % 2], row["query"], found)


def _by_key(workspace: Workspace) -> dict[str, set[str]]:
    """The activities by the source key of each article that tells of them; `key#2` is the second of a recap."""
    keys = {article.id: article.key for article in workspace.articles()}
    found: dict[str, set[str]] = {}
    for activity in workspace.activities():
        for report in activity.reports or (activity.id,):
            article, _, number = report.partition(".")
            for name in (keys[article], f"{keys[article]}#{number}"):
                found.setdefault(name, set()).add(activity.id)
    return found


def measure(asked: Sequence[Question], search: Search) -> dict[tuple[str, str], Figures]:
    """The figures by kind and part; `search` gives the ids found, best first."""
    rows = [(question, tuple(search(question.query))) for question in asked]
    return {
        (kind, part): _means([(q, ids) for q, ids in rows if q.kind == kind and part in (q.part, "all")])
        for kind in KINDS
        for part in (*PARTS, "all")
    }


def _means(rows: Sequence[tuple[Question, Sequence[str]]]) -> Figures:
    count = max(len(rows), 1)
    return Figures(
        len(rows),
        sum(_reciprocal_rank(ids, q.answers) for q, ids in rows) / count,
        sum(_ndcg(ids, q.answers) for q, ids in rows) / count,
        sum(len(q.answers & set(ids[:PLACES])) / min(len(q.answers), PLACES) for q, ids in rows) / count,
    )


def _reciprocal_rank(ids: Sequence[str], answers: frozenset[str]) -> float:
    return next((1 / rank for rank, identity in enumerate(ids, 1) if identity in answers), 0.0)


def _ndcg(ids: Sequence[str], answers: frozenset[str]) -> float:
    gain = sum(1 / log2(rank + 1) for rank, identity in enumerate(ids[:PLACES], 1) if identity in answers)
    return gain / sum(1 / log2(rank + 1) for rank in range(1, min(len(answers), PLACES) + 1))


def report(samples: Path, shared: Path, file: Path) -> Iterator[str]:
    """The table, line by line: kinds and parts of questions, without the bridge and with it."""
    with tempfile.TemporaryDirectory() as folder, fill(Path(folder), samples, shared) as workspace:
        asked = tuple(questions(file, workspace))

        def search(query: str, *, bridge: bool) -> list[str]:
            return [hit.id for hit in workspace.search(query, limit=50, bridge=bridge).hits]

        without = measure(asked, lambda query: search(query, bridge=False))
        with_it = measure(asked, lambda query: search(query, bridge=True))
        yield f"{sum(1 for _ in workspace.activities())} activities, {len(asked)} questions"
        yield f"{'':6} {'part':9} {'n':>3}   without: MRR  nDCG  recall   with: MRR  nDCG  recall"
        for (kind, part), off in without.items():
            on = with_it[kind, part]
            yield (
                f"{kind:6} {part:9} {off.questions:>3}  {off.mrr:>13.2f} {off.ndcg:>5.2f} {off.recall:>7.2f}"
                f"  {on.mrr:>10.2f} {on.ndcg:>5.2f} {on.recall:>7.2f}"
            )
