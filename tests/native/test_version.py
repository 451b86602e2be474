"""The plugin's version is the package's in semver, and a cached one of another version refuses."""

from __future__ import annotations

from typing import NoReturn

import pytest

from lox24_provider.adapter.native import version
from lox24_provider.adapter.native.servicer import Servicer
from lox24_provider.adapter.native.version import precedence, refusal, semver
from lox24_provider.version import __version__


@pytest.mark.parametrize(
    ("python", "engine"),
    [
        ("0.1.0", "0.1.0"),
        ("1.2", "1.2.0"),
        ("2", "2.0.0"),
        ("0.2.0.dev1", "0.2.0-dev.1"),
        ("0.2.0a1", "0.2.0-alpha.1"),
        ("0.2.0b12", "0.2.0-beta.12"),
        ("0.2.0rc1.dev3", "0.2.0-rc.1.dev.3"),
        ("0.2.0.post1", "0.2.0+post.1"),
        ("0.2.0.post1.dev2+g1f.d20", "0.2.0-dev.2+post.1.g1f.d20"),
    ],
)
def test_a_version_of_pythons_is_one_of_the_engines(python: str, engine: str) -> None:
    assert semver(python) == engine


@pytest.mark.parametrize("python", ["1!2.0", "1.2.3.4", "v1.0", "", "1.0-rc1", "1.0.dev"])
def test_what_has_no_place_in_semver_is_refused(python: str) -> None:
    with pytest.raises(ValueError, match="semver"):
        semver(python)


def test_the_package_has_a_version_that_the_engine_can_read() -> None:
    assert semver(__version__) == version.OWN


def test_the_last_is_the_one_that_the_engine_takes_of_several() -> None:
    """Run with CLI 3.274.1: what comes before a release is taken where there is no release at all."""
    ordered = ["0.3.0-alpha.2", "0.3.0-alpha.10", "0.3.0-dev.1", "0.1.0", "0.2.0", "0.10.0"]
    shuffled = ordered[::-1]
    assert sorted(shuffled, key=precedence) == ordered


def test_a_cached_plugin_of_another_version_refuses_and_says_what_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "OWN", "0.2.0")
    assert refusal(None) is None
    assert refusal("0.2.0") is None
    assert "run `lox24 plugin install` there" in str(refusal("0.1.0"))
    assert "run `lox24 plugin install` there" in str(refusal("no version"))
    newer = "run `pulumi plugin rm resource lox24 0.3.0 --yes`, then `lox24 plugin install` there"
    assert newer in str(refusal("0.3.0"))


class _Aborted(Exception):
    """As gRPC ends a call."""


class _Context:
    """The engine's side of a call, as far as an error needs it."""

    def set_trailing_metadata(self, metadata: object) -> None:
        """What the engine shows."""

    def abort(self, _: object, details: str) -> NoReturn:
        raise _Aborted(details)


@pytest.mark.parametrize("call", ["GetPluginInfo", "GetSchema"])
def test_both_calls_that_an_engine_may_begin_with_are_refused(call: str) -> None:
    """`pulumi package get-schema` asks for the schema alone."""
    refused = getattr(Servicer(engine="", refusal=refusal("0.0.1")), call)
    with pytest.raises(_Aborted, match=r"calls this plugin lox24 0\.0\.1, .* \[LOX4016\]$"):
        refused(None, _Context())
    assert getattr(Servicer(engine=""), call)(None, _Context())
