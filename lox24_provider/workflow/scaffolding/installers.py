"""How a pipeline installs what a project's lock pins: with pip, uv or Poetry, into `.venv` beside the program.

A line has `<<run>>` before each program, for what a platform needs there. `.venv` is where Pulumi's Python host looks,
also one that does not read the project of uv or Poetry.
"""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["RUNNERS", "set_up", "set_up_any"]

RUNNERS = ("pip", "uv", "poetry")

UV = (
    # The wheels for Linux on x64 and arm64, as they are published. Another release takes its digests from there.
    "uv==0.13.9 --hash=sha256:d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19"
    " --hash=sha256:5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe"
)
POETRY = "poetry==2.5.1"  # its release alone: it comes with forty packages, which no line can list by their hashes


def set_up(runner: str, *, prefix: str, is_clone: bool = False) -> Iterator[str]:
    """The lines of one installer.

    Args:
        runner: one of `RUNNERS`.
        prefix: the project's folder as a shell reads it, with a slash at its end; empty for the current one.
        is_clone: whether the project holds this package, and no lock names it.
    """
    python = f"<<run>>{prefix}.venv/bin/python"
    if runner == "pip":
        yield f"<<run>>python3 -m venv {prefix}.venv"
        yield f"{python} -m pip install --require-hashes -r {prefix}requirements.txt"
        if is_clone:
            yield f"{python} -m pip install --no-deps --no-build-isolation -e {prefix.rstrip('/') or '.'}"
        return
    yield "TOOLS=$(<<run>>mktemp -d)"
    yield '<<run>>python3 -m venv "$TOOLS"'
    there = f" --directory {prefix.rstrip('/')}" if prefix else ""
    if runner == "uv":
        yield f'echo "{UV}" | <<run>>"$TOOLS"/bin/python -m pip install --require-hashes -r /dev/stdin'
        yield f'<<run>>"$TOOLS"/bin/uv sync --frozen --no-dev{there}'
    else:
        yield f'<<run>>"$TOOLS"/bin/python -m pip install {POETRY}'
        yield (
            f'<<run>>env POETRY_VIRTUALENVS_IN_PROJECT=true "$TOOLS"/bin/poetry install --no-interaction --only main'
            f" --no-root{there}"
        )


def set_up_any(*, prefix: str, chosen: str) -> Iterator[str]:
    """The lines of whichever installer a variable names."""
    yield "TOOLS="
    yield f'case "{chosen}" in'
    for runner in RUNNERS:
        yield f"  {runner})"
        yield from (f"    {line}" for line in set_up(runner, prefix=prefix))
        yield "    ;;"
    yield f'  *) echo "runner is {", ".join(RUNNERS[:-1])} or {RUNNERS[-1]}" >&2; exit 1 ;;'
    yield "esac"
