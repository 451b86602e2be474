"""Pipelines for mailing lists, as files: their texts are beside this module, and what differs is filled in.

`pipelines/`, `action.yml` and `templates/lists/template.yml` of the repository are made here as well, so that a step
stands in one place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from textwrap import indent

from lox24_provider.errors import UsageError
from lox24_provider.version import __version__
from lox24_provider.workflow.scaffolding.installers import RUNNERS, set_up, set_up_any
from lox24_provider.workflow.scaffolding.review_steps import review_steps

__all__ = ["ACTION", "RELEASE_TAG", "component_files", "pipeline_files", "shipped_files", "unpinned"]

ACTION = "OWNER/lox24-provider"
"""Where the action and the component are published. `OWNER` stands for the account until they are."""

RELEASE_TAG = f"v{__version__}"
"""The only release tag in place of a commit: a tag can be moved by whoever owns it, so nothing that gets a secret uses
it. Pages and `unpinned` name it from here."""

PATHS = {"github": ".github/workflows/lists.yml", "gitlab": ".gitlab-ci.yml"}
_TEXTS = Path(__file__).with_name("pipelines_texts")
_STACK = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_FOLDER = re.compile(r"(?!(.*/)?\.\.(/|$))[\w.][\w ./+-]*")
_PIN = re.compile(r"(?:([\w.-]+/[\w.-]+)@)?([0-9a-f]{40})")
_LINE = re.compile(r"^( *)<<([a-z-]+)>>\n", re.MULTILINE)
_WORD = re.compile(r"<<([A-Za-z/-]+)>>")


def pipeline_files(
    *,
    ci: str,
    runner: str,
    folder: str,
    stack: str,
    pin: str | None = None,
    watched: Sequence[str] = (),
    is_clone: bool = False,
    is_program: bool = False,
) -> dict[str, str]:
    """The files of a pipeline: path from the repository's root, and text.

    Args:
        ci: `github` or `gitlab`.
        runner: what installs packages: `pip`, `uv` or `poetry`.
        folder: the project's, from the repository's root; empty for the root itself.
        stack: the stack that is planned and applied.
        pin: the commit of the published action or component, `SHA` or `OWNER/NAME@SHA`; the steps are then there and
            not in the file. Without one the file has all steps: what gets a token is named by no tag.
        watched: what a push must touch to be planned, for GitHub; nothing means any push.
        is_clone: whether the repository holds the package itself, which is then installed from it.
        is_program: whether the program declares the groups, and no stack files do.

    Raises:
        UsageError: a value is not valid, or one that no pipeline can be written for.
    """
    folder = PurePosixPath(folder).as_posix() if folder not in ("", ".") else ""
    _refuse(ci=ci, runner=runner, folder=folder, stack=stack, pin=pin)
    if pin is not None and is_program:
        raise UsageError("published steps review stack files, and the program declares its groups: leave --pin out")
    if pin is not None:
        return {PATHS[ci]: _pinned(ci=ci, runner=runner, folder=folder or ".", stack=stack, pin=pin, watched=watched)}
    prefix = f"{_quoted(folder)}/" if folder else ""
    installing = list(set_up(runner, prefix=prefix, is_clone=is_clone))
    values = {
        **review_steps(ci=ci, is_program=is_program),
        "stack": stack,
        "-C": f" -C {_quoted(folder)}" if folder else "",
        "workspace/": _WORKSPACE[ci] if folder else "",
        "job": "",
        "inputs": "",
        "head": _head(ci=ci, stack=stack, watched=watched),
        "comment": _text("comment.sh"),
        "comment-env": _text("comment-env.yml"),
        "set-up": _SET_UP[ci](installing, prefix=prefix),
    }
    return {PATHS[ci]: _filled(_text(f"{ci}.yml"), values)}


def shipped_files() -> dict[str, str]:
    """The files in `pipelines/`, for a clone of this repository."""
    watched = ("stacks/**", "lists/**", "__main__.py", "Pulumi.yaml", "requirements.txt")
    return {
        f"pipelines/{ci}.yml": text
        for ci in PATHS
        for text in pipeline_files(
            ci=ci, runner="pip", folder="", stack="prod", watched=watched, is_clone=True
        ).values()
    }


def component_files() -> dict[str, str]:
    """The composite action and GitLab's component, which carry the same steps for the files that name them."""
    installing = list(set_up_any(prefix='"$LISTS_DIRECTORY"/', chosen="$LISTS_RUNNER"))
    action = {
        "set-up": "\n".join(installing).replace("<<run>>", ""),
        "comment": _text("comment.sh"),
        "comment-env": _text("comment-env.yml").replace("github.token", "inputs.github-token"),
    }
    component = {
        **review_steps(ci="gitlab", is_program=False),
        "stack": "$[[ inputs.stack ]]",
        "-C": ' -C "$LISTS_DIRECTORY"',
        "workspace/": _WORKSPACE["gitlab"],
        "job": "lists-",
        "inputs": _text("gitlab-inputs.yml"),
        "head": _text("gitlab-spec.yml"),
        "set-up": _on_gitlab(installing, prefix='"$LISTS_DIRECTORY"/'),
    }
    text = _blocks_filled(_text("gitlab.yml"), component)
    text = text.replace("-s <<stack>>", '-s "$LISTS_STACK"')  # a value is no part of a shell's line
    return {
        "action.yml": _filled(_text("action.yml"), action),
        "templates/lists/template.yml": _filled(text, component),
    }


