"""What a stack file's problems look like, whatever its keys hold."""

from __future__ import annotations

import contextvars
import json

import pulumi
import pytest

from lox24_provider import stacks

EVIL = "\x1b]52;c;ZXZpbA==\a\u202egnp\r\n\b<{%fg 1%}>"
SHOWN = r"\u001b]52;c;ZXZpbA==\u0007\u202egnp \u0008\u003c{%fg 1%}>"


def test_a_problem_of_a_stack_file_is_one_harmless_line(monkeypatch: pytest.MonkeyPatch) -> None:
    project, told = pulumi.get_project(), list[str]()
    groups = {EVIL: {"name": "same", EVIL: "no key"}, f"{EVIL} 2": {"name": "same"}}
    config = {f"{project}:groups": json.dumps(groups), f"{project}:{EVIL}": "x", f"lox24:{EVIL}": "x"}
    monkeypatch.setattr(pulumi.log, "error", told.append)

    def program() -> None:
        pulumi.runtime.set_all_config(config)
        with pytest.raises(SystemExit):
            stacks.load()

    contextvars.copy_context().run(program)
    file = f"Pulumi.{pulumi.get_stack()}.yaml"
    assert [line.partition(" is ")[0] for line in told] == [
        f"{file}: lox24:{SHOWN}",
        f"{file}: {SHOWN}:",
        f"{file}: groups.{SHOWN} 2.name:",
        f"{file}: groups.{SHOWN}.{SHOWN}:",
    ]
    assert all(line.isprintable() for line in told)
