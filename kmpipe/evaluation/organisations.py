"""Organisations: each distinct body of a report counts once, however often it is named.

On the surface a name is right where it equals any form in which the report names the body, or its official name. Linked
it is right where it equals the official name alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from kmpipe.evaluation.figures import Field, Outcome
from kmpipe.evaluation.gold import Mention, Report
from kmpipe.evaluation.names import NameRules
from kmpipe.model import Record


class Wanted(Record, frozen=True, kw_only=True):
    """What is to be found: each form with the official name it means, the official names by rank, and what is optional."""

    forms: dict[str, str]
    official: dict[str, int]
    optional: frozenset[str]


def score_organisations(
    gold: Report, mentions: Iterable[Mention], bodies: Iterable[str], offices: Iterable[str], names: NameRules
) -> tuple[Outcome, ...]:
    """The outcome of `organisations_surface`, `organisations_linked` and `offices`.

    A body that the gold names only as an office, as a venue or in the name of something else is optional among the
    bodies: neither rewarded nor punished. Among the offices all that are not offices are.
    """
    mentions = tuple(mentions)
    agencies, seats = _wanted(mentions, "agency", names), _wanted(mentions, "office", names)
    found, held = _distinct(bodies, names), _distinct(offices, names)
    return (
        _on_surface(gold, "organisations_surface", agencies, found, names),
        _linked(gold, agencies, found, names),
        _on_surface(gold, "offices", seats, held, names),
    )


def _wanted(mentions: tuple[Mention, ...], kind: Literal["agency", "office"], names: NameRules) -> Wanted:
    distinct = dict.fromkeys(mention.canonical for mention in mentions if mention.kind == kind)
    official = {name: rank for rank, name in enumerate(distinct)}
    forms: dict[str, str] = {}
    optional: set[str] = set()
    for mention in mentions:
        surface = names.forms(mention.surface)
        if mention.canonical in official:
            forms |= {form: mention.canonical for form in surface if form not in forms}
        else:
            optional |= surface | {names.normal(mention.canonical)}
    forms |= {form: name for name in official if (form := names.normal(name)) not in forms}
    return Wanted(forms=forms, official=official, optional=frozenset(optional))


def _distinct(found: Iterable[str], names: NameRules) -> dict[str, str]:
    """The names found under their normal form; those that come to the same count once."""
    return {normal: name for name in found if (normal := names.normal(name))}


def _on_surface(gold: Report, field: Field, wanted: Wanted, found: dict[str, str], names: NameRules) -> Outcome:
    right: set[str] = set()
    wrong = []
    for name in found.values():
        forms = names.forms(name)
        meant = {wanted.forms[form] for form in forms if form in wanted.forms}
        if meant:
            right.add(min(meant, key=wanted.official.__getitem__))
        elif wanted.optional.isdisjoint(forms):
            wrong.append(name)
    return _outcome(gold, field, wanted, right, wrong)


def _linked(gold: Report, wanted: Wanted, found: dict[str, str], names: NameRules) -> Outcome:
    official = {names.normal(name): name for name in wanted.official}
    right = {official[normal] for normal in found if normal in official}
    others = (name for normal, name in found.items() if normal not in official)
    wrong = [name for name in others if wanted.optional.isdisjoint(names.forms(name))]
    return _outcome(gold, "organisations_linked", wanted, right, wrong)


def _outcome(gold: Report, field: Field, wanted: Wanted, right: set[str], wrong: list[str]) -> Outcome:
    return Outcome(
        id=gold.id,
        language=gold.lang,
        field=field,
        right=len(right),
        wrong=tuple(wrong),
        missed=tuple(name for name in wanted.official if name not in right),
    )
