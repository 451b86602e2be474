"""The account: where the token comes from, whose it is, and one question to LOX24."""

from __future__ import annotations

from collections.abc import Mapping

from lox24_provider.api.client import Client
from lox24_provider.api.deadline import Deadline
from lox24_provider.api.retry import RetryPolicy
from lox24_provider.api.transport import Transport
from lox24_provider.config.settings import Settings
from lox24_provider.config.token import Token
from lox24_provider.errors import AccountError, ApiError, AuthError, Blocked, Lox24Error, SettingsError
from lox24_provider.workflow.doctor.check import Check, ok, problem, warning

__all__ = ["SECONDS", "base_url", "in_force", "lox24"]

SECONDS = 20.0  # for one small answer

_TOKEN = "token"  # noqa: S105 a check's name

_FIXES: dict[type[Lox24Error], str] = {  # the first that fits
    AuthError: "make a new key at LOX24's web site (Settings, API settings)",
    Blocked: "check the token, wait ten minutes, then look again",
    AccountError: "ask LOX24 to activate the account, or look at its balance",
    ApiError: "check the base URL and try later; if it stays so, tell LOX24's support the request id",
    Lox24Error: "check the network, HTTPS_PROXY and the base URL",
}


def in_force(
    config: Mapping[str, str], *, environment: Mapping[str, str], stack: str | None, hidden: bool
) -> tuple[Settings | None, Check]:
    """The settings with which something would be sent, None if nothing can be, and what to say of the token.

    Args:
        hidden: whether the stack has a token that could not be decrypted.
    """
    around = environment.get("LOX24_TOKEN", "")
    try:
        settings = Settings.resolve(config=config, environment=environment)
    except SettingsError as error:
        return None, _unfit(error, config, around=around, stack=stack, hidden=hidden)
    token = settings.token
    if settings.is_sandbox:
        kept = "; LOX24_TOKEN is ignored" if around else ""
        return settings, ok(_TOKEN, f"none is needed for the embedded sandbox{kept}")
    where = "LOX24_TOKEN" if around else f"the configuration of stack {stack}"
    owner = config.get("lox24:clientId")
    belongs = ", the one of this stack" if owner else ""
    if not owner:
        fix = "set lox24:clientId, so that a token of another account is refused"
        return settings, warning(_TOKEN, f"from {where}, account {token.client_id}; any account would do", fix=fix)
    return settings, ok(_TOKEN, f"from {where}, account {token.client_id}{belongs}")


def _unfit(error: SettingsError, config: Mapping[str, str], *, around: str, stack: str | None, hidden: bool) -> Check:
    """Why nothing can be sent: the token, or a setting that has a check of its own."""
    fix = f"set LOX24_TOKEN, or run `pulumi config set --secret lox24:token -s {stack or 'STACK'}`"
    text = around or config.get("lox24:token", "")
    if not text:
        if hidden:
            return problem(
                _TOKEN,
                "the stack's own cannot be decrypted",
                fix="see to its secrets provider, or set LOX24_TOKEN",
                kind=SettingsError,
            )
        return problem(_TOKEN, "there is none; it has the form <client id>:<api key>", fix=fix, kind=SettingsError)
    about: list[str] = []
    Token.parse(
        text, where="LOX24_TOKEN" if around else "lox24:token", account=config.get("lox24:clientId", ""), problems=about
    )
    wrong = [one for one in about if not one.startswith("lox24:clientId must")]  # which is a setting
    if wrong:
        return problem(_TOKEN, "; ".join(wrong), fix=fix, kind=SettingsError)
    return warning(
        _TOKEN, f"not judged, as there is a wrong setting ({len(error.problems)})", fix="correct the settings"
    )


def base_url(settings: Settings) -> Check:
    """Where requests go."""
    if settings.is_sandbox:
        return ok("base URL", "sandbox: the provider serves it itself, in .lox24/sandbox.db")
    return ok("base URL", settings.base_url)


def lox24(settings: Settings) -> Check:
    """What one GET /me says. It is sent once: a wrong token that is repeated gets this address blocked."""
    transport = Transport(base_url=settings.base_url, headers=settings.token.headers, policy=RetryPolicy(retries=0))
    try:
        account = Client(transport=transport, deadline=Deadline(seconds=SECONDS)).read_account()
    except Lox24Error as error:
        fix = next(fix for kind, fix in _FIXES.items() if isinstance(error, kind))
        return problem("LOX24", str(error), fix=fix, kind=type(error))
    finally:
        transport.close()
    if account.id != settings.token.client_id:
        text = f"GET /me calls this account {account.id}, and the token {settings.token.client_id}"
        return warning("LOX24", text, fix="check that the token is of the account that is meant")
    return ok("LOX24", f"GET /me answered for account {account.id}")
