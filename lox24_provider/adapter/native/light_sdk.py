"""Pulumi's SDK without what only programs need: the plugin speaks its protocol, and is started twice a run.

`import pulumi` loads the automation API, telemetry and mocks, two thirds of the plugin's start, before any module in it
can be had. No issue is known. Packages that stand in its place find the protocol's modules and run nothing else.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

__all__ = ["install"]

_STANDING_IN = ("pulumi", "pulumi.runtime")
_PROTOCOL = "pulumi.runtime.proto.provider_pb2_grpc"


def install() -> bool:
    """Let this process have the protocol alone; False, and the whole SDK, where that is not as it was."""
    if "pulumi" in sys.modules:
        return False
    found = importlib.util.find_spec("pulumi")
    folders = [] if found is None else list(found.submodule_search_locations or ())
    for name in _STANDING_IN:
        module = ModuleType(name)
        module.__path__ = [str(Path(folder, *name.split(".")[1:])) for folder in folders]
        sys.modules[name] = module
    try:
        importlib.import_module(_PROTOCOL)
    except Exception:  # noqa: BLE001 whatever it is, the whole SDK knows how to be loaded
        for name in [name for name in sys.modules if name.partition(".")[0] == "pulumi"]:
            del sys.modules[name]
        return False
    return True
