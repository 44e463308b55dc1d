"""Lists of web addresses as a source: a text file with one a line, `#` for comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kmpipe.errors import ParseError, SourceMissing
from kmpipe.sources.addresses import key_form, post_ident
from kmpipe.sources.records import Offer

# a comment stands alone or after a blank: without one, `#` begins the fragment of an address
_COMMENT = re.compile(r"(?:^|\s)#.*", re.DOTALL)
_BLANK = re.compile(r"\s")
_SHOWN = 60  # characters of a wrong line that a message shows


def is_url_list(head: bytes) -> bool:
    """Whether a file that begins so is a list of addresses: its first entry is one, and so are most of the others.

    A saved page may well begin with its address, and then goes on with text.
    """
    lines = head.decode("utf-8-sig", "replace").splitlines()
    entries = [entry for entry in map(_entry, lines) if entry]
    good = [bool(_key(entry)) for entry in entries]
    return bool(good) and good[0] and 2 * sum(good) > len(good)


def read_urls(path: Path) -> Iterator[Offer | ParseError]:
    """The addresses in a file in its order, each once; a line that is none is an error with its number.

    Blanks around an address, blank lines, a byte order mark and comments count for nothing; two addresses are the same
    where their source keys are. Raises `SourceMissing`.
    """
    seen: set[str] = set()
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            for number, line in enumerate(file, 1):
                entry = _entry(line)
                key = _key(entry)
                if entry and not key:
                    shown = entry if len(entry) <= _SHOWN else entry[:_SHOWN] + "…"
                    hint = "write one address a line, beginning with http:// or https://; # begins a comment"
                    yield ParseError(f"{path.name}, line {number}: no web address: {shown}", hint=hint)
                elif key and key not in seen:
                    seen.add(key)
                    yield Offer(ident=post_ident(key), url=entry)
    except OSError as error:
        hint = "check the file and its permissions"
        raise SourceMissing(f"{path.name}: cannot be read: {error.strerror}", hint=hint) from error


def _entry(line: str) -> str:
    return _COMMENT.sub("", line).strip(" \t\r\n\0\ufeff")


def _key(entry: str) -> str:
    return "" if _BLANK.search(entry) else key_form(entry)
