"""What holds around a run: stack files, imports, plans and their application."""

from __future__ import annotations

from tests.mutations.guards.guard import Guard

__all__ = ["GUARDS"]

GUARDS: tuple[Guard, ...] = (
    Guard(
        name="an unknown key of a stack file is refused",
        file="declarations/model.py",
        old='keyed there by the name of its resource."""\n\n    model_config = ConfigDict(extra="forbid", frozen=True)',
        new='keyed there by the name of its resource."""\n\n    model_config = ConfigDict(extra="ignore", frozen=True)',
        tests=("tests/program/test_stacks.py", "tests/commands/test_stacks.py"),
    ),
    Guard(
        name="an import never guesses between groups of one name",
        file="adoption/identifying.py",
        old="if len(alike) == 1:",
        new="if alike:",
        tests=("tests/commands/test_identifying.py",),
    ),
    Guard(
        name="a plan is not applied to other files",
        file="delivery/applying.py",
        old="if world.tree != manifest.tree:",
        new="if False:",
        tests=("tests/engine/test_plans.py::test_a_sneaky_edit_is_refused_before_the_first_write",),
    ),
    Guard(
        name="nor to others that git does not track, or was told to overlook",
        file="delivery/applying.py",
        old="if contents(world.modules, lists=sources(seen.document)) != manifest.contents:",
        new="if False:",
        tests=("tests/engine/test_plans.py::test_a_sneaky_edit_is_refused_before_the_first_write",),
    ),
    Guard(
        name="where git refuses, no tree equals another",
        file="delivery/git.py",
        old="if code != 0:\n            raise NoTree",
        new="if False:\n            raise NoTree",
        tests=("tests/review/test_git.py",),
    ),
    Guard(
        name="no variable leads git to other files",
        file="delivery/git.py",
        old='if not name.startswith("GIT_") or name in _HARMLESS}',
        new="}",
        tests=("tests/review/test_git.py",),
    ),
    Guard(
        name="no list is guessed from the digest of the contents",
        file="delivery/contents.py",
        old='return fingerprint(f"{modules.digest}\\n{_digest(named)}")',
        new='return "scrypt:" + _digest(named)',
        tests=("tests/review/test_contents.py",),
    ),
    Guard(
        name="a plan is not applied to another state",
        file="delivery/applying.py",
        old="if world.state != manifest.state:",
        new="if False:",
        tests=("tests/engine/test_plans.py::test_many_deletions_need_their_exact_number",),
    ),
    Guard(
        name="many deletions need their exact number",
        file="delivery/applying.py",
        old="if are_many(deletes, groups=manifest.groups) and limits.deletes != deletes:",
        new="if False:",
        tests=("tests/engine/test_plans.py::test_many_deletions_need_their_exact_number",),
    ),
    Guard(
        name="only what could not be known is spared from what was planned",
        file="delivery/manifest.py",
        old="if urn in self.uncertain and happened.get(urn)",
        new="if happened.get(urn)",
        tests=("tests/review/test_unknown.py",),
    ),
    Guard(
        name="a plan that is not as it was signed is not applied",
        file="delivery/folder.py",
        old="or not key.signed(files)",
        new="",
        tests=("tests/commands/test_signing.py",),
    ),
    Guard(
        name="a plan without a signature is not applied where there is a key",
        file="delivery/folder.py",
        old="if key is not None and SIGNATURE not in files and MANIFEST in files:",
        new="if False:",
        tests=("tests/commands/test_signing.py",),
    ),
    Guard(
        name="nor a signed one where there is none",
        file="delivery/folder.py",
        old="if key is None and SIGNATURE in files:",
        new="if False:",
        tests=("tests/commands/test_signing.py",),
    ),
    Guard(
        name="no process that we start has the key of plans",
        file="delivery/signing.py",
        old="if name != VARIABLE}",
        new="}",
        tests=("tests/commands/test_signing.py",),
    ),
    Guard(
        name="an old plan is not applied",
        file="delivery/applying.py",
        old="if not 0 <= age <= limits.seconds:",
        new="if False:",
        tests=("tests/engine/test_plans.py::test_an_old_plan_is_refused",),
    ),
    Guard(
        name="a plan that does more than its review showed is not kept",
        file="commands/plan.py",
        old="(more := beyond(approved, review))",
        new="(more := [])",
        tests=("tests/commands/test_planning.py",),
    ),
    Guard(
        name="a plan is not written over what is no plan",
        file="delivery/folder.py",
        old="if path.name not in FILES or not stat.S_ISREG(path.lstat().st_mode):",
        new="if False:",
        tests=("tests/commands/test_plan_folder.py",),
    ),
    Guard(
        name="a folder without a plan's manifest is nobody's to replace",
        file="delivery/folder.py",
        old="if found and not (MANIFEST in",
        new="if False and not (MANIFEST in",
        tests=("tests/commands/test_plan_folder.py",),
    ),
    Guard(
        name="nothing is written through a link out of the repository",
        file="placing.py",
        old='if top and (not real.is_relative_to(top) or ".git" in real.relative_to(top).parts):',
        new="if False:",
        tests=("tests/commands/test_writing.py", "tests/test_placing.py"),
    ),
    Guard(
        name="a plan's folder is no link to somewhere else",
        file="delivery/folder.py",
        old='if folder.is_symlink():\n        return "it is a link"',
        new='if False:\n        return "it is a link"',
        tests=("tests/commands/test_plan_folder.py",),
    ),
)
