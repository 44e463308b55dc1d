"""Which agency a name means, and what its brief tells."""

from __future__ import annotations

from datetime import date

import pytest

from kmpipe.errors import UnknownId, UsageError
from kmpipe.model import ActionItem, ActivityView, OrganisationMention, Period, Person
from kmpipe.report.brief import Agency, brief
from kmpipe.report.brief_agency import find_agency
from kmpipe.vocab.load import Organisation, cached_entries

ENTRIES = cached_entries("organisations", "organisation", Organisation)
CORPUS = {"~komunitas-contoh": ("Komunitas Contoh Kali", "community")}


def found(name: str, jurisdiction: str = "dki") -> Agency:
    return find_agency(name, ENTRIES, CORPUS, jurisdiction)


@pytest.mark.parametrize(
    "name",
    [
        "dki-bpbd",
        "BPBD",
        "bpbd dki jakarta",
        "BPBD Provinsi DKI Jakarta",
        "Jakarta Regional Disaster Management Agency",
    ],
)
def test_an_agency_is_known_by_all_its_names(name: str) -> None:
    """Id, name, abbreviation, alias and English name, in any case; a local name means that of the jurisdiction."""
    assert found(name).id == "dki-bpbd"


def test_a_body_that_only_the_corpus_knows_is_found() -> None:
    """One that no entry knows is found by its name, and said to be in no list."""
    assert (found("komunitas contoh kali").id, found("komunitas contoh kali").listed) == ("~komunitas-contoh", False)


def test_predecessors_belong_to_an_agency() -> None:
    """What a merged body did before counts as its own, however long the line."""
    agency = found("Dinas Lingkungan Hidup DKI Jakarta")
    assert agency.predecessors and len(agency.ids) > len(agency.predecessors) >= 1
    assert all(one.name for one in agency.predecessors)


def test_a_name_of_several_lists_them() -> None:
    """The candidates are listed by id; more than fit are counted."""
    with pytest.raises(UsageError, match="may be one of") as caught:
        found("Dinas")
    assert "dki-dinas-" in caught.value.hint and "more" in caught.value.hint


def test_an_unknown_name_suggests() -> None:
    """A slip of the keyboard finds the name that was meant; nonsense is told how to go on."""
    with pytest.raises(UnknownId) as caught:
        found("Dinas Kesehatn")
    assert "dki-dinas-kesehatan" in caught.value.hint
    with pytest.raises(UnknownId) as caught:
        found("qqqqxxxxzzzz")
    assert "kmpipe" in caught.value.hint


def view(identity: str, start: str, role: str = "participant", **values: object) -> ActivityView:
    bodies = (OrganisationMention(id="x", name="Badan X", kind="government", role=role, represented_by="Siti"),)  # type: ignore[arg-type]
    given: dict[str, object] = {"organisations": bodies, **values}
    return ActivityView(id=identity, articles=(identity,), title=identity, held=Period(start=start), **given)  # type: ignore[arg-type]


def test_the_brief_tells_meetings_tasks_and_their_age() -> None:
    """The latest first; only held meetings count; an open task is the agency's own, with its age in days and its state."""
    agency = Agency(id="x", name="Badan X", ids=("x", "old-x"))
    before = OrganisationMention(id="old-x", name="Kantor X", kind="government", role="host")
    rows = [
        view("a", "2018-01-10", action_items=(ActionItem(task="own", owner="Badan X", due="2018-01-20"),)),
        view("b", "2018-01-30", action_items=(ActionItem(task="other", owner="BPBD"),)),
        view("c", "2016-05", organisations=(before,)),
        view("d", "2018-02-01", "mentioned"),
        view("e", "2018-01-31", status="cancelled"),
        view("f", "2018-03-01", status="planned"),
    ]
    told = brief(
        agency,
        rows,
        done=frozenset(),
        owns=lambda text: "Badan X" in text,
        today=date(2018, 2, 9),
        people=False,
        most=5,
    )
    assert [meeting.id for meeting in told.meetings] == ["f", "b", "a", "c"]
    assert (told.total, told.mentioned, told.first, told.last) == (3, 1, "2016-05", "2018-01-30")
    assert told.meetings[-1].name == "Kantor X" and told.roles == {"participant": 2, "host": 1}
    assert [(task.task, task.state, task.age) for task in told.open] == [("own", "overdue", 30)]
    assert [task.task for task in told.agreed] == ["other", "own"]
    assert told.contacts is None and all(meeting.represented_by is None for meeting in told.meetings)


def test_people_are_told_only_when_asked_for() -> None:
    """With people, those of the agency are listed with their role and the day they were last on record."""
    people = (Person(name="Ani", role="Kepala Badan X"), Person(name="Budi", organisation="BPBD"))
    rows = [view("a", "2018-01-10", people=people)]
    told = brief(
        Agency(id="x", name="Badan X", ids=("x",)), rows, done=frozenset(), owns=lambda text: "Badan X" in text,
        today=date(2018, 2, 9), people=True, most=5,
    )  # fmt: skip
    assert told.contacts is not None
    assert [(one.name, one.role, one.last) for one in told.contacts] == [
        ("Ani", "Kepala Badan X", "2018-01-10"), ("Siti", None, "2018-01-10"),
    ]  # fmt: skip
    assert told.meetings[0].represented_by == "Siti"
