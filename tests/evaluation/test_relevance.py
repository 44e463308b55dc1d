"""Questions, and how well what was found answers them."""

from __future__ import annotations

from math import log2

import pytest

from kmpipe.errors import GoldError
from kmpipe.evaluation import Question, answers_by_key, answers_to, judge, read_questions, relevance, shortfalls
from kmpipe.model import Activity, Article

QUESTIONS = b"""
[[question]]
kind = "cross"
query = "flood meeting"
finds = ["a.txt", "b.txt#2"]
"""


def test_questions_are_read_from_toml() -> None:
    """A question has a kind, a query and the keys of what answers it."""
    assert read_questions(QUESTIONS, name="q.toml") == (
        Question(kind="cross", query="flood meeting", finds=("a.txt", "b.txt#2")),
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "question"),
        (b"question = []", "no question in it"),
        (b"[[question", "q.toml"),
        (b"\xff", "q.toml"),
        (QUESTIONS + b"note = 1", "note"),
        (QUESTIONS + QUESTIONS, "stands twice"),
        (b'[[question]]\nkind = "x"\nquery = "y"\nfinds = []', "nothing answers"),
        (b'[[question]]\nkind = "all"\nquery = "y"\nfinds = ["a"]', "stands for every kind"),
    ],
)
def test_a_file_that_holds_no_questions_is_refused(content: bytes, reason: str) -> None:
    """The error names the file and what is wrong with it."""
    with pytest.raises(GoldError, match=reason) as caught:
        read_questions(content, name="q.toml")
    assert caught.value.message.startswith("q.toml: ")


def test_answers_are_found_by_the_key_of_any_report() -> None:
    """A key stands for all activities of an article, `key#2` for its second; every report of an activity leads to it."""
    articles = [Article(id=name, key=f"{name}.txt", title="", text="") for name in ("a", "b")]
    activities = [
        Activity(id="a.1", articles=("a", "b"), title="", reports=("a.1", "b.2")),
        Activity(id="b.1", articles=("b",), title=""),
    ]
    known = answers_by_key(articles, activities)
    ask = Question(kind="x", query="y", finds=("b.txt",))
    assert answers_to(ask, known) == {"a.1", "b.1"}
    assert known["b.txt#2"] == known["a.txt"] == {"a.1"}
    assert answers_to(Question(kind="x", query="y", finds=("c.txt",)), known) == frozenset()


def test_figures_by_kind() -> None:
    """Reciprocal rank of the first answer, gain by place, share of the answers among ten; all kinds come first."""
    question = Question(kind="cross", query="q", finds=("k",))
    other = Question(kind="name", query="q", finds=("k",))
    second = judge(question, frozenset({"x", "y"}), ["-", "x", *"abcdefgh", "y"])
    nothing = judge(other, frozenset({"x"}), [])
    every, cross, name = relevance([second, nothing])
    assert (second.rank, nothing.rank) == (2, None)
    assert (cross.kind, cross.questions, cross.mrr, cross.recall) == ("cross", 1, 1 / 2, 1 / 2)
    assert cross.ndcg == pytest.approx((1 / log2(3)) / (1 + 1 / log2(3)))
    assert (name.mrr, name.ndcg, name.recall) == (0, 0, 0)
    assert (every.kind, every.questions, every.mrr) == ("all", 2, 1 / 4)


def test_a_perfect_answer_scores_one() -> None:
    """More answers than ten places are no fault of the search."""
    ids = [f"a{number}" for number in range(30)]
    row = judge(Question(kind="x", query="q", finds=("k",)), frozenset(ids), ids)
    (figure, _) = relevance([row])
    assert (figure.mrr, figure.ndcg, figure.recall) == (1, 1, 1)


def test_floors_hold_kinds_of_questions_too() -> None:
    """A floor names the kind, `all` languages and a measure."""
    figures = relevance([judge(Question(kind="x", query="q", finds=("k",)), frozenset({"a"}), ["b", "a"])])
    below = shortfalls({"x": {"all": {"mrr": 0.6, "recall": 1.0}}, "gone": {"all": {"ndcg": 0.1}}}, figures)
    assert [(lack.field, lack.measure, lack.figure) for lack in below] == [("x", "mrr", 0.5), ("gone", "ndcg", None)]
