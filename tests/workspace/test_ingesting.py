"""Bringing documents in from files, exports, archives, lists and a site on this machine."""

from __future__ import annotations

import gzip
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import kmpipe
from kmpipe.errors import ConfigError, UsageError
from tests.cleaning.made import docx_minutes, press_release, scanned
from tests.sources.site import Answer, Site, serve
from tests.sources.test_wxr import HEAD, TAIL, item

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

SENTENCES = (
    "BPBD Provinsi DKI Jakarta mengadakan lokakarya kesiapsiagaan banjir di Balai Kota Jakarta pada {day} Agustus 2018.",
    "Lokakarya dihadiri {day} peserta dari kelurahan dan membahas jalur evakuasi serta peringatan dini bagi warga {title}.",
    "Peserta menyepakati pembagian tugas posko sampai akhir musim hujan, dan {title} menjadi percontohan.",
)


def body(title: str, day: int = 23) -> str:
    """The text of a post, most of it its own: posts that share their words are taken for one."""
    own = [f"Butir {number} {title}: warga {title} mendapat {number * day} peta." for number in range(1, 20)]
    return "".join(f"<p>{sentence.format(title=title, day=day)}</p>" for sentence in [*SENTENCES, *own])


def shown(title: str, day: int = 23, *, more: str = "", head: str = "") -> str:
    """The page of a post as WordPress shows it."""
    return (
        f'<!DOCTYPE html><html><head><link href="/wp-content/x.css"><title>{title}</title>{head}</head>'
        f'<body class="single single-post"><article><h1>{title}</h1><div class="entry-content">{body(title, day)}{more}</div>'
        "</article></body></html>"
    )


def wxr(folder: Path, *items: str, name: str = "export.xml") -> Path:
    path = folder / name
    path.write_text(HEAD + "".join(items) + TAIL, encoding="utf-8")
    return path


def post(number: int, title: str, **fields: str) -> str:
    return item(number, title=title, content=body(title, number), **fields)


def page(folder: Path, name: str, title: str, day: int = 23) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(shown(title, day), encoding="utf-8")
    return folder / name


def archive(path: Path, *, made: str = "2024-05-01T00:00:00Z", **pages: str) -> Path:
    """A WARC file that another program wrote at an instant, of pages of kota.example by their path."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for name, text in pages.items():
            told = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            payload = io.BytesIO(text.encode())
            url = f"https://kota.example/{name}/"
            record = writer.create_warc_record(
                url, "response", payload=payload, http_headers=told, warc_headers_dict={"WARC-Date": made}
            )
            writer.write_record(record)
    return path


def exported(workspace: kmpipe.Workspace) -> bytes:
    stream = io.BytesIO()
    workspace.export(stream, format="jsonl", text=True)
    return stream.getvalue()


def titles(workspace: kmpipe.Workspace) -> set[str]:
    return {article.title or "" for article in workspace.articles()}


Make = Callable[[str], kmpipe.Workspace]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Makes workspaces that may ask this machine, at once."""
    made: list[kmpipe.Workspace] = []

    def one(name: str) -> kmpipe.Workspace:
        kmpipe.init_workspace(tmp_path / name).close()
        settings = tmp_path / name / "kmpipe.toml"
        network = '[network]\nallow = ["127.0.0.1"]\npause = 0\n'
        settings.write_text(settings.read_text(encoding="utf-8").replace("[network]\n", network), encoding="utf-8")
        made.append(kmpipe.open_workspace(tmp_path / name))
        return made[-1]

    yield one
    for workspace in made:
        workspace.close()


# --- what a path leads to ---


