"""The index on disk: made, updated, checked, damaged, rebuilt."""

from __future__ import annotations

import errno
import os
import pickle
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import msgspec
import pytest
from filelock import FileLock

from kmpipe.errors import ConfigError, IndexDamaged, Locked
from kmpipe.search import AgencyKey, EngineChoice, IndexDocument, Searcher, index_status, rebuild_index, update_index
from kmpipe.search.index import LOCK
from kmpipe.search.plan import All
from kmpipe.search.sentinel import SENTINEL, engine_for

posix = pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")


def build_of(folder: Path) -> Path:
    """The folder of the engine's files."""
    return folder / msgspec.json.decode((folder / SENTINEL).read_bytes())["build"]


def answers(folder: Path) -> list[object]:
    """What a few queries find. What was also searched may name words of deleted documents, until the next rebuild."""
    with Searcher(folder) as searcher:
        found = [
            searcher.search(query, facets=True) for query in ("", "air", '"tata kelola"', "agency:dinas", "kelola*")
        ]
    return [msgspec.structs.replace(results, also_searched=()) for results in found]


def document(identity: str, text: str, **fields: object) -> IndexDocument:
    """A document with little in it."""
    return IndexDocument(id=identity, article=f"article-{identity}", title=identity, text=text, **fields)  # type: ignore[arg-type]


def test_status_tells_what_the_index_shows(folder: Path) -> None:
    """A sound index says its engine, size and catalogue revision."""
    status = index_status(folder, deep=True)
    assert (status.engine, status.documents, status.revision, status.ok, status.reason) == ("whoosh", 5, 7, True, "")


def test_missing_index(tmp_path: Path) -> None:
    """Without an index a search is an error with the command that makes one; the status says so without raising."""
    with pytest.raises(IndexDamaged, match="no search index") as caught:
        Searcher(tmp_path / "nowhere")
    assert "kmpipe index rebuild" in caught.value.hint
    with pytest.raises(IndexDamaged):
        update_index(tmp_path / "nowhere", [], [], revision=1)
    status = index_status(tmp_path / "nowhere")
    assert (status.ok, status.documents, status.reason) == (False, 0, "there is no search index")


def test_empty_index(tmp_path: Path) -> None:
    """An index of nothing finds nothing, and can be added to."""
    assert rebuild_index(tmp_path, [], revision=1) == 0
    with Searcher(tmp_path) as searcher:
        assert searcher.search("banjir").total == searcher.search("", facets=True).total == 0
    assert update_index(tmp_path, [document("x", "banjir")], [], revision=2) == 1
    with Searcher(tmp_path) as searcher:
        assert searcher.ids("banjir") == ("x",)


def test_update_adds_replaces_and_deletes(folder: Path) -> None:
    """New documents are found, changed ones as they are now, deleted ones no more, and the rest as before."""
    changed = document("water", "Pembahasan pompa.", agencies=(AgencyKey(id="new", name="Dinas Baru"),))
    assert (
        update_index(
            folder, [document("fresh", "Bahasan sampah plastik."), changed], ["undated", "unknown"], revision=8
        )
        == 5
    )
    assert index_status(folder).revision == 8
    with Searcher(folder) as searcher:
        assert set(searcher.ids("")) == {"water", "flood", "phrase", "english", "fresh"}
        assert set(searcher.ids("sampah")) == {"phrase", "fresh"}
        assert set(searcher.ids("plast*")) == {"fresh"}
        assert set(searcher.ids("pompa")) == {"water", "phrase"}
        assert searcher.ids("limbah") == ()
        assert searcher.ids('agency:"dinas baru"') == ("water",)
        assert sum(each.count for each in searcher.search("", facets=True).facets["language"]) == 5


def test_update_gives_what_a_rebuild_gives(tmp_path: Path, documents: list[IndexDocument]) -> None:
    """An index grown in steps answers like one made at once, scores included."""
    rebuild_index(tmp_path / "once", documents, revision=1)
    rebuild_index(tmp_path / "steps", [document("gone", "air air air"), document("water", "old")], revision=1)
    for number, each in enumerate(documents):
        update_index(tmp_path / "steps", [each], ["gone"], revision=number + 2)
    assert answers(tmp_path / "steps") == answers(tmp_path / "once")


