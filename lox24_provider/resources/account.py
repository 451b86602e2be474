"""`Account`: an account of LOX24 that a program names itself, beside the one of its stack; and that one's token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, overload
from weakref import WeakKeyDictionary

import pulumi
from pulumi import Input, Output, ResourceOptions

from lox24_provider.adapter.state_format import ACCOUNT_TYPES
from lox24_provider.config.fields import SETTINGS
from lox24_provider.config.native import SETTING
from lox24_provider.config.provider_name import is_stacks_own
from lox24_provider.config.settings import ACCOUNT, KNOWN, VENDOR_URL, Settings, argument_of
from lox24_provider.config.token import Secret
from lox24_provider.errors import SettingsError
from lox24_provider.resources.account_args import AccountArgs, AccountArgsDict
from lox24_provider.resources.adapter_choice import Adapter
from lox24_provider.resources.arguments import (
    argument_error,
    arguments_of,
    checked_call,
    is_later,
    kind_of,
    named,
    run_error,
    sent_all,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack

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

    @overload
    def __init__(
        self,
        resource_name: str,
        args: AccountArgs | AccountArgsDict,
        opts: ResourceOptions | None = None,
    ) -> None: ...

    @overload
    def __init__(
        self,
        resource_name: str,
        args: ResourceOptions | None = None,
        opts: ResourceOptions | None = None,
        **inputs: Unpack[AccountArgsDict],
    ) -> None: ...

    @checked_call
    def __init__(
        self,
        resource_name: str,
        args: AccountArgs | AccountArgsDict | ResourceOptions | None = None,
        opts: ResourceOptions | None = None,
        **inputs: Any,
    ) -> None:
        """Name an account.

        Args:
            resource_name: what the account is called in the stack.
            args: the arguments as one `AccountArgs` or a dict; or give them as keywords.
            opts: options of any Pulumi resource.
            inputs: see `AccountArgs`.

        Raises:
            pulumi.RunError: something given is wrong; all problems of settings at once.
        """
        where = named("Account", resource_name, opts)
        declared, opts = arguments_of(AccountArgs, where=where, args=args, opts=opts, inputs=inputs)
        token, client_id = declared.token, declared.client_id
        keys = {argument_of(setting.key): setting.key for setting in SETTINGS}
        given: dict[str, object] = {keys[field.name]: getattr(declared, field.name) for field in fields(declared)}
        given["token"], given["baseUrl"] = token or "", declared.base_url or VENDOR_URL
        given[ACCOUNT] = resource_name
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
        adapter, secret = Adapter.in_force(), Output.secret(settings["lox24:token"])
        props: dict[str, Any] = {**settings, "lox24:token": secret}
        if adapter.is_native and is_stacks_own(resource_name):  # for which the environment's token would count
            raise argument_error(f"{where}: with {SETTING} the stack's own provider is called so; give it another name")
        if adapter.is_native:  # which has its own keys, and finds the account's name in its URN
            props = {key: props[f"lox24:{key}"] for key in KNOWN if f"lox24:{key}" in props}
        package = adapter.type_of(ACCOUNT_TYPES).rpartition(":")[2]
        super().__init__(package, resource_name, props, adapter.with_aliases(opts, types=ACCOUNT_TYPES))
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
