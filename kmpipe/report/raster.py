"""Drawings as PNG, by resvg: one wheel without dependencies, where others need the libraries of a browser or of Cairo."""

from __future__ import annotations

from kmpipe.errors import UsageError

# two pixels for each of the drawing: sharp on paper and on dense screens
_ZOOM = 2
_PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" font-family="Arial, sans-serif">{}</svg>'


def png_bytes(svg: bytes) -> bytes:
    """The drawing as PNG, in the fonts of this machine. Raises `UsageError` where resvg or every font is missing."""
    try:
        from resvg_py import svg_to_bytes  # noqa: PLC0415 - an extra: only PNG needs it
    except ImportError as error:
        raise UsageError(
            "PNG needs resvg", hint="pip install 'kmpipe[charts]', or name a file that ends in .svg"
        ) from error
    # without a font the text would be missing from the picture, and nothing would say so
    with_text, without = (bytes(svg_to_bytes(svg_string=_PROBE.format(mark))) for mark in ("<text y='16'>X</text>", ""))
    if with_text == without:
        raise UsageError("this machine has no font to draw text with", hint="install one (DejaVu), or take .svg")
    return bytes(svg_to_bytes(svg_string=svg.decode(), zoom=_ZOOM))
