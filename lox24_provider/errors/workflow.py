"""What ends a command: the project, its files, git, the engine, a plan."""

from __future__ import annotations

from collections.abc import Sequence

from lox24_provider.errors.base import Lox24Error

__all__ = [
    "Aborted",
    "BeyondApproval",
    "CheckpointsNeeded",
    "EmptyOption",
    "EngineError",
    "FileError",
    "FilesUnreadable",
    "GitError",
    "ListUnknown",
    "NoPreview",
    "NoReview",
    "NoStackFile",
    "NoTree",
    "NotSetUp",
    "PlanError",
    "PlanMoved",
    "PlanUsed",
    "PluginError",
    "PluginMismatch",
    "ProgramError",
    "ProjectError",
    "StackFileError",
    "Undecided",
    "UsageError",
]


class ProjectError(Lox24Error):
    """There is no project here, or its file cannot be read."""

    code = "LOX4001"
    remedy = "Run the command in the folder of a Pulumi project, with the stack's name."


class NoStackFile(Lox24Error):
    """There is no file of that stack."""

    code = "LOX4002"
    remedy = "Check the stack's name."

    def __init__(self, *, file: str, stacks: str) -> None:
        super().__init__(f"there is no {file}; stacks here: {stacks}")


class EmptyOption(Lox24Error):
    """An option is empty: most likely its value comes from a variable that is not set."""

    code = "LOX4003"
    remedy = "Set the variable that the value comes from."

    def __init__(self, option: str) -> None:
        super().__init__(f"{option} is empty, and nothing was done: is the variable that it comes from not set?")


class EngineError(Lox24Error):
    """The Pulumi CLI is not there, is too old, or failed."""

    code = "LOX4004"
    repeats = True
    remedy = "Do what the line says; `lox24 doctor` checks the rest of the set-up."


class NoPreview(Lox24Error):
    """The input is not a preview, or it is a preview that failed."""

    code = "LOX4005"
    repeats = True
    remedy = "Pass the output of `pulumi preview --json`."


class FilesUnreadable(Lox24Error):
    """The files of one of the two versions are not valid; each problem is on a line."""

    code = "LOX4006"
    remedy = "Correct the files that the lines name."


class ListUnknown(FilesUnreadable):
    """One version of a list file cannot be read, so its entries are not known."""

    code = "LOX4009"
    remedy = "Read the list file yourself: one of its versions cannot be read."


class GitError(Lox24Error):
    """Git is not installed, or does not have the version."""

    code = "LOX4007"
    remedy = "Name a version that this repository has; fetch it first."


class NoTree(GitError):
    """Git does not say which files are tracked."""

    code = "LOX4008"
    remedy = "Do what git says, or plan with `--no-git`."

    def __init__(self, why: str) -> None:
        fix = "repair that"
        if "dubious ownership" in why:
            fix = "if you trust its owner, `git config --global --add safe.directory FOLDER`"
        super().__init__(
            f"git does not say which files are here ({why.removeprefix('fatal: ')}): {fix}, or plan with --no-git, "
            "where the contents of what the run reads count alone"
        )


class PlanError(Lox24Error):
    """An approval plan cannot be made, read or applied."""

    code = "LOX4101"
    remedy = "Make a new plan."


class PlanMoved(PlanError):
    """Something has changed since the plan was made; nothing was written."""

    code = "LOX4102"
    repeats = True
    remedy = "Make a new plan, and have it approved."

    def __init__(self, *moved: str, again: str = "lox24 plan") -> None:
        self.moved = moved
        super().__init__(
            "\n".join([*moved, f"nothing was changed: make a new plan with `{again}` and have it approved"])
        )

    def with_command(self, again: str) -> PlanMoved:
        """The same, with the command that makes such a plan again."""
        return PlanMoved(*self.moved, again=again)


class BeyondApproval(PlanError):
    """The plan does more than was approved."""

    code = "LOX4103"
    remedy = "Plan without `--approved`, and have that plan approved."

    def __init__(self, lines: list[str]) -> None:
        super().__init__(
            "\n".join(
                [*lines, "the plan does more than was approved: plan without --approved, and have that plan approved"]
            )
        )


class CheckpointsNeeded(PlanError):
    """A run without checkpoints could lose or double something; nothing was written."""

    code = "LOX4104"
    remedy = "Apply the plan without `--skip-checkpoints`."

    def __init__(self, *reasons: str) -> None:
        super().__init__(
            "\n".join([*reasons, "nothing was changed: apply it without --skip-checkpoints, which takes longer"])
        )


class PlanUsed(PlanError):
    """The plan was used before with `--skip-checkpoints`, whether that run finished or not."""

    code = "LOX4105"
    remedy = "Make a new plan, which takes over the groups that are there."

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"{folder} was applied with --skip-checkpoints before, and such a plan is never applied twice: make a new "
            "one with `lox24 plan`, which takes over the groups that are there"
        )


class Undecided(Lox24Error):
    """Something is not certain or conflicts, one line each; nothing was done."""

    code = "LOX4201"
    remedy = "Decide what the lines name; nothing was done."

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))


class StackFileError(Lox24Error):
    """A stack file is not there, cannot be read, is not valid, or exists already."""

    code = "LOX4010"
    remedy = "Correct the stack file that the line names."


class UsageError(Lox24Error):
    """The arguments of a command are not valid."""

    code = "LOX4011"
    remedy = "See `lox24 COMMAND --help`."


class FileError(Lox24Error):
    """A file cannot be read or written."""

    code = "LOX4012"
    remedy = "Do what the line says of the file."


class Aborted(Lox24Error):
    """Somebody ended the command, with Ctrl-C."""

    code = "LOX4013"
    remedy = "Run the command again, if it was to end."


class NotSetUp(Lox24Error):
    """Something that a run needs is not installed, or is installed in a version that is not supported."""

    code = "LOX4014"
    remedy = "Install what the line names; `lox24 doctor` looks at all of it."


class PluginError(Lox24Error):
    """The native plugin is not there, does not start, or cannot be installed."""

    code = "LOX4015"
    remedy = "Do what the line says; `lox24 doctor` tells where the engine finds the plugin."


class PluginMismatch(PluginError):
    """Pulumi's cache has the plugin in one version, and the environment that it starts has another."""

    code = "LOX4016"
    remedy = "Run `lox24 plugin install` in the environment that the line names."

    def __init__(self, *, told: str, own: str, environment: str, newer: bool) -> None:
        mend = "`lox24 plugin install` there"
        if newer:  # which the engine takes before an older one
            mend = f"`pulumi plugin rm resource lox24 {told} --yes`, then {mend}"
        super().__init__(
            f"Pulumi's cache calls this plugin lox24 {told}, and {environment} has {own}: run {mend}; "
            f"what asks for exactly {told} needs an environment with that version"
        )


class ProgramError(Lox24Error):
    """A version's program cannot be run without the engine, so what it declares is not known."""

    code = "LOX4301"
    repeats = True
    remedy = "Correct the program, or review it with its preview."


class NoReview(Lox24Error):
    """The input is not a review that `--render` accepts."""

    code = "LOX4302"
    remedy = "Pass what `lox24 review --against COMMIT --json` has printed, of this stack and version of lox24."

    def __init__(self, why: str) -> None:
        super().__init__(f"this is no review that could be rendered: {why}")
