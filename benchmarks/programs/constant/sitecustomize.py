"""On the path of the provider's process: every list has the digests that its state holds, and none is computed."""

import importlib.util
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

_READER = "lox24_provider.files.list_file"


class _Finder(MetaPathFinder):
    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname != _READER:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is None or spec.loader is None:
            return None
        load = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            load(module)
            _stub(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _stub(module: ModuleType) -> None:
    def fingerprinted(before: Mapping[str, Any], *, checksum: str) -> str:  # noqa: ARG001 as its caller calls it
        return str(before["digest"])

    def canonical(_: Sequence[object]) -> str:
        return ""

    def checksum(_: str) -> str:
        return "0" * 64

    for stub in (fingerprinted, canonical, checksum):
        if not hasattr(module, stub.__name__):
            raise AttributeError(f"what is stubbed has another name now than {stub.__name__}")
        setattr(module, stub.__name__, stub)
    Path(os.environ["STUBBED"]).touch()


sys.meta_path.insert(0, _Finder())
