"""Phone numbers in texts of others, found in every spelling, and what has as many digits and is none."""

from __future__ import annotations

import re
from functools import cache

__all__ = ["NUMBER", "without_numbers"]

NUMBER = "[number]"

# Digits of every script, as superscripts and in circles too, each with marks such as a keycap's; what stands between
# them: blanks, brackets, slashes, dots, dashes of every kind and what nobody sees, up to four of them, or one of what
# separates words as well.
_DIGIT = (
    r"[\d\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490"
    r"\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\U00010a40-\U00010a43\U00010e60-\U00010e68"
    r"\U00011052-\U0001105a\U0001f100-\U0001f10a]"
)
_ONE = rf"{_DIGIT}[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f\U000e0100-\U000e01ef]{{0,4}}"
_BETWEEN = (
    r" ()/.\[\]~*|\u00ad\u00b7\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u2015\u2022\u2027\u202a-\u202e"
    r"\u2060-\u206f\u2212\u2800\u3164\u30fb\ufeff\uff08\uff09\uff0d-\uff0f\uffa0-"
)
_ALONE = r",'`_\u00b4\u02b9\u02bc\u060c\u066b\u066c\u2018\u2019\u201a\u201b\u2032\u3001\uff07\uff0c"
_GAP = rf"(?:[{_BETWEEN}]{{0,4}}|[{_ALONE}])"

# What stays where it stands for itself, as no digit follows: a day, with its time or alone (without dashes in a file's
# name only: Denmark has such numbers); hashes and ids, which have letters or say what they are; counts that
# are round or named; the example of our own messages.
_TIME = r"[0-2]\d:[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?"
_FILE_TIME = r"[0-2]\d-[0-5]\d(?:-[0-5]\d)?"
_DAY = (
    rf"[12]\d{{3}}(?P<_>[-_.])[01]\d(?P=_)[0-3]\d"
    rf"(?:[T_]{_FILE_TIME}(?=\.[a-z])|(?:[T ]{_TIME})?(?:Z|[+-][01]\d:?\d\d)?)"
)
_STAMP = (
    r"20[0-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"(?:[T_-]?[0-2]\d[0-5]\d[0-5]\d(?:\.\d{1,9})?Z?|(?=\.[a-z]{2,4}\b))"
)
_UNITS = r"(?= (?:bytes|characters|entries|entry|groups|lines|people|requests|resources|rows)\b)"
_COUNT = (
    rf"[1-9]\d{{0,2}}(?:,\d{{3}}){{2}}{_UNITS}|[1-9]\d{{0,2}}(?:,000){{2,3}}"
    r"|\+[1-9]\d{0,2}(?:,\d{3}){1,2}(?= new\b)"
)
_HASH = (
    r"(?=[0-9-]*[a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?=[0-9]*[a-f])[0-9a-f]{40,}"
    r"|(?=[0-9]*[a-f])(?![0-9a-f]{0,39}[0-9]{10})[0-9a-f]{7,12}"
    r"|(?=[a-f]*[0-9]+[a-f]+[0-9])(?![0-9a-f]{0,39}[0-9]{10})[0-9a-f]{13,39}"
    r"|(?:sha[0-9]{1,3}|scrypt|md5)[:=-][0-9a-f]{7,64}"
    r"|(?:commit|digest|hash|tree) (?!0[0-9]*(?![0-9a-f])|[0-9]{11,39}(?![0-9a-f]))[0-9a-f]{7,64}"
    r"|request id [0-9A-Za-z-]{16,64}"
)
_VERSION = r"3\.(?:0|[1-9]\d{0,2})\.(?:0|[1-9]\d?)"  # of Pulumi or Python; others may be parts of a number
_VERSIONS = rf"{_VERSION}(?:(?: ?/ ?| - | \(){_VERSION})+"  # kept only where a caller expects some
_EXAMPLE = r"(?<=like )\+4917612345678"
_KEPT = (
    rf"(?:(?<!\d)(?:{_DAY}|{_STAMP}|{_TIME}|{_COUNT}%VERSIONS)|{_EXAMPLE}|(?<![0-9A-Za-z%])(?:{_HASH})(?![0-9A-Za-z]))"
    rf"(?!{_GAP}{_DIGIT})"
)

# What times, lists and sums have between digits stands in a number only behind its plus sign or zero, which an offset
# from UTC has too. Addresses write a blank as "+".
_SIGNS = ":;=+"
_PLUS = r"[+\u207a\u208a\ufb29\ufe62\uff0b]"
_OFFSET = rf"{_PLUS}[01]\d:[0-5]\d(?![\d:])"

_NUMBER = (
    rf"(?P<kept>{_KEPT})|(?!{_OFFSET}){_PLUS}{_ONE}(?:[{_SIGNS}{_ALONE}{_BETWEEN}]{{0,4}}{_ONE}){{4,}}"
    rf"|(?<!{_DIGIT}){_ONE}(?:{_GAP}{_ONE}){{7,}}"
    rf"|(?<!\d)(?<!\d[{_SIGNS}])(?=0(?:[{_SIGNS}]?\d){{7,}})0\d{{1,5}}(?:[{_SIGNS}]\d+)+"
)


def without_numbers(text: str, *, has_versions: bool = False) -> str:
    """`text` with `[number]` for all that may be a phone number: eight digits or more, or five behind a plus sign.

    Args:
        has_versions: whether versions beside each other, as in `3.274.1 / 3.100.0`, are no number.
    """
    return _pattern(has_versions=has_versions).sub(lambda found: found["kept"] or NUMBER, text)


@cache
def _pattern(*, has_versions: bool) -> re.Pattern[str]:
    """Compiled when the first text comes: that takes as long as a tenth of the plugin's own modules."""
    return re.compile(_NUMBER.replace("%VERSIONS", f"|{_VERSIONS}" if has_versions else ""))
