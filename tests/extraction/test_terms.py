"""Terms: acronyms with their long forms, Indonesian/English pairs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmpipe.extraction.acronyms import align
from kmpipe.extraction.terms import find_terms
from kmpipe.text.normalise import normalise

FOUND = [
    ("Badan Meteorologi, Klimatologi, dan Geofisika (BMKG) hadir.", ("acronym", "BMKG", "Badan Meteorologi, Klimatologi, dan Geofisika")),
    ("Kepala Dinas Perhubungan (Dishub) hadir.", ("acronym", "Dishub", "Dinas Perhubungan")),
    ("Satuan Polisi Pamong Praja (Satpol PP) berjaga.", ("acronym", "Satpol PP", "Satuan Polisi Pamong Praja")),
    ("mengikuti bimbingan teknis (bimtek) sampah", ("acronym", "bimtek", "bimbingan teknis")),
    ("jaringan 100 Resilient Cities (100RC)", ("acronym", "100RC", "100 Resilient Cities")),
    ("BPBD (Badan Penanggulangan Bencana Daerah) hadir.", ("acronym", "BPBD", "Badan Penanggulangan Bencana Daerah")),
    ("Focus group discussions (FGDs) were held.", ("acronym", "FGD", "Focus group discussions")),
    ("Rencana Tata Ruang Wilayah (selanjutnya disebut RTRW) dibahas.", ("acronym", "RTRW", "Rencana Tata Ruang Wilayah")),
    ("menghadapi guncangan (shocks) dan banjir", ("translation", "guncangan", "shocks")),
    ("membahas ketahanan kota (city resilience) bersama", ("translation", "ketahanan kota", "city resilience")),
    ("penyusunan Rencana Aksi Iklim/Climate Action Plan (CAP)", ("translation", "Rencana Aksi Iklim", "Climate Action Plan")),
    ("beserta tolak ukur/benchmark disusun", ("translation", "tolak ukur", "benchmark")),
    ("The plan names resilience (ketahanan) as its goal.", ("translation", "ketahanan", "resilience")),
]  # fmt: skip

NAMES = [
    ("the Indonesian Red Cross (PMI) and others", ("acronym", "PMI", "Indonesian Red Cross")),
    ("by the National Development Planning Agency (Bappenas)", ("acronym", "Bappenas", "National Development Planning Agency")),
    ("the International Federation of Red Cross and Red Crescent Societies (IFRC)", ("acronym", "IFRC", "International Federation of Red Cross and Red Crescent Societies")),
    ("the local health centre (puskesmas) showed", ("translation", "puskesmas", "local health centre")),
    ("sebagai dasar berbagi data (data sharing) antardinas", ("translation", "berbagi data", "data sharing")),
]  # fmt: skip

NOISE = [
    "selama 3 (tiga) hari pada Kamis (25/10)",
    "Fokus Utama 5 (Memelihara kohesi sosial warga)",
    "Pihak Swasta (Buro Happold) dan Organisasi Non-pemerintah (Ruang Waktu)",
    "Rendy Saputra (Communication Officer) mencatat.",
    "program, proyek, dan/atau gagasan",
    "Badan Penanggulangan Daerah (BPBD) hadir.",
    "tiga tahapan, yaitu: (i) persiapan; (ii) pelaksanaan",
]


@pytest.mark.parametrize(("text", "term"), FOUND)
def test_found(text: str, term: tuple[str, str, str]) -> None:
    """Each way of giving a short form or a translation is read, without the words around it."""
    assert term in [(t.kind, t.term, t.meaning) for t in find_terms(text)]


@pytest.mark.parametrize(("text", "term"), NAMES)
def test_names_known_elsewhere(text: str, term: tuple[str, str, str]) -> None:
    """An acronym of other words than those before it is read where the name or the pair is known, or a name leaves words out."""
    assert [(t.kind, t.term, t.meaning) for t in find_terms(text)] == [term]


@pytest.mark.parametrize("text", NOISE)
def test_noise(text: str) -> None:
    """Numbers, persons, examples, list marks and acronyms that do not fit are no terms."""
    assert find_terms(text) == ()


def test_pair_with_acronym_inside() -> None:
    """`istilah (term/T)` gives the pair and the acronym."""
    terms = find_terms("proses pengelolaan pengetahuan (knowledge management/KM) dengan baik")
    assert {(t.kind, t.term, t.meaning) for t in terms} == {
        ("acronym", "KM", "knowledge management"),
        ("translation", "pengelolaan pengetahuan", "knowledge management"),
    }


def test_alternative_with_acronym() -> None:
    """`X atau Y (Z)` gives the pair X/Y and the acronym Z of Y."""
    terms = find_terms("Konsep Kota Tangguh Bencana atau Disaster Resilient City (DRC) dibahas.")
    assert {(t.kind, t.term, t.meaning) for t in terms} == {
        ("acronym", "DRC", "Disaster Resilient City"),
        ("translation", "Kota Tangguh Bencana", "Disaster Resilient City"),
    }


def test_one_record_for_all_places() -> None:
    """A term said twice is one record with two places."""
    (term,) = find_terms("Dinas Sosial (Dinsos) hadir.\nKepala Dinas Sosial (Dinsos) bicara.")
    assert [proof.quote for proof in term.evidence] == ["Dinas Sosial (Dinsos)"] * 2


@settings(deadline=None)  # the first example reads the vocabularies
@given(st.text("abcd ", min_size=1, max_size=40))
def test_initials_always_align(words: str) -> None:
    """The initials of any words stand for all of them or for fewer at the end."""
    parts = words.split()
    if len(parts) > 1 and len(parts) <= 12:
        short = "".join(part[0] for part in parts).upper()
        assert 0 < align(short, parts) <= len(parts)


@settings(deadline=None)  # the first example reads the vocabularies
@given(
    st.lists(
        st.sampled_from(
            ["(", ")", "/", "KM", "knowledge management", "kota", "City", "Kota", "atau", ",", "\n", "100", "“"]
        ),
        max_size=30,
    )
)
def test_quotes_are_the_text(pieces: list[str]) -> None:
    """Every quote is exactly the text at its offsets, whatever the text."""
    text = " ".join(pieces)
    for proof in (e for term in find_terms(text) for e in term.evidence):
        assert text[proof.start : proof.end] == proof.quote != ""


@pytest.mark.parametrize("piece", ["(", "(ABC) ", "kota/city ", "Kota (City ", "kota atau city "])
def test_linear(assert_linear: Callable[..., None], piece: str) -> None:
    """Four times the text takes about four times the time, whatever is repeated."""
    assert_linear(find_terms, piece, 10000)


@pytest.mark.shared
def test_seeds(shared: Path) -> None:
    """All terms and acronyms of the seed pages are found, with at most five others a page."""
    gold = json.loads((shared / "gold" / "seeds.json").read_text())
    for path in sorted((shared / "seeds").glob("*.txt")):
        terms = find_terms(normalise(path.read_text()).split("Check Also")[0])
        acronyms = {(t.term, t.meaning) for t in terms if t.kind == "acronym"}
        pairs = {(t.term.lower(), t.meaning.lower()) for t in terms if t.kind == "translation"}
        wanted = gold[path.name]
        wanted_acronyms = set(wanted.get("acronyms", {}).items())
        wanted_pairs = {(a.lower(), b.lower()) for a, b in wanted.get("terms", [])}
        assert wanted_acronyms <= acronyms
        assert wanted_pairs <= pairs
        assert len(acronyms - wanted_acronyms) + len(pairs - wanted_pairs) <= 5


@pytest.mark.parametrize(
    "text",
    [
        "Rapat dipimpin Dinas Perhubungan (DKI Jakarta) di Balai Kota.",
        "The working group of Sahabat Ciliwung Hilir (and community groups) met.",
        "Kegiatan ini memelihara kohesi sosial warga Jakarta (5 of the resilience strategy).",
        "The Health Agency, Dinas Kesehatan Provinsi DKJ (Jakarta Province), sent two doctors.",
        "The meeting was chaired by DKI Jakarta (Dinas Perhubungan) at City Hall.",
        "Universities, and community groups (Sahabat Ciliwung Hilir) took part.",
        "It feeds goal 5 of the resilience strategy (Memelihara kohesi sosial warga Jakarta).",
    ],
)
def test_bracket_that_says_more_is_no_translation(text: str) -> None:
    """A half that names the place, counts, or goes on with the sentence is no other name, whichever stands in brackets."""
    assert [term for term in find_terms(text) if term.kind == "translation"] == []


def test_an_article_is_no_part_of_a_term() -> None:
    """What stands before the bracket is a term without its article."""
    (term,) = find_terms("Guests saw RPTRA Mawar, a child-friendly public space (ruang publik terpadu ramah anak).")
    assert (term.term, term.meaning) == ("ruang publik terpadu ramah anak", "child-friendly public space")
