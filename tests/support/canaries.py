"""What may be readable nowhere: a token, and the people in a group."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterator

from tests.support.sandbox import TOKEN

__all__ = ["ECHO", "ENTRY", "KEY", "SAID", "leaks"]

KEY = TOKEN.partition(":")[2]
NUMBER = "17655512345"  # every spelling of the phone ends with these digits
ENTRY = {
    "phone": f"+49{NUMBER}",
    "a": "column-canary-salutation",
    "b": "column-canary-surname",
    "callback_data": "column-canary-callback",
}
"""An entry of a group."""

SAID = (
    f"Not for {TOKEN} (key {KEY}): "
    "+49 (0) 176 / 555-12345, 0176.55512345 or 0049\u202f176\u202f55\u202f51\u202f23\u202f45"
)
"""Words of an API that echo what they should not."""

ECHO = f"The values '{ENTRY['a']}', {ENTRY['b']} and {ENTRY['callback_data']} are refused. {SAID}"
"""The same, of an answer to a request that sent the entry."""


def _forms(secret: str) -> Iterator[str]:
    yield secret
    yield secret.encode().hex()
    for before in range(3):  # in base64 a text looks different at each of three places
        encoded = base64.b64encode(bytes(before) + secret.encode()).decode()
        yield encoded[math.ceil(before * 4 / 3) : (before + len(secret)) * 4 // 3]


_CANARIES = {field: ENTRY[field] for field in ("a", "b", "callback_data")}
_CANARIES["token"] = KEY[:12]  # half a key is a secret too
_FORMS = {name: tuple(_forms(canary)) for name, canary in _CANARIES.items()}


def leaks(text: str) -> set[str]:
    """Which of the canaries `text` holds, however they are written."""
    found = {name for name, forms in _FORMS.items() if any(form in text for form in forms)}
    return found | ({"phone"} if NUMBER in re.sub(r"\D", "", text) else set())
