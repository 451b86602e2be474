"""The project itself, as a newcomer runs it: the dev stack on the embedded sandbox."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.codes import without_code
from tests.support.engine import LISTING
from tests.support.pipelines import set_up

ROOT = Path(__file__).parents[2]


@dataclass
class Checkout:
    """A fresh clone with this environment's set-up (`make -o setup`), so that nothing is fetched."""

    folder: Path

    def make(self, *arguments: str) -> str:
        """What a target prints; it must succeed."""
        return self._run("make", "-o", "setup", *arguments)

    def spare(self) -> None:
        """From now on Python is forked, as `tests/support/forks.py` does it."""
        (self.folder / ".venv").unlink()
        set_up(self.folder, spared=True)

    def status(self) -> str:
        """What git sees as changed."""
        return self._run("git", "status", "--porcelain")

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def by_hand(self, statement: str) -> None:
        """Change the sandbox's account as a person would with `lox24 sandbox` or the web site."""
        with closing(sqlite3.connect(self.folder / ".lox24" / "sandbox.db")) as store, store:
            store.execute(statement)

    def fails(self, *arguments: str) -> str:
        """What a target prints that must not succeed."""
        ended = self._start("make", "-o", "setup", *arguments)
        assert ended.returncode != 0
        return ended.stdout + ended.stderr

    def _run(self, *command: str) -> str:
        ended = self._start(*command)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def _start(self, *command: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(LISTING)}
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False, timeout=300
        )


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    folder = tmp_path / "a fresh clone"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(folder)], check=True)
    # The working tree is what is tested, committed or not.
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    commit = [
        "git",
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example.org",
        "commit",
        "--quiet",
        "--allow-empty",
        "-am",
        "t",
    ]
    subprocess.run(["git", "add", "--all"], cwd=folder, check=True)
    subprocess.run(commit, cwd=folder, check=True)
    (folder / ".venv").symlink_to(Path(sys.prefix))
    return Checkout(folder)


@pytest.mark.slow
def test_a_newcomers_first_hour(checkout: Checkout) -> None:
    """The README's tour: up, up again, an edit, drift by hand, a wrong name, destroy; git sees nothing of it.

    What a newcomer does first has nothing spared but pip.
    """
    first = checkout.make("up")
    assert "+ 5 created" in first
    assert 'clients   : "1' in first
    assert checkout.status() == ""
    script = 'eval "$(make -s -o setup env)" && pulumi preview -s dev --expect-no-changes'
    assert "5 unchanged" in checkout._run("sh", "-c", script), "plain pulumi works"
    checkout.spare()
    assert "5 unchanged" in checkout.make("up")

    checkout.edit("stacks/Pulumi.dev.yaml", "Best clients", "Our best clients")
    preview = checkout.make("preview", "ARGS=--diff")
    changed = [line.strip() for line in preview.splitlines() if line.strip().startswith(("~ ", "+ ", "- "))]
    assert '~ description: "Best clients" => "Our best clients"' in changed
    assert [line for line in changed if ": " in line and "Group" not in line] == [
        '~ description: "Best clients" => "Our best clients"'
    ]
    checkout.edit("stacks/Pulumi.dev.yaml", "Our best clients", "Best clients")

    checkout.by_hand("UPDATE groups SET description = 'by hand' WHERE name = 'My Clients'")
    assert '"Best clients" => "by hand"' in checkout.make("refresh", "ARGS=--diff")
    assert '"by hand" => "Best clients"' in checkout.make("up", "ARGS=--diff")

    checkout.edit("stacks/Pulumi.dev.yaml", "name: Newsletter", f"name: {'N' * 51}")
    told = [line.strip() for line in checkout.fails("preview").splitlines() if line.strip().startswith("error: ")]
    assert told == [
        "error: Pulumi.dev.yaml: groups.newsletter.name: has 51 characters, LOX24 stores at most 50 [LOX1003]"
    ]
    checkout.edit("stacks/Pulumi.dev.yaml", "N" * 51, "Newsletter")

    assert "- 5 deleted" in checkout.make("destroy")
    assert checkout.status() == ""


@pytest.mark.slow
def test_a_wrong_stack_file_names_every_place(checkout: Checkout) -> None:
    checkout.spare()
    checkout.edit("stacks/Pulumi.dev.yaml", "    clients:\n      name:", '    "":\n      nmae:')
    plain = "  lox24-lists:note: hello\n  lox24:tokn: x\n  lox24:token: 1:plain\n  lox24-lists:groups:"
    checkout.edit("stacks/Pulumi.dev.yaml", "  lox24-lists:groups:", plain)
    told = [line.strip() for line in checkout.fails("preview").splitlines() if line.strip().startswith("error: ")]
    keys = "name, description, name_a, name_b, name_c, name_d, name_e, force_destroy, on_existing, adopt, phones, "
    keys += "protect, retain_on_delete"
    lines = [without_code(line.removeprefix("error: Pulumi.dev.yaml: ")) for line in told]
    assert lines[0].startswith("lox24:token is configured in plain text")
    assert "`pulumi config set --secret lox24:token -s dev`" in lines[0]
    assert lines[1].startswith("lox24:tokn is no setting of this provider; there are token, baseUrl, ")
    assert lines[2:] == [
        "groups: has a group without a key; the key is the resource's name",
        "groups..name: is required, 1 to 50 characters",
        f"groups..nmae: is no key here; there are {keys}",
    ]


@pytest.mark.slow
def test_another_stack_previews_without_an_account_and_needs_a_token_for_the_first_write(checkout: Checkout) -> None:
    """Prod is planned and applied in `tests/pipelines`."""
    checkout.spare()
    settings = ("PULUMI_CONFIG_PASSPHRASE=test", "STACK=staging")
    assert "to create" in checkout.make(*settings, "preview")
    told = checkout.fails(*settings, "up", "ARGS=--yes --skip-preview")
    assert "error: there is no token: set LOX24_TOKEN" in told
