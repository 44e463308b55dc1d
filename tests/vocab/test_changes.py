"""What a workspace's vocabularies change of the shipped ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmpipe.errors import VocabularyError
from kmpipe.vocab.changes import vocabulary_changes


def test_entries_words_and_values_are_told_apart(tmp_path: Path) -> None:
    """A new entry, one in the place of a shipped one with the fields that differ, new words, another value."""
    (tmp_path / "event_types.toml").write_text(
        '[[type]]\nid = "workshop"\nlabel_id = "bengkel kerja"\nlabel_en = "workshop"\n'
        '[scoring]\nheld_reach = 9\nelsewhere = ["nanti", "kelak"]\n',
        encoding="utf-8",
    )
    (tmp_path / "organisations-kita.toml").write_text(
        '[[organisation]]\nid = "contoh"\nname = "Yayasan Contoh"\nkind = "ngo"\n', encoding="utf-8"
    )
    (tmp_path / "spam.toml").write_text('[topics.loans]\nid = ["pinjol"]\n', encoding="utf-8")
    found = {(c.file, c.kind, c.subject): c.details for c in vocabulary_changes(tmp_path)}
    assert found["event_types.toml", "replaced", "workshop"] == ("label_id", "cues")
    assert found["event_types.toml", "value", "held_reach"] == ("9",)
    assert found["event_types.toml", "words", "elsewhere"] == ("kelak",)
    assert found["organisations-kita.toml", "added", "contoh"] == ("Yayasan Contoh",)


def test_an_entry_that_is_as_shipped_is_said_to_be(tmp_path: Path) -> None:
    """A copy without a change is told as such; an empty folder changes nothing."""
    assert vocabulary_changes(tmp_path) == ()
    text = '[[scheme]]\nid = "crf"\nlabel_id = "Kerangka Ketahanan Kota"\nlabel_en = "City Resilience Framework"\nfrom = 2014\n'
    (tmp_path / "focus_areas.toml").write_text(text, encoding="utf-8")
    assert [(change.kind, change.subject) for change in vocabulary_changes(tmp_path)] == [("unchanged", "crf")]


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    """What is no TOML is an error that names the file."""
    (tmp_path / "spam.toml").write_text("[", encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"spam\.toml"):
        vocabulary_changes(tmp_path)
