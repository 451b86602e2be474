"""The configuration of the plugin's provider: the stack's own one, and those that a program declares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lox24_provider.adapter.unknowns import UNKNOWN
from lox24_provider.config.fields import OF_STACKS
from lox24_provider.config.provider_name import is_stacks_own
from lox24_provider.config.settings import ACCOUNT, Settings

__all__ = ["SECRETS", "STALE", "compared", "kept", "problems", "settings_of"]

SECRETS = ("token",)
"""What is encrypted in the state, however it was configured."""

STALE = (
    "the program was not run, so this is the token of the last `pulumi up`: where it was changed since, give `pulumi "
    "refresh` and `pulumi destroy` the option --run-program (or LOX24_TOKEN, for the stack's own account)"
)
"""What to say of a token that is refused, where the configuration comes from the state."""

UNUSED = tuple(setting.key for setting in OF_STACKS)
"""Settings of a stack that are none of a provider: its default one gets them all the same."""

_ENGINES = ("version", "pluginDownloadURL", "pluginChecksums")
"""What the engine has among the inputs, to find the plugin by."""


def problems(news: Mapping[str, Any], *, name: str, environment: Mapping[str, str]) -> list[str]:
    """All that is wrong with a provider's inputs. A token that is missing may come later, from the environment too.

    Args:
        news: plain; what is known later is not judged, nor the token where the account is known later.
        name: what the provider is called in the stack.
        environment: the process's, which counts for the stack's own provider alone.
    """
    own = is_stacks_own(name)
    known = {key: value for key, value in news.items() if value != UNKNOWN and key not in _ENGINES}
    if news.get("clientId") == UNKNOWN:
        known.pop("token", None)
    odd = [key for key, value in known.items() if not isinstance(value, str | bool | int | float)]
    config = settings_of({key: value for key, value in known.items() if key not in odd}, name=name)
    found = Settings.problems(config=config, environment=environment if own else {})
    found += [f"lox24:{key} must be text or a number" for key in sorted(odd)]
    return found if own else [re.sub(r"lox24:(\w+)", r"\1", one) for one in found]


def kept(news: Mapping[str, Any], *, name: str) -> dict[str, Any]:
    """The inputs that the state is to hold: what is no setting of a provider would only show as a change there."""
    unused = UNUSED if is_stacks_own(name) else ()
    return {key: value for key, value in news.items() if key not in unused}


def compared(inputs: Mapping[str, Any]) -> dict[str, str]:
    """A provider's inputs such that two that are the same are equal: 16 is `"16"`, as languages send it either way."""
    return {key: _text(value) for key, value in inputs.items() if key not in UNUSED and not key.startswith("__")}


def settings_of(inputs: Mapping[str, Any], *, name: str) -> dict[str, str]:
    """A provider's inputs as settings by full key.

    Args:
        name: what the provider is called in the stack; one that the program declares brings all settings itself.
    """
    own = {f"lox24:{key}": _text(value) for key, value in inputs.items() if key not in _ENGINES}
    return own if is_stacks_own(name) else {**own, f"lox24:{ACCOUNT}": name}


def _text(value: object) -> str:
    """A value as a stack's configuration has it; the engine knows no whole numbers."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
