"""What an article offers beside its text: documents to take away, and links to related articles."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from kmpipe.cleaning.ledger import Line, Verdict
from kmpipe.cleaning.metadata import absolute
from kmpipe.model import Attachment, Block, Evidence, Related, Removal
from kmpipe.text.hosts import host_of
from kmpipe.text.normalise import fold_spaces, normalise
from kmpipe.vocab.boilerplate import boilerplate_rules
from kmpipe.vocab.load import cached_words

_DOCUMENT = re.compile(r"\.(?:pdf|docx?|pptx?|ppsx?|xlsx?|odt|odp|ods|zip|rar|csv|rtf)$", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_EDGE = " :：–—-»›>→|.…"
# around a whole line: arrows and brackets
_AROUND = _EDGE + "▸►▶←«‹()[]"
# a name that looks like the stem of a file: no blanks around stops, and a low line or a stop between characters
_STEM = re.compile(r"\w[_.]\w|\w_ ?\w|\.\w{2,4}$")
_LONGEST_NAME = 200
_SOCIAL = re.compile(
    r"//(?:www\.|m\.)?(?:facebook|twitter|x|instagram|linkedin|pinterest|t|wa|api\.whatsapp|telegram)\.(?:com|me|co)\b"
)


@functools.cache
def _labels(folders: tuple[Path, ...] = ()) -> re.Pattern[str]:
    labels = cached_words("boilerplate", "attachments", folders).get("labels", ())
    return re.compile(
        r"(?:^|[–—(|,;.-]\s?)(?:" + "|".join(re.escape(label) for label in labels) + r")\s?:\s?", re.IGNORECASE
    )


@functools.cache
def _cues(folders: tuple[Path, ...] = ()) -> Mapping[str, tuple[str, ...]]:
    """The cues of related articles by their first word, the longest first."""
    cues = {cue.lower() for rule in boilerplate_rules(folders) if rule.kind == "related" for cue in rule.starts}
    by_word: dict[str, list[str]] = {}
    for cue in sorted(cues, key=lambda cue: (-len(cue), cue)):
        by_word.setdefault(_first_word(cue), []).append(cue)
    return {word: tuple(found) for word, found in by_word.items()}


def _first_word(words: str) -> str:
    match = _WORD.match(words)
    return match[0] if match else ""


def attachments(
    text: str, blocks: Sequence[Block], lines: Sequence[Line], url: str | None, folders: tuple[Path, ...] = ()
) -> tuple[Attachment, ...]:
    """The documents of an article: links to document files, and names after `Link:` in the text.

    `lines` are the kept lines, one for each block of `text`; `url` makes relative links absolute.
    """
    found: dict[tuple[str, str | None], Attachment] = {}
    for block, line in zip(blocks, lines, strict=True):
        linked = _linked(text, block, line, url, folders)
        named = _named(text, block, folders)
        if named is not None and not any(one.name == named.name for one in linked):
            target = next((absolute(link.href, url) for link in line.links if link.text == named.name), None)
            linked.append(Attachment(name=named.name, url=target, evidence=named.evidence))
        for attachment in linked:
            found.setdefault((attachment.name, attachment.url), attachment)
    return tuple(found.values())


def _linked(text: str, block: Block, line: Line, url: str | None, folders: tuple[Path, ...]) -> list[Attachment]:
    generic = cached_words("boilerplate", "attachments", folders).get("generic", ())
    hosts = cached_words("boilerplate", "attachments", folders).get("hosts", ())
    found: list[Attachment] = []
    position = block.start
    for link in line.links:
        target = absolute(link.href, url)
        path = unquote(urlsplit(target).path) if target else ""
        if target is None or not (_DOCUMENT.search(path) or host_of(target) in hosts):
            continue
        at = text.find(link.text, position, block.end)
        evidence: tuple[Evidence, ...] = ()
        if at >= 0:
            position = at + len(link.text)
            evidence = (Evidence(start=at, end=position, quote=link.text, rule="document-link"),)
        says_nothing = link.text.lower().strip(_EDGE + "()[]") in generic
        name = fold_spaces(normalise(PurePosixPath(path).stem)) if says_nothing else link.text
        found.append(Attachment(name=name or link.text, url=target, evidence=evidence))
    return found


def _named(text: str, block: Block, folders: tuple[Path, ...]) -> Attachment | None:
    words = text[block.start : block.end]
    ends = [match.end() for match in _labels(folders).finditer(words[-2 * _LONGEST_NAME :])]
    if not ends:
        return None
    start = max(0, len(words) - 2 * _LONGEST_NAME) + ends[-1]
    name = words[start:].rstrip(" .)")
    if not name or len(name) > _LONGEST_NAME or "://" in name or not _STEM.search(name):
        return None
    at = block.start + start
    return Attachment(name=name, evidence=(Evidence(start=at, end=at + len(name), quote=name, rule="named-document"),))


def related(
    removals: Iterable[Removal], lines: Sequence[Line], url: str | None, folders: tuple[Path, ...] = ()
) -> tuple[Related, ...]:
    """The related articles that the removals of kind "related" name. `lines` are the removed lines, in the same order."""
    found: dict[tuple[str, str | None], Related] = {}
    for removal, line in zip(removals, lines, strict=True):
        if removal.kind != "related":
            continue
        links = [link for link in line.links if absolute(link.href, url) and not _SOCIAL.search(link.href)]
        title = _headline(line.words, folders)
        if len(links) == 1 and title:
            title = _headline(links[0].text, folders) or title
        if title:
            target = absolute(links[0].href, url) if links else None
            found.setdefault((title, target), Related(title=title, url=target, removal=removal.number))
    return tuple(found.values())


def _headline(words: str, folders: tuple[Path, ...]) -> str:
    """The words after the cue; nothing for a bare label."""
    title = words.strip(_EDGE)
    if words[:1] in _AROUND:
        title = words.lstrip(_AROUND).rstrip(_AROUND if words[0] in "([" else _EDGE)
    lowered = title[:_LONGEST_NAME].lower()
    for cue in _cues(folders).get(_first_word(lowered), ()):
        rest = title[len(cue) :]
        if lowered.startswith(cue) and not rest[:1].isalnum():
            return rest.strip(_EDGE)
    return title


def kept(lines: Sequence[Line], verdicts: Sequence[Verdict | None], *, removed: bool = False) -> list[Line]:
    """The lines that stay, or those that go."""
    return [line for line, verdict in zip(lines, verdicts, strict=True) if (verdict is not None) == removed]
