"""The options of `lox24 lists check` as a person types them, in messages that name the arguments of a program."""

from __future__ import annotations

import json
import re
import shlex

from lox24_provider.rules.list_file.options import NAMES

__all__ = ["as_options", "option_of", "typed"]

_OTHER_NAMES = {
    "default_region": "--region",
    "allow_numbers": "--allow",
    "suppression_files": "--suppression-file",
    "skip_without_phone": "--skip-without-phone",
}
"""What an argument is called here, where it is not its own name."""

_VALUED = re.compile(rf"(, |\b)({'|'.join(NAMES)})=(?=[\"{{\[])")
_BARE = ("skip_without_phone=True", "default_region")


def option_of(argument: str) -> str:
    """What an argument of a program is called here."""
    return _OTHER_NAMES.get(argument, f"--{argument}")


def as_options(text: str) -> str:
    """A message with the arguments that it names as options: `--encoding utf-16-le` for `encoding="utf-16-le"`."""
    told: list[str] = []
    end = 0
    for found in _VALUED.finditer(text):
        try:
            value, after = json.JSONDecoder().raw_decode(text, found.end())
        except ValueError:
            continue
        words = value if isinstance(value, list) else [value]
        option = option_of(found[2])
        follows = bool(told) and found.start() == end  # as in `columns={...}, split=" / "`
        told += [text[end : found.start()], " " if follows else found[1]]
        told.append(" ".join(f"{option} {shlex.quote(_text(word))}" for word in words))
        end = after
    text = "".join([*told, text[end:]])
    for argument in _BARE:
        text = re.sub(rf"\b{argument}\b", option_of(argument.partition("=")[0]), text)
    return text


def _text(word: object) -> str:
    return word if isinstance(word, str) else json.dumps(word, ensure_ascii=False)


def typed(text: str) -> str:
    """A word with blanks in double quotes, which every shell reads; in single ones where these would not be enough."""
    return shlex.quote(text) if re.search(r'["$`\\!]', text) else f'"{text}"'
