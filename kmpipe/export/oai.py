"""An OAI-PMH static repository: one XML file that a gateway offers to harvesters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from kmpipe.errors import UsageError
from kmpipe.export.days import EARLIEST, stamp
from kmpipe.export.dublin_core import NAMESPACES, OAI_DC, record
from kmpipe.export.labels import Labels, read_labels
from kmpipe.export.options import Options, Repository, Written
from kmpipe.export.texts import urn, web_address
from kmpipe.export.xmlfile import Namespaces, add, document, make
from kmpipe.model import ActivityView

if TYPE_CHECKING:
    from lxml.etree import _Element

STATIC = "http://www.openarchives.org/OAI/2.0/static-repository"
OAI = "http://www.openarchives.org/OAI/2.0/"
_NAMESPACES: Namespaces = {None: STATIC, "oai": OAI, **NAMESPACES}
_SCHEMA = f"{STATIC} http://www.openarchives.org/OAI/2.0/static-repository.xsd"
# what stands there where the settings do not say it: where the file will lie, and who answers for it
_BASE = "http://localhost/oai/activities.xml"
_MAIL = "admin@localhost.localdomain"
# an address as the schema of the protocol takes it
_ADDRESS = re.compile(r"[^\s@]+@(?:[^\s@.]+\.)+[^\s@.]+")


def write_oai(rows: Iterable[ActivityView], stream: BinaryIO, options: Options) -> Written:
    """Write the repository (specification of 2004-04-23); its records are those of the Dublin Core export.

    The datestamp of a record is the day its report was published, else the day it was held, never the day of the export.
    Raises `UsageError` for a base address that is none of the web, and for what is no mail address.
    """
    base, mail = _checked(options.repository)
    labels = read_labels(options.vocabularies)
    count = 0
    root = f"{{{STATIC}}}Repository"
    with document(stream, root, _NAMESPACES, schema=_SCHEMA) as writer:
        for element in _head(base or _BASE, mail or _MAIL):
            writer.write(element)
        with writer.inside(make(f"{{{STATIC}}}ListRecords", _NAMESPACES, metadataPrefix="oai_dc")):
            for row in rows:
                writer.write(_record(row, labels, options))
                count += 1
    missing = [name for name, value in (("export.base_url", base), ("export.admin_email", mail)) if not value]
    note = f"set {' and '.join(missing)} in kmpipe.toml before the file is harvested; placeholders stand there now"
    return Written(activities=count, notes=(note,) if missing else ())


def _checked(repository: Repository) -> tuple[str, str]:
    """The address and the mail of the repository, each empty where it is not known."""
    base = web_address(repository.base_url) if repository.base_url else ""
    if base is None:
        hint = "it is the web address where the file will lie: https://kota.example/oai.xml"
        raise UsageError(f"export.base_url cannot be {repository.base_url!r}", hint=hint)
    if repository.admin_email and not _ADDRESS.fullmatch(repository.admin_email):
        raise UsageError(
            f"export.admin_email cannot be {repository.admin_email!r}", hint="write it as data@kota.example"
        )
    return base, repository.admin_email


def _head(base: str, mail: str) -> Iterator[_Element]:
    identify = make(f"{{{STATIC}}}Identify", _NAMESPACES)
    for name, value in {
        "repositoryName": "Activities",
        "baseURL": base,
        "protocolVersion": "2.0",
        "adminEmail": mail,
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