def unpinned(text: str) -> list[str]:
    """What a pipeline's text fetches and does not pin by a commit, a digest or hashes, in its order."""
    found: list[str] = []
    for line in text.splitlines():
        code = re.sub(r"(^|\s)#.*", "", line).strip()
        for key, pinned in _PINNED.items():
            if (named := re.search(rf"\b{key}: *['\"]?([^\s'\"]+)", code)) and not re.search(pinned, named[1]):
                found.append(named[1])
        if " pip install " in code and not re.search("--require-hashes|--no-deps", code):
            found.append(code.rpartition(" ")[2])
    return list(dict.fromkeys(found))


_PINNED = {
    "uses": r"^\./|^(?!OWNER/).*@[0-9a-f]{40}$",
    "component": r"^(?!.*\bOWNER/).*@[0-9a-f]{40}$",
    "image": r"@sha256:[0-9a-f]{64}$",
}
_WORKSPACE = {"github": '"$GITHUB_WORKSPACE"/', "gitlab": '"$CI_PROJECT_DIR"/'}


def _refuse(*, ci: str, runner: str, folder: str, stack: str, pin: str | None) -> None:
    if ci not in PATHS:
        raise UsageError(f"there are pipelines for {' and '.join(PATHS)}, not for {ci}")
    if runner not in RUNNERS:
        raise UsageError(f"pipelines install with {', '.join(RUNNERS)}, not with {runner}")
    if not _STACK.fullmatch(stack):
        raise UsageError("a pipeline's stack has 1 to 100 letters, digits, dots, hyphens and underscores")
    if folder and not _FOLDER.fullmatch(folder):
        raise UsageError(
            "a pipeline's folder is below the repository's root, and has only letters, digits, blanks and . _ - +"
        )
    if pin is not None and not _PIN.fullmatch(pin):
        raise UsageError("a pin is a commit's whole SHA, 40 hexadecimal digits, perhaps after OWNER/NAME@")


def _pinned(*, ci: str, runner: str, folder: str, stack: str, pin: str, watched: Sequence[str]) -> str:
    found = _PIN.fullmatch(pin)
    assert found is not None  # noqa: S101 refused before
    action = f"{found[1] or ACTION}@{found[2]}"
    values = {
        "stack": stack,
        "folder": folder,
        "runner": runner,
        "head": _head(ci=ci, stack=stack, watched=watched),
        "action": action,
        "component": f"{(found[1] or ACTION)}/lists@{found[2]}",
        "account": _text("account.yml"),
    }
    return _filled(_text(f"{ci}-pinned.yml"), values)


def _head(*, ci: str, stack: str, watched: Sequence[str]) -> str:
    """What stands before the jobs."""
    paths = f"paths: {json.dumps([*watched])}" if watched else ""  # YAML as well, and a glob may begin with *
    return _filled(_text(f"{ci}-head.yml"), {"stack": stack, "watched": paths})


def _on_github(lines: Sequence[str], *, prefix: str) -> str:
    """A step's lines; the next steps have what is installed first on their PATH."""
    tools = ['echo "$TOOLS/bin" >> "$GITHUB_PATH"'] if any("$TOOLS" in line for line in lines) else []
    own = f'echo "$PWD"/{prefix}.venv/bin >> "$GITHUB_PATH"'
    return "\n".join([*lines, *tools, own]).replace("<<run>>", "")


def _on_gitlab(lines: Sequence[str], *, prefix: str) -> str:
    """The items of a script, in which each program of set-up is started without the secrets."""
    tools = "${TOOLS:+:$TOOLS/bin}" if any("$TOOLS" in line for line in lines) else ""
    items = [_item("\n".join(lines))] if "esac" in lines else [_item(line) for line in lines]
    items.append(f'- PATH="$PWD"/{prefix}.venv/bin"{tools}:$PATH"')
    return "\n".join(items).replace("<<run>>", "clean ")


def _item(text: str) -> str:
    """An item of a YAML list, which is one line or a block."""
    if "\n" in text:
        return "- |\n" + indent(text, "  ")
    return f"- {text}"


def _quoted(folder: str) -> str:
    return f"'{folder}'" if " " in folder else folder


def _text(name: str) -> str:
    return (_TEXTS / name).read_text(encoding="utf-8")


def _filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its values, which may name others."""
    return _WORD.sub(lambda found: values[found[1]], _blocks_filled(text, values))


def _blocks_filled(text: str, values: Mapping[str, str]) -> str:
    """Those that have a line of their own: as many lines, as far to the right, or none."""

    def block(found: re.Match[str]) -> str:
        lines = values[found[2]].rstrip("\n")
        return indent(lines, found[1]) + "\n" if lines else ""

    return _LINE.sub(block, text)


_SET_UP = {"github": _on_github, "gitlab": _on_gitlab}
