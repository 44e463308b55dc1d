"""An activity as a schema.org `Event`: a tree of plain values that JSON-LD and Turtle are written from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kmpipe.export.facts import MENTIONED, paragraphs
from kmpipe.export.labels import Labels
from kmpipe.export.options import Options
from kmpipe.export.proofs import proofs
from kmpipe.export.texts import one_line, urn, web_address
from kmpipe.model import ActivityView, OrganisationMention

SCHEMA_ORG = "https://schema.org/"
# what schema.org has no word for
TERMS = "urn:kmpipe:term:"

# whether it takes place; an activity that was held is none of these (schema.org knows scheduled ones only)
_STATUS = {"planned": "EventScheduled", "postponed": "EventPostponed", "cancelled": "EventCancelled"}
_ROLES = {
    "organiser": "organizer",
    "host": "contributor",
    "funder": "funder",
    "participant": "attendee",
    "speaker": "performer",
    MENTIONED: "kmpipe:mentioned",
}
_KINDS = {
    "government": "GovernmentOrganization",
    "ngo": "NGO",
    "company": "Corporation",
    "university": "CollegeOrUniversity",
    "media": "NewsMediaOrganization",
}
_TONGUES = ("id", "en")

Tree = dict[str, Any]


def event(row: ActivityView, labels: Labels, options: Options) -> Tree:
    """The tree: keys are schema.org properties or `kmpipe:` ones, `@id` and `@type` as in JSON-LD; nothing is empty."""
    language = row.language if row.language in _TONGUES else None
    held = row.held
    found: Tree = {
        "@id": urn("activity", row.id),
        "@type": "Event",
        "identifier": row.id,
        "name": _text(one_line(row.title), language),
        "startDate": held.start if held else None,
        "endDate": held.end if held else None,
        "eventStatus": {"@id": SCHEMA_ORG + _STATUS[row.status]} if row.status in _STATUS else None,
        "kmpipe:status": row.status,
        "kmpipe:type": _term(urn("type", row.type), row.type, labels.type(row.type, "id"), labels.type(row.type, "en")),
        "location": _place(row),
        "about": [_area(area.id, area.scheme, labels) for area in row.focus_areas],
        "inLanguage": list(_TONGUES) if row.language == "mixed" else language,
        "superEvent": _series(row),
        "subEvent": [
            _filled({"@type": "Event", "name": one_line(s.label), "startDate": s.start, "endDate": s.end})
            for s in row.sessions
        ],
        "kmpipe:participants": row.participants,
        "kmpipe:person": [
            _filled(
                {"@type": "Person", "name": one_line(p.name), "jobTitle": p.role, "affiliation": _body(p.organisation)}
            )
            for p in row.people
        ],
        "potentialAction": [
            _filled({"@type": "PlanAction", "name": one_line(i.task), "agent": _body(i.owner), "scheduledTime": i.due})
            for i in row.action_items
        ],
        "workFeatured": [
            _filled({"@type": "DigitalDocument", "name": one_line(a.name), "url": web_address(a.url)})
            for a in row.attachments
        ],
        "subjectOf": [_article(row, language), *_quotations(row, options)],
        "kmpipe:follows": [{"@id": urn("activity", other)} for other in row.follows],
    }
    for role, name in _ROLES.items():
        found[name] = [organisation(body) for body in row.organisations if body.role == role]
    return _filled(found)


def organisation(body: OrganisationMention) -> Tree:
    """An organisation, the same wherever it takes part."""
    names = [one_line(body.name), *([one_line(body.name_en)] if body.name_en and body.name_en != body.name else [])]
    return {
        "@id": urn("organisation", body.id),
        "@type": _KINDS.get(body.kind, "Organization"),
        "name": names[0],
        **({"alternateName": names[1]} if len(names) > 1 else {}),
        "kmpipe:kind": body.kind,
    }


def _article(row: ActivityView, language: str | None) -> Tree:
    return _filled(
        {
            "@type": "Article",
            "identifier": list(row.articles),
            "url": web_address(row.url),
            "datePublished": row.published,
            "publisher": _body(row.site),
            "articleBody": _text("\n".join(paragraphs(row)), language),
        }
    )


def _quotations(row: ActivityView, options: Options) -> list[Tree]:
    if not options.evidence:
        return []
    return [
        {
            "@type": "Quotation",
            "text": proof.quote,
            "isPartOf": {"@id": urn("article", proof.article)},
            "kmpipe:field": proof.field,
            "kmpipe:value": proof.value,
            "kmpipe:source": proof.source,
            "kmpipe:start": proof.start,
            "kmpipe:end": proof.end,
        }
        for proof in proofs(row)
    ]


def _place(row: ActivityView) -> Tree | None:
    address = _filled({"@type": "PostalAddress", "addressLocality": row.place, "addressRegion": row.province})
    name = row.venue or row.place or row.province
    return {"@type": "Place", "name": name, **({"address": address} if len(address) > 1 else {})} if name else None


def _series(row: ActivityView) -> Tree | None:
    if row.series_entry is None:
        return None
    entry = row.series_entry
    return {"@id": urn("series", entry.id), "@type": "EventSeries", "name": one_line(entry.name)}


def _area(identity: str, scheme: str, labels: Labels) -> Tree:
    return {
        **_term(urn("focus", scheme, identity), identity, labels.area(identity, "id"), labels.area(identity, "en")),
        "inDefinedTermSet": {"@id": urn("scheme", scheme)},
    }


def _term(iri: str, code: str, label_id: str, label_en: str) -> Tree:
    names = [_text(label_id, "id"), _text(label_en, "en")]
    return {"@id": iri, "@type": "DefinedTerm", "termCode": code, "name": names}


def _text(value: str, language: str | None) -> object:
    return {"@value": value, "@language": language} if language and value else value


def _body(name: str | None) -> Tree | None:
    return {"@type": "Organization", "name": one_line(name)} if name else None


def _filled(tree: Mapping[str, Any]) -> Tree:
    return {key: value for key, value in tree.items() if value not in (None, "", [])}