def test_many_updates_keep_few_files(tmp_path: Path) -> None:
    """The files of many small updates are merged, none is left over."""
    rebuild_index(tmp_path, [], revision=0)
    for number in range(25):
        update_index(tmp_path, [document(f"d{number % 10}", f"air nomor{number}")], [], revision=number)
    with Searcher(tmp_path) as searcher:
        assert sorted(searcher.ids("air")) == [f"d{number}" for number in range(10)]
        assert searcher.ids("nomor24") == ("d4",)
        assert searcher.ids("nomor4") == ()
    sentinel = msgspec.json.decode((tmp_path / SENTINEL).read_bytes())
    assert sorted(path.name for path in build_of(tmp_path).iterdir()) == sorted(sentinel["files"])
    assert len(sentinel["files"]) < 10


def test_same_id_twice_is_an_error(tmp_path: Path) -> None:
    """Two documents of one id in one write are refused; the index stays as it was."""
    rebuild_index(tmp_path, [document("x", "air")], revision=1)
    with pytest.raises(ValueError, match="twice"):
        update_index(tmp_path, [document("y", "a"), document("y", "b")], [], revision=2)
    with Searcher(tmp_path) as searcher:
        assert searcher.ids("") == ("x",)


# --- damage ---


def _toc_deleted(folder: Path) -> None:
    next(build_of(folder).glob("*.toc")).unlink()


def _segment_truncated(folder: Path) -> None:
    path = next(build_of(folder).glob("*.seg"))
    path.write_bytes(path.read_bytes()[:-100])


def _flip(path: Path, place: float) -> None:
    data = bytearray(path.read_bytes())
    data[int(len(data) * place)] ^= 0x10
    path.write_bytes(data)


def _segment_byte_flipped(folder: Path) -> None:
    _flip(next(build_of(folder).glob("*.seg")), 0.5)


def _toc_byte_flipped(folder: Path) -> None:
    _flip(next(build_of(folder).glob("*.toc")), 0.9)


def _vocabulary_byte_flipped(folder: Path) -> None:
    _flip(next(build_of(folder).glob("*.msgpack")), 0.5)


def _build_deleted(folder: Path) -> None:
    shutil.rmtree(build_of(folder))


def _sentinel_deleted(folder: Path) -> None:
    (folder / SENTINEL).unlink()


def _sentinel_torn(folder: Path) -> None:
    path = folder / SENTINEL
    path.write_bytes(path.read_bytes()[:40])


def _altered(field: str, value: object) -> Callable[[Path], None]:
    def alter(folder: Path) -> None:
        sentinel = msgspec.json.decode((folder / SENTINEL).read_bytes())
        sentinel[field] = value
        (folder / SENTINEL).write_bytes(msgspec.json.encode(sentinel))

    alter.__name__ = f"{field}_{value}"
    return alter


DAMAGES = [
    _toc_deleted,
    _segment_truncated,
    _segment_byte_flipped,
    _toc_byte_flipped,
    _vocabulary_byte_flipped,
    _build_deleted,
    _sentinel_deleted,
    _sentinel_torn,
    _altered("schema", 99),
    _altered("fingerprint", "other"),
    _altered("engine", "tantivy"),
    _altered("engine_version", "0.0"),
    _altered("build", "../elsewhere"),
    _altered("build", "whoosh-99"),
    _altered("build", "README.md"),
    _altered("vocabulary", "none.msgpack"),
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))
def test_damage_is_told_and_mended_by_a_rebuild(
    folder: Path, documents: list[IndexDocument], damage: Callable[[Path], None]
) -> None:
    """Any damage is `IndexDamaged` with the command that mends it, never a wrong answer; a rebuild gives the same again."""
    before = answers(folder)
    damage(folder)
    status = index_status(folder)
    assert not status.ok
    assert status.reason
    for use in (lambda: Searcher(folder), lambda: update_index(folder, [], [], revision=8)):
        with pytest.raises(IndexDamaged) as caught:
            use()
        assert "kmpipe index rebuild" in caught.value.hint
    assert rebuild_index(folder, documents, revision=8) == 5
    assert answers(folder) == before
    assert index_status(folder, deep=True).ok


