"""`lox24 stacks check` of the lists in a stack file: how their files are read, and who is on them."""

from __future__ import annotations

import pytest

from tests.support.stack_files import Folder, Run, found

ONE = "+4917612345671"


def test_a_list_is_read_as_its_group_says(folder: Folder, run: Run) -> None:
    (folder.path / "l.csv").write_bytes(f"Mobil;Vorname;Ort\n{ONE};Jörg;x\n;Ann;y\n{ONE};Jörg;z\n".encode("cp1252"))
    phones = (
        "source: l.csv, encoding: windows-1252, columns: {phone: Mobil, Anrede: [Vorname]}, skip_without_phone: true"
    )
    folder.stack("one", f"config:\n  lists:groups:\n    a: {{name: A, name_b: Anrede, phones: {{{phones}}}}}\n")
    assert run("check") == (0, "1 stack, 1 group: no problems\n", "")
    folder.stack("two", "config:\n  lists:groups:\n    a: {name: A}\n")
    _, out, _ = run("diff", "one", "two")
    shown = '\'{"phone": ["Mobil"], "Anrede": ["Vorname"]}\''
    assert f"a.phones.columns: one {shown}, two nothing" in out
    assert "a.people: one 1, two nothing" in out


def test_what_a_list_needs_is_told_as_a_stack_file_writes_it(folder: Folder, run: Run) -> None:
    (folder.path / "l.csv").write_bytes(f"Mobil;Vorname\n{ONE};Ann\n".encode())
    (folder.path / "m.csv").write_bytes(f"phone;a\n{ONE};Jörg\n".encode("cp1252"))
    folder.stack("one", "config:\n  lists:groups:\n    a: {name: A, phones: l.csv}\n    b: {name: B, phones: m.csv}\n")
    one, other = found(run)
    assert one.endswith('map the columns that you need: columns: {"phone": "Mobil", "a": "Vorname"}')
    assert 'encoding: "windows-1252"' in other


@pytest.mark.parametrize(
    ("phones", "told"),
    [
        ("columns: {phone: 5}", "groups.a.phones.columns.phone: "),
        ("columns: [Mobil]", "groups.a.phones.columns: "),
        ("columns: {phone: []}", "groups.a.phones.columns: must be names of the file's columns by field"),
        (
            "consent: {SMS: [yes]}",
            "groups.a.phones.consent.SMS.0: must be text; without quotes, YAML takes this for true or",
        ),
        ("consent: {}", "groups.a.phones.consent: must be words in quotes by the name of their column"),
        ("suppression_files: []", 'suppression_files: must be paths of files, like ["lists/unsubscribed.csv"]'),
        ("suppression_files: out.csv", "groups.a.phones.suppression_files: should be a valid list"),
        ("suppression_files: [out.csv]", "groups.a.phones: out.csv cannot be read (No such file or directory; looked"),
        ("suppression_files: [/etc/passwd]", "groups.a.phones: /etc/passwd cannot be read (it is outside"),
        ("suppression_files: [none.csv, empty.csv]", "groups.a.phones: l.csv: suppression file empty.csv: is empty"),
        ("encoding: 1252", "groups.a.phones.encoding: must be text; without quotes, YAML takes this for a number"),
        ("consent: {SMS: yes}", "consent.SMS: must be text; without quotes, YAML takes this for true or false"),
        ("allow_numbers: mobile", "groups.a.phones.allow_numbers"),
        ("digits: both", "groups.a.phones.digits: "),
        ("default_region: de", 'groups.a.phones.default_region: must be two capital letters, like "DE"'),
        ("skip_without_phone: 1", "groups.a.phones.skip_without_phone: must be true or false"),
    ],
)
def test_a_wrong_option_of_a_list_has_its_place(folder: Folder, run: Run, phones: str, told: str) -> None:
    (folder.path / "l.csv").write_text("phone\n")
    (folder.path / "empty.csv").write_text("")
    (folder.path / "none.csv").write_text("phone\n")
    folder.stack("one", f"config:\n  lists:groups:\n    a: {{name: A, phones: {{source: l.csv, {phones}}}}}\n")
    lines = found(run)
    assert all(line.startswith("stacks/Pulumi.one.yaml:3:") for line in lines)
    assert told in " ".join(lines)


