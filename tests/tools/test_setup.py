from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tools.conftest import Clone, Script
from tools import setup
from tools.setup import ROOT, Layer, Stamp

LAYERS: set[Layer] = set(setup.INPUTS)
NOTES = """
import os, pathlib, sys
if sys.argv[1] != "-c" and "config" not in sys.argv:  # questions of set-up's
    with (pathlib.Path.cwd() / "notes").open("a") as notes:
        print(*sys.argv[1:], file=notes)
"""


@pytest.fixture
def ready(clone: Clone) -> Clone:
    """A clone whose set-up has ended, tests and all."""
    for name in {name for names in setup.INPUTS.values() for name in names}:
        (clone.root / name).parent.mkdir(parents=True, exist_ok=True)
        (clone.root / name).touch()
    (clone.root / ".venv/bin/python").touch()
    for layer in LAYERS:
        stamped(clone, layer)
    return clone


def stamped(clone: Clone, layer: Layer) -> None:
    stamp = Stamp(digest=setup.digest_of(clone.root, layer), root=str(clone.root), engine=str(clone.engine))
    stamp.write(layer)


def holding(root: Path) -> set[Layer]:
    """The layers that need no work."""
    return {
        layer
        for layer in LAYERS
        if (stamp := Stamp.read(root, layer)) and stamp.holds(digest=setup.digest_of(root, layer), root=root)
    }


@pytest.mark.parametrize("arguments", [(), ("--develop",)])
def test_a_second_run_does_nothing(ready: Clone, arguments: tuple[str, ...]) -> None:
    ran = ready.run("tools.setup", *arguments)

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert holding(ready.root) == LAYERS
    assert ready.calls() == []


@pytest.mark.parametrize(("layer", "name"), [(layer, name) for layer in setup.INPUTS for name in setup.INPUTS[layer]])
def test_a_changed_input_is_noticed_by_its_layer_alone(ready: Clone, layer: Layer, name: str) -> None:
    assert holding(ready.root) == LAYERS

    with (ready.root / name).open("a") as file:
        file.write("# changed\n")

    assert holding(ready.root) == LAYERS - {layer}


def test_a_vanished_cli_or_python_is_noticed(ready: Clone) -> None:
    python = ready.root / ".venv/bin/python"
    python.unlink()
    python.symlink_to("gone")
    assert holding(ready.root) == set()

    python.unlink()
    python.touch()
    assert holding(ready.root) == LAYERS

    shutil.rmtree(ready.engine)
    assert holding(ready.root) == set()


def test_a_clone_that_took_the_cli_on_path_is_not_set_up_with_a_pinned_one(ready: Clone) -> None:
    digest = setup.digest_of(ready.root, "run")
    stamp = Stamp.read(ready.root)
    assert stamp is not None
    assert stamp.holds(digest=digest, root=ready.root)
    assert not stamp.holds(digest=digest, root=ready.root, pinned=True)
    assert replace(stamp, pinned=True).holds(digest=digest, root=ready.root)


def test_a_moved_checkout_is_noticed(ready: Clone) -> None:
    elsewhere = ready.root.with_name("elsewhere")
    ready.root.rename(elsewhere)

    assert holding(elsewhere) == set()


def test_a_stamp_of_another_release_is_none(clone: Clone) -> None:
    for text in ("", "[]", '{"version": 1}'):
        Stamp.path(clone.root, "run").write_text(text)

        assert Stamp.read(clone.root) is None


@pytest.fixture
def fresh(clone: Clone, script: Script) -> Clone:
    """A clone in which nothing is installed but a Python that only takes notes of what pip is asked."""
    for names in setup.INPUTS.values():
        for name in names:
            (clone.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, clone.root / name)
    script(clone.root / ".venv" / "bin", "python", NOTES)
    script(clone.engine, "pulumi", "print('v3.300.0')")
    script(clone.engine, "pulumi-language-python", "")
    script(clone.engine, "pulumi-language-yaml", "")
    Stamp.path(clone.root, "run").unlink()
    return clone


