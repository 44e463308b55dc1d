"""Putting an activity together with the article it was read in."""

from __future__ import annotations

import msgspec

from kmpipe.export.privacy import mask
from kmpipe.extraction.contacts import find_contacts
from kmpipe.model import Activity, ActivityView
from kmpipe.store.records import Stored


def view(activity: Activity, stored: Stored, *, full: bool) -> ActivityView:
    """The activity with what its article adds; with `full` also the article's text and removals."""
    article = stored.article
    values = {field: getattr(activity, field) for field in Activity.__struct_fields__}
    return ActivityView(
        **values,
        published=article.published,
        site=article.site,
        text=article.text if full else None,
        removals=article.removals if full else None,
    )


def view_without_activity(stored: Stored) -> ActivityView:
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
    return msgspec.structs.replace(view(activity, stored, full=True), no_activity=stored.no_activity)


def masked(row: ActivityView) -> ActivityView:
    """The row with private names, telephone numbers and e-mail addresses masked wherever they stand."""
    private = [person.name for person in row.people if not person.public_office]
    contacts = [e.quote for e in find_contacts(row.text or "") if e.rule in {"contacts.phone", "contacts.email"}]
    return mask(row, [*private, *contacts])
