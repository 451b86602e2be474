"""The plugin loads Pulumi's protocol and nothing else of its SDK, which is most of its start."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import pytest

import lox24_provider.adapter
import lox24_provider.api
import lox24_provider.operations

PROTOCOL = ("pulumi.runtime.proto", "pulumi.runtime._grpc_settings")

SERVED = sorted(
    module.name
    for package in (lox24_provider.adapter, lox24_provider.operations, lox24_provider.api)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if ".dynamic" not in module.name
)
"""All that the plugin may come to load."""

LOADED = "print(*(name for name in sys.modules if name.partition('.')[0] == 'pulumi'))"


def run(*lines: str) -> str:
    code = "\n".join(["import sys, importlib", *lines])
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


@pytest.mark.slow
def test_the_plugin_loads_the_protocol_alone() -> None:
    told = run(
        "from lox24_provider.adapter.native import light_sdk",
        "assert light_sdk.install()",
        f"for name in {SERVED!r}: importlib.import_module(name)",
        LOADED,
    )
    loaded = set(told.split()) - {"pulumi", "pulumi.runtime"}
    assert "pulumi.runtime.proto.resource_pb2_grpc" in loaded
    assert [name for name in loaded if not name.startswith(PROTOCOL)] == []


@pytest.mark.slow
def test_where_the_sdk_is_another_one_all_of_it_is_loaded() -> None:
    told = run(
        "from lox24_provider.adapter.native import light_sdk",
        "light_sdk._PROTOCOL = 'pulumi.runtime.proto.moved'",
        "assert not light_sdk.install()",
        "import pulumi, lox24_provider.adapter.native.servicer",
        "print(pulumi.Output is not None)",
    )
    assert told.split() == ["True"]


@pytest.mark.slow
def test_a_process_that_has_the_sdk_keeps_it() -> None:
    assert run(
        "import pulumi; from lox24_provider.adapter.native import light_sdk", "print(light_sdk.install())"
    ).split() == ["False"]


@pytest.mark.slow
def test_the_whole_sdk_still_loads_what_no_plugin_needs() -> None:
    """When it does not any more, `lox24_provider.adapter.native.light_sdk` may go."""
    assert {"pulumi.automation", "pulumi.runtime.mocks"} <= set(run("import pulumi", LOADED).split())
