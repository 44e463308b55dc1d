"""The verbs about activities that people set right: correct, confirm, join, tell apart, and what is left to look at."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Literal

import msgspec

from kmpipe.activities import LISTS, apply, doubts
from kmpipe.errors import UnknownId, UsageError
from kmpipe.model import Activity, Correction, FocusArea
from kmpipe.vocab.focus import DEFAULT_SCHEME
from kmpipe.workspace.correcting import json_value
from kmpipe.workspace.mending import Mending, now
from kmpipe.workspace.records import Corrected, Decision, Doubtful, Suggestion
from kmpipe.workspace.schemes import under_scheme

if TYPE_CHECKING:
    from kmpipe.pipeline import Options
    from kmpipe.store.judgements import Judgement

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

        Survives re-ingest and re-extraction. Returns the activity before and after; where focus areas of another scheme
        were named, under that scheme. Raises `UnknownId`, `UsageError` for
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
            values=tuple(_named(before, field, value, options, action) for value in given),
            author=self._author(),
            made=now().isoformat(timespec="seconds").replace("+00:00", "Z"),
            reason=reason,
        )
        if dry_run:
            after = apply(before, [*before.corrections, correction])
        else:
            self._decide("correct", before.id, correction, reason)
            after = self._one(before.id)
        scheme = _other_scheme(correction)
        if scheme is not None:
            before, after = under_scheme(self._catalogue, (before, after), scheme, self._folders())
        return Corrected(before=before, after=after)

    def replace(self, identity: str, field: str, old: str, new: str, *, reason: str | None = None) -> Corrected:
        """Put a value of a list in the place of another one; the others stay. Raises as `correct`, and then changes nothing."""
        self.correct(identity, field, [new], action="add", reason=reason, dry_run=True)
        before = self.correct(identity, field, [old], action="remove", reason=reason).before
        after = self.correct(identity, field, [new], action="add", reason=reason).after
        return Corrected(before=before, after=after)

    def confirm(self, identity: str, field: str = "", value: str = "", *, reason: str | None = None) -> None:
        """Say that a field of an activity, or all of it, is right: its doubts go; of a list those about `value` alone.

        Raises `UnknownId`.
        """
        said = f"{field}: {value}" if field in LISTS and value else field
        self._decide("confirm", self._one(identity).id, said, reason)

    def join(
        self, left: str, right: str, *, same: bool, reason: str | None = None, dry_run: bool = False
    ) -> tuple[str, str]:
        """Say that two activities are one event, or that they are two; returns the ids of the two reports meant.

        An id of a report that was joined already names that report, that of an article its own one. Raises `UnknownId`,
        `UsageError`.
        """
        pair = sorted((self._report(left), self._report(right)))
        if pair[0] == pair[1]:
            raise UsageError("the two ids name one report", hint="`kmpipe show ID` lists the reports of an activity")
        if not dry_run:
            self._decide("same" if same else "different", " ".join(pair), None, reason)
        return pair[0], pair[1]

    def mark_done(self, identity: str, number: int, *, dry_run: bool = False) -> str:
        """Say that an action item of an activity, by its number from 1, was done; returns its task. Raises `UsageError`."""
        activity = self._one(identity)
        if not 1 <= number <= len(activity.action_items):
            count = len(activity.action_items)
            raise UsageError(
                f"{activity.id} has no action item {number}", hint=f"it has {count}: see `kmpipe followups`"
            )
        task = activity.action_items[number - 1].task
        if not dry_run:
            self._decide("done", activity.id, task, None)
        return task

    def decisions(self, identity: str) -> tuple[Decision, ...]:
        """What was decided about an activity or an article, oldest first; `undo_decision` takes their numbers. Raises `UnknownId`.

        Also what no longer has an activity to apply to, for a recap lost the part it was about.
        """
        stored = self._catalogue.article(identity)
        canonical = self._catalogue.article(stored.mirror_of or stored.article.id)
        _, activities = self._catalogue.resolve(canonical.article.id)
        own = {canonical.article.id, *canonical.article.aliases, *(i for a in activities for i in a.articles)}
        return tuple(
            _decision(judgement)
            for judgement in self._catalogue.judgements()
            if not own.isdisjoint(subject.partition(".")[0] for subject in judgement.subject.split())
        )

    def decision(self, number: int) -> Decision:
        """The decision with this number. Raises `UsageError` where none stands."""
        found = next((j for j in self._catalogue.judgements() if j.id == number), None)
        if found is None:
            raise UsageError(f"no decision has the number {number}", hint="see `kmpipe correct ID --list`")
        return _decision(found)

    def undo_decision(self, number: int) -> Decision:
        """Take a decision back, whatever it was. Raises `UsageError` for a number that stands for none."""
        found = self.decision(number)
        if found.kind == "restore":
            with self._lock(), closing(self._open_for_writing()) as catalogue:
                catalogue.undo(number, now())
                self._read_again(catalogue, [found.subject])
        else:
            self._retract(number)
        return found

    def doubtful(self) -> tuple[Doubtful, ...]:
        """The activities with something to look at, ordered by id: their doubts, and others that may be the same event."""
        suggestions = self._suggestions()
        confirmed: dict[str, set[str]] = {}
        for decision in self._catalogue.decided("confirm"):
            for report in decision.reports:
                confirmed.setdefault(report, set()).add(msgspec.json.decode(decision.value, type=str))
        found = []
        for activity in self._catalogue.activities():
            reports = activity.reports or (activity.id,)
            own = doubts(activity, {field for report in reports for field in confirmed.get(report, ())})
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
        """The report an id names: itself, or of an article its own one; of an activity that is no report, its first."""
        stored = self._catalogue.article(identity)
        article = stored.mirror_of or stored.article.id
        number = identity.partition(".")[2]
        reports = [r for a in self._catalogue.resolve(article)[1] for r in (a.reports or (a.id,))]
        own = [
            report
            for report in reports
            if report.partition(".")[0] == article and number in {"", report.partition(".")[2]}
        ]
        if len(own) != 1:
            raise UnknownId(
                f"{identity!r} is not one activity",
                hint=f"name one of: {', '.join(own)}" if own else "see `kmpipe show`",
            )
        return own[0]


def _named(activity: Activity, field: str, text: str, options: Options, action: Action) -> str:
    """The JSON of a value; what is to be removed must be in the list, under its id or as it is shown."""
    if action != "remove" or field not in LISTS:
        return json_value(field, text, options)
    listed: Sequence[object] = getattr(activity, field)
    for record in listed:
        names = {str(getattr(record, name, record)).casefold() for name in ("id", "name", "task", "term")}
        if text.strip().casefold() in names:
            return msgspec.json.encode(record).decode()
    value = json_value(field, text, options)
    if _scheme(field, value) not in {None, DEFAULT_SCHEME}:  # the activity bears areas of the default scheme
        return value
    key, kind = LISTS[field].key, LISTS[field].type
    if key(msgspec.json.decode(value, type=kind)) not in {key(record) for record in listed}:
        raise UsageError(f"{activity.id} has no {text!r} in {field}", hint=f"see `kmpipe show {activity.id}`")
    return value


def _scheme(field: str, value: str) -> str | None:
    """The scheme of a focus area as JSON; None for a value of another field."""
    return msgspec.json.decode(value, type=FocusArea).scheme if field == "focus_areas" else None


def _other_scheme(correction: Correction) -> str | None:
    """The scheme whose focus areas a correction names, if it is one alone and not the default one."""
    schemes = {_scheme(correction.field, value) for value in correction.values}
    return schemes.pop() if len(schemes) == 1 and DEFAULT_SCHEME not in schemes else None


def _decision(judgement: Judgement) -> Decision:
    return Decision(
        number=judgement.id,
        kind=judgement.kind,
        subject=judgement.subject,
        value=judgement.value,
        author=judgement.author,
        made=judgement.made,
        reason=judgement.reason,
    )
