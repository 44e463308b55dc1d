"""The typographic characters WordPress shows in place of those that were typed.

A site's pages and its REST interface give them already; an export gives what was typed. Rules after the documented
behaviour of WordPress: https://developer.wordpress.org/reference/functions/wptexturize/
"""

from __future__ import annotations

import re

_BLANK = r"[ \t\r\n\u00a0]"
_OPENING = r"(?:^|(?<=[ \t\r\n\u00a0(\[{\-]))"
# an ampersand that begins no character reference
_AMPERSAND = re.compile(r"&(?!#(?:\d{1,8}|[xX][0-9a-fA-F]{1,6});|[a-zA-Z][a-zA-Z0-9]{0,31};)")
_PLAIN = (("...", "…"), ("``", "“"), ("''", "”"), (" (tm)", " ™"))
_DASHES = (
    (re.compile("---"), "—"),
    (re.compile(rf"(?:^|(?<={_BLANK}))--(?={_BLANK}|$)"), "—"),
    # an internationalised host name keeps its hyphens
    (re.compile("(?<!xn)--(?!-)"), "–"),
    (re.compile(rf"(?:^|(?<={_BLANK}))-(?={_BLANK}|$)"), "–"),
)
_SINGLE = (
    # the '90s, class of '18
    (re.compile(r"'(?=\d\d(?![%\d]|[.,]\d))"), "’"),
    (re.compile(rf"(?:^|(?<=[ \t\r\n\u00a0(\[{{\-\"]))'(?!{_BLANK}|$)"), "‘"),
    (re.compile(rf"(?<!{_BLANK})(?<!\d)'"), "’"),
)
_DOUBLE = ((re.compile(rf"{_OPENING}\"(?!{_BLANK})"), "“"),)
_TIMES = re.compile(r"(?<![\w.,])((?!0x)\d[\d.,]{0,12})x(?=\d)")


def texturise(text: str) -> str:
    """A stretch of text between two tags, as WordPress shows it: dashes, quotes, ellipses, primes, the times sign.

    >>> texturise('It\\'s the \\'90s -- "yes"... 3x4')
    'It’s the ’90s — “yes”… 3×4'
    """
    for typed, shown in _PLAIN:
        text = text.replace(typed, shown)
    if "'" in text:
        for pattern, shown in _SINGLE:
            text = pattern.sub(shown, text)
        text = _close(text, "'", "‘", "′", "’")
    if '"' in text:
        for pattern, shown in _DOUBLE:
            text = pattern.sub(shown, text)
        text = _close(text, '"', "“", "″", "”")
    if "-" in text:
        for pattern, shown in _DASHES:
            text = pattern.sub(shown, text)
    if "x" in text:
        text = _TIMES.sub(r"\1×", text)
    return _AMPERSAND.sub("&#038;", text) if "&" in text else text


def _close(text: str, typed: str, opening: str, prime: str, closing: str) -> str:
    """The marks that are left: before a quotation opens those after a number are feet and inches, all others close it."""
    first, *quoted = text.split(opening)
    first = re.sub(rf"(?<=\d){typed}", prime, first).replace(typed, closing)
    return opening.join([first, *(_close_one(part, typed, prime, closing) for part in quoted)])


def _close_one(quoted: str, typed: str, prime: str, closing: str) -> str:
    """What follows an opening mark: with one mark where a quotation can end that one ends it, even after a number."""
    ends = len(re.findall(rf"{typed}(?=$|[.,:;!?)}}\]-]|{_BLANK})", quoted))
    if ends > 1 and re.search(rf"(?<!\d){typed}", quoted):
        quoted = re.sub(rf"(?<=\d){typed}", prime, quoted)
    return quoted.replace(typed, closing)
