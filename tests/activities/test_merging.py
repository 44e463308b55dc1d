"""Several reports of one activity made one: what stands, what disagrees, and the laws of joining."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.activities import merge
from kmpipe.model import (
    ActionItem,
    Activity,
    ActivityStatus,
    ActivityType,
    Attachment,
    Conflict,
    DateMention,
    Evidence,
    FieldEvidence,
    FocusArea,
    OrganisationMention,
    OrganisationRole,
    Period,
    Person,
    Related,
    ReportedValue,
    Session,
    Term,
)


def proof(quote: str = "x", **changes: Any) -> Evidence:
    return msgspec.structs.replace(Evidence(start=0, end=len(quote), quote=quote, rule="test"), **changes)


def report(identity: str, **fields: Any) -> Activity:
    return Activity(**{"id": identity, "articles": (f"article-{identity}",), "title": f"Report {identity}"} | fields)


def conflict(field: str, *values: tuple[str, str]) -> Conflict:
    return Conflict(field=field, values=tuple(ReportedValue(value=value, article=article) for value, article in values))


# --- laws ---

IDS = st.sampled_from("abcdef")
DAYS = st.sampled_from(["2019-03-04", "2019-03-05", "2019-03-06"])
PROOFS = st.lists(st.builds(proof, st.sampled_from(["x", "yy"])), max_size=2).map(tuple)
NAMES = st.sampled_from(["Siti Aminah", "Dr. Siti Aminah", "Budi", "Agus Salim"])


def tuples(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


def periods() -> st.SearchStrategy[Period]:
    days = st.lists(DAYS, min_size=1, max_size=2, unique=True).map(sorted)
    spans = days.map(lambda found: (found[0], found[1] if len(found) > 1 else None))
    return st.builds(lambda span, proofs: Period(start=span[0], end=span[1], evidence=proofs), spans, PROOFS)


def bodies() -> st.SearchStrategy[tuple[OrganisationMention, ...]]:
    body = st.builds(
        OrganisationMention,
        id=IDS,
        name=IDS,
        name_en=st.none() | IDS,
        kind=st.just("ngo"),
        role=st.sampled_from(get_args(OrganisationRole)),
        evidence=PROOFS,
    )
    return st.lists(body, max_size=3, unique_by=lambda each: each.id).map(tuple)


def activities(identity: str) -> st.SearchStrategy[Activity]:
    words = st.none() | st.sampled_from(["Bandung", "Aula", "Aula Timur", "Aula Barat"])
    return st.builds(
        Activity,
        id=st.just(identity),
        articles=st.just((f"article-{identity}",)),
        title=st.sampled_from(["Rapat", "Lokakarya"]),
        status=st.sampled_from(get_args(ActivityStatus)),
        type=st.sampled_from(get_args(ActivityType)[-3:]),
        held=st.none() | periods(),
        place=words,
        province=st.none() | st.just("Jawa Barat"),
        venue=words,
        participants=st.none() | st.integers(1, 3),
        categories=tuples(st.sampled_from(["Kegiatan", "kegiatan", "Berita"])),
        organisations=bodies(),
        dates=tuples(st.builds(DateMention, start=DAYS, evidence=PROOFS)),
        sessions=tuples(st.builds(Session, label=IDS, start=DAYS, evidence=PROOFS)),
        focus_areas=tuples(st.builds(FocusArea, id=IDS, score=st.floats(0, 1), evidence=PROOFS)),
        people=tuples(st.builds(Person, name=NAMES, role=st.none() | IDS, evidence=PROOFS)),
        action_items=tuples(st.builds(ActionItem, task=IDS, owner=st.none() | IDS, evidence=PROOFS)),
        terms=tuples(st.builds(Term, kind=st.just("acronym"), term=IDS, meaning=IDS, evidence=PROOFS)),
        attachments=tuples(st.builds(Attachment, name=IDS, url=st.none() | IDS, evidence=PROOFS)),
        related=tuples(st.builds(Related, title=IDS, removal=st.none() | st.integers(1, 3))),
        follows=tuples(st.sampled_from(["1", "2", "9"])),
        evidence=tuples(st.builds(FieldEvidence, field=st.sampled_from(["place", "venue"]), evidence=PROOFS)),
    )


REPORTS = st.tuples(*(activities(str(number)) for number in range(3)))


@given(activities("1"))
def test_one_report_is_itself(only: Activity) -> None:
    """A report alone is given back as it is, and so is one that is passed twice."""
    assert merge([only]) == merge([only, only]) == only


@given(REPORTS)
def test_joining_again_changes_nothing(reports: Sequence[Activity]) -> None:
    """What was joined stays as it is when it is joined again, alone or with its own reports."""
    joined = merge(reports)
    assert merge([joined]) == joined
    assert merge([joined, *reports]) == joined


@given(REPORTS, st.permutations([1, 2]))
def test_the_order_of_the_later_reports_does_not_matter(reports: Sequence[Activity], order: Sequence[int]) -> None:
    """Only which report comes first matters."""
    assert merge([reports[0], *(reports[number] for number in order)]) == merge(reports)


@given(REPORTS)
def test_nothing_is_lost(reports: Sequence[Activity]) -> None:
    """Every organisation, term, task, quote and article of a report is in the joined record."""
    joined = merge(reports)

    def all_of(pick: Callable[[Activity], Iterable[object]]) -> set[object]:
        return {each for one in reports for each in pick(one)}

    assert {each.id for each in joined.organisations} == all_of(lambda one: (each.id for each in one.organisations))
    assert {each.task for each in joined.action_items} == all_of(lambda one: (each.task for each in one.action_items))
    assert {each.meaning for each in joined.terms} == all_of(lambda one: (each.meaning for each in one.terms))
    assert set(joined.articles) == all_of(lambda one: one.articles)
    quotes = {
        (each.id, found.quote, found.article or reports[0].articles[0])
        for each in joined.organisations
        for found in each.evidence
    }
    assert quotes == {
        (each.id, found.quote, one.articles[0])
        for one in reports
        for each in one.organisations
        for found in each.evidence
    }


@given(REPORTS)
def test_the_value_borne_leads_its_conflict(reports: Sequence[Activity]) -> None:
    """The first value of a conflict is the one the activity has, and the others differ from it."""
    joined = merge(reports)
    for each in joined.conflicts:
        value = getattr(joined, each.field)
        text = f"{value.start}/{value.end}" if isinstance(value, Period) and value.end else value
        assert each.values[0].value == str(text.start if isinstance(text, Period) else text)
        assert len({found.value for found in each.values}) == len(each.values) > 1


# --- facts ---


def test_the_first_report_gives_the_id() -> None:
    """The id is that of the first, the reports and articles those of all, the later ones by id."""
    joined = merge([report("m"), report("z"), report("b", articles=("article-b", "article-m"))])
    assert (joined.id, joined.title) == ("m", "Report m")
    assert joined.reports == ("m", "b", "z")
    assert joined.articles == ("article-m", "article-b", "article-z")


def test_no_reports_are_refused() -> None:
    """There is no activity of no reports."""
    with pytest.raises(ValueError, match="no reports"):
        merge([])


def test_what_the_first_does_not_say_comes_from_another() -> None:
    """A value that was not read is taken from the first report that has it, and that is no conflict."""
    full = report(
        "b", type="workshop", place="Bandung", province="Jawa Barat", venue="Aula", language="id", participants=30
    )
    joined = merge([report("a"), full])
    assert (joined.type, joined.place, joined.province, joined.venue) == ("workshop", "Bandung", "Jawa Barat", "Aula")
    assert (joined.language, joined.participants) == ("id", 30)
    assert joined.conflicts == ()


def test_disagreement_is_kept_side_by_side() -> None:
    """Each distinct value stands with its article; the same words in another order or case are no other value."""
    joined = merge(
        [
            report("a", participants=40, venue="Hotel Aryaduta", place="Jakarta"),
            report("b", participants=45, venue="aryaduta hotel", place="Bogor", province="Jawa Barat"),
            report("c", participants=40),
        ]
    )
    assert (joined.participants, joined.place, joined.province) == (40, "Jakarta", None)
    assert joined.conflicts == (
        conflict("place", ("Jakarta", "article-a"), ("Bogor", "article-b")),
        conflict("participants", ("40", "article-a"), ("45", "article-b")),
    )


def test_more_words_for_the_same_are_no_disagreement() -> None:
    """A venue with its room, or the part of the city, does not contradict the report that leaves it out."""
    fuller = report("b", venue="Aula Kantor Kecamatan Tebet", place="Jakarta Selatan")
    joined = merge([report("a", venue="Kantor Kecamatan Tebet", place="Jakarta"), fuller])
    assert (joined.venue, joined.place, joined.conflicts) == ("Kantor Kecamatan Tebet", "Jakarta", ())


def test_language_title_and_address_are_no_conflicts() -> None:
    """A report in another language under another address contradicts nothing."""
    assert (
        merge([report("a", language="id", url="https://a"), report("b", language="en", url="https://b")]).conflicts
        == ()
    )


@pytest.mark.parametrize(
    ("own", "other", "borne"),
    [
        (("2019-03-05", None), ("2019-03-04", "2019-03-06"), "2019-03-04"),
        (("2019-03-04", "2019-03-06"), ("2019-03-05", None), "2019-03-04"),
        (("2019-03", None), ("2019-03-05", None), "2019-03-05"),
    ],
)
def test_a_day_gives_way_to_its_period(own: tuple[str, str | None], other: tuple[str, str | None], borne: str) -> None:
    """The longer of two periods that hold each other stands, and the day where the other knows only its month."""
    joined = merge(
        [report(name, held=Period(start=start, end=end)) for name, (start, end) in zip("ab", (own, other), strict=True)]
    )
    assert joined.held is not None
    assert joined.held.start == borne
    assert joined.conflicts == ()


def test_two_days_are_a_conflict() -> None:
    """Days that do not hold each other both stand, the first report's borne; its warnings stay with it."""
    days = [
        report("a", held=Period(start="2019-03-04"), warnings=("year inferred",)),
        report("b", held=Period(start="2019-03-05", end="2019-03-06"), warnings=("weekday contradicts",)),
    ]
    joined = merge(days)
    assert joined.held == days[0].held
    assert joined.warnings == ("year inferred",)
    assert joined.conflicts == (conflict("held", ("2019-03-04", "article-a"), ("2019-03-05/2019-03-06", "article-b")),)


