"""The tables of the catalogue.

`runs` and `fetches` say when things happened and where the raw bytes lie; everything else is the knowledge itself and
does not depend on when, in which order or in how many goes it was ingested.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

SCHEMA_VERSION = 4

metadata = MetaData()

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", Text, nullable=False),
    Column("finished", Text),
    Column("state", Text, nullable=False),  # running, finished, interrupted
    Column("warc", Text),
    Column("summary", Text),
)

# one row for every input of every run: how it ended, and where its bytes were written
fetches = Table(
    "fetches",
    metadata,
    Column("run", ForeignKey("runs.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("key", Text, nullable=False, index=True),
    Column("outcome", Text, nullable=False),
    Column("reason", Text),
    Column("fetched_at", Text, nullable=False),
    Column("sha256", Text),
    Column("version", Integer),  # of the capture this fetch stored
    Column("warc", Text),
    Column("offset", Integer),
    Column("end", Integer),
)

captures = Table(
    "captures",
    metadata,
    Column("key", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("charset", Text),
    Column("url", Text),
    Column("kind", Text, nullable=False),
    Column("rights", Text, nullable=False),
    Column("known", Text, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("mirror_of", ForeignKey("articles.id", deferrable=True, initially="DEFERRED")),
    Column("words_hash", Text, nullable=False, index=True),
    Column("no_activity", Text),
    Column("data", Text, nullable=False),  # the Article without its removals
    Column("activities", Text, nullable=False),  # what was extracted from this article alone
    Column("host", Text, index=True),  # of its URL or canonical URL
    Column("address", Text, index=True),  # its URL or canonical URL in the one form links are compared in
    Column("title_key", Text, index=True),  # its title in the form titles are compared in
    Column("held", Text),  # the days its activities were held, "" where it names none
    Column("numbers", Text),  # the numbers in its title
    Column("gone", Integer, nullable=False, server_default="0"),  # 1 where its source no longer shows it
)

article_versions = Table(
    "article_versions",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("data", Text, nullable=False),
)

removals = Table(
    "removals",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("links", Text, nullable=False),
)

# what each cluster of mirrors tells of, before reports of one event are joined
reports = Table(
    "reports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("article", ForeignKey("articles.id"), nullable=False, index=True),  # the canonical one
    Column("title_key", Text, nullable=False),
    Column("published", Text, nullable=False),
    Column("data", Text, nullable=False),
)

# the days a report says its activity was held: reports that share one may tell of the same event
report_days = Table(
    "report_days",
    metadata,
    Column("report", ForeignKey("reports.id"), primary_key=True),
    Column("day", Text, primary_key=True),
    Index("report_days_by_day", "day"),
)

# the days of earlier activities that a report says its own follows
precursor_days = Table(
    "precursor_days",
    metadata,
    Column("report", ForeignKey("reports.id"), primary_key=True),
    Column("day", Text, primary_key=True),
    Index("precursor_days_by_day", "day"),
)

# pairs of reports that tell, or may tell, of one event; left < right
report_pairs = Table(
    "report_pairs",
    metadata,
    Column("left", ForeignKey("reports.id"), primary_key=True),
    Column("right", ForeignKey("reports.id"), primary_key=True),
    Column("score", Float, nullable=False),
    Index("report_pairs_by_right", "right"),
)

activities = Table(
    "activities",
    metadata,
    Column("id", Text, primary_key=True),
    Column("held", Text, nullable=False, index=True),  # the first day, "" where undated
    Column("data", Text, nullable=False),
)

activity_reports = Table(
    "activity_reports",
    metadata,
    Column("report", ForeignKey("reports.id"), primary_key=True),
    Column("activity", ForeignKey("activities.id"), nullable=False, index=True),
)

article_activities = Table(
    "article_activities",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("activity", ForeignKey("activities.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Index("article_activities_by_activity", "activity"),
)

# what each article leads to, in the form each is compared in: addresses and titles
links = Table(
    "links",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("target", Text, primary_key=True),
    Index("links_by_target", "target"),
)

# the MinHash of each article in bands: articles that share one may be alike
bands = Table(
    "bands",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("band", BigInteger, primary_key=True),
    Index("bands_by_band", "band"),
)

# pairs of articles with nearly the same words; left < right
alike = Table(
    "alike",
    metadata,
    Column("left", ForeignKey("articles.id"), primary_key=True),
    Column("right", ForeignKey("articles.id"), primary_key=True),
    Column("similarity", Float, nullable=False),  # Jaccard of their 5-grams of words, 0–1
    Index("alike_by_right", "right"),
)

# what people decided: it wins over what was read, and outlives every re-ingest; nothing is deleted, only undone
judgements = Table(
    "judgements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),  # an article or activity id; of a pair "left right"
    Column("value", Text, nullable=False),  # JSON, by kind
    Column("anchors", Text, nullable=False),  # JSON: the title of each activity it is about, as it was read then
    Column("author", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("reason", Text),
    Column("undone", Text),
)

# what is known of each source on the web: by which road its documents come, and up to when they were all seen
sources = Table(
    "sources",
    metadata,
    Column("url", Text, primary_key=True),
    Column("road", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("scope", Text, nullable=False),  # which of its documents are wanted
    Column("choice", Text),  # the road in full, JSON
    Column("cursor", Text),  # when the last run began that saw all of it (UTC)
    Column("pending", Integer),  # the first run since the last whole listing, None where that was the last
)

# the documents of sources by what their site calls them, with what tells whether they changed
entries = Table(
    "entries",
    metadata,
    Column("source", Text, primary_key=True),
    Column("ident", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("key", Text, nullable=False, index=True),
    Column("stamp", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("state", Text, nullable=False),  # here, dropped, gone, failed
    Column("reason", Text),
    Column("run", Integer, nullable=False),  # that saw it last
)

# sites that moved: every address below `old` is now below `new`
moves = Table(
    "moves",
    metadata,
    Column("number", Integer, primary_key=True),  # in the order in which they were declared
    Column("old", Text, nullable=False, unique=True),
    Column("new", Text, nullable=False),
)

# the addresses that articles went by before, in the form in which addresses are compared
former_addresses = Table(
    "former_addresses",
    metadata,
    Column("address", Text, primary_key=True),
    Column("article", ForeignKey("articles.id"), nullable=False),
)

# what each run saw of each site, so that a change of a site's pages can be told from its past
site_runs = Table(
    "site_runs",
    metadata,
    Column("run", ForeignKey("runs.id"), primary_key=True),
    Column("host", Text, primary_key=True),
    Column("articles", Integer, nullable=False),
    Column("kept", Integer, nullable=False),  # characters
    Column("removed", Integer, nullable=False),  # characters
    Column("untitled", Integer, nullable=False),
    Column("undated", Integer, nullable=False),
)

# searches that people keep
saved_searches = Table(
    "saved_searches",
    metadata,
    Column("name", Text, primary_key=True),
    Column("query", Text, nullable=False),
    Column("options", Text, nullable=False),  # JSON: filters, order, and how wide it looks
    Column("author", Text, nullable=False),
    Column("made", Text, nullable=False),
)

# when a saved search was last run to see what is new, and how many activities it found then
search_runs = Table(
    "search_runs",
    metadata,
    Column("search", ForeignKey("saved_searches.name", onupdate="CASCADE", ondelete="CASCADE"), primary_key=True),
    Column("at", Text, nullable=False),
    Column("hits", Integer, nullable=False),
)

# the activities that a saved search has shown, as they were then; no foreign key: what is gone was shown all the same
shown = Table(
    "shown",
    metadata,
    Column("search", ForeignKey("saved_searches.name", onupdate="CASCADE", ondelete="CASCADE"), primary_key=True),
    Column("activity", Text, primary_key=True),
    Column("state", Text, nullable=False),  # digest of what a search shows of it
)

# what a model made of each passage, by the digest of the passage's words: a cache that can be filled again
embeddings = Table(
    "embeddings",
    metadata,
    Column("model", Text, primary_key=True),
    Column("digest", LargeBinary(16), primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float16, little-endian
)

# the tables whose rows say when and where, or can be made again; a logical dump leaves them out
RUN_TABLES = frozenset({"runs", "fetches", "site_runs", "sources", "entries", "search_runs", "shown", "embeddings"})
