"""The grammar of dates: which rows of symbols are a date, ranges before singles, longer before shorter.

A rule is a row of the words below; a digit behind a word numbers the point it belongs to (`day1 to day2 month2`).
`?`, `*`, `|` and brackets are those of regular expressions. The table in `kmpipe.dates.symbols` tells what a symbol is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kmpipe.dates.symbols import Token

_SYMBOL = {
    "day": "D", "year": "Y", "number": "N", "full": "F", "short": "S", "numberyear": "V", "month": "M", "weekday": "W",
    "dateword": "T", "dayword": "H", "monthword": "B", "yearword": "A", "weekword": "L", "period": "G", "ordinal": "O",
    "quarter": "Q", "part": "P", "deixis": "R", "relative": "K", "count": "C", "oneunit": "U", "every": "E",
    "daypart": "Z", "link": "I", "to": "J", "and": "&", "comma": ",", "open": r"\(", "close": r"\)", "slash": "/",
}  # fmt: skip

_MACROS = {
    # "hari ini, Kamis (", "pada hari Kamis dan Jumat, tanggal", "Wednesday afternoon (", "Kamis-Jumat,"
    "HEAD1": "deixis? ( relative1 comma? )? ( dayword? weekday1 daypart? ( ( to | and ) weekday2 )? comma? open? )? dayword? dateword?",
    "HEAD2": "( dayword? weekday2 daypart? comma? open? )? dateword?",
    "MONTH1": "link? link? monthword? month1",
    "MONTH2": "link? link? monthword? month2",
    "YEAR1": "( comma? yearword? year1 )",
    "YEAR2": "( comma? yearword? year2 )",
    # "15", "15-17", "15, 16 dan 17", "16-17 dan 20"
    "DAYS": "day ( to day )? ( ( comma day ( to day )? )* comma? and dateword? day ( to day )? )?",
    "PART": "( link* part to? link* )?",
    "NEARYEAR": "( link? comma? yearword? year1 )",
    "WHICH": "( ordinal1 | count1 | to? day1 )",
    "UNIT": "( dayword1 | weekword1 | monthword1 | yearword1 )",
    "LENGTH": "( weekword1 | monthword1 | yearword1 )",
}

_RULES = (
    ("recurring", "every ( dayword | dateword | monthword | yearword | weekday | weekword | month | day | to | and | part | count | short | comma weekday )+"),
    ("full to full", "HEAD1 full1 close? to HEAD2 full2 close?"),
    ("short to date", "HEAD1 short1 close? deixis? to HEAD2 ( short2 | full2 ) close?"),
    ("day to numeric", "HEAD1 day1 to ( short2 | full2 | numberyear2 ) close?"),
    ("date to date", "HEAD1 day1 MONTH1 YEAR1? close? to HEAD2 day2 MONTH2 YEAR2?"),
    ("month day to month day", "HEAD1 monthword? month1 day1 YEAR1? to HEAD2 month2 day2 YEAR2?"),
    ("day month year with dashes", "HEAD1 day1 ( to | slash ) month1 ( to | slash ) ( year1 | shortyear1 )"),
    ("days month year", "HEAD1 ( DAYS ) MONTH1 YEAR1?"),
    ("month days year", "HEAD1 monthword? month1 comma? ( DAYS ) YEAR1?"),
    ("full", "HEAD1 full1 close?"),
    ("short", "HEAD1 short1 close?"),
    ("month to month", "PART monthword? month1 YEAR1? to monthword? month2 YEAR2?"),
    ("months and month", "monthword? month1 YEAR1? ( ( comma month )* comma? and ) monthword? month2 YEAR2?"),
    ("month year", "PART monthword? deixis? month1 ( link? YEAR1 )"),
    ("period", "PART period WHICH NEARYEAR?"),
    ("period", "PART ( ordinal1 | count1 ) period NEARYEAR?"),
    ("quarter", "PART quarter NEARYEAR?"),
    ("year to year", "yearword? year1 ( to | slash ) yearword? year2"),
    ("year", "PART yearword? link? year1"),
    ("typed year", "yearword number1"),
    ("month", "PART ( monthword | deixis1 )? month1 deixis2?"),
    ("time ago", "( count1 | day1 | oneunit1 ) UNIT? deixis2"),
    ("weekday", "HEADLESS weekday1 daypart? comma? relative1"),
    ("weekday", "HEADLESS deixis1? dayword? weekday1 daypart? deixis2?"),
    ("unit", "PART ( deixis1 LENGTH | LENGTH deixis2 )"),
    ("part of unit", "part link* LENGTH"),
    ("relative day", "relative1"),
    ("day", "dateword day1"),
)