def test_a_body_stands_once_with_its_strongest_role() -> None:
    """An organisation of two reports has the stronger role, what either knows of it, and the evidence of both."""
    one = OrganisationMention(id="itb", name="ITB", kind="university", role="participant", evidence=(proof("ITB"),))
    two = msgspec.structs.replace(
        one, role="host", name_en="Bandung Institute of Technology", evidence=(proof("Kampus"),)
    )
    (body,) = merge([report("a", organisations=(one,)), report("b", organisations=(two,))]).organisations
    assert (body.role, body.name_en) == ("host", "Bandung Institute of Technology")
    assert [(found.quote, found.article) for found in body.evidence] == [("ITB", None), ("Kampus", "article-b")]


def test_a_focus_area_keeps_its_highest_score() -> None:
    """One area of two reports stands once per scheme, with the higher score."""
    one, two = (
        report(name, focus_areas=(FocusArea(id="mobility", score=score),)) for name, score in (("a", 0.4), ("b", 0.9))
    )
    other = report("c", focus_areas=(FocusArea(id="mobility", score=0.1, scheme="pilar"),))
    assert [(each.scheme, each.score) for each in merge([one, two, other]).focus_areas] == [
        ("fokus-utama", 0.9),
        ("pilar", 0.1),
    ]


def test_a_person_is_one_with_and_without_titles() -> None:
    """A person of two reports stands once, in public office where either says so."""
    people = [Person(name="Siti Aminah"), Person(name="Dr. Siti Aminah, M.T.", role="Kepala Dinas", public_office=True)]
    (person,) = merge([report(name, people=(each,)) for name, each in zip("ab", people, strict=True)]).people
    assert (person.name, person.role, person.public_office) == ("Siti Aminah", "Kepala Dinas", True)


