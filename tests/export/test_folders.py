"""The formats that are folders of files: Markdown and Frictionless Data Package."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from pathlib import Path

import pytest

from kmpipe.errors import UsageError
from kmpipe.export.files import LISTING
from tests.export.helpers import ATTACKS, FOLDERS, FULL, HOSTILE, PLANNED, ROWS, UNDATED, lines, shown, view, written_to

frontmatter = pytest.importorskip("frontmatter", reason="reads Markdown back: pip install --group readers")
frictionless = pytest.importorskip("frictionless", reason="validates data packages: pip install --group readers")
markdown_it = pytest.importorskip("markdown_it", reason="comes with rich")


def note(folder: Path, identity: str) -> tuple[dict[str, object], str]:
    found = frontmatter.loads((folder / f"{identity}.md").read_text(encoding="utf-8"))
    return dict(found.metadata), found.content


def rendered(content: str) -> str:
    return str(markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(content))


def words(html: str) -> str:
    """The text of a page, as its reader sees it."""
    from html import unescape

    return unescape(re.sub(r"<[^>]*>", "", html))


def test_front_matter_comes_back(tmp_path: Path) -> None:
    """A YAML reader finds the fields; a day is a date, a month a text; what is unknown is left out."""
    written_to(tmp_path / "notes", "markdown", *ROWS)
    front, _ = note(tmp_path / "notes", FULL.id)
    assert front["title"] == FULL.title and front["date"] == date(2018, 1, 15)
    assert front["held_end"] == date(2018, 1, 17)
    assert front["organisations"] == [o.name for o in FULL.organisations if o.role != "mentioned"]
    assert front["mentioned"] == ["Bank Dunia"] and front["participants"] == 35
    assert front["tags"] == ["workshop", "water_waste_health"] and front["source"] == FULL.url
    front, _ = note(tmp_path / "notes", PLANNED.id)
    assert front["held_start"] == "2019-05" and "date" not in front
    front, _ = note(tmp_path / "notes", UNDATED.id)
    assert "held_start" not in front and "place" not in front


def test_body_holds_facts_text_and_evidence(tmp_path: Path) -> None:
    """The body says the same in words, the text in paragraphs, and where values were read."""
    written_to(tmp_path / "notes", "markdown", FULL, text=True, evidence=True)
    _, content = note(tmp_path / "notes", FULL.id)
    page = words(rendered(content))
    for phrase in (
        FULL.title,
        "Place: Balai Kota, Jakarta Pusat",
        "Air bersih dibahas",
        "“15-17 Januari 2018” (text 10–28)",
    ):
        assert phrase in page
    assert f'<a href="{FULL.url}">' in rendered(content)


def test_hostile_notes_stay_text(tmp_path: Path) -> None:
    """Nothing a report says becomes markup, a link, a tag, a shortcode or another key of the front matter."""
    written_to(tmp_path / "notes", "markdown", *ATTACKS, text=True)
    for text, row in zip(HOSTILE, ATTACKS, strict=True):
        front, content = note(tmp_path / "notes", row.id)
        assert front["title"] == shown(text) and front["organisations"] == [shown(text), "Rujak Center"]
        page = rendered(content)
        assert set(re.findall(r"<(\w+)", page)) <= {"h1", "ul", "li", "strong", "p"}, text[:40]
        assert words(page).split("\n", 1)[0] == shown(text), text[:40]
        paragraph = words(page.rpartition("<p>")[2]).strip()
        assert paragraph == shown(lines(text).rpartition("\n")[2]), text[:40]
        assert "{{<" not in content and "[[" not in content.replace("\\[", "")


def test_addresses_in_a_title_are_no_links(tmp_path: Path) -> None:
    """What makes readers take words for an address is escaped, and the words stay what they are."""
    title = "https://evil.example www.evil.example a@evil.example"
    written_to(tmp_path / "notes", "markdown", view(title=title))
    _, content = note(tmp_path / "notes", view().id)
    assert r"# https\://evil.example www\.evil.example a\@evil.example" in content
    assert words(rendered(content).partition("</h1>")[0]).strip() == title


def test_file_names_are_ids(tmp_path: Path) -> None:
    """One file an activity, named by its id; an id that could lead elsewhere is refused before anything stands there."""
    written_to(tmp_path / "notes", "markdown", *ROWS)
    assert sorted(p.name for p in (tmp_path / "notes").iterdir()) == sorted([LISTING, *(f"{r.id}.md" for r in ROWS)])
    for bad in ("../x", "a/b", "", "CON", ".hidden", "a\x00"):
        with pytest.raises(UsageError):
            written_to(tmp_path / "bad", "markdown", view(id=bad))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["notes"]


def test_data_package_is_valid(tmp_path: Path) -> None:
    """Frictionless finds types, keys and references as the schema says, and the values as they were."""
    written_to(tmp_path / "package", "datapackage", *ROWS, text=True, evidence=True)
    package = frictionless.Package(str(tmp_path / "package" / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["type", "message"])
    found = {row["id"]: row for row in package.get_resource("activities").read_rows()}
    for row in ROWS:
        assert (found[row.id]["title"], found[row.id]["participants"]) == (row.title, row.participants)
        assert found[row.id]["url"] == row.url
    assert found[FULL.id]["first_day"] == date(2018, 1, 15)
    bodies = [r["id"] for r in package.get_resource("organisations").read_rows() if r["activity"] == FULL.id]
    assert bodies == [o.id for o in FULL.organisations]
    assert {r["quote"] for r in package.get_resource("evidence").read_rows()} >= {"15-17 Januari 2018"}


def test_data_package_survives_hostile_texts(tmp_path: Path) -> None:
    """The package stays valid whatever the cells hold; sizes and digests are those of the files."""
    written_to(tmp_path / "package", "datapackage", *ATTACKS)
    assert frictionless.Package(str(tmp_path / "package" / "datapackage.json")).validate().valid
    described = json.loads((tmp_path / "package" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in described["resources"]:
        data = (tmp_path / "package" / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")


@pytest.mark.parametrize("format", FOLDERS)
def test_a_folder_is_replaced_file_by_file(format: str, tmp_path: Path) -> None:
    """The second export leaves what it would have written anew; what the user put there stays."""
    written_to(tmp_path / "old", format, *ROWS)
    (tmp_path / "old" / "mine.md").write_text("mine", encoding="utf-8")
    written_to(tmp_path / "old", format, FULL)
    written_to(tmp_path / "new", format, FULL)
    assert (tmp_path / "old" / "mine.md").read_text(encoding="utf-8") == "mine"
    (tmp_path / "old" / "mine.md").unlink()
    contents = [{p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("old", "new")]
    assert contents[0] == contents[1]


@pytest.mark.parametrize("format", FOLDERS)
def test_an_export_stopped_half_way_is_finished_by_the_next(
    format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into an empty folder, or over an earlier export: the next one knows what is its own, and leaves nothing behind."""
    replace = Path.replace

    def stopping(path: Path, target: Path) -> Path:
        if path.name == LISTING:
            raise KeyboardInterrupt
        return replace(path, target)

    (tmp_path / "out").mkdir()
    for rows in ((FULL,), ROWS):
        with monkeypatch.context() as patched:
            patched.setattr(Path, "replace", stopping)
            with pytest.raises(KeyboardInterrupt):
                written_to(tmp_path / "out", format, *rows)
    written_to(tmp_path / "out", format, UNDATED)
    written_to(tmp_path / "new", format, UNDATED)
    names = [sorted(path.name for path in (tmp_path / name).iterdir()) for name in ("out", "new")]
    assert names[0] == names[1]


@pytest.mark.parametrize("format", FOLDERS)
def test_a_strange_folder_is_not_touched(format: str, tmp_path: Path) -> None:
    """A folder with other files, or a file, is refused; a list that leads out of the folder removes nothing there."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("mine", encoding="utf-8")
    for target in (tmp_path / "docs", tmp_path / "docs" / "a.txt"):
        with pytest.raises(UsageError):
            written_to(target, format, FULL)
    assert [p.name for p in tmp_path.iterdir()] == ["docs"]
    written_to(tmp_path / "out", format, FULL)
    (tmp_path / "out" / LISTING).write_text("../docs/a.txt\n/etc/passwd\n..\n.\n", encoding="utf-8")
    written_to(tmp_path / "out", format, FULL)
    assert (tmp_path / "docs" / "a.txt").read_text(encoding="utf-8") == "mine"
