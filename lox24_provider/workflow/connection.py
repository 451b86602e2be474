"""The account of a stack or of the environment, for commands that ask it themselves."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lox24_provider.adapter.runtime import connected
from lox24_provider.config.settings import Settings
from lox24_provider.errors import EmptyOption, SettingsError
from lox24_provider.workflow.pulumi_cli import Engine

if TYPE_CHECKING:
    from lox24_provider.operations.connection import Connection

__all__ = ["asked_for", "connection_of"]


def connection_of(engine: Engine) -> Connection:
    """The account that a run of the stack would work on; nothing is sent yet.

    Raises:
        EngineError: the stack's configuration cannot be read.
        SettingsError: there is no token, or a setting is wrong.
    """
    settings = Settings.resolve(config=engine.config(), environment=os.environ)
    return connected(settings, base=engine.project.base)


def asked_for(*, stack: str | None, base_url: str | None) -> Connection:
    """The account of a stack, or else of LOX24_TOKEN and LOX24_BASE_URL, or at `base_url`; nothing is sent yet.

    Raises:
        EmptyOption: the stack's name or the URL is empty, which would mean another account.
        EngineError: the stack's configuration cannot be read.
        SettingsError: there is no token, or it is not clear which account is meant.
    """
    for option, value in (("--stack", stack), ("--base-url", base_url)):
        if value is not None and not value.strip():
            raise EmptyOption(option)
    if stack is not None:
        return connection_of(Engine.of(stack=stack))
    environment, config = dict(os.environ), {}
    if base_url is not None:
        config["lox24:baseUrl"] = base_url
        if environment.get("LOX24_BASE_URL", base_url).rstrip("/") != base_url.rstrip("/"):
            raise SettingsError("--base-url differs from LOX24_BASE_URL; which account is meant? Unset one of them")
    return connected(Settings.resolve(config=config, environment=environment))
