"""`lox24 plan` and `lox24 apply`: what was approved is what runs."""

from __future__ import annotations

import argparse
import os
import shlex
from pathlib import Path
from typing import TypedDict

from lox24_provider.commands.common import FAILED, Failed, failed, note, refuse_empty, say, say_json
from lox24_provider.commands.manual import STACK_SECRETS, Exit, Manual, set_up
from lox24_provider.commands.review import add_forms, show
from lox24_provider.commands.stack_option import add_stack_argument, take_stack
from lox24_provider.errors import BeyondApproval, Lox24Error
from lox24_provider.workflow import reviewing
from lox24_provider.workflow.approval_plan import planning
from lox24_provider.workflow.approval_plan.applying import Limits, apply, changes
from lox24_provider.workflow.approval_plan.folder import making
from lox24_provider.workflow.approval_plan.manifest import OUT, as_word
from lox24_provider.workflow.approval_plan.signing import Key
from lox24_provider.workflow.review.compare import beyond
from lox24_provider.workflow.review.saved import Document

__all__ = ["add_apply_arguments", "add_plan_arguments", "run_apply", "run_plan"]

HOURS = 24.0  # a plan's age: long enough for a person to approve it, short enough to be about this account

PLAN_HELP = """\
Runs the preview and writes a folder with everything that a person approves: the update plan, the review as text,
Markdown and HTML, and a manifest. The manifest says what must not change before `lox24 apply`: the files, the stack's
state, versions, the account and each list. It also says which entries each list may gain, change and lose, by position
or id. The folder holds no token and no number. With LOX24_PLAN_KEY it is signed, and `lox24 apply` needs the same key.
"""

PLAN = Manual(
    does=PLAN_HELP,
    examples="""\
lox24 plan -s prod --refresh --out plan
lox24 plan -s prod --refresh --approved HEAD~1   # fails if the plan does more than the change since then
""",
    exits={
        0: Exit("done", "planned (also if there is nothing to do)"),
        FAILED: Exit("error", "an error, or more than was approved"),
    },
    writes="the folder of --out, and the files of --markdown and --html; nothing at LOX24 or in the state",
    secrets=f"{STACK_SECRETS}; LOX24_PLAN_KEY to sign the plan",
    prints=(Document,),
)

APPLY_HELP = """\
Applies a plan. It refuses before the first write if anything has changed since the plan was made (files, state, lists,
account, versions), or if more entries would change than were approved. Then `pulumi up` keeps to the update plan, and
every planned step must have happened.

With --skip-checkpoints the engine writes the state once, at the end, and not after every step: a first run of a
thousand groups takes a third of the time. It is refused unless nothing can be lost: the state holds nothing of this
provider, the plan only creates groups under adopt, and the account has none of their names. There is no second preview:
the engine refuses a step that is not in the plan during the run. The plan can be used once. If the run is killed, the
state has nothing of it: run `lox24 recover`, then make a new plan, which takes over the groups that are there.
"""


class Applied(TypedDict):
    """What was done: `steps` is an operation for each URN, `told` the lines that a person would have read."""

    applied: bool
    stack: str
    steps: dict[str, str]
    told: list[str]


class NotApplied(Failed):
    """An error, and what was told before it."""

    applied: bool
    told: list[str]


APPLY = Manual(
    does=APPLY_HELP,
    examples="""\
lox24 apply plan
lox24 apply plan --allow-deletes 12     # exactly as many as the refusal names
lox24 apply plan --skip-checkpoints     # the first run of many groups, under adopt
""",
    exits={0: Exit("done", "applied"), FAILED: Exit("error", "refused, or failed")},
    writes="at LOX24 and into the state what the plan says; with --skip-checkpoints the file used in its folder",
    secrets=f"{STACK_SECRETS}; LOX24_PLAN_KEY for a signed plan",
    prints=(Applied, NotApplied),
)


def add_plan_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments and help of `plan`."""
    set_up(parser, PLAN)
    add_stack_argument(parser)
    parser.add_argument("--out", type=Path, metavar="FOLDER", default=Path(OUT), help=f"where to write it ({OUT})")
    parser.add_argument("--refresh", action="store_true", help="refresh first; apply does so again")
    parser.add_argument(
        "--approved",
        metavar="COMMIT",
        help="refuse what the review of the files against this version (`lox24 review --against`) does not show",
    )
    parser.add_argument(
        "--no-git", action="store_true", help="do without git's hash: only the contents of what the run reads count"
    )
    add_forms(parser)


def add_apply_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments and help of `apply`."""
    set_up(parser, APPLY)
    parser.add_argument("plan", type=Path, metavar="PLAN", help="the folder that `lox24 plan` wrote")
    parser.add_argument(
        "--max-age", type=float, default=HOURS, metavar="HOURS", help=f"how old it may be ({HOURS:.0f})"
    )
    parser.add_argument(
        "--allow-deletes", type=int, metavar="N", help="allow exactly N groups to be deleted where that is many"
    )
    parser.add_argument(
        "--skip-checkpoints", action="store_true", help="write the state at the end only; for a first run of groups"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object for machines")


def run_plan(arguments: argparse.Namespace) -> int:
    """Plan; the exit code."""
    try:
        refuse_empty("--approved", arguments.approved)
        take_stack(arguments)
        with making(arguments.out, key=Key.of(os.environ)) as folder:
            many = _plan(arguments, folder=folder)
    except (Lox24Error, OSError) as error:
        return failed(error, as_json=arguments.json)
    note(f"planned: lox24 apply {shlex.quote(as_word(arguments.out))}")  # stdout is the review's
    if many:
        note(
            f"{many:,} new groups take less time with --skip-checkpoints, and nothing speaks against it now: "
            "`lox24 apply --help` says what that means"
        )
    return 0


def _plan(arguments: argparse.Namespace, *, folder: Path) -> int:
    """Make the plan in `folder`, show it, and fail where it does more than was approved.

    Returns how many groups would be made faster without checkpoints; none where that is not so.
    """
    engine = reviewing.stack_engine(arguments.stack)
    approved = None
    if arguments.approved is not None:
        approved = reviewing.of_files(engine.project, stack=arguments.stack, against=arguments.approved)
    link = arguments.link or reviewing.link_template(os.environ)
    many: list[int] = []
    review, _ = planning.make(
        engine,
        folder=folder,
        refresh=arguments.refresh,
        link=link,
        git=not arguments.no_git,
        faster=many.append,
    )
    more = [] if approved is None else beyond(approved, review)
    show(review, arguments, is_printed=not (more and arguments.json))
    if more:
        raise BeyondApproval(more)
    return sum(many)


def run_apply(arguments: argparse.Namespace) -> int:
    """Apply; the exit code."""
    lines: list[str] = []
    hear = lines.append if arguments.json else say
    try:
        limits = Limits(
            seconds=arguments.max_age * 3600,
            deletes=arguments.allow_deletes,
            skip_checkpoints=arguments.skip_checkpoints,
        )
        manifest = apply(arguments.plan, limits=limits, say=hear, key=Key.of(os.environ))
    except (Lox24Error, OSError) as error:
        return failed(error, as_json=arguments.json, applied=False, told=lines)
    if arguments.json:
        done: Applied = {"applied": True, "stack": manifest.stack, "steps": manifest.steps, "told": lines}
        say_json(done)
    else:
        say(f"applied {changes(manifest)} to {manifest.stack}")
    return 0
