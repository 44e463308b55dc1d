"""The sources of a document: numbered, with addresses and the days they were fetched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kmpipe.export.days import DAY_LENGTH
from kmpipe.model.base import Record
from kmpipe.report.documents import Cell, Items, Text, cell
from kmpipe.report.labels import Labels


class Source(Record, frozen=True, kw_only=True):
    """An article that a document rests on.

    `published` is a calendar value, `fetched` an instant (UTC) or empty; `name` is that of its site or file. `gone` says
    that its site no longer shows it, `excerpt` that its text may not be passed on whole.
    """

    id: str
    title: str
    url: str | None = None
    name: str = ""
    published: str | None = None
    fetched: str = ""
    gone: bool = False
    excerpt: bool = False


class Numbers:
    """The numbers of sources, from 1, in the order in which articles are asked about."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, articles: Sequence[str], known: Mapping[str, Source]) -> str:
        """The numbers of the articles that tell of an activity: `[1][3]`."""
        told = [article for article in articles if article in known]
        for article in told:
            self._numbers.setdefault(article, len(self._numbers) + 1)
        return "".join(f"[{self._numbers[article]}]" for article in told)

    def listed(self, known: Mapping[str, Source]) -> Sequence[Source]:
        """The sources that were asked about, in order of their numbers."""
        return [known[article] for article in self._numbers]


def source_list(sources: Iterable[Source], labels: Labels) -> Items:
    """The sources as a numbered list, each with its address on a line of its own."""
    return Items(items=tuple(_item(source, labels) for source in sources), numbered=True)


def _item(source: Source, labels: Labels) -> Cell:
    said = [
        source.name,
        labels("doc_published", day=labels.day(source.published[:DAY_LENGTH])) if source.published else "",
        labels("doc_fetched", day=labels.day(source.fetched[:DAY_LENGTH])) if source.fetched else "",
        labels("doc_gone") if source.gone else "",
        labels("doc_excerpt") if source.excerpt else "",
    ]
    facts = ", ".join(part for part in said if part)
    address = Text(text=source.url, url=source.url) if source.url else None
    return cell(f"{source.title}. {facts}." if facts else f"{source.title}.", address)