def test_damage_beneath_an_open_searcher(folder: Path, documents: list[IndexDocument]) -> None:
    """A searcher that is open while the index is destroyed tells it, and works again after the rebuild."""
    with Searcher(folder) as searcher:
        assert searcher.search("air").total == 2
        shutil.rmtree(folder)
        with pytest.raises(IndexDamaged):
            searcher.search("air")
        rebuild_index(folder, documents, revision=8)
        assert searcher.search("air").total == 2


def test_changed_stop_words_need_a_rebuild(tmp_path: Path, documents: list[IndexDocument]) -> None:
    """An index made with other stop words is not searched; made with them, it is, and they hold."""
    own = tmp_path / "vocab"
    own.mkdir()
    rebuild_index(tmp_path / "index", documents, revision=1, vocabularies=(own,))
    (own / "stopwords-own.toml").write_text('[words]\nid = ["sampah"]\n')
    with pytest.raises(IndexDamaged, match="another analysis"):
        Searcher(tmp_path / "index", vocabularies=(own,))
    rebuild_index(tmp_path / "index", documents, revision=1, vocabularies=(own,))
    with Searcher(tmp_path / "index", vocabularies=(own,)) as searcher:
        assert searcher.ids("sampah limbah") == searcher.ids("limbah") == ("water",)


def test_changed_organisations_need_a_rebuild(tmp_path: Path, documents: list[IndexDocument]) -> None:
    """An index made with other names of organisations is not searched: agencies would be missed by their new names."""
    own = tmp_path / "vocab"
    own.mkdir()
    rebuild_index(tmp_path / "index", documents, revision=1, vocabularies=(own,))
    file = own / "organisations-own.toml"
    file.write_text('[[organisation]]\nid = "own"\nname = "Dinas Sendiri"\n')
    with pytest.raises(IndexDamaged, match="names of organisations"):
        Searcher(tmp_path / "index", vocabularies=(own,))
    assert not index_status(tmp_path / "index", vocabularies=(own,)).ok
    rebuild_index(tmp_path / "index", documents, revision=1, vocabularies=(own,))
    assert index_status(tmp_path / "index", vocabularies=(own,)).ok
    file.write_text(file.read_text().replace("Sendiri", "Lainnya"))
    assert not index_status(tmp_path / "index", vocabularies=(own,)).ok


def test_other_words_and_times_need_no_rebuild(tmp_path: Path, documents: list[IndexDocument]) -> None:
    """Files of the vocabulary that the index does not depend on, the dates of files and their folder do not matter."""
    own = tmp_path / "vocab"
    own.mkdir()
    (own / "organisations-own.toml").write_text('[[organisation]]\nid = "own"\nname = "Dinas Sendiri"\n')
    rebuild_index(tmp_path / "index", documents, revision=1, vocabularies=(own,))
    moved = own.rename(tmp_path / "elsewhere")
    os.utime(moved / "organisations-own.toml", (0, 0))
    (moved / "terms.toml").write_text("# other words\n")
    (moved / "organisations_old.toml").write_text("# not read\n")
    assert index_status(tmp_path / "index", vocabularies=(moved,)).ok


def test_unknown_engine(folder: Path, tmp_path: Path) -> None:
    """An engine that does not exist is a mistake in the settings, told with those that do; nothing is written."""
    for use in (
        lambda: Searcher(folder, engine=EngineChoice(name="lucene")),
        lambda: index_status(folder, engine=EngineChoice(name="lucene")),
        lambda: index_status(tmp_path / "new", engine=EngineChoice(name="lucene")),
        lambda: update_index(folder, [], [], revision=8, engine=EngineChoice(name="lucene")),
        lambda: rebuild_index(tmp_path / "new", [], revision=8, engine=EngineChoice(name="lucene")),
        lambda: rebuild_index(tmp_path / "new", [], revision=8, engine=EngineChoice(name="../whoosh")),
    ):
        with pytest.raises(ConfigError, match=r"there are: .*whoosh") as caught:
            use()
        assert caught.value.exit_code == 2
        assert "search.engine" in caught.value.hint
    assert not (tmp_path / "new").exists()
    assert index_status(folder).revision == 7


