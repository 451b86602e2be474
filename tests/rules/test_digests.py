"""When a list's fingerprint is taken from what the state holds, and when not."""

from __future__ import annotations

import hashlib
from unittest.mock import patch

import pytest

from lox24_provider.files.list_file import Lists
from lox24_provider.rules.group_phones import NOT_APPLIED, VERSION, checksummed, moved, normalised
from lox24_provider.rules.list_file import digests
from lox24_provider.rules.secrecy import CHECKSUM
from tests.support.people import number

LIST = {"entries": f"phone\n{number(1)}\n"}
READ = Lists().read(LIST, before={})
HELD = {"digest": READ.digest, CHECKSUM: READ.checksum}


@pytest.mark.parametrize(
    ("before", "is_computed"),
    [
        (HELD, False),
        (moved(HELD), False),
        ({}, True),
        ({"digest": READ.digest}, True),
        ({**HELD, CHECKSUM: "0" * 64}, True),
        ({**HELD, "digest": NOT_APPLIED}, True),
        ({**HELD, "digest": "scrypt:"}, True),
        ({**moved(HELD), VERSION: "anything"}, True),
    ],
)
def test_only_what_was_certain_before_is_not_computed(*, before: dict[str, str], is_computed: bool) -> None:
    digests._slow.cache_clear()
    with patch("hashlib.scrypt", wraps=hashlib.scrypt) as slow:
        assert Lists().read(LIST, before=before) == READ
        assert Lists().read(LIST, before=before) == READ
    assert slow.call_count == (1 if is_computed else 0)


def test_a_checksum_stays_an_input() -> None:
    assert checksummed(moved(HELD)) == checksummed(HELD) == {CHECKSUM: READ.checksum}
    assert CHECKSUM not in normalised(HELD)
