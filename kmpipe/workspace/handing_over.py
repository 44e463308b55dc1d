"""Gathering what the handover of a workspace tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from kmpipe.export.privacy import mask, private_names
from kmpipe.model import Correction, Person, Removal
from kmpipe.report.handover import Decided, Handover, OpenDoubt, Search, SourceState
from kmpipe.store.judgements import Judgement
from kmpipe.vocab.changes import vocabulary_changes

if TYPE_CHECKING:
    from kmpipe.workspace.workspace import Workspace

# characters of a value or a text that a reader of a decision needs
_LONGEST = 100


def gather(workspace: Workspace) -> Handover:
    """All that the handover tells, private names, telephone numbers and e-mail addresses masked. Raises `VocabularyError`."""
    catalogue = workspace._catalogue
    judgements = catalogue.judgements()
    titles: dict[str, str] = {}
    private: list[str] = []
    for activity in catalogue.activities():
        titles.update(dict.fromkeys(activity.reports or (activity.id,), activity.title))
        private += private_names(activity.people)
    for stored in catalogue.stored():
        titles.setdefault(stored.article.id, stored.article.title)
    private += [name for judgement in judgements for name in _corrected(judgement)]
    hosts = catalogue.hosts()
    found = Handover(
        sources=tuple(
            SourceState(
                url=one.url,
                listed=one.listed,
                road=one.road,
                read=one.cursor,
                documents=one.documents,
                pending=one.pending,
            )
            for one in workspace.source_status()
        ),
        hosts=hosts,
        files=sum(catalogue.counts()[name] for name in ("articles", "mirrors")) - sum(hosts.values()),
        changes=vocabulary_changes(workspace._path("vocabulary")),
        decisions=tuple(_decided(judgement, titles) for judgement in judgements),
        quality=workspace.quality(),
        searches=tuple(
            Search(name=one.name, query=one.command, author=one.author) for one in workspace.saved_searches()
        ),
        doubts=tuple(
            OpenDoubt(
                id=one.activity.id,
                title=one.activity.title,
                # the value in doubt may be a person
                doubts=tuple((doubt.field, doubt.message) for doubt in one.doubts),
                same=len(one.same),
            )
            for one in workspace.doubtful()
        ),
        unknown=tuple((body.name, body.activities) for body in workspace.unknown_organisations()),
        open_tasks=sum(not item.done for item in workspace.follow_ups()),
    )
    shown = mask(found, [*private, *_contacts(found)])
    # cut behind the masking: half a name, or half a number, would not be known for one
    decisions = tuple(msgspec.structs.replace(one, value=_short(one.value)) for one in shown.decisions)
    return msgspec.structs.replace(shown, decisions=decisions)


def _corrected(judgement: Judgement) -> Iterator[str]:
    """The names of private people that a correction brought in or took out."""
    if judgement.kind == "correct":
        correction = msgspec.json.decode(judgement.value, type=Correction)
        for value in correction.values if correction.field == "people" else ():
            person = msgspec.json.decode(value, type=Person)
            yield from private_names([person])


def _contacts(found: Handover) -> Iterator[str]:
    """Telephone numbers and e-mail addresses in what people wrote and in what was read."""
    from kmpipe.extraction.contacts import find_contacts  # noqa: PLC0415 - extraction loads with it

    said = [text for one in found.decisions for text in (one.subject, one.value, one.reason or "")]
    said += [text for one in found.searches for text in (one.name, one.query)]
    said += [text for pair in found.quality.failures.items() for text in pair]
    said += [text for one in found.doubts for text in (one.title, *(message for _, message in one.doubts))]
    for proof in find_contacts("\n;\n".join(said)):
        if proof.rule in {"contacts.phone", "contacts.email"}:
            yield proof.quote


def _decided(judgement: Judgement, titles: Mapping[str, str]) -> Decided:
    ids = judgement.subject.split()
    return Decided(
        number=judgement.id,
        kind=judgement.kind,
        subject=" / ".join(titles.get(identity, titles.get(identity.partition(".")[0], "")) for identity in ids),
        ids=" ".join(ids),
        value=_value(judgement),
        author=judgement.author,
        made=judgement.made,
        reason=judgement.reason,
    )


def _value(judgement: Judgement) -> str:
    if judgement.kind == "restore":
        return msgspec.json.decode(judgement.value, type=Removal).text
    if judgement.kind == "correct":
        correction = msgspec.json.decode(judgement.value, type=Correction)
        sign = {"set": "=", "add": "+", "remove": "−"}[correction.action]
        return f"{correction.field} {sign} {'; '.join(map(_said, correction.values)) or '–'}"
    value = msgspec.json.decode(judgement.value)
    return value if isinstance(value, str) else ""


def _said(value: str) -> str:
    """A value of a field, as JSON, as a reader says it."""
    decoded = msgspec.json.decode(value)
    if isinstance(decoded, dict):
        if "start" in decoded:
            return "..".join(str(day) for day in (decoded["start"], decoded.get("end")) if day)
        return str(next((decoded[key] for key in ("name", "task", "term", "id") if decoded.get(key)), value))
    return "–" if decoded is None else str(decoded)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(maxsplit=1)[0] + " …"
