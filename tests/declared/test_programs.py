"""`lox24 review --declared` with real processes: both versions of a program run without engine, account and secrets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lox24_provider.errors import ProgramError
from lox24_provider.workflow.declared.configuration import Configuration
from lox24_provider.workflow.declared.program import Program
from lox24_provider.workflow.declared.running import Run, private_folder, run
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.review.saved import read_saved
from tests.declared.conftest import Look, Write
from tests.support.people import number

PROJECT = """\
name: shop
runtime: {name: python, options: {toolchain: pip}}
main: program
stackConfigDir: config
config:
  kind: {type: string, default: monthly}
"""
STACK = """\
config:
  lox24:clientId: "1234567"
  lox24:token: {secure: AAABAtoken}
  shop:secretText: {secure: AAABAtext}
  shop:groups: {value: {secure: AAABAvalue}, plain: Some}
"""
PROGRAM = """\
import json, os, sys
from pathlib import Path

import pulumi
from lox24_provider import Account, Group, GroupPhones, MailingList, get_group, get_groups
from names import CLIENTS

held = [name for name in os.environ if name.startswith(("LOX24_", "PULUMI_", "AWS_", "GITHUB_"))]
assert held == ["LOX24_FULL_TRACE"], held
assert not Path.home().joinpath(".netrc").exists()
sys.stdout.write("flood" * 100_000)
sys.stderr.write("flood" * 100_000)
here = Path(__file__).parent
config = pulumi.Config()
clients = Group("clients", name=CLIENTS, description=config.require_secret("secretText"))
GroupPhones("clients", group=clients, source=str(here.parents[1] / "lists/clients.csv"))
other = pulumi.StackReference("shop/base/prod").get_output("title")
Group("referred", name=other, description=config.require("kind"))
MailingList("ops", name="Ops", entries=[{"phone": line} for line in (here / "ops.txt").read_text().split()])
eu = Account("eu", token=config.require_secret("secretText"), client_id="2222222")
Group("abroad", name=config.require_object("groups")["plain"], opts=pulumi.ResourceOptions(provider=eu))
found = get_group(name="Suppliers")
GroupPhones("found", group=found.id, source="../lists/clients.csv", mode="additive")
assert get_groups().groups == []
pulumi.CustomResource("cloud:storage:Bucket", "bucket", {"size": SIZE, "name": "hidden-value", "key": other})
sys.path.append("LIBRARY")
from shelf import Shelf
Shelf("shelf", CLIENTS)
pulumi.export("id", clients.id)
"""
SHELF = """\
import pulumi
from lox24_provider import Group

class Shelf(pulumi.ComponentResource):
    def __init__(self, name, title):
        super().__init__("library:index:Shelf", name)
        Group("shelved", name=title + " too", opts=pulumi.ResourceOptions(parent=self))
