"""What people decided, kept with who and when; decisions are undone, never deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from kmpipe.model import Record, Removal
from kmpipe.store import schema
from kmpipe.store.database import Database
from kmpipe.store.subjects import Decided, anchors_of, decided
from kmpipe.store.writing import instant

Kind = Literal["restore", "distinct", "correct", "confirm", "same", "different", "done"]


class Judgement(Record, frozen=True, kw_only=True):
    """A decision: `subject` is the id it is about (of a pair both, in order, with a blank), `value` is JSON by kind.

    - restore: an article; the removal as it was;
    - distinct: two articles that are no duplicates; nothing;
    - correct: an activity; the correction;
    - confirm: an activity; the field that was found right ("" for all);
    - same, different: two activities that are one event, or two; nothing;
    - done: an activity; the task of an action item that was done.
    """

    id: int
    kind: Kind
    subject: str
    value: msgspec.Raw
    author: str
    made: str
    reason: str | None = None
    undone: str | None = None


class Judgements(Database):
    """The decisions in the catalogue."""

    def judge(
        self, kind: Kind, subject: str, value: object, *, author: str, made: datetime, reason: str | None = None
    ) -> int:
        """Write down a decision, unless it stands already; returns its number."""
        with self.writing() as db:
            return note(db, kind, subject, value, author=author, made=made, reason=reason)

    def undo(self, number: int, moment: datetime) -> None:
        """Take a decision back."""
        with self.writing() as db:
            take_back(db, number, moment)

    def decided(self, *kinds: Kind) -> list[Decided]:
        """The decisions about activities of these kinds that stand, oldest first, with the reports they are about today."""
        with self.reading() as db:
            return decided(db, kinds)

    def judgements(self, kind: Kind | None = None, subject: str | None = None) -> tuple[Judgement, ...]:
        """The decisions that stand, oldest first."""
        table = schema.judgements
        query = select(table).where(table.c.undone.is_(None)).order_by(table.c.id)
        if kind is not None:
            query = query.where(table.c.kind == kind)
        if subject is not None:
            query = query.where(table.c.subject == subject)
        with self.reading() as db:
            return tuple(_judgement(row) for row in db.execute(query).mappings())

    def restored(self) -> dict[str, frozenset[str]]:
        """The texts of the removals that were put back, by article id."""
        found: dict[str, set[str]] = {}
        for judgement in self.judgements("restore"):
            text = msgspec.json.decode(judgement.value, type=Removal).text
            found.setdefault(judgement.subject, set()).add(text)
        return {identity: frozenset(texts) for identity, texts in found.items()}


def note(
    db: Connection, kind: Kind, subject: str, value: object, *, author: str, made: datetime, reason: str | None
) -> int:
    """Write down a decision, unless the very same stands already; returns its number."""
    table = schema.judgements
    encoded = msgspec.json.encode(value).decode()
    same = (table.c.kind == kind) & (table.c.subject == subject) & (table.c.value == encoded) & table.c.undone.is_(None)
    standing = db.execute(select(table.c.id).where(same)).scalar()
    if standing is not None:
        return int(standing)
    number = int(db.execute(select(func.max(table.c.id))).scalar() or 0) + 1
    anchors = msgspec.json.encode(anchors_of(db, subject.split()) if "." in subject else []).decode()
    row = {"kind": kind, "subject": subject, "value": encoded, "anchors": anchors, "reason": reason}
    db.execute(insert(table).values(id=number, author=author, made=instant(made), **row))
    return number


def take_back(db: Connection, number: int, moment: datetime) -> None:
    """Note that a decision was taken back."""
    table = schema.judgements
    db.execute(update(table).where(table.c.id == number).values(undone=instant(moment)))


def _judgement(row: Any) -> Judgement:
    fields = {name: row[name] for name in Judgement.__struct_fields__}
    return Judgement(**{**fields, "value": msgspec.Raw(row["value"].encode())})
