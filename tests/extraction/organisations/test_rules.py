"""The rules one by one: linking, names of the unseen, roles, representation."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmpipe.errors import VocabularyError
from kmpipe.extraction.organisations import find_organisations
from kmpipe.extraction.organisations.authority import load_authority, name_key
from kmpipe.model import OrganisationMention


def names(text: str, **options: object) -> list[str]:
    """The names found, in order."""
    return [mention.name for mention in find_organisations(text, **options)]  # type: ignore[arg-type]


def one(text: str, **options: object) -> OrganisationMention:
    """The only organisation found."""
    found = find_organisations(text, **options)  # type: ignore[arg-type]
    assert len(found) == 1, [mention.name for mention in found]
    return found[0]


@pytest.mark.parametrize("text", [
    "Dinas Sumber Daya Air hadir.", "Dinas Sumber Daya air hadir.", "Dinas Sumber Daya Air (SDA) hadir.", "DINAS SUMBER DAYA AIR",
    "Dinas SDA hadir.", "Dinas Sumber Daya Air Provinsi DKI Jakarta hadir.", "Dinas Sumber Daya Air Pemprov DKI Jakarta", "the Jakarta Water Resources Agency",
    "Dinas Sumbr Daya Air",
])  # fmt: skip
def test_spellings(text: str) -> None:
    """An agency is the same whatever the language, the slip of the pen or the short form."""
    assert one(text).id == "dki-dinas-sda"


def test_explicit_jurisdiction_wins() -> None:
    """A city or province named after the agency says whose it is."""
    assert names("Dinas Kesehatan Kota Bogor dan Dinas Kesehatan Provinsi Jawa Barat hadir di Jakarta.") == [
        "Dinas Kesehatan Kota Bogor", "Dinas Kesehatan Provinsi Jawa Barat",
    ]  # fmt: skip


def test_context_gives_the_jurisdiction() -> None:
    """A bracket or `melalui` after a government ties the agencies to it, whatever the site's own jurisdiction."""
    assert names("Pemerintah Kota Semarang (Dinas Kesehatan, Dinas Sosial) dan BPBD DKI Jakarta.") == [
        "Pemerintah Kota Semarang", "Dinas Kesehatan Kota Semarang", "Dinas Sosial Kota Semarang", "BPBD Provinsi DKI Jakarta",
    ]  # fmt: skip
    assert names("Pemkot Bogor melalui Dinas Sosial hadir.")[1] == "Dinas Sosial Kota Bogor"


def test_site_jurisdiction() -> None:
    """Without any context a local name means the site's own agency; without a site it is not linked."""
    assert one("Dinas Sosial hadir.").id == "dki-dinas-sosial"
    assert one("Dinas Sosial hadir.", jurisdiction=None).id == "~dinas-sosial"


def test_administrative_city() -> None:
    """An agency named with an administrative city is the branch there; both ways of naming the city give one id."""
    short = one("Dinas Sosial Jakarta Barat hadir.")
    full = one("Suku Dinas Sosial Kota Administrasi Jakarta Barat hadir.")
    assert short.name == full.name == "Suku Dinas Sosial Kota Administrasi Jakarta Barat"
    assert short.id == full.id == "~suku-dinas-sosial-jakarta-barat"


