"""Searches that people keep, and what is new in them since they were last run."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, Unpack, cast

import msgspec

from kmpipe.errors import UsageError
from kmpipe.model import Record
from kmpipe.search.engine import Hit, IndexDocument, Reader, Sort
from kmpipe.search.plan import Keys, Plan
from kmpipe.workspace.filters import FilterValues, make_filters
from kmpipe.workspace.mending import now
from kmpipe.workspace.searching import Searching

if TYPE_CHECKING:
    from kmpipe.store.searches import SearchRow

# code points of a name: it stands in lists and on command lines
_LONGEST_NAME = 80
# hits made at a time
_CHUNK = 100
# filters whose option on the command line has another name
_OPTIONS = {"language": "lang", "start": "from", "end": "to"}


class _Options(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a saved search is run, as it is stored; what is not there is as without the option."""

    filters: dict[str, Any] = {}
    sort: Sort = "relevance"
    bridge: bool = True
    predecessors: bool = True
    semantic: bool | None = None


class SavedSearch(Record, frozen=True, kw_only=True):
    """A search by its name. `command` runs it by hand; `last_run` is when it was last asked what is new (UTC), `hits` what it found then.

    It was asked for the first time when it was saved.
    """

    name: str
    query: str
    filters: dict[str, Any]
    sort: Sort
    bridge: bool
    predecessors: bool
    semantic: bool | None
    command: str
    author: str
    made: str
    last_run: str | None
    hits: int | None


class News(Record, frozen=True, kw_only=True):
    """What a saved search finds that it did not find before, and what is no longer as it was; the newest first.

    `since` is when it was last run; `total` is how many activities it finds now.
    """

    name: str
    since: str | None
    total: int
    new: tuple[Hit, ...]
    changed: tuple[Hit, ...]


