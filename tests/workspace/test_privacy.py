"""What exports keep to themselves of corrected and joined activities."""

from __future__ import annotations

import io
from pathlib import Path

from kmpipe import Workspace

TEXT = """Pelatihan Relawan Kampung Tangguh Bencana

Semarang, 5 Mei 2018. BPBD Kota Semarang menggelar pelatihan relawan di Balai Kota Semarang. Ratna Puspita, warga Tanjung
Mas, bercerita tentang banjir rob di kampungnya. Pendaftaran melalui 0812-3456-7890.

Baca juga: Hubungi 0813-1111-2222 untuk pelatihan lain
"""


def exported(workspace: Workspace, *, personal: bool = False) -> str:
    """The JSON Lines export with text."""
    stream = io.BytesIO()
    workspace.export(stream, format="jsonl", text=True, personal=personal)
    return stream.getvalue().decode()


def test_nobody_is_named_for_having_been_corrected(workspace: Workspace, tmp_path: Path) -> None:
    """A private person stays masked after a correction took her out; who corrected and why is left out."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    workspace.ingest(tmp_path / "a.txt")
    (activity,) = workspace.activities()
    workspace.correct(activity.id, "people", ["Ani Wijaya (relawan)"], action="add", reason="rahasia dapur")
    workspace.correct(activity.id, "people", ["Ratna Puspita"], action="remove")
    public = exported(workspace)
    for secret in ("Ratna Puspita", "Ani Wijaya", "0812-3456-7890", "0813-1111-2222", "rahasia dapur"):
        assert secret not in public
    assert "Ratna Puspita" in exported(workspace, personal=True)


def test_every_form_of_a_private_name_is_masked(workspace: Workspace, tmp_path: Path) -> None:
    """In capitals in the title and by its first word in the text, and where an excerpt ends within it."""
    story = TEXT.replace("Baca juga", "Ratna mengatakan airnya surut pada 17 Agustus.\n\nBaca juga")
    (tmp_path / "a.txt").write_text(story.replace("Pelatihan Relawan Kampung", "Cerita RATNA PUSPITA dari Kampung"))
    workspace.ingest(tmp_path / "a.txt", rights="excerpt-only")
    public = exported(workspace)
    assert "Ratna" in exported(workspace, personal=True)
    assert "Ratna" not in public and "RATNA PUSPITA" not in public
