"""The shipped authority file: complete, consistent, and every fact with its source."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmpipe.text.tokens import tokenize
from kmpipe.vocab.load import Organisation, cached_entries, shipped

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ENTRY = "[[organisation]]"
_FILES = sorted(shipped().glob("organisations-*.toml"))
# no body of today is older than the republic's oldest, no fact is younger than the file
_FIRST_YEAR, _LAST_YEAR = 1900, 2026


def organisations() -> dict[str, Organisation]:
    """The shipped organisations by id."""
    return {entry.id: entry for entry in cached_entries("organisations", "organisation", Organisation)}


def wide_forms(entry: Organisation) -> Iterator[str]:
    """All forms of the entry that mean it anywhere: everything but `local`."""
    yield entry.name
    yield from filter(None, [entry.name_en])
    yield from entry.abbreviations
    yield from entry.aliases
    for former in entry.former_names:
        yield former.name
        yield from filter(None, [former.en])
        yield from former.abbreviations


def spelling(form: str) -> tuple[str, ...]:
    """The form as the matcher compares it: its tokens in lower case, without the mark of exact case."""
    return tuple(token.text.lower() for token in tokenize(form.removeprefix("=")))


def test_there_are_enough_organisations_in_each_of_the_four_files() -> None:
    """The file covers Jakarta, the nation, other regions and the world, at least 190 organisations in all."""
    assert [path.stem.partition("-")[2] for path in _FILES] == ["international", "jakarta", "national", "regions"]
    assert len(organisations()) >= 190
    assert all(len(tomllib.loads(path.read_text(encoding="utf-8"))["organisation"]) >= 30 for path in _FILES)


def test_ids_are_kebab_case_and_unique() -> None:
    """An id can stand in an address and a file name, and means one organisation over all files."""
    ids = [row["id"] for path in _FILES for row in tomllib.loads(path.read_text(encoding="utf-8"))["organisation"]]
    assert len(set(ids)) == len(ids)
    assert [identity for identity in ids if not _ID.fullmatch(identity)] == []


@pytest.mark.parametrize("field", ["parent", "jurisdiction", "predecessors", "successors"])
def test_every_reference_leads_to_an_entry(field: str) -> None:
    """Parents, jurisdictions, predecessors and successors are entries of the file."""
    known = organisations()
    named = {
        (entry.id, target)
        for entry in known.values()
        for value in [getattr(entry, field)]
        for target in ((value,) if isinstance(value, str) else value or ())
    }
    assert [(where, target) for where, target in sorted(named) if target not in known] == []


def test_succession_is_told_from_both_sides_and_has_no_circle() -> None:
    """Who names a successor is named by it as predecessor, and no body comes after itself."""
    known = organisations()
    after = {(entry.id, later) for entry in known.values() for later in entry.successors}
    before = {(earlier, entry.id) for entry in known.values() for earlier in entry.predecessors}
    assert after == before
    for start in known:
        reached, ahead = set[str](), list(known[start].successors)
        while ahead:
            one = ahead.pop()
            if one not in reached:
                reached.add(one)
                ahead.extend(known[one].successors)
        assert start not in reached


def test_parents_have_no_circle() -> None:
    """Going up from any body ends at one that has no parent."""
    known = organisations()
    for entry in known.values():
        seen = {entry.id}
        parent = entry.parent
        while parent is not None:
            assert parent not in seen, entry.id
            seen.add(parent)
            parent = known[parent].parent


def test_no_wide_form_means_two_organisations() -> None:
    """A form outside `local` stands for one organisation, whatever its case."""
    owners: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for entry in organisations().values():
        for form in wide_forms(entry):
            owners[spelling(form)].add(entry.id)
    assert {form: ids for form, ids in owners.items() if len(ids) > 1} == {}


def test_local_forms_are_never_wide_forms() -> None:
    """A form that others bear too stands in `local` only, and its entry says where it holds."""
    wide = {spelling(form): entry.id for entry in organisations().values() for form in wide_forms(entry)}
    entries = [entry for entry in organisations().values() if entry.local]
    assert [entry.id for entry in entries if entry.jurisdiction is None] == []
    clashes = [
        (entry.id, form, wide[spelling(form)]) for entry in entries for form in entry.local if spelling(form) in wide
    ]
    assert clashes == []


def test_no_entry_lists_a_form_twice() -> None:
    """Each form stands once in its entry."""
    for entry in organisations().values():
        listed = [*entry.abbreviations, *entry.aliases, *entry.local]
        assert len({spelling(form) for form in listed}) == len(listed), entry.id


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_every_entry_has_its_source(path: Path) -> None:
    """The line before an entry says where its facts come from."""
    lines = path.read_text(encoding="utf-8").splitlines()
    entries = [number for number, line in enumerate(lines) if line == _ENTRY]
    assert entries
    assert [number + 1 for number in entries if not re.fullmatch(r"# source: \S.{3,}", lines[number - 1])] == []


def test_years_are_sane() -> None:
    """No body or name ends before it begins, and a former name does not outlive what the file can know."""
    for entry in organisations().values():
        for since, until in [(entry.since, entry.until), *((name.since, name.until) for name in entry.former_names)]:
            years = [year for year in (since, until) if year is not None]
            assert years == sorted(years), entry.id
            assert all(_FIRST_YEAR <= year <= _LAST_YEAR for year in years), entry.id


def test_a_successor_does_not_begin_before_its_predecessor_ends() -> None:
    """The years of a succession fit: the old body's last year is at most the year before or in which the new one begins."""
    known = organisations()
    wrong = [
        (entry.id, later)
        for entry in known.values()
        for later in entry.successors
        if entry.until is not None
        and (since := known[later].since) is not None
        and since not in {entry.until, entry.until + 1}
    ]
    assert wrong == []


def test_every_provincial_agency_of_jakarta_has_an_english_name_and_its_bare_form() -> None:
    """`Dinas Kesehatan` and `Health Agency` mean Jakarta's where the context is Jakarta."""
    agencies = [entry for entry in organisations().values() if entry.id.startswith("dki-dinas-")]
    assert len(agencies) >= 30
    for entry in agencies:
        assert entry.name.endswith(" Provinsi DKI Jakarta"), entry.id
        assert entry.name_en is not None, entry.id
        assert entry.name_en.startswith("Jakarta "), entry.id
        assert entry.jurisdiction == "dki", entry.id
        assert entry.name.removesuffix(" Provinsi DKI Jakarta") in entry.local, entry.id
        assert entry.name_en.removeprefix("Jakarta ") in entry.local, entry.id


def test_the_succession_of_the_environment_agency_is_known() -> None:
    """The environment agency of 2017 came out of BPLHD and the sanitation agency, by regional regulation 5 of 2016."""
    known = organisations()
    agency = known["dki-dinas-lingkungan-hidup"]
    assert agency.since == 2017
    assert {known[earlier].name for earlier in agency.predecessors} == {
        "Badan Pengelolaan Lingkungan Hidup Daerah Provinsi DKI Jakarta",
        "Dinas Kebersihan Provinsi DKI Jakarta",
    }
    assert agency.legal_basis == "Perda DKI Jakarta 5/2016"


def test_the_special_region_of_2024_is_a_name_of_the_same_government() -> None:
    """`Pemprov DKJ` means the provincial government, from 2024 on, with its law."""
    (name,) = organisations()["dki"].former_names
    assert "Pemprov DKJ" in name.abbreviations
    assert name.since == 2024
    assert name.until is None
    assert name.legal_basis is not None
    assert "UU 2/2024" in name.legal_basis
