"""A repository of a user's own, from the wheel to daily work: nothing in it is of this one.

Its project is in a subfolder beside its lists, with stack files in another, and has a machine of another provider. Pip
installed the version before, uv installs this one.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.support import keys
from tests.support.engine import HASTY, LISTING, Run, made_stack
from tests.support.installed import Installed
from tests.support.people import number
from tests.support.pipelines import git
from tests.support.sandbox import TOKEN, Sandbox
from tests.support.smalltest import SDK, plugin_into
from tests.support.wheelhouse import built

BEFORE = "f67a59b43d3355ed21f342309c3d2023ec213ce3"
"""The version before the package got its floors: there is no release yet that an upgrade could begin at."""
PROJECT = """\
name: shop
runtime: python
stackConfigDir: config
plugins:
  providers:
    - name: smalltest
      path: plugin
"""
STACK = """\
config:
  lox24:baseUrl: {url}
  shop:groups:
    customers:
      name: Customers
      name_a: salutation
      phones: ../lists/customers.csv
    suppliers:
      name: Suppliers
      phones: ../lists/suppliers.csv
{keys}"""
BESIDE = """\
import pulumi
from smalltest import Machine

machine = Machine("web", kind="small", zone="a")
"""
LOOP = """\
from lox24_provider import Group, GroupPhones
from lox24_provider.stacks import load

for key, entry in load().groups.items():
    group = Group(key, **entry.inputs)
    if entry.phones:
        GroupPhones(key, group=group, **entry.phones.model_dump())
"""
DECLARED = """\
from lox24_provider.stacks import Groups

pulumi.export("groups", Groups.from_stack_config().ids)
"""
OWN_TEST = """\
import pulumi
from lox24_provider import MailingList
from lox24_provider.testing import Mocks

def test_a_list_is_declared(lox24_sandbox):
    group = lox24_sandbox.add_group("Customers")
    pulumi.runtime.set_mocks(mocks := Mocks())

    @pulumi.runtime.test
    def program():
        MailingList("customers", name="Customers", entries=[{"phone": "+4915123456789"}])

    program()
    assert mocks.registered["customers"]["name"] == lox24_sandbox.groups()[0]["name"]
