"""The title of a document on pages: what its metadata say, if it is one; its first great heading; the name of its file."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from kmpipe.cleaning.ledger import Line
from kmpipe.cleaning.prose import prose_size, word_count
from kmpipe.text.normalise import fold_spaces, normalise
from kmpipe.vocab.load import cached_words

_WORD = re.compile(r"[^\W\d_]+")
_FILE = re.compile(r"\.(?:docx?|pptx?|ppsx?|xlsx?|odt|odp|rtf|pdf|indd|pub|pmd|cdr|tmp)$", re.IGNORECASE)
# an address, a mail address, a number to call
_CONTACT = re.compile(r"https?://|www\.|\S@\w")
# lines in which a letterhead stands
_LETTERHEAD = 8
# the share of the words of a title in the metadata that its first page must show: a title is often that of a template
_CONFIRMED = 0.6
# a heading of no more words goes on in the next one
_FEW_WORDS = 2
_LONGEST = 300


class Named(NamedTuple):
    """A title and where it was found."""

    title: str
    source: str


class _Words(NamedTuple):
    programs: tuple[str, ...]
    generic: frozenset[str]
    kinds: frozenset[str]
    contact: frozenset[str]


def name_document(lines: Sequence[Line], declared: str, key: str, folders: tuple[Path, ...] = ()) -> Named:
    """The title of a document. `lines` are those of its beginning, `declared` is the title in its metadata.

    A declared title counts before the headings where the beginning shows its words, after them where it does not.
    """
    words = _words(folders)
    real = is_title(declared, folders)
    if real and _is_confirmed(declared, lines):
        return Named(declared, "metadata")
    headings = [at for at in range(_after_letterhead(lines, words), len(lines)) if lines[at].kind == "heading"]
    telling = [at for at in headings if _bare(lines[at].words) not in words.kinds]
    prose = next((at for at, line in enumerate(lines) if prose_size(line)), len(lines))
    if telling:
        # a heading above the text names the document, a greater one below may name its chapters
        best = min(telling, key=lambda at: (at > prose, lines[at].level, at))
        title = lines[best].text
        if word_count(title) <= _FEW_WORDS and best + 1 in telling:
            title = f"{title} {lines[best + 1].text}"
        return Named(title, "heading")
    if real:
        return Named(declared, "metadata")
    return Named(lines[headings[0]].text, "heading") if headings else Named(file_name(key), "file name")


def is_title(declared: str, folders: tuple[Path, ...] = ()) -> bool:
    """Whether a title in the metadata is one, and not the name of a file or what a program puts there.

    >>> is_title("Microsoft Word - notulen.doc"), is_title("Presentation1"), is_title("Rapat Persiapan Lokakarya")
    (False, False, True)
    """
    words = _words(folders)
    found = [word.casefold() for word in _WORD.findall(declared[:_LONGEST])]
    return (
        len(found) > 1
        and len(declared) <= _LONGEST
        and " " in declared
        and not _FILE.search(declared)
        and not declared.casefold().startswith(words.programs)
        and not all(word in words.generic for word in found)
    )


def file_name(key: str) -> str:
    """The name of the file that a source key ends with, as words.

    >>> file_name("https://kota.example/2018/10/Notulen_Rapat%2025-10.pdf")
    'Notulen Rapat 25-10'
    """
    try:
        path = urlsplit(key).path if "://" in key else key
    except ValueError:
        path = key
    return fold_spaces(normalise(PurePosixPath(unquote(path)).stem.replace("_", " "))) or key


def _is_confirmed(declared: str, lines: Sequence[Line]) -> bool:
    wanted = {word.casefold() for word in _WORD.findall(declared)}
    shown = {word.casefold() for line in lines for word in _WORD.findall(line.text[:_LONGEST])}
    return len(wanted & shown) >= _CONFIRMED * len(wanted)


def _after_letterhead(lines: Sequence[Line], words: _Words) -> int:
    """The number of lines of the letterhead: up to the last of the first lines with an address to write to or to call."""
    ends = [at + 1 for at, line in enumerate(lines[:_LETTERHEAD]) if _is_contact(line.text, words)]
    end = max(ends, default=0)
    return end if any(line.kind == "heading" for line in lines[end:]) else 0


def _is_contact(text: str, words: _Words) -> bool:
    if len(text) > _LONGEST:
        return False
    return bool(_CONTACT.search(text)) or not words.contact.isdisjoint(_WORD.findall(text.casefold()))


def _bare(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


@functools.cache
def _words(folders: tuple[Path, ...]) -> _Words:
    titles = cached_words("documents", "titles", folders)
    return _Words(
        tuple(titles["programs"]),
        frozenset(titles["generic"]),
        frozenset(_bare(kind) for kind in titles["kinds"]),
        frozenset(titles["contact"]),
    )
