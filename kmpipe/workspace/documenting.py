"""The documents of a workspace: the report of a period, the brief on an agency, the handover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from kmpipe.export.labels import read_labels as read_vocabulary
from kmpipe.export.privacy import mask, private_names
from kmpipe.model import Activity, ActivityView
from kmpipe.report.brief import Brief, Meeting, Task, brief
from kmpipe.report.brief_agency import find_agency
from kmpipe.report.brief_document import brief_document
from kmpipe.report.documents import Document
from kmpipe.report.documents_periods import Span
from kmpipe.report.documents_sources import Source
from kmpipe.report.handover_document import handover_document
from kmpipe.report.labels import LabelLanguage, Labels, read_labels
from kmpipe.report.monthly import periodic, wanted
from kmpipe.report.monthly_document import Head, Said, periodic_document
from kmpipe.vocab.focus import focus_scheme
from kmpipe.vocab.kinds import activity_kinds, kind_of
from kmpipe.vocab.load import Organisation, cached_entries
from kmpipe.vocab.match import Phrases
from kmpipe.workspace.handing_over import gather

if TYPE_CHECKING:
    from kmpipe.store.catalogue import Catalogue
    from kmpipe.workspace.filters import FilterValues
    from kmpipe.workspace.workspace import Workspace

# meetings that leave a brief on a page
_MEETINGS = 5


def period_document_of(
    workspace: Workspace,
    span: Span,
    query: str = "",
    *,
    language: LabelLanguage = "id",
    institution: str | None = None,
    people: bool = False,
    scheme: str | None = None,
    bridge: bool = True,
    predecessors: bool = True,
    filters: FilterValues | None = None,
) -> Document:
    """The report of a period over the activities that `search` finds with the same query and filters.

    Without `people` nobody is listed, and private names, telephone numbers and e-mail addresses are masked wherever they
    stand. Raises `UsageError`, `QueryError`.
    """
    folders, settings = workspace._folders(), workspace.settings.report
    catalogue = workspace._catalogue
    rows: list[ActivityView] = []
    private: dict[str, list[str]] = {}
    for chunk in workspace._found(query, filters or {}, scheme, bridge=bridge, predecessors=predecessors):
        activities = [activity for activity in chunk if wanted(activity, span)]
        private.update((activity.id, [*private_names(activity.people)]) for activity in activities)
        rows += _views(catalogue, activities, people=people)
    labels = read_labels(language, folders)
    found = periodic(span, rows, done=_done(workspace), kind=kind_of(folders))
    head = Head(
        institution=settings.institution if institution is None else institution,
        place=settings.place,
        signatory=settings.signatory,
        position=settings.position,
        chosen=_chosen(query, filters or {}, labels),
        scheme="" if scheme is None else _scheme_label(scheme, language, workspace),
    )
    shown = [*found.held, *found.apart, *(item.row for item in found.earlier)]
    said = Said(
        labels=labels,
        vocabulary=read_vocabulary(folders),
        kinds=activity_kinds(folders),
        sources=_sources(
            catalogue, {row.articles[0]: row.title for row in shown}, [a for row in shown for a in row.articles]
        ),
        people=people,
    )
    document = periodic_document(found, head, said)
    # titles of other reports of an activity may name the people of this one
    return document if people else mask(document, [name for row in shown for name in private[row.id]])


def brief_of(workspace: Workspace, name: str, *, people: bool = False, today: date | None = None) -> Brief:
    """The brief on the agency with this id, name, abbreviation or alias, as of `today`.

    Without `people` there are no contacts, and what is personal is masked. Raises `UsageError` for a name that several
    agencies bear, `UnknownId` for one that none bears.
    """
    folders, catalogue = workspace._folders(), workspace._catalogue
    unlisted = {body.id: (body.name, body.kind) for body in workspace.unknown_organisations()}
    entries = cached_entries("organisations", "organisation", Organisation, folders)
    agency = find_agency(name, entries, unlisted, workspace.settings.extract.jurisdiction)
    ids = frozenset(agency.ids)
    told = [a for a in catalogue.activities() if any(ids & {body.id, body.parent} for body in a.organisations)]
    forms = Phrases((form, None) for form in agency.forms)
    return brief(
        agency,
        _views(catalogue, told, people=people),
        done=_done(workspace),
        owns=lambda text: bool(forms.find(text)),
        today=today or date.today(),  # noqa: DTZ011 - the user's day
        people=people,
        most=_MEETINGS,
    )


def brief_document_of(workspace: Workspace, found: Brief, *, language: LabelLanguage = "id") -> Document:
    """A brief as a document, with its sources."""
    folders = workspace._folders()
    told: list[Meeting | Task] = [*found.meetings, *found.agreed, *found.open]
    titles = {one.articles[0]: one.title for one in told}
    sources = _sources(workspace._catalogue, titles, [article for one in told for article in one.articles])
    institution = workspace.settings.report.institution
    document = brief_document(found, institution, read_labels(language, folders), read_vocabulary(folders), sources)
    if found.contacts is not None:
        return document
    ids = {one.id if isinstance(one, Meeting) else one.activity for one in told}
    # titles of other reports of an activity may name the people of this one
    return mask(
        document, [name for a in workspace._catalogue.activities(sorted(ids)) for name in private_names(a.people)]
    )


def handover_document_of(
    workspace: Workspace, *, language: LabelLanguage = "id", institution: str | None = None, today: date | None = None
) -> Document:
    """The handover of a workspace as a document, as of `today`; nothing in it is personal but who decided what."""
    institution = workspace.settings.report.institution if institution is None else institution
    day = (today or date.today()).isoformat()  # noqa: DTZ011 - the user's day
    return handover_document(gather(workspace), institution, read_labels(language, workspace._folders()), day=day)


def _done(workspace: Workspace) -> frozenset[tuple[str, int]]:
    return frozenset((item.activity, item.number) for item in workspace.follow_ups() if item.done)


def _chosen(query: str, filters: FilterValues, labels: Labels) -> str:
    """What the activities were chosen by; nothing where they are all there are."""
    values = [query] if query else []
    for value in filters.values():
        if value:
            values += [value] if isinstance(value, str) else map(str, value)  # type: ignore[call-overload]  # the values of a TypedDict
    return labels("monthly_chosen", chosen="; ".join(values)) if values else ""


def _scheme_label(scheme: str, language: LabelLanguage, workspace: Workspace) -> str:
    entry = focus_scheme(scheme, workspace._folders())
    return entry.label_en if language == "en" else entry.label_id


def _views(catalogue: Catalogue, activities: Sequence[Activity], *, people: bool) -> Iterator[ActivityView]:
    """The activities with what their articles add, without texts; masked unless `people` are asked for."""
    from kmpipe.workspace.views import masked, view  # noqa: PLC0415 - extraction loads with it

    moves = catalogue.moves()
    articles = {stored.article.id: stored for stored in catalogue.stored([a.articles[0] for a in activities])}
    for activity in activities:
        row = view(activity, articles[activity.articles[0]], full=False, moves=moves)
        yield row if people else masked(row)


def _sources(catalogue: Catalogue, titles: Mapping[str, str], articles: Iterable[str]) -> dict[str, Source]:
    """These articles by id; `titles` are those that were masked."""
    found = {}
    for stored in catalogue.stored(sorted(set(articles))):
        article = stored.article
        versions = catalogue.versions(article.key)
        found[article.id] = Source(
            id=article.id,
            title=titles.get(article.id, article.title),
            url=article.url or article.canonical_url,
            name=article.site or ("" if article.url else article.key),
            published=article.published,
            fetched=versions[-1].fetched_at if versions else "",
            gone=article.gone,
            excerpt=article.rights == "excerpt-only",
        )
    return found