# --- what is not the index's ---


def files_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Everything in a folder, with its rights and content."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in (folder, *folder.rglob("*"))
    }


@pytest.mark.parametrize("name", ["kmpipe.toml", "corpus/texts/a.txt", ".git/HEAD", "catalogue.sqlite", "whoosh-1.5/a"])
def test_index_in_a_folder_of_other_things_is_refused(
    tmp_path: Path, documents: list[IndexDocument], name: str
) -> None:
    """An index told to live among other things (`index = "."`) is refused; nothing is changed, not even the rights."""
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("precious")
    tmp_path.chmod(0o775)
    before = files_of(tmp_path)
    with pytest.raises(IndexDamaged, match=r"holds other things") as caught:
        rebuild_index(tmp_path, documents, revision=1)
    assert "folder of its own" in caught.value.hint
    assert files_of(tmp_path) == before


def test_index_that_others_moved_into_is_left(folder: Path, documents: list[IndexDocument]) -> None:
    """An index in whose folder a workspace was made later is neither updated nor rebuilt; what is there stays."""
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.txt").write_text("precious")
    before = files_of(folder)
    for write in (
        lambda: update_index(folder, documents, [], revision=8),
        lambda: rebuild_index(folder, documents, revision=8),
    ):
        with pytest.raises(IndexDamaged, match="'corpus'"):
            write()
    assert files_of(folder) == before


def test_sweeping_removes_builds_alone(folder: Path) -> None:
    """What comes to lie in the folder during a write stays, loose files do too; old builds go."""
    old = build_of(folder).name
    (folder / "README.md").write_text("precious")

    def meanwhile() -> object:
        for name in ("corpus", "whoosh-1.5", "whoosh-x", "mywhoosh-1", "2018-10"):
            (folder / name).mkdir()
            (folder / name / "a.txt").write_text("precious")
        yield document("x", "air")

    rebuild_index(folder, meanwhile(), revision=8)
    assert not (folder / old).exists()
    for name in ("corpus", "whoosh-1.5", "whoosh-x", "mywhoosh-1", "2018-10"):
        assert (folder / name / "a.txt").read_text() == "precious"
    assert (folder / "README.md").read_text() == "precious"


@pytest.mark.parametrize("link", [False, True])
def test_sentinel_cannot_point_the_sweep_elsewhere(folder: Path, tmp_path: Path, *, link: bool) -> None:
    """A sentinel that calls another folder its build, by name or by a link, is damage; that folder keeps its files."""
    target = tmp_path / "texts" if link else folder / "texts"
    build_of(folder).rename(target)
    (target / "a.txt").write_text("precious")
    name = "whoosh-9" if link else "texts"
    if link:
        (folder / name).symlink_to(target, target_is_directory=True)
    _altered("build", name)(folder)
    assert "names" in index_status(folder).reason
    with pytest.raises(IndexDamaged):
        update_index(folder, [], [], revision=8)
    if link:
        rebuild_index(folder, [], revision=8)
    assert (target / "a.txt").read_text() == "precious"


# --- other people's hands ---


@posix
@pytest.mark.parametrize("mode", [0o777, 0o775, 0o757])
def test_folder_writable_by_others_is_refused(folder: Path, documents: list[IndexDocument], mode: int) -> None:
    """An index that another user could have written is not opened; a rebuild takes the right away."""
    for target in (folder, build_of(folder)):
        target.chmod(mode)
        with pytest.raises(IndexDamaged, match="writable"):
            Searcher(folder)
        assert not index_status(folder).ok
        target.chmod(0o700)
    folder.chmod(mode)
    rebuild_index(folder, documents, revision=8)
    assert index_status(folder).ok


