"""Putting an activity together with the article it was read in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from kmpipe.export.privacy import mask, private_names
from kmpipe.extraction.contacts import find_contacts
from kmpipe.model import Activity, ActivityView, Person
from kmpipe.store.records import Stored
from kmpipe.text.hosts import moved_url
from kmpipe.text.identity import article_id

# characters of the text of an article of which only an excerpt may be given
_EXCERPT = 300


def view(activity: Activity, stored: Stored, *, full: bool, moves: Sequence[tuple[str, str]] = ()) -> ActivityView:
    """The activity with what its article adds; with `full` also the article's text and removals.

    Addresses are those of today: `moves` are the sites that moved.
    """
    article = stored.article
    values = {field: getattr(activity, field) for field in Activity.__struct_fields__}
    if moves:
        values["url"] = _moved(activity.url, moves)
        for field in ("related", "attachments"):
            links = values[field]
            values[field] = tuple(msgspec.structs.replace(link, url=_moved(link.url, moves)) for link in links)
    return ActivityView(
        **values,
        published=article.published,
        site=article.site,
        rights=article.rights,
        gone=article.gone,
        carrier=article_id(article.carrier) if article.carrier else None,
        text=article.text if full else None,
        removals=article.removals if full else None,
    )


def _moved(url: str | None, moves: Sequence[tuple[str, str]]) -> str | None:
    return moved_url(url, moves) if url else url


def excerpt(row: ActivityView) -> ActivityView:
    """The row as it may leave the workspace: of an article of which only an excerpt may be given, an excerpt of the text."""
    if row.rights != "excerpt-only" or row.text is None:
        return row
    text = row.text if len(row.text) <= _EXCERPT else row.text[:_EXCERPT].rsplit(maxsplit=1)[0] + " …"
    return msgspec.structs.replace(row, text=text, removals=())


def view_without_activity(stored: Stored, moves: Sequence[tuple[str, str]] = ()) -> ActivityView:
    """The same shape for an article that tells of no activity, with the reason."""
    article = stored.article
    activity = Activity(
        id=article.id,
        articles=(article.id, *article.aliases),
        title=article.title,
        language=article.language,
        categories=article.categories,
        attachments=article.attachments,
        related=article.related,
        url=article.url,
    )
    return msgspec.structs.replace(view(activity, stored, full=True, moves=moves), no_activity=stored.no_activity)


def masked(row: ActivityView) -> ActivityView:
    """The row with private names, telephone numbers and e-mail addresses masked wherever they stand.

    People whom a correction took out, or brought in, are private too, unless they hold a public office; who made a
    correction and why is left out.
    """
    people = [*row.people, *_corrected_people(row)]
    strings = "\n;\n".join(dict.fromkeys(_strings(row)))  # no number goes on behind a semicolon
    contacts = [proof.quote for proof in find_contacts(strings) if proof.rule in {"contacts.phone", "contacts.email"}]
    corrections = tuple(msgspec.structs.replace(c, author="", reason=None) for c in row.corrections)
    return mask(msgspec.structs.replace(row, corrections=corrections), [*private_names(people), *contacts])


def _corrected_people(row: ActivityView) -> Iterator[Person]:
    for correction in row.corrections:
        if correction.field == "people":
            yield from (msgspec.json.decode(value, type=Person) for value in correction.values)


def _strings(value: object) -> Iterator[str]:
    """Every string of a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _strings(getattr(value, name))
