"""What the engine says where another provider's plugin is missing, as what to do about it."""

from __future__ import annotations

import re
import shlex

from lox24_provider.adapter.native.version import OWN
from lox24_provider.display.addresses import shown_address
from lox24_provider.display.text import masked, one_line

__all__ = ["asked_for"]

# How CLI 3.254 to 3.274 say that they could not fetch one, of a version or any, were told not to, or found none.
_KIND = r"(?P<kind>[a-z]+) plugin 'pulumi-[a-z]+-(?P<name>[\w-]+)'"
_SAID = (
    re.compile(rf"Could not automatically download and install {_KIND}(?: at version v(?P<version>[\w.+-]+))?(?=[, ])"),
    re.compile(rf"no {_KIND} found in the workspace(?: at version v(?P<version>[\w.+-]+))?"),
    re.compile(r"could not find latest version for (?:provider|(?P<kind>[a-z]+) plugin) (?P<name>[\w-]+)(?=:|$)"),
    re.compile(r"plugin (?P<name>[\w-]+) (?P<version>[\w.+-]+|%!s\(<nil>\)|<nil>) not installed"),
)
_SERVER = re.compile(r"`pulumi plugin install [^`]* --server ([^\s`]+)`| from ((?:https|github|gitlab)://\S+)$")

# What our own launcher has said before the engine calls its end a bug.
_ENDED = re.compile(r"pulumi-resource-lox24 exited prematurely\..*error: (.+? \[LOX\d{4}\])", re.DOTALL)

_SWITCH = "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"


def asked_for(line: str, *, switched_off: bool) -> str | None:
    """The line that asks for the plugin which the engine misses, or cannot start; None where it misses none.

    Args:
        switched_off: whether the user's environment forbids the engine to fetch one itself.
    """
    if ended := _ENDED.search(line):
        return one_line(masked(ended[1]), limit=1000)
    found = next((match for said in _SAID if (match := said.search(line))), None)
    if found is None:
        return None
    groups = found.groupdict()
    kind, name, version = groups.get("kind") or "resource", groups["name"], groups.get("version") or ""
    version = "" if "nil" in version else version
    if (kind, name) == ("resource", "lox24"):
        return _own(version)
    server = next((one for match in _SERVER.finditer(line) for one in match.groups() if one), "")
    install = f"pulumi plugin install {kind} {name}"
    install += f" v{version}" if version else ""
    install += f" --server {shlex.quote(shown_address(server))}" if server else ""  # a program named it
    why = f"{_SWITCH} forbids to fetch it" if switched_off else f"it could not be fetched{_cause(line[found.end() :])}"
    what = f"{name} {version}".rstrip()
    return (
        f"the {kind} plugin {what} is missing, and {why}: run `{install}`, or `pulumi install` for all that the "
        "program needs, and then this again; a plugin of your own is named under `plugins:` in Pulumi.yaml"
    )


def _own(version: str) -> str:
    """What to do where it is our own, which nothing but this package brings, and no server that the engine asks."""
    entry = "name its folder, which `lox24 plugin path` prints, under `plugins:` in Pulumi.yaml"
    if version in ("", OWN):
        return f"the plugin lox24 is missing: run `lox24 plugin install`, or {entry}; then this again"
    return (
        f"the plugin lox24 {version} is missing, for which a program or the state asks, and this is {OWN}: run "
        f"`lox24 plugin install` in an environment with that version, or {entry}, where any version will do"
    )


def _cause(rest: str) -> str:
    """What the engine met on the way: no network, a proxy, or a host that lets nobody ask so often."""
    cause = rest.rpartition("`")[2].partition(": ")[2]
    return f" ({one_line(masked(cause), limit=200)})" if cause.strip() else ""