@posix
def test_file_writable_by_others_is_refused(folder: Path) -> None:
    """One file of the index that another user could have written is enough to refuse it."""
    for path in [folder / SENTINEL, *build_of(folder).iterdir()]:
        path.chmod(0o666)
        with pytest.raises(IndexDamaged, match="writable"):
            Searcher(folder)
        path.chmod(0o600)
    assert index_status(folder).ok


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() != 0, reason="only root can give a file away")
def test_index_of_another_user_is_refused(folder: Path) -> None:
    """An index that belongs to another user is not opened."""
    os.chown(folder, 12345, -1)
    with pytest.raises(IndexDamaged, match="another user"):
        Searcher(folder)


@posix
def test_umask_of_a_group_does_not_matter(tmp_path: Path, documents: list[IndexDocument]) -> None:
    """An index made under umask 002 can be opened: its files are made private."""
    before = os.umask(0o002)
    try:
        rebuild_index(tmp_path / "index", documents, revision=1)
        update_index(tmp_path / "index", documents[:1], [], revision=2)
    finally:
        os.umask(before)
    assert index_status(tmp_path / "index").ok


class Trap:
    """A pickle that runs a program when it is read."""

    def __init__(self, witness: Path) -> None:
        self.witness = witness

    def __reduce__(self) -> tuple[object, ...]:
        return (os.mkdir, (str(self.witness),))


def test_hostile_pickle_is_not_read(folder: Path, tmp_path: Path) -> None:
    """A table of contents replaced by a pickle bomb is refused by its checksum, before anything reads it."""
    witness = tmp_path / "witness"
    toc = next(build_of(folder).glob("*.toc"))
    toc.write_bytes(toc.read_bytes() + pickle.dumps(Trap(witness)))
    with pytest.raises(IndexDamaged):
        Searcher(folder)
    padded = pickle.dumps(Trap(witness)).ljust(toc.stat().st_size, b"\0")
    toc.write_bytes(padded)
    with pytest.raises(IndexDamaged):
        Searcher(folder)
    assert not witness.exists()


# --- one writer, many readers, kills ---


def test_second_writer_is_told(folder: Path) -> None:
    """While one process writes, another one gets `Locked`; readers go on."""
    with FileLock(folder / LOCK):
        with pytest.raises(Locked):
            update_index(folder, [], [], revision=8)
        with pytest.raises(Locked):
            rebuild_index(folder, [], revision=8)
        with Searcher(folder) as searcher:
            assert searcher.search("").total == 5


def test_old_index_serves_until_the_new_one_is_complete(folder: Path) -> None:
    """A searcher sees the old index during a rebuild, new ones too, and the new index right after it."""
    seen = []
    with Searcher(folder) as searcher:

        def watched() -> list[IndexDocument]:
            yield document("one", "air")
            seen.append(searcher.search("air").total)
            with Searcher(folder) as another:
                seen.append(another.search("air").total)
            yield document("two", "air")

        rebuild_index(folder, watched(), revision=8)
        assert seen == [2, 2]
        assert set(searcher.ids("air")) == {"one", "two"}


