"""Settings: a flag wins over the environment, the environment over `kmpipe.toml`, that over the default.

The variable of a setting is `KMPIPE_` + section + `_` + key in capitals: `KMPIPE_SEARCH_LIMIT=20`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from kmpipe.errors import ConfigError, NoWorkspace
from kmpipe.model.base import Rights

FILE_NAME = "kmpipe.toml"

SiteRoad = Literal["rest", "sitemap", "feed", "links", "page"]


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of a section: unknown keys are refused."""


class WorkspaceSection(_Section, frozen=True, kw_only=True):
    """Where things lie; relative paths count from the workspace folder. `author` is who decides ("" for the login name)."""

    catalogue: str = "corpus/catalogue.sqlite"
    captures: str = "corpus/captures"
    index: str = "index"
    vocabulary: str = "vocab"
    author: str = ""


class IngestSection(_Section, frozen=True, kw_only=True):
    """How documents come in; sizes are in bytes, unpacked.

    `max_bytes` is the largest page or text that is read, `max_document_bytes` the largest PDF or DOCX. `jobs` is the number
    of processes that read (0: one a core).
    """

    max_bytes: int = 8 * 1024 * 1024
    max_document_bytes: int = 64 * 1024 * 1024
    jobs: int = 0


class NetworkSection(_Section, frozen=True, kw_only=True):
    """How sites are asked. `contact` (an e-mail or web address) tells them whom to write to.

    `allow` names hosts (`127.0.0.1`, `intranet:8080`) that may lie in a network that is not public. `pause` is the least
    time between two requests to a host, `deadline` the most that one may take, `longest_wait` the most that a server may ask
    to be waited for, all in seconds.
    """

    contact: str = ""
    allow: tuple[str, ...] = ()
    pause: float = 0.5
    deadline: float = 60.0
    longest_wait: float = 120.0


class SourceSection(_Section, frozen=True, kw_only=True, rename={"road": "as"}):
    """A source that `kmpipe ingest` without arguments brings up to date.

    `road` (`as` in the file) forces the way by which it is read; `pages` takes in WordPress pages, too; `attachments`
    fetches the PDF and DOCX files its articles offer. `since` leaves out what was published before that day.
    """

    url: str
    road: SiteRoad | None = None
    rights: Rights = "own"
    pages: bool = False
    attachments: bool = False
    since: str | None = None


class ExtractSection(_Section, frozen=True, kw_only=True):
    """What to assume where a text leaves it open.

    `jurisdiction` is the id of the government a bare `Dinas Kesehatan` belongs to ("" for none).
    """

    jurisdiction: str = "dki"


class SearchSection(_Section, frozen=True, kw_only=True):
    """How search answers: the engine, the number of results on a page, and whether also by meaning (the extra semantic).

    `url`, `user` and `password` are those of the server of the engine opensearch.
    """

    engine: str = "whoosh"
    limit: int = 10
    semantic: bool = False
    url: str = "http://127.0.0.1:9200"
    user: str = ""
    password: str = ""


class ExportSection(_Section, frozen=True, kw_only=True):
    """Who gives out the records: the address at which an OAI-PMH static repository will stand, and whom to write to."""

    base_url: str = ""
    admin_email: str = ""


class ReportSection(_Section, frozen=True, kw_only=True):
    """Whose documents they are: the institution in their heads, where and by whom they are signed.

    `fiscal_year_starts` is the month (1–12) in which a fiscal year begins.
    """

    institution: str = ""
    place: str = ""
    signatory: str = ""
    position: str = ""
    fiscal_year_starts: int = 1


class Settings(_Section, frozen=True, kw_only=True):
    """All settings of a workspace."""

    workspace: WorkspaceSection = WorkspaceSection()
    ingest: IngestSection = IngestSection()
    network: NetworkSection = NetworkSection()
    source: tuple[SourceSection, ...] = ()
    extract: ExtractSection = ExtractSection()
    search: SearchSection = SearchSection()
    export: ExportSection = ExportSection()
    report: ReportSection = ReportSection()


