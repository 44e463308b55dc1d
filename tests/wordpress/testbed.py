"""A running WordPress of known content: its articles as captures from every road."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from kmpipe.cleaning import clean_capture
from kmpipe.errors import DocumentError
from kmpipe.model import Article, Capture, Known, SourceKind

THEMES = ("jannah", "sahifa", "twenty twenty-one", "block theme")
ROADS = (*THEMES, "rest", "wxr")
_NAMES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wp": "http://wordpress.org/export/1.2/",
}
_FETCHES = 3  # at once: the site has four workers


class Item(NamedTuple):
    """An article the site holds; `blocks` are the kinds and texts of a seed document's lines, `files` the paths of what it offers."""

    id: int
    path: str
    title: str
    date: str
    author: str
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    traits: frozenset[str]
    mark: str
    mark_end: bool
    blocks: tuple[tuple[str, str], ...]
    files: tuple[str, ...]


class Testbed:
    """The site at `base` (its first port) with what its manifest says; each page is fetched and cleaned once."""

    __test__ = False

    def __init__(self, base: str, home: Path, tool: Path) -> None:
        self.base, self.home, self.program = base.rstrip("/"), home, tool
        manifest = json.loads((home / "manifest.json").read_text(encoding="utf-8"))
        self.items = tuple(_item(row) for row in manifest["items"] if row["keep"])
        self._cleaned: dict[tuple[int, str], Article | DocumentError] = {}

    def clean(self, item: Item, road: str) -> Article | DocumentError:
        """The article from this road, or why there is none."""
        if (item.id, road) not in self._cleaned:
            try:
                self._cleaned[item.id, road] = clean_capture(self._capture(item, road))
            except DocumentError as error:
                self._cleaned[item.id, road] = error
        return self._cleaned[item.id, road]

    def named(self, trait: str) -> Item:
        """The first article with this trait."""
        return next(item for item in self.items if trait in item.traits)

    def export(self, file: Path) -> None:
        """Write what the site's Tools → Export gives."""
        self.tool("wxr", str(file))

    def tool(self, *arguments: str) -> str:
        """What the tool of the site says when it is called."""
        port = str(urlsplit(self.base).port)
        return _call(self.program, self.home, port, *arguments)

    def turn(self, number: int, status: str) -> None:
        """Make a post a draft, or publish it, as an editor does."""
        script = 'require "wp-load.php"; wp_update_post(["ID" => (int) $argv[1], "post_status" => $argv[2]]);'
        user = ["setpriv", "--reuid", "www-data", "--regid", "www-data", "--clear-groups"] if os.geteuid() == 0 else []
        environment = {**os.environ, "WPTB_HOME": str(self.home)}
        command = [*user, "php", "-r", script, "--", str(number), status]
        subprocess.run(command, cwd=self.home / "www", check=True, capture_output=True, env=environment, timeout=60)

    def address(self, port: int = 0) -> str:
        """The address of the port this many after the first one."""
        first = urlsplit(self.base)
        return f"{first.scheme}://{first.hostname}:{(first.port or 80) + port}/"

    def _capture(self, item: Item, road: str) -> Capture:
        if road == "rest":
            return self._rest(item)
        if road == "wxr":
            return self._wxr(item)
        return _captured(self._pages[item.id, road], self._address(road) + item.path, "page")

    def _address(self, theme: str) -> str:
        return self.address(THEMES.index(theme)).rstrip("/")

    @cached_property
    def _pages(self) -> dict[tuple[int, str], bytes]:
        """The page of every article in every theme; of an article on several pages all of them, one after the other."""
        wanted = [(item, theme) for item in self.items for theme in THEMES]
        with ThreadPoolExecutor(_FETCHES) as pool:
            bodies = pool.map(lambda one: self._page(*one), wanted)
            return {(item.id, theme): body for (item, theme), body in zip(wanted, bodies, strict=True)}

    def _page(self, item: Item, theme: str) -> bytes:
        more = ("2/", "3/") if "nextpage" in item.traits else ()
        return b"".join(_fetch(f"{self._address(theme)}{item.path}{page}") for page in ("", *more))

    @cached_property
    def _posts(self) -> dict[int, Any]:
        pages = [_fetch(f"{self.base}/wp-json/wp/v2/posts?per_page=100&page={n}&_embed=1") for n in (1, 2)]
        return {post["id"]: post for page in pages for post in json.loads(page)}

    def _rest(self, item: Item) -> Capture:
        post = self._posts[item.id]
        terms = [term for found in post["_embedded"]["wp:term"] for term in found]
        known = Known(
            title=post["title"]["rendered"], published=post["date"][:10], modified=post["modified"][:10],
            author=post["_embedded"]["author"][0]["name"],
            categories=tuple(term["name"] for term in terms if term["taxonomy"] == "category"),
            tags=tuple(term["name"] for term in terms if term["taxonomy"] == "post_tag"),
        )  # fmt: skip
        return _captured(post["content"]["rendered"].encode(), self.base + item.path, "rest", known)

    @cached_property
    def _export(self) -> Any:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "export.xml"
            self.export(file)
            return etree.fromstring(file.read_bytes(), etree.XMLParser(huge_tree=True, resolve_entities=False))

    @cached_property
    def _exported(self) -> dict[int, Any]:
        return {int(_text(row, "wp:post_id")): row for row in self._export.iter("item")}

    def _wxr(self, item: Item) -> Capture:
        row = self._exported[item.id]
        authors = {
            _text(one, "wp:author_login"): _text(one, "wp:author_display_name")
            for one in self._export.iter(f"{{{_NAMES['wp']}}}author")
        }
        known = Known(
            title=_text(row, "title"), published=_text(row, "wp:post_date")[:10], modified=_text(row, "wp:post_modified")[:10],
            author=authors[_text(row, "dc:creator")],
            categories=_terms(row, "category"), tags=_terms(row, "post_tag"),
        )  # fmt: skip
        return _captured(_text(row, "content:encoded").encode(), self.base + item.path, "wxr", known)