@pytest.mark.parametrize(
    "verb", ["rebuild_index(folder, docs(), revision=9)", "update_index(folder, docs(), ['flood'], revision=9)"]
)
@pytest.mark.parametrize("after", [0, 1, 40])
def test_killed_write_leaves_the_old_index(folder: Path, documents: list[IndexDocument], verb: str, after: int) -> None:
    """A process killed while it writes leaves the old index as it was, and the next write sweeps what it left."""
    before = answers(folder)
    code = f"""
        import os, signal
        from pathlib import Path
        from kmpipe.search import IndexDocument, rebuild_index, update_index
        folder = Path({str(folder)!r})
        def docs():
            for number in range(50):
                if number == {after}:
                    os.kill(os.getpid(), signal.SIGKILL)
                yield IndexDocument(id=f"k{{number}}", article="k", title="t", text="air " * 50)
        {verb}
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False)
    assert done.returncode == -9, done.stderr
    assert answers(folder) == before
    update_index(folder, [documents[0]], [], revision=10)
    assert answers(folder) == before
    sentinel = msgspec.json.decode((folder / SENTINEL).read_bytes())
    assert {path.name for path in build_of(folder).iterdir()} == set(sentinel["files"])
    assert {path.name for path in folder.iterdir()} <= {SENTINEL, LOCK, sentinel["build"]}


def test_error_while_writing_leaves_the_old_index(folder: Path) -> None:
    """An error amid a write (here: the source of the documents fails) leaves the old index, and no lock."""
    before = answers(folder)

    def failing() -> object:
        yield document("x", "air")
        raise OSError(28, "No space left on device")

    for write in (
        lambda: rebuild_index(folder, failing(), revision=9),
        lambda: update_index(folder, failing(), ["flood"], revision=9),
    ):
        with pytest.raises(OSError, match="No space"):
            write()
        assert answers(folder) == before
    assert update_index(folder, [document("x", "air")], [], revision=9) == 6


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a file-size limit")
def test_full_disk_leaves_the_old_index(folder: Path) -> None:
    """Where the disk takes no more (a limit on file size), the write fails and the old index serves."""
    before = answers(folder)
    code = f"""
        import resource, signal
        from pathlib import Path
        from kmpipe.search import IndexDocument, update_index
        from kmpipe.search.engines.whoosh import WhooshEngine
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        text = " ".join(f"kata{{n}}" for n in range(5000))
        try:
            update_index(Path({str(folder)!r}), [IndexDocument(id="k", article="k", title="t", text=text)], [], revision=9)
        except OSError as error:
            print(error.errno)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "27", done.stderr
    assert answers(folder) == before


# --- the engine that made it ---

TANTIVY = EngineChoice(name="tantivy")


@pytest.fixture
def made_by_tantivy(tmp_path: Path, documents: list[IndexDocument]) -> Path:
    """An index of the small corpus made by Tantivy, from catalogue revision 7."""
    pytest.importorskip("tantivy")
    rebuild_index(tmp_path / "index", documents, revision=7, engine=TANTIVY)
    return tmp_path / "index"


def test_engines_answer_alike(folder: Path, tmp_path: Path, documents: list[IndexDocument]) -> None:
    """Whichever engine makes the index: the same hits, snippets and counts; only scores are its own."""
    pytest.importorskip("tantivy")
    rebuild_index(tmp_path / "other", documents, revision=7, engine=TANTIVY)

    def plain(where: Path) -> list[object]:
        return [
            (results.total, results.facets, {msgspec.structs.replace(hit, score=0.0) for hit in results.hits})
            for results in answers(where)
        ]

    assert plain(tmp_path / "other") == plain(folder)


def test_reading_uses_the_engine_that_made_the_index(made_by_tantivy: Path, documents: list[IndexDocument]) -> None:
    """After another engine was chosen the old index answers, is not added to, and is replaced by a rebuild."""
    whoosh = EngineChoice()
    before = answers(made_by_tantivy)
    status = index_status(made_by_tantivy, engine=whoosh, deep=True)
    assert (status.ok, status.engine, status.reason) == (True, "tantivy", "")
    assert status.size == sum(path.stat().st_size for path in build_of(made_by_tantivy).iterdir())
    with Searcher(made_by_tantivy, engine=whoosh) as searcher:
        assert searcher.search("air").total == 2
        with pytest.raises(IndexDamaged, match="made by tantivy, whoosh cannot add") as caught:
            update_index(made_by_tantivy, documents[:1], [], revision=8, engine=whoosh)
        assert "kmpipe index rebuild" in caught.value.hint
        assert answers(made_by_tantivy) == before
        rebuild_index(made_by_tantivy, documents, revision=8, engine=whoosh)
        assert searcher.search("air").total == 2
    assert index_status(made_by_tantivy).engine == "whoosh"
    assert [path.name for path in made_by_tantivy.iterdir() if path.is_dir()] == ["whoosh-2"]


