"""The verbs that look across all activities: series, follow-ups, the vocabulary of the corpus."""

from __future__ import annotations

from datetime import date

import msgspec

from kmpipe.errors import UnknownId, UsageError, WorkspaceError
from kmpipe.vocab.focus import focus_scheme
from kmpipe.vocab.load import Organisation, cached_entries
from kmpipe.workspace.overviews import list_follow_ups, list_glossary, list_series, list_unknown, toml_entry
from kmpipe.workspace.records import FollowUp, GlossaryLine, SchemeOverview, SeriesOverview, UnknownOrganisation
from kmpipe.workspace.reviewing import Reviewing
from kmpipe.workspace.schemes import list_schemes

# where organisations added by hand are written
_AUTHORITY = "organisations.toml"


class Overviewing(Reviewing):
    """What runs through many activities."""

    def series(self, identity: str | None = None) -> tuple[SeriesOverview, ...]:
        """The series, the longest first, or the one with this id. Raises `UnknownId`."""
        found = list_series(self._catalogue.activities())
        if identity is None:
            return found
        one = tuple(series for series in found if series.id == identity)
        if not one:
            raise UnknownId(f"no series has the id {identity!r}", hint="`kmpipe series` lists them")
        return one

    def follow_ups(self, *, today: date | None = None) -> tuple[FollowUp, ...]:
        """The action items of all activities, by due date; `overdue` counts from `today`."""
        done = [
            (report, msgspec.json.decode(decision.value, type=str))
            for decision in self._catalogue.decided("done")
            for report in decision.reports
        ]
        return list_follow_ups(self._catalogue.activities(), done, today or date.today())  # noqa: DTZ011 - the user's day

    def glossary(self) -> tuple[GlossaryLine, ...]:
        """The acronyms and Indonesian/English pairs mined from the corpus, by term."""
        return list_glossary(self._catalogue.activities())

    def schemes(self, identity: str | None = None) -> tuple[SchemeOverview, ...]:
        """The schemes of focus areas, the workspace's own among them, or the one with this id. Raises `UsageError`.

        Each has its areas, and these the areas of other schemes that they match.
        """
        found = list_schemes(self._folders())
        if identity is None:
            return found
        focus_scheme(identity, self._folders())
        return tuple(scheme for scheme in found if scheme.id == identity)

    def unknown_organisations(self) -> tuple[UnknownOrganisation, ...]:
        """The organisations that the authority file does not know, the most frequent first."""
        return list_unknown(self._catalogue.activities())

    def add_organisation(
        self,
        identity: str,
        *,
        name: str | None = None,
        name_en: str | None = None,
        kind: str | None = None,
        abbreviations: tuple[str, ...] = (),
        aliases: tuple[str, ...] = (),
        dry_run: bool = False,
    ) -> str:
        """Add an unknown organisation to the workspace's authority file; returns its new id.

        The name it was found under becomes an alias where `name` differs. It counts for what is ingested from now on, and
        for all after `extract`. With `dry_run` nothing is written. Raises `UnknownId`, `VocabularyError`, `UsageError` for
        an id that is taken.
        """
        found = {body.id: body for body in self.unknown_organisations()}
        if identity not in found:
            raise UnknownId(f"no unknown organisation has the id {identity!r}", hint="`kmpipe vocab review` lists them")
        body, folders = found[identity], self._folders()
        taken = {entry.id for entry in cached_entries("organisations", "organisation", Organisation, folders)}
        new = identity.removeprefix("~")
        if new in taken:
            raise UsageError(f"the authority file has an entry {new!r} already", hint="add an alias to it by hand")
        if name is not None and name != body.name:
            aliases = (body.name, *aliases)
        block = toml_entry(
            body, name=name or body.name, name_en=name_en, kind=kind, abbreviations=abbreviations, aliases=aliases
        )
        try:
            msgspec.convert(msgspec.toml.decode(block)["organisation"][0], Organisation)
        except msgspec.ValidationError as error:
            raise UsageError(f"no such entry can be made: {error}", hint="see docs/how-to.md") from error
        path = folders[0] / _AUTHORITY
        if dry_run:
            return new
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._lock():
                before = path.read_text(encoding="utf-8") if path.exists() else ""
                fresh = path.with_name(path.name + ".new")
                fresh.write_text(before + block, encoding="utf-8")
                fresh.replace(path)
        except OSError as error:
            raise WorkspaceError(
                f"{path}: cannot be written: {error.strerror}", hint="check your permissions"
            ) from error
        return new
