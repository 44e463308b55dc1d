"""`kmpipe source`: the sites that a workspace keeps up to date."""

from __future__ import annotations

import click

from kmpipe.cli.ingest import RIGHTS, ROADS
from kmpipe.cli.options import current_workspace, json_option, workspace_option
from kmpipe.cli.output import plural, print_columns, print_json


@click.group()
@workspace_option
def source() -> None:
    """The sites that `kmpipe ingest` without arguments brings up to date. They stand in kmpipe.toml.

    \b
    kmpipe source add https://kota.example/kegiatan/
    kmpipe source list
    """


@source.command()
@click.argument("url")
@click.option("--as", "road", type=click.Choice(ROADS), help="The road to read it by; otherwise the best it offers.")
@click.option("--rights", type=click.Choice(RIGHTS), default="own", show_default=True, help="What may be done with it.")
@click.option("--pages", is_flag=True, help="WordPress pages, too, not only posts.")
@click.option("--attachments", is_flag=True, help="The PDF and DOCX files that articles offer, too.")
@click.option("--since", metavar="DATE", help="Leave out what was published before this day.")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@workspace_option
def add(
    url: str, road: str | None, rights: str, pages: bool, attachments: bool, since: str | None, dry_run: bool
) -> None:
    """Add a site, or a section of one. With `--rights excerpt-only` exports give an excerpt and the link.

    \b
    kmpipe source add https://kota.example/kegiatan/ --since 2016-01-01
    """
    workspace = current_workspace()
    added = workspace.add_source(
        url,
        road=road,  # type: ignore[arg-type]  # click lets no other value through
        rights=rights,  # type: ignore[arg-type]  # click lets no other value through
        pages=pages,
        attachments=attachments,
        since=since,
        dry_run=dry_run,
    )
    click.echo(f"{'would add' if dry_run else 'added'} {added.url}")
    if not dry_run:
        click.echo("next: kmpipe ingest", err=True)


@source.command()
@click.argument("url")
@click.option("--dry-run", is_flag=True, help="Say what would be removed; write nothing.")
@workspace_option
def remove(url: str, dry_run: bool) -> None:
    """Take a site out of the list. What came from it stays."""
    removed = current_workspace().remove_source(url, dry_run=dry_run)
    click.echo(f"{'would remove' if dry_run else 'removed'} {removed.url}; its articles stay")


@source.command("list")
@json_option
@workspace_option
def list_(as_json: bool) -> None:
    """List the sites with what is said of them."""
    sources = current_workspace().settings.source
    if as_json:
        print_json(sources)
    elif not sources:
        click.echo("no sources yet; add one with `kmpipe source add URL`", err=True)
    else:
        rows = [
            (s.url, s.road or "best", s.rights, s.since or "", _extras(pages=s.pages, attachments=s.attachments))
            for s in sources
        ]
        print_columns(("url", "road", "rights", "since", "also"), rows)


@source.command()
@json_option
@workspace_option
def status(as_json: bool) -> None:
    """Show how far each site was read: by which road, when all of it was seen, how many documents there are."""
    states = current_workspace().source_status()
    if as_json:
        print_json(states)
        return
    if not states:
        click.echo("nothing was ingested from the web yet; try `kmpipe ingest https://site.example`", err=True)
    for state in states:
        click.echo(state.url + ("" if state.listed else " (not in kmpipe.toml)"))
        click.echo(f"  road: {state.road} ({state.reason})" if state.road else "  not read yet")
        if state.road:
            counts = ", ".join(f"{number:,} {name}" for name, number in state.documents.items())
            click.echo(f"  documents: {counts or 'none'}")
            click.echo(
                f"  all of it seen: {state.cursor or 'not yet'}" + ("; interrupted since" if state.pending else "")
            )


@source.command()
@click.argument("old")
@click.argument("new")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
@workspace_option
def moved(old: str, new: str, dry_run: bool) -> None:
    """Say that the site OLD is now at NEW. Articles keep their ids; links to either address lead to them.

    \b
    kmpipe source moved http://lama.example https://baru.example/arsip
    """
    count = current_workspace().move_site(old, new, dry_run=dry_run)
    click.echo(
        f"{plural(count, 'article')} of {old} {'would be' if dry_run else 'is' if count == 1 else 'are'} now at {new}"
    )


def _extras(*, pages: bool, attachments: bool) -> str:
    return ", ".join(name for name, wanted in (("pages", pages), ("attachments", attachments)) if wanted)
