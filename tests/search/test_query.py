"""Reading queries: the tree, the errors, the limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.errors import QueryError
from kmpipe.search.query import MAX_DEPTH, MAX_LEAVES, MAX_LENGTH, Both, Either, Exclude, Leaf, parse, readable


def shape(query: str) -> object:
    """The tree of a query, places left out."""

    def strip(node: object) -> object:
        match node:
            case Leaf():
                text = node.text if node.kind == "word" else (node.kind, node.text)
                return {node.field: text} if node.field else text
            case Both(parts):
                return ("and", *map(strip, parts))
            case Either(parts):
                return ("or", *map(strip, parts))
            case Exclude(part):
                return ("not", strip(part))
        return node

    return strip(parse(query))


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("", None),
        ("  \t", None),
        ("banjir", "banjir"),
        ("banjir rob", ("and", "banjir", "rob")),
        ("a AND b", ("and", "a", "b")),
        ("a OR b c", ("or", "a", ("and", "b", "c"))),
        ("a -b", ("and", "a", ("not", "b"))),
        ("a NOT b", ("and", "a", ("not", "b"))),
        ("a AND NOT b", ("and", "a", ("not", "b"))),
        ("NOT NOT a", "a"),
        ("-(a OR b)", ("not", ("or", "a", "b"))),
        ("(a)", "a"),
        ('"tata kelola"', ("phrase", "tata kelola")),
        ("“tata kelola”", ("phrase", "tata kelola")),
        ("«tata kelola»", ("phrase", "tata kelola")),
        ("lokak*", ("prefix", "lokak")),
        ("lokakaria~", ("fuzzy", "lokakaria")),
        ("title:banjir", {"title": "banjir"}),
        ("TITLE:banjir", {"title": "banjir"}),
        ("title: banjir", {"title": "banjir"}),
        ('agency:"dinas sosial"', {"agency": ("phrase", "dinas sosial")}),
        ("title:(a OR b)", ("or", {"title": "a"}, {"title": "b"})),
        ("date:[2018-01 TO 2018-06]", {"date": ("range", "2018-01 TO 2018-06")}),
        ("date:>=2018-08", {"date": ">=2018-08"}),
        ('date:>="Agustus 2018"', {"date": ">=Agustus 2018"}),
        ("status:planned site:one.example", ("and", {"status": "planned"}, {"site": "one.example"})),
        ("Jakarta - Semarang", ("and", "Jakarta", "Semarang")),
        ("Jakarta-Semarang", "Jakarta-Semarang"),
        ("air & sampah", ("and", "air", "sampah")),
    ],
)
def test_query_becomes_tree(query: str, tree: object) -> None:
    """Each form of the language is read as documented."""
    assert shape(query) == tree


@pytest.mark.parametrize("text", ["09:00", "30:30", "https://jakberketahanan.example/?p=1", "1:2:3"])
def test_colon_after_no_word_is_text(text: str) -> None:
    """A time, a ratio and an address are words, not fields."""
    assert shape(text) == text


@pytest.mark.parametrize(
    ("query", "position", "message"),
    [
        ("banjir agensi:BPBD", 7, "no field"),
        ("Rapat: banjir", 0, "no field"),
        ("agency:", 0, "no value"),
        ("banjir agency: AND rob", 7, "no value"),
        ("title:agency:bpbd", 0, ""),
        ("title:(agency:bpbd)", 7, "within the field"),
        ('a "tata kelola', 2, "not closed"),
        ('""', 0, "no word"),
        ("a (b", 2, "not closed"),
        ("a) b", 1, "no bracket"),
        ("a ()", 2, "nothing in the brackets"),
        ("OR a", 0, "before OR"),
        ("a AND", 2, "follows AND"),
        ("a OR OR b", 2, "follows OR"),
        ("NOT", 0, "follows NOT"),
        ("(a OR)", 3, "follows OR"),
        ("*jir", 0, "begin with"),
        ("ba*r", 2, "at the end"),
        ("b?njir", 1, "wildcard"),
        ("banjir~9", 6, "~ takes"),
        ("banjir~0", 6, "~ takes"),
        ("banjir~0012", 6, "~ takes"),
        ('"tata kelola"~2', 13, "fuzzy"),
        ("date:[2018 TO", 5, "not closed"),
        ("!!! ???", 0, "no word"),
    ],
)
def test_error_points_at_the_place(query: str, position: int, message: str) -> None:
    """What cannot be read is a `QueryError` with position and hint."""
    if not message:
        assert shape(query) == {"title": "agency:bpbd"}
        return
    with pytest.raises(QueryError, match=message) as caught:
        parse(query)
    assert caught.value.position == position
    assert caught.value.query == query
    assert caught.value.hint


@pytest.mark.parametrize(
    "query",
    [
        "(" * 1000 + "a" + ")" * 900,
        "(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1),
        "a " * (MAX_LEAVES + 1),
        "a" * (MAX_LENGTH + 1),
        "(" * 10_000,
        "a" * 1_000_000,
        "-" * 1999 + "(",
    ],
)
def test_limits_are_errors(query: str) -> None:
    """10,000 brackets, a megabyte or too many words are refused, without a crash."""
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.position is not None


def test_as_deep_as_allowed() -> None:
    """The deepest nesting allowed is read, and so are a thousand NOTs."""
    assert shape("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH) == "a"
    assert shape("-" * 1000 + "a") == "a"


def refused_at(query: str) -> int | None:
    """The position at which a query is refused, or None if it is read; -1 for an error without one."""
    try:
        parse(query)
    except QueryError as error:
        return -1 if error.position is None else error.position
    return None


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the parser fail otherwise than by `QueryError` with a position inside the query."""
    query = readable(text)
    position = refused_at(query)
    assert position is None or 0 <= position <= len(query)


@given(
    st.lists(
        st.sampled_from(["a", "(", ")", "AND", "OR", "NOT", "-", "title:", '"x y"', "b*", "c~1", "[", "TO"]),
        max_size=25,
    )
)
def test_any_operators_are_read_or_refused(pieces: list[str]) -> None:
    """No order of words and operators makes the parser fail otherwise."""
    query = " ".join(pieces)
    position = refused_at(query)
    assert position is None or 0 <= position <= len(query)


def test_nul_and_line_ends_are_blanks() -> None:
    """A NUL in a query parts words like a blank."""
    assert shape(readable("banjir\x00rob\nair")) == ("and", "banjir", "rob", "air")


def test_composed_and_decomposed_letters_are_one() -> None:
    """A query typed with combining accents is read as one with composed letters."""
    assert readable("cafe\u0301") == "café"
