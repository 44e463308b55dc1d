"""Which engines the suite runs on. An engine that needs a server is skipped, with the reason, where there is none."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import NamedTuple

import pytest

from kmpipe.search import EngineChoice


class Offer(NamedTuple):
    """An engine as the suite is given it: `start` makes it ready, or skips by `pytest.skip`."""

    name: str
    start: Callable[[], EngineChoice]


def _whoosh() -> EngineChoice:
    return EngineChoice(name="whoosh")


def _tantivy() -> EngineChoice:
    if find_spec("tantivy") is None:
        pytest.skip("the extra tantivy is not installed")
    return EngineChoice(name="tantivy")


OFFERS = [Offer("whoosh", _whoosh), Offer("tantivy", _tantivy)]