def test_an_update_by_tantivy_leaves_readers_their_files(made_by_tantivy: Path) -> None:
    """No file that a reader has is changed or taken from it; small updates are merged, what is superseded is removed."""
    old = build_of(made_by_tantivy)
    kept = {path.name: path.read_bytes() for path in old.iterdir()}
    opened = engine_for(TANTIVY).open(old, frozenset(kept))

    def watched() -> Iterator[IndexDocument]:
        yield document("fresh", "Bahasan sampah plastik.")
        assert {path.name: path.read_bytes() for path in old.iterdir()} == kept

    assert update_index(made_by_tantivy, watched(), ["undated"], revision=8, engine=TANTIVY) == 5
    assert set(opened.ids(All(), deadline=monotonic() + 5)) == {"water", "flood", "phrase", "english", "undated"}
    opened.close()
    for number in range(20):
        update_index(
            made_by_tantivy, [document(f"d{number % 7}", f"air n{number}")], [], revision=number, engine=TANTIVY
        )
    with Searcher(made_by_tantivy, engine=TANTIVY) as searcher:
        assert set(searcher.ids("air")) == {"water", "phrase", *(f"d{number}" for number in range(7))}
        assert searcher.ids("n19") == ("d5",)
        assert searcher.ids("n5") == ()
    sentinel = msgspec.json.decode((made_by_tantivy / SENTINEL).read_bytes())
    left = {path.name for path in build_of(made_by_tantivy).iterdir()}
    assert left - {".tantivy-meta.lock"} == set(sentinel["files"])  # what opening it leaves holds nothing
    assert len({name.partition(".")[0] for name in sentinel["files"]}) < 14
    assert len([path for path in made_by_tantivy.iterdir() if path.is_dir()]) == 1


