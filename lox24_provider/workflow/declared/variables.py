"""The variables that the program of a change gets: a list of what it may have, as anybody may have written it.

No token, no passphrase and no key is on it, whatever they are called; neither is a home with files that hold some.
"""

from __future__ import annotations

import fnmatch
import os
import site
from collections.abc import Iterable
from pathlib import Path

from lox24_provider.errors import ProjectError
from lox24_provider.resources.stack_trace import FULL_TRACE
from lox24_provider.workflow.environment import outside

__all__ = ["for_program", "for_toolchain", "refuse_secrets"]

_ALLOWED = (
    *("PATH", "LANG", "LANGUAGE", "LC_*", "TZ", "TMPDIR", "TEMP", "TMP", "CI"),
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "NUMBER_OF_PROCESSORS"),
)
_OF_TOOLCHAINS = (
    *("HOME", "USER", "LOGNAME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "XDG_*"),
    *("PIP_*", "UV_*", "POETRY_*", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
)
_NEVER = (
    *("LOX24_*", "PULUMI_ACCESS_TOKEN", "PULUMI_BACKEND_URL", "*TOKEN*", "*SECRET*", "*PASSPHRASE*", "*PASSWORD*"),
    *("*CREDENTIAL*", "*PRIVATE_KEY*", "*ACCESS_KEY*", "*API_KEY*"),
)
_PUBLISH = ("POETRY_PYPI_TOKEN_*", "UV_PUBLISH_*")
_SECRETS = ("LOX24_TOKEN", "LOX24_PLAN_KEY", "PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE")


def refuse_secrets() -> None:
    """Refuse a pipeline's job that holds our secrets: what it runs sees those of the processes that started it.

    Raises:
        ProjectError: it holds some.
    """
    if os.environ.get("CI") and (held := [name for name in _SECRETS if os.environ.get(name)]):
        raise ProjectError(
            f"this job has {', '.join(held)}, and --declared runs a change's code, which may look for it in the job's "
            "other processes: review in a job without secrets"
        )


def for_program(*, home: Path, named: Iterable[str] = ()) -> dict[str, str]:
    """The variables of a program.

    Args:
        home: an empty folder.
        named: further variables, which a person has named.

    Raises:
        ProjectError: one of them is what a program of a change may never have.
    """
    names = set(named)
    if refused := sorted(name for name in names if any(fnmatch.fnmatchcase(name.upper(), one) for one in _NEVER)):
        raise ProjectError(f"--env {', '.join(refused)}: a change's program gets no secret; leave it out")
    kept = {name: value for name, value in outside().items() if name in names or _is_one(name, _ALLOWED)}
    return {
        **kept,
        "HOME": str(home),
        "USERPROFILE": str(home),
        "PYTHONUSERBASE": os.environ.get("PYTHONUSERBASE") or site.getuserbase(),
        "PYTHONDONTWRITEBYTECODE": "1",  # a review writes nothing
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        FULL_TRACE: "1",  # a line of the repository may be further up, and no state is written
    }


def for_toolchain() -> dict[str, str]:
    """Those of pip, uv or poetry, which install what the version that is reviewed against has declared.

    A private index may need a password of its own; what publishes a package is not among them.
    """
    kept = {name: value for name, value in outside().items() if _is_one(name, (*_ALLOWED, *_OF_TOOLCHAINS))}
    return {name: value for name, value in kept.items() if not _is_one(name, _PUBLISH)}


def _is_one(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(name.upper(), pattern) for pattern in patterns)
