"""What a stack's state tells of runs that were killed, and of tokens that were rotated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lox24_provider.config.provider_name import NATIVE_PROVIDER, is_stacks_own
from lox24_provider.config.settings import ACCOUNT, Settings
from lox24_provider.config.token import Token
from lox24_provider.display.text import resource_name
from lox24_provider.display.urns import name_of
from lox24_provider.errors import SettingsError
from lox24_provider.safe_io.json_reading import json_of
from lox24_provider.workflow.doctor.check import Check, ok, problem, warning

__all__ = ["pending_operations", "state_tokens", "token_in_state"]

PROVIDER = "pulumi:providers:pulumi-python"
SHOWN = 5  # of the operations that a killed run left

_PENDING = "pending operations"
_TOKEN = "token in the state"  # noqa: S105 a check's name


def pending_operations(deployment: Mapping[str, Any], *, stack: str) -> Check:
    """What a killed run left."""
    left = list(_dicts(deployment.get("pending_operations")))
    if not left:
        return ok(_PENDING, "none")
    named = [f"{one.get('type')} {resource_name(_urn(one.get('resource')))}" for one in left[:SHOWN]]
    more = f" and {len(left) - SHOWN} more" if len(left) > SHOWN else ""
    fix = (
        f"`lox24 recover -s {stack} --yes`, then `lox24 import -s {stack}`, or plan again, where "
        'on_existing="adopt" takes over what the killed run made'
    )
    return warning(_PENDING, f"a killed run left {len(left)}: {', '.join(named)}{more}", fix=fix)


def token_in_state(
    deployment: Mapping[str, Any], *, settings: Settings | None, around: bool, readable: bool, stack: str
) -> Check:
    """Whether runs that do not run the program would still send an older token.

    Args:
        settings: those in force; None where there is no token to compare with.
        around: whether the token in force is LOX24_TOKEN.
        readable: whether the state's secrets are decrypted.
    """
    held = list(_tokens(deployment))
    if any(isinstance(value, str) for _, value in held):
        fix = (
            "make a new key at LOX24's web site, as backups keep the old one, store it with "
            f"`pulumi config set --secret lox24:token -s {stack}`, then `pulumi up -s {stack}`"
        )
        return problem(_TOKEN, "it stands there in plain text", fix=fix, kind=SettingsError)
    held = [(inputs, value) for inputs, value in held if f"lox24:{ACCOUNT}" not in inputs]  # an `Account` has its own
    if not held:
        return ok(_TOKEN, "none")
    if not readable:
        return warning(_TOKEN, "not compared: it cannot be decrypted", fix="see to the secrets provider first")
    if settings is None or settings.is_sandbox:
        return ok(_TOKEN, "not compared: none is in force that LOX24 would see")
    if all(_parsed(inputs, value).key == settings.token.key for inputs, value in held):
        return ok(_TOKEN, "the one in force")
    if around:
        fix = (
            "keep LOX24_TOKEN set for refresh and destroy too, or give them --run-program; "
            f"`pulumi up -s {stack}` with the new token in the stack's configuration replaces it"
        )
    else:
        fix = f"run `pulumi up -s {stack}` once; until then give refresh and destroy --run-program, or set LOX24_TOKEN"
    return warning(_TOKEN, "an older one than that in force, and refresh and destroy would send it", fix=fix)


def state_tokens(deployment: Mapping[str, Any]) -> list[str]:
    """The tokens that the state holds, as far as they are readable: texts that are never to be shown."""
    return [_text(value) for _, value in _tokens(deployment)]


def _tokens(deployment: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], object]]:
    """The inputs of each provider that has a token, and that token as the state holds it."""
    for resource in _dicts(deployment.get("resources")):
        inputs, urn = resource.get("inputs"), _urn(resource)
        if isinstance(inputs, dict) and NATIVE_PROVIDER in urn:  # whose keys are the same without their namespace
            own = {} if is_stacks_own(name_of(urn)) else {ACCOUNT: name_of(urn)}
            inputs = {f"lox24:{key}": value for key, value in {**inputs, **own}.items()}
        elif PROVIDER not in urn:
            continue
        if isinstance(inputs, dict) and inputs.get("lox24:token"):
            yield inputs, inputs["lox24:token"]


def _parsed(inputs: Mapping[str, Any], value: object) -> Token:
    return Token.parse(_text(value), where="", account=str(inputs.get("lox24:clientId") or ""), problems=[])


def _text(value: object) -> str:
    """A secret's text; empty where it is encrypted."""
    if isinstance(value, str):
        return value
    try:
        text = json_of(value["plaintext"]) if isinstance(value, dict) else ""
    except (LookupError, TypeError, ValueError):
        return ""
    return text if isinstance(text, str) else ""


def _urn(resource: object) -> str:
    return str(resource.get("urn") or "") if isinstance(resource, dict) else ""


def _dicts(value: object) -> Iterator[dict[str, Any]]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())
