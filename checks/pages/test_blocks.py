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
$ cat none
cat: ...
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
        Command(line=31, text="cat none", output=("cat: ...",), fails=True),
        NotRun(line=39, reason="GitHub"),
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
        ("```text\n $ ls\n```\n", "stand in a block of `console`"),
        ("~~~\n  $ ls\n~~~\n", "stand in a block of `console`"),
        ("!!! note\n    ```console\n    $ ls\n    ```\n", "in a text is not run"),
        ('=== "Python"\n\n    ```python title="a.py"\n    x = 1\n    ```\n', "in an indented block"),
        ("Type `$ lox24 nonsense`.\n", "in a text is not run"),
        ("| do | with |\n|---|---|\n| that | `$ lox24 nonsense` |\n", "in a text is not run"),
        ("<pre>\n$ lox24 nonsense\n</pre>\n", "in HTML"),
        ("```diff\n-a\n+b\n```\n", "this one has none"),
        ('```diff title="a"\n@@ -1 +1 @@\n-a\n+b\n```\n', "a line of a change begins with"),
        ('```diff title="a"\n+b\n```\n', "lines that are there, and what differs"),
        ('```diff title="a"\n a\n```\n', "lines that are there, and what differs"),
        ('```text title="../a"\na\n```\n', "outside the page's folder"),
        ('```text title="a/../../b"\na\n```\n', "outside the page's folder"),
        ('```text title="/a"\na\n```\n', "outside the page's folder"),
        ('```diff title="../a"\n-a\n+b\n```\n', "outside the page's folder"),
        ("<!-- fails -->\n\n```console\n$ false\n```\n", "what fails shows why"),
        ("<!-- fails -->\n\n```console\n$ false\n...\n```\n", "what fails shows why"),
        ('<!-- fails -->\n\n```text title="a"\na\n```\n', "before no block of `console`"),
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
        ("<!-- fails -->\n\n```console\n$ echo a\na\n```\n", "ended with 0"),
        ("<!-- fails -->\n\n```console\n$ lox42 x\n...not found...\n```\n", "ended with 127"),
        ('```console\n$ ln -s .. up\n```\n\n```text title="up/a"\na\n```\n', "outside the page's folder"),
        ("<!-- project: ../pages -->\n", "there is no project"),
        ('```console\n$ echo someone > a\n```\n\n```diff title="a"\n-one\n+two\n```\n', "the old lines once"),
        ('```text title="a"\none\n```\n\n```diff title="a"\n-two\n+three\n```\n', "does not have the old lines once"),
    ],
)
def test_a_page_that_is_wrong_is_red(text: str, why: str, reader: Reader) -> None:
    *first, last = steps_of(text)
    for step in first:
        reader.take(step)
    with pytest.raises(PageError, match=why):
        reader.take(last)
