"""The fields a user asked for: checked, and for formats that are no tables the only ones that stay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches

import msgspec

from kmpipe.errors import UsageError
from kmpipe.export.options import Options
from kmpipe.model import ActivityView

RECORD_FIELDS = ActivityView.__struct_fields__

# without these no row says what it is about, and what was cancelled would seem held
_ALWAYS = frozenset({"id", "articles", "title", "status"})
# long, and so only on request
ON_REQUEST = frozenset({"text", "removals"})
_DEFAULTS = {field.name: field.default for field in msgspec.structs.fields(ActivityView) if not field.required}


def nearest(word: str, known: Iterable[str]) -> str:
    """`did you mean …? ` for a word that is nearly a known one, else nothing."""
    near = get_close_matches(word.lower(), list(known), 1)
    return f"did you mean {near[0]!r}? " if near else ""


def check_fields(fields: Sequence[str], known: Iterable[str]) -> None:
    """Raises `UsageError` that names the first unknown field, the nearest known one, and all known ones."""
    known = list(known)
    for field in fields:
        if field not in known:
            hint = f"{nearest(field, known)}fields: {', '.join(known)}"
            raise UsageError(f"unknown field {field!r}", hint=hint)


def projection(options: Options) -> Callable[[ActivityView], ActivityView]:
    """A function that empties what was not asked for; id, articles, title and status always stay."""
    kept = set(options.fields or (name for name in RECORD_FIELDS if name not in ON_REQUEST))
    kept |= _ALWAYS | ({"text"} if options.text else set())
    emptied = {name: value for name, value in _DEFAULTS.items() if name not in kept}

    def project(row: ActivityView) -> ActivityView:
        evidence = tuple(item for item in row.evidence if item.field in kept) if options.fields else row.evidence
        return msgspec.structs.replace(row, **{"evidence": evidence, **emptied})

    return project
