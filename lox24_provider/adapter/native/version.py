"""Which version the plugin is: the package's, as the engine writes versions, and what is wrong where it is not."""

from __future__ import annotations

import re
import sys

from lox24_provider.errors import PluginMismatch
from lox24_provider.version import __version__

__all__ = ["OWN", "precedence", "refusal", "semver"]

_PYTHONS = re.compile(
    r"(?P<core>\d+(?:\.\d+){0,2})(?:(?P<kind>a|b|rc)(?P<number>\d+))?"
    r"(?:\.post(?P<post>\d+))?(?:\.dev(?P<dev>\d+))?(?:\+(?P<local>[a-z0-9.]+))?"
)
_WORDS = {"a": "alpha", "b": "beta", "rc": "rc"}


def semver(version: str) -> str:
    """A version of Python's as the engine's semver has it: `0.2.0-rc.1` for `0.2.0rc1`, `0.2.0-dev.1` for `0.2.0.dev1`.

    Raises:
        ValueError: it is none of Python's in its normal form, or has an epoch or more than three numbers.
    """
    found = _PYTHONS.fullmatch(version)
    if found is None:
        raise ValueError(f"{version} has no place in semver")
    numbers = ([int(one) for one in found["core"].split(".")] + [0, 0])[:3]
    before = [_WORDS[found["kind"]], found["number"]] if found["kind"] else []
    before += ["dev", found["dev"]] if found["dev"] else []
    after = ["post", found["post"]] if found["post"] else []
    after += [found["local"]] if found["local"] else []
    text = ".".join(map(str, numbers))
    return text + (f"-{'.'.join(before)}" if before else "") + (f"+{'.'.join(after)}" if after else "")


OWN = semver(__version__)
"""The version of the plugin that this package is, and of its schema."""


def precedence(version: str) -> tuple[object, ...]:
    """What sorts versions as the engine does, which takes the last; one before a release only if there is no other."""
    core, _, before = version.partition("+")[0].partition("-")
    numbers = tuple(int(one) for one in core.split("."))
    words = tuple((not one.isdigit(), int(one) if one.isdigit() else 0, one) for one in before.split("."))
    return (not before, numbers, words)


def refusal(told: str | None) -> PluginMismatch | None:
    """Why nothing is done for an engine that takes this for the plugin of version `told`; None where it is that.

    The engine shows an error of GetPluginInfo, its second call, in one line. One of Handshake it calls a bug of the
    provider, and one of Configure comes with the traceback of a program in Python.
    """
    if told in (None, OWN):
        return None
    return PluginMismatch(told=str(told), own=OWN, environment=sys.prefix, newer=_is_newer(str(told)))


def _is_newer(told: str) -> bool:
    try:
        return precedence(told) > precedence(OWN)
    except ValueError:
        return False
