"""The canonical name of a body: heads and fields in full, places with their rank, English names in Indonesian."""

from __future__ import annotations

from kmpipe.extraction.organisations.authority import GOVERNMENT, Authority
from kmpipe.extraction.organisations.context import Seat, Seats
from kmpipe.extraction.organisations.grammar import Grammar, Head
from kmpipe.extraction.organisations.identity import provisional_id
from kmpipe.extraction.organisations.names import Candidate, Names
from kmpipe.extraction.organisations.scan import PlaceAt, abbreviates
from kmpipe.text.tokens import tokenize
from kmpipe.vocab.load import Organisation


class Naming:
    """Writes the names of the mentions of one text as the authority file would write them."""

    def __init__(self, names: Names, seats: Seats) -> None:
        self.scan = names.scan
        self.grammar: Grammar = names.grammar
        self.authority: Authority = names.authority
        self.seats = seats

    def core(self, candidate: Candidate) -> str:
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

    def whole(self, candidate: Candidate) -> str:
        """The name with its place."""
        core, place = self.core(candidate), candidate.place
        if place is None:
            return core
        linked = self.scan.word(candidate.core[1]) in self.grammar.words.english_links
        if linked and candidate.head is not None and candidate.head.closing:
            return self.scan.words(candidate.first, place.last)  # `Development Institute of Thailand`
        return f"{core} {self.placed(candidate.head, place)}"

    def placed(self, head: Head | None, place: PlaceAt) -> str:
        """The place as the bodies of that head bear it: `Kota Administrasi Jakarta Pusat` for `Jakarta Pusat`."""
        if head is None or place.prefix or (head.seat is None and not head.local):
            return place.full
        home = self.seats.at(place)
        ranked = head.local or (home.government is not None and home.place.startswith(head.seat or ""))
        return home.place if ranked else place.full

    def ranked(self, place: PlaceAt, name: str) -> PlaceAt:
        """The place with the rank that an English name tells: `Bandung` of `Bandung Regency Health Office` is `Kabupaten Bandung`."""
        rank = next((self.grammar.ranks_en[word] for word in name.split() if word in self.grammar.ranks_en), None)
        if rank is None or place.prefix or not place.seat:
            return place
        return place._replace(prefix=rank, seat=f"{rank} {place.name}")

    def indonesian(self, name: str) -> str | None:
        """What an English name without place stands for in Indonesia: `City Transportation Agency` is `Dinas Perhubungan`."""
        words = name.split()
        while words:
            if (made := self.grammar.translations.get(" ".join(words).casefold())) is not None:
                return made
            if words[0] not in self.grammar.words.levels and words[0].casefold() not in self.grammar.words.articles:
                return None
            del words[0]
        return None

    def is_english(self, name: str) -> bool:
        """Whether the name of a local body is an English one."""
        words = set(name.split())
        return not words.isdisjoint(self.grammar.words.agency_nouns)

    def written_out(self, core: str, entry: Organisation) -> str:
        """The local name as its namesake at home is called: `Dinkes` in full, `Badan Penanggulangan Bencana Daerah` as `BPBD`."""
        home = self.authority.entries.get(entry.jurisdiction or "")
        suffix = home.name.removeprefix(GOVERNMENT) if home is not None else ""
        full = entry.name.removesuffix(suffix).strip()
        if not suffix or full == entry.name:
            return core
        if " " not in core or self.is_english(core):
            return full if " " in full or self.is_english(core) else core
        same = abbreviates(core, tokenize(full)) or (" " not in full and abbreviates(full, tokenize(core)))
        return full if same else core

    def parent(self, head: Head, name: str) -> str | None:
        """The body that an office heads: `Menteri Perhubungan` heads `Kementerian Perhubungan`."""
        if head.parent is None:
            return None
        body = head.parent + name.removeprefix(head.expands or head.text)
        forms = self.authority.lookup(body)
        return forms[0].entry.id if forms else provisional_id(body)

    def translated(self, candidate: Candidate, seat: Seat) -> tuple[str, Head | None] | None:
        """The Indonesian name with its place, and its head, of a body or office at home in Indonesia that is named in English."""
        head = candidate.head
        if head is None or not seat.domestic:
            return None
        if head.indonesian is not None and head.style != "place":
            return None
        if head.indonesian is None:
            core = self.indonesian(self.core(candidate)) if head.closing or head.style == "of" else None
            return (f"{core} {seat.place}", None) if core is not None else None
        own = self.grammar.by_text.get(head.indonesian.lower())
        if head.kind != "office":
            return f"{head.indonesian} {seat.place}", own
        return f"{head.indonesian} {seat.place.partition(' ')[2]}", own

    def titled(self, candidate: Candidate, head: Head) -> str | None:
        """The Indonesian name of what English names after a field or a place: `Minister of Health`, `University of North Sumatra`."""
        if head.indonesian is None or head.style == "place":
            return None
        first, last = candidate.core
        if head.kind == "office":
            own = self.grammar.by_text.get(head.indonesian.lower())
            body = self.authority.entries.get(self.parent(head, self.core(candidate)) or "")
            opening = own.parent if own is not None else None
            if body is None or opening is None or not body.name.startswith(opening):
                return None
            return head.indonesian + body.name.removeprefix(opening)
        size = len(head.text.split())
        start, end = (first, last - size) if head.closing else (first + size, last)
        place = self.scan.places.get(start)
        whole = place is not None and place.last == end and bool(place.seat)
        return f"{head.indonesian} {place.name}" if place is not None and whole else None