TEMPLATE = """\
# The workspace of kmpipe. Every setting stands here with its default; remove the # to change one.
# A variable KMPIPE_<SECTION>_<KEY> (KMPIPE_SEARCH_LIMIT=20) wins over this file, a flag such as --limit over both.

[workspace]
# Paths count from the folder of this file.
# catalogue = "corpus/catalogue.sqlite"   # the truth: a file, or a SQLAlchemy URL
# captures = "corpus/captures"            # raw bytes as fetched, WARC files
# index = "index"                         # derived; deleting it loses nothing
# vocabulary = "vocab"                    # your own agencies, cues and terms; they win over the shipped ones
# author = ""                             # who stands behind what is restored and corrected; "" for the login name

[ingest]
# max_bytes = 8388608                     # the largest page or text that is read, unpacked
# max_document_bytes = 67108864           # the largest PDF or DOCX that is read
# jobs = 0                                # processes that clean and extract; 0 for one a core

[network]
# contact = ""                            # an e-mail or web address: sites see whom to write to
# allow = []                              # hosts that may lie in a private network: ["127.0.0.1", "intranet:8080"]
# pause = 0.5                             # seconds between two requests to a host, at least
# deadline = 60.0                         # seconds that one answer may take
# longest_wait = 120.0                    # seconds that a server may ask to be waited for

# What `kmpipe ingest` without arguments brings up to date; `kmpipe source add` writes such entries.
# [[source]]
# url = "https://kota.example/kegiatan/"
# as = "rest"                             # or sitemap, feed, links, page; left out: the best that the site offers
# rights = "own"                          # or permitted, excerpt-only (exports give an excerpt and the link)
# pages = false                           # WordPress pages, too
# attachments = false                     # PDF and DOCX files that articles offer
# since = "2016-01-01"                    # leave out what was published before

[extract]
# jurisdiction = "dki"                    # whose "Dinas Kesehatan" is meant where the text does not say; "" for nobody's

[search]
# engine = "whoosh"
# limit = 10                              # results on a page
# semantic = false                        # also by meaning, as with --semantic; `kmpipe index embed` prepares it
# url = "http://127.0.0.1:9200"           # the server of the engine opensearch
# user = ""                               # and who asks it; rather set KMPIPE_SEARCH_PASSWORD than write a password here
# password = ""

[export]
# base_url = ""                           # where the file of --format oai will stand: https://kota.example/oai.xml
# admin_email = ""                        # whom its harvesters write to

[report]
# institution = ""                        # who reports: stands in the head of monthly reports
# place = ""                              # where they are signed: "Jakarta"
# signatory = ""                          # by whom, and as what
# position = ""
# fiscal_year_starts = 1                  # the month in which a fiscal year begins
"""


def find_root(start: Path) -> Path:
    """The nearest folder from `start` upward that holds a `kmpipe.toml`. Raises `NoWorkspace`."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder
    raise NoWorkspace(
        f"no {FILE_NAME} in {start} or above", hint="run `kmpipe init` here, or name a workspace with --workspace"
    )


def load_settings(root: Path, environment: Mapping[str, str]) -> Settings:
    """The settings of the workspace `root`. Raises `ConfigError` for an unknown key or a wrong value."""
    path = root / FILE_NAME
    try:
        document = msgspec.toml.decode(path.read_bytes())
    except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{path}: {error}", hint="mend the file, or write a fresh one with `kmpipe init`") from error
    for section in Settings.__struct_fields__:
        if section == "source":
            continue
        for field in msgspec.structs.fields(getattr(Settings(), section)):
            value = environment.get(f"KMPIPE_{section}_{field.name}".upper())
            if value is not None and isinstance(document.setdefault(section, {}), dict):
                document[section][field.name] = value.split() if field.name == "allow" else value
    try:
        settings = msgspec.convert(document, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(
            f"{path}: {error}", hint="`kmpipe init` writes every key with its default and meaning"
        ) from error
    ingest = settings.ingest
    if min(settings.search.limit, ingest.max_bytes, ingest.max_document_bytes) < 1:
        raise ConfigError(
            f"{path}: search.limit, ingest.max_bytes and ingest.max_document_bytes must be at least 1",
            hint="remove the key to get the default",
        )
    if not 1 <= settings.report.fiscal_year_starts <= 12:
        raise ConfigError(
            f"{path}: report.fiscal_year_starts is the number of a month, 1 to 12",
            hint="remove the key to get the default",
        )
    network = settings.network
    if settings.ingest.jobs < 0 or min(network.pause, network.deadline, network.longest_wait) < 0:
        raise ConfigError(
            f"{path}: a time or a number of processes is below 0", hint="remove the key to get the default"
        )
    return settings


def change_sources(root: Path, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
    """Rewrite the sources of `kmpipe.toml` as `change` makes them of what they are.

    All else in the file stays as it is, and so do comments on the sources that stay, known by their address or, where none
    is added or removed, by their place.
    """
    import tomlkit  # noqa: PLC0415 - only changing the file needs it

    path = root / FILE_NAME
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    tables = tomlkit.aot()
    before = list(document.get("source", []))
    after = change([dict(table) for table in document.unwrap().get("source", [])])
    by_address = {str(table.get("url")): table for table in before}
    for number, source in enumerate(after):
        same = before[number] if len(after) == len(before) else by_address.get(str(source.get("url")))
        table = tomlkit.table() if same is None else same
        for name in set(table) - source.keys():
            del table[name]
        table.update({name: value for name, value in source.items() if value is not None and table.get(name) != value})
        tables.append(table)
    document.pop("source", None)
    if len(tables):
        document["source"] = tables
    replace_file(path, tomlkit.dumps(document).encode())


def change_setting(root: Path, section: str, key: str, value: str) -> None:
    """Write one setting into `kmpipe.toml`; all else in the file stays as it is."""
    import tomlkit  # noqa: PLC0415 - only changing the file needs it

    path = root / FILE_NAME
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    document.setdefault(section, tomlkit.table())[key] = value
    replace_file(path, tomlkit.dumps(document).encode())


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
