"""RDF in Turtle: the events of schema.org, with focus areas and types as SKOS vocabularies."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from kmpipe.export.days import DAY_LENGTH
from kmpipe.export.events import SCHEMA_ORG, TERMS, Tree, event
from kmpipe.export.labels import Labels, read_labels
from kmpipe.export.options import Options, Written
from kmpipe.export.texts import plain, urn
from kmpipe.model import ActivityView

_PREFIXES = f"""@prefix schema: <{SCHEMA_ORG}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix kmpipe: <{TERMS}> .
"""
_DATES = frozenset({"startDate", "endDate", "datePublished", "scheduledTime"})
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"})
_CALENDAR = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_TYPES = {4: "gYear", 7: "gYearMonth", DAY_LENGTH: "date"}
# descriptions of organisations and series that are remembered; one met again after so many others is written again,
# which says the same. One under another name, a historic one, is described by that too.
_REMEMBERED = 20_000


def write_turtle(rows: Iterable[ActivityView], stream: BinaryIO, options: Options) -> Written:
    """Write the vocabularies, then each event, as a stream; organisations and series are described where they first occur."""
    labels = read_labels(options.vocabularies)
    stream.write(_PREFIXES.encode())
    stream.writelines(b"\n" + statement.encode() for statement in _vocabularies(labels))
    described: OrderedDict[str, None] = OrderedDict()
    count = 0
    for row in rows:
        pending: list[Tree] = []
        stream.write(b"\n" + _statements(event(row, labels, options), pending).encode())
        for tree in pending:
            said = _statements(tree, [])
            if said not in described and tree["@type"] != "DefinedTerm":
                stream.write(b"\n" + said.encode())
                described[said] = None
                if len(described) > _REMEMBERED:
                    described.popitem(last=False)
        count += 1
    return Written(activities=count)


def _statements(tree: Tree, pending: list[Tree]) -> str:
    """All that is said of a named thing; the named things inside are referred to, and put on `pending`."""
    return f"<{tree['@id']}> {_properties(tree, pending)} .\n"


def _properties(tree: Tree, pending: list[Tree]) -> str:
    parts = [f"a schema:{tree['@type']}"] if "@type" in tree else []
    for key, value in tree.items():
        if not key.startswith("@"):
            name = key if ":" in key else f"schema:{key}"
            values = value if isinstance(value, list) else [value]
            parts.append(f"{name} " + ", ".join(_object(key, item, pending) for item in values))
    return " ;\n    ".join(parts)


def _object(key: str, value: Any, pending: list[Tree]) -> str:
    if isinstance(value, dict):
        if "@value" in value:
            return f"{_quoted(value['@value'])}@{value['@language']}"
        if "@id" in value:
            if "@type" in value:
                pending.append(value)
            return f"<{value['@id']}>"
        return f"[ {_properties(value, pending)} ]"
    if isinstance(value, int):
        return str(value)
    if key == "url":
        return f"<{value}>"
    if key in _DATES and _CALENDAR.fullmatch(value):
        return f'"{value}"^^xsd:{_TYPES[len(value)]}'
    return _quoted(value)


def _quoted(text: str) -> str:
    return f'"{plain(text).translate(_ESCAPES)}"'


def _vocabularies(labels: Labels) -> Iterator[str]:
    for scheme in labels.schemes.values():
        yield _concept(urn("scheme", scheme.id), "ConceptScheme", scheme.label_id, scheme.label_en)
    for area in labels.areas.values():
        more = [f"skos:inScheme <{urn('scheme', area.scheme)}>", f"skos:notation {_quoted(area.notation or area.id)}"]
        if area.guideline:
            more.append(f"skos:scopeNote {_quoted(area.guideline)}@en")
        for relation, others in (("broader", [area.broader] if area.broader else []), ("closeMatch", area.matches)):
            known = [labels.areas[other] for other in others if other in labels.areas]
            more += [f"skos:{relation} <{urn('focus', other.scheme, other.id)}>" for other in known]
        yield _concept(urn("focus", area.scheme, area.id), "Concept", area.label_id, area.label_en, *more)
    yield _concept(urn("scheme", "types"), "ConceptScheme", labels.types_id, labels.types_en)
    for entry in labels.types.values():
        more = [f"skos:inScheme <{urn('scheme', 'types')}>", f"skos:notation {_quoted(entry.id)}"]
        yield _concept(urn("type", entry.id), "Concept", entry.label_id, entry.label_en, *more)


def _concept(iri: str, kind: str, label_id: str, label_en: str, *more: str) -> str:
    parts = [f"a skos:{kind}", f"skos:prefLabel {_quoted(label_id)}@id, {_quoted(label_en)}@en", *more]
    return f"<{iri}> " + " ;\n    ".join(parts) + " .\n"
