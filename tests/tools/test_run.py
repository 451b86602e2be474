from __future__ import annotations

import pytest

from tests.tools.conftest import Clone
from tools.run import command


@pytest.mark.parametrize(
    ("verb", "stack", "line"),
    [
        ("up", "dev", "pulumi up --stack dev --yes"),
        ("preview", "dev", "pulumi preview --stack dev"),
        ("refresh", "dev", "pulumi refresh --stack dev --run-program --yes"),
        ("destroy", "dev", "pulumi destroy --stack dev --run-program --yes"),
        ("up", "prod", "pulumi up --stack prod"),
        ("destroy", "prod", "pulumi destroy --stack prod --run-program"),
    ],
)
def test_only_dev_is_changed_without_a_question(verb: str, stack: str, line: str) -> None:
    assert command(verb=verb, stack=stack, extra=[]) == line.split()


@pytest.mark.slow
def test_what_follows_the_verb_reaches_pulumi(clone: Clone) -> None:
    clone.run("tools.run", "dev", "preview", "--diff", "--target", "urn:a b")

    assert clone.calls()[-1]["arguments"] == ["preview", "--stack", "dev", "--diff", "--target", "urn:a b"]


@pytest.mark.slow
def test_sigint_is_at_its_default_though_the_caller_ignores_it(clone: Clone) -> None:
    """Else the engine waits five seconds for its plugins at the end of every command."""
    ran = clone.run("tools.run", "dev", "up", ignore_sigint=True)

    assert ran.returncode == 0, ran.stderr
    assert [call["default_sigint"] for call in clone.calls()] == [True, True, True]


@pytest.mark.slow
def test_a_missing_stack_is_made_once_and_never_selected(clone: Clone) -> None:
    for _ in range(2):
        clone.run("tools.run", "dev", "up")

    assert [call["arguments"][:2] for call in clone.calls()] == [
        ["stack", "ls"],
        ["stack", "init"],
        ["up", "--stack"],
        ["stack", "ls"],
        ["up", "--stack"],
    ]
    assert clone.calls()[1]["arguments"] == ["stack", "init", "--no-select", "dev"]


@pytest.mark.slow
def test_a_stack_is_known_by_its_full_name_too(clone: Clone) -> None:
    (clone.engine / "stacks.json").write_text('["organization/lists/prod"]')

    clone.run("tools.run", "prod", "preview")

    assert [call["arguments"][0] for call in clone.calls()] == ["stack", "preview"]


@pytest.mark.slow
def test_a_slip_of_the_pen_makes_no_stack(clone: Clone) -> None:
    ran = clone.run("tools.run", "prdo", "up")

    assert (ran.returncode, clone.calls()) == (1, [])
    assert ran.stderr == "setup: there is no stack file stacks/Pulumi.prdo.yaml: write it, or use dev, prod\n"


@pytest.mark.slow
def test_pulumi_runs_in_the_project_with_its_own_state(clone: Clone) -> None:
    clone.run("tools.run", "dev", "up")

    last = clone.calls()[-1]
    assert last["cwd"] == str(clone.root)
    assert last["environment"]["PULUMI_BACKEND_URL"] == f"{(clone.root / '.pulumi/state').as_uri()}?metadata=skip"
    assert last["environment"]["PULUMI_CONFIG_PASSPHRASE"] == ""
