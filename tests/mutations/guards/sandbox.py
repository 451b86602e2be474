"""What keeps pages of other origins, and other people's eyes, out of the sandbox."""

from __future__ import annotations

from tests.mutations.guards.guard import Guard

__all__ = ["GUARDS"]

_TEST = "tests/sandbox/test_guard.py"

GUARDS: tuple[Guard, ...] = (
    Guard(
        name="the sandbox answers to names of this machine only",
        file="sandbox/guard.py",
        old="if len(hosts) != 1 or not _is_loopback(hosts[0]):",
        new="if len(hosts) != 1:",
        tests=(_TEST,),
    ),
    Guard(
        name="no page of another origin calls the sandbox",
        file="sandbox/guard.py",
        old='if any(_origin(origin) != _origin(f"http://{hosts[0]}") for origin in origins):',
        new="if False:",
        tests=(_TEST,),
    ),
    Guard(
        name="nor one that does not say which it is",
        file="sandbox/guard.py",
        old="if any(site not in _OURS for site in sites):",
        new="if False:",
        tests=(_TEST,),
    ),
    Guard(
        name="another port of this machine is a stranger to the sandbox",
        file="sandbox/guard.py",
        old='_OURS = ("same-origin", "none")',
        new='_OURS = ("same-origin", "none", "same-site")',
        tests=(_TEST,),
    ),
    Guard(
        name="nothing that the sandbox answers runs in a browser",
        file="sandbox/guard.py",
        old="*(pair for pair in HARMLESS if pair[0] not in own)",
        new="*()",
        tests=(_TEST,),
    ),
    Guard(
        name="a hook takes no body that a page can send without asking",
        file="sandbox/admin.py",
        old="if not await _is_json(request):",
        new="if False:",
        tests=(_TEST,),
    ),
    Guard(
        name="no look by a browser locks the provider out of the sandbox",
        file="sandbox/gateway.py",
        old="if not is_a_look(request.headers):",
        new="if True:",
        tests=(_TEST,),
    ),
    Guard(
        name="the sandbox's file is its owner's alone",
        file="sandbox/store.py",
        old="_OWNERS = 0o600",
        new="_OWNERS = 0o644",
        tests=("tests/sandbox/test_privacy.py",),
    ),
    Guard(
        name="one of an earlier release is narrowed",
        file="sandbox/store.py",
        old="            self._narrow()\n",
        new="",
        tests=("tests/sandbox/test_privacy.py",),
    ),
    Guard(
        name="no path that the sandbox shows has a number",
        file="sandbox/tables.py",
        old='return [row | {"path": without_numbers(row["path"])} for row in rows]',
        new="return rows",
        tests=("tests/sandbox/test_privacy.py",),
    ),
)
