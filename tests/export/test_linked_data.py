"""JSON-LD and Turtle, read back by rdflib, checked against SHACL shapes."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from kmpipe.export.events import SCHEMA_ORG, TERMS
from kmpipe.model import ActivityView
from tests.export.helpers import (
    ATTACKS,
    BANK,
    BPBD,
    DEPUTY,
    FULL,
    HOSTILE,
    PLANNED,
    ROWS,
    RUJAK,
    UNDATED,
    shown,
    view,
    written,
)

rdflib = pytest.importorskip("rdflib", reason="reads RDF back: pip install --group readers")
pyshacl = pytest.importorskip("pyshacl", reason="checks shapes: pip install --group readers")

SHAPES = Path(__file__).with_name("shapes.ttl")
SCHEMA = rdflib.Namespace(SCHEMA_ORG)
KMPIPE = rdflib.Namespace(TERMS)
SKOS = rdflib.SKOS

# pyparsing's old names, used by rdflib and owlrl
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


def turtle(*rows: ActivityView, **options: object) -> rdflib.Graph:
    return rdflib.Graph().parse(data=written("turtle", *rows, **options), format="turtle")


def jsonld(*rows: ActivityView, **options: object) -> rdflib.Graph:
    """The graph, with the part of the schema.org context that gives words their types: the tests have no network."""
    document = json.loads(written("jsonld", *rows, **options))
    assert document["@context"][0] == "https://schema.org"
    dates = {
        name: {"@type": SCHEMA_ORG + "Date"} for name in ("startDate", "endDate", "datePublished", "scheduledTime")
    }
    context = {"@vocab": SCHEMA_ORG, "url": {"@type": "@id"}, **dates, **document["@context"][1]}
    return rdflib.Graph().parse(data=json.dumps({**document, "@context": context}), format="json-ld")


def resource(row: ActivityView) -> rdflib.URIRef:
    return rdflib.URIRef(f"urn:kmpipe:activity:{row.id}")


@pytest.mark.parametrize("read", [turtle, jsonld])
def test_events_come_back_field_by_field(read: object) -> None:
    """Names, days, place, bodies by role, people, sessions, follow-ups and the report are found in the graph."""
    graph = read(*ROWS)  # type: ignore[operator]
    for row in ROWS:
        event = resource(row)
        assert (event, rdflib.RDF.type, SCHEMA.Event) in graph
        assert str(graph.value(event, SCHEMA.name)) == row.title
        assert str(graph.value(event, KMPIPE.status)) == row.status
        for name, value in (("startDate", row.held and row.held.start), ("endDate", row.held and row.held.end)):
            found = graph.value(event, SCHEMA[name])
            assert (found and str(found)) == value
    event = resource(FULL)
    assert graph.value(event, SCHEMA.name).language == "id"
    place = graph.value(event, SCHEMA.location)
    assert str(graph.value(place, SCHEMA.name)) == "Balai Kota"
    assert str(graph.value(graph.value(place, SCHEMA.address), SCHEMA.addressRegion)) == "DKI Jakarta"
    roles = {SCHEMA.organizer: BPBD, SCHEMA.attendee: RUJAK, SCHEMA.performer: DEPUTY, KMPIPE.mentioned: BANK}
    for role, body in roles.items():
        (found,) = graph.objects(event, role)
        assert str(graph.value(found, SCHEMA.name)) == body.name
        assert (str(graph.value(found, SCHEMA.alternateName)) == body.name_en) if body.name_en else True
    sessions = {str(graph.value(part, SCHEMA.name)) for part in graph.objects(event, SCHEMA.subEvent)}
    assert sessions == {"Hari Ke-1", "Hari Ke-2"}
    action = graph.value(event, SCHEMA.potentialAction)
    assert (str(graph.value(action, SCHEMA.name)), str(graph.value(action, SCHEMA.scheduledTime))) == (
        "Susun peta",
        "2018-03",
    )
    report = next(found for found in graph.objects(event, SCHEMA.subjectOf))
    assert graph.value(report, SCHEMA.url) == rdflib.URIRef(FULL.url)
    assert int(graph.value(event, KMPIPE.participants)) == 35
    assert graph.value(event, SCHEMA.superEvent) == rdflib.URIRef("urn:kmpipe:series:rapat-air")


@pytest.mark.parametrize("read", [turtle, jsonld])
def test_events_have_the_shape_of_schema_org(read: object) -> None:
    """SHACL: one name, dates that are dates, a status of schema.org, places and bodies with names; hostile rows as well."""
    graph = read(*ROWS, *ATTACKS, text=True, evidence=True)  # type: ignore[operator]
    conforms, _, report = pyshacl.validate(graph, shacl_graph=str(SHAPES), shacl_graph_format="turtle")
    assert conforms, report


def test_shapes_catch_what_is_wrong() -> None:
    """An event without a name and with an impossible date does not pass."""
    graph = turtle(FULL)
    graph.remove((resource(FULL), SCHEMA.name, None))
    graph.add((resource(FULL), SCHEMA.startDate, rdflib.Literal("yesterday")))
    assert not pyshacl.validate(graph, shacl_graph=str(SHAPES), shacl_graph_format="turtle")[0]


def test_dates_bear_their_grain() -> None:
    """A month is a month, a day a day."""
    graph = turtle(FULL, PLANNED, UNDATED)
    assert graph.value(resource(FULL), SCHEMA.startDate).datatype == rdflib.XSD.date
    assert graph.value(resource(PLANNED), SCHEMA.startDate).datatype == rdflib.XSD.gYearMonth
    assert graph.value(resource(UNDATED), SCHEMA.startDate) is None


def test_focus_areas_are_skos_concepts() -> None:
    """What an event is about is a concept with labels in two languages, in a scheme, with its matches in others."""
    graph = turtle(FULL)
    (area,) = graph.objects(resource(FULL), SCHEMA.about)
    assert (area, rdflib.RDF.type, SKOS.Concept) in graph
    assert {label.language for label in graph.objects(area, SKOS.prefLabel)} == {"id", "en"}
    scheme = graph.value(area, SKOS.inScheme)
    assert (scheme, rdflib.RDF.type, SKOS.ConceptScheme) in graph
    matched = list(graph.objects(area, SKOS.closeMatch))
    assert matched and all((other, rdflib.RDF.type, SKOS.Concept) in graph for other in matched)
    assert (graph.value(resource(FULL), KMPIPE.type), rdflib.RDF.type, SKOS.Concept) in graph


def test_evidence_is_quoted() -> None:
    """With --evidence each quotation stands with its offsets and its article."""
    for graph in (turtle(FULL, evidence=True), jsonld(FULL, evidence=True)):
        quotes = {str(graph.value(q, SCHEMA.text)): q for q in graph.subjects(rdflib.RDF.type, SCHEMA.Quotation)}
        assert int(graph.value(quotes["15-17 Januari 2018"], KMPIPE.start)) == 10
    assert not list(turtle(FULL).subjects(rdflib.RDF.type, SCHEMA.Quotation))


@pytest.mark.parametrize("read", [turtle, jsonld])
def test_hostile_texts_come_back(read: object) -> None:
    """Quotes, backslashes, brackets and line ends are values; `javascript:` is the address of nothing."""
    graph = read(*ATTACKS)  # type: ignore[operator]
    for text, row in zip(HOSTILE, ATTACKS, strict=True):
        assert str(graph.value(resource(row), SCHEMA.name)) == shown(text), text[:40]
    assert not [found for found in graph.objects(None, SCHEMA.url) if not str(found).startswith("http")]


def test_json_ld_is_safe_in_a_page() -> None:
    """Pasted into a page it cannot end its script element or turn the text around."""
    data = written("jsonld", *ATTACKS, text=True).decode()
    assert not set("<>&\u2028\u202e") & set(data)
    assert json.loads(data)["@graph"][HOSTILE.index("</script><script>alert(1)</script>")]["name"]["@value"].startswith(
        "</s"
    )


def test_a_body_has_all_the_names_it_bore() -> None:
    """An organisation is described once, and again where a report knows it by another name."""
    old = msgspec.structs.replace(BPBD, name="Badan Kesbang")
    data = written(
        "turtle",
        view(organisations=(BPBD,)),
        view(id="b1.1", organisations=(old,)),
        view(id="c1.1", organisations=(BPBD,)),
    )
    assert data.count(b"<urn:kmpipe:organisation:dki-bpbd> a ") == 2
    graph = rdflib.Graph().parse(data=data, format="turtle")
    names = graph.objects(rdflib.URIRef("urn:kmpipe:organisation:dki-bpbd"), SCHEMA.name)
    assert {str(name) for name in names} == {BPBD.name, "Badan Kesbang"}
