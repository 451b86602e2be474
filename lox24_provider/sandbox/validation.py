"""What a request's body may hold: the constraint sheet of the API reference (section 10), in Symfony's words (9.2)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NoReturn

from lox24_provider.sandbox.refusals import Refusal, Violation
from lox24_provider.sandbox.switches import Switches

__all__ = ["BLOCKED_NUMBER", "GROUP", "PHONE", "GroupInput", "Texts", "decoded", "group_input", "text_input"]

Texts = dict[str, str | None]


@dataclass(frozen=True)
class Form:
    """The text fields of an input with their greatest lengths in characters, and the one that is required."""

    required: str
    lengths: Mapping[str, int]

    def complete(self, given: Texts) -> Texts:
        """All fields, null where not given."""
        return dict.fromkeys(self.lengths) | given


GROUP = Form("name", {"name": 50, "description": 255} | {f"name_{column}": 50 for column in "abcde"})
PHONE = Form("phone", {"phone": 30} | dict.fromkeys("abcde", 1530) | {"callback_data": 36})
BLOCKED_NUMBER = Form("number", {"number": 30})

_BLANK = "c1051bb4-d103-4f74-8988-acbcafc7fdc3"
_NULL = "ad32d13f-c3d4-423b-909a-857b961eb720"
_TOO_LONG = "d94b19cc-114f-4f44-9cc4-4138e80a87b9"

_PHP_TYPES = {bool: "boolean", int: "integer", float: "double", str: "string", type(None): "NULL"}


@dataclass(frozen=True)
class GroupInput:
    """A valid group: the text fields that were given, and its phones, None where not given."""

    texts: Texts
    phones: list[Texts] | None = None


def decoded(body: bytes) -> object:
    """The JSON value in a request's body.

    Raises:
        Refusal: 400 for what PHP's `json_decode` would not take either.
    """
    try:
        text = body.decode()
        value = json.loads(text, parse_constant=_no_constant)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is no character
    except RecursionError:
        raise Refusal(status=HTTPStatus.BAD_REQUEST, detail="Maximum stack depth exceeded") from None
    except ValueError:
        raise Refusal(status=HTTPStatus.BAD_REQUEST, detail="Syntax error") from None
    return value


def group_input(document: object, *, switches: Switches) -> GroupInput:
    """Check a group and the phones in it, all fields at once.

    Raises:
        Refusal: 400 for a value of the wrong JSON type, the validation status for broken rules.
    """
    fields = _object(document)
    violations: list[Violation] = []
    texts = _texts(fields, GROUP, "", switches=switches, violations=violations)
    phones = None
    if fields.get("phones") is not None:
        phones = [
            _texts(_object(item, name), PHONE, f"{name}.", switches=switches, violations=violations)
            for name, item in _items(fields["phones"])
        ]
    _refuse(violations, switches)
    return GroupInput(texts, phones)


def text_input(document: object, *, form: Form, switches: Switches) -> Texts:
    """Check a phone or a blocked number, all fields at once; gives the fields that were given.

    Raises:
        Refusal: as for a group.
    """
    violations: list[Violation] = []
    texts = _texts(_object(document), form, "", switches=switches, violations=violations)
    _refuse(violations, switches)
    return texts


def _texts(
    fields: Mapping[str, Any], form: Form, prefix: str, *, switches: Switches, violations: list[Violation]
) -> Texts:
    texts: Texts = {}
    for name, longest in form.lengths.items():
        path = prefix + name
        given = fields.get(name)
        if given is not None and not isinstance(given, str):
            raise _type_refusal(path, "string", given)
        text = _settled(given, name, form, switches)
        if name in fields:
            texts[name] = text
        if name == form.required and not text:
            explicit = name in fields and given is None
            code, word = (_NULL, "null") if explicit else (_BLANK, "blank")
            violations.append(Violation(path, f"This value should not be {word}.", code))
        if text and len(text) > longest:
            message = f"This value is too long. It should have {longest} characters or less."
            violations.append(Violation(path, message, _TOO_LONG))
    return texts


def _settled(text: str | None, name: str, form: Form, switches: Switches) -> str | None:
    """The text as it will be stored, which is as it came unless a switch says otherwise."""
    if text is not None and switches.trim:
        text = text.strip()
    if text == "" and switches.empty_string == "null":
        text = None
    if text and form is PHONE and name == "phone" and switches.normalise_phones:
        text = _e164(text)
    return text


def _e164(number: str) -> str:
    """The number with its country code, Germany's for a national one; as it came when it is no number at all."""
    bare = re.sub(r"[\s()/.-]", "", number)
    if not re.fullmatch(r"\+?[0-9]+", bare):
        return number
    if bare.startswith("00"):
        return f"+{bare[2:]}"
    if bare.startswith("0"):
        return f"+49{bare[1:]}"
    return f"+{bare.removeprefix('+')}"


def _object(value: object, path: str = "") -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return {}  # PHP has one type for both: a list is an object whose fields nobody knows
    raise _type_refusal(path, "object", value)


def _items(phones: object) -> Iterator[tuple[str, object]]:
    """The phones in a group with their paths: an array, or an object with any keys (section 3.3)."""
    if isinstance(phones, list):
        phones = dict(enumerate(phones))
    if not isinstance(phones, dict):
        raise _type_refusal("phones", "array", phones)
    for key, item in phones.items():
        yield f"phones[{key}]", item


def _type_refusal(path: str, expected: str, value: object) -> Refusal:
    given = _PHP_TYPES.get(type(value), "array")
    what = f'The type of the "{path}" attribute' if path else "The type of the request body"
    detail = f'{what} must be "{expected}", "{given}" given.'
    return Refusal(status=HTTPStatus.BAD_REQUEST, detail=detail)


def _refuse(violations: list[Violation], switches: Switches) -> None:
    if violations:
        raise Refusal(status=switches.validation_status, violations=violations)


def _no_constant(text: str) -> NoReturn:
    raise ValueError(text)
