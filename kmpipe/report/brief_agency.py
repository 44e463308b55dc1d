"""Finding the agency that somebody names: by id, name, abbreviation, alias or a name it once bore."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from kmpipe.errors import UnknownId, UsageError
from kmpipe.report.brief import Agency, Named
from kmpipe.vocab.load import Organisation

# candidates and suggestions that a message can hold
_MOST = 8


def find_agency(
    asked: str, entries: Sequence[Organisation], unlisted: Mapping[str, tuple[str, str]], jurisdiction: str
) -> Agency:
    """The agency with this id or name. `unlisted` are bodies of the corpus that no entry knows: id, then name and kind.

    Of several with one name that of `jurisdiction` counts. Raises `UsageError` that lists the candidates where there are
    several, `UnknownId` with suggestions where there is none.
    """
    wanted = _folded(asked)
    known = {entry.id: entry for entry in entries}
    names = {entry.id: {_folded(form) for form in _forms(entry)} for entry in entries}
    for identity, (name, _) in unlisted.items():
        names[identity] = {_folded(identity), _folded(name)}
    found = [identity for identity in names if _folded(identity) == wanted]
    found = found or [identity for identity, forms in names.items() if wanted in forms]
    if len(found) > 1:
        found = [i for i in found if i in known and known[i].jurisdiction == jurisdiction] or found
    if not found and wanted:
        found = [identity for identity, forms in names.items() if any(wanted in form for form in forms)]
    if len(found) > 1:
        listed = ", ".join(f"{i} ({known[i].name if i in known else unlisted[i][0]})" for i in found[:_MOST])
        more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
        raise UsageError(f"{asked!r} may be one of {len(found)} agencies", hint=f"name one by its id: {listed}{more}")
    if not found:
        raise UnknownId(f"no agency is called {asked!r}", hint=_suggestion(wanted, names, known, unlisted))
    identity = found[0]
    if identity in known:
        return _agency(known[identity], known)
    name, kind = unlisted[identity]
    return Agency(id=identity, name=name, kind=kind, listed=False, ids=(identity,), forms=(name,))


def _suggestion(
    wanted: str,
    names: Mapping[str, Iterable[str]],
    known: Mapping[str, Organisation],
    unlisted: Mapping[str, tuple[str, str]],
) -> str:
    homes = {form: identity for identity, forms in names.items() for form in forms}
    near = dict.fromkeys(homes[form] for form in get_close_matches(wanted, homes, _MOST, 0.7))
    if not near:
        return "`kmpipe stats` lists the organisations of the corpus"
    return "did you mean " + ", ".join(f"{i} ({known[i].name if i in known else unlisted[i][0]})" for i in near) + "?"


def _agency(entry: Organisation, known: Mapping[str, Organisation]) -> Agency:
    before = _chain(entry, known)
    former = [Named(name=f.name, since=f.since, until=f.until) for f in entry.former_names]
    parent = known.get(entry.parent or "")
    forms = [form for one in (entry, *before) for form in _forms(one) if form != one.id]
    return Agency(
        id=entry.id,
        name=entry.name,
        name_en=entry.name_en,
        kind=entry.kind,
        parent=parent.name if parent else entry.parent,
        abbreviations=_plain(entry.abbreviations),
        aliases=_plain(entry.aliases),
        former=tuple(former),
        predecessors=tuple(_named(known[i]) for i in entry.predecessors if i in known),
        successors=tuple(_named(known[i]) for i in entry.successors if i in known),
        ids=(entry.id, *(one.id for one in before)),
        forms=tuple(dict.fromkeys(forms)),
    )


def _chain(entry: Organisation, known: Mapping[str, Organisation]) -> list[Organisation]:
    """The bodies that an agency took over, and those that these took over."""
    found: dict[str, Organisation] = {}
    pending = list(entry.predecessors)
    while pending:
        identity = pending.pop(0)
        if identity in known and identity not in found and identity != entry.id:
            found[identity] = known[identity]
            pending += known[identity].predecessors
    return list(found.values())


def _named(entry: Organisation) -> Named:
    return Named(name=entry.name, since=entry.since, until=entry.until)


def _forms(entry: Organisation) -> list[str]:
    former = [form for name in entry.former_names for form in (name.name, name.en, *name.abbreviations) if form]
    own = [entry.name, entry.name_en, *entry.abbreviations, *entry.aliases, *entry.local]
    return [entry.id, *_plain([form for form in (*own, *former) if form])]


def _plain(forms: Iterable[str]) -> tuple[str, ...]:
    """Names without the mark that says that their case counts."""
    return tuple(form.removeprefix("=") for form in forms)


def _folded(text: str) -> str:
    return " ".join(text.removeprefix("=").casefold().split())
