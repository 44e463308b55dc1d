"""What speaks for a run of name words being a person: titles, roles, verbs of saying, bodies, neighbours."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from pathlib import Path

from kmpipe.extraction.name_runs import Page, Run
from kmpipe.extraction.person_roles import Role, body_end, find_roles, is_blocked, is_public, leads_to_body
from kmpipe.extraction.spans import Sentences, phrases, word_set

# what a run needs to be a person; the weights below were set on the development gold and own texts
ENOUGH = 0.5
_SAYS = 0.6
_LISTED = 0.6
_FROM_BODY = 0.3
_STAGE = 0.3
_BESIDE = 0.5
_AGED = 0.9


class Candidate:
    """A run with what speaks for it."""

    __slots__ = ("after", "best", "body", "labelled", "public", "role", "rule", "run", "score")

    def __init__(self, run: Run) -> None:
        self.run = run
        self.score = 0.0
        self.best = 0.0
        self.rule = "people.name"
        self.role: str | None = None
        self.body: str | None = None
        self.public = False
        self.labelled = False  # the role is only the label of a line: `Narasumber: …`
        self.after = run.last  # one past the role or body that follows the name

    def add(self, score: float, rule: str) -> None:
        """Weight that speaks for the run; the heaviest names the rule."""
        if score > self.best:
            self.best, self.rule = score, rule
        self.score += score


def weigh(page: Page, folders: tuple[Path, ...] = ()) -> list[Candidate]:
    """The runs of the page in order, each with all that speaks for it; one of at least `ENOUGH` is a person."""
    candidates = [Candidate(run) for run in page.runs]
    roles = find_roles(page, folders)
    _weigh_roles_before(page, candidates, roles, folders)
    _weigh_roles_after(page, candidates, roles, folders)
    _weigh_context(page, candidates, folders)
    _block(page, candidates)
    _weigh_neighbours(page, candidates)
    return candidates


def _weigh_roles_before(page: Page, candidates: list[Candidate], roles: list[Role], folders: tuple[Path, ...]) -> None:
    by_end = {c.run.last: c for c in candidates}
    by_first = {c.run.first: c for c in candidates}
    for role in roles:
        inside = by_end.get(_without_marks(page, role.last))
        behind = by_first.get(_after_titles(page, role.last))
        if inside is not None and not _ends_role(page, role, inside):
            inside = None
        if (
            inside is not None
            and behind is not None
            and not inside.run.listed
            and (behind.run.listed or inside.run.sure == 1)
        ):
            inside = None
        found = inside or behind
        if found is None or found.role is not None or not _is_stretch(page, role, found):
            continue
        end = found.run.first if inside else role.last
        while end > role.first and page.kinds[end - 1] == "mark" and page.low[end - 1] != ")":
            end -= 1
        while inside and end > role.head and page.kinds[end - 1] == "title":
            end -= 1
        found.role = page.text[page.tokens[role.first].start : page.tokens[end - 1].end]
        found.public = is_public(role, found.role, folders)
        found.labelled = page.low[role.last : role.last + 1] == [":"]
        found.add(0.9, "people.role_before")


def _without_marks(page: Page, index: int) -> int:
    while index > 0 and page.kinds[index - 1] == "mark" and page.low[index - 1] != ")":
        index -= 1
    return index


def _ends_role(page: Page, role: Role, found: Candidate) -> bool:
    """Whether the run at the end of a role is a name and not the last word of the body."""
    first, last = found.run.first, found.run.last
    if first < role.head or page.low[first - 1] in page.words.listed("inside_body"):
        return False
    if is_blocked(page, first) and first > role.head:
        return False
    # a lone word right after the head is the body (`Kepala Bappelitbang`), after a body it is the person
    if last - first > 1 or found.run.listed > 0:
        return True
    direct = page.low[first - 1] in page.words.listed("heads_before_names")  # Mayor Aboutaleb
    return direct or (first > role.head and _acts(page, last))


def _acts(page: Page, index: int) -> bool:
    """Whether a verb follows: one of saying, or any that begins with `me-`."""
    verb = index < len(page.tokens) and page.kinds[index] == "small"
    verb = verb and page.low[index].startswith(tuple(page.words.listed("deed_prefixes")))
    return verb or _speaks(page, index)


def _is_stretch(page: Page, role: Role, found: Candidate) -> bool:
    """Whether role and name are next to each other on one line, in one sentence."""
    if found.run.first < role.last:
        return True
    between = page.text[page.tokens[role.last - 1].end : page.tokens[found.run.first].start]
    return "\n" not in between and not re.search(r"[;!?]|\.\s+(?=[A-Z])", between[:3])


def _after_titles(page: Page, index: int) -> int:
    """The index after an optional comma or colon and the titles that follow it."""
    if index < len(page.tokens) and page.low[index] in (",", ":", "–", "-"):
        index += 1
    start = index
    while index < len(page.tokens) and (
        page.kinds[index] == "title" or (index > start and page.tokens[index].text == ".")
    ):
        index += 1
    return index


def _weigh_roles_after(page: Page, candidates: list[Candidate], roles: list[Role], folders: tuple[Path, ...]) -> None:
    by_first = {role.first: role for role in roles}
    used = {c.role for c in candidates if c.role}
    by_end = {c.run.last: c for c in candidates}
    by_start = {c.run.first: c for c in candidates}
    for candidate in candidates:
        at = page.after_age(page.after_degrees(candidate.run.last))
        opened = at < len(page.tokens) and page.low[at] == "("
        if (candidate.role is not None and not opened and not candidate.labelled) or page.is_possessive(
            candidate.run.last - 1
        ):
            continue  # `Disney’s chairman` names another
        bare = candidate.run.last - candidate.run.first == 1 and not candidate.run.listed
        if bare and not (opened or page.low[at : at + 1] == [","] or page.stands(at, "as_words")):
            continue  # `Alibaba spokesperson`
        role = _role_after(page, at, by_first, opened=opened)
        if role is None:
            continue
        last = _without_marks(page, role.last)
        said = page.text[page.tokens[role.first].start : page.tokens[last - 1].end]
        follower = by_end.get(last)
        theirs = follower is not None and follower.role is not None and follower.run.first > role.first
        if theirs or (candidate.role is None and said in used and not opened and _names_next(page, last, by_start)):
            continue
        if candidate.role is None or candidate.labelled:
            candidate.role = said
            candidate.public = is_public(role, said, folders)
        candidate.after = role.last
        candidate.add(0.9, "people.role_after")
        if leads_to_body(page, role):
            end = body_end(page, role.last + 1)
            if end:
                begin = role.last + 1 + page.stands(role.last + 1, "articles")
                candidate.body = page.text[page.tokens[begin].start : page.tokens[end - 1].end]
                candidate.public = candidate.public or is_public(role, f"{said} {candidate.body}", folders)
                candidate.after = end


def _role_after(page: Page, at: int, by_first: dict[int, Role], *, opened: bool) -> Role | None:
    """The role that begins at `at`, past a comma, a bracket, `selaku`, `the`."""
    if at < len(page.tokens) and (opened or page.low[at] == ","):
        at += 1
    while at < len(page.tokens) and page.low[at] in page.words.listed("link_words"):
        at += 1
    role = by_first.get(at)
    first = at
    while (
        role is None
        and first - at < 4
        and first < len(page.tokens)
        and page.kinds[first] in ("body", "acronym", "maybe")
    ):
        first += 1  # `ICLEI Indonesia Country Manager`
        role = by_first.get(first)
    if role is not None and first > at:
        role = role._replace(first=at)
    if role is None or "\n" in page.text[page.tokens[at - 1].end : page.tokens[at].start]:
        return None
    return role


def _names_next(page: Page, index: int, by_start: Mapping[int, Candidate]) -> bool:
    found = by_start.get(_after_titles(page, index))
    return found is not None and found.role is not None


def _speaks(page: Page, index: int) -> bool:
    at = page.after_age(page.after_degrees(index))
    while at < len(page.tokens) and (page.low[at] == "," or page.low[at] in page.words.listed("also")):
        at += 1
    return page.stands(at, "say_after")


def _weigh_context(page: Page, candidates: list[Candidate], folders: tuple[Path, ...]) -> None:
    sentences = Sentences(page.text)
    stage_cues = phrases("people", "words", "stage", folders).find(page.text, page.tokens)
    stages = {sentences.number(match.start) for match in stage_cues}
    say_before = word_set("people", "words", "say_before", folders)
    for candidate in candidates:
        first, last = candidate.run.first, candidate.run.last
        words = last - first
        # `Ibu Kota` is no lady
        if (
            first
            and page.kinds[first - 1] == "title"
            and (page.low[first - 1] not in page.words.listed("doubtful_titles") or candidate.run.sure)
        ):
            candidate.add(1.0, "people.title")
        if page.after_degrees(last) > last:
            candidate.add(1.0, "people.degree")
        if candidate.run.sure and page.after_age(page.after_degrees(last)) > page.after_degrees(last):
            candidate.add(_AGED, "people.age")
        if (
            words > 1
            and candidate.run.sure > 0
            and (_speaks(page, last) or (first and page.low[first - 1] in say_before))
        ):
            candidate.add(_SAYS, "people.says")
        if words > 1 and candidate.run.listed and (page.low[first] in page.words.names or candidate.run.sure == words):
            candidate.add(_LISTED if page.low[first] in page.words.names else 0.5, "people.listed")
        staged = sentences.number(page.tokens[first].start) in stages
        body = _body_after(page, page.after_degrees(last))
        if body and page.low[last : last + 1] == ["("] and not candidate.run.listed:
            body = 0
        if body and candidate.role is None and (staged or candidate.run.listed or _speaks(page, body)):
            candidate.add(_FROM_BODY + _STAGE * staged, "people.from_body")
            candidate.body = page.text[page.tokens[page.after_degrees(last) + 1].start : page.tokens[body - 1].end]
            candidate.after = body


def _body_after(page: Page, index: int) -> int:
    """One past the body after `dari`, `from`, `of`, or in brackets; 0 where none follows."""
    if index >= len(page.tokens):
        return 0
    if page.low[index] == "(":
        last = body_end(page, index + 1)
        return last if last and page.low[last : last + 1] == [")"] else 0
    return body_end(page, index + 1) if page.low[index] in page.words.listed("from_words") else 0


def _block(page: Page, candidates: list[Candidate]) -> None:
    """Take the weight from runs that are the name of a street, a building, a body."""
    for candidate in candidates:
        first, last = candidate.run.first, candidate.run.last
        behind = page.low[last] if last < len(page.tokens) and page.adjacent(last) else ""
        capital = last < len(page.tokens) and page.tokens[last].text[0].isupper()
        if is_blocked(page, first) and candidate.rule not in ("people.title", "people.role_before"):
            candidate.score = 0.0
        if capital and behind in page.words.followers and candidate.rule not in ("people.title", "people.role_before"):
            candidate.score = 0.0


def _weigh_neighbours(page: Page, candidates: list[Candidate]) -> None:
    """A run of two name words listed beside a person is a person: `Deliani Siregar, Deputy Director, dan Mega Primatama`."""
    for left, right in itertools.pairwise(candidates):
        between = page.low[max(left.after, left.run.last) : right.run.first]
        listed = (
            bool(between)
            and len(between) <= 3
            and all(word in (",", ";", ")") or word in page.words.listed("coordinators") for word in between)
        )
        if listed and left.score >= ENOUGH and 0 < right.score < ENOUGH:
            right.add(_BESIDE, "people.beside")
        elif listed and left.score >= ENOUGH and right.score == 0 and right.run.sure > 1 and "," not in between[1:]:
            right.add(_BESIDE if right.run.sure == right.run.last - right.run.first else 0, "people.beside")