@pytest.mark.parametrize(("text", "expected"), [
    ("Badan Pusat Statistik (BPS) Provinsi DKI Jakarta menunggu; BPS menjawab.", ["Badan Pusat Statistik Provinsi DKI Jakarta"]),
    ("Statistics Indonesia (BPS) of DKI Jakarta answered.", ["Badan Pusat Statistik Provinsi DKI Jakarta"]),
    ("Palang Merah Indonesia (PMI) Jakarta Timur hadir, lalu PMI pulang.", ["Palang Merah Indonesia Kota Administrasi Jakarta Timur"]),
    ("PMI Kota Bandung hadir.", ["Palang Merah Indonesia Kota Bandung"]),
    ("PMI hadir.", ["Palang Merah Indonesia"]),
])  # fmt: skip
def test_branch_of_a_national_body(text: str, expected: list[str]) -> None:
    """The branch in a province or city is a body of its own, also where its short form is written alone later."""
    assert names(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("Suku Dinas Sosial Jakarta Timur hadir. Dapur umum: Suku Dinas Sosial.", ["Suku Dinas Sosial Kota Administrasi Jakarta Timur"]),
    ("Wali Kota Jakarta Pusat datang. Wali Kota membuka acara.", ["Wali Kota Jakarta Pusat"]),
    ("Lurah Penjaringan, Siti Rahma, datang. Menurut Lurah, air surut.", ["Lurah Penjaringan"]),
    ("Wali Kota Jakarta Pusat dan Wali Kota Jakarta Barat datang. Wali Kota membuka acara.", ["Wali Kota Jakarta Pusat", "Wali Kota Jakarta Barat"]),
])  # fmt: skip
def test_bare_name_joins_the_full_one(text: str, expected: list[str]) -> None:
    """A bare name or office means the one that the text names in full, if there is one only."""
    assert names(text) == expected


def test_bare_office_is_evidence() -> None:
    """The bare office counts for the role: who opens the meeting later on is the one presented before."""
    (office,) = find_organisations(
        "Deputi Gubernur Bidang Tata Ruang dan Lingkungan Hidup datang. Deputi Gubernur pulang."
    )
    assert [piece.quote for piece in office.evidence][-1] == "Deputi Gubernur"


@pytest.mark.parametrize("text", [
    "Dewan Transportasi Kota Jakarta/Jakarta City Transport Council hadir.",
    "The Jakarta City Transport Council (Dewan Transportasi Kota Jakarta) joined.",
])  # fmt: skip
def test_translation_is_the_same_body(text: str) -> None:
    """An English name beside the Indonesian one, in brackets or behind a stroke, is no second body."""
    assert one(text).name == "Dewan Transportasi Kota Jakarta"


@pytest.mark.parametrize(("text", "expected"), [
    ("Yayasan Air untuk Kampung hadir.", ["Yayasan Air untuk Kampung"]),
    ("Yayasan Rimba untuk Kampung hadir.", ["Yayasan Rimba"]),
    ("Suku Dinas Pendidikan Wilayah I Kota Administrasi Jakarta Timur hadir.", ["Suku Dinas Pendidikan Wilayah I Kota Administrasi Jakarta Timur"]),
    ("Rapat di Gedung Bappeda Lantai 3.", ["Badan Perencanaan Pembangunan Daerah Provinsi DKI Jakarta"]),
    ("PDAM Kota Padang hadir.", ["PDAM Kota Padang"]),
])  # fmt: skip
def test_where_a_name_ends(text: str, expected: list[str]) -> None:
    """A cause or the number of a district belongs to a name; the floor of its building does not."""
    assert names(text) == expected


def test_later_name() -> None:
    """The province since 2024 is filed under the name of the authority file, whatever the year."""
    assert one("Pemerintah Provinsi Daerah Khusus Jakarta hadir.", year=2025).name == "Pemerintah Provinsi DKI Jakarta"


def test_historic_name() -> None:
    """A historic name stays where the year allows it; the id leads to the entry."""
    entry = next(e for e in load_authority().entries.values() if any(f.until for f in e.former_names))
    former = next(f for f in entry.former_names if f.until)
    assert former.until is not None
    then, later = one(former.name, year=former.until), one(former.name, year=former.until + 5)
    assert (then.id, then.name) == (entry.id, former.name)
    assert (later.id, later.name) == (entry.id, entry.name)


def test_own_vocabulary(tmp_path: Path) -> None:
    """A workspace's own entry is found like a shipped one."""
    (tmp_path / "organisations-own.toml").write_text(
        '[[organisation]]\nid = "gerai-kali"\nname = "Gerai Kali"\nabbreviations = ["GERKA"]\nkind = "community"\n',
        encoding="utf-8",
    )
    assert [m.id for m in find_organisations("Warga Gerai Kali dan GERKA rapat.", folders=(tmp_path,))] == [
        "gerai-kali"
    ]
    assert names("Warga Gerai Kali rapat.") == []


