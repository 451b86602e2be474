"""Names of resources for groups that were made by other means: legible, unique, the same on every run."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

__all__ = ["LONGEST", "resource_names", "slug"]

LONGEST = 251
"""Bytes of a name in UTF-8: a file's name has up to 255 with its `.csv`. One letter may be spelled out by many."""

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug(name: str) -> str:
    """The name in small letters, digits and hyphens: `Kunden & Freunde` is `kunden-freunde`.

    Umlauts are spelled out, accents dropped, letters of other scripts kept. Empty if nothing can be said.
    """
    letters = unicodedata.normalize("NFC", name).casefold().translate(_GERMAN)
    letters = unicodedata.normalize("NFKD", letters).casefold()  # again: the numero sign becomes a capital N
    kept = "".join(one for one in letters if not unicodedata.combining(one))
    return "-".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", kept)))


def resource_names(groups: Mapping[str, str], *, taken: Collection[str] = ()) -> dict[str, str]:
    """A resource's name for each of `groups` (id -> the group's name), in the order of the ids.

    Of several alike the one with the lowest id gets the plain name, the others their id as well; so does one whose
    plain name is `taken`. Where a name says nothing (emoji only), it is `group-<id>`. None is longer than `LONGEST`.
    """
    names: dict[str, str] = {}
    used = set(taken)
    for id in sorted(groups, key=int):
        plain, suffix = slug(groups[id]) or f"group-{id}", ""
        while (name := _cut(plain, LONGEST - len(suffix)) + suffix) in used:
            suffix += f"-{id}"
        used.add(name)
        names[id] = name
    return names


def _cut(name: str, most: int) -> str:
    return name if len(name.encode()) <= most else name.encode()[:most].decode(errors="ignore").rstrip("-")
