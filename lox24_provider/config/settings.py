"""What a stack's configuration and the environment say about the account, and which of the two counts.

The table of all settings with their defaults is in `docs/reference/settings.md`. With `lox24:baseUrl: sandbox` the
provider serves the embedded sandbox itself. That ignores `LOX24_TOKEN`, so that a real token in a shell does not turn
into a sandbox account, and has an account of its own when no token is configured.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lox24_provider.config import groups_key, native
from lox24_provider.config.fields import OF_STACKS, SETTINGS
from lox24_provider.config.groups_key import GroupsKey
from lox24_provider.config.token import Token
from lox24_provider.display.text import quoted
from lox24_provider.errors import SettingsError
from lox24_provider.rules.group import ON_EXISTING
from lox24_provider.rules.group_phones import LIMITS

__all__ = [
    "ACCOUNT",
    "KNOWN",
    "SANDBOX",
    "VENDOR_URL",
    "Settings",
    "argument_of",
    "host_of",
    "limits_of",
    "list_bytes_of",
    "parallel_of",
]

VENDOR_URL = "https://api.lox24.eu"  # API reference, section 1
SANDBOX = "sandbox"
SANDBOX_TOKEN = "1000000:embedded-sandbox"  # noqa: S105 opens nothing but the sandbox's own file
LOOPBACK = ("127.0.0.1", "localhost", "::1")

_BASE_URL = re.compile(
    r"""
    https?://
    (\[::1\] | (?=[^/:]{1,253}(?:[:/]|$)) [A-Za-z0-9-]{1,63} (\.[A-Za-z0-9-]{1,63})*)   # loopback, or a name of labels
    (:[0-9]{1,5})?
    (/[A-Za-z0-9/._~-]*)?   # no user, query or fragment
    """,
    re.VERBOSE,
)

_NUMBERS = {setting.key: setting.number for setting in SETTINGS if setting.number is not None}

ACCOUNT = "explicitAccount"
"""Names the `Account` of a program that brings all these settings itself: then nothing around them counts."""

KNOWN = tuple(setting.key for setting in SETTINGS)
"""Those of an account; a stack has `OF_STACKS` besides."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything one process needs to know to reach one account.

    Attributes:
        token: the credentials.
        base_url: without a slash at the end, or `sandbox`.
        on_existing: what to do when a group of a name to be created exists.
        parallel: concurrency, how many requests may be under way.
        timeout: seconds that one operation may take, waits included.
        max_retries: how often a failed request is retried.
        batch_size: how many entries are added to a group in one request.
        max_removals: how many entries of a list may be removed without anybody's agreement.
        max_removals_percent: how many percent of the removable entries may be.
        max_list_size: how many MiB a list file may have.
    """

    token: Token
    base_url: str
    on_existing: str
    parallel: int
    timeout: int
    max_retries: int
    batch_size: int
    max_removals: int
    max_removals_percent: int
    max_list_size: int

    @property
    def account(self) -> str:
        """Which account this is: `1234567@api.lox24.eu`."""
        return f"{self.token.client_id}@{SANDBOX if self.is_sandbox else host_of(self.base_url)}"

    @property
    def is_sandbox(self) -> bool:
        """Whether the provider serves the sandbox itself."""
        return self.base_url == SANDBOX

    @classmethod
    def resolve(cls, *, config: Mapping[str, str], environment: Mapping[str, str]) -> Settings:
        """The settings in force.

        Args:
            config: the stack's configuration by full key (`lox24:token`); other namespaces are ignored.
            environment: the process's variables.

        Raises:
            SettingsError: with every problem there is.
        """
        settings, problems = _resolved(config=config, environment=environment)
        if not settings.token.key:
            stack = "set LOX24_TOKEN, or run `pulumi config set --secret lox24:token -s STACK`, with"
            how = "give one of" if _account(config) else stack
            problems.append(f"there is no token: {how} the form <client id>:<api key>")
        _refuse(problems, account=_account(config))
        return settings

    @staticmethod
    def check(*, config: Mapping[str, str], environment: Mapping[str, str]) -> None:
        """Raise `SettingsError` for what is wrong already; a token that is still missing is not."""
        _refuse(Settings.problems(config=config, environment=environment), account=_account(config))

    @staticmethod
    def problems(*, config: Mapping[str, str], environment: Mapping[str, str]) -> list[str]:
        """What `check` raises, one by one, each setting by its full key."""
        return _resolved(config=config, environment=environment)[1]


def parallel_of(config: Mapping[str, str]) -> int:
    """`lox24:parallel`, or its default where it is missing or wrong (which `Settings` reports)."""
    return _number("parallel", _own(config), [])


def limits_of(config: Mapping[str, str]) -> dict[str, int]:
    """A stack's limits of removals that need no agreement, by the arguments of a list; as for `parallel_of`."""
    own = _own(config)
    return {argument_of(key): _number(key, own, []) for key in _NUMBERS if argument_of(key) in LIMITS}