def test_what_one_report_names_twice_stays_twice() -> None:
    """Two sessions of one day in one report are two; the other report's session of that day is one of them."""
    sessions = tuple(Session(label=label, start="2019-03-04") for label in ("Sesi pagi", "Sesi sore"))
    joined = merge(
        [report("a", sessions=sessions), report("b", sessions=(Session(label="Day 1", start="2019-03-04"),))]
    )
    assert [each.label for each in joined.sessions] == ["Sesi pagi", "Sesi sore"]


def test_evidence_says_in_which_article_it_stands() -> None:
    """Evidence of a later report names its article wherever it lies; the first report's is left as it is."""
    rejected = DateMention(start="2019-03-09", evidence=(proof("9"),))
    held = Period(start="2019-03-04", evidence=(proof("4"),), rejected=(rejected,))
    later = report("b", held=held, related=(Related(title="Next", removal=3),))
    joined = merge([report("a", attachments=(Attachment(name="x.pdf", evidence=(proof("x.pdf"),)),)), later])
    assert joined.held is not None
    assert joined.held.evidence[0].article == joined.held.rejected[0].evidence[0].article == "article-b"
    assert joined.attachments[0].evidence[0].article is None
    assert joined.related == (Related(title="Next"),)


def test_an_activity_does_not_follow_its_own_reports() -> None:
    """A link from one report to another of the same activity is no link to another activity."""
    assert merge([report("a", follows=("b", "x")), report("b", follows=("x", "y"))]).follows == ("x", "y")
