"""The verbs about the sources of a workspace: which sites there are, how far each was read, which moved."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import msgspec

from kmpipe.config import SiteRoad, SourceSection, change_sources, load_settings
from kmpipe.errors import NothingIngested, UsageError
from kmpipe.model.base import Rights
from kmpipe.workspace.parts import Parts
from kmpipe.workspace.records import SourceStatus


class Sources(Parts):
    """A workspace and its sources on the web."""

    def add_source(
        self,
        url: str,
        *,
        road: SiteRoad | None = None,
        rights: Rights = "own",
        pages: bool = False,
        attachments: bool = False,
        since: str | None = None,
        dry_run: bool = False,
    ) -> SourceSection:
        """Add a site, or a section of one, to `kmpipe.toml`. Raises `UsageError` for no address, or one that is there."""
        form = web_address(url)
        checked_day(since)
        if any(web_address(source.url) == form for source in self.settings.source):
            raise UsageError(f"{url} is among the sources already", hint="`kmpipe source list` shows them")
        added = SourceSection(url=form, road=road, rights=rights, pages=pages, attachments=attachments, since=since)
        if not dry_run:
            change_sources(self.root, lambda sources: [*sources, _table(added)])
            self._reload()
        return added

    def remove_source(self, url: str, *, dry_run: bool = False) -> SourceSection:
        """Take a site out of `kmpipe.toml`. Raises `UsageError` where it is not there."""
        form = web_address(url)
        found = next((source for source in self.settings.source if web_address(source.url) == form), None)
        if found is None:
            raise UsageError(f"{url} is not among the sources", hint="`kmpipe source list` shows them")
        if not dry_run:
            change_sources(self.root, lambda sources: [s for s in sources if web_address(str(s["url"])) != form])
            self._reload()
        return found

    def source_status(self) -> tuple[SourceStatus, ...]:
        """How far each source was read: those of `kmpipe.toml` in their order, then others that were ingested."""
        listed = [web_address(source.url) for source in self.settings.source]
        try:
            catalogue = self._catalogue
        except NothingIngested:
            return tuple(SourceStatus(url=url, listed=True) for url in listed)
        found = []
        for url in dict.fromkeys([*listed, *catalogue.source_urls()]):
            state = catalogue.source(url)
            said = {} if state is None else {"road": state.road, "reason": state.reason, "cursor": state.cursor}
            found.append(
                SourceStatus(
                    url=url,
                    listed=url in listed,
                    documents=catalogue.entry_counts(url),
                    pending=state is not None and state.pending is not None,
                    **said,  # type: ignore[arg-type]  # fields of the same names and types
                )
            )
        return tuple(found)

    def move_site(self, old: str, new: str, *, dry_run: bool = False) -> int:
        """Say that the site `old` is now at `new`; returns how many articles that is said of. Raises `UsageError`."""
        before, now = web_address(old), web_address(new)
        if before == now:
            raise UsageError(
                "both addresses are the same", hint="kmpipe source moved http://old.example https://new.example"
            )
        if dry_run:
            return self._catalogue.count_below(before)
        with self._lock(), closing(self._open_for_writing()) as catalogue:
            count = catalogue.declare_move(before, now)
        if any(web_address(source.url) == before for source in self.settings.source):
            change_sources(
                self.root,
                lambda sources: [{**s, "url": now} if web_address(str(s["url"])) == before else s for s in sources],
            )
            self._reload()
        return count

    def _reload(self) -> None:
        import os  # noqa: PLC0415 - the environment is read where settings are

        self.settings = load_settings(self.root, os.environ)


def web_address(url: str) -> str:
    """An address as the sources are known by. Raises `UsageError` for what is none."""
    from kmpipe.sources.addresses import key_form  # noqa: PLC0415 - the vocabulary loads with it

    form = key_form(url if "://" in url else f"https://{url}")
    if not form:
        raise UsageError(f"{url!r} is no web address", hint="write it whole: https://kota.example/kegiatan/")
    return form


def checked_day(day: str | None) -> str | None:
    """A calendar day as it was given. Raises `UsageError` for what is none."""
    from datetime import date  # noqa: PLC0415 - two calls a run

    try:
        return date.fromisoformat(day).isoformat() if day is not None else None
    except ValueError as error:
        raise UsageError(f"{day!r} is no day", hint="write it as 2018-01-31") from error


def _table(source: SourceSection) -> dict[str, Any]:
    """The entry of a source without what is as it is by default."""
    bare = SourceSection(url=source.url)
    values: dict[str, Any] = msgspec.to_builtins(source)
    usual: dict[str, Any] = msgspec.to_builtins(bare)
    return {name: value for name, value in values.items() if name == "url" or value != usual[name]}
