"""`lox24 review`: what a run would do, as something that a person can approve."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import sys
from pathlib import Path

from lox24_provider.commands.common import FAILED, failed, note, refuse_empty, say_whole
from lox24_provider.commands.manual import STACK_SECRETS, Exit, Manual, set_up
from lox24_provider.commands.stack_option import add_stack_argument, take_stack
from lox24_provider.display.text import one_line
from lox24_provider.errors import Lox24Error, ProjectError, UsageError
from lox24_provider.safe_io.reading import read_regular
from lox24_provider.safe_io.writing import overwrite
from lox24_provider.workflow import reviewing
from lox24_provider.workflow.declared.reviewing import Pythons
from lox24_provider.workflow.declared.variables import refuse_secrets
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.review.markdown import markdown
from lox24_provider.workflow.review.markup import link_to
from lox24_provider.workflow.review.masked_entries import masked_entries
from lox24_provider.workflow.review.model import Review
from lox24_provider.workflow.review.page import page
from lox24_provider.workflow.review.paths import from_folder
from lox24_provider.workflow.review.saved import MOST_BYTES, Document, bounded, read_saved
from lox24_provider.workflow.review.terminal import terminal

__all__ = ["add_arguments", "add_forms", "run", "show"]

UNCHANGED, CHANGES = 0, 2

HELP = """\
Shows what `pulumi up` would do to a stack: a verdict, the dangers, each group with its fields now and after, and the
number of entries of each list. Drift of the account is shown apart from what the program wants.

By default it runs the preview. --preview reads a saved one. --against compares the files with a version in git, and
needs neither the account nor a token: for pull requests. If the program itself declares the groups, --declared runs it
twice, as it is now and as it was, without engine, account and secrets, and compares what it declares.
"""

MANUAL = Manual(
    does=HELP,
    examples="""\
lox24 review -s prod --refresh
lox24 review -s prod --against origin/main --markdown review.md --html review.html
lox24 review -s prod --declared --against origin/main --json > review.json
lox24 review -s prod --render review.json --markdown review.md
pulumi preview -s prod --json > preview.json; lox24 review --preview preview.json
""",
    exits={
        UNCHANGED: Exit("unchanged", "nothing would change"),
        CHANGES: Exit("changes", "something would change, or files changed of which files do not tell what they do"),
        FAILED: Exit("error", "an error"),
    },
    writes="nothing but the files of --markdown and --html",
    secrets=f"{STACK_SECRETS}; none with --against, --preview and --render",
    prints=(Document,),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments and help."""
    set_up(parser, MANUAL)
    add_stack_argument(parser)
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--preview", type=Path, metavar="FILE", help="a saved `pulumi preview --json`; - reads stdin")
    source.add_argument("--against", metavar="COMMIT", help="compare the files with this version in git")
    source.add_argument("--refresh", action="store_true", help="refresh first: drift is shown apart")
    source.add_argument(
        "--render",
        type=Path,
        metavar="FILE",
        help="render what --against COMMIT --json has printed in a job that nobody trusts; - reads stdin",
    )
    parser.add_argument(
        "--declared",
        action="store_true",
        help="with --against: run the program of both versions without an engine, and compare what they declare",
    )
    parser.add_argument("--python", type=Path, metavar="PATH", help="with --declared: the Python that runs the program")
    parser.add_argument("--base-python", type=Path, metavar="PATH", help="the same for COMMIT's program")
    parser.add_argument(
        "--env",
        action="append",
        default=[],
        metavar="NAME",
        help="with --declared: give the programs this variable too; it must not be a secret; repeatable",
    )
    parser.add_argument(
        "--lines",
        action="store_true",
        help="with --against: show who comes and goes, masked; only in a terminal, never in a pipeline",
    )
    parser.add_argument(
        "--unread",
        action="append",
        default=[],
        type=Path,
        metavar="FOLDER",
        help="with --against: no run reads what is in it, such as another project; repeatable",
    )
    add_forms(parser)


