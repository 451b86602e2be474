"""`Account`: an account of LOX24 that a program names itself, beside the one of its stack; and that one's token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

import pulumi
from pulumi import Input, Output, ResourceOptions

from lox24_provider.config.settings import ACCOUNT, VENDOR_URL, Settings
from lox24_provider.config.token import Secret
from lox24_provider.errors import SettingsError
from lox24_provider.resources.arguments import (
    argument_error,
    checked_call,
    is_later,
    kind_of,
    named,
    run_error,
    sent_all,
)
from lox24_provider.rules.group import OnExisting

__all__ = ["Account", "plain_token_problem", "settings_of"]

_settings: WeakKeyDictionary[Account, Mapping[str, Input[str]]] = WeakKeyDictionary()
"""What every `Account` brings. Not an attribute: whoever exports a resource exports those, and the token is one."""


class Account(pulumi.ProviderResource):
    """An account of LOX24, for resources that get it as their provider. It works in a process of its own.

    It brings all of its settings itself: the stack's `lox24:` configuration, `LOX24_TOKEN` and
    `LOX24_BASE_URL` are ignored for it.

    Example:
        ::

            eu = Account("eu", token=pulumi.Config().require_secret("euToken"), client_id="1234567")
            Group("clients", name="My Clients", opts=pulumi.ResourceOptions(provider=eu))
    """

    @checked_call
    def __init__(
        self,
        resource_name: str,
        *,
        token: Input[str],
        client_id: Input[str] | None = None,
        base_url: Input[str] | None = None,
        on_existing: Input[OnExisting] | None = None,
        parallel: Input[int] | None = None,
        timeout: Input[int] | None = None,
        max_retries: Input[int] | None = None,
        batch_size: Input[int] | None = None,
        max_removals: Input[int] | None = None,
        max_removals_percent: Input[int] | None = None,
        max_list_size: Input[int] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Name an account.

        Args:
            resource_name: what the account is called in the stack.
            token: `<client id>:<api key>`. It is a secret in the state, whatever it was before.
            client_id: the account's number; a token of another one is refused.
            base_url: where the account lives, by default the vendor's; `sandbox` for the embedded one.
            on_existing: what to do at creation when a group of the name exists: `refuse` (default), `adopt`, `create`.
            parallel: concurrency, how many requests may be under way, 1 to 64; 8 by default.
            timeout: seconds that one operation may take, waits included; 300 by default.
            max_retries: how often a failed request is retried, 0 to 20; 4 by default.
            batch_size: entries added to a group in one request, 1 to 10,000; 500 by default.
            max_removals: how many entries of a list may go unasked, up to 999,999; 500 by default.
            max_removals_percent: likewise in percent of those that could be removed, 0 to 100; 5 by default.
            max_list_size: the most MiB that a list file may have, 1 to 1024; 64 by default.
            opts: options of any Pulumi resource.

        Raises:
            pulumi.RunError: something given is wrong; all problems of settings at once.
        """
        where = named("Account", resource_name, opts)
        given: dict[str, object] = {
            "token": token or "",
            "clientId": client_id,
            "baseUrl": base_url or VENDOR_URL,
            "onExisting": on_existing,
            "parallel": parallel,
            "timeout": timeout,
            "maxRetries": max_retries,
            "batchSize": batch_size,
            "maxRemovals": max_removals,
            "maxRemovalsPercent": max_removals_percent,
            "maxListSize": max_list_size,
            ACCOUNT: resource_name,
        }
        for name, value in given.items():
            if not is_later(value) and not isinstance(value, str | int | None):
                raise argument_error(f"{where}: {name} must be text or a number, not {kind_of(value)}")
        given = sent_all(where, given)
        if isinstance(token, str):
            given["token"] = Secret(token)
        settings = {f"lox24:{key}": _text(value) for key, value in given.items() if value is not None}
        known = {key: value for key, value in settings.items() if isinstance(value, str)}
        try:
            if isinstance(token, str) and not isinstance(client_id, Output):
                Settings.resolve(config=known, environment={})
            else:  # neither can be judged without the other; the provider does it later
                known.pop("lox24:token", None)
                Settings.check(config=known, environment={})
        except SettingsError as error:
            raise run_error(error) from None
        secret: Output[object] = Output.secret(settings["lox24:token"])
        super().__init__("pulumi-python", resource_name, {**settings, "lox24:token": secret}, opts)
        _settings[self] = settings


def settings_of(account: Account) -> Mapping[str, Input[str]]:
    """An account's settings as the provider gets them, for functions; what the program knows only later are Outputs."""
    return _settings[account]


def plain_token_problem() -> str | None:
    """What is wrong with a token in plain text: it would be written into the state, its backups and its history."""
    if not pulumi.Config("lox24").get("token") or pulumi.runtime.is_config_secret("lox24:token"):
        return None
    return (
        "lox24:token is configured in plain text and would be readable in the state; encrypt it: "
        f"`pulumi config set --secret lox24:token -s {pulumi.get_stack()}` (it asks for the value), then change the "
        "token at LOX24 if the file was ever shared"
    )


def _text(value: object) -> Input[str]:
    """A value as the engine's configuration has it."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) else Output.from_input(value).apply(_known_text)


def _known_text(value: object) -> Any:  # noqa: ANN401 None, which is no setting
    return None if value is None else str(value)
