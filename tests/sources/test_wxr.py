"""Export files of WordPress."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kmpipe.errors import DocumentError, ParseError, SourceMissing, TooLarge
from kmpipe.sources.records import Offer
from kmpipe.sources.wxr import is_wxr, read_wxr

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- This is an export. An <item> or a <!DOCTYPE in a comment is no matter. -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>Kota Tangguh</title><link>https://kota.example</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>https://kota.example</wp:base_blog_url>
<wp:author><wp:author_login><![CDATA[rina.w]]></wp:author_login>
<wp:author_display_name><![CDATA[Rina Wulandari]]></wp:author_display_name></wp:author>
"""
TAIL = "</channel>\n</rss>\n"
NAMES = {"title": "title", "link": "link", "creator": "dc:creator", "content": "content:encoded"}


def item(number: int, more: str = "", **fields: str) -> str:
    """An item as WordPress writes it; `fields` are named without their prefix, `more` stands at its end."""
    told = {
        "title": f"Rapat {number}", "link": f"https://kota.example/rapat-{number}/", "creator": "rina.w",
        "content": f"<p>Isi rapat {number}.</p>", "post_date": "2018-05-31 00:30:00", "post_modified": "2018-06-01 06:00:00",
        "post_modified_gmt": "2018-05-31 23:00:00", "status": "publish", "post_type": "post", "post_password": "", **fields,
    }  # fmt: skip
    lines = [f"<wp:post_id>{number}</wp:post_id>"]
    for name, value in told.items():
        named = NAMES.get(name, f"wp:{name}")
        lines.append(f"<{named}><![CDATA[{value}]]></{named}>")
    return "<item>\n" + "\n".join([*lines, more]) + "</item>\n"


def read(tmp_path: Path, text: str | bytes, **options: bool) -> tuple[list[Offer], list[DocumentError], list[str]]:
    """What an export gives: offers, errors, the one that ends it among them, and notes."""
    path = tmp_path / "export.xml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    offers: list[Offer] = []
    errors: list[DocumentError] = []
    notes: list[str] = []
    try:
        for one in read_wxr(path, note=notes.append, **options):
            offers.append(one) if isinstance(one, Offer) else errors.append(one)
    except DocumentError as error:
        errors.append(error)
    return offers, errors, notes


def bodies(offers: list[Offer]) -> list[str]:
    return [(offer.body or b"").decode() for offer in offers]


def test_what_a_post_brings(tmp_path: Path) -> None:
    """Title, days in the site's own time, the author's name, categories and tags by name come with the text as it stands."""
    terms = (
        '<category domain="category" nicename="rapat"><![CDATA[Rapat &amp; Lokakarya]]></category>'
        '<category domain="post_tag" nicename="banjir"><![CDATA[banjir]]></category>'
        '<category domain="post_format" nicename="aside"><![CDATA[Aside]]></category>'
    )
    content = "<p>Satu</p>\n<!--nextpage-->\n<p>Dua</p> ]]]]><![CDATA[> habis"
    (offer,), errors, notes = read(tmp_path, HEAD + item(7, terms, content=content) + TAIL)
    assert (offer.ident, offer.url, offer.kind) == ("?p=7", "https://kota.example/rapat-7/", "wxr")
    assert (offer.stamp, offer.dropped) == ("2018-05-31T23:00:00", None)
    assert (offer.known.title, offer.known.author) == ("Rapat 7", "Rina Wulandari")
    assert (offer.known.published, offer.known.modified) == ("2018-05-31", "2018-06-01")
    assert (offer.known.categories, offer.known.tags) == (("Rapat &amp; Lokakarya",), ("banjir",))
    assert offer.body == b"<p>Satu</p>\n<!--nextpage-->\n<p>Dua</p> ]]> habis"
    assert (errors, notes) == ([], [])


def test_what_is_not_published_stays_out(tmp_path: Path) -> None:
    """Posts with a password and those not published come without their text, with the reason; attachments do not come."""
    states = ("draft", "private", "pending", "future", "trash")
    items = [item(number, status=state) for number, state in enumerate(states)]
    items += [item(8, post_password="rahasia"), item(9, post_type="page"), item(10, post_type="event")]
    items += [item(11, post_type="attachment", status="inherit"), item(12, post_type="nav_menu_item"), item(13)]
    offers, errors, _ = read(tmp_path, HEAD + "".join(items) + TAIL)
    assert [offer.dropped for offer in offers] == [*states, "password-protected", "page", "type event", None]
    assert [offer.body is None for offer in offers] == [True] * 8 + [False]
    assert not errors


def test_pages_come_on_request(tmp_path: Path) -> None:
    """Pages come when they are asked for, drafts of pages never."""
    items = item(1, post_type="page") + item(2, post_type="page", status="draft")
    offers, _, _ = read(tmp_path, HEAD + items + TAIL, pages=True)
    assert [offer.dropped for offer in offers] == [None, "draft"]


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_older_versions(tmp_path: Path, version: str) -> None:
    """Exports of older versions have another namespace, and some name no authors and no changes."""
    head = HEAD.replace("export/1.2/", f"export/{version}/")
    head = head[: head.index("<wp:author>")]
    (offer,), errors, _ = read(tmp_path, head + item(3, post_modified="", post_modified_gmt="") + TAIL)
    assert (offer.ident, offer.known.title, offer.known.author) == ("?p=3", "Rapat 3", "rina.w")
    assert (offer.stamp, offer.known.modified, errors) == (None, None, [])