"""
WHO = ("-c", "user.name=t", "-c", "user.email=t@example.org")


class Repository:
    """What a user has: a repository, a Python with the package, a backend, and a token only where it is needed."""

    def __init__(self, folder: Path, *, sandbox: Sandbox) -> None:
        self.folder = folder / "a repository"
        self.project = self.folder / "infra"
        self.python = Installed(folder / "venv")
        self._folder = folder
        (folder / "machines").mkdir()
        made_stack(folder / "state", project="shop", stack="prod")
        for name in ("config", "plugin"):
            (self.project / name).mkdir(parents=True)
        self.write("infra/Pulumi.yaml", PROJECT)
        self.write("infra/config/Pulumi.prod.yaml", STACK.format(url=sandbox.url, keys=keys.LINES))
        self.write("infra/__main__.py", BESIDE + LOOP)
        self.write("infra/smalltest.py", SDK)
        self.write("lists/customers.csv", f"phone,a\n{number(1)},Ann\n{number(2)},Ben\n")
        self.write("lists/suppliers.csv", f"phone\n{number(3)}\n")
        self.write(".gitignore", "__pycache__/\nplan/\n")
        plugin_into(self.project / "plugin")
        git(self.folder, "init", "-q", "-b", "main")
        self.commit("as it was")

    def write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.folder / path).read_text()
        assert old in text
        (self.folder / path).write_text(text.replace(old, new))

    def commit(self, message: str) -> str:
        git(self.folder, "add", "-A")
        git(self.folder, *WHO, "commit", "-qm", message)
        return git(self.folder, "rev-parse", "HEAD")

    def lox24(self, *arguments: str, token: str = TOKEN) -> Run:
        """The command, from the repository's root."""
        return self.run("lox24", "-C", "infra", *arguments, token=token)

    def run(self, program: str, *arguments: str, token: str = TOKEN, **variables: str) -> Run:
        own = self.python.bin / program
        environment = {
            **os.environ,
            **HASTY,
            **keys.variables(),
            "PATH": f"{self.python.bin}{os.pathsep}{os.environ['PATH']}",
            "VIRTUAL_ENV": str(self.python.bin.parent),
            "PYTHONPATH": str(LISTING),
            "PULUMI_HOME": str(self._folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{self._folder}/state",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "SMALLTEST_STORE": str(self._folder / "machines"),
            **({"LOX24_TOKEN": token} if token else {}),
            **variables,
        }
        ended = subprocess.run(
            [str(own) if own.exists() else program, *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        return Run(code=ended.returncode, text=ended.stdout + ended.stderr)

    def pulumi(self, verb: str, *arguments: str) -> Run:
        return self.run("pulumi", "-C", "infra", verb, "-s", "prod", "--non-interactive", *arguments)


@pytest.mark.slow
def test_a_repository_of_ones_own_from_the_wheel_to_daily_work(tmp_path: Path, sandbox: Sandbox) -> None:
    repository = Repository(tmp_path, sandbox=sandbox)
    try:
        repository.python.by_pip(built(tmp_path, into=tmp_path / "before", commit=BEFORE))
    except LookupError:
        pytest.skip(f"a shallow clone does not have {BEFORE}, whose wheel is upgraded here")
    first = repository.pulumi("up", "--yes", "--skip-preview")
    assert first.code == 0, first.text

    # The new version, and its own way to declare groups: nothing changes.
    repository.python.by_uv(built(tmp_path, into=tmp_path / "now"))
    repository.write("infra/__main__.py", BESIDE + DECLARED)
    base = repository.commit("groups as the stack's file has them")
    same = repository.pulumi("up", "--yes", "--skip-preview")
    assert same.summary == {"unchanged": 6}, same.text

    _own_tests(repository)
    _reviewed_and_applied(repository, base=base, sandbox=sandbox)
    _recovered(
        repository, lock=tmp_path / "state" / ".pulumi" / "locks" / "organization" / "shop" / "prod", sandbox=sandbox
    )
    _imported_and_released(repository, sandbox=sandbox)
    _erased(repository, sandbox=sandbox)


def _own_tests(repository: Repository) -> None:
    """The tests of the user's program use what the package brings for them."""
    repository.write("infra/tests/test_lists.py", OWN_TEST)
    tested = repository.run("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "infra", token="")
    assert "1 passed" in tested.text, tested.text


def _reviewed_and_applied(repository: Repository, *, base: str, sandbox: Sandbox) -> None:
    """A pull request, read without a token; merged, planned, approved, applied."""
    customers, suppliers = (sandbox.groups()[name]["id"] for name in ("Customers", "Suppliers"))
    git(repository.folder, "checkout", "-qb", "change")
    with (repository.folder / "lists" / "customers.csv").open("a") as file:
        file.write(f"{number(4)},Dora\n")
    repository.edit("infra/config/Pulumi.prod.yaml", "name: Suppliers", "name: Our suppliers")
    repository.commit("a customer, and a name")
    sandbox.forget()
    checked = repository.lox24("stacks", "check", token="")
    assert checked.code == 0, checked.text
    review = repository.lox24("review", "-s", "prod", "--against", base, token="")
    assert review.code == 2, review.text
    assert "Suppliers -> Our suppliers" in review.text
    assert "entries: +1 new" in review.text
    assert sandbox.calls() == []

    git(repository.folder, "checkout", "-q", "main")
    git(repository.folder, "merge", "-q", "--ff-only", "change")
    planned = repository.lox24("plan", "-s", "prod", "--refresh", "--approved", base, "--out", "../plan")
    assert planned.code == 0, planned.text
    applied = repository.lox24("apply", "../plan")
    assert applied.code == 0, applied.text
    assert sandbox.groups()["Our suppliers"]["id"] == suppliers
    assert [one["phone"] for one in sandbox.phones(customers)] == [number(1), number(2), number(4)]


def _recovered(repository: Repository, *, lock: Path, sandbox: Sandbox) -> None:
    """Somebody edits by hand, and a run is killed."""
    sandbox.by_hand(sandbox.groups()["Customers"]["id"], description="by hand")
    drift = repository.lox24("drift", "-s", "prod")
    assert (drift.code, "by hand" in drift.text) == (2, True), drift.text
    lock.mkdir(parents=True, exist_ok=True)
    (lock / "killed.json").write_text("{}")
    recovered = repository.lox24("recover", "-s", "prod", "--yes")
    assert (recovered.code, [*lock.glob("*.json")]) == (0, []), recovered.text


def _imported_and_released(repository: Repository, *, sandbox: Sandbox) -> None:
    """A group that a colleague made comes under management, and leaves it again."""
    theirs = sandbox.add_group(name="Newsletter")
    sandbox.add_phones(theirs, 2)
    exported = repository.lox24("export", "-s", "prod", "--with-phones", "--lists", "../lists")
    assert exported.code == 0, exported.text
    assert (repository.folder / "lists" / "newsletter.csv").exists(), exported.text
    imported = repository.lox24("import", "-s", "prod", "--yes")
    assert imported.code == 0, imported.text
    back = repository.pulumi("up", "--yes", "--skip-preview")
    assert back.summary == {"updated": 1, "unchanged": 7}, back.text
    assert not sandbox.groups()["Customers"]["description"]
    released = repository.lox24("release", "-s", "prod", "newsletter", "--yes")
    assert released.code == 0, released.text
    assert len(sandbox.phones(theirs)) == 2


def _erased(repository: Repository, *, sandbox: Sandbox) -> None:
    """One person asks to be erased."""
    erased = repository.lox24("erase", "-s", "prod", "--yes", number(2), "--folder", "..")
    assert erased.code == 0, erased.text
    assert number(2) not in erased.text
    assert "customers.csv:3" in erased.text
    assert [one["phone"] for one in sandbox.phones(sandbox.groups()["Customers"]["id"])] == [number(1), number(4)]