def test_wrong_vocabulary(tmp_path: Path) -> None:
    """A wrong word list is refused with the name of the file."""
    (tmp_path / "organisations-bad.toml").write_text('[[organisation]]\nid = "x"\nnam = "X"\n', encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"organisations-bad\.toml"):
        find_organisations("Dinas Sosial", folders=(tmp_path,))


@pytest.mark.parametrize(("text", "expected"), [
    ("Dinas Kesehatan, Sosial, dan Perhubungan hadir.", ["Dinas Kesehatan Provinsi DKI Jakarta", "Dinas Sosial Provinsi DKI Jakarta", "Dinas Perhubungan Provinsi DKI Jakarta"]),
    ("Dinas Cipta Karya, Tata Ruang dan Pertanahan hadir.", ["Dinas Cipta Karya, Tata Ruang dan Pertanahan Provinsi DKI Jakarta"]),
    ("Dinas Kelautan dan Perikanan Provinsi Banten hadir.", ["Dinas Kelautan dan Perikanan Provinsi Banten"]),
    ("Pemerintah Kota Kupang, Ambon dan Palu hadir.", ["Pemerintah Kota Kupang", "Pemerintah Kota Ambon", "Pemerintah Kota Palu"]),
    ("Universitas Indonesia, Trisakti, dan Tarumanagara hadir.", ["Universitas Indonesia", "Universitas Trisakti", "Universitas Tarumanagara"]),
    ("Dinas Sosial dan Dinas Kesehatan Kota Semarang hadir.", ["Dinas Sosial Kota Semarang", "Dinas Kesehatan Kota Semarang"]),
    ("Dinas Sosial dan Yayasan Bumi Sehati hadir.", ["Dinas Sosial Provinsi DKI Jakarta", "Yayasan Bumi Sehati"]),
])  # fmt: skip
def test_commas_and_dan(text: str, expected: list[str]) -> None:
    """Commas and `dan` inside a name stay in it; members that share a head are bodies of their own."""
    assert names(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("Dinas Perkebunan Adakan Rapat", ["Dinas Perkebunan"]),
    ("Kepala Dinas Perkebunan Andi Wijaya hadir.", ["Dinas Perkebunan"]),
    ("Rektor Universitas Bumi Langit Siti Rahma membuka acara.", ["Universitas Bumi Langit"]),
    ("Kepala Badan Riset Daerah, Budi Santoso, dan Ani hadir.", ["Badan Riset Daerah"]),
    ("Ibu Ani dari Yayasan Bumi Sehati hadir.", ["Yayasan Bumi Sehati"]),
])  # fmt: skip
def test_people_stay_outside(text: str, expected: list[str]) -> None:
    """The name of the person who holds a post, or the verb of a headline, is no part of the body's name."""
    assert names(text) == expected


@pytest.mark.parametrize("text", [
    "SKPD dan OPD terkait hadir.", "Perangkat daerah hadir.", "Rapat di Balai Kota.", "Rencana Detail Tata Ruang (RDTR) dibahas.", "Pemerintah pusat dan daerah hadir.",
    "dinas terkait dan badan usaha", "The agency met its partners.", "Kelurahan Tangguh Bencana dibentuk.", "Warga Kelurahan Bungur rapat.", "Pemerintah Kota dan Wali Kota hadir.", "",
    "Peraturan Gubernur Nomor 122 Tahun 2005 diganti.", "Keputusan Gubernur DKI Jakarta Nomor 5 dibahas.", "Rapat di Balai Agung.", "Kumpul di kantor Kecamatan Cakung.",
    "They met at the Jakarta Smart City Lounge.", "The Kampung Pulo Community Centre was full.", "Kota itu akan menyelenggarakan Forum Kota Pesisir. Forum Kota Pesisir terbuka.",
])  # fmt: skip
def test_no_organisation(text: str) -> None:
    """Words for any body, documents, programmes and places are no organisation."""
    assert names(text) == []