def test_posts_without_title_address_or_date(tmp_path: Path) -> None:
    """A post goes by `?p=N` of its site where the export gives it no address; an empty title and a zero date say nothing."""
    nothing = item(4, title="", link="", post_date="0000-00-00 00:00:00", post_modified_gmt="0000-00-00 00:00:00")
    (offer,), _, _ = read(tmp_path, HEAD + nothing + TAIL)
    assert (offer.url, offer.known.title, offer.known.published) == ("https://kota.example/?p=4", None, None)
    assert offer.stamp is None


def test_posts_without_any_address_are_errors(tmp_path: Path) -> None:
    """Each is told by its number: they cannot be told apart, and none is taken for another."""
    bare = HEAD.replace("https://kota.example", "")
    offers, errors, _ = read(tmp_path, bare + item(1) + item(2, link="") + item(3, link="/rapat/") + TAIL)
    assert [offer.ident for offer in offers] == ["?p=1"]
    assert [("item 2" in str(error), "item 3" in str(error)) for error in errors] == [(True, False), (False, True)]


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("\x08 tersela\x0bh", "<p>Isi\x08 </p>"),
        ("<geo:point>1</geo:point>", "<p>Isi</p>"),
        ("<wp:postmeta geo:lat='1'/>", "<p>Isi</p>"),
        ("<wfw:comment>Rapat & Lokakarya &nbsp; &tidakada; &#1; &#8211;</wfw:comment>", "<p>Isi</p>"),
    ],
)
def test_a_faulty_item_is_mended_and_told(tmp_path: Path, fault: str, text: str) -> None:
    """Control characters, unbound prefixes and undeclared entities cost nothing but themselves, and are reported."""
    faulty = item(2, fault, content=text)
    offers, errors, notes = read(tmp_path, HEAD + item(1) + faulty + item(3) + TAIL)
    assert bodies(offers) == ["<p>Isi rapat 1.</p>", text.replace("\x08", ""), "<p>Isi rapat 3.</p>"]
    assert not errors
    assert notes and all(note.startswith("export.xml: item 2 (https://kota.example/rapat-2/): ") for note in notes)


def test_entities_keep_what_they_mean(tmp_path: Path) -> None:
    """What stands outside a CDATA section reads as its author meant it, though the export forgot to declare it."""
    loose = item(1).replace(
        "<![CDATA[Rapat 1]]>", "Rapat & Lokakarya&nbsp;&ndash; &lt;1&gt; &#8220;a&#8221; &notreal; AT&T"
    )
    (offer,), _, _ = read(tmp_path, HEAD + loose + TAIL)
    assert offer.known.title == "Rapat & Lokakarya\u00a0\u2013 <1> \u201ca\u201d &notreal; AT&T"


def test_an_item_beyond_mending_is_an_error_of_its_own(tmp_path: Path) -> None:
    """An item that is no XML, and one that was never closed, are named; the others come."""
    broken = item(2).replace("</wp:status>", "</wp:stat>")
    unclosed = item(4).replace("</item>", "")
    offers, errors, _ = read(tmp_path, HEAD + item(1) + broken + item(3) + unclosed + item(5) + TAIL)
    assert [offer.ident for offer in offers] == ["?p=1", "?p=3", "?p=5"]
    assert [type(error) for error in errors] == [ParseError, ParseError]
    assert [error.message.split(":")[1] for error in errors] == [" item 2", " item 4"]


def test_markup_of_exports_in_a_text(tmp_path: Path) -> None:
    """A post that shows how exports are written is not cut where its text says so."""
    text = "<pre>&lt;item></item></channel><item> <!-- <!DOCTYPE html></pre>"
    offers, errors, _ = read(tmp_path, HEAD + item(1, content=text) + item(2) + TAIL)
    assert (bodies(offers), errors) == ([text, "<p>Isi rapat 2.</p>"], [])


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE rss SYSTEM "http://kota.example/rss.dtd">',
        '<!doctype rss [<!ENTITY file SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_document_types_are_refused(tmp_path: Path, declaration: str) -> None:
    """Entity bombs and external entities need a document type declaration, and with one nothing is read."""
    text = HEAD.replace("<rss", declaration + "\n<rss", 1) + item(1, "&b;&file;") + TAIL
    offers, (error,), _ = read(tmp_path, text)
    assert not offers
    assert isinstance(error, ParseError) and "DTD" in error.message


def test_a_declaration_between_or_within_items(tmp_path: Path) -> None:
    """A declaration elsewhere is as little believed: between items it ends the reading, in one it spoils that one."""
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    offers, (error,), _ = read(tmp_path, HEAD + item(1) + bomb + item(2) + TAIL)
    assert [offer.ident for offer in offers] == ["?p=1"] and "DTD" in error.message
    offers, (error,), _ = read(tmp_path, HEAD + item(1, bomb) + item(2) + TAIL)
    assert [offer.ident for offer in offers] == ["?p=2"] and "item 1" in error.message


