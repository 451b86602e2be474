"""What holds where a change's own program runs for its review."""

from __future__ import annotations

from tests.mutations.guards.guard import Guard

__all__ = ["GUARDS"]

GUARDS: tuple[Guard, ...] = (
    Guard(
        name="a change's program gets no secret that is in the environment",
        file="workflow/declared/variables.py",
        old="if name in names or _is_one(name, _ALLOWED)}",
        new="}",
        tests=("tests/declared/test_versions.py::test_variables_are_those_of_a_list_and_no_home",),
    ),
    Guard(
        name="nor one that somebody names",
        file="workflow/declared/variables.py",
        old="if refused := sorted(",
        new="if False and sorted(",
        tests=("tests/declared/test_versions.py::test_variables_are_those_of_a_list_and_no_home",),
    ),
    Guard(
        name="a pipeline's job that has our secrets runs no change's code",
        file="commands/review.py",
        old="        refuse_secrets()\n",
        new="",
        tests=("tests/declared/test_versions.py::test_a_job_that_has_secrets_runs_no_changes_code",),
    ),
    Guard(
        name="what a program declares approves nothing",
        file="workflow/review/compare.py",
        old="is_advice = approved.is_declared or approved.is_told",
        new="is_advice = False",
        tests=("tests/declared/test_comparing.py::test_advice_approves_nothing",),
    ),
    Guard(
        name="a job renders the review of its own stack only",
        file="workflow/review/saved.py",
        old="if document.stack != stack:",
        new="if False:",
        tests=("tests/declared/test_saved.py",),
    ),
    Guard(
        name="no link of a rendered review leads out of the project",
        file="workflow/review/saved.py",
        old="place: Annotated[Text, AfterValidator(_inside)]",
        new="place: Text",
        tests=("tests/declared/test_saved.py",),
    ),
    Guard(
        name="a version's files are written into its folder only",
        file="workflow/declared/checkout.py",
        old="if _is_inside(entry.path)]",
        new="]",
        tests=("tests/declared/test_versions.py::test_a_tree_that_no_git_would_make_leads_nowhere",),
    ),
    Guard(
        name="no link of a version leads out of its folder, by way of another one either",
        file="workflow/declared/checkout.py",
        old="if path.is_symlink() and not _stays(path, folder=folder)]:",
        new="if False]:",
        tests=("tests/declared/test_versions.py::test_a_version_is_written_as_git_keeps_it_and_nothing_of_it_runs",),
    ),
    Guard(
        name="no value of what is not ours is in a review of programs",
        file="workflow/declared/comparing.py",
        old='inputs = {"name": type_of(one.urn)}',
        new="pass",
        tests=("tests/declared/test_comparing.py::test_of_others_only_names_of_properties_are_shown",),
    ),
    Guard(
        name="what a program says in its last words is masked",
        file="workflow/declared/running.py",
        old="lines = [one_line(masked(line), limit=1000) for text in told",
        new="lines = [one_line(line, limit=1000) for text in told",
        tests=("tests/declared/test_programs.py::test_a_program_that_cannot_run_says_what_failed_of_which_version",),
    ),
)