def running(environment: Mapping[str, str]) -> Testbed | str:
    """The site that runs, or why tests have to do without."""
    base, home = environment.get("KMPIPE_WORDPRESS"), Path(environment.get("WPTB_HOME", "/var/tmp/kmpipe-wp"))
    shared = Path(environment.get("KMPIPE_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    tool = shared / "tools" / "wp_testbed.sh"
    if not base:
        return "needs the running WordPress of wp_testbed.sh (KMPIPE_WORDPRESS is its address)"
    if not (home / "manifest.json").is_file() or not tool.is_file():
        return "needs the ground truth of the WordPress (WPTB_HOME) and its tool (KMPIPE_SHARED)"
    return Testbed(base, home, tool)


@contextmanager
def second_site(first: Testbed, name: str, *, port: int) -> Iterator[Testbed | str]:
    """A site of its own beside the first, `port` ports after it; or why there is none. It is taken away at the end.

    It has fewer posts, and none of them is huge: it is there to be crawled many times.
    """
    home = first.home.with_name(f"{first.home.name}-{name}")
    number = str((urlsplit(first.base).port or 80) + port)
    try:
        try:
            _call(first.program, home, number, "reset")
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            yield f"wp_testbed.sh cannot build a second site here: {error}"
            return
        site = Testbed(f"http://127.0.0.1:{number}", home, first.program)
        site.turn(site.named("huge").id, "draft")
        site.items = tuple(item for item in site.items if "huge" not in item.traits)
        yield site
    finally:
        _call(first.program, home, number, "wipe")


def _call(tool: Path, home: Path, port: str, *arguments: str) -> str:
    environment = {**os.environ, "WPTB_HOME": str(home), "WPTB_PORT": port, "WPTB_POSTS": "40"}
    return subprocess.run(
        [tool, *arguments], check=True, capture_output=True, text=True, env=environment, timeout=180
    ).stdout


def _item(row: dict[str, Any]) -> Item:
    return Item(
        id=row["id"], path=row["path"], title=row["title"], date=row["date"][:10], author=row["author"],
        categories=tuple(row["categories"]), tags=tuple(row["tags"]), traits=frozenset(row["traits"]),
        mark=row.get("mark", ""), mark_end=row.get("mark_end", False),
        blocks=tuple((kind, text) for kind, text in row.get("blocks", ())), files=tuple(row["files"]),
    )  # fmt: skip


def _captured(body: bytes, url: str, kind: SourceKind, known: Known | None = None) -> Capture:
    return Capture(
        key=url, url=url, body=body, media_type="text/html", charset="utf-8", fetched_at=datetime(2020, 1, 1, tzinfo=UTC),
        sha256=hashlib.sha256(body).hexdigest(), kind=kind, known=known or Known(),
    )  # fmt: skip


def _fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as answer:
        body: bytes = answer.read()
    return body


def _text(row: Any, name: str) -> str:
    return row.findtext(name, namespaces=_NAMES) or ""


def _terms(row: Any, domain: str) -> tuple[str, ...]:
    found: Sequence[Any] = [one for one in row.iter("category") if one.get("domain") == domain]
    return tuple(one.text for one in found)
