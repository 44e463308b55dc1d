"""Settings, and finding the workspace."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kmpipe.config import TEMPLATE, Settings, SourceSection, find_root, load_settings
from kmpipe.errors import ConfigError, NoWorkspace

ROOT = Path(__file__).parents[2]


def written(tmp_path: Path, text: str) -> Path:
    (tmp_path / "kmpipe.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_template_changes_nothing_and_names_every_setting(tmp_path: Path) -> None:
    """A fresh kmpipe.toml means the defaults, and every default in it is the real one."""
    assert load_settings(written(tmp_path, TEMPLATE), {}) == Settings()
    uncommented = [
        line[2:] if line.startswith("# ") and (" = " in line or "[[" in line) else line
        for line in TEMPLATE.splitlines()
    ]
    told = msgspec.toml.decode("\n".join(uncommented))
    (source,) = told.pop("source")
    defaults = msgspec.json.decode(msgspec.json.encode(Settings()))
    assert told == {name: value for name, value in defaults.items() if name != "source"}
    assert set(source) == set(SourceSection.__struct_encode_fields__)


def test_environment_wins_over_the_file(tmp_path: Path) -> None:
    """KMPIPE_SEARCH_LIMIT beats search.limit, which beats the default."""
    root = written(tmp_path, "[search]\nlimit = 5\n")
    assert load_settings(root, {}).search.limit == 5
    assert load_settings(root, {"KMPIPE_SEARCH_LIMIT": "7"}).search.limit == 7


@pytest.mark.parametrize(
    "text", ["[search]\nlimt = 5\n", "[search]\nlimit = 'many'\n", "[search]\nlimit = 0\n", "[sea", "[other]\nx=1\n"]
)
def test_wrong_settings_are_named(tmp_path: Path, text: str) -> None:
    """An unknown key, a wrong type, an impossible value and broken TOML are errors that name the file."""
    with pytest.raises(ConfigError, match=r"kmpipe\.toml"):
        load_settings(written(tmp_path, text), {})


def test_root_is_found_upward(tmp_path: Path) -> None:
    """From a folder below, the nearest kmpipe.toml upward counts; without one there is no workspace."""
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    with pytest.raises(NoWorkspace):
        find_root(deep)
    written(tmp_path, "")
    assert find_root(deep) == tmp_path.resolve()


def test_repository_root_is_a_workspace_with_the_documented_defaults() -> None:
    """The kmpipe.toml of the repository is the one that `kmpipe init` writes."""
    assert (ROOT / "kmpipe.toml").read_text(encoding="utf-8") == TEMPLATE