"""


@pytest.mark.promise
def test_what_two_programs_declare_is_compared_without_engine_account_and_secrets(
    write: Write, commit: Callable[[], None], look: Look, monkeypatch: pytest.MonkeyPatch, repository: Path
) -> None:
    library = repository.parent / "library"
    library.mkdir()
    (library / "shelf.py").write_text(SHELF)
    text = PROGRAM.replace("LIBRARY", str(library))
    write(
        {
            "infra/Pulumi.yaml": PROJECT,
            "infra/config/Pulumi.prod.yaml": STACK,
            "infra/program/__main__.py": text.replace("SIZE", "1"),
            "infra/program/names.py": 'CLIENTS = "Clients"\n',
            "infra/program/ops.txt": f"{number(1)}\n{number(2)}\n",
            "infra/requirements.txt": "pulumi\n",
            "lists/clients.csv": "phone\n" + "".join(f"{number(n)}\n" for n in range(40)),
            ".github/workflows/lists.yml": "on: push\n",
        }
    )
    commit()
    write(
        {
            "infra/program/__main__.py": text.replace("SIZE", "2"),
            "infra/program/names.py": 'CLIENTS = "Customers"\n',
            "infra/program/ops.txt": f"{number(1)}\n{number(3)}\n",
            "infra/requirements.txt": "pulumi>=3\n",
            "lists/clients.csv": "phone\n" + "".join(f"{number(n)}\n" for n in range(1, 45)),
            ".github/workflows/lists.yml": "on: pull_request\n",
        }
    )
    monkeypatch.delenv("CI", raising=False)  # with them in a pipeline, nothing would run
    for name in ("LOX24_TOKEN", "PULUMI_ACCESS_TOKEN", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN"):
        monkeypatch.setenv(name, "1:secret-in-the-environment")
    code, out, err = look("--declared", "--against", "HEAD", "--base-python", sys.executable, "--json")
    assert (code, err) == (2, "")
    told = json.loads(out)
    assert told["verdict"] == "6 to change, 5 unchanged, 2 other files not judged"
    assert told["others"]["program"]["names"] == [".github/workflows/lists.yml", "infra/requirements.txt"]
    changes = {(one["kind"], one["name"]): one for one in told["changes"]}
    assert fields(changes["group", "clients"]) == {"name": ("Clients", "Customers")}
    assert changes["group", "clients"]["place"] == "infra/program/__main__.py:15:1"
    assert changes["group", "shelved"]["place"] == "infra/program/__main__.py:28:1"  # whose own line is the library's
    assert changes["list", "clients"]["entries"] == {"new": 5, "changed": 0, "removed": 1}
    assert changes["list", "clients"]["title"] == "../lists/clients.csv"
    assert changes["list", "ops"]["entries"] == {"new": 1, "changed": 0, "removed": 1}
    assert changes["list", "found"]["entries"] == {"new": 5, "changed": 0, "removed": 1}
    assert fields(changes["other", "bucket"]) == {"size": (None, None)}
    assert changes["other", "bucket"]["title"] == "cloud:storage:Bucket"
    dangers = [one["text"] for one in told["dangers"]]
    assert dangers[0] == (
        "the program asks others (get_group, get_groups), and nobody answers here: what hangs on that is not known"
    )
    assert told["unknown"] == 3
    for secret in ("secret-in-the-environment", "hidden-value", "AAABA", "04da6b54", number(3)):
        assert secret not in out
    assert [*repository.rglob("__pycache__")] == []
    rendered = read_saved(out.encode(), stack="prod")
    assert (rendered.verdict, len(rendered.dangers)) == (told["verdict"], len(dangers))


def fields(change: Any) -> dict[str, tuple[str | None, str | None]]:
    return {one["name"]: (one["now"], one["after"]) for one in change["fields"]}


def test_a_program_that_cannot_run_says_what_failed_of_which_version(
    write: Write, commit: Callable[[], None], look: Look
) -> None:
    write(
        {
            "infra/Pulumi.yaml": "name: shop\nruntime: python\n",
            "infra/Pulumi.prod.yaml": "config: {}\n",
            "infra/__main__.py": f"import pulumi\nraise ValueError('no {number(1)}')\n",
        }
    )
    commit()
    write({"infra/__main__.py": "import helper\n", "infra/helper.py": "\nimport nothing_at_all\n"})
    code, out, err = look("--declared", "--against", "HEAD")
    assert (code, out) == (1, "")
    failed, fix = "the program cannot be run under mocks", "--python names a Python that has it"
    assert err.splitlines() == [
        f"error: now: {failed}: ModuleNotFoundError: No module named 'nothing_at_all'; {fix} (helper.py:2) [LOX4301]",
        f"error: HEAD: {failed}: ValueError: no [number] (__main__.py:2) [LOX4301]",
    ]


def test_what_a_program_starts_ends_with_it_in_time(write: Write, repository: Path) -> None:
    """The program's own child is running when the program is ended: it has told its number."""
    write(
        {
            "infra/Pulumi.yaml": "name: shop\nruntime: python\n",
            "infra/__main__.py": "import signal, subprocess, sys\n"
            "below = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'])\n"
            "open('pid', 'w').write(str(below.pid))\nsignal.pause()\n",
        }
    )
    os.mkfifo(pipe := repository / "infra/pid")
    told, stopping = list[str](), threading.Event()

    def hear() -> None:
        told.append(pipe.read_text())
        stopping.set()

    project = Project.find()
    slow = Run(
        what="now",
        program=Program.of(project, what="now"),
        configuration=Configuration.of(project, stack="prod", what="now"),
        stack="prod",
        python=Path(sys.executable),
        there=repository,
        stopping=stopping,
    )
    with pytest.raises(ProgramError, match=r"now: the program did not end within 0\.1 s"):
        run(replace(slow, seconds=0.1, stopping=threading.Event()))
    threading.Thread(target=hear, daemon=True).start()
    with pytest.raises(ProgramError, match="now: the program did not end within"):
        run(slow)
    state = Path(f"/proc/{told[0]}/stat")
    assert not state.exists() or state.read_text().rpartition(") ")[2][0] == "Z"


def test_what_a_program_leaves_in_its_home_ends_no_review(monkeypatch: pytest.MonkeyPatch) -> None:
    with private_folder() as folder:
        monkeypatch.chdir(folder)
        for _ in range(1_500):
            os.mkdir("d")  # noqa: PTH102 many times
            os.chdir("d")
        monkeypatch.undo()
    subprocess.run(["rm", "-rf", folder], check=True)


def test_a_list_that_is_not_there_or_wrong_ends_the_review(
    write: Write, commit: Callable[[], None], look: Look
) -> None:
    program = "import pulumi\nfrom lox24_provider import GroupPhones\nGroupPhones('a', group='101', source={!r})\n"
    write(
        {
            "infra/Pulumi.yaml": "name: shop\nruntime: python\n",
            "infra/__main__.py": program.format("a.csv"),
            "infra/a.csv": f"phone\n{number(1)}\n",
        }
    )
    commit()
    write({"infra/__main__.py": program.format("b.csv"), "infra/b.csv": f"phone\n{number(1)}\nno number\n"})
    code, _, err = look("--declared", "--against", "HEAD")
    assert (code, err.count("\n")) == (1, 1)
    assert err.startswith("error: b.csv, line 3: phone")
