"""Which organisation a mention means: the authority file, the jurisdiction in context, acronyms defined in the text."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import NamedTuple

from kmpipe.extraction.organisations.authority import Form, name_key
from kmpipe.extraction.organisations.grammar import Head
from kmpipe.extraction.organisations.names import Candidate, Names
from kmpipe.extraction.organisations.scan import PlaceAt
from kmpipe.model import OrganisationKind
from kmpipe.vocab.load import Organisation
from kmpipe.vocab.match import Phrases

_SLUG = re.compile(r"[^a-z0-9]+")
# of two names for one administrative city, one says so: `(Kota Administrasi) Jakarta Utara`
_ADMINISTRATIVE = re.compile(r"\b(?:kota|kabupaten) administrasi ", re.IGNORECASE)
# a blend that stands alone for its body: shorter ones are too often part of another name
_BLEND = 5
# a government that ties the bodies after it to itself stands at most so many mentions before them
_NEARBY = 12


class Identity(NamedTuple):
    """The organisation a mention means; `id` starts with `~` where the authority file does not know it."""

    id: str
    name: str
    name_en: str | None
    kind: OrganisationKind
    parent: str | None


class Seat(NamedTuple):
    """A government as context: its id, or None where the authority file does not know it, and the name of its place."""

    government: str | None
    place: str


class Linker:
    """Resolves the mentions of one text. `jurisdiction` is the government a local name means where nothing else is said."""

    def __init__(
        self, names: Names, found: list[Candidate], *, title: str, year: int | None, jurisdiction: str | None
    ) -> None:
        self.names = names
        self.scan = names.scan
        self.authority = names.authority
        self.grammar = names.grammar
        self.year = year
        self.found = found
        self._firsts = [candidate.first for candidate in found]
        self.jurisdiction = self._document_jurisdiction(title, jurisdiction)
        self.aliases: dict[str, Identity] = {}

    # --- the jurisdiction in context ---

    def _seat(self, government: str | None) -> Seat | None:
        entry = self.authority.entries.get(government or "")
        return Seat(entry.id, entry.name.removeprefix("Pemerintah ")) if entry is not None else None

    def _document_jurisdiction(self, title: str, default: str | None) -> Seat | None:
        """The site's own jurisdiction, unless the text tells of one other government and never of that."""
        home = self._seat(default) or (Seat(default, default) if default is not None else None)
        others: dict[str, Seat] = {}
        for place in self.scan.places.values():
            if default is not None and self._belongs(self.government(place), default):
                return home
            if place.prefix and not place.country:
                others.setdefault(place.full, Seat(self.government(place), place.full))
        named = [form.entry for candidate in self.found for form in candidate.forms if form.kind != "local"]
        if default is not None and any(default in {entry.id, entry.jurisdiction} for entry in named):
            return home
        if default is not None and any(
            self._belongs(self.authority.government(place), default) for place in _phrases(title)
        ):
            return home
        return next(iter(others.values())) if len(others) == 1 else home

    def government(self, place: PlaceAt) -> str | None:
        """The id of the place's government, or None."""
        return self.authority.government(place.full) or self.authority.government(place.name)

    def _belongs(self, government: str | None, to: str) -> bool:
        while government is not None:
            if government == to:
                return True
            entry = self.authority.entries.get(government)
            government = entry.parent if entry is not None else None
        return False

    def _nearby(self, candidate: Candidate) -> Seat | None:
        """The government that a bracket or `melalui` ties the mention to, else that of the document."""
        scan = self.scan
        before = bisect_left(self._firsts, candidate.first)
        for other in reversed(self.found[max(0, before - _NEARBY) : before]):
            if not scan.same_sentence(other.first, candidate.first):
                break
            tied = scan.word(other.last) in {"(", "melalui", "lewat"}
            if tied and not (scan.word(other.last) == "(" and self._closed(other.last, candidate.first)):
                seat = self._governing(other)
                if seat is not None:
                    return seat
        return self.jurisdiction

    def _closed(self, opening: int, before: int) -> bool:
        depth = 0
        for at in range(opening, before):
            depth += (self.scan.word(at) == "(") - (self.scan.word(at) == ")")
        return depth <= 0

    def _governing(self, candidate: Candidate) -> Seat | None:
        """The government that the mention names, if it names one."""
        named = candidate.place is not None and not candidate.place.country
        if not named and all(form.kind == "local" for form in candidate.forms):
            return None
        identity = self.resolve(candidate)
        if identity is None or not identity.name.startswith("Pemerintah ") or identity.kind != "government":
            return None
        return self._seat(identity.id) or Seat(None, identity.name.removeprefix("Pemerintah "))

    # --- one mention ---

    def resolve(self, candidate: Candidate) -> Identity | None:
        """The organisation, or None where the words name a kind of body and no single one."""
        if candidate.forms:
            return self._known(candidate, candidate.forms)
        return None if self._generic(candidate) else self._unknown(candidate)

    def _generic(self, candidate: Candidate) -> bool:
        words = self.scan.words(*candidate.core).casefold()
        leading = self.scan.places.get(candidate.first)
        rest = (
            self.scan.words(leading.last, candidate.core[1]).casefold()
            if leading and leading.last < candidate.core[1]
            else words
        )
        return words in self.grammar.generic or rest in self.grammar.generic

    def _known(self, candidate: Candidate, forms: tuple[Form, ...]) -> Identity | None:
        place = candidate.place
        if place is not None and not place.country:
            government = self.government(place)
            own = [form for form in forms if government in {form.entry.jurisdiction, form.entry.id}]
            if government is not None and own:
                return self.identity(own[0])
            return self._elsewhere(candidate, forms, Seat(government, place.full))
        if (
            place is not None
            and place.name != "Indonesia"
            and forms[0].entry.kind in {"ngo", "international", "university"}
        ):
            return self._provisional(self.scan.words(candidate.first, place.last), forms[0].entry.kind)
        sure = [form for form in forms if form.kind != "local"]
        if sure:
            return self.identity(self._best(sure))
        context = self._nearby(candidate)
        if context is None:
            return self._provisional(self._core(candidate), forms[0].entry.kind)
        alias = self.aliases.get(_alias_key(self._core(candidate), None))
        if alias is not None and candidate.place is None:
            return alias
        own = [
            form
            for form in forms
            if form.entry.jurisdiction and self._belongs(context.government, form.entry.jurisdiction)
        ]
        if own:
            return self.identity(self._best(own))
        seat, entry = self.authority.entries.get(context.government or ""), forms[0].entry
        heads = entry.kind == "office" or entry.id == entry.jurisdiction
        if heads and seat is not None and all(form.entry.level != seat.level for form in forms):
            return None  # `Pemkot`, `Wali Kota` in a province: which of its cities is not said
        return self._elsewhere(candidate, forms, context)

    def _best(self, forms: list[Form]) -> Form:
        """Of several bodies with one name, the one of the home jurisdiction, then the one of that year, then the first."""

        def rank(form: Form) -> tuple[bool, bool]:
            entry = form.entry
            at_home = self.jurisdiction is not None and entry.jurisdiction == self.jurisdiction.government
            return not at_home, not _alive(entry.since, entry.until, self.year)

        return min(forms, key=rank)

    def _elsewhere(self, candidate: Candidate, forms: tuple[Form, ...], seat: Seat) -> Identity | None:
        """A body of another jurisdiction that bears a known name: `Dinas Kesehatan Kota Semarang`."""
        government = seat.government
        core = self._core(candidate)
        if government is not None and (entry := self.authority.local(core, government)) is not None:
            return self._entry(entry)
        form = forms[0]
        linked = candidate.place is not None and self.scan.word(candidate.core[1]) in {"in", "of"}
        if linked or (candidate.head is not None and candidate.head.closing):
            return self._provisional(self.scan.words(*candidate[:2]), form.entry.kind)
        if form.kind in {"abbreviation", "local"}:
            core = self._written_out(core, form.entry)
        if (
            government is not None
            and form.entry.jurisdiction is not None
            and self._belongs(government, form.entry.jurisdiction)
        ):
            alias = self.aliases.get(_alias_key(self._core(candidate), candidate.place))
            if alias is not None:
                return alias
            first, _, rest = core.partition(" ")
            core = f"{self.grammar.branches.get(first, first)} {rest}".strip()
        return self._provisional(f"{core} {seat.place}", form.entry.kind)

    def _written_out(self, core: str, entry: Organisation) -> str:
        """`Dinkes` in full, as its namesake at home is called."""
        if " " in core:
            return core
        home = self.authority.entries.get(entry.jurisdiction or "")
        suffix = home.name.removeprefix("Pemerintah ") if home is not None else ""
        full = entry.name.removesuffix(suffix).strip()
        return full if suffix and full != entry.name and " " in full else core

    def _unknown(self, candidate: Candidate) -> Identity | None:
        head = candidate.head
        core = self._core(candidate)
        whole = f"{core} {candidate.place.full}" if candidate.place is not None else core
        for name in dict.fromkeys((whole, self.scan.words(*candidate[:2]), core)):
            forms = self.authority.lookup(name) or self.authority.nearly(name)
            if forms and (name != core or candidate.place is None or any(form.kind == "local" for form in forms)):
                local = candidate if name == core else candidate._replace(place=None)
                return self._known(local, forms)
        if head is not None and head.closing and (leading := self._leading_place(candidate)) is not None:
            return leading
        if head is not None and head.style == "bare" and candidate.place is None:
            return None
        kind = candidate.kind or (head.kind if head is not None else "ngo")
        parent = self._parent(head, whole) if head is not None and kind == "office" else None
        return self._provisional(whole, kind, parent)

    def _leading_place(self, candidate: Candidate) -> Identity | None:
        """`Semarang Environment Agency`: the place first, as in English."""
        place = self.scan.places.get(candidate.first)
        if place is None or place.last >= candidate.core[1]:
            return None
        rest = self.scan.words(place.last, candidate.core[1])
        forms = tuple(form for form in self.authority.lookup(rest) if form.kind == "local")
        core = (place.last, candidate.core[1])
        return self._known(candidate._replace(place=place, core=core), forms) if forms else None

    def _parent(self, head: Head, name: str) -> str | None:
        """The body that an office heads: `Menteri Perhubungan` heads `Kementerian Perhubungan`."""
        if head.parent is None:
            return None
        body = head.parent + name.removeprefix(head.expands or head.text)
        forms = self.authority.lookup(body)
        return forms[0].entry.id if forms else _provisional_id(body)

    # --- names and ids ---

    def _core(self, candidate: Candidate) -> str:
        """The name without its place, heads and fields of work written in full."""
        head = candidate.head
        first, last = candidate.core
        text = candidate.name if candidate.name is not None else self.scan.words(first, last)
        if head is None or head.closing:
            return text
        if head.expands:
            text = head.expands + text[len(head.text) :]
        opening = head.expands or head.text
        rest = text[len(opening) :].strip()
        return f"{opening} {self.grammar.fields_short[rest]}" if rest in self.grammar.fields_short else text

    def identity(self, form: Form) -> Identity:
        """The identity of a known form; the historic name where the text uses it and the year allows it."""
        former = form.former
        if former is not None and _alive(former.since, former.until, self.year):
            entry = form.entry
            return Identity(entry.id, former.name, former.en or entry.name_en, entry.kind, entry.parent)
        return self._entry(form.entry)

    @staticmethod
    def _entry(entry: Organisation) -> Identity:
        return Identity(entry.id, entry.name, entry.name_en, entry.kind, entry.parent)

    def _provisional(self, name: str, kind: OrganisationKind, parent: str | None = None) -> Identity:
        return Identity(_provisional_id(name), name, None, kind, parent)

    # --- short forms defined in the text ---

    def define(self, candidate: Candidate, identity: Identity) -> None:
        """Remembers the short forms that the text gives for the mention: `Forum Pengurangan Risiko Bencana (FPRB)`."""
        head = candidate.head.text if candidate.head is not None and not candidate.head.closing else ""
        initials = {identity.name[:1].casefold(), self.scan.word(candidate.first)[:1].casefold()}
        for at in range(candidate.first, candidate.last):
            if at not in self.scan.short:
                continue
            short = self.scan.short[at][0]
            words = short.split()
            for place in (candidate.place, None):
                self.aliases.setdefault(_alias_key(words[-1], place), identity)
            whole = short[:1].casefold() in initials and not identity.name.casefold().startswith(short.casefold() + " ")
            if whole or (len(short) >= _BLEND and not short.isupper()):
                self.aliases.setdefault(short, identity)
            if head and not whole:
                self.aliases.setdefault(f"{head} {short}", identity)

    def more(self) -> list[tuple[Candidate, Identity]]:
        """The mentions by a short form that the text itself defined."""
        taken = {at for candidate in self.found for at in range(candidate.first, candidate.last)}
        spelt = [("=" + alias, identity) for alias, identity in self.aliases.items() if "\0" not in alias]
        if not spelt:
            return []
        matches = Phrases(spelt).find(self.scan.text, self.scan.tokens)
        return [
            (Candidate(m.first, m.last, (m.first, m.last), "short form defined in the text", 0.85), m.payloads[0])
            for m in matches
            if taken.isdisjoint(range(m.first, m.last))
        ]


def _alias_key(short: str, place: PlaceAt | None) -> str:
    return f"{short}\0{place.name if place is not None else ''}"


def _alive(since: int | None, until: int | None, year: int | None) -> bool:
    return year is None or ((since is None or since <= year) and (until is None or year <= until))


def _phrases(title: str) -> list[str]:
    words = re.findall(r"\w+", title)
    return [" ".join(words[at : at + size]) for at in range(len(words)) for size in (1, 2)]


def _provisional_id(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name_key(_ADMINISTRATIVE.sub("", name))).encode("ascii", "ignore").decode()
    return "~" + _SLUG.sub("-", plain).strip("-")
