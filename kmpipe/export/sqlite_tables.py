"""The tables and views of the SQLite export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kmpipe.export.columns import COLUMNS
from kmpipe.model import ActivityView

# column of `activities` -> how it is read
SCALARS: dict[str, Callable[[ActivityView], object]] = {
    "id": lambda a: a.id,
    "title": lambda a: a.title,
    "held_start": lambda a: a.held.start if a.held else None,
    "held_end": lambda a: (a.held.end or a.held.start) if a.held else None,
    "first_day": lambda a: _iso(COLUMNS["first_day"].read(a)),
    "last_day": lambda a: _iso(COLUMNS["last_day"].read(a)),
    "status": lambda a: a.status,
    "type": lambda a: a.type,
    "series": lambda a: a.series,
    "place": lambda a: a.place,
    "province": lambda a: a.province,
    "venue": lambda a: a.venue,
    "organisations": lambda a: "; ".join(f"{o.name} ({o.name_en})" if o.name_en else o.name for o in a.organisations),
    "participants": lambda a: a.participants,
    "language": lambda a: a.language,
    "published": lambda a: a.published,
    "site": lambda a: a.site,
    "url": lambda a: a.url,
    "rights": lambda a: a.rights,
    "gone": lambda a: a.gone,
    "carrier": lambda a: a.carrier,
    "review": lambda a: a.review,
    "text": lambda a: a.text,
}

# table of what an activity has several of -> the values of each row after activity and number
PARTS: dict[str, Callable[[ActivityView], Iterator[Sequence[object]]]] = {
    "activity_organisations": lambda a: ((o.id, o.role, o.name, o.represented_by) for o in a.organisations),
    "activity_focus_areas": lambda a: ((area.id, area.score) for area in a.focus_areas),
    "activity_articles": lambda a: ((article,) for article in a.articles),
    "activity_categories": lambda a: ((category,) for category in a.categories),
    "sessions": lambda a: ((s.label, s.start, s.end) for s in a.sessions),
    "dates": lambda a: ((d.start, d.end, d.role) for d in a.dates),
    "people": lambda a: ((p.name, p.role, p.organisation) for p in a.people),
    "action_items": lambda a: ((item.task, item.owner, item.due) for item in a.action_items),
    "terms": lambda a: ((term.kind, term.term, term.meaning) for term in a.terms),
    "attachments": lambda a: ((item.name, item.url) for item in a.attachments),
    "follows": lambda a: ((other,) for other in a.follows),
}

_PART = "activity TEXT NOT NULL REFERENCES activities(id), number INTEGER NOT NULL, {}, PRIMARY KEY (activity, number)"

SCHEMA: tuple[str, ...] = (
    "CREATE TABLE types (id TEXT PRIMARY KEY, label_id TEXT, label_en TEXT)",
    """CREATE TABLE activities (
      id TEXT PRIMARY KEY, title TEXT NOT NULL, held_start TEXT, held_end TEXT, first_day TEXT, last_day TEXT,
      status TEXT NOT NULL, type TEXT NOT NULL REFERENCES types(id), series TEXT, place TEXT, province TEXT, venue TEXT,
      organisations TEXT, participants INTEGER, language TEXT, published TEXT, site TEXT, url TEXT,
      rights TEXT, gone INTEGER NOT NULL, carrier TEXT, review TEXT, text TEXT)""",
    "CREATE TABLE organisations (id TEXT PRIMARY KEY, name TEXT NOT NULL, name_en TEXT, kind TEXT NOT NULL, parent TEXT)",
    "CREATE TABLE schemes (id TEXT PRIMARY KEY, label_id TEXT, label_en TEXT, valid_from INTEGER, valid_until INTEGER)",
    """CREATE TABLE focus_areas (
      id TEXT PRIMARY KEY, scheme TEXT REFERENCES schemes(id), label_id TEXT, label_en TEXT, broader TEXT)""",
    *(
        f"CREATE TABLE {table} ({_PART.format(columns)})"
        for table, columns in {
            # `name` is the one the report's time knew it by; the authority's is in `organisations`
            "activity_organisations": "organisation TEXT NOT NULL REFERENCES organisations(id), role TEXT, name TEXT, represented_by TEXT",
            "activity_focus_areas": "focus_area TEXT NOT NULL REFERENCES focus_areas(id), score REAL",
            "activity_articles": "article TEXT NOT NULL",
            "activity_categories": "category TEXT NOT NULL",
            "sessions": "label TEXT, start TEXT, end TEXT",
            "dates": "start TEXT, end TEXT, role TEXT",
            "people": "name TEXT NOT NULL, role TEXT, organisation TEXT",
            "action_items": "task TEXT NOT NULL, owner TEXT, due TEXT",
            "terms": "kind TEXT, term TEXT, meaning TEXT",
            "attachments": "name TEXT, url TEXT",
            "follows": "followed TEXT NOT NULL",
            "evidence": (
                "field TEXT, value TEXT, source TEXT, article TEXT, start INTEGER, end INTEGER, quote TEXT, rule TEXT,"
                " confidence REAL"
            ),
        }.items()
    ),
    # Datasette looks for exactly this form of `content`
    """CREATE VIRTUAL TABLE activities_fts USING fts5(
      title, venue, place, province, organisations, text, content="activities", tokenize='unicode61')""",
)

# once all rows are there
VIEWS: tuple[str, ...] = (
    "INSERT INTO activities_fts (activities_fts) VALUES ('rebuild')",
    "CREATE INDEX activities_by_day ON activities(first_day)",
    "CREATE INDEX organisations_in ON activity_organisations(organisation)",
    "CREATE INDEX focus_areas_in ON activity_focus_areas(focus_area)",
    """CREATE VIEW participation AS
      SELECT p.activity, a.held_start, a.title, p.organisation, o.name, o.name_en, o.kind, p.role, p.represented_by
      FROM activity_organisations p JOIN activities a ON a.id = p.activity JOIN organisations o ON o.id = p.organisation""",
    """CREATE VIEW agencies AS
      SELECT o.id, o.name, o.name_en, o.kind, count(DISTINCT p.activity) AS activities,
        min(a.first_day) AS first_day, max(a.last_day) AS last_day
      FROM organisations o
      JOIN activity_organisations p ON p.organisation = o.id AND p.role <> 'mentioned'
      JOIN activities a ON a.id = p.activity AND a.status = 'held'
      WHERE o.kind <> 'office' GROUP BY o.id""",
    """CREATE VIEW activities_by_month AS
      SELECT substr(held_start, 1, 7) AS month, count(*) AS activities, sum(participants) AS participants
      FROM activities WHERE status = 'held' AND length(held_start) >= 7 GROUP BY month""",
    """CREATE VIEW activities_by_focus_area AS
      SELECT f.id, f.label_id, f.label_en, f.scheme, count(*) AS activities, min(a.first_day) AS first_day,
        max(a.last_day) AS last_day
      FROM activity_focus_areas p JOIN focus_areas f ON f.id = p.focus_area
      JOIN activities a ON a.id = p.activity AND a.status = 'held'
      GROUP BY f.id""",
)


def _iso(day: object) -> str | None:
    return None if day is None else str(day)
