"""Questions with the activities that answer them, and how well a search finds those: nDCG, MRR and recall.

    [[question]]
    kind = "cross"
    query = "waste field visit"
    finds = ["sahifa/kunjungan-lapangan-sampah.html"]

`kind` is any name: figures are given by it. `finds` are the source keys of the articles that tell of the activities;
`key#2` is the second activity of an article. Any activity of an article is an answer where no number is given.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from math import log2

import msgspec

from kmpipe.errors import GoldError
from kmpipe.evaluation.figures import ALL
from kmpipe.model import Activity, Article, Record

# hits that count for nDCG and recall, and those among which the first answer is looked for
PLACES = 10
DEPTH = 50


class Question(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A query, its kind, and the source keys of what answers it."""

    kind: str
    query: str
    finds: tuple[str, ...]


class _File(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    question: tuple[Question, ...]


class Judged(Record, frozen=True, kw_only=True):
    """A question as it came out: the ids of its answers and of the hits, best first.

    `rank` is that of the first answer (1 is the first hit), null where none is among the first `DEPTH` hits. A query that
    could not be answered has found nothing; `problem` says why.
    """

    kind: str
    query: str
    answers: tuple[str, ...]
    found: tuple[str, ...]
    rank: int | None
    problem: str = ""


class Relevance(Record, frozen=True, kw_only=True):
    """Means (0–1) over the questions of a kind (`all`: of every kind).

    `mrr` is the mean reciprocal rank of the first answer among the first `DEPTH` hits, `ndcg` the normalised discounted
    cumulative gain within the first `PLACES` hits, each answer worth the same, and `recall` the share of the answers
    (of `PLACES` at most) that stand there.
    """

    kind: str
    questions: int
    mrr: float
    ndcg: float
    recall: float

    @property
    def field(self) -> str:
        """What floors are kept under: the kind."""
        return self.kind

    @property
    def language(self) -> str:
        """Questions are not told apart by language."""
        return ALL


def read_questions(content: bytes, *, name: str) -> tuple[Question, ...]:
    """The questions of a TOML file.

    Raises `GoldError` for a file that cannot be read, for one without any, for a question without an answer, and for one
    that stands there twice.
    """
    try:
        rows = msgspec.convert(tomllib.loads(content.decode()), _File).question
        problem = _problem(rows)
    except ValueError as error:  # of TOML, of Unicode, of a record
        problem = str(error)
    if problem:
        raise GoldError(f"{name}: {problem}", hint="docs/evaluation.md describes a file of questions")
    return rows


def _problem(rows: Sequence[Question]) -> str:
    """What is wrong with the questions of a file."""
    if not rows:
        return "no question in it"
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if not row.finds:
            return f"nothing answers the question `{row.query}`"
        if row.kind == ALL:
            return f"`{ALL}` stands for every kind: give the question `{row.query}` another one"
        if (row.kind, row.query) in seen:
            return f"the question `{row.query}` stands twice"
        seen.add((row.kind, row.query))
    return ""


def answers_by_key(articles: Iterable[Article], activities: Iterable[Activity]) -> dict[str, frozenset[str]]:
    """The ids of the activities under the source key of each article that tells of them; `key#2` is the second of one."""
    keys = {article.id: article.key for article in articles}
    found: dict[str, set[str]] = {}
    for activity in activities:
        for report in activity.reports or (activity.id,):
            article, _, number = report.partition(".")
            if key := keys.get(article):
                for name in (key, f"{key}#{number}"):
                    found.setdefault(name, set()).add(activity.id)
    return {name: frozenset(ids) for name, ids in found.items()}


def answers_to(question: Question, known: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The ids of the activities that answer a question, of those that are `known` by key."""
    return frozenset().union(*(known.get(key, frozenset()) for key in question.finds))


def judge(question: Question, answers: frozenset[str], found: Sequence[str], *, problem: str = "") -> Judged:
    """How a question came out, with the ids that were found, best first, or what kept it from being answered."""
    rank = next((rank for rank, identity in enumerate(found[:DEPTH], 1) if identity in answers), None)
    return Judged(
        kind=question.kind,
        query=question.query,
        answers=tuple(sorted(answers)),
        found=tuple(found[:DEPTH]),
        rank=rank,
        problem=problem,
    )


def relevance(judged: Sequence[Judged]) -> tuple[Relevance, ...]:
    """The figures of each kind, in the order in which kinds come, all kinds first."""
    kinds = dict.fromkeys(row.kind for row in judged)
    return tuple(_means(kind, [row for row in judged if kind in (ALL, row.kind)]) for kind in (ALL, *kinds) if judged)


def _means(kind: str, rows: Sequence[Judged]) -> Relevance:
    return Relevance(
        kind=kind,
        questions=len(rows),
        mrr=sum(1 / row.rank for row in rows if row.rank) / len(rows),
        ndcg=sum(map(_ndcg, rows)) / len(rows),
        recall=sum(map(_recall, rows)) / len(rows),
    )


def _ndcg(row: Judged) -> float:
    gain = sum(1 / log2(rank + 1) for rank, found in enumerate(row.found[:PLACES], 1) if found in row.answers)
    return gain / sum(1 / log2(rank + 1) for rank in range(1, min(len(row.answers), PLACES) + 1))


def _recall(row: Judged) -> float:
    return len({*row.answers} & {*row.found[:PLACES]}) / min(len(row.answers), PLACES)
