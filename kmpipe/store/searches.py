"""The searches that people keep, and what each of them has shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from kmpipe.model import Record
from kmpipe.store import schema
from kmpipe.store.database import Database
from kmpipe.store.reading import chunks
from kmpipe.store.writing import instant

# rows written at a time: servers bound the number of values in a statement
_CHUNK = 200


class SearchRow(Record, frozen=True, kw_only=True):
    """A saved search: `options` is JSON; `at` is when it was last run to see what is new (UTC), `hits` how many it found then."""

    name: str
    query: str
    options: str
    author: str
    made: str
    at: str | None = None
    hits: int | None = None


class Searches(Database):
    """The saved searches in the catalogue. They never change its revision: nothing that is indexed depends on them."""

    def saved_searches(self) -> tuple[SearchRow, ...]:
        """All of them, by name."""
        table, runs = schema.saved_searches, schema.search_runs.c
        query = select(table, runs.at, runs.hits).outerjoin(schema.search_runs, runs.search == table.c.name)
        with self.reading() as db:
            rows = db.execute(query.order_by(func.lower(table.c.name), table.c.name)).mappings()
            return tuple(SearchRow(**row) for row in rows)

    def save_search(self, row: SearchRow, states: Mapping[str, str], at: datetime) -> None:
        """Write down a search with the activities it shows now, by id with their state; the name must be free."""
        with self.writing() as db:
            values = {name: getattr(row, name) for name in ("name", "query", "options", "author", "made")}
            db.execute(insert(schema.saved_searches).values(**values))
            _note(db, row.name, states, at, len(states))

    def rename_search(self, name: str, new: str) -> None:
        """Give a search another name; the new one must be free."""
        table = schema.saved_searches
        with self.writing() as db:
            db.execute(update(table).where(table.c.name == name).values(name=new))

    def remove_search(self, name: str) -> None:
        """Forget a search and what it has shown."""
        with self.writing() as db:
            for table, column in (
                (schema.shown, schema.shown.c.search),
                (schema.search_runs, schema.search_runs.c.search),
                (schema.saved_searches, schema.saved_searches.c.name),
            ):
                db.execute(delete(table).where(column == name))

    def shown_by(self, name: str) -> dict[str, str]:
        """The activities that a search has ever shown, with their state when it last did."""
        table = schema.shown.c
        with self.reading() as db:
            rows = db.execute(select(table.activity, table.state).where(table.search == name))
            return {row[0]: row[1] for row in rows}

    def note_shown(self, name: str, states: Mapping[str, str], *, at: datetime, hits: int) -> None:
        """Note what a search shows from now on, beside what it has shown before, when, and how many it found in all."""
        with self.writing() as db:
            _note(db, name, states, at, hits)


def _note(db: Connection, name: str, states: Mapping[str, str], at: datetime, hits: int) -> None:
    shown, runs = schema.shown, schema.search_runs
    for chunk in chunks(sorted(states), _CHUNK):
        db.execute(delete(shown).where(shown.c.search == name, shown.c.activity.in_(chunk)))
        db.execute(insert(shown), [{"search": name, "activity": a, "state": states[a]} for a in chunk])
    db.execute(delete(runs).where(runs.c.search == name))
    db.execute(insert(runs).values(search=name, at=instant(at), hits=hits))