def test_an_update_where_the_disk_knows_no_links(made_by_tantivy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where files cannot be linked they are copied, and the update is as good."""

    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    assert update_index(made_by_tantivy, [document("x", "air")], ["water"], revision=8, engine=TANTIVY) == 5
    assert index_status(made_by_tantivy, engine=TANTIVY, deep=True).ok
    with Searcher(made_by_tantivy, engine=TANTIVY) as searcher:
        assert set(searcher.ids("air")) == {"phrase", "x"}


def _contents_deleted(folder: Path) -> None:
    (build_of(folder) / "meta.json").unlink()


def _contents_torn(folder: Path) -> None:
    path = build_of(folder) / "meta.json"
    path.write_bytes(path.read_bytes()[:-20])


def _every_segment_file(damage: Callable[[Path], None]) -> Callable[[Path], None]:
    def alter(folder: Path) -> None:
        for path in build_of(folder).iterdir():
            if path.suffix in (".idx", ".pos", ".term", ".store", ".fast", ".fieldnorm"):
                damage(path)

    alter.__name__ = f"segment_{damage.__name__}"
    return alter


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def flipped(path: Path) -> None:
    _flip(path, 0.5)


@pytest.mark.parametrize(
    "damage",
    [
        _contents_deleted, _contents_torn, _every_segment_file(truncated), _every_segment_file(flipped), _build_deleted,
        _vocabulary_byte_flipped, _altered("engine", "whoosh"), _altered("engine", "lucene"),
        _altered("engine_version", "0.0"), _altered("build", "whoosh-1"),
    ],
    ids=lambda damage: damage.__name__.strip("_"),
)  # fmt: skip
def test_damage_of_a_tantivy_index(
    made_by_tantivy: Path, documents: list[IndexDocument], damage: Callable[[Path], None]
) -> None:
    """Any damage is `IndexDamaged` with the command that mends it; a rebuild gives the same answers again."""
    before = answers(made_by_tantivy)
    damage(made_by_tantivy)
    assert not index_status(made_by_tantivy, engine=TANTIVY).ok
    for use in (
        lambda: Searcher(made_by_tantivy, engine=TANTIVY),
        lambda: update_index(made_by_tantivy, [], [], revision=8, engine=TANTIVY),
    ):
        with pytest.raises(IndexDamaged) as caught:
            use()
        assert "kmpipe index rebuild" in caught.value.hint
    rebuild_index(made_by_tantivy, documents, revision=8, engine=TANTIVY)
    assert answers(made_by_tantivy) == before


@posix
def test_a_tantivy_index_that_others_may_write_is_refused(made_by_tantivy: Path) -> None:
    """Folder, build and each file are looked at before Tantivy opens anything."""
    for path in [made_by_tantivy, build_of(made_by_tantivy), *build_of(made_by_tantivy).iterdir()]:
        mode = path.stat().st_mode
        path.chmod(0o777)
        with pytest.raises(IndexDamaged, match="writable"):
            Searcher(made_by_tantivy, engine=TANTIVY)
        path.chmod(mode)
    assert index_status(made_by_tantivy, engine=TANTIVY).ok


def test_a_second_writer_beside_tantivy_is_told(made_by_tantivy: Path) -> None:
    """While one process writes, another one gets `Locked`."""
    with FileLock(made_by_tantivy / LOCK), pytest.raises(Locked):
        update_index(made_by_tantivy, [], [], revision=8, engine=TANTIVY)


@posix
def test_a_killed_tantivy_write_leaves_the_old_index(made_by_tantivy: Path) -> None:
    """A process killed amid its documents changes nothing; the next write works and removes what it left."""
    before = answers(made_by_tantivy)
    code = f"""
        import os, signal
        from pathlib import Path
        from kmpipe.search import EngineChoice, IndexDocument, update_index
        def documents():
            for number in range(50):
                yield IndexDocument(id=f"k{{number}}", article="k", title="t", text="air " * 200)
            os.kill(os.getpid(), signal.SIGKILL)
        update_index(Path({str(made_by_tantivy)!r}), documents(), [], revision=9, engine=EngineChoice(name="tantivy"))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, check=False)
    assert done.returncode == -9, done.stderr
    assert answers(made_by_tantivy) == before
    assert index_status(made_by_tantivy, engine=TANTIVY, deep=True).ok
    assert update_index(made_by_tantivy, [document("x", "air")], [], revision=9, engine=TANTIVY) == 6
    assert len([path for path in made_by_tantivy.iterdir() if path.is_dir()]) == 1


@posix
def test_a_full_disk_beneath_tantivy_leaves_the_old_index(made_by_tantivy: Path) -> None:
    """Where the disk takes no more (a limit on file size), the write fails as an error of the disk and the old index serves."""
    before = answers(made_by_tantivy)
    code = f"""
        import resource, signal
        from pathlib import Path
        from kmpipe.search import EngineChoice, IndexDocument, update_index
        from kmpipe.search.engines.tantivy import TantivyEngine
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        text = " ".join(f"kata{{n}}" for n in range(5000))
        made = [IndexDocument(id="k", article="k", title="t", text=text)]
        try:
            update_index(Path({str(made_by_tantivy)!r}), made, [], revision=9, engine=EngineChoice(name="tantivy"))
        except OSError as error:
            print(error.errno)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "27", done.stderr
    assert answers(made_by_tantivy) == before


def test_an_engine_that_is_not_installed(
    folder: Path, made_by_tantivy: Path, documents: list[IndexDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the package nothing is written and the command that installs it is told; what another engine made answers."""
    del made_by_tantivy  # it is the same folder, made anew
    monkeypatch.setitem(sys.modules, "kmpipe.search.engines.tantivy", None)
    assert index_status(folder, engine=EngineChoice()).reason.startswith("the search engine tantivy is not installed")
    with pytest.raises(IndexDamaged, match="not installed"):
        Searcher(folder)
    with pytest.raises(ConfigError, match="not installed") as caught:
        rebuild_index(folder, documents, revision=8, engine=TANTIVY)
    assert "pip install 'kmpipe[tantivy]'" in caught.value.hint
    rebuild_index(folder, documents, revision=8)
    with Searcher(folder, engine=TANTIVY) as searcher:
        assert searcher.search("air").total == 2
