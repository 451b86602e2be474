"""Which tests run over both adapters in the short version, and which of these only under `TORTURE`.

A test asks for the fixture `adapter`, mostly by way of another one, and runs once with each. Over the native plugin the
short version takes those that show a promise; `@pytest.mark.native` adds one. The others are torture there.
"""

from __future__ import annotations

import pytest

from tests.support.host import Host
from tests.support.native import Native
from tests.support.torture import factor

__all__ = ["ADAPTERS", "HOSTS", "choose", "dynamic_only"]

ADAPTERS = ("dynamic", "native")
HOSTS: dict[str, type[Host]] = {"dynamic": Host, "native": Native}

dynamic_only = pytest.mark.parametrize("adapter", ["dynamic"], indirect=True)
"""For a test of what only Pulumi's dynamic host has."""


def choose(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, or mark as torture, what runs natively."""
    native = [item for item in items if _adapter(item) == "native"]
    if factor() > 1:
        for item in native:
            item.add_marker(pytest.mark.torture)
        return
    spared = {item for item in native if not any(item.get_closest_marker(name) for name in ("promise", "native"))}
    items[:] = [item for item in items if item not in spared]
    config.hook.pytest_deselected(items=[*spared])


def _adapter(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    return str(callspec.params.get("adapter", "")) if callspec else ""
