"""What a person sees of this package is one harmless line, whatever it is made of."""

from __future__ import annotations

import contextvars
import json
import logging
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pulumi
import pytest
from pulumi.runtime.proto import status_pb2

from lox24_provider import stacks
from lox24_provider.adapter.dynamic import host
from lox24_provider.adapter.engine_log import EngineLog
from lox24_provider.commands import common
from lox24_provider.errors import Lox24Error

EVIL = "\x1b]52;c;ZXZpbA==\a\u202egnp\r\n\b<{%fg 1%}>"
SHOWN = r"\u001b]52;c;ZXZpbA==\u0007\u202egnp \u0008\u003c{%fg 1%}>"


@pytest.mark.parametrize("show", [common.say, common.note])
def test_no_line_of_a_command_is_a_word_to_a_pipeline(
    capsys: pytest.CaptureFixture[str], show: Callable[[str], None]
) -> None:
    for name in ("::add-mask::3", " \x1f\u3000::error::x", "a ::b", "a##[add-mask]3", "a:b"):
        show(f"{name}: released")
    told = capsys.readouterr()
    assert (told.out or told.err).splitlines() == [
        r"\u003a:add-mask::3: released",
        "  \u3000\\u003a:error::x: released",
        "a ::b: released",
        r"a#\u0023[add-mask]3: released",
        "a:b: released",
    ]


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
        f"{file}: groups.{SHOWN} 2.name:",
        f"{file}: groups.{SHOWN}.{SHOWN}:",
    ]
    assert all(line.isprintable() for line in told)


def test_an_error_is_one_harmless_line_even_where_its_parts_were_not() -> None:
    told: list[Any] = []
    host.HostCall(context=SimpleNamespace(set_trailing_metadata=told.extend)).fail_with(Lox24Error(EVIL))
    ((_, status),) = told
    assert status_pb2.Status.FromString(status).message == f"{SHOWN} [LOX0000]"


def test_a_log_line_is_one_harmless_line_even_where_its_parts_were_not() -> None:
    told: list[Any] = []
    log = EngineLog(address="127.0.0.1:9", current_urn=str)
    log._stub = SimpleNamespace(Log=lambda request, timeout: told.append(request.message))  # noqa: ARG005
    log.emit(logging.LogRecord("lox24_provider", logging.WARNING, "", 0, "%s", (EVIL,), None))
    assert told == [SHOWN]