def test_short_forms_of_the_text() -> None:
    """A short form that the text defines is that organisation from then on."""
    found = one("Forum Warga Tanggap Banjir (FWTB) dibentuk. Kemarin FWTB berkumpul; kata FWTB, air surut.")
    assert found.name == "Forum Warga Tanggap Banjir"
    assert [e.quote for e in found.evidence] == ["Forum Warga Tanggap Banjir (FWTB)", "FWTB", "FWTB"]


def test_headless_names_need_proof() -> None:
    """A name without a head counts where a list of organisations proves it, not in running text."""
    text = "Hadir Pihak Swasta (Angin Timur) dan Organisasi Non-pemerintah (Rumah Air dan Kali Kita)."
    assert [(m.name, m.kind) for m in find_organisations(text)] == [
        ("Angin Timur", "company"),
        ("Rumah Air", "ngo"),
        ("Kali Kita", "ngo"),
    ]
    assert names("Lalu Angin Timur bertiup di Rumah Air.") == []


def test_office() -> None:
    """An office is an office, with the body it belongs to; a minister is not the ministry."""
    found = {
        m.name: m
        for m in find_organisations(
            "Menteri Kesehatan, Wali Kota Bitung, dan Deputi Gubernur bidang Tata Ruang dan Ligkungan Hidup hadir."
        )
    }
    assert {m.kind for m in found.values()} == {"office"}
    assert found["Deputi Gubernur DKI Jakarta Bidang Tata Ruang dan Lingkungan Hidup"].parent == "dki"
    assert found["Wali Kota Bitung"].parent == "~pemerintah-kota-bitung"
    assert "Menteri Kesehatan" in found


def test_dateline_medium() -> None:
    """The news medium of a dateline takes no part in the activity."""
    assert names("Jakarta, CNN Indonesia -- BPBD DKI Jakarta menggelar rapat.") == ["BPBD Provinsi DKI Jakarta"]


@pytest.mark.parametrize(("text", "role"), [
    ("BPBD menggelar rapat.", "organiser"),
    ("Rapat diselenggarakan oleh BPBD.", "organiser"),
    ("The workshop was organised by BPBD.", "organiser"),
    ("BPBD menjadi tuan rumah rapat.", "host"),
    ("Kegiatan didanai oleh BPBD.", "funder"),
    ("Narasumber berasal dari BPBD.", "speaker"),
    ("Rapat dihadiri oleh BPBD.", "participant"),
    ("Data itu milik BPBD.", "mentioned"),
])  # fmt: skip
def test_role(text: str, role: str) -> None:
    """The words around a mention give its role in the activity."""
    assert one(text).role == role


def test_role_of_joint_organisers() -> None:
    """All that stand together before the verb organise; the guests after it do not."""
    found = {
        m.name: m.role
        for m in find_organisations(
            "BPBD DKI Jakarta bersama Yayasan Bumi Sehati menggelar rapat yang dihadiri Dinas Sosial dan Polda Metro Jaya."
        )
    }
    assert list(found.values()) == ["organiser", "organiser", "participant", "participant"]


@pytest.mark.parametrize(("text", "person"), [
    ("Dinas Sosial diwakili oleh Bpk. Andi M. Wijaya hadir.", "Andi M. Wijaya"),
    ("Dinas Sosial, diwakili Ani Lestari (Kepala Bidang) dan Budi, hadir.", "Ani Lestari, Budi"),
    ("Ani Lestari mewakili Dinas Sosial.", "Ani Lestari"),
    ("Dinas Sosial hadir.", None),
])  # fmt: skip
def test_representation(text: str, person: str | None) -> None:
    """Who stood for an organisation is told where the text tells it."""
    assert one(text).represented_by == person


def test_name_key() -> None:
    """Two spellings of a name share a key; two names do not."""
    assert name_key("Dinas A, B dan C") == name_key("dinas a b & c") != name_key("Dinas A B D")