def test_a_list_outside_of_the_repository_is_refused(folder: Folder, run: Run) -> None:
    (folder.path / ".git").mkdir()
    (folder.path / "l.csv").symlink_to("/etc/passwd")
    folder.stack(
        "one", "config:\n  lists:groups:\n    a: {name: A, phones: l.csv}\n    b: {name: B, phones: ../m.csv}\n"
    )
    one, other = found(run)
    reason = "cannot be read (it is outside of the repository, where a stack file may not look)"
    assert one.endswith(f"groups.a.phones: l.csv {reason}")
    assert other.endswith(f"groups.b.phones: ../m.csv {reason}")


@pytest.mark.slow
def test_the_most_size_of_a_list_is_a_setting(folder: Folder, run: Run) -> None:
    (folder.path / "l.csv").write_bytes(b"phone\n" + b"\n" * 2**20)
    text = "config:\n  lox24:maxListSize: {}\n  lists:groups:\n    a: {{name: A, phones: l.csv}}\n"
    folder.stack("one", text.format(1))
    (line,) = found(run)
    assert line.endswith("l.csv cannot be read (it has more than 1 MiB; lox24:maxListSize may allow more)")
    folder.stack("one", text.format(2))
    assert run("check")[0] == 0
    folder.stack("one", text.format(0))
    assert "lox24:maxListSize must be a whole number from 1 to 1024" in " ".join(found(run))


@pytest.mark.parametrize(
    ("default", "phones", "told"),
    [
        (
            "{name: A}",
            "{source: l.csv, consent: }",
            "stacks/Pulumi.one.yaml:3:42: groups.a.phones.consent: has no words",
        ),
        ("{phones: {source: l.csv, consent: }}", "", "Pulumi.yaml:7:35: groups.a.phones.consent: has no words"),
        (
            '{phones: {source: l.csv, consent: {SMS: "yes"}}}',
            "l.csv",
            "stacks/Pulumi.one.yaml:3:18: groups.a.phones.consent: is in the project's defaults, whose list this one",
        ),
        (
            '{phones: {source: l.csv, consent: {SMS: "yes"}}}',
            "{source: l.csv}",
            "stacks/Pulumi.one.yaml:3:18: groups.a.phones.consent: is in the project's defaults, whose list this one",
        ),
        (
            "{name: A}",
            "{source: l.csv, suppression_files: }",
            "stacks/Pulumi.one.yaml:3:42: groups.a.phones.suppression_files: names no file; without one everybody is",
        ),
        (
            "{phones: {source: l.csv, suppression_files: [m.csv]}}",
            "m.csv",
            "stacks/Pulumi.one.yaml:3:18: groups.a.phones.suppression_files: is in the project's defaults, whose list",
        ),
        ("{phones: {source: m.csv, suppression_files: [l.csv]}}", "{source: m.csv, suppression_files: }", ""),
        ("{phones: {source: m.csv, suppression_files: [l.csv]}}", "", ""),
        ('{phones: {source: l.csv, consent: {SMS: "yes"}}}', "{source: m.csv, consent: }", ""),
        ('{phones: {source: l.csv, consent: {SMS: "yes"}}}', '{source: l.csv, consent: {SMS: "ja"}}', ""),
        ('{phones: {source: l.csv, consent: {SMS: "yes"}}}', "", ""),
        ('{phones: {source: l.csv, consent: {SMS: "yes"}}}', "null", ""),
    ],
)
def test_nobody_stops_asking_for_consent_without_saying_so(
    folder: Folder, run: Run, default: str, phones: str, told: str
) -> None:
    """A null is a mapping whose words somebody forgot, and a stack's own list replaces that of the defaults whole."""
    folder.project(f"config:\n  lists:defaults:\n    value:\n      a: {default}\n")
    (folder.path / "l.csv").write_text("phone,SMS,a\n+4915550000001,yes,\n")
    (folder.path / "m.csv").write_text("phone,a\n+4915550000001,\n")
    field = f", phones: {phones}" if phones else ""
    folder.stack("one", f"config:\n  lists:groups:\n    a: {{name: A{field}}}\n")
    if told:
        (line,) = found(run)
        assert line.partition(" that mean")[0].startswith(told)
    else:
        assert run("check") == (0, "1 stack, 1 group: no problems\n", "")