def installed(clone: Clone) -> list[str]:
    """The installers' command lines since the last look, without what each has."""
    notes = clone.root / "notes"
    lines = notes.read_text().splitlines() if notes.exists() else []
    notes.unlink(missing_ok=True)
    return [
        line.replace("--disable-pip-version-check --no-input ", "").replace(str(clone.root), "ROOT") for line in lines
    ]


PIP = "-I -m pip install --no-compile --no-user --target="
UV = f"{PIP} --retries 1 --require-hashes --only-binary :all: -r requirements-uv.txt"
RUN = [
    f"{PIP} --require-hashes -r requirements.txt",
    f"{PIP} --no-deps --no-build-isolation -e .",
]
APART = "--no-deps --upgrade --target ROOT/.venv/oldest-sdk"
DEVELOP = [
    f"{PIP} --require-hashes -r requirements-dev.txt",
    f"{PIP} --require-hashes {APART} -r requirements-oldest.txt",
]
CHECK = [f"{PIP} --require-hashes -r requirements-check.txt"]


@pytest.mark.slow
def test_each_layer_is_installed_once_in_either_order(fresh: Clone) -> None:
    path = f"{fresh.engine}:/usr/bin:/bin"
    assert fresh.run("tools.setup", PATH=path).returncode == 0
    assert installed(fresh) == [UV, *RUN]
    assert fresh.run("tools.setup", "--develop", PATH=path).returncode == 0
    assert installed(fresh) == [UV, *DEVELOP]
    assert fresh.run("tools.setup", "--check", PATH=path).returncode == 0
    assert installed(fresh) == [UV, *CHECK]

    for layer in LAYERS:
        Stamp.path(fresh.root, layer).unlink()
    assert fresh.run("tools.setup", "--check", PATH=path).returncode == 0
    assert installed(fresh) == [UV, *RUN, UV, *DEVELOP, UV, *CHECK]
    told = fresh.run("tools.setup", PATH=path)
    assert (told.returncode, told.stderr) == (0, "")
    assert installed(fresh) == []


@pytest.mark.slow
def test_without_a_host_for_yaml_the_rest_is_ready_and_that_is_said_once(fresh: Clone, script: Script) -> None:
    (fresh.engine / "pulumi-language-yaml").unlink()
    script(fresh.engine, "go", "print('go1.22.1')")

    def make() -> subprocess.CompletedProcess[str]:
        path, caches = f"{fresh.engine}:/usr/bin:/bin", str(fresh.root / "caches")
        return fresh.run("tools.setup", "--develop", PATH=path, XDG_CACHE_HOME=caches)

    first = make()
    assert first.returncode == 0
    last = first.stderr.splitlines()[-1]
    assert last == "setup: no host for programs in YAML, whose tests are skipped: go1.22.1 is older than go1.26"
    assert make().stderr == ""


@pytest.mark.slow
def test_a_vanished_host_for_yaml_is_noticed(fresh: Clone) -> None:
    path = f"{fresh.engine}:/usr/bin:/bin"
    assert fresh.run("tools.setup", "--develop", PATH=path).returncode == 0
    assert "develop" in holding(fresh.root)

    (fresh.engine / "pulumi-language-yaml").unlink()
    assert "develop" not in holding(fresh.root)


@pytest.mark.slow
def test_uv_is_taken_where_it_is_on_path_and_removes_nothing(fresh: Clone, script: Script) -> None:
    script(fresh.engine, "uv", NOTES)
    ran = fresh.run("tools.setup", "--develop", PATH=f"{fresh.engine}:/usr/bin:/bin")

    assert ran.returncode == 0, ran.stderr
    uv = "pip install --python ROOT/.venv/bin/python"
    assert installed(fresh) == [line.replace(PIP, uv) for line in RUN + DEVELOP]
    assert "installing what the program needs (" in ran.stderr
    assert " packages) with uv ...\n" in ran.stderr


