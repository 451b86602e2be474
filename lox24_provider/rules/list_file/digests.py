"""The canonical form of a list, and the two digests of it: one that anybody may see, and one that is a secret."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

from lox24_provider.rules.entry import FIELDS, Entry

__all__ = ["canonical", "checksum", "fingerprint", "is_fingerprint"]

_FINGERPRINT = re.compile(r"scrypt:[0-9a-f]{64}")


def canonical(entries: Sequence[Entry]) -> str:
    """The entries as CSV text that is the same for the same entries in any order, on any Python.

    Not by `csv.writer`, which changed what it puts in quotes between Python's releases.
    """
    rows = sorted(tuple(value or "" for value in entry) for entry in entries)
    return "".join([",".join(FIELDS) + "\n", *map(_line, rows)])


def checksum(text: str) -> str:
    """A digest that costs nothing, and that the text is soon guessed from: a secret, as the text itself."""
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint(text: str) -> str:
    """A digest from which the text cannot be guessed at little cost.

    There are few phone numbers, so a plain digest of a short list is soon reversed by trying them; scrypt makes each
    try cost some 32 MiB and a tenth of a second. The salt is constant: the same file must give the same digest in the
    preview and in the update, which are two processes and share no secret.
    """
    return _slow(hashlib.sha256(text.encode()).digest())


def is_fingerprint(text: str) -> bool:
    """Whether it is one, and no word that stands for one."""
    return _FINGERPRINT.fullmatch(text) is not None


@lru_cache(maxsize=32768)
def _slow(digest: bytes) -> str:
    """The fingerprint by the digest of a text: once a process, whoever asks."""
    made = hashlib.scrypt(
        digest,
        salt=b"lox24-provider/phones",
        n=2**15,
        r=8,
        p=1,
        maxmem=80 * 2**20,  # it needs a little more than the 32 MiB that OpenSSL allows by default
    )
    return f"scrypt:{made[:32].hex()}"


def _line(row: tuple[str, ...]) -> str:
    line = ",".join(row)
    if line.count(",") == len(row) - 1 and not ('"' in line or "\n" in line or "\r" in line):
        return line + "\n"
    return ",".join(map(_cell, row)) + "\n"


def _cell(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if re.search(r'[",\r\n]', value) else value
