"""An OAI-PMH static repository: one XML file that a gateway offers to harvesters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from kmpipe.export.days import EARLIEST, stamp
from kmpipe.export.dublin_core import NAMESPACES, OAI_DC, record
from kmpipe.export.labels import Labels, read_labels
from kmpipe.export.options import Options, Written
from kmpipe.export.texts import urn
from kmpipe.export.xmlfile import Namespaces, add, document, make
from kmpipe.model import ActivityView

if TYPE_CHECKING:
    from lxml.etree import _Element

STATIC = "http://www.openarchives.org/OAI/2.0/static-repository"
OAI = "http://www.openarchives.org/OAI/2.0/"
_NAMESPACES: Namespaces = {None: STATIC, "oai": OAI, **NAMESPACES}
_SCHEMA = f"{STATIC} http://www.openarchives.org/OAI/2.0/static-repository.xsd"
# what a file cannot know: where it will lie and who answers for it; the notes say to fill them in
_BASE = "http://localhost/oai/activities.xml"
_MAIL = "admin@localhost.localdomain"


def write_oai(rows: Iterable[ActivityView], stream: BinaryIO, options: Options) -> Written:
    """Write the repository (specification of 2004-04-23); its records are those of the Dublin Core export.

    The datestamp of a record is the day its report was published, else the day it was held, never the day of the export.
    """
    labels = read_labels(options.vocabularies)
    count = 0
    root = f"{{{STATIC}}}Repository"
    with document(stream, root, _NAMESPACES, schema=_SCHEMA) as writer:
        for element in _head():
            writer.write(element)
        with writer.inside(make(f"{{{STATIC}}}ListRecords", _NAMESPACES, metadataPrefix="oai_dc")):
            for row in rows:
                writer.write(_record(row, labels, options))
                count += 1
    note = f"put your own baseURL ({_BASE}) and adminEmail ({_MAIL}) into the file before it is harvested"
    return Written(activities=count, notes=(note,))


def _head() -> Iterator[_Element]:
    identify = make(f"{{{STATIC}}}Identify", _NAMESPACES)
    for name, value in {
        "repositoryName": "Activities",
        "baseURL": _BASE,
        "protocolVersion": "2.0",
        "adminEmail": _MAIL,
        "earliestDatestamp": EARLIEST.isoformat(),
        "deletedRecord": "no",
        "granularity": "YYYY-MM-DD",
    }.items():
        add(identify, f"{{{OAI}}}{name}", value)
    yield identify
    formats = make(f"{{{STATIC}}}ListMetadataFormats", _NAMESPACES)
    known = add(formats, f"{{{OAI}}}metadataFormat")
    add(known, f"{{{OAI}}}metadataPrefix", "oai_dc")
    add(known, f"{{{OAI}}}schema", f"{OAI}oai_dc.xsd")
    add(known, f"{{{OAI}}}metadataNamespace", OAI_DC)
    yield formats


def _record(row: ActivityView, labels: Labels, options: Options) -> _Element:
    element = make(f"{{{OAI}}}record", _NAMESPACES)
    header = add(element, f"{{{OAI}}}header")
    add(header, f"{{{OAI}}}identifier", urn("activity", row.id))
    add(header, f"{{{OAI}}}datestamp", stamp(row).isoformat())
    add(element, f"{{{OAI}}}metadata").append(record(row, labels, options))
    return element
