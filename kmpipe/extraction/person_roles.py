"""Roles of persons as they stand in the text: `Kepala Dinas Perhubungan (Dishub) DKI`, `Country Manager`."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Literal, NamedTuple

from kmpipe.extraction.name_runs import Page
from kmpipe.extraction.spans import word_set
from kmpipe.vocab.load import cached_words
from kmpipe.vocab.match import Match, Phrases

RoleKind = Literal["public", "body", "private"]

_CAPITAL_KINDS = ("body", "maybe", "acronym", "name", "initial", "number")
# words between a building's and the name in its name
_LONGEST_BUILDING = 4
# beyond this many words a role is a sentence
_LONGEST = 24


class Role(NamedTuple):
    """A role: tokens `[first, last)`, one past its head noun, and whether the head is a public office."""

    first: int
    head: int
    last: int
    kind: RoleKind


@functools.cache
def _heads(folders: tuple[Path, ...]) -> Phrases[RoleKind]:
    words = cached_words("people", "words", folders)
    kinds: tuple[RoleKind, ...] = ("public", "body", "private")
    return Phrases((head, kind) for kind in kinds for head in words[f"{kind}_heads"])


def find_roles(page: Page, folders: tuple[Path, ...] = ()) -> list[Role]:
    """The roles of the page in order, none inside another. A role reaches as far as its words can; a name may end it."""
    roles: list[Role] = []
    heads = _heads(folders).find(page.text, page.tokens)
    firsts = frozenset(match.first for match in heads)
    for match in heads:
        if roles and match.first < roles[-1].last:
            continue
        if page.low[match.first] in page.words.names and match.last - match.first == 1:
            continue
        if match.first and page.stands(match.first - 1, "offices"):
            continue  # `Kantor Bupati Sigi` is where, not who
        roles.append(Role(match.first, match.last, _role_end(page, match, firsts), match.payloads[0]))
    return roles


def _role_end(page: Page, head: Match[RoleKind], heads: frozenset[int]) -> int:
    """One past the last token of the role; stops before a title, a mark, or a small word that binds nothing."""
    last = head.last
    small_head = page.tokens[head.first].text[0].islower()
    spare = 2 if small_head else 0  # `pengamat sosial Amir`, `head of the transportation council`
    limit = min(len(page.tokens), head.first + _LONGEST)
    while last < limit and "\n" not in page.text[page.tokens[last - 1].end : page.tokens[last].start]:
        low = page.low[last]
        if low == "(" and (closing := _short_bracket(page, last)):
            last = closing
        elif page.kinds[last] in _CAPITAL_KINDS or _joins(page, last, heads):
            last += 1
        elif page.kinds[last] == "small" and spare and page.kinds[last - 1] == "small" and _is_noun(page, last):
            spare -= 1
            last += 1
        else:
            break
    return last


def _joins(page: Page, index: int, heads: frozenset[int]) -> bool:
    """Whether a mark or small word holds the role together with what follows."""
    low = page.low[index]
    if page.tokens[index].text == ".":
        return page.low[index - 1] in page.words.listed("acting")
    if low == ",":
        return _coordinates(page, index, heads)
    if low in page.words.listed("connectors"):
        return not (low in page.words.listed("from_words") and page.kinds[index - 1] == "name") and _binds(
            page, index, heads
        )
    return page.kinds[index] == "small" and low in page.words.listed("role_words")


def _is_noun(page: Page, index: int) -> bool:
    """Whether a word in small letters can belong to a role: no function word, no Indonesian verb."""
    low = page.low[index]
    return low not in page.words.small and not low.startswith(tuple(page.words.listed("verb_prefixes")))


def _binds(page: Page, index: int, heads: frozenset[int]) -> bool:
    """Whether a word of the role follows the connector (another connector may stand between)."""
    listed = page.words.listed
    for at in range(index + 1, min(index + 3, len(page.tokens))):
        if at in heads and page.low[index] in listed("coordinators"):
            return False
        if page.kinds[at] in ("body", "maybe", "acronym", "number"):
            return True
        if page.kinds[at] == "name":
            return page.low[index] in listed("into_body") and page.low[at] not in page.words.names
        if (
            page.kinds[at] == "small"
            and page.tokens[index].text in listed("into_noun")
            and page.low[at] not in page.words.small
        ):
            return True
        if page.low[at] not in listed("connectors"):
            return False
    return False


def _coordinates(page: Page, index: int, heads: frozenset[int]) -> bool:
    """Whether the comma stands in an enumeration inside the role: `Cipta Karya, Tata Ruang dan Pertanahan`."""
    if page.kinds[index - 1] == "name":
        return False
    for words, at in enumerate(range(index + 1, min(index + 7, len(page.tokens)))):
        if page.low[at] in page.words.listed("coordinators"):
            following = page.kinds[at + 1] if at + 1 < len(page.tokens) else "mark"
            return words > 0 and following in ("body", "maybe")
        if page.kinds[at] not in ("body", "maybe") or at in heads:
            return False
    return False


def _short_bracket(page: Page, index: int) -> int:
    """One past the bracket that opens at `index` if it holds only an acronym or two words, else 0."""
    for at in range(index + 1, min(index + 5, len(page.tokens))):
        if page.low[at] == ")":
            return at + 1 if at > index + 1 else 0
        if page.kinds[at] not in ("acronym", "body", "maybe", "name", "initial", "title") and page.low[at] != "/":
            return 0
    return 0


def is_public(role: Role | None, said: str, folders: tuple[Path, ...] = ()) -> bool:
    """Whether a role is a public office: `said` is the role and the body as in the text."""
    words = f" {' '.join(said.lower().replace(',', ' ').replace('(', ' ').replace(')', ' ').split())} "
    private = word_set("people", "words", "private_words", folders)
    if role is None or role.kind == "private" or any(f" {word} " in words for word in private):
        return False
    government = word_set("people", "words", "government", folders)
    return role.kind == "public" or any(f" {word} " in words for word in government)


def leads_to_body(page: Page, role: Role) -> bool:
    """Whether the body stands after the role: `Coordinator, …`, `Ketua di …`, `Lead Economist at …`, or ends the line."""
    if role.last == role.head:
        return page.low[role.last : role.last + 1] == [","] or page.stands(role.last, "at_words")
    if page.low[role.last : role.last + 1] == [","]:
        end = body_end(page, role.last + 1)
        return end > 0 and (
            end == len(page.tokens) or "\n" in page.text[page.tokens[end - 1].end : page.tokens[end].start]
        )
    return page.stands(role.last, "into_employer")


def body_end(page: Page, first: int) -> int:
    """One past the words of a body that begin at `first`, 0 if they are none."""
    last = first + page.stands(first, "articles")
    start = last
    while last < len(page.tokens) and "\n" not in page.text[page.tokens[last - 1].end : page.tokens[last].start]:
        following = page.kinds[last + 1] if last + 1 < len(page.tokens) else "mark"
        binds = last > start and page.low[last] in page.words.listed("binders") and following in ("body", "maybe")
        if page.kinds[last] not in ("body", "maybe", "acronym", "name", "number") and not binds:
            break
        last += 1
    return last if any(kind in ("body", "maybe", "acronym") for kind in page.kinds[start:last]) else 0


def is_blocked(page: Page, first: int) -> bool:
    """Whether the word before makes the run the name of a street, a building, a school (`Tata Ruang` does not)."""
    if not first or not page.adjacent(first):
        return False
    if page.low[first - 1] in page.words.blockers:
        return " ".join(page.low[max(first - 2, 0) : first]) not in page.words.listed("no_blockers")
    if _is_in_building(page, first):
        return True
    # `Bank Sampah Malaka Asri`
    between = first > 1 and page.kinds[first - 1] == "maybe" and page.adjacent(first - 1)
    return between and page.low[first - 2] in page.words.blockers and page.kinds[first - 2] == "body"


def _is_in_building(page: Page, first: int) -> bool:
    """Whether the capitalised words before the run lead back to a building: `Gedung Dinas Teknis Abdul Muis`."""
    at = first - 1
    while at > max(first - _LONGEST_BUILDING, 0) and page.kinds[at] in ("body", "maybe") and page.adjacent(at):
        if page.low[at] in page.words.listed("buildings"):
            return True
        at -= 1
    return at >= 0 and page.low[at] in page.words.listed("buildings") and page.adjacent(at + 1)
