"""The verbs about activities that people set right: correct, confirm, join, tell apart, and what is left to look at."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Literal

import msgspec

from kmpipe.activities import LISTS, doubts
from kmpipe.errors import UnknownId, UsageError
from kmpipe.model import Activity, Correction
from kmpipe.workspace.correcting import json_value
from kmpipe.workspace.mending import Mending, now
from kmpipe.workspace.records import Corrected, Decision, Doubtful, Suggestion

Action = Literal["set", "add", "remove"]


class Reviewing(Mending):
    """Decisions about activities. Each is kept with who and when, wins over what was read, and can be undone."""

    def correct(
        self,
        identity: str,
        field: str,
        values: Sequence[str],
        *,
        action: Action = "set",
        reason: str | None = None,
        dry_run: bool = False,
    ) -> Corrected:
        """Set a field of an activity right, or add to a list or remove from it; `json_value` says what values look like.

        Survives re-ingest and re-extraction. Returns the activity before and after. Raises `UnknownId`, `UsageError` for
        an unknown field or an impossible value.
        """
        before = self._one(identity)
        if field not in LISTS:
            if action != "set":
                raise UsageError(f"{field} holds one value", hint=f"kmpipe correct {before.id} {field} VALUE")
            if len(values) != 1:
                raise UsageError(f"{field} takes one value", hint="put quotes around it; `none` for no value")
        elif action != "set" and not values:
            raise UsageError(f"nothing to {action}", hint=f"kmpipe correct {before.id} {field} --{action} VALUE")
        options = self._options()
        # of a plain list `none` empties it
        given = [] if field in LISTS and action == "set" and [v.lower() for v in values] == ["none"] else values
        correction = Correction(
            field=field,
            action=action,
            values=tuple(json_value(field, value, options) for value in given),
            author=self._author(),
            made=now().isoformat(timespec="seconds").replace("+00:00", "Z"),
            reason=reason,
        )
        if dry_run:
            from kmpipe.activities import apply  # noqa: PLC0415 - only here

            return Corrected(before=before, after=apply(before, [*before.corrections, correction]))
        self._decide("correct", before.id, correction, reason)
        return Corrected(before=before, after=self._one(before.id))

    def confirm(self, identity: str, field: str = "", *, reason: str | None = None) -> None:
        """Say that a field of an activity, or all of it, is right: its doubts go. Raises `UnknownId`."""
        self._decide("confirm", self._one(identity).id, field, reason)

    def join(self, left: str, right: str, *, same: bool, reason: str | None = None) -> None:
        """Say that two activities are one event, or that they are two. Raises `UnknownId`, `UsageError`."""
        pair = sorted((self._report(left), self._report(right)))
        if pair[0] == pair[1]:
            raise UsageError("the two ids name one report", hint="`kmpipe show ID` lists the reports of an activity")
        with self._lock(), closing(self._open_for_writing()) as catalogue:
            kind: Literal["same", "different"] = "same" if same else "different"
            catalogue.judge(kind, " ".join(pair), None, author=self._author(), made=now(), reason=reason)
            before = catalogue.revision
            settled = catalogue.tell_again(pair)
            self._index.update(catalogue, before, settled.told, settled.gone)

    def mark_done(self, identity: str, number: int) -> str:
        """Say that an action item of an activity, by its number from 1, was done; returns its task. Raises `UsageError`."""
        activity = self._one(identity)
        if not 1 <= number <= len(activity.action_items):
            count = len(activity.action_items)
            raise UsageError(
                f"{activity.id} has no action item {number}", hint=f"it has {count}: see `kmpipe followups`"
            )
        task = activity.action_items[number - 1].task
        self._decide("done", activity.id, task, None)
        return task

    def decisions(self, identity: str) -> tuple[Decision, ...]:
        """What was decided about an activity or an article, oldest first; `undo_decision` takes their numbers. Raises `UnknownId`."""
        stored, activities = self._catalogue.resolve(identity)
        own = {identity, stored.article.id, *(a.id for a in activities), *(r for a in activities for r in a.reports)}
        return tuple(
            Decision(number=j.id, kind=j.kind, subject=j.subject, value=j.value, author=j.author, made=j.made, reason=j.reason)
            for j in self._catalogue.judgements()
            if not own.isdisjoint(j.subject.split())
        )  # fmt: skip

    def undo_decision(self, number: int) -> Decision:
        """Take a decision back, whatever it was. Raises `UsageError` for a number that stands for none."""
        found = next((j for j in self._catalogue.judgements() if j.id == number), None)
        if found is None:
            raise UsageError(f"no decision has the number {number}", hint="see `kmpipe correct ID --list`")
        with self._lock(), closing(self._open_for_writing()) as catalogue:
            catalogue.undo(number, now())
            if found.kind == "restore":
                self._read_again(catalogue, [found.subject])
            elif found.kind == "distinct":
                self._settle(catalogue, found.subject.split())
            else:
                before = catalogue.revision
                settled = catalogue.tell_again(found.subject.split())
                self._index.update(catalogue, before, settled.told, settled.gone)
        return Decision(
            number=found.id, kind=found.kind, subject=found.subject, value=found.value, author=found.author,
            made=found.made, reason=found.reason,
        )  # fmt: skip

    def doubtful(self) -> tuple[Doubtful, ...]:
        """The activities with something to look at, ordered by id: their doubts, and others that may be the same event."""
        suggestions = self._suggestions()
        confirmed: dict[str, set[str]] = {}
        for judgement in self._catalogue.judgements("confirm"):
            confirmed.setdefault(judgement.subject, set()).add(msgspec.json.decode(judgement.value, type=str))
        found = []
        for activity in self._catalogue.activities():
            own = doubts(activity, confirmed.get(activity.id, set()))
            if own or activity.id in suggestions:
                found.append(Doubtful(activity=activity, doubts=own, same=tuple(suggestions.get(activity.id, ()))))
        return tuple(found)

    def _suggestions(self) -> dict[str, list[Suggestion]]:
        """For each activity the later ones that may be the same event, with the score, the likeliest first."""
        found: dict[str, list[Suggestion]] = {}
        for left, right, title, score in self._catalogue.suggestions():
            found.setdefault(left, []).append(Suggestion(id=right, title=title, score=score))
        return found

    def _one(self, identity: str) -> Activity:
        _, activities = self._catalogue.resolve(identity)
        if len(activities) != 1:
            hint = f"name one of: {', '.join(a.id for a in activities)}" if activities else "it tells of no activity"
            raise UnknownId(f"{identity!r} is not one activity", hint=hint)
        return activities[0]

    def _report(self, identity: str) -> str:
        """The report an id names: itself where it is one of several, else the activity's own."""
        activity = self._one(identity)
        return identity if identity in activity.reports else activity.id

    def _decide(
        self, kind: Literal["correct", "confirm", "done"], activity: str, value: object, reason: str | None
    ) -> None:
        with self._lock(), closing(self._open_for_writing()) as catalogue:
            catalogue.judge(kind, activity, value, author=self._author(), made=now(), reason=reason)
            before = catalogue.revision
            settled = catalogue.tell_again([activity])
            self._index.update(catalogue, before, settled.told, settled.gone)
