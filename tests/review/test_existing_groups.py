"""Which account a review asks for its groups: the one that the run would work on, and no other."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from lox24_provider.config.settings import VENDOR_URL, Settings
from lox24_provider.workflow import existing_groups
from lox24_provider.workflow.existing_groups import looking, settings_of
from tests.support.reviews import document

OWN = "https://own.example"
TOKEN = "1234567:0123456789abcdef"


@pytest.fixture
def in_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOX24_TOKEN", TOKEN)
    monkeypatch.delenv("LOX24_BASE_URL", raising=False)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where somebody asked."""
    found: list[str] = []

    def connected(settings: Settings, **_: object) -> Settings:
        found.append(settings.base_url)
        return settings

    monkeypatch.setattr(existing_groups, "connected", connected)
    monkeypatch.setattr(existing_groups, "_groups", lambda _: ())
    return found


def engine(config: Callable[[], dict[str, str]]) -> Any:
    return SimpleNamespace(config=config, project=SimpleNamespace(base=None))


@pytest.mark.usefixtures("in_environment")
def test_a_token_that_is_hidden_is_taken_from_the_environment_and_nothing_else_is_guessed() -> None:
    for config in ({"lox24:token": "[secret]"}, {"other:token": "[secret]"}, {}):
        settings = settings_of(document(config=config))
        assert settings is not None
        assert settings.base_url == VENDOR_URL
    for setting in ("baseUrl", "clientId", "onExisting"):
        assert settings_of(document(config={f"lox24:{setting}": "[secret]"})) is None


@pytest.mark.promise
@pytest.mark.usefixtures("in_environment")
def test_where_the_base_url_is_a_secret_its_account_is_asked_and_not_lox24s(asked: list[str]) -> None:
    """It would get the token of another service, and its groups would be told as those that the run takes over."""
    hidden = document(config={"lox24:baseUrl": "[secret]", "lox24:token": "[secret]"})
    assert looking(engine(lambda: {"lox24:baseUrl": OWN}), hidden)() == ()
    assert asked == [OWN]
