from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.tools.conftest import Clone
from tools import hosts
from tools.environment import environment
from tools.setup import Stamp

ROOT = Path("/home/jo/my clones/lox24")
CLI = Path("/opt/the cli/bin")
USER = {"PATH": "/usr/bin", "XDG_CACHE_HOME": "/no caches"}
STATE = ("PULUMI_BACKEND_URL", "PULUMI_HOME", "PULUMI_CONFIG_PASSPHRASE")


def variables(*, stack: str | None = "dev", **user: str) -> dict[str, str | None]:
    return environment(root=ROOT, engine=CLI, stack=stack, user={**USER, **user})


def of_another_clone() -> dict[str, str | None]:
    return environment(root=Path("/elsewhere"), engine=CLI, stack="dev", user=USER)


def shell(before: Mapping[str, str], changes: Mapping[str, str | None]) -> dict[str, str]:
    """A shell's variables after it has evaluated what `make env` prints."""
    return {name: value for name, value in {**before, **changes}.items() if value is not None}


def test_dev_gets_all_it_needs() -> None:
    given = variables()
    note = given.pop("LOX24_MAKE_ENV")
    assert note is not None
    assert json.loads(note) == {name: value for name, value in given.items() if name != "PATH"}
    assert given == {
        "PATH": "/home/jo/my clones/lox24/.venv/bin:/opt/the cli/bin:/usr/bin",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_BACKEND_URL": "file:///home/jo/my%20clones/lox24/.pulumi/state?metadata=skip",
        "PULUMI_HOME": "/home/jo/my clones/lox24/.pulumi/home",
        "PULUMI_CONFIG_PASSPHRASE": "",
    }


def test_hosts_that_were_built_come_after_a_persons_own(tmp_path: Path) -> None:
    folder = hosts.YAML.cache({"XDG_CACHE_HOME": str(tmp_path)}) / "bin"
    folder.mkdir(parents=True)

    for path in ("/usr/bin", f"/usr/bin:{folder}"):
        given = variables(PATH=path, XDG_CACHE_HOME=str(tmp_path))["PATH"]
        assert given == f"{ROOT}/.venv/bin:{CLI}:/usr/bin:{folder}"


def test_only_dev_has_an_empty_passphrase() -> None:
    assert "PULUMI_CONFIG_PASSPHRASE" not in variables(stack="prod")


def test_a_passphrase_of_the_users_own_stays() -> None:
    assert "PULUMI_CONFIG_PASSPHRASE" not in variables(PULUMI_CONFIG_PASSPHRASE="secret")
    assert "PULUMI_CONFIG_PASSPHRASE" not in variables(PULUMI_CONFIG_PASSPHRASE_FILE="/run/secret")


def test_a_backend_of_the_users_own_stays_and_so_does_the_home_with_its_login() -> None:
    ours = variables(stack="prod", PULUMI_BACKEND_URL="s3://states")

    assert not {"PULUMI_BACKEND_URL", "PULUMI_HOME"} & ours.keys()


def test_tools_see_no_state() -> None:
    """The tests bring their own: a slip in one must not reach the dev stack."""
    assert variables(stack=None).keys() == {
        "PATH",
        "PULUMI_SKIP_UPDATE_CHECK",
        "LOX24_MAKE_ENV",
    }


def test_doing_it_twice_changes_nothing() -> None:
    once = shell({}, variables())

    assert shell(once, variables(stack="dev", **once)) == once


def test_a_shell_that_is_set_up_for_one_clone_works_on_anothers_own_state() -> None:
    first = shell({}, of_another_clone())
    second = shell(first, variables(stack="dev", **first))

    assert {name: second[name] for name in STATE} == {name: variables()[name] for name in STATE}
    assert shell(second, variables(stack="dev", **second)) == second


def test_the_dev_stacks_empty_passphrase_is_not_left_for_another_stack() -> None:
    """Else a shell that was used for dev would encrypt the secrets of prod with it."""
    dev = shell({}, variables())

    assert "PULUMI_CONFIG_PASSPHRASE" not in shell(dev, variables(stack="prod", **dev))


def test_what_a_person_sets_after_make_env_is_the_persons() -> None:
    first = shell({}, of_another_clone())
    own = {"PULUMI_BACKEND_URL": "s3://states", "PULUMI_CONFIG_PASSPHRASE": "secret"}
    second = shell({**first, **own}, variables(stack="dev", **{**first, **own}))

    assert second.items() >= own.items()
    assert "PULUMI_HOME" not in second, "the login is in the person's own home"


@pytest.mark.parametrize("note", ["", "no json", "[]", '"x"'])
def test_a_note_that_cannot_be_read_notes_nothing(note: str) -> None:
    assert "PULUMI_BACKEND_URL" not in variables(PULUMI_BACKEND_URL="s3://states", LOX24_MAKE_ENV=note)


def test_a_shell_reads_the_lines_back_though_paths_have_blanks(clone: Clone) -> None:
    lines = clone.run("tools.environment", "--stack", "dev").stdout
    script = f'{lines}\nprintf "%s\\n" "$PULUMI_HOME" "$PULUMI_CONFIG_PASSPHRASE" "$PATH"'

    home, passphrase, path = subprocess.run(
        ["/bin/sh", "-c", script], capture_output=True, text=True, check=True
    ).stdout.splitlines()

    assert (home, passphrase) == (str(clone.root / ".pulumi/home"), "")
    assert path.startswith(f"{clone.root}/.venv/bin:{clone.engine}:")


def test_the_folders_are_made(clone: Clone) -> None:
    """The file backend refuses a folder that is not there."""
    clone.run("tools.environment", "--stack", "dev")

    assert (clone.root / ".pulumi" / "home").is_dir()
    assert (clone.root / ".pulumi" / "state").is_dir()


def test_a_command_runs_in_it_and_its_status_is_ours(clone: Clone) -> None:
    ran = clone.run("tools.environment", "sh", "-c", "command -v pulumi; exit 3")

    assert (ran.stdout, ran.returncode) == (f"{clone.engine}/pulumi\n", 3)


def test_a_pipelines_path_is_one_line_and_says_nothing_of_a_state(clone: Clone) -> None:
    ran = clone.run("tools.environment", "--path")

    assert (ran.stdout, ran.returncode) == (f"{clone.root}/.venv/bin:{clone.engine}\n", 0)


def test_a_clone_that_is_not_set_up_says_so(clone: Clone) -> None:
    Stamp.path(clone.root, "run").unlink()

    ran = clone.run("tools.environment")

    assert (ran.stderr, ran.returncode) == ("setup: this clone is not set up: run make setup\n", 1)
