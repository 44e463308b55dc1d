"""What a person writes on the command line, as the value of a field."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from kmpipe.activities import LISTS, PLAIN
from kmpipe.errors import UsageError
from kmpipe.model import ActionItem, FocusArea, OrganisationMention, OrganisationRole, Period, Person, Term
from kmpipe.vocab.load import FocusConcept, cached_entries

if TYPE_CHECKING:
    from kmpipe.pipeline import Options

# what stands for no value
NOTHING = frozenset({"none", "null", "-"})
_ROLE = re.compile(r"^(?P<name>.{1,300}?)\s{0,3}\((?P<role>[^()]{1,100})\)$", re.DOTALL)
_RANGE = re.compile(r"\s{0,3}\.\.\s{0,3}")
# what lies outside is a slip of the keyboard: 0018 for 2018
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
# of a number of people
_DIGITS = 7
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


def json_value(field: str, text: str, options: Options) -> str:
    """The JSON of a value of `field` as a person writes it.

    - held: `2018-01-15`, `2018-01-15..2018-01-17`, or as an article says it (`15-17 Januari 2018`);
    - organisations: a name, an abbreviation or an id, with a role in brackets where it has one: `BPBD (organiser)`;
    - focus_areas: an id; people: a name, with a role in brackets;
    - action_items: `task | owner | due`, owner and due may be missing; terms: `term = meaning`;
    - plain fields: the value; `none` for no value.

    Raises `UsageError` for an unknown field or an impossible value.
    """
    if field not in PLAIN and field not in LISTS:
        raise UsageError(f"unknown field {field!r}", hint=f"fields: {', '.join([*PLAIN, *LISTS])}")
    if not text.strip():
        raise _impossible(field, text, "a value, or `none` for no value")
    value = _READERS.get(field, _plain)(field, text.strip(), options)
    return msgspec.json.encode(value).decode()


def _plain(field: str, text: str, _: Options) -> object:
    kind = PLAIN.get(field, str)
    value: object = None if text.lower() in NOTHING else text
    if isinstance(value, str) and int in get_args(kind):
        if not value.isascii() or not value.isdigit() or len(value) > _DIGITS:
            raise _impossible(field, text, "a number of people, or `none`")
        return int(value)
    try:
        decoded: object = msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise _impossible(field, text, _allowed(kind) or "a value; this field is never empty") from error
    return decoded


def _allowed(kind: Any) -> str:
    values = [value for value in get_args(kind) if isinstance(value, str)]
    return f"one of: {', '.join(values)}" if values else ""


def _held(field: str, text: str, _: Options) -> Period | None:
    if text.lower() in NOTHING:
        return None
    parts = _RANGE.split(text, maxsplit=1)
    if all(_DAY.fullmatch(part) for part in parts):
        for part in parts:
            _check_day(field, part)
        start, end = parts[0], parts[1] if len(parts) > 1 else None
    else:
        from kmpipe.dates import parse_date  # noqa: PLC0415 - the calendar of Babel loads with it

        found = parse_date(text)
        if found is None or found.start is None:
            raise _impossible(field, text, "a day such as 2018-01-15, 2018-01-15..2018-01-17 or 15-17 Januari 2018")
        start, end = found.start, found.end
    if end is not None and end < start:
        raise _impossible(field, text, "it ends before it begins")
    return Period(start=start, end=end if end != start else None)


def _check_day(field: str, text: str) -> None:
    padded = text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text
    try:
        year = date.fromisoformat(padded).year
    except ValueError as error:
        raise _impossible(field, text, "there is no such day") from error
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise _impossible(field, text, f"a year from {_FIRST_YEAR} to {_LAST_YEAR}")


def _organisation(field: str, text: str, options: Options) -> OrganisationMention:
    """The body as an article that names it would give it: with the id of the authority file, or a provisional one."""
    from kmpipe.extraction.organisations import find_organisations  # noqa: PLC0415 - loads the authority file
    from kmpipe.extraction.organisations.identity import provisional_id  # noqa: PLC0415 - likewise
    from kmpipe.vocab.load import Organisation  # noqa: PLC0415 - likewise

    name, role = _split_role(text)
    if role is not None and role not in get_args(OrganisationRole):
        if role.islower():
            raise _impossible(field, text, f"roles: {', '.join(get_args(OrganisationRole))}")
        name, role = text, None
    entries = cached_entries("organisations", "organisation", Organisation, options.folders)
    entry = next((entry for entry in entries if entry.id == name), None)
    if entry is not None:
        body = OrganisationMention(
            id=entry.id, name=entry.name, name_en=entry.name_en, kind=entry.kind, parent=entry.parent
        )
    elif name.startswith("~") or not name:
        raise _impossible(field, text, "a name, an abbreviation, or an id of the authority file")
    else:
        found = find_organisations(name, jurisdiction=options.jurisdiction, folders=options.folders)
        if len(found) > 1:
            raise _impossible(field, text, "the name of one organisation; correct them one at a time")
        # a name that no rule knows is still a name when a person says so
        body = found[0] if found else OrganisationMention(id=provisional_id(name), name=name, kind="community")
    return msgspec.structs.replace(body, role=role or "participant", evidence=())


def _focus(field: str, text: str, options: Options) -> FocusArea:
    areas = {area.id: area for area in cached_entries("focus_areas", "concept", FocusConcept, options.folders)}
    area = areas.get(text.lower())
    if area is None:
        raise _impossible(field, text, f"one of: {', '.join(sorted(areas))}")
    return FocusArea(id=area.id, score=1.0, scheme=area.scheme)


def _person(field: str, text: str, options: Options) -> Person:
    """The person; whether the role is a public office is judged as in an article."""
    from kmpipe.extraction.people import find_people  # noqa: PLC0415 - loads the vocabulary of roles

    name, role = _split_role(text)
    if not name or "|" in text:
        raise _impossible(field, text, "a name, or `Name (role)`")
    public = any(person.public_office for person in find_people(text, folders=options.folders))
    return Person(name=name, role=role, public_office=public)


def _action(field: str, text: str, options: Options) -> ActionItem:
    task, owner, due = (*(part.strip() for part in text.split("|")), "", "")[:3]
    if not task:
        raise _impossible(field, text, "task | owner | due")
    period = _held(field, due, options) if due else None
    return ActionItem(task=task, owner=owner or None, due=period.start if period else None)


def _term(field: str, text: str, _: Options) -> Term:
    term, sign, meaning = (part.strip() for part in text.partition("="))
    if not (term and sign and meaning):
        raise _impossible(field, text, "term = meaning")
    return Term(kind="acronym" if term.isupper() and " " not in term else "translation", term=term, meaning=meaning)


def _split_role(text: str) -> tuple[str, str | None]:
    match = _ROLE.match(text)
    return (match["name"], match["role"]) if match else (text, None)


def _impossible(field: str, text: str, allowed: str) -> UsageError:
    return UsageError(f"{field} cannot be {text!r}", hint=allowed)


_READERS: dict[str, Callable[[str, str, Any], object]] = {
    "held": _held,
    "organisations": _organisation,
    "focus_areas": _focus,
    "people": _person,
    "action_items": _action,
    "terms": _term,
}
