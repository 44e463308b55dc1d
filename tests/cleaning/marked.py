"""Pages marked by hand with what must stay and what must go, and the counts of how the rules do on them.

A file of the page set holds pages that open with `# ID SHELL`. A line that starts with `+` must stay, `-KIND` must go
as that kind (`-KIND|KIND` where two kinds are as right), `*` stands for paragraphs of `prose.txt` by number, which
must stay, `.` is markup, `?` is not judged, `>` is the title of an article that must be listed as related.
`python -m tests.cleaning.marked FILE…` prints the counts and every fault.
"""

from __future__ import annotations

import html
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kmpipe.cleaning import clean_capture
from kmpipe.errors import NoArticle
from kmpipe.model import Article
from kmpipe.text.normalise import fold_spaces, normalise
from tests.cleaning.helpers import capture

FOLDER = Path(__file__).parent / "pageset"
_NUMBERED = [line.partition(" ") for line in (FOLDER / "prose.txt").read_text("utf-8").splitlines()]
PROSE = {number: text for number, _, text in _NUMBERED}
URL = "https://kotatangguh.example/2019/05/lokakarya/"
_TITLE = "Catatan Kegiatan Sekretariat"
_HEAD = f"<html><head><title>{_TITLE}</title></head><body>"
SHELLS = {
    "wordpress": _HEAD + f'<article><h1 class="entry-title">{_TITLE}</h1><div class="entry-content">%s</div></article>',
    "block": _HEAD + f'<main><h1>{_TITLE}</h1><div class="entry-content wp-block-post-content">%s</div></main>',
    "jannah": _HEAD + f'<h1 class="post-title">{_TITLE}</h1><div class="entry-content entry clearfix">%s</div>',
    "goid": _HEAD + f'<div id="content"><h1>{_TITLE}</h1><article>%s</article></div>',
    "fragment": "%s",
}
_TAG = re.compile(r"<[^>]*>")


@dataclass
class Marked:
    """A page of the set and its truth."""

    name: str
    shell: str
    body: list[str] = field(default_factory=list)
    stay: list[str] = field(default_factory=list)
    gone: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    related: list[str] = field(default_factory=list)

    def article(self, restored: frozenset[str] = frozenset()) -> Article:
        """The article as cleaned, with the `restored` lines put back."""
        if self.shell == "text":
            return clean_capture(capture("\n\n".join(self.body), "text/plain"), restored=restored)
        html = SHELLS[self.shell].replace("%s", "\n".join(self.body))
        return clean_capture(capture(html, url=URL), restored=restored)


def read_marked(path: Path) -> Iterator[Marked]:
    """The pages of one file."""
    page: Marked | None = None
    for line in path.read_text("utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        if mark == "#":
            if page:
                yield page
            page = Marked(*rest.split())
        elif page and line:
            _add(page, mark, rest)
    if page:
        yield page


def _add(page: Marked, mark: str, rest: str) -> None:
    if mark == ">":
        page.related.append(rest)
        return
    if mark == "*":
        for number in rest.split():
            _add(page, "+", PROSE[number] if page.shell == "text" else f"<p>{PROSE[number]}</p>")
        return
    page.body.append(rest)
    seen = fold_spaces(normalise(rest if page.shell == "text" else html.unescape(_TAG.sub("", rest))))
    if mark == "+":
        page.stay.append(seen)
    elif mark.startswith("-"):
        page.gone.append((seen, frozenset(mark[1:].split("|"))))


def faults(page: Marked) -> Iterator[tuple[str, str, str]]:
    """What the rules did with each line of a page: (outcome, kind, line), the outcome `right` where nothing is wrong."""
    try:
        article = page.article()
    except NoArticle:
        yield from (("wrongly removed", "", text) for text in page.stay)
        return
    lines = article.text.split("\n")
    for text in page.stay:
        yield ("stayed" if any(text in line for line in lines) else "wrongly removed"), "", text
    for text, kinds in page.gone:
        yield *_fate(text, kinds, article, lines), text
    found = [entry.title for entry in article.related]
    for title in page.related:
        yield ("related" if title in found else "related missing"), "", title
    for title in found:
        if title not in page.related and not any("tail" in kinds and title in text for text, kinds in page.gone):
            yield "related too many", "", title


def _fate(text: str, kinds: frozenset[str], article: Article, lines: list[str]) -> tuple[str, str]:
    name = "|".join(sorted(kinds))
    if any(text in line for line in lines):
        return "missed", name
    found = {r.kind for r in article.removals if any(text in line for line in r.text.split("\n"))}
    if found and not found & kinds:
        return "wrong kind", f"{name} as {'|'.join(sorted(found))}"
    return "removed", next(iter(sorted(found & kinds)), "unlocated")


def score(paths: Iterable[Path]) -> tuple[Counter[str], list[str]]:
    """Counts of outcomes over the pages of the files, and one line for each fault."""
    counts: Counter[str] = Counter()
    shown = []
    for path in paths:
        for page in read_marked(path):
            counts["pages"] += 1
            for outcome, kind, text in faults(page):
                counts[outcome] += 1
                if outcome == "removed":
                    counts[f"removed as {kind}"] += 1
                elif outcome not in {"stayed", "related"}:
                    shown.append(f"{page.name} {outcome} [{kind}] {text[:100]}")
    return counts, shown


if __name__ == "__main__":
    totals, wrong = score(map(Path, sys.argv[1:]))
    sys.stdout.write("\n".join((*wrong, "")))
    sys.stdout.write(", ".join(f"{name} {count}" for name, count in sorted(totals.items())) + "\n")