def test_a_folder_of_several_kinds(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """Pages and documents in a folder come in; archives and exports are named, with how to take them; then they come too."""
    folder = tmp_path / "in"
    page(folder, "banjir.html", "Lokakarya Banjir")
    (folder / "siaran.pdf").write_bytes(press_release())
    (folder / "foto.jpg").write_bytes(b"\xff\xd8\xff")
    export = wxr(folder, post(7, "Lokakarya Gempa"))
    warc = archive(folder / "situs.warc.gz", kebakaran=shown("Lokakarya Kebakaran"))
    summary = workspace.ingest(folder)
    assert (summary.inputs, summary.articles, summary.failed) == (2, 2, 0)
    (note,) = [note.message for note in summary.notes if "passed over" in note.message]
    assert note.startswith("3 files of other kinds passed over") and "name such files themselves" in note
    assert "export.xml" in note and "situs.warc.gz" in note and "foto.jpg" not in note
    assert workspace.ingest(export, warc).articles == 2
    assert {"Lokakarya Banjir", "Lokakarya Gempa", "Lokakarya Kebakaran"} < titles(workspace)


def test_a_folder_of_archives_is_read_as_one(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """A folder that holds nothing but WARC files is taken as an archive, packed or not, below it too."""
    (tmp_path / "in" / "2024").mkdir(parents=True)
    archive(tmp_path / "in" / "a.warc.gz", banjir=shown("Lokakarya Banjir"))
    plain = archive(tmp_path / "b.warc.gz", gempa=shown("Lokakarya Gempa", 24)).read_bytes()
    (tmp_path / "in" / "2024" / "b.warc").write_bytes(gzip.decompress(plain))
    assert workspace.ingest(tmp_path / "in").articles == 2


def test_as_wins_over_looking(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """A saved text that begins with addresses is a list of them to the eye; `as_="files"` takes it as what it is."""
    path = tmp_path / "catatan.txt"
    path.write_text("https://kota.example/a\n" + "\n".join(s.format(title="Kota", day=9) for s in SENTENCES[:1]))
    assert workspace.ingest(path, as_="files").inputs == 1
    assert [article.key for article in workspace.articles()] == ["catatan.txt"]


@pytest.mark.parametrize(
    ("what", "as_", "message"),
    [
        ("https://kota.example", "wxr", "is no file"),
        ("https://kota.example", "files", "is no file"),
        ("export.xml", "rest", "is no web address"),
        ("export.xml", "page", "is no web address"),
    ],
)
def test_as_that_cannot_be(workspace: kmpipe.Workspace, what: str, as_: str, message: str) -> None:
    """A file has no road, and a site is no file: said before anything is read."""
    with pytest.raises(UsageError, match=message) as caught:
        workspace.ingest(what, as_=as_)  # type: ignore[arg-type]  # a parameter of this test
    assert caught.value.hint


@pytest.mark.parametrize("as_", ["wxr", "warc", "urls", "files"])
def test_a_missing_file_is_a_failure_whatever_it_is_said_to_be(workspace: kmpipe.Workspace, as_: str) -> None:
    """What cannot be opened is one failed input with its name; the others come in."""
    summary = workspace.ingest("hilang.x", as_=as_)  # type: ignore[arg-type]  # a parameter of this test
    assert (summary.inputs, summary.failed, summary.failures[0].error) == (1, 1, "SourceMissing")
    assert "hilang.x" in summary.failures[0].message


def test_a_file_that_is_not_what_it_is_said_to_be(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """A page taken as an export or as an archive fails by name; nothing comes in from it."""
    path = page(tmp_path, "banjir.html", "Lokakarya Banjir")
    for as_ in ("wxr", "warc"):
        summary = workspace.ingest(path, as_=as_)  # type: ignore[arg-type]  # a variable of this test
        assert (summary.articles, summary.failed) == (0, 1), as_
        assert summary.failures[0].hint


def test_nothing_to_ingest(workspace: kmpipe.Workspace) -> None:
    """Without inputs and without sources there is nothing to do, and the hint says what there could be."""
    for inputs in ((), ("",)):
        with pytest.raises(UsageError, match="nothing to ingest") as caught:
            workspace.ingest(*inputs)
        assert caught.value.hint


@pytest.mark.parametrize(("name", "data"), [("siaran.pdf", press_release), ("notulen.docx", docx_minutes)])
def test_documents_on_standard_input(workspace: kmpipe.Workspace, name: str, data: Callable[[], bytes]) -> None:
    """A PDF or DOCX from another program is one, by the name it is given or by its bytes."""
    assert workspace.ingest("-", stdin=io.BytesIO(data()), name=name).articles == 1
    again = workspace.ingest("-", stdin=io.BytesIO(data()), name="unduhan")
    assert (again.articles + again.duplicates, again.failed) == (1, 0)


def test_standard_input_needs_a_name(workspace: kmpipe.Workspace) -> None:
    """Text comes in under its name, and a second time is unchanged; without a name nothing is read."""
    text = "Lokakarya\n\n" + "\n".join(sentence.format(title="Kota", day=9) for sentence in SENTENCES)
    for outcome in ("articles", "unchanged"):
        summary = workspace.ingest("-", stdin=io.BytesIO(text.encode()), name="lokakarya.txt")
        assert getattr(summary, outcome) == 1
    with pytest.raises(UsageError, match="needs a name"):
        workspace.ingest("-", stdin=io.BytesIO(text.encode()))


def test_documents_have_a_cap_of_their_own(make: Make, tmp_path: Path) -> None:
    """A PDF may be larger than a page, up to its own cap; the hint names the setting that was in the way."""
    workspace = make("ws")
    settings = workspace.root / "kmpipe.toml"
    pdf = press_release()
    caps = f"[ingest]\nmax_bytes = 100\nmax_document_bytes = {len(pdf)}\n"
    settings.write_text(settings.read_text(encoding="utf-8").replace("[ingest]\n", caps), encoding="utf-8")
    folder = tmp_path / "in"
    page(folder, "panjang.html", "Lokakarya Banjir")
    (folder / "siaran.pdf").write_bytes(pdf)
    (folder / "lebih.pdf").write_bytes(pdf + b"\n%")
    (folder / "siaran.pdf.gz").write_bytes(gzip.compress(pdf + b"\n"))
    with kmpipe.open_workspace(workspace.root) as opened:
        summary = opened.ingest(folder)
    hints = {failure.key: failure.hint for failure in summary.failures}
    assert (summary.articles, summary.failed) == (1, 3)
    assert "ingest.max_bytes" in hints["panjang.html"]
    assert "ingest.max_document_bytes" in hints["lebih.pdf"] and "ingest.max_document_bytes" in hints["siaran.pdf.gz"]


def test_documents_of_the_web_have_it_too(make: Make) -> None:
    """An attached PDF may be larger than a page, and so may one that is named itself; a page may not."""
    root = make("ws").root
    settings, pdf = root / "kmpipe.toml", press_release()
    caps = f"[ingest]\nmax_bytes = {len(pdf) - 1}\nmax_document_bytes = {len(pdf)}\n"
    settings.write_text(settings.read_text(encoding="utf-8").replace("[ingest]\n", caps), encoding="utf-8")
    long = shown("Lokakarya Gempa", more=f"<!-- {'x' * 12_000} -->")
    link = '<a href="/siaran.pdf">Siaran pers</a>'
    pages = {
        "/rapat/": shown("Lokakarya Banjir", more=link),
        "/siaran.pdf": Answer(pdf, "application/pdf"),
        "/panjang/": long,
    }
    with serve(pages) as site, kmpipe.open_workspace(root) as opened:
        assert opened.ingest(f"{site.base}/rapat/", attachments=True).articles == 2
        assert opened.ingest(f"{site.base}/siaran.pdf").failed == 0
        assert opened.ingest(f"{site.base}/panjang/").failures[0].error == "ResponseTooLarge"


def test_a_scanned_document_is_reported_as_such(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """A PDF of pictures fails by its own name, and the hint says what makes a text of it."""
    (tmp_path / "pindaian.pdf").write_bytes(scanned())
    (failure,) = workspace.ingest(tmp_path / "pindaian.pdf").failures
    assert failure.error == "NoTextLayer" and "ocrmypdf" in failure.hint


def test_rights_are_kept(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """What is said of an input holds for all that comes from it, by every road."""
    warc = archive(tmp_path / "situs.warc.gz", kebakaran=shown("Lokakarya Kebakaran", 3))
    inputs = [page(tmp_path, "banjir.html", "Lokakarya Banjir"), wxr(tmp_path, post(7, "Lokakarya Gempa")), warc]
    workspace.ingest(*inputs, rights="excerpt-only")
    assert [article.rights for article in workspace.articles()] == ["excerpt-only"] * 3


def test_rights_given_later_outlast_reading_again(make: Make) -> None:
    """What is said of a source holds for what it brought before, also when that is extracted anew."""
    workspace = make("ws")
    with serve({"/banjir/": shown("Lokakarya Banjir")}) as site:
        workspace.ingest(f"{site.base}/banjir/")
        workspace.ingest(f"{site.base}/banjir/", rights="excerpt-only")
    workspace.extract()
    assert [article.rights for article in workspace.articles()] == ["excerpt-only"]


def test_sources_of_one_run_do_not_get_in_each_others_way(make: Make, tmp_path: Path) -> None:
    """What one leaves out another brings, at once; what is said of a site says nothing of a file beside it."""
    root = make("ws").root
    settings, told = (
        root / "kmpipe.toml",
        '<meta property="article:published_time" content="2018-05-01T08:00:00+07:00">',
    )
    with serve({"/banjir/": shown("Lokakarya Banjir", head=told)}) as site:
        sources = "".join(
            f'[[source]]\nurl = "{site.base}/banjir/{query}"\nas = "page"\nrights = "excerpt-only"\n{more}\n'
            for query, more in (("", 'since = "2030-01-01"'), ("?utm_source=b", ""))
        )
        settings.write_text(settings.read_text(encoding="utf-8") + sources, encoding="utf-8")
        with kmpipe.open_workspace(root) as opened:
            summary = opened.ingest()
            assert (summary.dropped, summary.articles) == (1, 1)
            opened.ingest(f"{site.base}/banjir/", page(tmp_path, "gempa.html", "Lokakarya Gempa", 24))
            rights = {article.title: article.rights for article in opened.articles()}
    assert rights == {"Lokakarya Banjir": "excerpt-only", "Lokakarya Gempa": "own"}


# --- exports of WordPress ---


def test_the_same_export_again_changes_nothing(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """A second export of the same posts, saved anew, is unchanged; an edited post is a new version, a renamed one is the same."""
    first = workspace.ingest(wxr(tmp_path, post(7, "Lokakarya Gempa"), post(8, "Rapat Air", status="draft")))
    assert (first.articles, first.dropped, first.left_out[0].reason) == (1, 1, "draft")
    (known,) = workspace.articles()
    again = workspace.ingest(wxr(tmp_path, post(7, "Lokakarya Gempa"), name="baru.xml"))
    assert (again.unchanged, again.articles, again.changed) == (1, 0, 0)
    stamp = {"post_modified_gmt": "2019-01-01 00:00:00"}
    moved = workspace.ingest(
        wxr(tmp_path, post(7, "Lokakarya Gempa", link="https://kota.example/gempa/", **stamp), post(9, "Rapat Air"))
    )
    assert ([item.reason for item in moved.renamed], moved.articles) == (["was https://kota.example/rapat-7/"], 1)
    assert known.id in {article.id for article in workspace.articles()}
    edited = post(
        7, "Lokakarya Gempa Bumi", link="https://kota.example/gempa/", post_modified_gmt="2019-02-01 00:00:00"
    )
    assert workspace.ingest(wxr(tmp_path, edited)).changed == 1


# --- lists of addresses ---


def test_a_list_of_addresses(make: Make, tmp_path: Path) -> None:
    """Each address of a list is asked once; a line that is none and a page that is not there are failures of their own."""
    workspace = make("ws")
    with serve({"/banjir/": shown("Lokakarya Banjir"), "/gempa/": shown("Lokakarya Gempa", 24)}) as site:
        listed = tmp_path / "alamat.txt"
        listed.write_text(
            f"# lokakarya\n{site.base}/banjir/\n{site.base}/banjir/#isi\n{site.base}/tiada/\nsalah\n{site.base}/gempa/\n"
        )
        first = workspace.ingest(listed)
        assert (first.articles, first.failed, site.asked.count("/banjir/")) == (2, 2, 1)
        assert {failure.error for failure in first.failures} == {"HttpStatus", "ParseError"}
        assert workspace.ingest(listed).unchanged == 2


# --- archives ---


def test_an_archive_of_others_gives_what_the_site_gave(make: Make, tmp_path: Path) -> None:
    """Pages in a foreign archive make the articles that the same pages made on the web, under the same ids."""
    pages = {"banjir": shown("Lokakarya Banjir"), "gempa": shown("Lokakarya Gempa", 24)}
    pages["kategori"] = (
        '<html><head><link href="/wp-content/x"></head><body class="archive category">daftar</body></html>'
    )
    workspace = make("ws")
    summary = workspace.ingest(archive(tmp_path / "situs.warc.gz", **pages))
    assert (summary.articles, summary.dropped, summary.left_out[0].reason) == (2, 1, "list")
    assert {article.key for article in workspace.articles()} == {
        f"https://kota.example/{name}/" for name in ("banjir", "gempa")
    }
    assert workspace.ingest(tmp_path / "situs.warc.gz").unchanged == 2


def test_an_older_archive_takes_the_place_of_nothing(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """Archives may come in any order: the newest version of a page stays, and what was left out is said."""
    new = archive(tmp_path / "baru.warc.gz", made="2024-05-01T00:00:00Z", banjir=shown("Lokakarya Banjir Kedua"))
    old = archive(tmp_path / "lama.warc.gz", made="2019-05-01T00:00:00Z", banjir=shown("Lokakarya Banjir"))
    newest = archive(tmp_path / "terbaru.warc.gz", made="2025-05-01T00:00:00Z", banjir=shown("Lokakarya Banjir Ketiga"))
    workspace.ingest(new)
    summary = workspace.ingest(old)
    assert (summary.unchanged, summary.changed) == (1, 0)
    assert any("older version" in note.message for note in summary.notes)
    assert titles(workspace) == {"Lokakarya Banjir Kedua"}
    assert workspace.ingest(newest).changed == 1
    assert titles(workspace) == {"Lokakarya Banjir Ketiga"}


def test_documents_of_an_archive_know_their_carrier(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """A PDF in a foreign archive belongs to the article that offers it, also when the archive is read again."""
    warc = archive(
        tmp_path / "situs.warc.gz", banjir=shown("Lokakarya Banjir", more='<a href="/siaran.pdf">Siaran pers</a>')
    )
    with warc.open("ab") as file:
        writer = WARCWriter(file, gzip=True)
        told = StatusAndHeaders("200 OK", [("Content-Type", "application/pdf")], protocol="HTTP/1.1")
        payload = io.BytesIO(press_release())
        url = "https://kota.example/siaran.pdf"
        writer.write_record(writer.create_warc_record(url, "response", payload=payload, http_headers=told))
    assert workspace.ingest(warc).articles == 2
    carriers = {article.key: article.carrier for article in workspace.articles()}
    assert carriers[url] == "https://kota.example/banjir/"
    assert workspace.ingest(warc).unchanged == 2


def test_a_post_of_an_archive_without_a_text(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """A post that has nothing but its title comes in from an archive as it does from its site."""
    empty = shown("Rapat Koordinasi").replace(body("Rapat Koordinasi"), "")
    summary = workspace.ingest(archive(tmp_path / "situs.warc.gz", rapat=empty))
    assert (summary.articles, summary.without_activity, summary.failed) == (1, 1, 0)


def test_an_export_and_an_archive_of_one_site(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """A post that both hold comes in once; the second is unchanged, whichever is named first."""
    warc = archive(
        tmp_path / "situs.warc.gz", **{"rapat-7": shown("Lokakarya Gempa", 7), "gempa": shown("Rapat Gempa", 2)}
    )
    summary = workspace.ingest(wxr(tmp_path, post(7, "Lokakarya Gempa")), warc)
    assert (summary.articles, summary.unchanged, summary.failed) == (2, 1, 0)


def _history(workspace: kmpipe.Workspace, site: Site, folder: Path) -> None:
    """Everything a workspace can come to hold: files, an export, a site with a document, two versions, a new address."""
    page(folder, "banjir.html", "Lokakarya Banjir")
    (folder / "notulen.docx").write_bytes(docx_minutes())
    workspace.ingest(folder)
    workspace.ingest(wxr(folder.parent, post(7, "Lokakarya Gempa"), post(8, "Rapat Air"), post(9, "Rapat Pantai")))
    assert workspace.ingest(f"{site.base}/siaran/", attachments=True, rights="excerpt-only").articles == 2
    page(folder, "banjir.html", "Lokakarya Banjir dan Rob", 24)
    page(folder, "salinan.html", "Lokakarya Banjir dan Rob", 24)
    summary = workspace.ingest(folder)
    assert (summary.duplicates, summary.failed) == (1, 0)
    late = {"post_modified_gmt": "2019-01-01 00:00:00"}
    renamed = post(7, "Lokakarya Gempa", link="https://kota.example/gempa/", **late)
    edited = post(8, "Rapat Air Bersih", **late)
    summary = workspace.ingest(wxr(folder.parent, renamed, edited, post(9, "Rapat Pantai")))
    assert (summary.changed, len(summary.renamed), summary.unchanged) == (2, 1, 1)


def test_the_archive_is_a_backup(make: Make, tmp_path: Path) -> None:
    """A new workspace made from the captures alone exports the same bytes, whether the folder or its files are named."""
    workspace = make("ws")
    link = '<p><a href="/wp-content/uploads/siaran.pdf">Siaran pers</a></p>'
    with serve(
        {
            "/siaran/": shown("Siaran Pers Lokakarya", more=link),
            "/wp-content/uploads/siaran.pdf": Answer(press_release(), "application/pdf"),
        }
    ) as site:
        _history(workspace, site, tmp_path / "in")
    before = exported(workspace)
    assert before.count(b"\n") >= 6
    captures = sorted((workspace.root / "corpus" / "captures").glob("*.warc.gz"))
    assert len(captures) >= 4
    for number, inputs in enumerate(([captures[0].parent], captures, captures[::-1])):
        restored = make(f"restored{number}")
        summary = restored.ingest(*inputs)
        assert (summary.failed, summary.dropped) == (0, 0)
        assert exported(restored) == before
    shutil.rmtree(workspace.root / "corpus")


def test_one_damaged_archive_costs_no_other(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """A WARC file that is cut off gives what is whole in it, a missing one is named, and the next file comes in."""
    cut = archive(tmp_path / "a.warc.gz", banjir=shown("Lokakarya Banjir"), pantai=shown("Rapat Pantai", 2))
    cut.write_bytes(cut.read_bytes()[:-30])
    whole = archive(tmp_path / "b.warc.gz", gempa=shown("Lokakarya Gempa", 24))
    summary = workspace.ingest(cut, whole)
    assert (summary.articles, summary.failed) == (2, 1)
    assert "a.warc.gz" in summary.failures[0].message


def test_wrong_sources_are_refused_before_anything_is_read(make: Make) -> None:
    """A wrong key in an entry of `[[source]]` is named; the workspace does not open."""
    root = make("ws").root
    with (root / "kmpipe.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[source]]\nurl = "https://kota.example"\nright = "own"\n')
    with pytest.raises(ConfigError, match=r"right.*source\[|source\[.*right"):
        kmpipe.open_workspace(root)
