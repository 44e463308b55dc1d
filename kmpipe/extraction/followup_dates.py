"""By when an action item is due: the dates that a word for a deadline, or the end of a list item, makes due."""

from __future__ import annotations

import calendar
import datetime as dt

from kmpipe.extraction.followup_owners import Page, Span
from kmpipe.model import DateMention

# code points beside a date in which a word or a mark can say that it is due
_DUE_REACH = 48
# letters of a calendar value that is only a year, or a month: one that is not over can still be due
_YEAR, _MONTH = 4, 7
# before a date at the end of an item
_OPENERS = ("(", ",", "-", "–", "—", "|", ":")


def due_value(date: DateMention, reference: dt.date | None) -> str | None:
    """The calendar value by which it is due, if that is after the reference; a year alone is a goal's, not a task's.

    A day without a year was read as the last one before the reference: a due date is the next one.
    """
    value = date.end or date.start or ""
    if reference is None or len(value) <= _YEAR:
        return value if len(value) > _YEAR else None
    today = reference.isoformat()[: len(value)]
    if value <= today and "year inferred" in date.warnings:
        year = reference.year + (value[_YEAR:] <= today[_YEAR:])
        value = f"{year}{value[_YEAR:]}"
        if value.endswith("02-29") and not calendar.isleap(year):
            return None
    return value if value > today or (len(value) == _MONTH and value == today) else None


def due_date(
    page: Page, span: Span, deed: int, reference: dt.date | None, *, firm_only: bool = False
) -> DateMention | None:
    """The date in the span that is due: after a word that says so, or after the deed and a word for `on`."""
    if span.first >= span.last:
        return None
    start, end = page.quote(span)
    after = page.tokens[min(deed, span.last - 1)].start
    for date in page.dates_in(start, end):
        proof = date.evidence[0]
        words = page.text[max(start, proof.start - _DUE_REACH) : proof.start].lower()
        for mark in "(:,":
            words = words.replace(mark, " ")
        said, firm = words.split(), date.role == "due"
        plain = False
        while said and not firm:
            firm = any(" ".join(said[-size:]) in page.words("due") for size in (1, 2, 3, 4))
            if said[-1] not in page.words("on"):
                break
            plain, said = True, said[:-1]
        if (firm or (plain and not firm_only and proof.start > after)) and due_value(date, reference):
            return date
    return None


def due_at_end(page: Page, start: int, end: int, reference: dt.date | None) -> DateMention | None:
    """The date that ends a list item, or stands in brackets."""
    for date in page.dates_in(start, end):
        proof = date.evidence[0]
        before = page.text[max(start, proof.start - _DUE_REACH) : proof.start].rstrip()
        after = page.text[proof.end : min(end, proof.end + _DUE_REACH)].strip(" ).;|")
        if before.endswith(_OPENERS) and after[:1] in ("", "–", "-", "(") and due_value(date, reference):
            return date
    return None
