"""Every rule of the vocabulary in linear time, and under the law of the ledger: made from the vocabulary itself."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmpipe.cleaning import rebuild
from kmpipe.cleaning.ledger import Line, Link, settle
from kmpipe.cleaning.links import judge_links
from kmpipe.cleaning.locate import sizes_of
from kmpipe.cleaning.matching import rule_book
from kmpipe.cleaning.page import parse, read_page
from kmpipe.cleaning.rules import judge
from kmpipe.cleaning.textpage import read_text_page
from kmpipe.errors import NoArticle
from kmpipe.vocab.boilerplate import BoilerplateRule, boilerplate_rules
from kmpipe.vocab.load import cached_words
from tests.cleaning.helpers import PROSE

RULES = {rule.id: rule for rule in boilerplate_rules()}
ON_LINES = {name: rule for name, rule in RULES.items() if not (rule.classes or rule.elements)}
ON_ELEMENTS = {name: rule for name, rule in RULES.items() if rule.classes or rule.elements}
SPAM = [
    phrase
    for group in ("gambling", "loans", "pills", "goods")
    for words in cached_words("spam", group).values()
    for phrase in words
]
HOST = "kota.example"


def _cues(rule: BoilerplateRule) -> list[str]:
    """The cues of a rule, and the words and signs in its pattern."""
    pattern = re.sub(r"\\(?=\W)", "", rule.pattern or "")
    return [*rule.starts, *rule.equals, *rule.contains, *rule.made_of, *re.findall(r"\w+|[^\w\s]", pattern)]


CUES = sorted({cue for rule in RULES.values() for cue in _cues(rule)} | set(SPAM))


@pytest.mark.parametrize("name", ON_LINES)
def test_a_rule_on_lines_is_linear(assert_linear: Callable[..., None], name: str) -> None:
    """Its cues by the line, each repeated, and all without a line end."""
    cues = _cues(ON_LINES[name])
    lines = "".join(f"{cue}: {cue} 1\n{cue}\n" for cue in cues)
    assert_linear(read_text_page, lines, 12_000)
    assert_linear(read_text_page, " ".join(cues) + " ", 20_000)


@pytest.mark.parametrize("char", sorted({char for cue in CUES for char in cue if not char.isalnum()} | set("a1 ")))
def test_a_line_of_one_sign_is_linear(assert_linear: Callable[..., None], char: str) -> None:
    """Any sign of any cue or pattern, repeated in one line without end."""
    assert_linear(read_text_page, char, 20_000)


@pytest.mark.parametrize("name", ON_ELEMENTS)
def test_a_rule_on_elements_is_linear(assert_linear: Callable[..., None], name: str) -> None:
    """Its classes and elements, open and closed, beside a text."""
    rule = ON_ELEMENTS[name]
    piece = "".join(f'<div class="{gram}">a</div><p class="x-{gram} {gram}">b' for gram in rule.classes)
    piece += "".join(f"<{element}>a</{element}>" for element in rule.elements)

    def task(text: str) -> None:
        with contextlib.suppress(NoArticle):
            read_page(parse(f"<html><body><div class=entry-content><p>{'</p><p>'.join(PROSE)}</p></div>{text}"))

    assert_linear(task, piece, 30_000)


def test_spam_phrases_are_linear(assert_linear: Callable[..., None]) -> None:
    """All phrases of spam, as they are, disguised and spaced out."""
    disguised = [phrase.replace("o", "0").replace("e", "3") for phrase in SPAM]
    assert_linear(read_text_page, "\n".join((*SPAM, *disguised, *(" ".join(phrase) for phrase in SPAM))) + "\n", 20_000)


LINES = st.lists(
    st.builds(
        lambda cue, mark, rest, kind, linked: Line(
            (text := f"{cue}{mark}{rest}".strip()),
            kind,
            links=(Link("https://toko.example/" if linked == 1 else "/rapat/", text),) if linked else (),
            link_size=len(text) if linked else 0,
        ),
        st.sampled_from([*CUES, *PROSE]),
        st.sampled_from(["", ":", " : ", " – ", " "]),
        st.sampled_from(["", "Rapat Drainase Kota", "Rapat selesai pukul dua siang.", "12 Juni 2019"]),
        st.sampled_from(["paragraph", "heading", "item", "table row"]),
        st.integers(0, 2),
    ),
    max_size=20,
)


@given(LINES, st.data())
@settings(deadline=None)
def test_any_lines_keep_the_law_and_can_be_put_back(lines: list[Line], data: st.DataObject) -> None:
    """Whatever lines of cues stand together, kept and removed rebuild them; one put back changes no other."""
    book = rule_book()

    def judged(restored: frozenset[str] = frozenset()) -> list[object]:
        found = judge(lines, [None] * len(lines), sizes_of(lines), book, "Rapat Drainase Kota", host=HOST)
        verdicts = judge_links(lines, found, book, strict=False, host=HOST, restored=restored)
        settled = settle(lines, verdicts)
        assert rebuild(settled.text, settled.removals) == "\n".join(line.text for line in lines)
        return list(verdicts)

    before = judged()
    gone = [line.text for line, verdict in zip(lines, before, strict=True) if verdict is not None]
    if gone:
        text = data.draw(st.sampled_from(gone))
        expected = [None if line.text == text else verdict for line, verdict in zip(lines, before, strict=True)]
        assert judged(frozenset({text})) == expected
