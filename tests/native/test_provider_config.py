"""What a provider's inputs come to, of a stack and of a program."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime.rpc import UNKNOWN

from lox24_provider.adapter.native.provider_config import compared, kept, problems, settings_of
from lox24_provider.config.fields import SETTINGS
from lox24_provider.config.provider_name import is_stacks_own
from lox24_provider.config.settings import ACCOUNT, Settings

TOKEN = "1234567:canary-of-a-key"

RIGHT = {
    "token": TOKEN,
    "baseUrl": "https://api.lox24.eu",
    "clientId": "1234567",
    "onExisting": "adopt",
    **{setting.key: float(setting.number.usual) for setting in SETTINGS if setting.number},
}
SENT = (float, lambda number: str(int(number)), int)
"""A number as YAML sends it, as an SDK that writes JSON into texts, and as Python."""


@pytest.mark.parametrize("name", ["default", "eu"])
@pytest.mark.parametrize("sent", SENT)
def test_all_settings_are_taken_as_any_language_sends_them(name: str, sent: Any) -> None:
    given = {key: sent(value) if isinstance(value, float) else value for key, value in RIGHT.items()}
    given |= {"version": "0.2.0", "pluginDownloadURL": "https://example.org"}
    assert problems(given, name=name, environment={}) == []
    assert kept(given, name=name) == given
    settings = Settings.resolve(config=settings_of(given, name=name), environment={})
    assert settings.account == "1234567@api.lox24.eu"
    assert settings.parallel == 16


def test_every_problem_of_a_stacks_settings_is_told_at_once_by_its_full_key() -> None:
    given = {
        "token": "no colon",
        "parallel": 0.5,
        "maxRetries": "many",
        "onExisting": True,
        "colour": "red",
        "timeout": [1],
    }
    told = problems(given, name="default", environment={"LOX24_BASE_URL": "ftp://x"})
    for key in ("token", "parallel", "maxRetries", "onExisting", "colour", "timeout", "baseUrl"):
        assert sum(f"lox24:{key}" in problem for problem in told) == 1, key
    assert len(told) == 7


def test_of_a_providers_arguments_all_problems_are_told_by_their_names_and_the_environment_does_not_count() -> None:
    given = {"token": "7:k", "clientId": "8", "parallel": 99.0, "groupsKey": "x"}
    told = problems(given, name="eu", environment={"LOX24_BASE_URL": "ftp://x", "LOX24_TOKEN": "a b"})
    assert len(told) == 3
    assert "lox24:" not in " ".join(told)
    assert "this Account belongs to account 8 (clientId)" in " ".join(told)
    assert "explicitAccount" not in " ".join(told)


@pytest.mark.parametrize("name", ["default", "eu"])
def test_what_is_known_later_is_not_judged_now(name: str) -> None:
    assert problems(dict.fromkeys(RIGHT, UNKNOWN), name=name, environment={}) == []
    assert problems({"token": "barekey", "clientId": UNKNOWN}, name=name, environment={}) == []
    assert "client id" in problems({"token": "barekey"}, name=name, environment={})[0]


@pytest.mark.parametrize("name", ["default", "eu"])
def test_a_missing_token_is_no_problem(name: str) -> None:
    assert problems({}, name=name, environment={}) == []


def test_what_a_stack_has_for_others_enters_no_state_and_shows_no_change() -> None:
    given = {"parallel": "4", "groupsKey": "smsLists", "native": "true"}
    assert problems(given, name="default", environment={}) == []
    assert kept(given, name="default") == {"parallel": "4"}
    assert compared(given) == compared({"parallel": 4.0, "__internal": {}})
    assert compared({"parallel": 4.0}) != compared({"parallel": 5.0})
    assert "groupsKey" in problems({"groupsKey": "lox24:x"}, name="default", environment={})[0]


@pytest.mark.parametrize(
    ("name", "own"),
    [
        *[(name, True) for name in ("", "default", "default_0_2_0", "default_0_2_0_dev_1", "default_example.org/x")],
        *[(name, False) for name in ("eu", "default_eu", "default-eu", "defaults", "default_1", "my_default")],
    ],
)
def test_only_what_the_engine_itself_made_follows_the_environment(name: str, *, own: bool) -> None:
    assert is_stacks_own(name) == own
    assert (f"lox24:{ACCOUNT}" in settings_of({}, name=name)) != own


@given(
    st.dictionaries(st.sampled_from([*RIGHT, "other"]), st.text() | st.floats() | st.booleans() | st.lists(st.text()))
)
def test_no_input_is_a_fault_and_no_value_is_quoted(given: dict[str, Any]) -> None:
    secret = "canary-0123456789"
    for name in ("default", "eu"):
        told = problems({**given, "token": f"7:{secret} {given.get('token')}"}, name=name, environment={})
        assert secret not in " ".join(told)
