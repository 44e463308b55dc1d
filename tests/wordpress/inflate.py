"""A large export file made from a small one: the same kinds of posts many times over, no two of them alike."""

from __future__ import annotations

import argparse
import re
from datetime import date, timedelta
from pathlib import Path

_ITEM = re.compile(r"[ \t]*<item>.*?</item>\s*", re.DOTALL)
_ID = re.compile(r"<wp:post_id>(\d+)</wp:post_id>")
_DATE = re.compile(r"(<wp:post_(?:date|modified)(?:_gmt)?><!\[CDATA\[)\d{4}-\d\d-\d\d")
_LINK = re.compile(r"<link>([^<]*?)/?</link>")
_TITLE = re.compile(r"<title><!\[CDATA\[(.*?)\]\]></title>", re.DOTALL)
_CONTENT = re.compile(r"<content:encoded><!\[CDATA\[(.*?)\]\]></content:encoded>", re.DOTALL)
_SENTENCE_END = re.compile(r"\. (?=[A-Z])")
_IDS = 1_000_000  # between one copy and the next


def inflate(export: Path, target: Path, size: int) -> int:
    """Write an export of about `size` bytes: the one in `export`, then copies of its items until it is long enough.

    A copy has an id, an address, a title and dates of its own, and a number in every sentence, so that it is no mirror of
    the others. Returns how many items there are.
    """
    text = export.read_text(encoding="utf-8")
    items = [found[0] for found in _ITEM.finditer(text)]
    head, tail = text[: text.index(items[0])], text[text.rindex("</item>") + len("</item>") :]
    written = count = copy = 0
    with target.open("w", encoding="utf-8") as file:
        written += file.write(head)
        while written < size:
            for item in items:
                written += file.write(_copy(item, copy) if copy else item)
                count += 1
                if written >= size:
                    break
            copy += 1
        file.write(tail)
    return count


def _copy(item: str, copy: int) -> str:
    number = int(_ID.search(item)[1]) + copy * _IDS  # type: ignore[index] - every item has one
    day = date(2001, 1, 1) + timedelta(days=number % 8000)
    item = _ID.sub(f"<wp:post_id>{number}</wp:post_id>", item)
    item = _LINK.sub(rf"<link>\1-{number}/</link>", item, count=1)
    item = _TITLE.sub(rf"<title><![CDATA[\1 ({number})]]></title>", item, count=1)
    item = _DATE.sub(rf"\g<1>{day}", item)
    return _CONTENT.sub(
        lambda found: f"<content:encoded><![CDATA[{_numbered(found[1], number)}]]></content:encoded>", item
    )


def _numbered(content: str, number: int) -> str:
    count = iter(range(len(content)))
    return _SENTENCE_END.sub(lambda _: f" nomor {number}-{next(count)}. ", content)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("export", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--size", type=int, default=200_000_000, help="bytes of the result, about")
    arguments = parser.parse_args()
    print(inflate(arguments.export, arguments.target, arguments.size), "items")  # noqa: T201 - run by hand
