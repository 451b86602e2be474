"""What was found, fit to be pasted where anybody reads it: of the person and of those on a list nothing is left.

On a screen a path and the owner of a lock say what they are, for that is what the person needs. A document for machines
goes into issues, so there the home folder is `~`, and people, their machines and phone numbers have no names.
"""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from lox24_provider.display.masking import without_numbers
from lox24_provider.display.text import one_line
from lox24_provider.workflow.doctor.check import Check

__all__ = ["shareable", "shareable_stack", "shareable_text"]

HOME, USER, HOST, STACK = "~", "[user]", "[host]", "[stack]"

_BEGINS = r"(?<![\w.-])"  # a folder's path; else `/app` would be found in `/srv/app`
_ENDS = r"(?![\w.-])"  # of a folder's name; else `/home/max` would be found in `/home/maxine`
_NAME = r"[^/\\\s:;,\"'`]+"
_HOMES = re.compile(  # also somebody else's; on Windows with a blank in it
    rf"([/\\](?:home|Users)[/\\]){_NAME}(?:(?: [A-Z]{_NAME})+(?=[/\\]))?"
)
_ADDRESS = re.compile(r"[^\s@\"'`()<>]+@(?=[\w\[])[\w.\[\]-]*[\w\]]")  # max@example.org, root@machine
_STACKS = re.compile(r"(?<=\bstacks here: )[^)]*|(?<=\bstack files here: )[^)]*")  # as `Project.known` lists them
_ENCODED = re.compile(r"\S*%[0-9A-Fa-f]{2}\S*")  # a part of an address


def shareable(check: Check, *, people: Iterable[str] = (), stack: str | None = None) -> Check:
    """The line without what is nobody else's business.

    Args:
        people: the names of users and machines that other lines have.
        stack: the stack's name, which may be a person's.
    """
    names = tuple(dict.fromkeys((*check.people, *people)))
    return replace(
        check,
        text=shareable_text(check.text, people=names, stack=stack),
        fix=shareable_text(check.fix, people=names, stack=stack),
        people=(),
    )


def shareable_text(text: str, *, people: Iterable[str] = (), stack: str | None = None) -> str:
    """A text without home folder, names and numbers. Other stacks have no names, which may be colleagues'.

    Args:
        people: the names of users and machines that this text may have, where a person's name stands: any of them may
            be a word of ours too.
        stack: the stack's name, which may be a person's.
    """
    text = _STACKS.sub(lambda found: ", ".join(one if one == stack else STACK for one in found[0].split(", ")), text)
    for folder in _home_folders():
        text = re.sub(_BEGINS + re.escape(folder) + _ENDS, HOME, text)
    text = _HOMES.sub(rf"\g<1>{USER}", text)
    for name in filter(None, people):
        person = re.escape(name)
        text = re.sub(
            rf"(?:(?<=[/\\@])(?<!GET /)|(?<=\bas )|(?<=\bby )){person}{_ENDS}|(?<![\w.-]){person}(?=[/\\@])", USER, text
        )
    text = _ADDRESS.sub(f"{USER}@{HOST}", text)
    for user in _users():
        text = re.sub(rf"(?<=[/\\~])(?<!GET /){re.escape(user)}{_ENDS}", USER, text)  # `GET /me` is a call of LOX24
    if stack and (shown := shareable_stack(stack)) != stack:
        text = re.sub(rf"(?:(?<=Pulumi\.)|(?<![\w./-])){re.escape(stack)}(?![\w-])", lambda _: shown, text)
    return without_numbers(_ENCODED.sub(_decoded, text), has_versions=True)


def shareable_stack(stack: str, *, people: Iterable[str] = ()) -> str:
    """A stack's name without the user's, as in `max/lists/dev` or `dev-max`."""
    for name in (*people, *_users()):
        stack = re.sub(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", USER, stack) if name else stack
    return without_numbers(stack)


def _decoded(found: re.Match[str]) -> str:
    """A part of an address as people write it, where a number is in it: `0176%20555%2012345`."""
    plain = one_line(unquote(found[0]), limit=len(found[0]))
    return plain if without_numbers(plain) != plain else found[0]


def _users() -> tuple[str, ...]:
    """Who runs this, as the environment and the system say; a process may have no user, as in a container."""
    names = [os.environ.get("SUDO_USER", "")]
    with suppress(OSError, KeyError, ImportError):
        names.append(getpass.getuser())
    with suppress(ImportError, KeyError):
        import pwd  # noqa: PLC0415 not on Windows

        names.append(pwd.getpwuid(os.getuid()).pw_name)
    return tuple(dict.fromkeys(filter(None, names)))


def _home_folders() -> Iterator[str]:
    """As paths and as addresses of files have it, the longest first; not the root, which a container may have."""
    homes = []
    with suppress(RuntimeError):
        homes.append(Path("~").expanduser())
    with suppress(ImportError, KeyError):
        import pwd  # noqa: PLC0415 not on Windows

        homes.append(Path(pwd.getpwuid(os.getuid()).pw_dir))
    forms = {
        str(path) for home in homes if home.is_absolute() for path in (home, home.resolve()) if path != path.parent
    }
    forms |= {Path(form).as_uri().removeprefix("file://") for form in forms}
    yield from sorted(forms, key=len, reverse=True)
