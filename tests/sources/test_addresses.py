"""Web addresses: the form that is a key, and what an address says of where it leads."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.sources.addresses import absolute, day_of, key_form, leads, page_number, post_ident, same_site, within


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("HTTP://Kota.Example:80", "http://kota.example/"),
        ("https://kota.example:443/a#b", "https://kota.example/a"),
        ("http://127.0.0.1:8810/a", "http://127.0.0.1:8810/a"),
        ("https://kota.example//rapat-1/", "https://kota.example//rapat-1/"),
        ("https://kota.example//2018/rapat/", "https://kota.example//2018/rapat/"),
        ("https://kota.example/a/..//b", "https://kota.example//b"),
        ("https://kota.example/a/./b/../c/", "https://kota.example/a/c/"),
        ("https://kota.example/%7euser/%c3%a9?q=%2f", "https://kota.example/~user/%C3%A9?q=%2F"),
        ("https://kota.example/é b", "https://kota.example/%C3%A9%20b"),
        ("https://kota.example/100%", "https://kota.example/100%25"),
        ("https://kota.example/?p=13822&utm_source=a&fbclid=b#c", "https://kota.example/?p=13822"),
        ("https://kota.example/rapat/?replytocom=7", "https://kota.example/rapat/"),
        ("https://kota.example/?b=2&a=1", "https://kota.example/?b=2&a=1"),
        ("https://user:secret@kota.example/", "https://kota.example/"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"),
    ],
)
def test_one_form_for_one_address(url: str, key: str) -> None:
    """Ways of writing an address fall together; what tells documents apart stays."""
    assert key_form(url) == key
    assert key_form(key) == key


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http://[::1",
        "http://a:99999/",
        "//a/b",
        "http://a:x/",
    ],
)
def test_what_is_no_web_address_has_no_key(url: str) -> None:
    """Other schemes and broken addresses give the empty text."""
    assert key_form(url) == ""


@given(st.text(max_size=200), st.sampled_from(["", "http://kota.example/", "https://kota.example/?"]))
def test_any_text_is_read(text: str, before: str) -> None:
    """No text breaks the functions, and a key is its own key."""
    key = key_form(before + text)
    assert key_form(key) == key
    leads(before + text if key else "http://kota.example/")
    absolute(text, "http://kota.example/")
    post_ident(text)


@pytest.mark.parametrize("piece", ["%41", "a/../", "&utm_x=1", "%", "/2018/05/30"])
def test_long_addresses_cost_no_more(
    assert_linear: Callable[[Callable[[str], object], str, int], None], piece: str
) -> None:
    """What is longer than an address can be is not looked at."""
    assert_linear(lambda text: (key_form("http://a/" + text), day_of("http://a/" + text)), piece, 100_000)


def test_a_site_is_a_host_and_a_port() -> None:
    """`www.` and the scheme do not tell sites apart, another port does."""
    assert same_site("http://www.kota.example/", "https://kota.example:443/x")
    assert not same_site("http://127.0.0.1:8810/", "http://127.0.0.1:8811/")
    assert not same_site("", "")


def test_a_section_is_a_path_at_its_steps() -> None:
    """`/kegiatan` holds `/kegiatan/rapat`, not `/kegiatan-lain`; a site holds all of itself."""
    assert within("https://kota.example/kegiatan/rapat/", "https://kota.example/kegiatan/")
    assert within("https://kota.example/kegiatan", "https://kota.example/kegiatan/")
    assert not within("https://kota.example/kegiatan-lain/", "https://kota.example/kegiatan/")
    assert within("https://kota.example/a", "https://kota.example/")
    assert not within("https://lain.example/kegiatan/", "https://kota.example/kegiatan/")


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/2018/05/30/rapat-koordinasi/", "article"), ("/?p=13822", "article"), ("/berita/baca/7.html", "article"),
        ("/archives/123", "article"), ("/rapat-1.2", "article"), ("/rapat/?page=2&p=3", "article"),
        ("/", "list"), ("/page/2/", "list"), ("/category/kegiatan/", "list"), ("/?cat=3", "list"), ("/berita?page=3", "list"),
        ("/category/kegiatan/page/4/", "list"),
        ("/2018/", "elsewhere"), ("/2018/05/", "elsewhere"), ("/feed/", "elsewhere"), ("/wp-admin/", "elsewhere"),
        ("/wp-content/uploads/a.pdf", "elsewhere"), ("/a.jpg", "elsewhere"), ("/tag/air/", "elsewhere"),
        ("/author/redaksi/", "elsewhere"), ("/?s=air", "elsewhere"), ("/?attachment_id=5", "elsewhere"),
    ],
)  # fmt: skip
def test_where_an_address_leads(path: str, where: str) -> None:
    """Articles and lists are told from what is neither by the address alone."""
    assert leads("https://kota.example" + path) == where


def test_numbers_in_addresses() -> None:
    """The number of a list's page, the post and the day in an address."""
    assert page_number("https://kota.example/page/12/") == 12
    assert page_number("https://kota.example/?p=3&page=2") == 0
    assert post_ident("https://kota.example/?p=0013&x=1") == "?p=13"
    assert post_ident("https://kota.example/?page_id=3") == ""
    assert day_of("https://kota.example/2018/05/30/rapat/") == "2018-05-30"
    assert day_of("https://kota.example/2018/13/30/rapat/") is None
