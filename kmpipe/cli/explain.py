"""`kmpipe explain`: what was taken out, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kmpipe.cli.options import current_workspace, json_option, workspace_option
from kmpipe.cli.output import plural, print_columns, print_json, print_pairs, progress_bar, style
from kmpipe.errors import UsageError

if TYPE_CHECKING:
    from kmpipe.model import Article, Removal
    from kmpipe.workspace import Explanation, Restored, SiteExplanation, Trial

# characters of an example in a table
_EXAMPLE = 60


@click.command()
@click.argument("identities", nargs=-1, metavar="[ID]…")
@click.option("--site", metavar="HOST", help="Sum the removals of all articles of a site by rule.")
@click.option(
    "--try",
    "rules",
    metavar="RULE.toml",
    type=click.Path(dir_okay=False),
    help="Show what a rule file would change; change nothing.",
)
@json_option
@workspace_option
def explain(identities: tuple[str, ...], site: str | None, rules: str | None, as_json: bool) -> None:
    """Show an article with what was taken out of it in place: each removal with its number, kind and rule.

    `kmpipe restore ID N` puts a removal back. With --site the removals of a site are summed by rule, with what each run
    saw of it. With --try the articles (those of ID, or all) are cleaned with the rules of a file on top of the others,
    and what would be removed or kept otherwise is shown.

    \b
    kmpipe explain k3x9a2b7
    kmpipe explain --site kota.example
    kmpipe explain --try vocab-draft/boilerplate.toml
    """
    workspace = current_workspace()
    if site is not None:
        if identities or rules:
            raise UsageError("--site stands alone", hint="kmpipe explain --site HOST")
        found = workspace.explain_site(site)
        if as_json:
            print_json(found)
        else:
            _print_site(found)
        return
    if rules is not None:
        with progress_bar("try", quiet=as_json) as progress:
            trials = workspace.try_rules(rules, identities or None, progress=progress)
        if as_json:
            print_json(trials)
        else:
            _print_trials(trials)
        return
    if len(identities) != 1:
        raise UsageError("explain takes one ID", hint="kmpipe explain ID, --site HOST, or --try RULE.toml [ID]…")
    explanation = workspace.explain(identities[0])
    if as_json:
        print_json(explanation)
    else:
        _print_article(explanation)


def _print_article(explanation: Explanation) -> None:
    article, provenance = explanation.article, explanation.article.provenance
    click.echo(f"{style(article.title, bold=True)}  [{article.id}]")
    print_pairs(
        [
            ("Found in", f"{provenance.located} ({provenance.reason})" if provenance.reason else provenance.located),
            ("Encoding", provenance.encoding + (" (guessed)" if provenance.encoding_guessed else "")),
            ("Published", f"{article.published} (from {provenance.published_source})" if article.published else ""),
            ("Mirrors", "; ".join(article.mirrors)),
            ("Mirror of", explanation.mirror_of or ""),
            ("No activity", explanation.no_activity or ""),
            (
                "Versions",
                "; ".join(
                    f"{v.version}: {v.fetched_at}" for v in explanation.versions if len(explanation.versions) > 1
                ),
            ),
            ("Removed", plural(len(article.removals), "stretch", "stretches")),
            (
                "Restored",
                "; ".join(_restored(one) for one in explanation.restored),
            ),
        ]
    )
    click.echo()
    for line in _with_removals(article):
        click.echo(line)


def _restored(one: Restored) -> str:
    reason = f"; {one.reason}" if one.reason else ""
    return f"{one.number}: {one.removal.text} (by {one.author}, {one.made[:10]}{reason})"


def _print_site(found: SiteExplanation) -> None:
    total = found.total
    click.echo(style(found.host, bold=True))
    print_pairs(
        [
            ("Articles", f"{total.articles:,}"),
            ("Removed", f"{total.removed:,} of {total.kept + total.removed:,} characters ({total.removed_share:.0%})"),
            ("Without title", f"{total.untitled:,}"),
            ("Without date", f"{total.undated:,}"),
        ]
    )
    click.echo()
    rows = [
        (use.rule, use.kind, f"{use.removals:,}", f"{use.articles:,}", f"{use.characters:,}", use.example[:_EXAMPLE].replace("\n", " "))
        for use in found.rules
    ]  # fmt: skip
    print_columns(("rule", "kind", "removals", "articles", "characters", "for example"), rows)
    click.echo()
    runs = [
        (str(run), f"{seen.articles:,}", f"{seen.removed_share:.0%}", f"{seen.untitled:,}", f"{seen.undated:,}")
        for run, seen in found.runs.items()
    ]
    print_columns(("run", "articles", "removed", "without title", "without date"), runs)


def _print_trials(trials: tuple[Trial, ...]) -> None:
    for trial in trials:
        click.echo(f"{style(trial.title, bold=True)}  [{trial.id}]")
        if trial.emptied:
            click.echo(style(f"! nothing would be left: {trial.emptied}", fg="red", bold=True))
        for removal in trial.added:
            click.echo(style(f"- [{removal.kind}: {removal.rule}] {removal.text}", fg="red"))
        for removal in trial.dropped:
            click.echo(style(f"+ [{removal.kind}: {removal.rule}] {removal.text}", fg="green"))
        for old, new in trial.renamed:
            click.echo(f"= [{old.kind}: {old.rule} → {new.kind}: {new.rule}] {new.text}")
        click.echo()
    added, dropped = sum(len(t.added) for t in trials), sum(len(t.dropped) for t in trials)
    click.echo(f"{plural(len(trials), 'article')} would change: {added} more removed, {dropped} no longer", err=True)


def _with_removals(article: Article) -> list[str]:
    """The located text line by line, the removed ones marked."""
    pending = sorted(article.removals, key=lambda removal: removal.start)
    lines: list[str] = []
    at = 0
    for line in article.text.split("\n") if article.text else []:
        at = _place(pending, at, lines)
        lines.append(line)
        at += len(line) + 1
    _place(pending, at, lines)
    return lines + [_marked(removal) for removal in pending]


def _place(pending: list[Removal], at: int, lines: list[str]) -> int:
    while pending and pending[0].start <= at:
        removal = pending.pop(0)
        lines.append(_marked(removal))
        at += len(removal.text) + 1
    return at


def _marked(removal: Removal) -> str:
    label = f"- [{removal.number} {removal.kind}: {removal.rule}] "
    return "\n".join(style(label + line, fg="red", strikethrough=True) for line in removal.text.split("\n"))
