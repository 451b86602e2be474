"""What a page is read as, and that what it gets wrong is seen."""

from __future__ import annotations

import pytest

from checks.pages.blocks import Change, Command, File, NotRun, PageError, Project, steps_of
from checks.pages.reader import Reader, differs

PAGE = """\
# Page

<!-- project: small -->
<!-- run:
cp a b
cp b \\
  c
-->

```python title="__main__.py"
import pulumi
```

```diff title="a.csv"
 one
-two
+three
```

```console
$ pulumi up --yes \\
    --diff
...
Resources:

$ true
```

<!-- fails -->

```console
$ true
$ false
```

<!-- not run: GitHub -->

```console
$ git push
```

```text
shown
```
"""


def test_each_block_is_a_step_in_its_order() -> None:
    assert steps_of(PAGE) == [
        Project(line=3, name="small"),
        Command(line=4, text="cp a b"),
        Command(line=4, text="cp b \\\n  c"),
        File(line=10, path="__main__.py", text="import pulumi\n"),
        Change(line=14, path="a.csv", old="one\ntwo\n", new="one\nthree\n"),
        Command(line=20, text="pulumi up --yes \\\n    --diff", output=("...", "Resources:")),
        Command(line=20, text="true"),
        Command(line=31, text="true"),
        Command(line=31, text="false", fails=True),
        NotRun(line=38, reason="GitHub"),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("```bash\nls\n```\n", "stand in a block of `console`"),
        ("```text\n$ ls\n```\n", "stand in a block of `console`"),
        ("```\n$ ls\n```\n", "stand in a block of `console`"),
        ("```console\nls\n```\n", "begins with a command"),
        ('=== "Linux"\n\n    ```console\n    $ ls\n    ```\n', "in an indented block"),
        ("- one\n\n      $ ls\n", "in an indented block"),
        ("<!-- not run: no time -->\n```console\n$ ls\n```\n", "is no reason"),
        ("<!-- fails -->\n\nText\n", "stands before no block"),
        ("<!-- fails -->\n\n<!-- not run: GitHub -->\n\n```console\n$ ls\n```\n", "two notes"),
    ],
)
def test_a_command_that_would_not_be_run_is_no_page(text: str, why: str) -> None:
    with pytest.raises(PageError, match=why):
        steps_of(text)


@pytest.mark.parametrize(
    ("shown", "output", "why"),
    [
        (("a", "...", "d"), "a\nb\nc\nd\n", ""),
        (("...", "b"), "b", ""),
        (("a ... c",), "a b c", ""),
        (("created (0.34s)",), "created (12s)", ""),
        (("a", "c"), "a\nb\nc\n", "not in this order"),
        (("a.c",), "abc", "No line is as this one: a.c"),
        (("...", "d"), "a\nb\n", "No line is as this one: d"),
    ],
)
def test_what_a_page_shows_is_what_comes(shown: tuple[str, ...], output: str, why: str) -> None:
    assert (why in differs(shown, output)) if why else differs(shown, output) == ""


def test_a_shell_stays_where_a_command_has_brought_it(reader: Reader) -> None:
    for step in steps_of("```console\n$ mkdir a && cd a && export WHO=you\n$ echo $WHO in ${PWD##*/}\nyou in a\n```\n"):
        reader.take(step)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("```console\n$ echo one\ntwo\n```\n", "No line is as this one: two"),
        ("```console\n$ false\n```\n", "ended with 1"),
        ("<!-- fails -->\n\n```console\n$ true\n```\n", "ended with 0"),
        ('```text title="a"\none\n```\n\n```diff title="a"\n-two\n+three\n```\n', "does not have the old lines once"),
    ],
)
def test_a_page_that_is_wrong_is_red(text: str, why: str, reader: Reader) -> None:
    *first, last = steps_of(text)
    for step in first:
        reader.take(step)
    with pytest.raises(PageError, match=why):
        reader.take(last)
