"""What a stack's configuration and the environment say about the account, and which of the two counts.

| setting | stack configuration | environment | default |
|---|---|---|---|
| token | `lox24:token` (secret) | `LOX24_TOKEN` wins: it is always the current one | none |
| base URL | `lox24:baseUrl` | `LOX24_BASE_URL` fills an unset one; a different one is refused | LOX24's |
| account | `lox24:clientId` | - | the token's id part |
| existing names | `lox24:onExisting` | - | `refuse` |
| requests at once | `lox24:parallel` | - | 8 |
| limit of one operation | `lox24:timeout`, seconds | - | 300 |
| repetitions of a failed request | `lox24:maxRetries` | - | 4 |

With `lox24:baseUrl: sandbox` the provider serves the embedded sandbox itself. That ignores `LOX24_TOKEN`, so that a
real token in a shell does not turn into a sandbox account, and has an account of its own when no token is configured.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lox24_provider.errors import SettingsError
from lox24_provider.rules.group import ON_EXISTING
from lox24_provider.text import one_line

__all__ = ["KNOWN", "SANDBOX", "VENDOR_URL", "Settings", "parallel_of"]

VENDOR_URL = "https://api.lox24.eu"  # API reference, section 1
SANDBOX = "sandbox"
SANDBOX_TOKEN = "1000000:embedded-sandbox"  # noqa: S105 opens nothing but the sandbox's own file
LOOPBACK = ("127.0.0.1", "localhost", "::1")

# A host of labels, or [::1]; a port and a path may follow, but no user, query or fragment.
_BASE_URL = re.compile(
    r"https?://(\[::1\]|(?=[^/:]{1,253}(?:[:/]|$))[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*)(:[0-9]{1,5})?(/[A-Za-z0-9/._~-]*)?"
)
KNOWN = ("token", "baseUrl", "clientId", "onExisting", "parallel", "timeout", "maxRetries")
_NUMBERS = {"parallel": (8, 1, 64), "timeout": (300, 1, 86_400), "maxRetries": (4, 0, 20)}  # default, least, most


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything one process needs to know to reach one account.

    Attributes:
        client_id: the account's number, digits.
        key: the secret part of the token.
        legacy: whether the token came without its id part, and so goes into two headers.
        base_url: without a slash at the end, or `sandbox`.
        parallel: how many requests may be under way at once.
        timeout: seconds that one operation may take, waits included.
        max_retries: how often a failed request may be repeated.
    """

    client_id: str
    key: str = field(repr=False)
    legacy: bool = False
    base_url: str = VENDOR_URL
    on_existing: str = "refuse"
    parallel: int = 8
    timeout: int = 300
    max_retries: int = 4

    @property
    def account(self) -> str:
        """Which account this is: `1234567@api.lox24.eu`."""
        return f"{self.client_id}@{SANDBOX if self.is_sandbox else _host(self.base_url)}"

    @property
    def is_sandbox(self) -> bool:
        """Whether the provider serves the sandbox itself."""
        return self.base_url == SANDBOX

    @property
    def headers(self) -> dict[str, str]:
        """The credentials as headers: one today, two in the legacy form (API reference, section 1)."""
        if self.legacy:
            return {"X-LOX24-CLIENT-ID": self.client_id, "X-LOX24-AUTH-TOKEN": self.key}
        return {"X-LOX24-AUTH-TOKEN": f"{self.client_id}:{self.key}"}

    @classmethod
    def resolve(cls, *, config: Mapping[str, str], environment: Mapping[str, str]) -> Settings:
        """The settings in force.

        Args:
            config: the stack's configuration by full key (`lox24:token`); other namespaces are ignored.
            environment: the process's variables.

        Raises:
            SettingsError: with every problem there is.
        """
        return _resolved(config=config, environment=environment, needs_token=True)

    @staticmethod
    def check(*, config: Mapping[str, str], environment: Mapping[str, str]) -> None:
        """Raise `SettingsError` for what is wrong already; a token that is still missing is not."""
        _resolved(config=config, environment=environment, needs_token=False)


