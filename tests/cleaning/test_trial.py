"""What a rule file would change is known before it is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmpipe.cleaning import clean_capture
from kmpipe.cleaning.trial import changes, try_rules
from kmpipe.errors import VocabularyError
from kmpipe.model import Capture
from tests.cleaning.helpers import PROSE, capture

LINES = ["Judul Rapat", *PROSE[:2], "Catatan redaksi: naskah telah disunting.", "Bagikan ini:", PROSE[2]]


@pytest.fixture
def page() -> Capture:
    """A saved page with a remark of the editors and a share button."""
    return capture("\n".join(LINES), "text/plain")


def _file(folder: Path, text: str) -> Path:
    path = folder / "coba.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_removals_a_rule_adds(tmp_path: Path, page: Capture) -> None:
    """A new rule shows each line it would take, with its place."""
    rules = _file(
        tmp_path, '[[rule]]\nid = "redaksi"\nkind = "notice"\nstarts = ["Catatan redaksi"]\npunctuated = true\n'
    )
    found = try_rules(page, rules)
    assert [(r.rule, r.kind, r.text) for r in found.added] == [("redaksi", "notice", LINES[3])]
    assert found.added[0].start == "\n".join(LINES).index(LINES[3])
    assert found.dropped == found.renamed == ()


def test_removals_a_switched_off_rule_drops(tmp_path: Path, page: Capture) -> None:
    """A switched-off rule shows each line that would come back."""
    found = try_rules(page, _file(tmp_path, '[[rule]]\nid = "id-share-this"\nenabled = false\n'))
    assert [r.text for r in found.dropped] == ["Bagikan ini:"]
    assert found.added == ()


def test_removals_under_another_name(tmp_path: Path, page: Capture) -> None:
    """A line that goes either way but as something else is shown as such."""
    rules = _file(tmp_path, '[[rule]]\nid = "id-share-this"\nkind = "navigation"\nequals = ["Bagikan ini"]\n')
    found = try_rules(page, rules)
    assert [(old.kind, new.kind, new.text) for old, new in found.renamed] == [("share", "navigation", "Bagikan ini:")]
    assert found.added == found.dropped == ()


def test_a_rule_that_takes_the_article_is_told(tmp_path: Path, page: Capture) -> None:
    """A rule that leaves nothing gives the reason instead of an error."""
    found = try_rules(page, _file(tmp_path, '[[rule]]\nid = "all"\nkind = "notice"\npattern = "[a-z]"\n'))
    assert "nothing but boilerplate" in found.emptied


def test_a_file_that_changes_nothing(tmp_path: Path, page: Capture) -> None:
    """A rule no line matches changes nothing, and says so."""
    assert not try_rules(page, _file(tmp_path, '[[rule]]\nid = "x"\nkind = "notice"\nequals = ["tidak ada"]\n'))
    article = clean_capture(page)
    assert not changes(article, article)


def test_a_broken_file_is_refused(tmp_path: Path, page: Capture) -> None:
    """A rule file is checked like a vocabulary."""
    with pytest.raises(VocabularyError, match=r"coba\.toml"):
        try_rules(page, _file(tmp_path, '[[rule]]\nid = "x"\nkind = "notice"\n'))


def test_a_rule_on_classes_works_from_a_single_file(tmp_path: Path) -> None:
    """Rules on elements are tried like rules on lines."""
    html = (
        f'<div class="entry-content"><p>{PROSE[0]}</p><div class="kotak-redaksi"><p>Susunan redaksi kami</p></div>'
        f"<p>{PROSE[1]}</p></div>"
    )
    rules = _file(tmp_path, '[[rule]]\nid = "kotak"\nkind = "notice"\nclasses = ["kotak-redaksi"]\n')
    assert [r.text for r in try_rules(capture(html), rules).added] == ["Susunan redaksi kami"]


def test_lines_that_stand_twice_are_counted(tmp_path: Path) -> None:
    """Of two lines with one text only the one more is added."""
    lines = ["Judul Rapat", "Selesai", *PROSE, "Selesai"]
    rules = _file(tmp_path, '[[rule]]\nid = "x"\nkind = "notice"\nequals = ["selesai"]\nwhere = ["tail"]\n')
    found = try_rules(capture("\n".join(lines), "text/plain"), rules)
    assert [r.text for r in found.added] == ["Selesai"]
