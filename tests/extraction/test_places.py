"""Places: where the activity was held, its province, and the venue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmpipe.extraction.places import find_place, find_places, find_venue
from kmpipe.text.normalise import normalise
from kmpipe.vocab.load import Place, cached_entries

HELD = [
    ("Semarang, 15-17 Januari 2018. Tim dari Surabaya hadir.", "Semarang", "Jawa Tengah"),
    ("Peserta dari Surabaya hadir. Lokakarya diadakan di Bandung, Jawa Barat.", "Bandung", "Jawa Barat"),
    ("JAKARTA (ANTARA) - Gubernur membuka acara.", "Jakarta", "DKI Jakarta"),
    ("Jakarta, Kamis 25 Oktober 2018. Lokakarya dibuka.", "Jakarta", "DKI Jakarta"),
    ("Bogor (4/8). Tim berkunjung.", "Bogor", "Jawa Barat"),
    ("Rotterdam, 8 Juli 2019. Jakarta hadir.", "Rotterdam", None),
    ("The summit was held in Bangkok, Thailand.", "Bangkok", None),
    ("Rapat digelar di Hotel Cempaka, Jakarta Pusat, Rabu.", "Jakarta Pusat", "DKI Jakarta"),
    ("Pelatihan dilaksanakan di Kabupaten Semarang.", "Kabupaten Semarang", "Jawa Tengah"),
    ("Pertemuan diadakan di Provinsi Bali.", "Bali", "Bali"),
    ("Kegiatan berlangsung di DKI Jakarta.", "Jakarta", "DKI Jakarta"),
    (
        "Bekasi - Sebanyak 30 kader dilatih memilah sampah rumah tangga di wilayah masing-masing.",
        "Bekasi",
        "Jawa Barat",
    ),
    ("Warga menanam mangrove di Pantai Melati, Cilincing.", "Jakarta Utara", "DKI Jakarta"),
    (
        "Makassar – Dinas Perhubungan Kota Makassar akan meluncurkan bus sekolah listrik.",
        "Makassar",
        "Sulawesi Selatan",
    ),
    ("SURABAYA – Pemerintah kota meresmikan taman.", "Surabaya", "Jawa Timur"),
    (
        "The drill took place in the Auditorium of RSUD Tarakan, West Jakarta, on Friday.",
        "Jakarta Barat",
        "DKI Jakarta",
    ),
    ("Diskusi diadakan di Aula Kantor Kecamatan Tanah Abang, Kamis (4/8).", "Jakarta Pusat", "DKI Jakarta"),
    ("Survei dilaksanakan di lima wilayah Jakarta.", "Jakarta", "DKI Jakarta"),
    ("Volunteers went from door to door on Pulau Tidung.", "Kepulauan Seribu", "DKI Jakarta"),
    ("Rombongan diterima di Ruang Rapat, Balai Kota Bandung.", "Bandung", "Jawa Barat"),
]

NOWHERE = [
    "Pemerintah Kota Surabaya mengadakan lokakarya.",
    "Wakil dari Medan, Padang, dan Manado mengikuti lokakarya.",
    "Surat undangan diterima; batu dan batang kayu dipindahkan.",
    "Jakarta Berketahanan – Status Ketahanan Kota dibahas.",
    "Rapat diadakan di Aula RSUD Tarakan.",
    "Lokakarya diadakan di Hotel Bandung.",
    "Workshop diadakan di Gedung Pola, Jalan Surabaya.",
    "Patung itu dipindah ke Pancoran.",
]


@pytest.mark.parametrize(("text", "place", "province"), HELD)
def test_where_it_was_held(text: str, place: str, province: str | None) -> None:
    """The dateline or the sentence about the event gives the place, and the gazetteer its province."""
    found, of, proofs = find_place(text)
    assert (found, of) == (place, province)
    assert proofs
    assert all(text[proof.start : proof.end] == proof.quote for proof in proofs)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Rapat diadakan di Ruang Rapat Bappeda Lantai 2 dan dihadiri Dinas Kesehatan Provinsi DKI Jakarta.", "Jakarta"),
        ("Rapat di Ruang Rapat Utama dihadiri BPBD DKI Jakarta dan Suku Dinas Kesehatan Jakarta Timur.", "Jakarta"),
        ("Pertemuan di Ruang Rapat Utama dihadiri BPBD Kota Semarang.", "Semarang"),
        ("BPBD Kota Tegal, Dinas Sosial Kota Tegal, dan Bappeda Kota Tegal bertemu.", "Tegal"),
    ],
)  # fmt: skip
def test_bodies_of_one_city_say_where(text: str, place: str) -> None:
    """Where nothing else says it, the bodies of one city that met in a room do, with low confidence."""
    found, _, proofs = find_place(text)
    assert found == place
    assert {(proof.rule, proof.confidence) for proof in proofs} == {("places.bodies", 0.4)}


@pytest.mark.parametrize(
    "text",
    [
        "BPBD Kota Tegal dan Dinas Sosial Kota Tegal bertemu.",
        "Rapat daring di Ruang Rapat Utama dihadiri BPBD Kota Tegal.",
        "Rapat di Ruang Rapat Utama dihadiri BPBD Kota Tegal dan BPBD Kota Medan.",
        "Rombongan BPBD Kota Tegal berkunjung dan diterima di Ruang Rapat Utama.",
        "Lokakarya Jakarta Berketahanan berlangsung di Hotel Cempaka.",
    ],
)
def test_bodies_are_not_enough(text: str) -> None:
    """Two bodies without a room, an online meeting, bodies of two cities, a visit, and a programme's name say nothing."""
    assert find_place(text) == (None, None, ())


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Rapat diadakan di Kabupaten Sigi.", "Sigi"),
        ("Pelatihan digelar di Kabupaten Manggarai.", "Kabupaten Manggarai"),
        ("Tanah Bumbu, 3 Mei 2019. Warga hadir.", "Tanah Bumbu"),
        ("Dialog berlangsung di Timika.", "Mimika"),
        ("Aksi bersih digelar di Stasiun Manggarai.", None),
    ],
)
def test_regencies_everywhere(text: str, place: str | None) -> None:
    """Regencies far from the capital are known, and one that bears the name of a district elsewhere only as a regency."""
    assert find_place(text)[0] == place


