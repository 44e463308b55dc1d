"""`kmpipe vocab`: what the corpus adds to the vocabularies."""

from __future__ import annotations

from typing import get_args

import click

from kmpipe.cli.options import current_workspace, json_option, workspace_option
from kmpipe.cli.output import plural, print_columns, print_json, print_ruling, style
from kmpipe.cli.schemes import print_scheme
from kmpipe.model import OrganisationKind


@click.group()
def vocab() -> None:
    """See what the vocabularies hold and what the corpus adds to them, and take it over.

    \b
    kmpipe vocab schemes
    kmpipe vocab review
    kmpipe vocab add ~ruang-waktu --name-en "Ruang Waktu" --kind ngo
    kmpipe vocab glossary
    """


@vocab.command()
@click.option("--limit", "-n", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many.")
@json_option
@workspace_option
def review(limit: int, as_json: bool) -> None:
    """List the organisations the authority file does not know, the most frequent first.

    \b
    kmpipe vocab review -n 50
    """
    found = current_workspace().unknown_organisations()
    if as_json:
        print_json(found[:limit])
        return
    for body in found[:limit]:
        count = plural(body.activities, "activity", "activities")
        click.echo(f"{style(body.name, bold=True)}  [{body.id}]  {body.kind} · {count}: {', '.join(body.examples)}")
    click.echo(f"{plural(len(found), 'unknown organisation')}; `kmpipe vocab add ID` takes one over", err=True)


@vocab.command()
@click.argument("identity", metavar="ID")
@click.option("--name", metavar="NAME", help="The official name, where it is another.")
@click.option("--name-en", metavar="NAME", help="The English name.")
@click.option("--kind", type=click.Choice(get_args(OrganisationKind)), help="What it is.")
@click.option(
    "--abbreviation", "abbreviations", metavar="SHORT", multiple=True, help="An abbreviation; repeat for several."
)
@click.option("--alias", "aliases", metavar="NAME", multiple=True, help="Another name; repeat for several.")
@click.option("--dry-run", is_flag=True, help="Say what would be added; change nothing.")
@json_option
@workspace_option
def add(
    identity: str,
    name: str | None,
    name_en: str | None,
    kind: str | None,
    abbreviations: tuple[str, ...],
    aliases: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Add an unknown organisation to the workspace's authority file (vocab/organisations.toml).

    \b
    kmpipe vocab add ~ruang-waktu --kind ngo && kmpipe extract --all
    """
    new = current_workspace().add_organisation(
        identity, name=name, name_en=name_en, kind=kind, abbreviations=abbreviations, aliases=aliases, dry_run=dry_run
    )
    if as_json:
        print_ruling("organisation", new, value=identity, dry_run=dry_run)
        return
    click.echo(f"{'would be added' if dry_run else 'added'}: {new}")
    if not dry_run:
        click.echo("next: kmpipe extract --all", err=True)


@vocab.command()
@click.argument("words", nargs=-1)
@json_option
@workspace_option
def glossary(words: tuple[str, ...], as_json: bool) -> None:
    """Show the acronyms and the Indonesian/English pairs that the corpus itself gives; with WORDS those that hold them.

    \b
    kmpipe vocab glossary ketahanan
    kmpipe vocab glossary --json > glossary.json
    """
    wanted = " ".join(words).casefold()
    found = [line for line in current_workspace().glossary() if wanted in f"{line.term} {line.meaning}".casefold()]
    if as_json:
        print_json(found)
        return
    rows = [(line.term, line.meaning, line.kind, str(line.count), ", ".join(line.sources[:3])) for line in found]
    print_columns(("term", "meaning", "kind", "activities", "for example"), rows)
    click.echo(plural(len(found), "term"), err=True)


@vocab.command()
@click.argument("scheme", metavar="[SCHEME]", required=False)
@json_option
@workspace_option
def schemes(scheme: str | None, as_json: bool) -> None:
    """List the schemes of focus areas with their years and areas, or one of them.

    Under an area stand those of other schemes that it matches; one that has no words of its own is found by them.

    \b
    kmpipe vocab schemes pilar
    """
    found = current_workspace().schemes(scheme)
    if as_json:
        print_json(found)
        return
    for entry in found:
        print_scheme(entry)
        click.echo()
    click.echo(plural(len(found), "scheme"), err=True)
