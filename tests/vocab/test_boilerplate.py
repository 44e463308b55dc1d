"""Boilerplate rules as data: a workspace adds, replaces and switches off; what cannot work is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmpipe.errors import VocabularyError
from kmpipe.vocab.boilerplate import BoilerplateRule, boilerplate_rules, slow_or_broken


def _rules(folder: Path, text: str, name: str = "boilerplate.toml") -> dict[str, BoilerplateRule]:
    (folder / name).write_text(text, encoding="utf-8")
    return {rule.id: rule for rule in boilerplate_rules((folder,))}


def test_a_workspace_adds_a_rule(tmp_path: Path) -> None:
    """A new id adds to the shipped rules."""
    rules = _rules(tmp_path, '[[rule]]\nid = "own"\nkind = "notice"\nstarts = ["Catatan redaksi"]\n')
    assert rules["own"].starts == ("Catatan redaksi",)
    assert len(rules) == len(boilerplate_rules()) + 1


def test_a_rule_of_the_same_id_replaces_the_shipped_one_whole(tmp_path: Path) -> None:
    """What the shipped rule said besides is gone."""
    rules = _rules(tmp_path, '[[rule]]\nid = "id-share"\nkind = "share"\nstarts = ["sebar"]\n')
    assert rules["id-share"] == BoilerplateRule(id="id-share", kind="share", starts=("sebar",))
    assert len(rules) == len(boilerplate_rules())


def test_a_rule_is_switched_off_by_its_id(tmp_path: Path) -> None:
    """`enabled = false` needs nothing but the id."""
    rules = _rules(tmp_path, '[[rule]]\nid = "id-share"\nenabled = false\n')
    assert "id-share" not in rules
    assert len(rules) == len(boilerplate_rules()) - 1


def test_a_single_file_counts_whatever_its_name(tmp_path: Path) -> None:
    """A rule file that is tried out stands beside the folders."""
    path = tmp_path / "coba.toml"
    path.write_text('[[rule]]\nid = "own"\nkind = "notice"\nequals = ["Selesai"]\n', encoding="utf-8")
    assert "own" in {rule.id for rule in boilerplate_rules((path,))}


def test_a_single_file_may_change_what_its_own_folder_holds(tmp_path: Path) -> None:
    """A draft beside the vocabulary it is going to replace is no duplicate."""
    _rules(tmp_path, '[[rule]]\nid = "own"\nkind = "notice"\nequals = ["satu"]\n')
    draft = tmp_path / "draft.toml"
    draft.write_text('[[rule]]\nid = "own"\nkind = "notice"\nequals = ["dua"]\n', encoding="utf-8")
    assert [rule.equals for rule in boilerplate_rules((tmp_path, draft)) if rule.id == "own"] == [("dua",)]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('id = "own"\nkind = "notice"', "no condition"),
        ('id = "own"\nkind = "notice"\nmax_words = 4\nwhere = ["tail"]', "no condition"),
        ('id = "own"\nkind = "noise"\nstarts = ["x"]', r"\$\.kind"),
        ('id = "own"\nstarts = ["x"]', "kind"),
        ('kind = "notice"\nstarts = ["x"]', "no id"),
        ('id = "own"\nkind = "notice"\nstarts = "x"', r"\$\.starts"),
        ('id = "own"\nkind = "notice"\nstarts = ["x", " "]', "starts: an empty cue"),
        ('id = "own"\nkind = "notice"\nbegins = ["x"]', "begins"),
        ('id = "own"\nkind = "notice"\nstarts = ["x"]\nwhere = ["foot"]', r"\$\.where"),
        ('id = "own"\nkind = "notice"\npattern = "(x"', "pattern: no regular expression"),
        ('id = "own"\nkind = "notice"\npattern = "(x+)+y"', "pattern: a repeat or a choice inside a repeat"),
        ('id = "own"\nkind = "notice"\npattern = "x*y*z*w"', "pattern: more than 2 repeats"),
        ('id = "nowhere"\nenabled = false', "no rule 'nowhere'"),
        ('id = "id-share"\nenabled = false\nkind = "share"', "kind"),
        ('id = "own"\nkind = "notice"\nequals = ["x"]\n[[rule]]\nid = "own"\nkind = "notice"\nequals = ["x"]', "also"),
    ],
)
def test_a_rule_that_cannot_work_is_refused(tmp_path: Path, entry: str, said: str) -> None:
    """The error names the file, the entry and what is wrong with which field, and gives a hint."""
    with pytest.raises(VocabularyError, match=said) as caught:
        _rules(tmp_path, f"[[rule]]\n{entry}\n")
    assert "boilerplate.toml: rule " in str(caught.value)
    assert caught.value.hint


def test_rules_must_be_tables(tmp_path: Path) -> None:
    """`rule = "x"` is told how rules are written."""
    with pytest.raises(VocabularyError, match=r"\[\[rule\]\]"):
        _rules(tmp_path, 'rule = "x"\n')


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+b", "(a*)*", "(?:a|aa)+$", "(a|a){30}b", "(?:ab?){2,}", r"(\w+\s?)*$", "(.*,){9}x", "((a{1,5}){1,5}){1,5}",
     ".*a.*b.*c", r"(a)\1", "(?P<x>a)(?P=x)", "[a", "a{5,2}", "(?:a{0,200}b{0,200}c{0,200})"],
)  # fmt: skip
def test_patterns_that_could_take_long_are_refused(pattern: str) -> None:
    """Nested repeats, choices inside repeats, many open repeats, references, and broken patterns."""
    assert slow_or_broken(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["^halaman [0-9]{1,3}$", r"\(foto: [^)]*\)$", "^(?:a|b)?c", "[(+*]x+", r"\(a+\)+", "(?:ab){3}", "a+?b", "^x(?!.*y).*z", "[]*]{2}"],
)  # fmt: skip
def test_plain_patterns_are_let_in(pattern: str) -> None:
    """Bounded repeats, classes, escapes and look-aheads are what rules need."""
    assert slow_or_broken(pattern) == ""


def test_every_shipped_pattern_obeys_the_same_check() -> None:
    """The shipped rules pass the check of a user's."""
    assert [rule.id for rule in boilerplate_rules() if rule.pattern and slow_or_broken(rule.pattern)] == []
