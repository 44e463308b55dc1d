"""Workspaces that take the running WordPress in, and what they hold afterwards."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import kmpipe
from kmpipe.cleaning.wordpress import plain_title
from kmpipe.model import Article
from kmpipe.pipeline import Summary
from tests.wordpress.testbed import Item, Testbed

# a crawl page by page takes half a minute: those roads are walked whole where there is time
ROADS = ("rest", *(("sitemap", "feed", "links") if os.environ.get("KMPIPE_LONG") else ()))
# the host is named, for it is a private one; it need not be spared
SETTINGS = '[network]\nallow = ["127.0.0.1"]\npause = 0\n'


class Crawled(NamedTuple):
    """A workspace that took the site in, with what its first run said, and its second, if there was one."""

    root: Path
    first: Summary
    second: Summary


class Crawls:
    """The site at its first port, taken in by each road on demand."""

    def __init__(self, testbed: Testbed, folder: Path) -> None:
        self._testbed, self._folder = testbed, folder
        self.by = cache(self._by)

    def _by(self, road: str) -> Crawled:
        root = made(self._folder / road)
        if road == "wxr":
            self._testbed.export(self._folder / "export.xml")
        with kmpipe.open_workspace(root) as workspace:
            # all roads that fetch pages are alike the second time
            times = 1 if road in {"feed", "links"} else 2
            if road == "wxr":
                runs = [workspace.ingest(self._folder / "export.xml") for _ in range(times)]
            else:
                runs = [workspace.ingest(self._testbed.base, as_=road) for _ in range(times)]
        return Crawled(root, runs[0], runs[-1])


def made(root: Path) -> Path:
    """A new workspace that may visit the site."""
    kmpipe.init_workspace(root).close()
    (root / "kmpipe.toml").write_text(SETTINGS, encoding="utf-8")
    return root


def articles(root: Path) -> dict[str, Article]:
    """The articles of a workspace by the path of their address, mirrors included."""
    with kmpipe.open_workspace(root) as workspace:
        canonical = list(workspace.articles())
        mirrors = [workspace.explain(key).article for article in canonical for key in article.mirrors]
    return {path_of(article.url or ""): article for article in canonical + mirrors}


def path_of(url: str) -> str:
    """The path of an address, decoded."""
    return unquote(urlsplit(url).path)


def kept(site: Testbed) -> dict[str, Item]:
    """The articles that are to come in, by path."""
    return {unquote(item.path): item for item in site.items}


def unlike(article: Article, item: Item) -> list[object]:
    """What an article has otherwise than the site; a post without a title is called by something else."""
    has = (article.title, article.published, article.author, sorted(article.categories), sorted(article.tags))
    title = plain_title(item.title, typed=True) or article.title
    shown = (title, item.date, item.author, sorted(item.categories), sorted(item.tags))
    return [pair for pair in zip(has, shown, strict=True) if pair[0] != pair[1]]
