"""How well the search finds what answers a question, by kind of question: with the bridge, stemming, meaning or without."""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import log
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from kmpipe.errors import ConfigError
from kmpipe.evaluation import (
    DEPTH,
    Judged,
    Question,
    Relevance,
    answers_by_key,
    answers_to,
    judge,
    read_questions,
    relevance,
)
from kmpipe.search import Results
from kmpipe.workspace import Workspace, init_workspace

PARTS = ("seen", "held out")
BASELINE = "plain BM25, any of the words"
SEMANTIC = "bridge and meaning"

Search = Callable[[str], Sequence[str]]


class Asked(NamedTuple):
    """A question with the ids of what answers it. Every second of a kind is held out."""

    question: Question
    part: str
    answers: frozenset[str]


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


def asked(file: Path, workspace: Workspace) -> Iterator[Asked]:
    """The questions whose answers are in the workspace."""
    known = answers_by_key(workspace.articles(), workspace.activities())
    seen: Counter[str] = Counter()
    for question in read_questions(file.read_bytes(), name=file.name):
        part = PARTS[seen[question.kind] % 2]
        seen[question.kind] += 1
        if answers := answers_to(question, known):
            yield Asked(question, part, answers)


def measure(questions: Sequence[Asked], search: Search) -> dict[tuple[str, str], Relevance]:
    """The figures by kind and part; `search` gives the ids found, best first."""
    rows = [(each.part, judge(each.question, each.answers, search(each.question.query))) for each in questions]
    found: dict[tuple[str, str], Relevance] = {}
    for part in (*PARTS, "all"):
        judged: list[Judged] = [row for where, row in rows if part in (where, "all")]
        found |= {(figure.kind, part): figure for figure in relevance(judged)}
    return found


def variants(workspace: Workspace, *, semantic: bool) -> Iterator[tuple[str, Search]]:
    """The ways to search, each by its name; the index is made without lemmas for those without stemming."""

    def ids(query: str, *, bridge: bool) -> list[str]:
        return [hit.id for hit in workspace.search(query, limit=DEPTH, bridge=bridge).hits]

    yield BASELINE, _Plain(workspace).search
    with patch("kmpipe.text.analysis._lemma", lambda word, _: word):
        workspace.rebuild_index()
        yield "neither bridge nor stemming", lambda query: ids(query, bridge=False)
        yield "bridge, no stemming", lambda query: ids(query, bridge=True)
    workspace.rebuild_index()
    yield "stemming, no bridge", lambda query: ids(query, bridge=False)
    yield "bridge (as shipped)", lambda query: ids(query, bridge=True)
    if not semantic:
        return
    workspace.embed()

    def meant(query: str, *, bridge: bool) -> Results:
        return workspace.search(query, limit=DEPTH, bridge=bridge, semantic=True)

    yield SEMANTIC, lambda query: [hit.id for hit in meant(query, bridge=True).hits]
    yield "meaning, no bridge", lambda query: [hit.id for hit in meant(query, bridge=False).hits]
    yield "meaning alone", lambda query: _by_similarity(meant(query, bridge=False))


def _by_similarity(results: Results) -> list[str]:
    near = [hit for hit in results.hits if hit.similarity is not None]
    return [hit.id for hit in sorted(near, key=lambda hit: -(hit.similarity or 0))]


class _Plain:
    """BM25 as in the books (k1 1.2, b .75) over title and text as one: words as they stand, any of them."""

    def __init__(self, workspace: Workspace) -> None:
        texts = {
            activity.id: f"{view.title} {view.text}"
            for activity in workspace.activities()
            for view in workspace.show(activity.id)
        }
        self._words = {identity: Counter(_plain_words(text)) for identity, text in texts.items()}
        self._mean = sum(counter.total() for counter in self._words.values()) / len(self._words)
        self._holding = Counter(word for counter in self._words.values() for word in counter)

    def search(self, query: str) -> list[str]:
        """The ids, best first."""
        scores = {identity: self._score(query, counter) for identity, counter in self._words.items()}
        return sorted((each for each, score in scores.items() if score), key=lambda each: (-scores[each], each))

    def _score(self, query: str, counter: Mapping[str, int]) -> float:
        length, total = sum(counter.values()), len(self._words)
        score = 0.0
        for word in _plain_words(query):
            if frequency := counter.get(word, 0):
                rarity = log(1 + (total - self._holding[word] + 0.5) / (self._holding[word] + 0.5))
                score += rarity * 2.2 * frequency / (frequency + 1.2 * (0.25 + 0.75 * length / self._mean))
        return score


def _plain_words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def report(samples: Path, shared: Path, file: Path, *, semantic: bool) -> Iterator[str]:
    """The table, line by line: the ways to search by kind and part of the questions."""
    with tempfile.TemporaryDirectory() as folder, fill(Path(folder), samples, shared) as workspace:
        questions = tuple(asked(file, workspace))
        every = read_questions(file.read_bytes(), name=file.name)
        yield (
            f"{sum(1 for _ in workspace.activities())} activities, {len(questions)} questions"
            f" ({len(every) - len(questions)} left out: their answers are in the shared folder)"
        )
        measured: dict[str, dict[tuple[str, str], Relevance]] = {}
        note = ""
        try:
            for name, search in variants(workspace, semantic=semantic):
                measured[name] = measure(questions, search)
        except ConfigError as error:  # the extra is not installed
            note = f"by meaning: left out ({error.message}; {error.hint})"
        yield from _table(measured)
        if note:
            yield note


def _table(measured: Mapping[str, Mapping[tuple[str, str], Relevance]]) -> Iterator[str]:
    kinds = list(dict.fromkeys(kind for kind, _ in next(iter(measured.values()))))
    for kind in kinds:
        yield ""
        count = next(iter(measured.values()))[kind, "all"].questions
        yield f"{f'{kind}: {count} questions':34}{'MRR':>7}{'seen':>7}{'held out':>10}{'nDCG@10':>9}{'recall@10':>11}"
        for name, figures in measured.items():
            whole, seen, held_out = (figures.get((kind, part)) for part in ("all", *PARTS))
            assert whole is not None
            halves = (f"{half.mrr:.3f}" if half else "–" for half in (seen, held_out))
            first, second = halves
            yield f"  {name:32}{whole.mrr:>7.3f}{first:>7}{second:>10}{whole.ndcg:>9.3f}{whole.recall:>11.3f}"
