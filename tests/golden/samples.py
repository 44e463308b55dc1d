"""The samples processed once, beside what a careful reader finds in them."""

from __future__ import annotations

import functools
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kmpipe.pipeline import Options, Processed, process
from kmpipe.sources.files import find_files, read_file

ROOT = Path(__file__).parents[2]
EXPECTED = Path(__file__).parent / "samples"
SAMPLES = ROOT / "corpus" / "samples"
NAMES = sorted(path.relative_to(EXPECTED).as_posix().removesuffix(".json") for path in EXPECTED.rglob("*.json"))
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


@functools.cache
def expected(name: str) -> dict[str, Any]:
    """What a careful reader finds in a sample (README.md says what each key means)."""
    value: dict[str, Any] = json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))
    return value


@functools.cache
def processed(name: str) -> Processed:
    """What kmpipe makes of a sample."""
    (found,) = (item for item in find_files(SAMPLES).found if item.key == name)
    return process(read_file(found, fetched_at=_NOW, max_bytes=1 << 23), Options())