@pytest.mark.slow
def test_where_uv_fails_pip_has_its_turn(fresh: Clone, script: Script) -> None:
    """It does not read pip's configuration: an index or a certificate that only pip knows is not reached by it."""
    script(fresh.engine, "uv", f"{NOTES}\nsys.exit('error: invalid peer certificate')")
    ran = fresh.run("tools.setup", PATH=f"{fresh.engine}:/usr/bin:/bin")

    assert ran.returncode == 0, ran.stderr
    (asked, *then) = installed(fresh)
    assert (asked.split()[:2], then) == (["pip", "install"], RUN), (
        "uv is not asked twice: what it lacks is lacking still"
    )
    reason = "installing what the program needs (39 packages) with uv failed with exit status 1, so pip has its turn"
    assert f"  | error: invalid peer certificate\n[setup 2/4] {reason}\n" in ran.stderr
    assert "make again" not in ran.stderr


VARIABLES = """
theirs = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_"))}
if sys.argv[1] != "-c":
    with (pathlib.Path.cwd() / "variables").open("a") as variables:
        print(theirs, file=variables)
"""


@pytest.mark.slow
def test_a_persons_variables_say_where_packages_come_from_and_not_what_is_installed_or_where(
    fresh: Clone, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the set-up would say that it is ready, with another project installed or with a package missing."""
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    script(fresh.engine, "uv", f"{NOTES}{VARIABLES}\nsys.exit('error: no')")
    script(fresh.root / ".venv" / "bin", "python", NOTES + VARIABLES)
    kept = {"UV_DEFAULT_INDEX": "https://a.example", "UV_CACHE_DIR": "/cache", "PIP_CERT": "/certs"}
    places = {"UV_WORKING_DIR": "/elsewhere", "PIP_PREFIX": "/elsewhere", "PIP_ROOT": "/elsewhere"}
    packages = {"UV_EXCLUDE": "/file", "UV_OVERRIDE": "/file", "UV_NO_EDITABLE": "1", "UV_NO_VERIFY_HASHES": "1"}
    ran = fresh.run(
        "tools.setup", PATH=f"{fresh.engine}:/usr/bin:/bin", ignore_sigint=False, **{**kept, **places, **packages}
    )

    assert ran.returncode == 0, ran.stderr
    assert len(installed(fresh)) == 3, "uv once, then pip twice"
    for line in (fresh.root / "variables").read_text().splitlines():
        noted = ast.literal_eval(line)
        assert {name: noted[name] for name in noted if name != "UV_SYSTEM_CERTS"} == kept


@pytest.mark.slow
@pytest.mark.parametrize(
    ("configured", "own", "index"),
    [
        ("global.index-url='https://pip.example'", {}, "https://pip.example"),
        (":env:.index-url='https://env.example'\nglobal.index-url='https://pip.example'", {}, "https://env.example"),
        ("global.extra-index-url='https://more.example'", {}, None),
        ("global.index-url='https://pip.example'", {"UV_DEFAULT_INDEX": "https://uv.example"}, "https://uv.example"),
        ("global.index-url='https://pip.example'", {"UV_INDEX_URL": "https://uv.example"}, None),
    ],
)
def test_uv_takes_the_index_of_pip_unless_it_has_one_of_its_own(
    fresh: Clone, script: Script, configured: str, own: dict[str, str], index: str | None
) -> None:
    """Where only that index is reached, uv would wait for the public one, and then fail."""
    script(fresh.root / ".venv" / "bin", "python", f"{NOTES}\nif 'config' in sys.argv: print({configured!r})")
    script(
        fresh.engine, "uv", 'import os, pathlib; pathlib.Path("index").write_text(repr(os.getenv("UV_DEFAULT_INDEX")))'
    )
    ran = fresh.run("tools.setup", PATH=f"{fresh.engine}:/usr/bin:/bin", ignore_sigint=False, **own)

    assert ran.returncode == 0, ran.stderr
    assert (fresh.root / "index").read_text() == repr(index)
    assert "example" not in ran.stderr, "an address may have a password"


@pytest.mark.slow
@pytest.mark.parametrize("uv", ["", "import sys; sys.exit('error: no space left on device')"])
def test_a_package_whose_installation_was_cut_off_is_installed_again(fresh: Clone, script: Script, uv: str) -> None:
    """Both installers take it for installed, though it lacks files. They write INSTALLER at the end."""
    packages = fresh.root / ".venv" / "lib" / "python3" / "site-packages"
    whole, half, apart = (
        packages / "a-1.dist-info",
        packages / "b-1.dist-info",
        fresh.root / setup.OLDEST_SDK / "c-1.dist-info",
    )
    for folder in (whole, half, apart):
        folder.mkdir(parents=True)
        (folder / "METADATA").touch()
    (whole / "INSTALLER").touch()
    cut = f"import pathlib; pathlib.Path({str(half)!r}).mkdir(exist_ok=True)"  # as uv's own installation was, too
    script(fresh.engine, "uv", f"{cut}\n{uv}" if uv else "")
    ran = fresh.run("tools.setup", PATH=f"{fresh.engine}:/usr/bin:/bin")

    assert ran.returncode == 0, ran.stderr
    assert [folder.exists() for folder in (whole, half, apart)] == [True, False, False]


INSTALLS_UV = f"""
import os, pathlib
if "requirements-uv.txt" in sys.argv:
    uv = pathlib.Path(__file__).with_name("uv")
    uv.write_text('#!' + sys.executable + {NOTES!r})
    uv.chmod(0o755)
"""


@pytest.mark.slow
def test_without_uv_on_path_pip_installs_a_pinned_one_and_that_the_rest(fresh: Clone, script: Script) -> None:
    script(fresh.root / ".venv" / "bin", "python", NOTES + INSTALLS_UV)
    ran = fresh.run("tools.setup", "--develop", PATH=f"{fresh.engine}:/usr/bin:/bin")

    assert ran.returncode == 0, ran.stderr
    uv = "pip install --python ROOT/.venv/bin/python"
    assert installed(fresh) == [UV, *(line.replace(PIP, uv) for line in RUN + DEVELOP)]
    assert "[setup 2/4] installing uv with pip ...\n" in ran.stderr


@pytest.mark.slow
def test_without_a_build_of_uv_for_this_machine_pip_installs_all(fresh: Clone, script: Script) -> None:
    no = "if 'requirements-uv.txt' in sys.argv: sys.exit('Retrying\\nERROR: No matching distribution found for uv')"
    script(fresh.root / ".venv" / "bin", "python", f"{NOTES}\n{no}")
    ran = fresh.run("tools.setup", PATH=f"{fresh.engine}:/usr/bin:/bin")

    assert ran.returncode == 0, ran.stderr
    reason = "installing uv with pip failed with exit status 1, so pip has its turn"
    assert f"  | ERROR: No matching distribution found for uv\n[setup 2/4] {reason}\n" in ran.stderr
    assert "Retrying" not in ran.stderr, "if the network is away, pip says so in its turn, and once is enough"
    assert installed(fresh) == [UV, *RUN]


def test_what_the_program_needs_has_one_release_in_all_files() -> None:
    """Else `make up` after `make test`, or the other way round, would change what the other has installed."""

    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[\w.-]+==[^\\]+", (ROOT / name).read_text(), re.MULTILINE))

    assert pins("requirements.txt") | pins("requirements-uv.txt") <= pins("requirements-dev.txt")
    assert any(pin.startswith("setuptools==") for pin in pins("requirements.txt")), "the editable install needs it"


def test_the_oldest_sdk_is_the_oldest_that_is_supported() -> None:
    (lower,) = re.findall(r'"pulumi>=([\d.]+),', (ROOT / "pyproject.toml").read_text())
    (oldest,) = re.findall(r"^pulumi==([\d.]+)", (ROOT / "requirements-oldest.txt").read_text(), re.MULTILINE)

    assert oldest.startswith(f"{lower}.")


def test_what_set_up_takes_of_the_package_needs_nothing_installed() -> None:
    """A fresh clone has a Python and nothing else."""
    ran = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path.insert(0, {str(ROOT)!r}); import tools.setup, tools.archive",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
