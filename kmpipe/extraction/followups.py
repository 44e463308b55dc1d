"""Action items: what is to be done after the activity, by whom, by when.

An item stands in a list or a table made for such items, or in a sentence that says what someone will do or was asked to
do. A goal, a plan of works and what a product will do are none: a sentence needs an owner, a day or month by which it is
due, or a report that is handed on.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from kmpipe.dates import find_dates
from kmpipe.extraction.followup_dates import due_at_end, due_date, due_value
from kmpipe.extraction.followup_lists import Listed, listed
from kmpipe.extraction.followup_owners import (
    Page,
    Span,
    actor,
    doer,
    leading,
    marked,
    subject,
    trailing,
    without_openings,
)
from kmpipe.extraction.spans import Sentences, evidence, phrases
from kmpipe.model import ActionItem, DateMention
from kmpipe.vocab.match import Match

# words between what is to come and the deed (`akan segera juga disusun`)
_DEED_REACH = 3
# words after a deed in which a building or a programme makes it a plan
_PLAN_REACH = 4
# words between who is asked and the deed
_ASKED_REACH = 14
# words of what is to come that are tried in a sentence: bounds the work on one that repeats them
_MOST_MODALS = 8


def find_action_items(
    text: str, reference: dt.date | None = None, *, folders: tuple[Path, ...] = ()
) -> tuple[ActionItem, ...]:
    """The action items of a text in order, each with the sentence, list item or cell that says it.

    `reference` is the day the activity was held: a date that is not after it is not due. `due` is a calendar value. The
    first piece of evidence is the task; owner and due date have one each where they are known.

    >>> items = find_action_items("Laporan akan diserahkan oleh Dinas Sosial pada 31 Juli 2018.")
    >>> [(item.owner, item.due) for item in items]
    [('Dinas Sosial', '2018-07-31')]
    """
    bare = Page(text, (), folders)
    rows = listed(bare)
    cues = {
        key: phrases("followups", "words", key, folders).find(text, bare.tokens)
        for key in ("ahead", "obliges", "assigns", "agreed", "awaited", "passive", "active")
    }
    if not rows and not _may_ask(bare, cues):
        return ()
    dates = [date for date in find_dates(text, reference, folders=folders) if date.start and date.evidence]
    page = Page(text, dates, folders)
    found = [(row.start, row.end, _listed(page, row, reference)) for row in rows if not row.decided]
    found += _told_items(page, rows, cues, reference)
    return tuple(item for _, _, item in sorted(found, key=lambda row: row[:2]))


def _may_ask(page: Page, cues: Mapping[str, list[Match[str]]]) -> bool:
    """Whether the text holds the words of a task at all: most texts do not, and their dates need not be read."""
    if cues["agreed"] or cues["awaited"] or cues["assigns"]:
        return True
    deeds = cues["passive"] or cues["active"]
    after_to = any(page.low[match.first - 1 : match.first] == ["to"] for match in cues["active"])
    return bool(deeds and (cues["ahead"] or cues["obliges"])) or after_to


# --- lists and tables ---


def _listed(page: Page, row: Listed, reference: dt.date | None) -> ActionItem:
    """The action item of a list item or a table row."""
    span = without_openings(page, page.span(row.start, row.end))
    start = page.tokens[span.first].start if span.first < span.last else row.start
    owner = page.span(*row.owner) if row.owner else marked(page, start, row.end)
    owner = owner or leading(page, span) or doer(page, span) or trailing(page, start, row.end)
    if row.due:
        due = next((d for d in page.dates_in(*row.due) if due_value(d, reference)), None)
    else:
        due = due_date(page, span, span.first, reference) or due_at_end(page, start, row.end, reference)
    return _item(page, (start, row.end), owner, due, "followups.list", reference)


# --- sentences ---


def _told_items(
    page: Page, rows: list[Listed], cues: dict[str, list[Match[str]]], reference: dt.date | None
) -> list[tuple[int, int, ActionItem]]:
    """The items of the sentences outside lists, and of what a list says was agreed."""
    sentences = Sentences(page.text)
    by_sentence: defaultdict[int, dict[str, list[Match[str]]]] = defaultdict(lambda: defaultdict(list))
    for key, matches in cues.items():
        for match in matches:
            by_sentence[sentences.number(match.start)][key].append(match)
    decided = {sentences.number(row.start): row.start for row in rows if row.decided}
    taken = {
        n
        for row in rows
        if not row.decided
        for n in range(sentences.number(row.start), sentences.number(row.end - 1) + 1)
    }
    found = []
    for number in sorted(by_sentence.keys() - taken):
        start, end = sentences.spans[number]
        own = by_sentence[number]
        span = without_openings(page, page.span(decided.get(number, start), end))
        item = _told(page, span, own, reference, agreed=number in decided) if span.first < span.last else None
        if item:
            found.append((start, end, item))
    return found


def _told(
    page: Page, span: Span, cues: dict[str, list[Match[str]]], reference: dt.date | None, *, agreed: bool
) -> ActionItem | None:
    """The action item of a sentence that says what is to come, what was agreed, or by when something is awaited."""
    deeds = {match.first: key for key in ("passive", "active") for match in cues.get(key, ())}
    agreement = min((match.last for match in cues.get("agreed", ())), default=span.first if agreed else None)
    modals = sorted((m.first, m.last, key) for key in ("ahead", "obliges") for m in cues.get(key, ()))
    for first, last, kind in modals[:_MOST_MODALS]:
        if page.low[first - 1 : first] and page.low[first - 1] in page.words("describing"):
            continue
        bound = agreement is not None and agreement <= first
        deed = next((i for i in range(last, min(last + _DEED_REACH, span.last)) if i in deeds), None)
        asked = not page.words("assigned").isdisjoint(page.low[first:last])
        if deed is None and (bound or asked) and last < span.last and _may_be_deed(page, last):
            deed = last
        if deed is not None:
            item = _accepted(
                page, span, Span(span.first, first), deed, deeds.get(deed, "active"), reference,
                needs_due=not bound and (kind == "obliges" or _is_reported(page, span.first, first)), bound=bound,
            )  # fmt: skip
            if item:
                return item
    for match in cues.get("assigns", ())[:_MOST_MODALS]:
        item = _assigned(page, span, match.last, deeds, reference)
        if item:
            return item
    if agreement is not None:
        deed = next((i for i in sorted(deeds) if i >= agreement), None)
        before = Span(agreement, deed) if deed is not None else span
    else:
        deed = next((i for i in sorted(deeds) if page.low[i - 1 : i] == ["to"] and deeds[i] == "active"), None)
        before = Span(span.first, deed - 1) if deed is not None else span
        if deed is None or actor(page, subject(page, before) or Span(0, 0)) < 2 or subject(page, before) != before:
            deed = None
    if deed is not None:
        return _accepted(page, span, before, deed, deeds[deed], reference, needs_due=False, bound=True)
    return _awaited(page, span, cues.get("awaited", ()), reference)


def _assigned(
    page: Page, span: Span, first: int, deeds: dict[int, str], reference: dt.date | None
) -> ActionItem | None:  # fmt: skip
    """The item of a sentence in which someone asks another to do it: `menugaskan Bappeda menyusun …`."""
    deed = next(
        (
            i
            for i in range(first + 1, min(first + _ASKED_REACH, span.last))
            if deeds.get(i) == "active" or page.is_verb(i)
        ),
        None,
    )
    if deed is None:
        return None
    before = Span(first, deed - (page.low[deed - 1] in page.words("to")))
    due = due_date(page, span, deed, reference)
    owner = subject(page, before)
    if owner is None or (due is None and (actor(page, owner) < 2 or deeds.get(deed) != "active")):
        return None
    return _item(page, page.quote(span), owner, due, "followups.sentence", reference)


def _may_be_deed(page: Page, index: int) -> bool:
    """Whether what stands after a word of what is to come can be any verb."""
    return page.is_verb(index) or (page.low[index - 1] in page.words("english_ahead") and page.low[index] != "be")


def _is_reported(page: Page, first: int, last: int) -> bool:
    """Whether the words are what someone said: an opinion, no arrangement."""
    return any(word in page.words("that") for word in page.low[first:last])


def _accepted(
    page: Page, span: Span, before: Span, deed: int, voice: str, reference: dt.date | None, *, needs_due: bool,
    bound: bool,
) -> ActionItem | None:  # fmt: skip
    """The item, if it is sure enough to be one: `before` are the words up to what is to come."""
    near = page.low[before.first : min(deed + _PLAN_REACH, span.last)]
    if not bound and any(word in page.words("plans") for word in near):
        return None
    due = due_date(page, span, deed, reference)
    owner = marked(page, *page.quote(span))
    if owner is None:
        assigned = voice == "active" or any(word in page.words("assigned") for word in page.low[before.last : deed])
        owner = subject(page, before) if assigned else doer(page, Span(deed, span.last))
    if owner is None and voice == "active" and not bound:
        due = due_date(page, span, deed, reference, firm_only=True)
    sure = owner is not None and (actor(page, owner) == 2 or bound or due is not None)
    handed_on = (
        voice == "passive" and page.stands(Span(deed, span.last), "handing") and _is_deliverable(page, before)
        and not any(page.dates_in(*page.quote(span)))
    )  # fmt: skip
    if due is None and (needs_due or not (sure or handed_on)):
        return None
    return _item(page, page.quote(span), owner if sure else None, due, "followups.sentence", reference)


def _is_deliverable(page: Page, before: Span) -> bool:
    span = without_openings(page, before)
    first = span.first + (
        page.low[span.first : span.first + 1] != [] and page.low[span.first] in page.words("articles")
    )
    return bool(page.stands(Span(first, span.last), "deliverables"))


def _awaited(
    page: Page, span: Span, cues: list[Match[str]] | tuple[()], reference: dt.date | None
) -> ActionItem | None:
    """What is awaited by a date: `Masukan ditunggu hingga 25 Juli`, `Comments are due by 30 July`."""
    if not cues or any(page.stands(Span(i, span.last), "sign_up") for i in range(span.first, span.last)):
        return None
    start, end = page.tokens[cues[0].first].start, page.tokens[span.last - 1].end
    due = next((d for d in page.dates_in(start, end) if due_value(d, reference)), None)
    return _item(page, page.quote(span), None, due, "followups.sentence", reference) if due else None


def _item(
    page: Page,
    place: tuple[int, int],
    owner: Span | None,
    due: DateMention | None,
    rule: str,
    reference: dt.date | None,
) -> ActionItem:
    start, end = place
    task = page.text[start:end].rstrip(" .;")
    proofs = [evidence(page.text, start, start + len(task), rule)]
    if owner:
        proofs.append(evidence(page.text, *page.quote(owner), "followups.owner"))
    if due:
        said = due.evidence[0]
        proofs.append(evidence(page.text, said.start, said.end, "followups.due", said.confidence))
    return ActionItem(
        task=task,
        owner=proofs[1].quote if owner else None,
        due=due_value(due, reference) if due else None,
        evidence=tuple(proofs),
    )
