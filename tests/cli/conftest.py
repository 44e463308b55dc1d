"""A workspace with one article, for the tests of the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kmpipe
from tests.cli.helpers import RAPAT


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a saved page and a workspace that has it."""
    folder = tmp_path_factory.mktemp("template")
    (folder / "rapat.txt").write_text(RAPAT, encoding="utf-8")
    with kmpipe.init_workspace(folder / "ws") as workspace:
        assert workspace.ingest(folder / "rapat.txt").articles == 1
    return folder


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    """A workspace with one article, a copy of its own for each test."""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return tmp_path / "ws"
