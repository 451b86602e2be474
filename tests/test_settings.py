"""Which settings count, and how a wrong one is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.config.native import is_native
from lox24_provider.config.settings import VENDOR_URL, Settings, parallel_of
from lox24_provider.errors import SettingsError

TOKEN = "1234567:canary-of-a-key"


def resolve(config: dict[str, str] | None = None, **environment: str) -> Settings:
    return Settings.resolve(config={f"lox24:{k}": v for k, v in (config or {}).items()}, environment=environment)


def problems(config: dict[str, str] | None = None, **environment: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        resolve(config, **environment)
    return caught.value.problems


def test_a_token_is_all_that_is_needed() -> None:
    settings = resolve({"token": TOKEN})
    assert (settings.base_url, settings.account) == (VENDOR_URL, "1234567@api.lox24.eu")
    assert settings.token.headers == {"X-LOX24-AUTH-TOKEN": TOKEN}


def test_the_environments_token_wins_because_it_is_the_current_one() -> None:
    assert resolve({"token": TOKEN}, LOX24_TOKEN="7:new").token.client_id == "7"


def test_a_key_without_id_goes_into_the_legacy_pair_of_headers() -> None:
    settings = resolve({"token": "barekey", "clientId": "7"})
    assert settings.token.headers == {"X-LOX24-CLIENT-ID": "7", "X-LOX24-AUTH-TOKEN": "barekey"}
    assert settings.account == "7@api.lox24.eu"


def test_a_token_of_another_account_than_the_stacks_is_refused() -> None:
    (problem,) = problems({"clientId": "7"}, LOX24_TOKEN=TOKEN)
    assert "account 1234567" in problem
    assert "account 7" in problem


def test_a_missing_token_is_no_problem_before_something_is_sent() -> None:
    Settings.check(config={}, environment={})
    assert "LOX24_TOKEN" in problems()[0]


def test_the_embedded_sandbox_ignores_a_real_token_in_the_shell() -> None:
    settings = resolve({"baseUrl": "sandbox"}, LOX24_TOKEN=TOKEN)
    assert settings.is_sandbox
    assert settings.account == "1000000@sandbox"
    assert "canary" not in str(settings.token.headers)


def test_the_embedded_sandbox_takes_the_stacks_own_token() -> None:
    assert resolve({"baseUrl": "sandbox", "token": "42:k"}).account == "42@sandbox"


def test_the_environments_base_url_fills_an_unset_one_and_never_moves_a_stack() -> None:
    url = "http://127.0.0.1:8024"
    assert resolve({"token": TOKEN}, LOX24_BASE_URL=url + "/").account == "1234567@127.0.0.1:8024"
    assert resolve({"token": TOKEN, "baseUrl": url}, LOX24_BASE_URL=url).base_url == url
    (problem,) = problems({"token": TOKEN, "baseUrl": VENDOR_URL}, LOX24_BASE_URL=url)
    assert "LOX24_BASE_URL differs" in problem


@pytest.mark.parametrize(
    "url",
    [
        "http://api.lox24.eu",
        "ftp://x",
        "api.lox24.eu",
        "https://",
        "https://u:p@h",
        "https://:p@h",
        "https://h/?q=1",
        "https://h#f",
        "Sandbox",
        "https://[::1",
        "https://\uff20evil",
        "https://a..b.eu",
        "https://a b.eu",
        f"https://{'a' * 64}.eu",
        "https://h:port",
        "https://h:99999",
    ],
)
def test_a_base_url_is_https_or_loopback_or_the_sandbox(url: str) -> None:
    assert any("base URL" in problem for problem in problems({"token": TOKEN, "baseUrl": url}))


@pytest.mark.promise
def test_nothing_around_an_account_of_a_program_counts_for_it() -> None:
    own = {"explicitAccount": "eu", "token": "7:k"}
    around = {"LOX24_TOKEN": TOKEN, "LOX24_BASE_URL": "http://127.0.0.1:8024"}
    assert resolve(own, **around).account == "7@api.lox24.eu"
    assert resolve({**own, "baseUrl": "sandbox"}, **around).account == "7@sandbox"
    for url in (VENDOR_URL, "sandbox"):  # not even the embedded sandbox has a token for it
        (line,) = problems({"explicitAccount": "eu", "baseUrl": url}, **around)
        assert line == "Account 'eu': there is no token: give one of the form <client id>:<api key>"
    (line,) = problems({**own, "maxRetries": "x", "clientId": "8"}, **around)
    assert line == (
        "Account 'eu': token is a token of account 7, but this Account belongs to account 8 (client_id); "
        "max_retries must be a whole number from 0 to 20"
    )


def test_one_place_has_one_name() -> None:
    """The account is in every state: another way to write its host must not lock a stack out."""
    for url in ("https://api.lox24.eu", "https://API.lox24.eu:443/", "https://api.lox24.eu:443"):
        assert resolve({"token": TOKEN, "baseUrl": url}).account == "1234567@api.lox24.eu"
    assert resolve({"token": TOKEN, "baseUrl": "http://[::1]:8024"}).account == "1234567@[::1]:8024"


@pytest.mark.parametrize("number", ["1\uff12", "0", "-1", " 7", ""])
def test_a_client_id_is_ascii_digits(number: str) -> None:
    assert problems({"token": f"{number}:key"}) or not number
    if number:
        assert any("clientId" in problem for problem in problems({"token": "key", "clientId": number}))


def test_all_problems_are_told_at_once() -> None:
    told = problems({"tokn": "x", "parallel": "many", "timeout": "0", "onExisting": "adpt", "clientId": "x"})
    assert len(told) == 6
    assert "lox24:tokn is no setting" in told[0]


@given(st.text(min_size=1, max_size=30))
def test_no_message_holds_any_part_of_a_token(key: str) -> None:
    """Neither a good one with wrong neighbours, nor one that is broken itself."""
    secret = f"canary{key}canary"
    for token in (secret, f"x:{secret}", f"8:{secret}", f"{secret}:"):
        try:
            told = repr(resolve({"token": token, "clientId": "7", "parallel": "x"}))
        except SettingsError as error:
            told = str(error)
        assert "canary" not in told


def test_a_width_that_is_wrong_is_the_default_until_it_is_reported() -> None:
    assert parallel_of({"lox24:parallel": "x"}) == parallel_of({}) == 16
    assert parallel_of({"lox24:parallel": "32"}) == 32


@pytest.mark.parametrize(("value", "wrong"), [("true", 0), ("True", 0), ("false", 0), ("", 0), ("yes", 1), ("1", 1)])
def test_the_native_plugin_is_chosen_by_true_or_false(value: str, wrong: int) -> None:
    assert problems({"native": value})[:-1] == ("lox24:native must be true or false",) * wrong
    assert is_native({"lox24:native": value}) is (value.lower() == "true")


def test_a_boolean_of_yaml_is_one() -> None:
    assert is_native({"lox24:native": True})
    assert not is_native({"lox24:native": False})
    assert not is_native({})


def test_no_account_chooses_the_plugin() -> None:
    assert "no setting" in problems({"native": "true", "explicitAccount": "eu"})[0]
