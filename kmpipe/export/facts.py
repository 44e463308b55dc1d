"""An activity in words, for formats that hold prose: calendars, feeds, notes, bibliographies."""

from __future__ import annotations

from collections.abc import Iterator

from kmpipe.export.days import interval
from kmpipe.export.labels import Labels
from kmpipe.export.options import Options
from kmpipe.export.proofs import proofs, sentence
from kmpipe.export.texts import one_line, plain
from kmpipe.model import ActivityView

# an organisation that is only spoken of took no part
MENTIONED = "mentioned"


def where(row: ActivityView) -> str:
    """Venue, place and province on one line."""
    return one_line(", ".join(dict.fromkeys(part for part in (row.venue, row.place, row.province) if part)))


def facts(row: ActivityView, labels: Labels) -> Iterator[tuple[str, str]]:
    """Label and value, one line each; what is not known is left out."""
    pairs = [
        ("Held", interval(row.held) if row.held else ""),
        ("Status", row.status if row.status != "held" else ""),
        ("Type", labels.type(row.type, row.language) if row.type != "other" else ""),
        ("Series", row.series_entry.name if row.series_entry else row.series or ""),
        ("Place", where(row)),
        ("Sessions", "; ".join(f"{s.label}: {s.start}" + (f"/{s.end}" if s.end else "") for s in row.sessions)),
        ("Organisers", _names(row, "organiser", "host")),
        ("Organisations", _names(row, "participant", "speaker", "funder")),
        ("Also named", _names(row, MENTIONED)),
        ("Focus areas", "; ".join(labels.subjects(row))),
        ("People", "; ".join(f"{p.name} ({p.role})" if p.role else p.name for p in row.people)),
        ("Participants", "" if row.participants is None else str(row.participants)),
        ("Follow-ups", "; ".join(item.task + (f" ({item.due})" if item.due else "") for item in row.action_items)),
        ("Attachments", "; ".join(item.name for item in row.attachments)),
        ("Source", ", ".join(part for part in (row.site, row.published) if part)),
    ]
    for label, value in pairs:
        if value:
            yield label, one_line(value)


def paragraphs(row: ActivityView) -> list[str]:
    """The paragraphs of the text, where there is one."""
    return [line for line in plain(row.text or "").split("\n") if line.strip()]


def evidence_lines(row: ActivityView, options: Options) -> list[str]:
    """One line for each place a value was read in, where that was asked for."""
    return [sentence(proof) for proof in proofs(row)] if options.evidence else []


def prose(row: ActivityView, labels: Labels, options: Options) -> str:
    """All of it: a line for each fact, then the text, then the evidence, with a blank line between the parts."""
    parts = [
        "\n".join(f"{label}: {value}" for label, value in facts(row, labels)),
        "\n".join(paragraphs(row)),
        "\n".join(evidence_lines(row, options)),
    ]
    return "\n\n".join(part for part in parts if part)


def _names(row: ActivityView, *roles: str) -> str:
    return "; ".join(o.name for o in row.organisations if o.role in roles)