@pytest.mark.parametrize("packed", [False, True])
def test_a_cut_file_gives_what_stands_before_the_cut(tmp_path: Path, packed: bool) -> None:
    """Every item that is whole comes, and then one error says that the file is cut off and where."""
    text = (HEAD + "".join(item(number) for number in range(1, 60)) + TAIL).encode()
    cut = text[: text.index(b"<wp:post_id>40</wp:post_id>")]
    if packed:
        cut = gzip.compress(cut)[:-8]
    offers, (error,), _ = read(tmp_path, cut)
    assert [offer.ident for offer in offers] == [f"?p={number}" for number in range(1, 40)]
    assert isinstance(error, ParseError) and "cut off after item 39" in error.message


def test_damaged_gzip(tmp_path: Path) -> None:
    """A gzipped export with a wrong byte gives what stands before it, and says so at the end."""
    packed = bytearray(gzip.compress((HEAD + "".join(item(n) for n in range(1, 2_000)) + TAIL).encode()))
    packed[len(packed) // 2] ^= 0xFF
    offers, errors, _ = read(tmp_path, bytes(packed))
    assert [offer.ident for offer in offers[:500]] == [f"?p={number}" for number in range(1, 501)]
    assert "gzip is damaged" in errors[-1].message


def test_gzipped_exports(tmp_path: Path) -> None:
    """A gzipped export, also of several members, gives what the plain one gives."""
    first, second = (HEAD + item(1)).encode(), (item(2) + TAIL).encode()
    offers, errors, _ = read(tmp_path, gzip.compress(first) + gzip.compress(second) + bytes(100))
    assert ([offer.ident for offer in offers], errors) == (["?p=1", "?p=2"], [])


def test_other_encodings(tmp_path: Path) -> None:
    """An export in an older encoding is read by it; one that is not in the encoding it names is read as far as it goes."""
    latin = (HEAD.replace("UTF-8", "ISO-8859-1") + item(1, title="Caf\u00e9") + TAIL).encode("latin-1")
    (offer,), _, notes = read(tmp_path, latin)
    assert (offer.known.title, notes) == ("Caf\u00e9", [])
    (offer,), _, notes = read(tmp_path, latin.replace(b"ISO-8859-1", b"UTF-8"))
    assert offer.known.title == "Caf\ufffd" and "encoding" in notes[0]


def test_an_item_too_large_is_passed(tmp_path: Path) -> None:
    """An item of more than 32 MiB is an error, and the next one comes."""
    offers, (error,), _ = read(tmp_path, HEAD + item(1) + item(2, content="x" * (33 << 20)) + item(3) + TAIL)
    assert [offer.ident for offer in offers] == ["?p=1", "?p=3"]
    assert isinstance(error, TooLarge) and "item 2" in error.message


def test_an_export_without_posts(tmp_path: Path) -> None:
    """An export of an empty site is read without an error; a missing file is one."""
    assert read(tmp_path, HEAD + TAIL) == ([], [], [])
    with pytest.raises(SourceMissing):
        list(read_wxr(tmp_path / "missing.xml"))


def test_exports_are_recognised() -> None:
    """An export is told from its beginning, packed or not; a feed, a page and nothing are none."""
    head = (HEAD + item(1)).encode()
    assert is_wxr(head) and is_wxr(gzip.compress(head)[:300])
    assert not is_wxr(b'<?xml version="1.0"?><rss version="2.0"><channel>')
    assert not is_wxr(b"<!DOCTYPE html><p>http://wordpress.org/export/</p>")
    assert not is_wxr(b"") and not is_wxr(b"\x1f\x8b\x08broken")


MEASURE = """
import resource, sys
from pathlib import Path
from kmpipe.sources.wxr import read_wxr
count = sum(1 for _ in read_wxr(Path(sys.argv[1])))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """An export of 60 MB takes no more memory than one of 6 MB, but for a few items."""
    peaks = []
    for times in (100, 1000):
        path = tmp_path / f"{times}.xml"
        text = "".join(item(number, content="<p>Rapat.</p>\n" * 4000) for number in range(100))
        with path.open("w", encoding="utf-8") as file:
            file.writelines([HEAD, *[text] * (times // 100), TAIL])
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True, timeout=60
        )
        count, peak = map(int, done.stdout.split())
        assert count == times
        peaks.append(peak)
    assert peaks[1] < peaks[0] + 8_000  # kilobytes


@pytest.mark.parametrize("piece", ["<![CDATA[", "<!--", "<item ", "&a", "<a:", "]]>", "&#1;", "</item "])
def test_time_is_linear(tmp_path: Path, assert_linear: Callable[..., None], piece: str) -> None:
    """No run of marks makes an item slow to read."""
    assert_linear(lambda text: read(tmp_path, HEAD + "<item>" + text + "</item>" + TAIL), piece, 10_000)
