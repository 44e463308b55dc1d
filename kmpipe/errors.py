"""The error tree: every error kmpipe raises on purpose, with a hint a user can act on and an exit code.

KmpipeError                     exit 1
├── UsageError                  exit 2   the call is wrong
│   ├── QueryError              exit 2   a query that cannot be read, with the position
│   ├── UnknownId               exit 1   no article or activity bears this id
│   ├── ConfigError             exit 2   kmpipe.toml holds a wrong key or value
│   ├── VocabularyError         exit 2   a vocabulary file holds a wrong entry
│   └── GoldError               exit 2   a file of gold values or of floors holds a wrong line
├── WorkspaceError              exit 1
│   ├── NoWorkspace             exit 2   no kmpipe.toml here or above
│   ├── Locked                  exit 1   another process is writing
│   ├── CatalogueTooNew         exit 1   made by a later version of kmpipe
│   └── CatalogueOutdated       exit 1   made by an earlier version, and not yet brought up to date
├── DocumentError               exit 3   one input could not be used; the run goes on
│   ├── SourceMissing           exit 3   path not found or unreadable
│   ├── EmptyDocument           exit 3   nothing in it
│   ├── NotText                 exit 3   binary under a text name, or an encoding nothing can read
│   ├── TooLarge                exit 3   beyond the size cap
│   ├── ParseError              exit 3   no document structure could be built
│   ├── NoArticle               exit 3   a page without an article
│   ├── KeyTaken                exit 3   two inputs of one run claim the same source key
│   ├── Unprocessable           exit 3   kmpipe itself failed on it
│   ├── Encrypted               exit 3   a document that needs a password
│   ├── NoTextLayer             exit 3   a document of pictures: scanned, and never read by a machine
│   └── FetchError              exit 3   an address that gave nothing
│       ├── BlockedAddress      exit 3   leads to an address that is not public, or not http(s)
│       ├── Disallowed          exit 3   robots.txt says no
│       │   └── RulesUnread     exit 3   robots.txt could not be read
│       ├── HttpStatus          exit 3   the server answered with an error status
│       ├── FetchTimeout        exit 3   no whole answer within the deadline
│       ├── ResponseTooLarge    exit 3   more than the cap, decoded
│       └── ConnectionFailed    exit 3   no connection, a broken one, or an answer that is no HTTP
└── DamageError                 exit 4
    ├── IndexDamaged            exit 4   the search index is broken, foreign or missing
    └── CatalogueDamaged        exit 4   the catalogue or a capture is broken
"""

from __future__ import annotations


class KmpipeError(Exception):
    """The root: `message` says what happened, `hint` what to do next (may be empty)."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def code(self) -> str:
        """The name of the kind of error, for counting: `NoArticle`."""
        return type(self).__name__

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.__dict__))


def _rebuild(kind: type[KmpipeError], state: dict[str, object]) -> KmpipeError:
    error = kind.__new__(kind)
    Exception.__init__(error, state.get("message", ""))
    error.__dict__.update(state)
    return error


class UsageError(KmpipeError):
    """The call itself is wrong."""

    exit_code = 2


class QueryError(UsageError):
    """A query that cannot be read; `position` is the code point at which reading stopped, or None."""

    def __init__(self, message: str, *, query: str = "", position: int | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.query = query
        self.position = position


class ConfigError(UsageError):
    """`kmpipe.toml` holds a wrong key or value."""


class VocabularyError(UsageError):
    """A vocabulary file holds a wrong entry; the message names file and field."""


class GoldError(UsageError):
    """A file of gold values or of floors cannot be read; the message names file and line."""


class UnknownId(KmpipeError):
    """No article or activity bears this id."""


class WorkspaceError(KmpipeError):
    """The workspace cannot be used."""


class NoWorkspace(WorkspaceError):
    """There is no `kmpipe.toml` here or in a folder above."""

    exit_code = 2


class NothingIngested(WorkspaceError):
    """There is no catalogue yet."""

    def __init__(self) -> None:
        super().__init__("nothing has been ingested here yet", hint="run `kmpipe ingest PATH` first")


class Locked(WorkspaceError):
    """Another process is writing; `pid` is its process id, or None if it could not be read."""

    def __init__(self, message: str, *, pid: int | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.pid = pid


class CatalogueTooNew(WorkspaceError):
    """The catalogue was made by a later version of kmpipe."""


class CatalogueOutdated(WorkspaceError):
    """The catalogue was made by an earlier version of kmpipe and must be brought up to date before it is read."""


class DocumentError(KmpipeError):
    """One input could not be used; the others are not touched by it."""

    exit_code = 3


class SourceMissing(DocumentError):
    """The path does not exist or cannot be read."""


class EmptyDocument(DocumentError):
    """There is nothing in it."""


class NotText(DocumentError):
    """Binary content under a text name, or an encoding that nothing can read."""


class TooLarge(DocumentError):
    """The document is larger than the cap."""


class ParseError(DocumentError):
    """No document structure could be built from the bytes."""


class NoArticle(DocumentError):
    """The page holds no article."""


class KeyTaken(DocumentError):
    """Two inputs of one run claim the same source key."""


class Unprocessable(DocumentError):
    """kmpipe itself failed on this document; the others are not touched by it."""


class Encrypted(DocumentError):
    """The document needs a password."""


class NoTextLayer(DocumentError):
    """The document is made of pictures: it was scanned, and no machine has read it."""


class FetchError(DocumentError):
    """An address gave nothing that can be used; `url` is the one that was asked last."""

    def __init__(self, message: str, *, url: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.url = url


class BlockedAddress(FetchError):
    """The address leads to a network that is not public, or is not http(s)."""


class Disallowed(FetchError):
    """The site's robots.txt does not allow it."""


class RulesUnread(Disallowed):
    """The site's robots.txt could not be read for certain, so that nothing is allowed for now."""


class HttpStatus(FetchError):
    """The server answered with an error; `status` is its HTTP status code."""

    def __init__(self, message: str, *, status: int, url: str = "", hint: str = "") -> None:
        super().__init__(message, url=url, hint=hint)
        self.status = status


class FetchTimeout(FetchError):
    """No whole answer came within the deadline."""


class ResponseTooLarge(FetchError):
    """The body is larger than the cap once decoded."""


class ConnectionFailed(FetchError):
    """No connection could be made or kept, or the answer is no HTTP."""


class DamageError(KmpipeError):
    """Something on disk is broken."""

    exit_code = 4


class IndexDamaged(DamageError):
    """The search index is broken, foreign or missing."""


class CatalogueDamaged(DamageError):
    """The catalogue or a capture is broken."""
