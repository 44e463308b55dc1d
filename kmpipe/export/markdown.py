"""Markdown: a note an activity, with YAML front matter that Obsidian and Hugo read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

from kmpipe.errors import UsageError
from kmpipe.export.days import DAY_LENGTH
from kmpipe.export.facts import MENTIONED, evidence_lines, facts, paragraphs
from kmpipe.export.files import Folder
from kmpipe.export.labels import Labels, read_labels
from kmpipe.export.options import Options, Written
from kmpipe.export.texts import one_line, web_address
from kmpipe.model import ActivityView

# what Markdown, HTML, Obsidian (tags, comments, mathematics) and Hugo (shortcodes) would take for their own
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|!~$&]|%(?=%)|(?<=%)%|=(?==)|(?<==)=|\^|:(?=//)|@|(?<=[Ww][Ww][Ww])\.")
# a line that would begin a list, a rule or a heading
_OPENING = re.compile(r"^(\d{0,9})([-+=]|(?<=\d)[.)])")
_FILE_NAME = re.compile(r"[a-z0-9.~-]{1,100}")
# YAML readers take this character for a byte order mark wherever it stands
_MARK = "\ufeff"
_DATES = frozenset({"date", "held_start", "held_end", "published"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def write_markdown(rows: Iterable[ActivityView], folder: Folder, options: Options) -> Written:
    """Write a file `ID.md` for each activity. File names come from ids alone, never from titles or addresses.

    The front matter holds what is known, the body the same in words, on request the text and the evidence; nothing of a
    report can become markup, a link, a tag or a shortcode. Raises `UsageError` for an id that is no file name.
    """
    labels = read_labels(options.vocabularies)
    count = 0
    for row in rows:
        if not _FILE_NAME.fullmatch(row.id) or row.id.startswith("."):
            raise UsageError(f"{row.id!r} cannot be the name of a file", hint="export it as jsonl")
        with folder.open(f"{row.id}.md") as stream:
            stream.write(_note(row, labels, options).encode())
        count += 1
    return Written(activities=count)


def _note(row: ActivityView, labels: Labels, options: Options) -> str:
    lines = [
        "---",
        *(
            f"{key}: {_yaml(value, date=key in _DATES)}"
            for key, value in _front(row).items()
            if value not in (None, (), "")
        ),
        "---",
    ]
    lines += ["", f"# {escaped(one_line(row.title))}", ""]
    lines += [f"- **{label}**: {escaped(value)}" for label, value in facts(row, labels)]
    address = web_address(row.url)
    if address:
        lines += ["", f"<{address}>"]
    for paragraph in paragraphs(row):
        lines += ["", as_paragraph(one_line(paragraph))]
    proofs = evidence_lines(row, options)
    if proofs:
        lines += ["", "## Evidence", "", *(f"- {escaped(proof)}" for proof in proofs)]
    return "\n".join(lines) + "\n"


def _front(row: ActivityView) -> Mapping[str, object]:
    start = row.held.start if row.held else ""
    return {
        "title": row.title,
        "id": row.id,
        # Hugo refuses a file whose date is a month or a year
        "date": start if len(start) == DAY_LENGTH else None,
        "held_start": start,
        "held_end": (row.held.end or start) if row.held else None,
        "status": row.status,
        "type": row.type,
        "series": row.series_entry.name if row.series_entry else row.series,
        "place": row.place,
        "province": row.province,
        "venue": row.venue,
        "organisations": tuple(o.name for o in row.organisations if o.role != MENTIONED),
        "mentioned": tuple(o.name for o in row.organisations if o.role == MENTIONED),
        "people": tuple(person.name for person in row.people),
        "participants": row.participants,
        "focus_areas": tuple(area.id for area in row.focus_areas),
        "categories": row.categories,
        # a tag of Obsidian holds no spaces
        "tags": tuple(dict.fromkeys([row.type.replace(" ", "-"), *(area.id for area in row.focus_areas)])),
        "lang": row.language,
        "published": row.published,
        "site": row.site,
        "source": row.url,
        "articles": row.articles,
        "review": row.review,
    }


def _yaml(value: object, *, date: bool = False) -> str:
    """A value on one line: JSON, which YAML takes as it is but for the characters it reads as line ends."""
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_yaml, value)) + "]"
    if date and _DAY.fullmatch(str(value)):
        return str(value)
    if isinstance(value, str):
        value = one_line(value).replace(_MARK, "")
    return msgspec.json.encode(value).decode()


def escaped(text: str) -> str:
    """The text with nothing in it that Markdown would take for its own, but at the beginning of a line."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def as_paragraph(text: str) -> str:
    """A line of text as a paragraph, whatever it begins with."""
    return _OPENING.sub(r"\1\\\2", escaped(text))