class Saving(Searching):
    """The verbs of saved searches. They stand in the catalogue, with who saved them and when."""

    def saved_searches(self) -> tuple[SavedSearch, ...]:
        """All of them, by name."""
        return tuple(map(_saved, self._catalogue.saved_searches()))

    def saved_search(self, name: str) -> SavedSearch:
        """The one with this name. Raises `UsageError`."""
        found = {saved.name: saved for saved in self.saved_searches()}
        if name not in found:
            names = ", ".join(found)
            hint = f"there are: {names}" if names else "save one with `kmpipe search … --save NAME`"
            raise UsageError(f"no saved search is called {name!r}", hint=hint)
        return found[name]

    def save_search(
        self,
        name: str,
        query: str = "",
        *,
        sort: Sort = "relevance",
        bridge: bool = True,
        predecessors: bool = True,
        semantic: bool | None = None,
        dry_run: bool = False,
        **filters: Unpack[FilterValues],
    ) -> SavedSearch:
        """Keep a search under a name; what it finds now is no longer new to it.

        Raises `UsageError` for a name that is taken or cannot be one, and what `search` raises.
        """
        self._check_name(name)
        options = _Options(
            filters={key: value for key, value in filters.items() if value},
            sort=sort, bridge=bridge, predecessors=predecessors, semantic=semantic,
        )  # fmt: skip
        states = dict(self._states(self._all_found(query, options)))
        from kmpipe.store.searches import SearchRow  # noqa: PLC0415 - SQLAlchemy takes a third of a second

        at = now()
        row = SearchRow(
            name=name, query=query, options=msgspec.json.encode(options).decode(), author=self._author(),
            made=_instant(at), at=_instant(at), hits=len(states),
        )  # fmt: skip
        if not dry_run:
            with self._lock(), closing(self._open_for_writing()) as catalogue:
                catalogue.save_search(row, states, at)
        return _saved(row)

    def rename_search(self, name: str, new: str, *, dry_run: bool = False) -> None:
        """Give a saved search another name. Raises `UsageError`."""
        self.saved_search(name)
        self._check_name(new)
        if not dry_run:
            with self._lock(), closing(self._open_for_writing()) as catalogue:
                catalogue.rename_search(name, new)

    def remove_search(self, name: str, *, dry_run: bool = False) -> None:
        """Forget a saved search. Raises `UsageError`."""
        self.saved_search(name)
        if not dry_run:
            with self._lock(), closing(self._open_for_writing()) as catalogue:
                catalogue.remove_search(name)

    def news(self, name: str, *, dry_run: bool = False, show: Callable[[News], object] | None = None) -> News:
        """What a saved search finds since it was last run: new activities, and those that changed.

        From then on they are known, unless it is a dry run. `show` is called before that: whoever is cut off while telling
        hears of them again. An activity that was found once is never new again. Raises `UsageError` for an unknown name.
        """
        saved = self.saved_search(name)
        options = msgspec.convert({key: getattr(saved, key) for key in _Options.__struct_fields__}, _Options)
        ids = self._all_found(saved.query, options)
        states = dict(self._states(ids))
        known = self._catalogue.shown_by(name)
        news = News(
            name=name,
            since=saved.last_run,
            total=len(states),
            new=self._hits(saved.query, options, [each for each in states if each not in known]),
            changed=self._hits(
                saved.query, options, [each for each in states if each in known and known[each] != states[each]]
            ),
        )
        if show is not None:
            show(news)
        if not dry_run:
            with self._lock(), closing(self._open_for_writing()) as catalogue:
                fresh = {each: state for each, state in states.items() if known.get(each) != state}
                catalogue.note_shown(name, fresh, at=now(), hits=len(states))
        return news

    def _all_found(self, query: str, options: _Options) -> tuple[str, ...]:
        """The ids of all activities that a saved search finds."""
        filters = make_filters(cast("FilterValues", options.filters))
        bridge, predecessors = options.bridge, options.predecessors
        ids = self._searcher().ids(query, filters, bridge=bridge, predecessors=predecessors)
        if self._by_meaning(options.semantic):
            ids = tuple(dict.fromkeys((*ids, *self._meant_ids(query, filters))))
        return ids

    def _states(self, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Activities with a digest of what a search shows of them; read again and found the same they keep it."""
        from kmpipe.workspace.indexing import index_documents  # noqa: PLC0415 - the engine loads with it

        for document in index_documents(self._catalogue, ids, self._folders()):
            yield document.id, _state(document)

    def _hits(self, query: str, options: _Options, ids: Sequence[str]) -> tuple[Hit, ...]:
        from kmpipe.store.reading import chunks  # noqa: PLC0415 - SQLAlchemy takes a third of a second

        searcher = self._searcher()
        filters = make_filters(cast("FilterValues", options.filters))
        found: list[Hit] = []
        for chunk in chunks(ids, _CHUNK):
            wanted = Keys("id", tuple(chunk))

            def page(reader: Reader, _plan: Plan, deadline: float, wanted: Keys = wanted) -> Any:
                limit = len(wanted.values)
                return reader.search(wanted, limit=limit, offset=0, sort="date", facets=False, deadline=deadline)

            answer = searcher.ask(query, filters, page, bridge=options.bridge, predecessors=options.predecessors)
            found += searcher.hits(answer.answer.matches, answer)
        return tuple(sorted(found, key=lambda hit: (hit.start or "", hit.id), reverse=True))

    def _check_name(self, name: str) -> None:
        if not name.strip() or name != name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
            hint = f"a name has 1 to {_LONGEST_NAME} characters, on one line, without blanks at its ends"
            raise UsageError(f"{name!r} cannot be the name of a saved search", hint=hint)
        if name in {saved.name for saved in self.saved_searches()}:
            hint = f"choose another name, or run {shlex.join(['kmpipe', 'searches', 'remove', name])} first"
            raise UsageError(f"there is a saved search called {name!r} already", hint=hint)


def _saved(row: SearchRow) -> SavedSearch:
    options = msgspec.json.decode(row.options, type=_Options)
    return SavedSearch(
        name=row.name, query=row.query, filters=options.filters, sort=options.sort, bridge=options.bridge,
        predecessors=options.predecessors, semantic=options.semantic, command=_command(row.query, options),
        author=row.author, made=row.made, last_run=row.at, hits=row.hits,
    )  # fmt: skip


def _command(query: str, options: _Options) -> str:
    """The command line that does the same."""
    behind = ["--", query] if query.startswith("-") else []
    words = ["kmpipe", "search", *([query] if query and not behind else [])]
    for key, values in options.filters.items():
        for value in [values] if isinstance(values, str) else values:
            words += [f"--{_OPTIONS.get(key, key)}", value]
    words += ["--sort", options.sort] if options.sort != "relevance" else []
    words += [f"--no-{name}" for name in ("bridge", "predecessors") if not getattr(options, name)]
    if options.semantic is not None:
        words.append("--semantic" if options.semantic else "--no-semantic")
    return shlex.join([*words, *behind])


def _state(document: IndexDocument) -> str:
    shown = (
        document.title, document.text, document.start, document.end, document.status, document.type, document.place,
        document.province, document.venue, document.url, document.focus, [agency.name for agency in document.agencies],
    )  # fmt: skip
    return hashlib.blake2b(msgspec.json.encode(shown), digest_size=16).hexdigest()


def _instant(moment: Any) -> str:
    return str(moment.isoformat(timespec="seconds").replace("+00:00", "Z"))
