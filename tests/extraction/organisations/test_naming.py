"""One body, one name and id: spellings, short forms, English names, ranks of places, offices and their bodies."""

from __future__ import annotations

import pytest

from kmpipe.extraction.organisations import find_organisations
from kmpipe.model import OrganisationMention
from kmpipe.vocab.load import Place, cached_entries


def one(text: str, **options: object) -> OrganisationMention:
    """The only organisation found."""
    found = find_organisations(text, **options)  # type: ignore[arg-type]
    assert len(found) == 1, [mention.name for mention in found]
    return found[0]


@pytest.mark.parametrize(("spellings", "name"), [
    (["Dinas Perhubungan Kota Surabaya", "Dishub Kota Surabaya", "Dishub Surabaya", "Surabaya Transportation Agency", "Surabaya City Transportation Office",
      "Transportation Agency of Surabaya", "Department of Transportation of Surabaya"], "Dinas Perhubungan Kota Surabaya"),
    (["BPBD Kota Medan", "BPBD Medan", "Badan Penanggulangan Bencana Daerah Kota Medan", "Badan Penanggulangan Bencana Daerah (BPBD) Kota Medan",
      "Medan Disaster Management Agency"], "BPBD Kota Medan"),
    (["Bappeda Manado", "Badan Perencanaan Pembangunan Daerah Kota Manado", "Manado Development Planning Agency"], "Badan Perencanaan Pembangunan Daerah Kota Manado"),
    (["DLH Kota Depok", "Dinas LH Kota Depok", "Dinas Lingkungan Hidup (DLH) Kota Depok", "Depok Environment Agency", "Dinas Lingkngan Hidup Kota Depok"],
     "Dinas Lingkungan Hidup Kota Depok"),
    (["Dinkes Sleman", "Dinas Kesehatan Kab. Sleman", "Sleman Health Office", "Sleman Regency Health Office"], "Dinas Kesehatan Kabupaten Sleman"),
    (["Dinas PUPR Kota Tegal", "DPUPR Kota Tegal", "Dinas Pekerjaan Umum dan Penataan Ruang Kota Tegal"], "Dinas Pekerjaan Umum dan Penataan Ruang Kota Tegal"),
    (["Satpol PP Kota Bekasi", "Satuan Polisi Pamong Praja Kota Bekasi"], "Satuan Polisi Pamong Praja Kota Bekasi"),
    (["Dinkes Sumbar", "Dinas Kesehatan Provinsi Sumatera Barat", "West Sumatra Health Agency"], "Dinas Kesehatan Provinsi Sumatera Barat"),
    (["DPRD Solok Selatan", "Dewan Perwakilan Rakyat Daerah Kabupaten Solok Selatan"], "DPRD Kabupaten Solok Selatan"),
    (["Kemenag Kota Palembang", "Kementerian Agama Kota Palembang"], "Kantor Kementerian Agama Kota Palembang"),
    (["BPN Kota Bogor", "Kantor Pertanahan Kota Bogor"], "Kantor Pertanahan Kota Bogor"),
    (["Pemkab Wonogiri", "Pemerintah Kabupaten Wonogiri", "Wonogiri Regency Government", "Government of Wonogiri"], "Pemerintah Kabupaten Wonogiri"),
])  # fmt: skip
def test_one_body_whatever_the_spelling(spellings: list[str], name: str) -> None:
    """Short form, long form, slip of the pen, English name: the official Indonesian name, and one id."""
    found = [one(f"{spelling} hadir.") for spelling in spellings]
    assert {mention.name for mention in found} == {name}
    assert len({mention.id for mention in found}) == 1


def test_the_rank_of_the_place() -> None:
    """A bare name is the city before the regency of that name; police and courts bear the bare name."""
    assert one("Dinas Kesehatan Bogor hadir.").name == "Dinas Kesehatan Kota Bogor"
    assert one("Dinas Kesehatan Kabupaten Bogor hadir.").name == "Dinas Kesehatan Kabupaten Bogor"
    assert one("Polres Sleman hadir.").name == "Polres Sleman"


def test_abroad() -> None:
    """A body of a city abroad keeps its own name."""
    assert one("The Rotterdam Environment Agency came.").name == "Rotterdam Environment Agency"
    assert one("The Da Nang Department of Natural Resources came.").name == "Da Nang Department of Natural Resources"
    assert one("The Asian Institute of Technology came.").name == "Asian Institute of Technology"


