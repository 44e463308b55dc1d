"""`kmpipe search` says what it also searched for, and can leave it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_other_names_are_shown_and_can_be_left_out(run: Run, tmp_path: Path) -> None:
    """A search in one language finds a report in the other and says so on stderr; --no-bridge searches as typed."""
    (tmp_path / "rapat.txt").write_text(
        "Rapat Koordinasi Banjir\n\nJakarta, 23 Agustus 2018. Rapat koordinasi membahas banjir dan pompa air.\n"
    )
    run("init", "ws")
    run("ingest", "rapat.txt", "-w", "ws")
    found = run("search", "flood", "-w", "ws")
    assert "Rapat Koordinasi Banjir" in found.stdout
    assert "also searched: banjir (flood)\n" in found.stderr
    assert "also searched" not in found.stdout
    told = json.loads(run("search", "flood", "--json", "-w", "ws").stdout)
    assert told["also_searched"] == [{"words": "flood", "forms": ["banjir"], "earlier_or_later": []}]
    typed = run("search", "flood", "--no-bridge", "-w", "ws")
    assert "0 activities found" in typed.stderr
    assert "also searched" not in typed.stderr
