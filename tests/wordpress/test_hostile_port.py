"""A site that refuses REST, has no sitemap, gives excerpts, forbids a year, and breaks every fifth time it is asked."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import kmpipe
from kmpipe.pipeline import Summary
from tests.wordpress.crawls import articles, kept, made, path_of, unlike
from tests.wordpress.testbed import Testbed

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"])]
HOSTILE = 4  # ports after the first one
FORBIDDEN = "/2019/"
_ASKED = re.compile(r'"GET (\S+) HTTP/[\d.]+" (\d+)')


class Visit:
    """A visit of the hostile port, which its log tells from all others by the contact that is given."""

    def __init__(self, site: Testbed, root: Path) -> None:
        self._site, self.root = site, made(root)
        self._contact = f"https://visit.example/{root.parent.name}"
        settings = (root / "kmpipe.toml").read_text(encoding="utf-8")
        (root / "kmpipe.toml").write_text(f'{settings}contact = "{self._contact}"\n', encoding="utf-8")

    def ingest(self, section: str = "", limit: int | None = None) -> Summary:
        """Take in a section of the site, or all of it."""
        with kmpipe.open_workspace(self.root) as workspace:
            return workspace.ingest(self._site.address(HOSTILE) + section, limit=limit)

    def asked(self) -> list[tuple[str, int]]:
        """The paths that were asked for, each with the status that was answered."""
        lines = (self._site.home / "log" / "access.log").read_text(encoding="utf-8").splitlines()
        found = (_ASKED.search(line) for line in lines if self._contact in line)
        return [(one[1], int(one[2])) for one in found if one]


def check(visit: Visit, said: Summary, forbidden: set[str]) -> None:
    """What may not be fetched was not, and is left out by name; what broke was asked for again."""
    assert said.failures == ()
    left_out = {path_of(one.key) for one in said.left_out if one.reason == "robots.txt does not allow it"}
    assert left_out == forbidden
    requests = visit.asked()
    assert [path for path, _ in requests if path.startswith(FORBIDDEN)] == []
    broken = {path for path, status in requests if status == 503}
    # the last answer for each path
    answered = dict(requests)
    assert broken and not [path for path in broken if answered[path] == 503]


def test_a_part_of_it(testbed: Testbed, tmp_path: Path) -> None:
    """Of a category the feed is read; what is forbidden stays there, and what broke comes in nonetheless."""
    paths = {path for path, item in kept(testbed).items() if "Tata Ruang" in item.categories}
    forbidden = {path for path in paths if path.startswith(FORBIDDEN)}
    assert forbidden
    visit = Visit(testbed, tmp_path / "ws")
    said = visit.ingest("category/tata-ruang/", limit=11)
    assert said.sources[0].road == "feed"
    check(visit, said, forbidden)
    assert len(articles(visit.root)) == 11 and articles(visit.root).keys() < paths


if os.environ.get("KMPIPE_LONG"):

    def test_all_of_it(testbed: Testbed, tmp_path: Path) -> None:
        """Everything that may be fetched comes in as the site shows it. Takes minutes: the site asks for a pause of a second."""
        visit = Visit(testbed, tmp_path / "ws")
        said = visit.ingest()
        reason = "REST refused with 401, no sitemap (404), feed found: excerpts only, pages are fetched"
        assert (said.sources[0].road, said.sources[0].reason) == ("feed", reason)
        wanted = kept(testbed)
        forbidden = {path for path in wanted if path.startswith(FORBIDDEN)}
        check(visit, said, forbidden)
        found = articles(visit.root)
        assert found.keys() == wanted.keys() - forbidden
        assert {path: unlike(found[path], wanted[path]) for path in found if unlike(found[path], wanted[path])} == {}