@pytest.mark.parametrize("text", NOWHERE)
def test_a_mere_mention_is_no_place(text: str) -> None:
    """Participants' towns and names of bodies do not say where it was; the default stands in without evidence."""
    assert find_place(text) == (None, None, ())
    assert find_place(text, default="Jakarta") == ("Jakarta", "DKI Jakarta", ())


def test_the_title_says_it_where_the_text_does_not() -> None:
    """`… di Semarang` in the title counts, with evidence in the title."""
    place, _, proofs = find_place("Tim belajar banyak.", title="Kunjungan Belajar di Semarang")
    assert place == "Semarang"
    assert [proof.field for proof in proofs] == ["title"]


@pytest.mark.parametrize(
    ("title", "text", "place"),
    [
        (
            "",
            "From 20 to 24 May 2019 twelve officials from Semarang visited Rotterdam to learn about water.",
            "Rotterdam",
        ),
        ("Study Visit to Rotterdam", "Officials learnt about water.", "Rotterdam"),
        ("", "Rombongan dari Medan berkunjung ke Kota Solo untuk belajar.", "Surakarta"),
        ("", "Surat dikirim ke Surabaya.", None),
    ],
)
def test_a_visit_was_held_where_it_went(title: str, text: str, place: str | None) -> None:
    """`visited X` and `berkunjung ke X` say where; where the visitors came from does not, nor what was only sent there."""
    assert find_place(text, title=title)[0] == place


