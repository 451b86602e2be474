"""The groups that an account has, for a review of creations that may adopt one: one listing, and only reads."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from lox24_provider.adapter.runtime import connected
from lox24_provider.config.settings import Settings
from lox24_provider.errors import Lox24Error, SettingsError
from lox24_provider.operations.connection import SilentReport
from lox24_provider.rules.adoption import ExistingGroup
from lox24_provider.workflow.connection import connection_of
from lox24_provider.workflow.kinds.step import SECRET
from lox24_provider.workflow.pulumi_cli import Engine
from lox24_provider.workflow.review.adoptions import Look

if TYPE_CHECKING:
    from lox24_provider.operations.connection import Connection

__all__ = ["listed", "looking", "settings_of"]

_TOKEN = "lox24:token"  # noqa: S105 a setting's name
SECONDS = 60.0  # for one listing; a review can do without it


def looking(engine: Engine, document: Mapping[str, Any]) -> Look:
    """A way to ask the stack's own account for its groups, once; None where it cannot be asked."""

    @cache
    def look() -> tuple[ExistingGroup, ...] | None:
        try:
            settings = settings_of(document) or Settings.resolve(config=engine.config(), environment=os.environ)
            return _groups(connected(settings, base=engine.project.base))
        except Lox24Error:
            return None

    return look


def listed(engine: Engine) -> tuple[str, tuple[ExistingGroup, ...]]:
    """The account that a run would work on, and its groups, asked for now.

    Raises:
        Lox24Error: they are not known, or not all of them.
    """
    connection = connection_of(engine)
    return connection.account, _groups(connection)


def _groups(connection: Connection) -> tuple[ExistingGroup, ...]:
    client = connection.operation(urn="", seconds=SECONDS, report=SilentReport()).client
    return tuple(ExistingGroup(one.id, one.name, one.count_items) for one in connection.snapshot.whole(client))


def settings_of(document: Mapping[str, Any]) -> Settings | None:
    """The settings of a run, as far as its preview shows them: the token may be in the environment instead.

    None where another setting is a secret too. Without it they would be another run's: a base URL that is left out is
    LOX24's own, which would then get the token and answer for the wrong account.
    """
    config = {key: str(value) for key, value in (document.get("config") or {}).items()}
    if config.get(_TOKEN) == SECRET:
        del config[_TOKEN]
    if any(value == SECRET for key, value in config.items() if key.startswith("lox24:")):
        return None
    try:
        return Settings.resolve(config=config, environment=os.environ)
    except SettingsError:
        return None
