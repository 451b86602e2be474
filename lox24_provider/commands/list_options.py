"""The options of `lox24 lists check` as a person types them, for the arguments that messages name."""

from __future__ import annotations

import json
import re
import shlex

from lox24_provider.rules.list_file.arguments import Arguments

__all__ = ["in_options", "option_of", "typed"]

_OTHER_NAMES = {
    "default_region": "--region",
    "allow_numbers": "--allow",
    "suppression_files": "--suppression-file",
    "skip_without_phone": "--skip-without-phone",
}
"""What an argument is called here, where it is not its own name."""


def option_of(argument: str) -> str:
    """What an argument of a program is called here."""
    return _OTHER_NAMES.get(argument, f"--{argument}")


def in_options(arguments: Arguments) -> str:
    """Arguments as they are typed here: `--encoding utf-16-le`, `--allow landline`, `--skip-without-phone`."""
    words: list[str] = []
    for name, value in arguments.items():
        several = value if isinstance(value, list) else [value]
        words += [option_of(name) if one in (None, True) else f"{option_of(name)} {_quoted(one)}" for one in several]
    return " ".join(words)


def _quoted(value: object) -> str:
    return shlex.quote(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def typed(text: str) -> str:
    """A word with blanks in double quotes, which every shell reads; in single ones where these would not be enough."""
    return shlex.quote(text) if re.search(r'["$`\\!]', text) else f'"{text}"'