@pytest.mark.parametrize(("text", "name", "parent"), [
    ("Wali Kota Surabaya hadir.", "Wali Kota Surabaya", "kota-surabaya"),
    ("The Mayor of Semarang spoke.", "Wali Kota Semarang", "kota-semarang"),
    ("The Governor of West Java spoke.", "Gubernur Jawa Barat", "jabar"),
    ("The Regent of Sleman spoke.", "Bupati Sleman", "kabupaten-sleman"),
    ("The Minister of Health spoke.", "Menteri Kesehatan", "kementerian-kesehatan"),
    ("Menteri Perhubungan hadir.", "Menteri Perhubungan", "kementerian-perhubungan"),
    ("Deputi Gubernur Bidang Pengendalian Kependudukan hadir.", "Deputi Gubernur Bidang Pengendalian Kependudukan", "dki"),
])  # fmt: skip
def test_an_office_is_tied_to_its_body(text: str, name: str, parent: str) -> None:
    """An office has its Indonesian name and the id of the body that it heads."""
    office = one(text)
    assert (office.kind, office.name, office.parent) == ("office", name, parent)


@pytest.mark.parametrize(("text", "name"), [
    ("The University of Lampung came.", "Universitas Lampung"),
    ("The University of North Sumatra came.", "Universitas Sumatera Utara"),
    ("The University of Surabaya came.", "Universitas Surabaya"),
    ("The University of Melbourne came.", "University of Melbourne"),
])  # fmt: skip
def test_university_of_a_place(text: str, name: str) -> None:
    """A university named after a place in Indonesia has its Indonesian name; one abroad keeps its own."""
    assert one(text).name == name


def test_shared_head_in_english() -> None:
    """`The Ministries of A, B and C` are three."""
    found = find_organisations("The Ministries of Health, Finance and Public Works attended.")
    assert [m.id for m in found] == ["kementerian-kesehatan", "kementerian-keuangan", "kementerian-pu"]


@pytest.mark.parametrize("text", [
    "The City of Surabaya's drainage plan was discussed.", "They live in the City of Surabaya.", "Posko berada di dekat RSUD Tarakan.",
    "Peserta memakai Google Maps dan Microsoft Excel.", "Mereka memesan lewat aplikasi Gojek.", "They met at the United Nations Conference Centre.",
    "The Kibera Town Centre was full.",
])  # fmt: skip
def test_places_and_products(text: str) -> None:
    """A city as a place, a hospital as a landmark, a house and a product are no organisations that take part."""
    assert find_organisations(text) == ()


def test_what_acts_is_an_organisation() -> None:
    """The same names are organisations where they act."""
    assert one("RSUD Tarakan mengirim dua dokter.").name == "Rumah Sakit Umum Daerah Tarakan"
    assert one("The City of Surabaya signed.").id == "kota-surabaya"
    assert one("Google hadir.").id == "google"
    assert one("The Ministry of Health's data were used.").id == "kementerian-kesehatan"
    assert one("The Da Nang People's Committee signed.").name == "Da Nang People's Committee"


def test_units_and_holders() -> None:
    """A unit keeps its number, a committee of a council is a part of it, and who holds a post is no place."""
    assert one("Kodim 1603/Sikka hadir.").name == "Kodim 1603/Sikka"
    assert one("Komisi III DPRD Kabupaten Banyumas hadir.").name == "DPRD Kabupaten Banyumas"
    assert one("Kepala Pelaksana BPBD Muhammad Daeng hadir.").name == "BPBD Provinsi DKI Jakarta"


def test_people_in_a_list() -> None:
    """People in a list of participants are no organisations; headless names there are, once bodies prove the list."""
    people = "Hadir Dinas Sosial Kota Ambon, Andi Wijaya, Siti Rahmawati, dan Budi Santoso."
    assert one(people).name == "Dinas Sosial Kota Ambon"
    bodies = "Hadir BPBD DKI Jakarta, Dinas Sosial, Palang Merah Indonesia, Angin Timur, dan Karuna."
    assert [m.name for m in find_organisations(bodies)][-2:] == ["Angin Timur", "Karuna"]


def test_every_province_is_known() -> None:
    """The governments of the 38 provinces of the gazetteer have an entry of their own."""
    provinces = [place.name for place in cached_entries("places", "place", Place) if place.kind == "province"]
    ids = {one(f"Pemerintah Provinsi {name} hadir.").id for name in provinces}
    assert len(ids) == 38
    assert not any(key.startswith("~") for key in ids)
