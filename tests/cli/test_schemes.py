"""Schemes of focus areas on the command line."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.cli.test_mend import article_of

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_an_activity_is_shown_under_a_scheme(run: Run, home: Path) -> None:
    """As text with label, score and the words that say so, as JSON with all of it; a scheme of later years is noted."""
    article = article_of(run, home)
    shown = run("show", article, "--no-text", "--scheme", "pilar", cwd=home)
    assert "Pillars of the Jakarta City Resilience Strategy [pilar]" in shown.stdout
    assert "Well-Prepared Jakarta" in shown.stdout and "focus crosswalk from fokus-utama preparedness" in shown.stdout
    assert shown.stderr == "note: the scheme pilar holds from 2019; 1 activity was held in other years\n"
    done = run("show", article, "--scheme", "crf", "--json", cwd=home)
    (area,) = json.loads(done.stdout)["focus_areas"]
    assert (area["id"], area["scheme"], done.stderr) == ("crf-7", "crf", "")
    assert area["score"] > 0.5 and area["evidence"]


def test_an_export_under_a_scheme(run: Run, home: Path) -> None:
    """The column and the filter are of that scheme, and the note counts what lies outside its years."""
    done = run("export", "--scheme", "pilar", "--focus", "siap", "--format", "csv", "--fields", "focus_areas", cwd=home)
    assert done.stdout == "focus_areas\nsiap\n"
    assert done.stderr == "note: the scheme pilar holds from 2019; 1 activity was held in other years\n"
    assert run("export", "--scheme", "crf", "--format", "csv", "--fields", "focus_areas", cwd=home).stderr == ""


def test_an_unknown_scheme_lists_those_there_are(run: Run, home: Path) -> None:
    """Exit code 2, and nothing on stdout."""
    for verb in (["show", article_of(run, home)], ["export"]):
        done = run(*verb, "--scheme", "pillar", cwd=home)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.endswith("hint: known schemes: crf, fokus-utama, pilar, programme\n")


def test_the_schemes_are_listed(run: Run, home: Path) -> None:
    """All of them or one, with labels in both languages, years, areas, and the crosswalk; JSON has the guidelines, too."""
    listed = run("vocab", "schemes", cwd=home).stdout
    assert "Pilar Strategi Ketahanan Kota Jakarta / Pillars of the Jakarta City Resilience Strategy  [pilar]" in listed
    assert "Fokus Utama 4" in listed and "matches pilar:terhubung, crf:crf-9" in listed
    one = run("vocab", "schemes", "pilar", cwd=home)
    assert "Pilar 3  Jakarta Terhubung / Connected Jakarta  [terhubung]" in one.stdout
    assert "found by fokus-utama:mobility, fokus-utama:social_cohesion" in one.stdout
    (scheme,) = json.loads(run("vocab", "schemes", "fokus-utama", "--json", cwd=home).stdout)
    assert (scheme["since"], scheme["until"], len(scheme["areas"])) == (2018, 2019, 5)
    assert all(area["guideline"] and area["label_id"] and area["label_en"] for area in scheme["areas"])
    assert run("vocab", "schemes", "pillar", cwd=home).returncode == 2
