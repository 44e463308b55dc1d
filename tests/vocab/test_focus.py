"""The schemes of focus areas: what a workspace may add, and what is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmpipe.errors import UsageError, VocabularyError
from kmpipe.vocab.focus import crosswalk, focus_concepts, focus_scheme, focus_schemes

SCHEME = """
[[scheme]]
id = "rpjmd"
label_id = "Misi RPJMD"
label_en = "Missions of the development plan"
from = 2017
until = 2022
"""


def area(**fields: str) -> str:
    """An area of the workspace's own scheme as TOML; further fields as they stand there."""
    plain = {"id": '"misi-1"', "scheme": '"rpjmd"', "label_id": '"Misi 1"', "label_en": '"Mission 1"'} | fields
    return "\n[[concept]]\n" + "".join(f"{name} = {value}\n" for name, value in plain.items())


def folder(path: Path, text: str) -> tuple[Path, ...]:
    """A folder of vocabularies with this file of focus areas."""
    (path / "focus_areas.toml").write_text(text, encoding="utf-8")
    return (path,)


def test_a_scheme_of_ones_own_stands_beside_the_shipped_ones(tmp_path: Path) -> None:
    """Its areas are there, and so are all others."""
    folders = folder(tmp_path, SCHEME + area(matches='["mobility"]'))
    assert focus_scheme("rpjmd", folders).until == 2022
    assert len(focus_schemes(folders)) == len(focus_schemes()) + 1
    assert [concept.id for concept in focus_concepts(folders) if concept.scheme == "rpjmd"] == ["misi-1"]


def test_a_match_holds_both_ways(tmp_path: Path) -> None:
    """Whichever of two areas names the other, the crosswalk leads from each to each."""
    folders = folder(tmp_path, SCHEME + area(matches='["mobility"]'))
    assert [other.id for other in crosswalk(folders)["misi-1"]] == ["mobility"]
    assert "misi-1" in [other.id for other in crosswalk(folders)["mobility"]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (area(), "there is no scheme 'rpjmd'"),
        (SCHEME + area(id='"mobility"'), "the id is that of an area of 'fokus-utama'"),
        (SCHEME + area(matches='["mobilty"]'), "it matches 'mobilty'"),
        (SCHEME + area() + area(id='"misi-2"', matches='["misi-1"]'), "it matches 'misi-1'"),
        (SCHEME + area(broader='"mobility"'), "its broader area 'mobility' is none of its scheme"),
        (SCHEME.replace("2017", "2023") + area(), "it ends (2022) before it begins (2023)"),
        (SCHEME + area() + area(), "the id 'misi-1' stands also in"),
        (SCHEME + area(labels='"Misi"'), "unknown field `labels`"),
    ],
)
def test_what_cannot_be_is_refused_by_file_and_entry(tmp_path: Path, text: str, message: str) -> None:
    """The error names the file, the entry and what is wrong with it."""
    with pytest.raises(VocabularyError) as caught:
        focus_concepts(folder(tmp_path, text))
    assert message in caught.value.message
    assert caught.value.message.startswith("focus_areas.toml: ")
    assert caught.value.hint


def test_an_unknown_scheme_names_the_known_ones() -> None:
    """The hint lists them."""
    with pytest.raises(UsageError) as caught:
        focus_scheme("pillar")
    assert caught.value.hint == "known schemes: crf, fokus-utama, pilar, programme"
