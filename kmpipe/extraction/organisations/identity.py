"""Who an organisation is: the id and names that a mention resolves to."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from kmpipe.extraction.organisations.authority import Form, name_key
from kmpipe.model import OrganisationKind
from kmpipe.vocab.load import Organisation

_GAPS = re.compile(r"[\W_]+")
# of two names for one administrative city, one says so: `(Kota Administrasi) Jakarta Utara`
_ADMINISTRATIVE = re.compile(r"\b(?:kota|kabupaten) administrasi ", re.IGNORECASE)


class Identity(NamedTuple):
    """The organisation a mention means; `id` starts with `~` where the authority file does not know it."""

    id: str
    name: str
    name_en: str | None
    kind: OrganisationKind
    parent: str | None


def of_entry(entry: Organisation) -> Identity:
    """The identity of an entry under its present name."""
    return Identity(entry.id, entry.name, entry.name_en, entry.kind, entry.parent)


def of_form(form: Form, year: int | None) -> Identity:
    """The identity of a known form; under the historic name where the text uses it and the year allows it."""
    former, entry = form.former, form.entry
    # a former name that began and has not ended is a later one: the body is filed under the name it has here
    later = former is not None and former.since is not None and former.until is None
    if former is not None and not later and alive(former.since, former.until, year):
        return Identity(entry.id, former.name, former.en or entry.name_en, entry.kind, entry.parent)
    return of_entry(entry)


def provisional(name: str, kind: OrganisationKind, parent: str | None = None) -> Identity:
    """The identity of an organisation the authority file does not know."""
    return Identity(provisional_id(name), name, None, kind, parent)


def provisional_id(name: str) -> str:
    """A stable id made of the name: `~` and its words without case, accents, punctuation and `dan`.

    >>> provisional_id("Suku Dinas Sosial Kota Administrasi Jakarta Barat")
    '~suku-dinas-sosial-jakarta-barat'
    """
    letters = unicodedata.normalize("NFKD", name_key(_ADMINISTRATIVE.sub("", name)))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return "~" + _GAPS.sub("-", plain).strip("-")


def alive(since: int | None, until: int | None, year: int | None) -> bool:
    """Whether the year lies between both, ends included; an open end or an unknown year allows it."""
    return year is None or ((since is None or since <= year) and (until is None or year <= until))
