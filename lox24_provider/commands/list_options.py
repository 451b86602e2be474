"""The options of `lox24 lists check` as a person types them, in messages that name the arguments of a program."""

from __future__ import annotations

import json
import re
import shlex

__all__ = ["FLAGS", "as_options", "typed"]

FLAGS = {"default_region": "--region", "allow_numbers": "--allow"}
"""What an argument is called here, where it is not its own name."""

_VALUED = re.compile(r"(, |\b)(encoding|digits|split|sheet|allow_numbers|columns)=(?=[\"{\[])")
_BARE = {"skip_without_phone=True": "--skip-without-phone", "default_region": FLAGS["default_region"]}


def as_options(text: str) -> str:
    """A message with the arguments that it names as options: `--encoding utf-16-le` for `encoding="utf-16-le"`."""
    for argument, option in _BARE.items():
        text = re.sub(rf"\b{argument}\b", option, text)
    told: list[str] = []
    end = 0
    for found in _VALUED.finditer(text):
        try:
            value, after = json.JSONDecoder().raw_decode(text, found.end())
        except ValueError:
            continue
        words = value if isinstance(value, list) else [value]
        option = FLAGS.get(found[2], f"--{found[2]}")
        follows = bool(told) and found.start() == end  # as in `columns={...}, split=" / "`
        told += [text[end : found.start()], " " if follows else found[1]]
        told.append(" ".join(f"{option} {shlex.quote(_text(word))}" for word in words))
        end = after
    return "".join([*told, text[end:]])


def _text(word: object) -> str:
    return word if isinstance(word, str) else json.dumps(word, ensure_ascii=False)


def typed(text: str) -> str:
    """A word with blanks in double quotes, which every shell reads; in single ones where these would not be enough."""
    return shlex.quote(text) if re.search(r'["$`\\!]', text) else f'"{text}"'
