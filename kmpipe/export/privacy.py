"""Masking the personal data of people who hold no public office."""

from __future__ import annotations

import msgspec

from kmpipe.model import ActivityView, Person


def mask_people(view: ActivityView) -> ActivityView:
    """The view with the names of people without public office cut to initials, and their evidence left out."""
    return msgspec.structs.replace(view, people=tuple(p if p.public_office else _mask(p) for p in view.people))


def _mask(person: Person) -> Person:
    initials = " ".join(f"{word[0]}." for word in person.name.split())
    return msgspec.structs.replace(person, name=initials, evidence=())
