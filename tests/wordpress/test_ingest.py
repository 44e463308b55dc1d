"""A whole site taken in by each of its roads: what comes, what it costs, what the command line says."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import kmpipe
from tests.cleaning import made as documents
from tests.sources.site import Answer, serve
from tests.wordpress.crawls import ROADS, Crawls, articles, kept, made, path_of, unlike
from tests.wordpress.testbed import Testbed

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"])]
Run = Callable[..., "CompletedProcess[str]"]
# what a whole run may ask for: the roads that fetch pages ask for each, for the lists that name them, and for parts of long ones
MOST_REQUESTS = {"rest": 10, "sitemap": 125, "feed": 130, "links": 155}
# robots.txt, what is new, and how many there are: once as posts, once as a check that none is gone
MOST_AGAIN = {**MOST_REQUESTS, "rest": 5}

PAGE = f"""<html lang="id"><head><title>Lokakarya ketahanan kota di Balai Kota</title></head><body><article>
<h1>Lokakarya ketahanan kota di Balai Kota</h1><div class="entry-content">
{"".join(f"<p>{part}</p>" for part in documents.RELEASE.strip().split(chr(10) * 2))}<!-- files --></div></article></body></html>"""
DOCUMENTS = {
    "siaran.pdf": Answer(documents.press_release(), "application/pdf"),
    "notulen.docx": Answer(documents.docx_minutes(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "hilang.pdf": None,
}  # fmt: skip


@pytest.mark.parametrize("road", [*ROADS, "wxr"])
def test_exactly_the_articles_come_in(testbed: Testbed, crawls: Crawls, road: str) -> None:
    """All that are to be kept and none of the others, each with the title, day, author, categories and tags of the site."""
    found, wanted = articles(crawls.by(road).root), kept(testbed)
    assert len(wanted) >= 100
    assert found.keys() == wanted.keys()
    assert {path: unlike(found[path], wanted[path]) for path in wanted if unlike(found[path], wanted[path])} == {}


@pytest.mark.parametrize("road", [*ROADS, "wxr"])
def test_every_post_is_accounted_for(testbed: Testbed, crawls: Crawls, road: str) -> None:
    """What came in, the mirrors and what was left out are all there is; of the latter the reason is told."""
    first = crawls.by(road).first
    assert first.articles + first.duplicates == len(testbed.items)
    assert first.inputs == len(testbed.items) + first.dropped
    assert (first.failed, first.gone, first.changed, first.unchanged) == (0, 0, 0, 0)
    reasons = Counter(item.reason for item in first.left_out)
    assert reasons.pop("password-protected") == 3
    # an export holds what the site shows nobody
    assert bool(reasons) == (road == "wxr") and len(first.left_out) == first.dropped


@pytest.mark.parametrize("road", [*ROADS[:2], "wxr"])
def test_the_second_run_finds_nothing_new(testbed: Testbed, crawls: Crawls, road: str) -> None:
    """Nothing comes in twice, nothing changes and nothing goes."""
    _, first, second = crawls.by(road)
    assert (second.articles, second.duplicates, second.changed, second.gone, second.failed) == (0, 0, 0, 0, 0)
    # REST tells what is new without naming the rest
    assert second.unchanged == (0 if road == "rest" else len(testbed.items))
    assert second.dropped == (0 if road == "rest" else first.dropped)


@pytest.mark.parametrize("road", ROADS)
def test_what_a_road_costs(crawls: Crawls, road: str) -> None:
    """Each document is asked for once; by REST the second run takes next to nothing."""
    _, first, second = crawls.by(road)
    assert {source.road for source in (*first.sources, *second.sources)} == {road}
    assert first.sources[0].requests <= MOST_REQUESTS[road]
    assert second.sources[0].requests <= MOST_AGAIN[road]
    if road == "rest":
        assert second.sources[0].received < 10_000 < first.sources[0].received


def test_the_same_articles_by_every_road(crawls: Crawls) -> None:
    """Which article is the mirror of which does not depend on the order in which a road leads to them."""
    assert len({tuple(sorted(mirrors(crawls.by(road).root))) for road in [*ROADS, "wxr"]}) == 1


def mirrors(root: Path) -> list[tuple[str, str]]:
    with kmpipe.open_workspace(root) as workspace:
        return [(path_of(article.key), path_of(key)) for article in workspace.articles() for key in article.mirrors]


def test_limit_then_the_rest(testbed: Testbed, run: Run, tmp_path: Path) -> None:
    """With --limit that many come in; a run without it brings in the others, and nothing twice."""
    root = made(tmp_path / "ws")
    part = ("ingest", testbed.base + "/2018/", "--json", "--jobs", "1")
    wanted = {path for path in kept(testbed) if path.startswith("/2018/")}
    first = run(*part, "--limit", "3", cwd=root)
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["articles"] == len(articles(root)) == 3
    second = run(*part, cwd=root)
    assert second.returncode == 0, second.stderr
    assert json.loads(second.stdout)["articles"] == len(wanted) - 3
    assert articles(root).keys() == wanted


def test_since_a_day(testbed: Testbed, run: Run, tmp_path: Path) -> None:
    """With --since older posts stay out and are counted; without it they come in afterwards."""
    root = made(tmp_path / "ws")
    day = "2018-10-01"
    wanted = {path: item for path, item in kept(testbed).items() if path.startswith("/2018/")}
    done = run("ingest", testbed.base + "/2018/", "--since", day, "--jobs", "1", cwd=root)
    assert done.returncode == 0, done.stderr
    late = {path for path, item in wanted.items() if item.date >= day}
    assert 0 < len(late) < len(wanted)
    assert articles(root).keys() == late
    assert f"{len(wanted) - len(late)} not to come in" in done.stdout
    assert f"published before {day}" in done.stderr
    assert run("ingest", testbed.base + "/2018/", "--jobs", "1", cwd=root).returncode == 0
    assert articles(root).keys() == wanted.keys()


def test_dry_run_writes_nothing(testbed: Testbed, run: Run, tmp_path: Path) -> None:
    """With --dry-run every post that would be fetched is named, and the folder stays as it was."""
    root = made(tmp_path / "ws")
    before = sorted(root.rglob("*"))
    done = run("ingest", testbed.base + "/2018/", "--dry-run", "--jobs", "1", cwd=root)
    assert done.returncode == 0, done.stderr
    named = {path_of(line.split()[2]) for line in done.stdout.splitlines() if line.startswith("would fetch: ")}
    assert named == {path for path in kept(testbed) if path.startswith("/2018/")}
    assert sorted(root.rglob("*")) == before


def test_sources_from_beginning_to_end(testbed: Testbed, run: Run, tmp_path: Path) -> None:
    """A source is added, brought up to date without being named, shown, moved, and removed; its articles stay."""
    root = made(tmp_path / "ws")
    url = testbed.base + "/category/tata-ruang/"
    assert run("source", "add", url, "--rights", "permitted", cwd=root).stdout == f"added {url}\n"
    assert url in run("source", "list", cwd=root).stdout
    assert "not read yet" in run("source", "status", cwd=root).stdout
    done = run("ingest", "--jobs", "1", cwd=root)
    assert done.returncode == 0, done.stderr
    wanted = {path for path, item in kept(testbed).items() if "Tata Ruang" in item.categories}
    found = articles(root)
    assert found.keys() == wanted
    assert {article.rights for article in found.values()} == {"permitted"}
    status = run("source", "status", cwd=root).stdout
    assert "road: rest" in status and f"{len(wanted)} here" in status and "not yet" not in status
    moved = run("source", "moved", testbed.base, testbed.address(1), cwd=root)
    assert moved.returncode == 0, moved.stderr
    again = run("ingest", testbed.address(1) + "category/tata-ruang/", "--json", "--jobs", "1", cwd=root)
    assert json.loads(again.stdout)["articles"] == 0
    assert {article.id for article in articles(root).values()} == {article.id for article in found.values()}
    shown = run("source", "list", "--json", cwd=root)
    (listed,) = json.loads(shown.stdout)
    assert run("source", "remove", listed["url"], cwd=root).returncode == 0
    assert run("ingest", cwd=root).returncode == 2
    assert articles(root).keys() == wanted


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("loop", "redirected in a circle"),
        ("500", "500 Internal Server Error"),
        # these are waited for
        *(
            [("429", "429 Too Many Requests"), ("drop", "no connection, or a broken one")]
            * bool(os.environ.get("KMPIPE_LONG"))
        ),
    ],
)
def test_a_page_that_cannot_be_had(testbed: Testbed, run: Run, tmp_path: Path, fault: str, says: str) -> None:
    """It is one failure with its reason and a hint, and exit code 3; what else was asked for comes in."""
    root = made(tmp_path / "ws")
    bad, good = f"{testbed.base}/__wptb/{fault}", testbed.base + testbed.named("table").path
    done = run("ingest", bad, good, "--as", "page", "--jobs", "1", cwd=root)
    assert done.returncode == 3
    assert f"failed: {bad}: " in done.stderr and says in done.stderr and "Traceback" not in done.stderr
    assert "2 inputs: 1 article new" in done.stdout and "1 failed" in done.stdout
    assert articles(root).keys() == {testbed.named("table").path}


def test_attached_documents_come_in(testbed: Testbed, run: Run, tmp_path: Path) -> None:
    """With --attachments the PDFs of posts that came in before are articles, each with its post; then none is asked for again."""
    root = made(tmp_path / "ws")
    part = ("ingest", testbed.base + "/2018/10/", "--json", "--jobs", "1")
    posts = {path for path in kept(testbed) if path.startswith("/2018/10/")}
    assert run(*part, cwd=root).returncode == 0
    assert articles(root).keys() == posts
    first = run(*part, "--attachments", cwd=root)
    assert first.returncode == 0, first.stderr
    files = {path: article for path, article in articles(root).items() if path not in posts}
    assert files.keys() == {path for item in testbed.items if item.path in posts for path in item.files}
    assert {path_of(article.carrier or "") for article in files.values()} <= posts
    second = json.loads(run(*part, "--attachments", cwd=root).stdout)
    assert (second["articles"], second["changed"], second["inputs"]) == (0, 0, 0)
    assert second["sources"][0]["requests"] <= MOST_AGAIN["rest"]


def test_attached_documents_of_every_kind(tmp_path: Path) -> None:
    """A PDF and a DOCX come in with the article that carries them; one that is missing is a failure of its own."""
    offers = "".join(f'<p><a href="{{base}}/berkas/{name}">Unduh {name}</a></p>' for name in DOCUMENTS)
    page = PAGE.replace("<!-- files -->", offers)
    pages = {"/rapat/": Answer(page), **{f"/berkas/{name}": answer for name, answer in DOCUMENTS.items() if answer}}
    with serve(pages.get) as site, kmpipe.open_workspace(made(tmp_path / "ws")) as workspace:
        summary = workspace.ingest(site.base + "/rapat/", as_="page", attachments=True)
        found = {path_of(article.key): article for article in workspace.articles()}
        carrier = found["/rapat/"].key
    assert found.keys() == {"/rapat/", "/berkas/siaran.pdf", "/berkas/notulen.docx"}
    assert [found[path].carrier for path in sorted(found)] == [carrier, carrier, None]
    assert [(path_of(failure.key), failure.error) for failure in summary.failures] == [
        ("/berkas/hilang.pdf", "HttpStatus")
    ]
    assert "Deputi Gubernur" in found["/berkas/siaran.pdf"].text


def test_many_failures_for_one_reason(run: Run, tmp_path: Path) -> None:
    """They are one line with their number and the first of them; the others are in the JSON."""
    root = made(tmp_path / "ws")
    pages = {"/robots.txt": Answer("User-agent: *\nDisallow: /arsip/\n", "text/plain"), "/rapat/": Answer(PAGE)}
    with serve(pages.get) as site:
        urls = [f"{site.base}/arsip/{number}/" for number in range(7)]
        (root / "alamat.txt").write_text("\n".join([*urls, site.base + "/rapat/"]), encoding="utf-8")
        done = run("ingest", "alamat.txt", "--as", "urls", "--jobs", "1", cwd=root)
    assert done.returncode == 3
    assert "1 article new" in done.stdout and "7 failed" in done.stdout
    assert done.stderr.count("failed: ") == 1
    assert "failed: 7 × the site's robots.txt does not allow it (Disallowed)" in done.stderr
    assert f"the first: {urls[0]}" in done.stderr
