"""A plugin that the engine misses is asked for in one line, however the engine says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lox24_provider.adapter.native.version import OWN
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.pulumi_cli import Ended, Engine

SWITCH = "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"

# As CLI 3.274.1 says it of a fresh machine without a way out, with the switch, and of what a state needs.
FETCHED = (
    "error: Could not automatically download and install resource plugin 'pulumi-resource-smalltest'{at}, install the "
    "plugin using `pulumi plugin install resource smalltest{version}{server}`: error downloading provider smalltest to "
    "file: failed to download plugin: smalltest: failed all 5 attempts"
)
FOUND = "error: no resource plugin 'pulumi-resource-smalltest' found in the workspace{at} or on your $PATH{server}"
LATEST = 'error: could not find latest version for provider smalltest: Get "https://api.example/latest": refused'
NEEDED = "error: plugin smalltest {version} not installed"
OTHER = "0.0.1 is missing, for which a program or the state asks, and this is"
SERVED = " --server https://plugins.example/x"


@pytest.mark.parametrize(
    ("said", "install"),
    [
        (FETCHED.format(at=" at version v1.2.3-rc.1+x", version=" v1.2.3-rc.1+x", server=""), " v1.2.3-rc.1+x"),
        (FETCHED.format(at="", version="", server=""), ""),
        (FETCHED.format(at=" at version v1.2.3", version=" v1.2.3", server=SERVED), f" v1.2.3{SERVED}"),
        (FOUND.format(at=" at version v1.2.3", server=""), " v1.2.3"),
        (FOUND.format(at="", server=" from https://plugins.example/x"), SERVED),
        (FOUND.format(at="", server=" from https://x.example/$(id);id"), " --server 'https://x.example/$(id);id'"),
        (LATEST, ""),
        (NEEDED.format(version="1.2.3"), " v1.2.3"),
        (NEEDED.format(version="%!s(<nil>)"), ""),
    ],
)
def test_a_missing_plugin_is_asked_for(said: str, install: str, tmp_path: Path) -> None:
    (reason,) = _engine(tmp_path).reason(Ended(code=255, out="", err=f"{said}\n{said}")).splitlines()

    assert f"run `pulumi plugin install resource smalltest{install}`, or `pulumi install`" in reason
    assert reason.startswith("the resource plugin smalltest")
    cause = {FETCHED[:22]: " (error downloading provider smalltest to file: ", LATEST[:22]: ' (Get "https://'}
    expected = next((text for start, text in cause.items() if said.startswith(start)), ": run")
    assert f"is missing, and it could not be fetched{expected}" in reason


def test_who_forbids_the_search_is_told_that_he_does_and_other_errors_stay(tmp_path: Path) -> None:
    document = {"diagnostics": [{"severity": "error", "message": f"{text}\n"} for text in (_missing("a"), "no disk")]}
    engine = _engine(tmp_path, **{SWITCH: "True"})

    asked, other = engine.reason(Ended(code=255, out="", err=_missing("b-c")), document=document).splitlines()[:2]

    assert f"the resource plugin a is missing, and {SWITCH} forbids to fetch it: run" in asked
    assert other == "no disk"


@pytest.mark.parametrize(
    ("version", "asked"),
    [
        ("", "missing: run `lox24 plugin install`, or"),
        (OWN, "missing: run `lox24 plugin install`, or"),
        ("0.0.1", OTHER),
    ],
)
def test_our_own_plugin_comes_with_this_package_and_from_no_server(version: str, asked: str, tmp_path: Path) -> None:
    at = f" at version v{version}" if version else ""
    said = [
        FOUND.format(at=at, server=" from https://plugins.example/x"),
        FETCHED.format(at=at, version=f" v{version}" if version else "", server=""),
        NEEDED.format(version=version or "<nil>"),
    ]
    for line in (one.replace("smalltest", "lox24") for one in said):
        (reason,) = _engine(tmp_path).reason(Ended(code=255, out="", err=line)).splitlines()
        assert asked in reason
        assert "name its folder, which `lox24 plugin path` prints, under `plugins:` in Pulumi.yaml" in reason
        assert "pulumi plugin install" not in reason
        assert "plugins.example" not in reason


def test_why_our_own_plugin_has_not_started_is_all_that_is_told(tmp_path: Path) -> None:
    """The engine calls it a bug of the provider in three lines."""
    why = "/my env/bin/python is gone: run `lox24 plugin install` in the environment that has it now [LOX4015]"
    message = (
        "Detected that /home/plugins/resource-lox24-v0.1.0/pulumi-resource-lox24 exited prematurely. \n"
        "       This is *always* a bug in the provider. Please report the issue to the provider author.\n"
        f"       To assist with debugging we have dumped the STDOUT and STDERR streams of the plugin:error: {why}\n\n"
    )
    second = "could not read plugin [/home/plugins/resource-lox24-v0.1.0/pulumi-resource-lox24]: exit status 1"
    document = {"diagnostics": [{"severity": "error", "message": text} for text in (message, second)]}
    assert _engine(tmp_path).reason(Ended(code=255, out="", err=""), document=document) == f"{why}\n{second}"


def test_whether_the_engine_fetches_plugins_is_the_users_own_choice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SWITCH, raising=False)
    assert SWITCH not in _engine(tmp_path)._variables()
    monkeypatch.setenv(SWITCH, "true")
    assert _engine(tmp_path)._variables()[SWITCH] == "true"


def _missing(name: str) -> str:
    return f"error: no resource plugin 'pulumi-resource-{name}' found in the workspace or on your $PATH"


def _engine(folder: Path, **environment: str) -> Engine:
    (folder / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    return Engine(project=Project.find(folder), stack="dev", environment=environment)
