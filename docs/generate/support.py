"""`docs/reference/support.md`: what this release works with, made of what set-up, package and workflow name."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from docs.generate.tables import lines
from lox24_provider.workflow import cli_archive, installed_cli
from tools import engine

__all__ = ["page", "pythons", "runners", "sdks", "workflow_pythons"]

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / ".github" / "workflows" / "checks.yml"

HEAD = """# What is supported

This page says which versions of Python, the Pulumi SDK, the Pulumi CLI and operating systems this release works with.
It is made from `pyproject.toml`, the requirement files, `tools/` and the workflow by `python -m docs.generate`.

**Tested** means that tests run with it before each change is merged. **Not tried** means that nobody has looked: it may
work, and a report is welcome. [`lox24 doctor`](../how-to/check-a-set-up.md) compares your set-up with the limits of the
first three rows.

"""

TAIL = f"""
What the rows mean:

- **Python**: every version runs the tests that start no engine. One version, that of the runner, runs all tests.
- **Pulumi SDK**: the oldest one runs the life of a stack from its creation to `destroy`. All other tests have the
  newest one.
- **Pulumi CLI**: the tests take the CLI that is on PATH, where the runner has one. If there is none, set-up fetches
  {cli_archive.RELEASE} from the vendor, or builds {engine.RELEASE}. This project was developed with these two.
- **Operating system**: [`lox24 install-cli`](commands.md#lox24-install-cli) knows the CLI's archives for
  {", ".join(f"`{name}`" for name in cli_archive.DIGESTS)}. No part of the provider depends on the processor. There are
  two limits on Windows. `lox24 plugin install` refuses to write Pulumi's cache. In a move to the
  [native plugin](native-plugin.md), the two processes do not tell each other which groups they have.
- **Languages**: the tests run a program in YAML with the engine, where its host can be built. `make check` runs those
  in TypeScript and Go.

[Choose a backend](../how-to/choose-a-backend.md) says which backends were tried.
"""


def page() -> str:
    """The whole page."""
    minimum = ".".join(map(str, installed_cli.MINIMUM))
    oldest, below, newest, first = sdks()
    rows = [
        ("Python", f"{pythons()[0]} and newer", ", ".join(workflow_pythons()), "newer ones; PyPy"),
        ("Pulumi SDK for Python", f"{oldest} and newer, below {below}", f"{first}, {newest}", "each one between"),
        (
            "Pulumi CLI",
            f"{minimum} and newer",
            f"{cli_archive.RELEASE}, {engine.RELEASE}, or that of the runner",
            f"{minimum}; each one between",
        ),
        (
            "Operating system",
            "Linux",
            ", ".join(runners()),
            "macOS, arm64 (both are meant to work); Windows",
        ),
        ("Languages of programs", "Python, YAML, TypeScript, Go", "all four", "C#, Java"),
    ]
    return HEAD + lines(("", "supported", "tested", "not tried"), rows) + TAIL


def pythons() -> list[str]:
    """The versions that the package says it is for, the oldest first."""
    return re.findall(r'"Programming Language :: Python :: (3\.\d+)"', _text("pyproject.toml"))


def workflow_pythons() -> list[str]:
    """The versions that the workflow tests."""
    jobs = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    return [str(one) for one in jobs["pythons"]["strategy"]["matrix"]["python"]]


def runners() -> list[str]:
    """The systems that the workflow's tests run on."""
    jobs = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    return sorted({f"{job['runs-on'].replace('ubuntu-', 'Ubuntu ')} (x64)" for job in jobs.values()})


def sdks() -> tuple[str, str, str, str]:
    """The oldest SDK and the first that is too new, as the package asks; the newest that tests have, and the oldest."""
    ((oldest, below),) = re.findall(r'"pulumi>=([\d.]+),<([\d.]+)"', _text("pyproject.toml"))
    pinned = [re.findall(r"^pulumi==(\S+)", _text(name), re.MULTILINE) for name in _REQUIREMENTS]
    ((newest,), (first,)) = pinned
    return oldest, below, newest, first


_REQUIREMENTS = ("requirements.txt", "requirements-oldest.txt")


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")
