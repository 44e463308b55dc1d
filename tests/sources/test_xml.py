"""XML from outside: bombs and entities refused, small faults mended and told."""

from __future__ import annotations

import pytest

from kmpipe.errors import ParseError
from kmpipe.sources.xml import parse_xml

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><urlset><url><loc>&c;</loc></url></urlset>'
)
OUTSIDE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url><loc>&x;</loc></url></urlset>'


@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        OUTSIDE,
        b'<!DOCTYPE r SYSTEM "http://elsewhere.example/r.dtd"><urlset/>',
        b"<!-- a comment --><?style x?>" + BOMB,
        BOMB.decode().replace("<?xml version", '<?xml encoding="utf-16" version').encode("utf-16"),
        b"\xef\xbb\xbf \n" + OUTSIDE,
    ],
)
def test_a_document_type_declaration_is_refused(body: bytes) -> None:
    """Entity bombs, external entities and external DTDs never reach a parser, in whatever encoding they come."""
    with pytest.raises(ParseError, match="DTD"):
        parse_xml(body, "sitemap")


def test_a_page_in_place_of_xml_is_said_to_be_one() -> None:
    """A site that answers everything with a page is told apart from an attack."""
    with pytest.raises(ParseError, match="a page in place of XML"):
        parse_xml(b"<!DOCTYPE html><html></html>", "sitemap")


@pytest.mark.parametrize("body", [b"", b"nothing here", b"{}", b"<"])
def test_what_is_no_xml_is_an_error(body: bytes) -> None:
    """Nothing, text and JSON are refused with an error of their own."""
    with pytest.raises(ParseError):
        parse_xml(body, "sitemap")


def test_control_characters_are_left_out_and_counted() -> None:
    """What XML does not allow costs nothing but itself, and is reported."""
    found = parse_xml(b"<urlset><loc>a\x00b\x0bc\x1f</loc></urlset>", "sitemap")
    assert found.root[0].text == "abc"
    assert found.notes == ("sitemap: 3 control characters left out",)


def test_a_message_of_the_server_before_the_xml() -> None:
    """What a broken plug-in prints before the declaration is left out and reported."""
    found = parse_xml(b'<br />\n<b>Warning</b>: x\n<?xml version="1.0"?><urlset><a/></urlset>', "feed")
    assert (found.root.tag, len(found.root), len(found.notes)) == ("urlset", 1, 1)


def test_a_fault_of_one_element_leaves_the_others() -> None:
    """An unbound prefix, a bare ampersand and an unknown entity do not cost the rest."""
    found = parse_xml(b"<urlset><x:a>1</x:a><b>2 & 3</b><c>4&nbsp;5</c><d>6</d></urlset>", "sitemap")
    assert found.root[-1].text == "6" and len(found.root) == 4


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        (b"<urlset><url/></urlset><!-- made in 0.1 s -->", True),
        (b"<urlset/>", True),
        (b"<s:urlset xmlns:s='x'><s:url></s:url></s:urlset>", True),
        (b"<urlset><url></url><url><loc>http", False),
        (b"<urlset><url", False),
    ],
)
def test_a_document_that_is_cut_off_is_known(body: bytes, *, whole: bool) -> None:
    """A transfer that stopped half way is no whole list."""
    assert parse_xml(body, "sitemap").whole is whole
