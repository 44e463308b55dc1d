"""What the verbs of a workspace answer with."""

from __future__ import annotations

import msgspec

from kmpipe.model import Activity, Article, Doubt, Period, Record, Removal
from kmpipe.store.records import RuleUse, SiteRun, Version


class Problem(Record, frozen=True, kw_only=True):
    """Something wrong on disk: what it concerns, what is wrong, and what to do."""

    subject: str
    message: str
    hint: str = ""


class Stats(Record, frozen=True, kw_only=True):
    """What the workspace holds, in numbers; the mappings are ordered by count, the years by year."""

    articles: int
    mirrors: int
    activities: int
    without_activity: int
    dated: int
    years: dict[str, int]
    types: dict[str, int]
    languages: dict[str, int]
    focus_areas: dict[str, int]
    organisations: dict[str, int]
    removals: dict[str, int]
    failures: dict[str, str]


class Restored(Record, frozen=True, kw_only=True):
    """A removal that was put back: its number among those of the article, from 1, who did it, when and why."""

    number: int
    removal: Removal
    author: str
    made: str
    reason: str | None = None


class SiteExplanation(Record, frozen=True, kw_only=True):
    """What is taken out of the pages of a site: all of it, by rule, and what each run saw, oldest first."""

    host: str
    total: SiteRun
    rules: tuple[RuleUse, ...]
    runs: dict[int, SiteRun]


class Copy(Record, frozen=True, kw_only=True):
    """An article beside one it is alike: `similarity` is the Jaccard similarity of their 5-grams, 1 for the same words.

    `apart` says why it is no mirror; it is empty for a mirror.
    """

    id: str
    title: str
    published: str | None
    where: str
    similarity: float
    apart: str = ""


class Cluster(Record, frozen=True, kw_only=True):
    """A canonical article with its mirrors, or with others that are alike and stand apart."""

    id: str
    title: str
    published: str | None
    where: str
    copies: tuple[Copy, ...]


class Trial(Record, frozen=True, kw_only=True):
    """What a file of rules would change in one article: removals that would come or go, or bear another rule or kind.

    `emptied` is the reason why nothing would be left of it, if so.
    """

    id: str
    title: str
    added: tuple[Removal, ...]
    dropped: tuple[Removal, ...]
    renamed: tuple[tuple[Removal, Removal], ...] = ()
    emptied: str = ""


class Explanation(Record, frozen=True, kw_only=True):
    """An article with everything that was taken out of it, and the versions it went through."""

    article: Article
    mirror_of: str | None
    no_activity: str | None
    versions: tuple[Version, ...] = ()
    restored: tuple[Restored, ...] = ()


class IndexState(Record, frozen=True, kw_only=True):
    """The state of the search index: `reason` says why it cannot be used as it is, `advice` what is worth doing all the same.

    `engine` is the one that made it, `size` is in bytes on disk.
    """

    engine: str
    documents: int
    up_to_date: bool
    reason: str = ""
    size: int = 0
    advice: str = ""


class Corrected(Record, frozen=True, kw_only=True):
    """An activity before and after a correction."""

    before: Activity
    after: Activity


class Decision(Record, frozen=True, kw_only=True):
    """A decision of a person that stands; `value` is JSON by kind (see `store.judgements.Judgement`)."""

    number: int
    kind: str
    subject: str
    value: msgspec.Raw
    author: str
    made: str
    reason: str | None = None


class Ruling(Record, frozen=True, kw_only=True):
    """What was decided, or with `dry_run` would be: its kind (as in `Decision`), the ids it is about, and its value as text."""

    kind: str
    ids: tuple[str, ...]
    value: str = ""
    dry_run: bool = False


class Suggestion(Record, frozen=True, kw_only=True):
    """Another activity that may be the same event, with a score (0–1)."""

    id: str
    title: str
    score: float


class Doubtful(Record, frozen=True, kw_only=True):
    """An activity with something to look at."""

    activity: Activity
    doubts: tuple[Doubt, ...]
    same: tuple[Suggestion, ...] = ()


class SeriesMember(Record, frozen=True, kw_only=True):
    """One activity of a series."""

    id: str
    title: str
    number: int | None
    held: str | None
    status: str


class SeriesOverview(Record, frozen=True, kw_only=True):
    """A series with its activities in order; `first` and `last` are days held."""

    id: str
    name: str
    cadence: str | None
    first: str | None
    last: str | None
    activities: tuple[SeriesMember, ...]


class FollowUp(Record, frozen=True, kw_only=True):
    """An action item with the activity it came from; `number` counts from 1 within that activity."""

    activity: str
    title: str
    held: str | None
    number: int
    task: str
    owner: str | None
    due: str | None
    done: bool
    overdue: bool


class UnknownOrganisation(Record, frozen=True, kw_only=True):
    """An organisation that the authority file does not know: its provisional id, in how many activities, some of them."""

    id: str
    name: str
    kind: str
    activities: int
    examples: tuple[str, ...]


class GlossaryLine(Record, frozen=True, kw_only=True):
    """A term of the corpus: in how many activities, and which."""

    kind: str
    term: str
    meaning: str
    count: int
    sources: tuple[str, ...]


class SchemeArea(Record, frozen=True, kw_only=True):
    """A focus area: `cues` is how many words and phrases speak for it; without any it is found by the areas it matches.

    `matches` are areas of other schemes as `scheme:id`; `broader` is the area of its own scheme that it is part of.
    """

    id: str
    notation: str | None
    notation_en: str | None
    label_id: str
    label_en: str
    guideline: str
    broader: str | None
    cues: int
    matches: tuple[str, ...]


class SchemeOverview(Record, frozen=True, kw_only=True):
    """A scheme of focus areas with the years in which it held (None where they are open)."""

    id: str
    label_id: str
    label_en: str
    since: int | None
    until: int | None
    areas: tuple[SchemeArea, ...]

    @property
    def years(self) -> str:
        """The years as a reader says them: `2018 to 2019`, `from 2019`; empty where both are open."""
        if self.since and self.until:
            return f"{self.since} to {self.until}"
        return f"from {self.since}" if self.since else f"until {self.until}" if self.until else ""

    def covers(self, held: Period | None) -> bool:
        """Whether the scheme held when an activity was held; of an undated one nobody knows, so that it is not outside."""
        if held is None:
            return True
        first, last = int(held.start[:4]), int((held.end or held.start)[:4])
        return (self.since or first) <= last and first <= (self.until or last)


class Thread(Record, frozen=True, kw_only=True):
    """What an activity follows and what follows it, each earliest first."""

    before: tuple[Activity, ...] = ()
    after: tuple[Activity, ...] = ()


class SourceStatus(Record, frozen=True, kw_only=True):
    """How far a source was read. `listed`: it stands in `kmpipe.toml`. `documents` counts them by state.

    `road` is None before the first run; `cursor` is when the last run began that saw all of it (UTC); `pending`
    says that a run since then did not.
    """

    url: str
    listed: bool
    road: str | None = None
    reason: str = ""
    cursor: str | None = None
    documents: dict[str, int] = msgspec.field(default_factory=dict)
    pending: bool = False