def test_roles_of_places() -> None:
    """Each mention says what it is: dateline, place of the event, part of a name, or mere mention."""
    text = "Semarang, 3 Mei 2018. Pemerintah Provinsi DKI Jakarta menggelar rapat di Salatiga bersama wakil dari Solo dan Kota Tegal."
    assert [(p.name, p.role) for p in find_places(text)] == [
        ("Semarang", "dateline"), ("DKI Jakarta", "named"), ("Salatiga", "held"), ("Tegal", "mentioned"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "venue"),
    [
        ("Rapat diadakan di Ruang Rapat III Balaikota, Blok H, Lantai 2.", "Ruang Rapat III Balaikota, Blok H, Lantai 2"),
        ("Lokakarya bertempat di Gedung Juang Lt 5 Ruang Melati, yang dibuka wali kota.", "Gedung Juang Lt 5 Ruang Melati"),
        ("Acara digelar di Hotel Cempaka Jumat (22/11).", "Hotel Cempaka"),
        ("BPBD mengadakan rapat di lantai 15 Gedung Graha Siaga, Jl Melati, Jakarta Timur.", "lantai 15 Gedung Graha Siaga, Jl Melati"),
        ("A public consultation was held at City Hall on 4 March.", "City Hall"),
        ("The workshop took place at the Rose Garden Hotel in Bangkok.", "Rose Garden Hotel"),
        ("The group met on Thursday in the Rose Meeting Room, Planning Building, 4th Floor.", "Rose Meeting Room, Planning Building, 4th Floor"),
        ("Wali kota meluncurkan aplikasi di Rusunawa Melati, Penjaringan, Jakarta Utara.", "Rusunawa Melati"),
        ("The city launched its atlas at the Sea View Low-Cost Flats in Penjaringan.", "Sea View Low-Cost Flats"),
        ("Kunjungan dilaksanakan pada 19 Juli 2018 di TPS 3R Melati, sedangkan hari kedua bebas.", "TPS 3R Melati"),
        ("Dua bus berangkat membawa siswa ke Tempat Pengolahan Sampah Terpadu (TPST) Melati di Kota Bekasi.", "Tempat Pengolahan Sampah Terpadu (TPST) Melati"),
        ("The guests were welcomed at RPTRA Mawar Putih, a public space.", "RPTRA Mawar Putih"),
        ("Warga duduk bersama petugas di kantor Kecamatan Menteng kemarin.", "kantor Kecamatan Menteng"),
        ("The workshop ran from 3 to 5 March 2019 at the Open Data Lounge, City Hall Block C, 2nd Floor.", "Open Data Lounge, City Hall Block C, 2nd Floor"),
        ("The seminar took place in Room 4B of the City Library, Bandung.", "Room 4B of the City Library"),
        ("Volunteers went from door to door on Pulau Tidung.", "Pulau Tidung"),
        ("A seminar on City Hall Reform drew students.", None),
        ("Banyak gedung terbakar di Jalan Mawar.", None),
        ("Lokakarya membahas ruang terbuka dan gedung hijau.", None),
        ("Peserta dipisah ke dalam tiga ruangan di kantor masing-masing.", None),
    ],
)  # fmt: skip
def test_venue(text: str, venue: str | None) -> None:
    """The venue is the phrase of room, building and floor, without date, town or what follows."""
    found, proofs = find_venue(text)
    assert found == venue
    assert [proof.quote for proof in proofs] == ([venue] if venue else [])


def test_the_gazetteer_is_complete() -> None:
    """38 provinces, 98 cities, 416 regencies, and every province that a place names is one of them."""
    places = cached_entries("places", "place", Place)
    provinces = {place.name for place in places if place.kind == "province"}
    cities = {place.name for place in places if place.kind == "city"} - {"Jakarta"}
    assert len(provinces) == 38
    assert len(cities) == 98
    assert len({place.name for place in places if place.kind == "regency"}) == 416
    assert {place.province for place in places if place.province} == provinces


@settings(deadline=None)  # the first example reads the vocabularies
@given(
    st.lists(
        st.sampled_from(
            [
                "Semarang",
                ",",
                "di",
                "Hotel",
                "Ruang",
                "Kota",
                "Lantai",
                "5",
                "Jawa Tengah",
                ".",
                "\n",
                "diadakan",
                "at",
                "the",
            ]
        ),
        max_size=30,
    )
)
def test_quotes_are_the_text(pieces: list[str]) -> None:
    """Every quote is exactly the text at its offsets, whatever the text."""
    text = " ".join(pieces)
    for proof in (*find_venue(text)[1], *(e for place in find_places(text) for e in place.evidence)):
        assert text[proof.start : proof.end] == proof.quote != ""


@pytest.mark.parametrize("piece", ["Semarang, ", "di Gedung A, ", "di ", "("])
def test_linear(assert_linear: Callable[..., None], piece: str) -> None:
    """Four times the text takes about four times the time, whatever is repeated."""
    assert_linear(find_place, piece, 10000)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("number", "place", "venue"),
    [
        ("000", ("Semarang", "Jawa Tengah"), None),
        ("001", ("Jakarta", "DKI Jakarta"), "Ruang Rapat II Deputi Gubernur, Balaikota Provinsi DKI Jakarta, Blok G, Lantai 5"),
        ("002", ("Jakarta", "DKI Jakarta"), "Gedung Balaikota Blok G Lt 23 Ruang Pertemuan"),
    ],
)  # fmt: skip
def test_seeds(shared: Path, number: str, place: tuple[str, str], venue: str | None) -> None:
    """The three seed pages give place, province and venue exactly."""
    (path,) = (shared / "seeds").glob(f"{number}_*.txt")
    text = normalise(path.read_text()).split("Check Also")[0]
    assert find_place(text)[:2] == place
    assert find_venue(text)[0] == venue
