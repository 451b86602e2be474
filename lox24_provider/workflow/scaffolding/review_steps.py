"""How a pipeline reviews a change, by what declares the groups: stack files, which nothing need run, or the program.

A program that is reviewed runs. So what it tells is data, which a second job takes within bounds and makes the review
of: that job has a `lox24` of its own and checks nothing out. And a plan takes no approval from such a review.
"""

from __future__ import annotations

from collections.abc import Mapping

from lox24_provider import __version__

__all__ = ["review_steps"]

# ruff: noqa: E501 a pipeline's lines are as long as its shell wants them

_OWN = f"lox24-provider=={__version__}"
"""Pinned by its release alone: where nothing is checked out there is no lock."""

_FILES = {
    "github": {
        "review": """\
lox24<<-C>> stacks check
lox24<<-C>> review -s <<stack>> --against "$BASE" --markdown <<workspace/>>review.md || test $? -eq 2
""",
        "told": "review.md",
        "into": "review",
        "render": "",
        "planned": "a push may do no more than its review has shown",
        "approved": ' ${REVIEWED:+--approved "$REVIEWED"}',
        "reviewed": "REVIEWED: ${{ github.event.before }}",
    },
    "gitlab": {
        "review": """\
- lox24<<-C>> stacks check
- lox24<<-C>> review -s <<stack>> --against "$CI_MERGE_REQUEST_DIFF_BASE_SHA" --markdown <<workspace/>>review.md || test $? -eq 2
""",
        "told": "review.md",
        "render": """\
- call --max-filesize 262144 "$PROJECT/jobs/$(python3 -I -c "$JOB")/artifacts/review.md" -o review.md
""",
        "planned": "a push may do no more than its review has shown",
        "approved": ' ${reviewed:+--approved "$reviewed"}',
        "reviewed": '- if [ "$CI_PIPELINE_SOURCE" = push ]; then reviewed=$CI_COMMIT_BEFORE_SHA; fi',
    },
}
_PROGRAM = {
    "github": {
        "review": """\
lox24<<-C>> review -s <<stack>> --declared --against "$BASE" --json --markdown <<workspace/>>review.md > review.json || test $? -eq 2
""",
        "told": "review.json",
        "into": "told",
        "render": f"""\
- run: | # the review is made again, by a lox24 of this job's own, of what the change's program has told
    python3 -m venv own
    own/bin/python -m pip install {_OWN}
    mkdir review
    own/bin/lox24 review -s <<stack>> --render told/review.json --markdown review/review.md || test $? -eq 2
""",
        "planned": "people approve what it says, as the review of a program is advice",
        "approved": "",
        "reviewed": "",
    },
    "gitlab": {
        "review": """\
- lox24<<-C>> review -s <<stack>> --declared --against "$CI_MERGE_REQUEST_DIFF_BASE_SHA" --json > review.json || test $? -eq 2
""",
        "told": "review.json",
        "render": f"""\
- call --max-filesize 8388608 "$PROJECT/jobs/$(python3 -I -c "$JOB")/artifacts/review.json" -o review.json
- own() {{ env -u REVIEW_TOKEN "$@"; }} # a lox24 of this job's own makes the review again, and sees no token
- own python3 -m venv own
- own own/bin/python -m pip install {_OWN}
- own own/bin/lox24 review -s <<stack>> --render review.json --markdown review.md || test $? -eq 2
""",
        "planned": "people approve what it says, as the review of a program is advice",
        "approved": "",
        "reviewed": "",
    },
}


def review_steps(*, ci: str, is_program: bool) -> Mapping[str, str]:
    """What is filled in."""
    return (_PROGRAM if is_program else _FILES)[ci]
