"""What nobody sees in a text: shown where it means nothing, left where a script or an emoji needs it.

Two names that differ in nothing else look the same to whoever decides about them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["appearances", "is_blank", "visible"]

# Letters, marks and symbols without a form of their own (Default_Ignorable_Code_Point of Unicode's database, with the
# Braille blank and a musical one); what has category C is found by that.
_UNSEEN = (
    r"\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U0001d159\U00016fe4"
    r"\U000e0100-\U000e01ef"
)
_BLANK = re.compile(r"[\u115f\u1160\u2800\u3164\uffa0]")
"""Those of them that many fonts show as a gap."""

_ODD = re.compile(rf"[{_UNSEEN}]")
_VIRAMA = 9  # the combining class of what joins consonants in the scripts of India
_SELECTORS = "\ufe0e\ufe0f"
_JOINER, _NON_JOINER = "\u200d", "\u200c"
_PICTURE = re.compile(r"[\u2190-\u27ff\u2900-\u2bff\U0001f000-\U0001faff]")
_KEY = re.compile(r"[0-9#*]")
_SIGN = re.compile(r"[\u00a9\u00ae\u203c\u2049\u2122\u2139\u3030\u303d\u3297\u3299]")
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_MONGOLIAN = re.compile(r"[\u1820-\u18aa]")
_FLAG = re.compile(
    "\U0001f3f4(?:\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|"
    "\U000e0077\U000e006c\U000e0073)\U000e007f)"
)
"""Of England, Scotland and Wales: a flag with letters and an end that nobody sees; there are no others of the kind."""
_NEWER = re.compile(r"[\U0001f000-\U0001faff\U00020000-\U0002fffd\U00030000-\U0003fffd]")
"""Emoji and ideographs, among which each year's Unicode has some that Python's database does not know yet."""
_OWN_FORM = ("<super>", "<sub>", "<circle>", "<square>", "<fraction>")
"""What composing for compatibility takes for other characters although everybody sees the difference: \u00b2\u2460."""
_LONGEST = 65_536  # names that are kept: an account's many groups are each looked at for each that is created


def visible(text: str) -> str:
    """`text` with an escape for each character that nobody sees, unless it gives its neighbours their form."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(one) if _is_unseen(one) and not _belongs(text, at) else one for at, one in enumerate(text))


@lru_cache(maxsize=_LONGEST)
def appearances(name: str) -> frozenset[str]:
    """How a name may look: composed, blanks alike, without what nobody sees; what some fonts show as a gap, both ways.

    Two names look the same if they have one of these in common.
    """
    if name.isascii() and name.isprintable():
        return frozenset((" ".join(name.split()),))
    return frozenset(_bare(one) for one in (name, _BLANK.sub(" ", name)))


def is_blank(name: str) -> bool:
    """Whether there is nothing to be seen, or only marks without the letter that would bear them."""
    return all(unicodedata.category(one) in ("Mn", "Me", "Zs") for look in appearances(name) for one in look)


def _bare(text: str) -> str:
    for _ in range(2):  # what is left may be composed, and what is composed be nothing
        flags = [place for found in _FLAG.finditer(text) for place in range(*found.span())]
        seen = (one for at, one in enumerate(text) if at in flags or one.isspace() or not _is_unseen(one))
        text = unicodedata.normalize("NFC", "".join(map(_composed, seen)))
    return " ".join(text.split())


def _composed(one: str) -> str:
    has_own_form = unicodedata.decomposition(one).startswith(_OWN_FORM)
    return one if has_own_form else unicodedata.normalize("NFKC", one)


def _is_unseen(one: str) -> bool:
    """Categories Cc, Cf, Cs, Co and Cn are control characters, marks of direction and lone surrogates."""
    category = unicodedata.category(one)
    if category == "Cn" and _NEWER.match(one):
        return False
    return category.startswith("C") or _ODD.match(one) is not None


def _belongs(text: str, at: int) -> bool:
    one, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if one in (_JOINER, _NON_JOINER):
        return _joins(one, text, at)
    if "\U000e0061" <= one <= "\U000e007f":
        return any(found.start() < at < found.end() for found in _FLAG.finditer(text))
    if not before or _is_unseen(before):
        return False
    if one in _SELECTORS:
        is_keycap = after == "\u20e3" and _KEY.match(before) is not None
        return is_keycap or _PICTURE.match(before) is not None or _SIGN.match(before) is not None
    if _IDEOGRAPH.match(before):
        return "\ufe00" <= one <= "\ufe02" or "\U000e0100" <= one <= "\U000e01ef"
    return bool(after) and "\u180b" <= one <= "\u180f" and one != "\u180e" and _MONGOLIAN.match(before) is not None


def _joins(one: str, text: str, at: int) -> bool:
    """Whether a joiner, or what keeps from joining, stands where a script or an emoji has it."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not before or not after:
        return bool(before) and unicodedata.combining(before) == _VIRAMA
    if _VIRAMA in (unicodedata.combining(before), unicodedata.combining(after)):
        return True
    if one == _NON_JOINER:
        while before and unicodedata.category(before) == "Mn" and not _ODD.match(before):
            at -= 1
            before = text[at - 1 : at]
        return unicodedata.bidirectional(before or " ") == unicodedata.bidirectional(after) == "AL"
    return _PICTURE.match(after) is not None and (before == "\ufe0f" or _PICTURE.match(before) is not None)


def _escaped(one: str) -> str:
    return f"\\u{ord(one):04x}"
