"""What editors do between two runs: edit, publish, trash, rename and hide posts, and show them again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest

import kmpipe
from kmpipe.model import Article
from kmpipe.pipeline import Summary
from tests.wordpress.crawls import articles, kept, made, path_of
from tests.wordpress.testbed import Testbed

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"])]
# a site of its own is made and walked twice for each road
ROADS = ("rest", *(("sitemap", "links") if os.environ.get("KMPIPE_LONG") else ()))
# an edit below a comment that is never closed is one that nobody sees
UNSEEN = "open-comment"


class Visited(NamedTuple):
    """A workspace before and after the changes, with what the run between the two said."""

    root: Path
    before: dict[str, Article]
    after: dict[str, Article]
    said: Summary


class Changes(NamedTuple):
    """What was changed, each by the path of its address, and what each road made of it."""

    edited: str
    published: str
    hidden: frozenset[str]
    old: str
    new: str
    unpublished: int
    by: dict[str, Visited]


@pytest.fixture(scope="module")
def changes(changing: Testbed, tmp_path_factory: pytest.TempPathFactory) -> Changes:
    """A site taken in by three roads before it changes, and again afterwards."""
    roots = {road: made(tmp_path_factory.mktemp("changes") / road) for road in ROADS}
    for road, root in roots.items():
        assert ingest(root, changing, road).articles > 0
    before = {road: articles(root) for road, root in roots.items()}
    did: dict[str, dict[str, Any]] = json.loads(changing.tool("mutate"))
    path = {name: unquote(one["path"]) for name, one in did.items()}
    said = {road: ingest(root, changing, road) for road, root in roots.items()}
    return Changes(
        edited=path["edited"],
        published=path["published"],
        hidden=frozenset({path["trashed"], path["unpublished"]}),
        old=unquote(did["renamed"]["old_path"]),
        new=path["renamed"],
        unpublished=did["unpublished"]["id"],
        by={road: Visited(root, before[road], articles(root), said[road]) for road, root in roots.items()},
    )


def ingest(root: Path, site: Testbed, road: str) -> Summary:
    with kmpipe.open_workspace(root) as workspace:
        return workspace.ingest(site.base, as_=road)  # type: ignore[arg-type]  # one of ROADS


@pytest.mark.parametrize("road", ROADS)
def test_what_was_there_before(changing: Testbed, changes: Changes, road: str) -> None:
    """The first run took in the articles of the site, none of them gone."""
    before = changes.by[road].before
    assert before.keys() == kept(changing).keys()
    assert not any(article.gone for article in before.values())


@pytest.mark.parametrize("road", ROADS)
def test_new_and_changed(changing: Testbed, changes: Changes, road: str) -> None:
    """The new post comes in, the edited one has its new text, and the words of no other one change."""
    _, before, after, said = changes.by[road]
    assert after.keys() - before.keys() == {changes.published, changes.new}
    assert said.articles == 1 and said.failed == 0
    same = {path: article.text for path, article in before.items() if path not in {changes.edited, changes.old}}
    assert {path: after[path].text for path in same} == same
    assert "KMTB-BARU" in after[changes.published].text
    if UNSEEN not in kept(changing)[changes.edited].traits:
        assert after[changes.edited].text.startswith(before[changes.edited].text)
        assert "KMTB-EDIT" in after[changes.edited].text


@pytest.mark.parametrize("road", ROADS)
def test_gone(changes: Changes, road: str) -> None:
    """The trashed post and the one that is private now are reported as gone; their articles stay, and say so."""
    _, _, after, said = changes.by[road]
    assert {path_of(item.url) for item in said.left_out if item.what == "gone"} == changes.hidden
    assert said.gone == len(changes.hidden)
    assert {path for path, article in after.items() if article.gone} == changes.hidden
    assert all(after[path].text for path in changes.hidden)


@pytest.mark.parametrize("road", ROADS)
def test_renamed(changes: Changes, run: Callable[..., CompletedProcess[str]], road: str) -> None:
    """The renamed post is reported with its old address; its article keeps its id, and both addresses lead to it."""
    root, before, after, said = changes.by[road]
    assert [path_of(item.url) for item in said.renamed] == [changes.new]
    assert unquote(said.renamed[0].reason).endswith(changes.old)
    assert changes.old not in after
    assert after[changes.new].id == before[changes.old].id
    for article in (before[changes.old], after[changes.new]):
        shown = run("show", article.url or "", "--json", cwd=root)
        assert shown.returncode == 0, shown.stderr
        assert f'"{after[changes.new].id}"' in shown.stdout


@pytest.mark.parametrize("road", ROADS)
def test_what_is_gone_can_come_back(changing: Testbed, changes: Changes, road: str) -> None:
    """A post that is shown again is no longer gone, and no second article."""
    changing.turn(changes.unpublished, "publish")
    root, _, after, _ = changes.by[road]
    said = ingest(root, changing, road)
    assert (said.articles, said.gone, said.failed) == (0, 0, 0)
    now = articles(root)
    assert now.keys() == after.keys()
    assert {path for path, article in now.items() if article.gone} < changes.hidden
