"""The verbs that look into cleaning and set it right: restore, read again, duplicates, sites."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kmpipe.errors import CatalogueDamaged, UnknownId, UsageError
from kmpipe.model import Article, Removal
from kmpipe.workspace.parts import Parts
from kmpipe.workspace.records import Cluster, Copy, Restored, SiteExplanation, Trial

if TYPE_CHECKING:
    from kmpipe.pipeline import Reread
    from kmpipe.store.catalogue import Catalogue
    from kmpipe.store.judgements import Judgement, Kind

Progress = Callable[[str, int, int], None]


class Mending(Parts):
    """Decisions about what was cleaned away and what is one article."""

    # --- removals put back ---

    def restore(self, identity: str, numbers: Sequence[int], *, reason: str | None = None) -> Reread:
        """Put removals of an article back into its text, for good: every line with the same text stays from now on.

        `numbers` are those that `explain` shows. The article is read again at once. Raises `UnknownId`, `UsageError` for
        a number the article has not.
        """
        removals = self.restorable(identity, numbers)
        article = self._catalogue.article(identity).article.id
        with self._lock(), closing(self._open_for_writing()) as catalogue:
            for removal in removals:
                catalogue.judge("restore", article, removal, author=self._author(), made=now(), reason=reason)
            return self._read_again(catalogue, [article])

    def take_out_again(self, identity: str, numbers: Sequence[int]) -> Reread:
        """Take back what `restore` did: `numbers` are those that `restored` gives. Raises `UnknownId`, `UsageError`."""
        self.restorable(identity, numbers, undo=True)
        article = self._catalogue.article(identity).article.id
        standing = self._restored(article)
        with self._lock(), closing(self._open_for_writing()) as catalogue:
            for number in numbers:
                catalogue.undo(standing[number - 1].id, now())
            return self._read_again(catalogue, [article])

    def restorable(self, identity: str, numbers: Sequence[int], *, undo: bool = False) -> tuple[Removal, ...]:
        """The removals of an article, or with `undo` those put back, that have these numbers. Raises `UnknownId`, `UsageError`."""
        article = self._catalogue.article(identity).article
        if undo:
            found = {restored.number: restored.removal for restored in self.restored(identity)}
        else:
            found = {removal.number: removal for removal in article.removals}
        unknown = [str(number) for number in numbers if number not in found]
        if unknown:
            what = "restored line" if undo else "removal"
            hint = f"`kmpipe explain {article.id}` shows them with their numbers"
            raise UsageError(f"{article.id} has no {what} with the number {', '.join(unknown)}", hint=hint)
        return tuple(found[number] for number in numbers)

    def restored(self, identity: str) -> tuple[Restored, ...]:
        """The removals of an article that were put back, oldest first. Raises `UnknownId`."""
        return tuple(
            Restored(
                number=number,
                removal=msgspec.json.decode(judgement.value, type=Removal),
                author=judgement.author,
                made=judgement.made,
                reason=judgement.reason,
            )
            for number, judgement in enumerate(self._restored(self._catalogue.article(identity).article.id), 1)
        )

    def _restored(self, article: str) -> tuple[Judgement, ...]:
        return self._catalogue.judgements("restore", article)

    # --- reading again ---

    def extract(
        self, ids: Iterable[str] | None = None, *, dry_run: bool = False, progress: Progress | None = None
    ) -> Reread:
        """Read articles again (those of `ids`, or all) from the bytes they are known by, with the vocabularies of today.

        Reports what came out otherwise; with `dry_run` nothing is written. Raises `UnknownId`, `Locked`.
        """
        if ids is None:
            wanted = self._catalogue.ids()
        else:
            wanted = [self._catalogue.article(identity).article.id for identity in ids]
        if dry_run:
            return self._read_again(self._catalogue, wanted, dry_run=True, progress=progress)
        with self._lock(), closing(self._open_for_writing()) as catalogue:
            return self._read_again(catalogue, wanted, progress=progress)

    def _read_again(
        self, catalogue: Catalogue, ids: Sequence[str], *, dry_run: bool = False, progress: Progress | None = None
    ) -> Reread:
        from kmpipe.pipeline import read_again  # noqa: PLC0415 - SQLAlchemy loads with it

        done = 0

        def report(identity: str) -> None:
            nonlocal done
            done += 1
            if progress is not None:
                progress(identity, done, len(ids))

        before = catalogue.revision
        captures, options = self._path("captures"), self._options()
        found, told, gone = read_again(catalogue, captures, options, ids, dry_run=dry_run, progress=report)
        if not dry_run:
            self._index.update(catalogue, before, told, gone)
        return found

    def try_rules(
        self, rules: str | Path, ids: Iterable[str] | None = None, *, progress: Progress | None = None
    ) -> tuple[Trial, ...]:
        """What a file of rules would change in the articles (those of `ids`, or all), before it is used; changes nothing.

        An article that it leaves as it is, or whose bytes are lost, is not among them. Raises `UnknownId`, `UsageError`
        for a file that is not there, `VocabularyError` for a rule that cannot be used.
        """
        from kmpipe.cleaning.trial import try_rules  # noqa: PLC0415 - lxml loads with it
        from kmpipe.pipeline import whole_capture  # noqa: PLC0415 - SQLAlchemy loads with it

        path = Path(rules)
        if not path.is_file():
            raise UsageError(
                f"no such file: {path}", hint="write the rules into a TOML file as in vocab/boilerplate.toml"
            )
        wanted = self._catalogue.ids() if ids is None else [self._catalogue.article(i).article.id for i in ids]
        restored = self._catalogue.restored()
        trials = []
        for done, stored in enumerate(self._catalogue.stored(wanted), 1):
            article = stored.article
            with suppress(CatalogueDamaged):
                capture = whole_capture(self._catalogue, self._path("captures"), article.id)
                kept = restored.get(article.id, frozenset())
                found = try_rules(capture, path, folders=self._folders(), restored=kept)
                if found:
                    trials.append(Trial(id=article.id, title=article.title, **found._asdict()))
            if progress is not None:
                progress(article.id, done, len(wanted))
        return tuple(trials)

    # --- duplicates ---

    def duplicates(self) -> tuple[Cluster, ...]:
        """The canonical articles that have mirrors, with these, and then those alike that stand apart, ordered by id."""
        mirrors = self._catalogue.mirrors()
        canonical = {mirror: home for home, found in mirrors.items() for mirror in found}
        likenesses = list(self._catalogue.likenesses())
        similarity = {(found.left, found.right): found.similarity for found in likenesses}
        groups: dict[str, dict[str, tuple[float, str]]] = {
            home: {mirror: (similarity.get(_pair(home, mirror), 1.0), "") for mirror in found}
            for home, found in mirrors.items()
        }
        for found in likenesses:
            left, right = _pair(canonical.get(found.left, found.left), canonical.get(found.right, found.right))
            if found.apart and left != right:
                groups.setdefault(left, {}).setdefault(right, (found.similarity, "said to be no duplicates"))
        wanted = {*groups, *(other for copies in groups.values() for other in copies)}
        articles = {stored.article.id: stored.article for stored in self._catalogue.stored(sorted(wanted))}
        return tuple(_cluster(articles, home, copies) for home, copies in sorted(groups.items()))

    def separate(self, left: str, right: str, *, reason: str | None = None, dry_run: bool = False) -> tuple[str, str]:
        """Say that two articles are no duplicates of each other; remembered for good. Returns their ids.

        Raises `UnknownId`, `UsageError`.
        """
        pair = self._two(left, right)
        if not dry_run:
            self._decide("distinct", " ".join(pair), None, reason)
        return pair

    def unite(self, left: str, right: str, *, dry_run: bool = False) -> tuple[str, str]:
        """Take back that two articles are no duplicates; returns their ids. Raises `UnknownId`, `UsageError` where nobody said so."""
        pair = self._two(left, right)
        standing = self._catalogue.judgements("distinct", " ".join(pair))
        if not standing:
            raise UsageError(
                f"nobody said that {left} and {right} are no duplicates", hint="see `kmpipe duplicates --all`"
            )
        for judgement in () if dry_run else standing:
            self._retract(judgement.id)
        return pair

    def _two(self, left: str, right: str) -> tuple[str, str]:
        pair = _pair(self._catalogue.article(left).article.id, self._catalogue.article(right).article.id)
        if pair[0] == pair[1]:
            raise UsageError("the two ids name one article", hint="see `kmpipe duplicates` for the ids of the mirrors")
        return pair

    def _decide(self, kind: Kind, subject: str, value: object, reason: str | None) -> None:
        """Write down a decision with what follows from it, and bring the index up to date."""
        with self._lock(), closing(self._open_for_writing()) as catalogue:
            before = catalogue.revision
            settled = catalogue.decide(kind, subject, value, author=self._author(), made=now(), reason=reason)
            self._index.update(catalogue, before, settled.told, settled.gone)

    def _retract(self, number: int) -> None:
        """Take a decision back with what followed from it, and bring the index up to date."""
        with self._lock(), closing(self._open_for_writing()) as catalogue:
            before = catalogue.revision
            settled = catalogue.retract(number, now())
            self._index.update(catalogue, before, settled.told, settled.gone)

    # --- sites ---

    def explain_site(self, host: str) -> SiteExplanation:
        """What is taken out of the pages of a site, by rule and by run. Raises `UnknownId` for a host without articles."""
        hosts = self._catalogue.hosts()
        if host not in hosts:
            known = ", ".join(list(hosts)[:5]) or "none: these articles came from files without an address"
            raise UnknownId(f"no article of the host {host!r}", hint=f"hosts: {known}")
        return SiteExplanation(
            host=host,
            total=self._catalogue.site_now(host),
            rules=tuple(self._catalogue.rule_uses(host)),
            runs=self._catalogue.site_runs(host),
        )

    def _author(self) -> str:
        """Who decides: the setting, or the login name."""
        return self.settings.workspace.author or getpass.getuser()


def now() -> datetime:
    """This instant, UTC."""
    return datetime.now(UTC)


def _pair(left: str, right: str) -> tuple[str, str]:
    return (left, right) if left < right else (right, left)


def _cluster(articles: Mapping[str, Article], canonical: str, copies: Mapping[str, tuple[float, str]]) -> Cluster:
    article = articles[canonical]
    return Cluster(
        id=canonical,
        title=article.title,
        published=article.published,
        where=article.url or article.key,
        copies=tuple(_copy(articles[other], *found) for other, found in copies.items()),
    )


def _copy(article: Article, similarity: float, apart: str) -> Copy:
    return Copy(
        id=article.id,
        title=article.title,
        published=article.published,
        where=article.url or article.key,
        similarity=similarity,
        apart=apart,
    )