def list_bytes_of(config: Mapping[str, Any]) -> int:
    """The most bytes of a list file by `lox24:maxListSize`, or by its default where that is missing or wrong."""
    return _number("maxListSize", _own(config), []) * 2**20


def argument_of(key: str) -> str:
    """What the `Account` of a program calls a setting: `max_retries` for `maxRetries`."""
    return re.sub("[A-Z]", lambda big: f"_{big[0].lower()}", key)


def _account(config: Mapping[str, str]) -> str:
    return config.get(f"lox24:{ACCOUNT}", "")


def _refuse(problems: list[str], *, account: str) -> None:
    """Raise what there is, of an `Account` in the words of its arguments: `max_retries`, not `lox24:maxRetries`."""
    if problems and account:
        told = re.sub(r"lox24:(\w+)", lambda key: argument_of(key[1]), "; ".join(problems))
        raise SettingsError(f"Account {quoted(account)}: {told}")
    if problems:
        raise SettingsError(*problems)


def _resolved(*, config: Mapping[str, str], environment: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """The settings as far as they make sense, and what does not."""
    own = _own(config)
    is_account = bool(own.pop(ACCOUNT, ""))
    if is_account:
        environment = {}
    known, problems = KNOWN, list[str]()
    if not is_account:
        known = (*KNOWN, *(setting.key for setting in OF_STACKS))
        found = (
            GroupsKey.problem(config.get(groups_key.SETTING)),
            native.native_problem(config.get(native.SETTING)),
        )
        problems = [problem for problem in found if problem]
    problems += [
        f"lox24:{key} is no setting of this provider; there are {', '.join(known)}"
        for key in sorted(set(own) - set(known))
    ]
    base_url = _base_url(own, environment, problems)
    on_existing = own.get("onExisting") or "refuse"
    if on_existing not in ON_EXISTING:
        problems.append(f"lox24:onExisting must be one of {', '.join(ON_EXISTING)}")
    settings = Settings(
        token=_token(own, environment, problems, is_account=is_account, is_sandbox=base_url == SANDBOX),
        base_url=base_url,
        on_existing=on_existing,
        **{argument_of(key): _number(key, own, problems) for key in _NUMBERS},
    )
    return settings, problems


def _own(config: Mapping[str, Any]) -> dict[str, str]:
    prefix = "lox24:"
    return {key.removeprefix(prefix): str(value) for key, value in config.items() if key.startswith(prefix)}


def _token(
    own: Mapping[str, str], environment: Mapping[str, str], problems: list[str], *, is_account: bool, is_sandbox: bool
) -> Token:
    around = "" if is_sandbox else environment.get("LOX24_TOKEN", "")
    text = around or own.get("token", "") or (SANDBOX_TOKEN if is_sandbox and not is_account else "")
    where = "LOX24_TOKEN" if around else "lox24:token"
    owner = "this Account" if is_account else "this stack"
    return Token.parse(text, where=where, account=own.get("clientId", ""), problems=problems, owner=owner)


def _base_url(own: Mapping[str, str], environment: Mapping[str, str], problems: list[str]) -> str:
    configured, around = own.get("baseUrl", "").rstrip("/"), environment.get("LOX24_BASE_URL", "").rstrip("/")
    if configured and around and configured != around:
        problems.append(
            "LOX24_BASE_URL differs from this stack's lox24:baseUrl; a stack belongs to one account at one place: "
            "unset the variable, or change the stack's setting"
        )
    url = configured or around or VENDOR_URL
    if url == SANDBOX:
        return url
    if not _BASE_URL.fullmatch(url) or not _has_port(url):
        problems.append("the base URL (lox24:baseUrl) must be like https://api.lox24.eu, or the word sandbox")
    elif url.startswith("http:") and urlsplit(url).hostname not in LOOPBACK:
        problems.append("the base URL (lox24:baseUrl) must begin with https://; the token would travel readable")
    return url


def _has_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0  # which raises for one over 65535
    except ValueError:
        return False


def host_of(url: str) -> str:
    """Host and port of a URL, in the one way to write them.

    Raises:
        ValueError: it is no URL.
    """
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else f"{parts.hostname}"
    standard = {"https": 443, "http": 80}.get(parts.scheme)
    return host if parts.port in (None, standard) else f"{host}:{parts.port}"


def _number(name: str, own: Mapping[str, str], problems: list[str]) -> int:
    default, least, most = _NUMBERS[name]
    text = own.get(name, "")
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,6}", text) or not least <= int(text) <= most:
        problems.append(f"lox24:{name} must be a whole number from {least} to {most}")
        return default
    return int(text)
