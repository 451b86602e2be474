from __future__ import annotations

import subprocess
from pathlib import Path

from tests.tools.conftest import Clone
from tools.environment import environment

ROOT = Path("/home/jo/my clones/lox24")
CLI = Path("/opt/the cli/bin")


def variables(*, stack: str | None = "dev", **user: str) -> dict[str, str]:
    return environment(root=ROOT, engine=CLI, stack=stack, user={"PATH": "/usr/bin", **user})


def test_dev_gets_all_it_needs() -> None:
    assert variables() == {
        "PATH": "/home/jo/my clones/lox24/.venv/bin:/opt/the cli/bin:/usr/bin",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_BACKEND_URL": "file:///home/jo/my%20clones/lox24/.pulumi/state?metadata=skip",
        "PULUMI_HOME": "/home/jo/my clones/lox24/.pulumi/home",
        "PULUMI_CONFIG_PASSPHRASE": "",
    }


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
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION",
    }


def test_doing_it_twice_does_not_lengthen_path() -> None:
    once = variables()

    assert variables(**once)["PATH"] == once["PATH"]


def test_a_shell_reads_the_lines_back_though_paths_have_blanks(clone: Clone) -> None:
    lines = clone.run("tools.environment", "--stack", "dev").stdout
    shell = f'{lines}\nprintf "%s\\n" "$PULUMI_HOME" "$PULUMI_CONFIG_PASSPHRASE" "$PATH"'

    home, passphrase, path = subprocess.run(
        ["/bin/sh", "-c", shell], capture_output=True, text=True, check=True
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


def test_a_clone_that_is_not_set_up_says_so(clone: Clone) -> None:
    (clone.root / ".venv" / "set-up.json").unlink()

    ran = clone.run("tools.environment")

    assert (ran.stderr, ran.returncode) == ("setup: this clone is not set up: run make setup\n", 1)
