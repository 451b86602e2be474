"""Addresses as anybody may read them: without user and password, and without query and fragment.

A backend's, a proxy's or a remote's address holds a secret as often as not. Where it is written wrongly, so that a
part of the password may stand anywhere, all of it is hidden.
"""

from __future__ import annotations

import re

__all__ = ["HIDDEN", "shown_address", "without_credentials", "without_user"]

HIDDEN = "[hidden]"

_SCHEME_ENDS = re.compile(r":[/\\]{2}")
_AUTHORITY_ENDS = re.compile(r"[/\\?#&]")
_HOST = re.compile(r"(?:[\w.~-]*|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{0,5})?")
_CERTAIN_HOST = re.compile(
    r"[\w-]+(?:\.[\w-]+)+|localhost|\[[0-9A-Fa-f:.]{2,45}\]"
)  # without a port, which may be how a password begins
_QUERY = re.compile(r"[?#]|&(?=[\w.-]+=)")  # which may lack its question mark
_AROUND = "\"'`<>()[]{},;:.!"
_MOST_WORDS = 5  # of a password that has blanks


def shown_address(address: str) -> str:
    """An address fit to be shown: `postgres://user:word@host/db?ssl=on` is `postgres://host/db`."""
    found = _SCHEME_ENDS.search(address)
    if found is None:
        return _without_user(address)
    before, rest = address[: found.start()], address[found.end() :]
    if ":" in before and "@" in rest:  # the `://` may be the password's
        return HIDDEN
    return f"{_without_user(before)}{found[0]}{_shown(before, rest)}"


def without_credentials(text: str) -> str:
    """A text of others on one line, each address in it as `shown_address` has it."""
    words = text.split()
    if "@" not in text and not _SCHEME_ENDS.search(text):
        return " ".join(words)
    shown, at = [], 0
    while at < len(words):
        end = _end(words, at)
        word = " ".join(words[at:end])
        bare = word.rstrip(_AROUND)
        shown.append(shown_address(bare) + word[len(bare) :])
        at = end
    return " ".join(shown)


def without_user(address: str) -> str:
    """An address that still leads there: only user and password go; "" where nobody can tell what they are."""
    found = _SCHEME_ENDS.search(address)
    rest = address[found.end() :] if found else ""
    if found is None or _shown(address[: found.start()], rest) == HIDDEN:
        return ""
    authority = _AUTHORITY_ENDS.split(rest, maxsplit=1)[0]
    return address[: found.end()] + rest[authority.rfind("@") + 1 :]


def _end(words: list[str], at: int) -> int:
    """Where the address ends that begins with a word: what may be a user reaches to the `@` of a later word."""
    found = _SCHEME_ENDS.search(words[at])
    if found is None or "@" in words[at]:
        return at + 1
    authority = _AUTHORITY_ENDS.split(words[at][found.end() :], maxsplit=1)[0].rstrip(_AROUND.replace(":", ""))
    later = range(at + 1, min(at + _MOST_WORDS, len(words)))
    is_host = _HOST.fullmatch(authority) and (
        ":" not in authority or _CERTAIN_HOST.fullmatch(authority.rpartition(":")[0])
    )
    return at + 1 if is_host else next((n + 1 for n in later if "@" in words[n]), at + 1)


def _shown(before: str, rest: str) -> str:
    """What follows `://`, of which what stands before tells whether that ends a scheme."""
    end = _AUTHORITY_ENDS.search(rest)
    authority, behind = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    _, user, host = authority.rpartition("@")
    is_sure = not user and (_CERTAIN_HOST.fullmatch(host) is not None or (not host and before.endswith("file")))
    if not _HOST.fullmatch(host) or _may_be_a_password(behind, is_sure=is_sure):
        return HIDDEN
    return host + _QUERY.split(behind, maxsplit=1)[0]


def _may_be_a_password(behind: str, *, is_sure: bool) -> bool:
    """Whether what follows the host may be the end of a password, and the host its beginning."""
    before, at, _ = behind.rpartition("@")
    return bool(at) and (not is_sure or ":" in before)


def _without_user(word: str) -> str:
    """What has no scheme: `user:word@host` is a proxy's address too."""
    user, at, host = word.rpartition("@")
    if not at or ":" not in user:
        return word
    return f"{HIDDEN}@{host}" if _HOST.fullmatch(host) else HIDDEN
