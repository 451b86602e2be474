"""The account of a stack, for commands that ask it themselves."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lox24_provider.adapter.runtime import connected
from lox24_provider.config.settings import Settings
from lox24_provider.workflow.pulumi_cli import Engine

if TYPE_CHECKING:
    from lox24_provider.operations.connection import Connection

__all__ = ["connection_of"]


def connection_of(engine: Engine) -> Connection:
    """The account that a run of the stack would work on; nothing is sent yet.

    Raises:
        EngineError: the stack's configuration cannot be read.
        SettingsError: there is no token, or a setting is wrong.
    """
    settings = Settings.resolve(config=engine.config(), environment=os.environ)
    return connected(settings, base=engine.project.base)
