"""The frame of a DOCX file: our styles, and the number at the foot of each page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document as File

_FONT = "Arial"
_FIXED_FONT = "Courier New"
_BLUE = "1F4E79"
_GREY = "595959"
_LINES = "A6A6A6"
_TONGUES = {"id": "id-ID", "en": "en-GB"}
# name -> size in points, then what differs from plain text
_STYLES: dict[str, dict[str, Any]] = {
    "Institution": {"size": 11, "bold": True, "align": 1, "after": 2},
    "Title": {"size": 15, "bold": True, "align": 1, "after": 2},
    "Subtitle": {"size": 11, "align": 1, "after": 2},
    "Heading 1": {"size": 11.5, "bold": True, "before": 12, "after": 4, "colour": _BLUE, "next": True},
    "Caption": {"size": 9, "italic": True, "before": 4, "after": 3, "next": True},
    "List Bullet": {"size": 9.5, "after": 2},
    "Cell": {"size": 8.5, "before": 1.5, "after": 1.5},
    "Signed": {"size": 10, "after": 0},
    "Note": {"size": 8.5, "before": 8, "after": 4},
    "Source": {"size": 8.5, "after": 2},
    "Command": {"size": 8, "before": 1.5, "after": 1.5, "font": _FIXED_FONT},
    "Gap": {"size": 4, "after": 0},
}


def new_file(language: str, *, width: float) -> File:
    """An empty A4 document with our styles, `width` centimetres between its margins."""
    import docx  # noqa: PLC0415 - only this format needs it
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415 - likewise
    from docx.shared import Cm, Pt, RGBColor  # noqa: PLC0415 - likewise

    file = docx.Document()
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21.0 - width) / 2)
    section.top_margin = section.bottom_margin = Cm(2)
    _plain(file.styles["Normal"], language)
    names = {style.name for style in file.styles}
    for name, wanted in _STYLES.items():
        style = file.styles[name] if name in names else file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _shape(style, wanted)
    source = file.styles["Source"].paragraph_format
    source.left_indent, source.first_line_indent = Cm(1), Cm(-1)
    source.tab_stops.add_tab_stop(Cm(1))
    quiet = file.styles.add_style("Quiet", WD_STYLE_TYPE.CHARACTER)
    quiet.font.color.rgb = RGBColor.from_string(_GREY)
    link = file.styles.add_style("Link", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = RGBColor.from_string(_BLUE), True
    file.styles["Gap"].paragraph_format.line_spacing = Pt(6)
    _drop_thumbnail(file)
    return file


def _plain(style: Any, language: str) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415 - only this format needs it
    from docx.shared import Pt  # noqa: PLC0415 - likewise

    style.font.name, style.font.size = _FONT, Pt(10)
    style.paragraph_format.space_after = Pt(4)
    properties = style.element.get_or_add_rPr()
    properties.append(element("w:lang", **{"w:val": _TONGUES[language]}))
    for script in ("w:eastAsia", "w:cs"):
        properties.rFonts.set(qn(script), _FONT)


def _shape(style: Any, wanted: dict[str, Any]) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415 - only this format needs it
    from docx.shared import Pt, RGBColor  # noqa: PLC0415 - likewise

    style.font.size = Pt(wanted["size"])
    style.font.bold, style.font.italic = wanted.get("bold", False), wanted.get("italic", False)
    style.font.color.rgb = RGBColor.from_string(wanted.get("colour", "000000"))
    # headings of the library's template take their font from its theme
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), wanted.get("font", _FONT))
    # the template draws lines below its title, and spaces the letters of its subtitle
    for old in [*style.element.findall(".//" + qn("w:pBdr")), *style.element.rPr.findall(qn("w:spacing"))]:
        old.getparent().remove(old)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(wanted.get("before", 0)), Pt(wanted["after"])
    shape.alignment, shape.keep_with_next = wanted.get("align"), wanted.get("next", False)


def _drop_thumbnail(file: File) -> None:
    """Take the picture of the library's empty template out: file managers would show it."""
    relations = file.part.package.rels
    for name in [name for name, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[name]


def add_page_number(file: File, word: str) -> None:
    """Put `Halaman 1 / 3` at the foot of each page."""
    foot = file.sections[0].footer.paragraphs[0]
    foot.style, foot.alignment = "Source", 1
    foot.paragraph_format.left_indent = foot.paragraph_format.first_line_indent = 0
    foot.add_run(f"{word} ")
    for field, after in (("PAGE", " / "), ("NUMPAGES", "")):
        made = element("w:fldSimple", **{"w:instr": field})
        foot._p.append(made)
        run = element("w:r")
        number = element("w:t")
        number.text = "1"  # until the reader's program counts
        run.append(number)
        made.append(run)
        foot.add_run(after)


def element(tag: str, **attributes: str) -> Any:
    """An element of the format, `w:tag`, with attributes by such names."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - only this format needs it
    from docx.oxml.ns import qn  # noqa: PLC0415 - likewise

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(name), value)
    return made