def add_forms(parser: argparse.ArgumentParser) -> None:
    """The forms in which a review may be written."""
    parser.add_argument("--json", action="store_true", help="print the review for machines")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="also write Markdown for one comment")
    parser.add_argument("--html", type=Path, metavar="FILE", help="also write one HTML page that needs nothing else")
    parser.add_argument(
        "--link",
        metavar="TEMPLATE",
        help="where a line of a file is shown, with {path}, from the repository's root, and {line} (GitHub's and "
        "GitLab's variables tell)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    try:
        refuse_empty("--against", arguments.against)
        _refuse_without_declared(arguments)
        if arguments.unread and (arguments.declared or not arguments.against):
            raise UsageError("--unread goes with --against alone: only there files are judged by who may read them")
        if arguments.lines:
            _refuse_lines(arguments)
        review = _review(arguments)
        show(review, arguments)
        if arguments.lines:
            old, new = reviewing.versions(Project.find(), stack=arguments.stack, against=arguments.against)
            say_whole(masked_entries(old=old, new=new))
    except (Lox24Error, OSError) as error:
        return failed(error, as_json=arguments.json)
    return UNCHANGED if review.is_empty and not review.is_open else CHANGES


def show(review: Review, arguments: argparse.Namespace, *, is_printed: bool = True) -> None:
    """Write a review in every form that was asked for.

    Args:
        is_printed: whether it is printed, too; not where the one object of `--json` is an error's.

    Raises:
        OSError: a file cannot be written.
    """
    link = link_to(arguments.link or reviewing.link_template(os.environ))
    if arguments.markdown:
        overwrite(arguments.markdown, markdown(review, link=link))
    if arguments.html:
        overwrite(arguments.html, page(review, link=link))
    if not is_printed:
        return
    if arguments.json:
        document = review.document()
        say_whole(bounded(document) if review.is_declared else json.dumps(document, indent=2))
    else:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        say_whole(terminal(_from_here(review), colour=colour).rstrip("\n"))


def _from_here(review: Review) -> Review:
    """With paths that this person's editor and shell open."""
    if (project := _project()) is None:
        return review
    return from_folder(review, folder=os.path.relpath(Path.cwd(), project.root).replace(os.sep, "/"))


def _project() -> Project | None:
    try:
        return Project.find()
    except ProjectError:
        return None


def _review(arguments: argparse.Namespace) -> Review:
    if arguments.preview:
        stdin = str(arguments.preview) == "-"
        text = sys.stdin.buffer.read() if stdin else arguments.preview.read_bytes()
        return reviewing.of_preview(text, project=_project())
    if arguments.render and not arguments.stack:
        raise ProjectError(
            "--render goes with -s STACK: the file may be of any, and only the one that is meant is taken"
        )
    take_stack(arguments)
    if arguments.render:
        is_stdin = str(arguments.render) == "-"
        content = sys.stdin.buffer.read(MOST_BYTES + 1) if is_stdin else read_regular(arguments.render, most=MOST_BYTES)
        return read_saved(content, stack=arguments.stack)
    if arguments.against:
        return _of_versions(arguments)
    return reviewing.of_stack(reviewing.stack_engine(arguments.stack), refresh=arguments.refresh)


def _of_versions(arguments: argparse.Namespace) -> Review:
    project, stack, against = Project.find(), arguments.stack, arguments.against
    if project.language not in ("", "python"):  # groups of a stack file, even where some are left, are read by nothing
        raise UsageError(
            f"the program is in {one_line(project.language)}, and what it declares shows only a preview: "
            f"{_again(arguments)}"
        )
    if arguments.declared:
        refuse_secrets()
        now, base = map(_python, (arguments.python, arguments.base_python))
        pythons = Pythons(now=now, base=base, named=tuple(arguments.env))
        return reviewing.of_declared(project, stack=stack, against=against, pythons=pythons)
    if reviewing.declares_no_groups(project, stack=stack):
        note(
            f"{project.shown(project.stack_file(stack))} declares no groups: where the program declares them, "
            f"`{_again(arguments, '--declared', '--against', against)}` runs it and compares what it declares"
        )
    return reviewing.of_files(project, stack=stack, against=against, unread=arguments.unread)


def _again(arguments: argparse.Namespace, *options: str) -> str:
    """The command once more with these options instead, to be pasted: of the same stack and in the same forms."""
    forms = [
        word
        for option in ("--markdown", "--html", "--link")
        if (value := getattr(arguments, option.removeprefix("--")))
        for word in (option, str(value))
    ]
    json_too = ["--json"] if arguments.json else []
    return one_line(shlex.join(["lox24", "review", "-s", arguments.stack, *options, *json_too, *forms]), limit=1000)


def _python(given: Path | None) -> Path | None:
    """The Python that a person has named, as a shell would find it from here; links stay as they are."""
    return None if given is None else Path(shutil.which(given) or given).absolute()


def _refuse_without_declared(arguments: argparse.Namespace) -> None:
    if arguments.declared and not arguments.against:
        raise UsageError("--declared goes with --against COMMIT: what is declared is compared with that version")
    if arguments.declared and arguments.lines:
        raise UsageError("--lines shows the people of stack files, and does not go with --declared")
    given = [("--python", arguments.python), ("--base-python", arguments.base_python), ("--env", arguments.env)]
    if not arguments.declared and (lost := [name for name, value in given if value]):
        raise UsageError(f"{', '.join(lost)}: goes with --declared, which runs the program")


def _refuse_lines(arguments: argparse.Namespace) -> None:
    if not arguments.against or arguments.markdown or arguments.html or arguments.json:
        raise ProjectError("--lines goes with --against, and with none of --markdown, --html and --json")
    if not sys.stdout.isatty() or os.environ.get("CI"):
        raise ProjectError(
            "--lines shows people, so it works in a terminal of your own only, not in a pipeline or file"
        )