def parallel_of(config: Mapping[str, str]) -> int:
    """`lox24:parallel`, or its default where it is missing or wrong (which `Settings` reports)."""
    return _number("parallel", _own(config), [])


def _resolved(*, config: Mapping[str, str], environment: Mapping[str, str], needs_token: bool) -> Settings:
    own = _own(config)
    problems = [
        f"lox24:{key} is no setting of this provider; there are {', '.join(KNOWN)}"
        for key in sorted(set(own) - set(KNOWN))
    ]
    base_url = _base_url(own, environment, problems)
    client_id, key, legacy = _credentials(own, environment, base_url, problems, needs_token=needs_token)
    on_existing = own.get("onExisting") or "refuse"
    if on_existing not in ON_EXISTING:
        problems.append(f"lox24:onExisting must be one of {', '.join(ON_EXISTING)}")
    numbers = {name: _number(name, own, problems) for name in _NUMBERS}
    if problems:
        raise SettingsError(*problems)
    return Settings(
        client_id=client_id,
        key=key,
        legacy=legacy,
        base_url=base_url,
        on_existing=on_existing,
        parallel=numbers["parallel"],
        timeout=numbers["timeout"],
        max_retries=numbers["maxRetries"],
    )


def _own(config: Mapping[str, str]) -> dict[str, str]:
    prefix = "lox24:"
    return {key.removeprefix(prefix): str(value) for key, value in config.items() if key.startswith(prefix)}


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
    if not _BASE_URL.fullmatch(url):
        problems.append("the base URL (lox24:baseUrl) must be like https://api.lox24.eu, or the word sandbox")
    elif url.startswith("http:") and urlsplit(url).hostname not in LOOPBACK:
        problems.append("the base URL (lox24:baseUrl) must begin with https://; the token would travel readable")
    return url


def _host(url: str) -> str:
    """Host and port of a URL, in the one way to write them."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    standard = {"https": 443, "http": 80}[parts.scheme]
    return f"{host}" if parts.port in (None, standard) else f"{host}:{parts.port}"


def _credentials(
    own: Mapping[str, str],
    environment: Mapping[str, str],
    base_url: str,
    problems: list[str],
    *,
    needs_token: bool,
) -> tuple[str, str, bool]:
    """Client id, key, and whether the key came without its id part."""
    from_environment = "" if base_url == SANDBOX else environment.get("LOX24_TOKEN", "")
    token = from_environment or own.get("token", "") or (SANDBOX_TOKEN if base_url == SANDBOX else "")
    stack_account = own.get("clientId", "")
    if stack_account and not re.fullmatch(r"[1-9][0-9]*", stack_account):
        problems.append("lox24:clientId must be the account's number, digits only")
    if not token:
        if needs_token:
            problems.append(
                "there is no token: set LOX24_TOKEN, or run `pulumi config set --secret lox24:token`, "
                "with the form <client id>:<api key>"
            )
        return stack_account, "", False
    where = "LOX24_TOKEN" if from_environment else "lox24:token"
    if not re.fullmatch(r"[!-~]+", token):
        problems.append(f"{where} holds blanks or characters that no token has; set it anew")
        return stack_account, "", False
    client_id, colon, key = token.partition(":")
    if not colon:
        if not stack_account:
            problems.append(
                f"{where} has no client id: it must be <client id>:<api key>, or lox24:clientId must be set"
            )
        return stack_account, token, True
    if not re.fullmatch(r"[1-9][0-9]*", client_id) or not key:
        problems.append(f"{where} must be <client id>:<api key>")
    elif stack_account and client_id != stack_account:
        problems.append(
            f"{where} is a token of account {client_id}, but this stack belongs to account "
            f"{one_line(stack_account, limit=20)} (lox24:clientId)"
        )
    return client_id, key, False


def _number(name: str, own: Mapping[str, str], problems: list[str]) -> int:
    default, least, most = _NUMBERS[name]
    text = own.get(name, "")
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,6}", text) or not least <= int(text) <= most:
        problems.append(f"lox24:{name} must be a whole number from {least} to {most}")
        return default
    return int(text)
