"""What the doctor says of tokens that the state holds for the native plugin."""

from __future__ import annotations

from typing import Any

import pytest

from lox24_provider.config.settings import Settings
from lox24_provider.workflow.doctor.state import state_tokens, token_in_state

OLD, NEW = "7:old-canary-0123456789", "7:new-canary-0123456789"


def deployment(token: object, *, name: str = "default") -> dict[str, Any]:
    urn = f"urn:pulumi:dev::lists::pulumi:providers:lox24::{name}"
    return {"resources": [{"urn": urn, "inputs": {"token": token, "clientId": "7"}}]}


def told(deployment: dict[str, Any]) -> str:
    settings = Settings.resolve(config={"lox24:token": NEW}, environment={})
    return token_in_state(deployment, settings=settings, around=False, readable=True, stack="dev").text


@pytest.mark.parametrize(
    ("name", "token", "says"),
    [
        ("default", {"plaintext": f'"{NEW}"'}, "the one in force"),
        ("default_0_2_0", {"plaintext": f'"{OLD}"'}, "an older one than that in force"),
        ("default", OLD, "plain text"),
        ("eu", {"plaintext": f'"{OLD}"'}, "none"),  # an account's own, which is compared with nothing
    ],
)
def test_an_old_token_of_the_plugins_provider_is_told(name: str, token: object, says: str) -> None:
    assert says in told(deployment(token, name=name))


def test_its_tokens_are_known_as_texts_that_are_never_shown() -> None:
    assert state_tokens(deployment({"plaintext": f'"{OLD}"'})) == [OLD]
