"""People: names without titles, roles as in the text, public office, every mention; and contacts to mask."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmpipe.extraction.people import find_contacts, find_people
from kmpipe.text.normalise import normalise

NAMED = [
    ("Deputi Gubernur Bidang Tata Ruang, Ratna Wulandari menyampaikan laporan.", "Ratna Wulandari", "Deputi Gubernur Bidang Tata Ruang"),
    ("Hadir Bpk. Hartono (Deputi CRO) dalam rapat.", "Hartono", "Deputi CRO"),
    ("Bambang Suryono, Kepala Pusat Data, menjelaskan peta.", "Bambang Suryono", "Kepala Pusat Data"),
    ("“We learn,” said Jane Doe, Head of the Transport Agency.", "Jane Doe", "Head of the Transport Agency"),
    ("Kepala Dinas Perhubungan (Dishub) DKI Wahyu Prakoso membuka acara.", "Wahyu Prakoso", "Kepala Dinas Perhubungan (Dishub) DKI"),
    ("Narasumber: Prof. Dr. Ir. Budi Santoso, M.Sc. selaku Ketua Panel.", "Budi Santoso", "Ketua Panel"),
    ("Menteri Agraria dan Tata Ruang Endang Purnomo hadir.", "Endang Purnomo", "Menteri Agraria dan Tata Ruang"),
    ("Camat Penjaringan Depika Romadi meninjau pompa.", "Depika Romadi", "Camat Penjaringan"),
    ("Lurah Cipinang Melayu, Agus Sulaeman, menerima bantuan.", "Agus Sulaeman", "Lurah Cipinang Melayu"),
    ("Plt. Kepala BPBD, Drs. Sabdo Kurnianto, M.Si., memimpin apel.", "Sabdo Kurnianto", "Plt. Kepala BPBD"),
    ("Sulastri (52), penjual nasi di pasar, mengeluh.", "Sulastri", "penjual nasi"),
    ("Kepala Bidang Kesiapsiagaan BPBD Kota Surabaya, Teguh Martawijaya, meminta data.", "Teguh Martawijaya", "Kepala Bidang Kesiapsiagaan BPBD Kota Surabaya"),
    ("Mayor Aboutaleb of Rotterdam welcomed the guests.", "Aboutaleb", "Mayor"),
    ("Kasat Binmas Polres Metro Jakarta Selatan Kompol Rudi Wibowo SH memberi materi.", "Rudi Wibowo", "Kasat Binmas Polres Metro Jakarta Selatan"),
    ("Chair: Hening Wulandari, Ministry of Planning", "Hening Wulandari", "Chair"),
    ("Ketua panitia, Dr. Wening Prasetyo, meminta maaf.", "Wening Prasetyo", "Ketua panitia"),
    ("Pemateri, Bapak Jopie Sahertian, menjelaskan program.", "Jopie Sahertian", "Pemateri"),
    ("4. Thiri Nwe Oo, Programme Officer", "Thiri Nwe Oo", "Programme Officer"),
]  # fmt: skip

NOBODY = [
    "Pelatihan diadakan di Aula Kantor Bupati Sigi, Bora.",
    "Rapat berlangsung di Gedung Dinas Teknis Abdul Muis pada Kamis.",
    "The mayor met the Matatu Owners Association and the Kibera Youth Alliance.",
    "Workshop diadakan di Hotel Mulia Senayan oleh Yayasan Rujak bersama Rockefeller Foundation dan Google Maps.",
    "Tim Buro Happold dan Jakarta Konsultindo memaparkan Strategi Ketahanan Kota di Jalan Sudirman.",
    "Ibu Kota Jakarta dan Kota Surabaya memakai aplikasi Jakarta Kini di Taman Ismail Marzuki.",
    "Kepala Dinas Kesehatan dan Kepala Dinas Sosial menghadiri rapat di Stadion Gelora Bung Karno.",
    "Acara digelar Senin, 3 Agustus 2018 di Universitas Gadjah Mada. Peserta Lokakarya Ketahanan hadir.",
    "Rombongan singgah di TPS 3R Sukawati, lalu pulang.",
    "Hadir pula pengelola Bank Sampah Melati Wangi.",
    "The City Resilience Framework was presented at Harvard University by the World Bank.",
]


@pytest.mark.parametrize(("text", "name", "role"), NAMED)
def test_name_and_role(text: str, name: str, role: str) -> None:
    """A person comes out without titles and degrees, with the role as it stands in the text."""
    people = find_people(text)
    assert [(person.name, person.role) for person in people] == [(name, role)]


@pytest.mark.parametrize("text", NOBODY)
def test_bodies_places_and_products_are_no_people(text: str) -> None:
    """Organisations, streets, buildings, programmes and bare offices are not taken for people."""
    assert find_people(text) == ()


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("Gubernur Agus Wibowo membuka acara.", True),
        ("Kepala Dinas Sosial, Agus Wibowo, membuka acara.", True),
        ("Staf khusus Menteri Perhubungan Agus Wibowo hadir.", True),
        ("Agus Wibowo (Staf Intern) mencatat.", False),
        ("Relawan Agus Wibowo membantu warga.", False),
        ("Warga RW 04 Agus Wibowo mengungsi.", False),
        ("Direktur Utama PT Maju Bersama Agus Wibowo hadir.", False),
        ("Mahasiswa Universitas Indonesia, Agus Wibowo, bertanya.", False),
        ("Ketua RT 05 Agus Wibowo hadir.", False),
    ],
)
def test_public_office(text: str, *, public: bool) -> None:
    """Officials hold a public office; interns, residents, students, volunteers and company people do not."""
    assert [(person.name, person.public_office) for person in find_people(text)] == [("Agus Wibowo", public)]


def test_one_person_with_all_mentions() -> None:
    """Full name, short name and a later full name are one person with three mentions."""
    text = "Gubernur Heru Budi Hartono membuka rapat. Menurut Heru, air naik. Heru Budi Hartono menutup rapat."
    (person,) = find_people(text)
    assert person.name == "Heru Budi Hartono"
    assert [proof.quote for proof in person.evidence] == ["Heru Budi Hartono", "Heru", "Heru Budi Hartono"]


def test_organisation_after_the_name() -> None:
    """`dari` and `of` say for which body someone came."""
    people = find_people("Narasumber ialah Erwin Lubis dari Lembaga Cegah Banjir dan Weni Lestari dari PT Kereta Kota.")
    assert [(p.name, p.organisation) for p in people] == [
        ("Erwin Lubis", "Lembaga Cegah Banjir"),
        ("Weni Lestari", "PT Kereta Kota"),
    ]


@pytest.mark.parametrize(
    ("text", "role", "body"),
    [
        ("Helen Brandt, Lead Economist at the World Bank, agreed.", "Lead Economist", "World Bank"),
        ("1. Maria Lestari, Deputy Director, Community Development Institute", "Deputy Director", "Community Development Institute"),
        ("2. Bambang Sutikno, Head of Section, Surabaya City Government\nLalu makan siang.", "Head of Section", "Surabaya City Government"),
    ],
)  # fmt: skip
def test_organisation_after_the_role(text: str, role: str, body: str) -> None:
    """`at`, or a comma in a list of people, says whose role it is."""
    (person,) = find_people(text)
    assert (person.role, person.organisation) == (role, body.replace("the ", ""))


def test_contacts() -> None:
    """Telephone numbers, e-mail and street addresses are found; dates, sums and file stamps are not."""
    text = (
        "Hubungi Ani di 0812-3456-7890, (021) 3456789 atau +62 811 222 3333, surel ani@contoh.go.id, "
        "Jl. Merdeka Selatan No. 8. Anggaran Rp 1.250.000.000; foto 20180115_084113; 15-17 Januari 2018; pukul 09.00."
    )
    found = [(e.rule.split(".")[1], e.quote) for e in find_contacts(text)]
    assert found == [
        ("phone", "0812-3456-7890"), ("phone", "(021) 3456789"), ("phone", "+62 811 222 3333"),
        ("email", "ani@contoh.go.id"), ("street", "Jl. Merdeka Selatan No. 8"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("Rumah Sulastri di RT 05/RW 03 Kelurahan Kampung Melayu, terendam.", "RT 05/RW 03 Kelurahan Kampung Melayu"),
        ("Ia tinggal di RT 004 RW 012 sejak 2010.", "RT 004 RW 012"),
        ("Alamat: Perumahan Griya Asri Blok C2 No 7.", "Perumahan Griya Asri Blok C2 No 7"),
        ("Jl. Kebon Melati Raya No.12A RT.01/RW.02, Kel. Melati", "Jl. Kebon Melati Raya No.12A RT.01/RW.02, Kel. Melati"),
        ("Jalan Melati IV No. 12, Tebet", "Jalan Melati IV No. 12"),
    ],
)  # fmt: skip
def test_home_addresses(text: str, home: str) -> None:
    """Where someone lives is found with and without the name of a street."""
    assert [(e.rule, e.quote) for e in find_contacts(text)] == [("contacts.street", home)]


def test_a_neighbourhood_is_no_home() -> None:
    """A whole `RW` and an estate without its block are where many live."""
    assert find_contacts("Warga RW 03 dan penghuni Rusun Melati hadir.") == ()


@settings(deadline=None)  # the first example reads the vocabularies
@given(
    st.lists(
        st.sampled_from(
            [
                *"().,;\n",
                "Bpk.",
                "Agus Wibowo",
                "Kepala",
                "Dinas",
                "dari",
                "selaku",
                "A.",
                "S.T.",
                "0812 3456 7890",
                "dan",
            ]
        ),
        max_size=40,
    )
)
def test_quotes_are_the_text(pieces: list[str]) -> None:
    """Every quote is exactly the text at its offsets, whatever the text."""
    text = " ".join(pieces)
    for proof in (*(e for p in find_people(text) for e in p.evidence), *find_contacts(text)):
        assert text[proof.start : proof.end] == proof.quote != ""


@pytest.mark.parametrize(
    "piece",
    ["(", "Kepala dan ", "Bpk. Adi Budi, ", "Budi Santoso (Kepala Dinas), ", "Jl. A ", "08-", "Perumahan A ", "RT 1 "],
)
def test_linear(assert_linear: Callable[..., None], piece: str) -> None:
    """Four times the text takes about four times the time, whatever is repeated."""
    assert_linear(lambda text: (find_people(text), find_contacts(text)), piece, 10000)


@pytest.mark.shared
def test_gold(shared: Path) -> None:
    """On the development gold names reach precision .95 and recall .95."""
    hits = wrong = missed = 0
    for line in (shared / "gold" / "activities.jsonl").read_text().splitlines():
        record = json.loads(line)
        text = record.get("text") or normalise((shared / "seeds" / record["url"].removeprefix("seed:")).read_text())
        gold = {person["name"] for person in record["persons"]} & {
            p["name"] for p in record["persons"] if p["name"] in text
        }
        found = {person.name for person in find_people(text)}
        hits, wrong, missed = hits + len(gold & found), wrong + len(found - gold), missed + len(gold - found)
    assert hits / (hits + wrong) >= 0.95
    assert hits / (hits + missed) >= 0.95
