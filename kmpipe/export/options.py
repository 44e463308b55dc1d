"""What a writer is told, and what it answers."""

from __future__ import annotations

from pathlib import Path

from kmpipe.model.base import Record


class Repository(Record, frozen=True, kw_only=True):
    """Who gives the records out: the address an OAI-PMH static repository will have, and the mail of who answers for it."""

    base_url: str = ""
    admin_email: str = ""


class Options(Record, frozen=True, kw_only=True):
    """How the rows are written, the same for every format.

    `fields` selects what is written, `text` adds the clean text, `evidence` where each value was read, `excel` makes CSV
    as Excel opens it. `vocabularies` are folders whose words win over the shipped ones: labels are read there.
    `repository` is for formats that harvesters read.
    """

    fields: tuple[str, ...] = ()
    text: bool = False
    evidence: bool = False
    excel: bool = False
    vocabularies: tuple[Path, ...] = ()
    repository: Repository = Repository()


class Written(Record, frozen=True, kw_only=True):
    """What was written: how many activities, and in `notes` what a reader of the file should know about it."""

    activities: int
    notes: tuple[str, ...] = ()
