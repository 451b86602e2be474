"""What a list file says, at the engine's side: what is wrong with it, what is told of it, what is judged."""

from __future__ import annotations

import pytest

from lox24_provider.rules.secrecy import SECRET
from tests.support.host import Failure
from tests.support.people import People, held, number
from tests.support.sandbox import Sandbox


@pytest.mark.slow
def test_a_list_as_people_have_it_goes_up_unedited(people: People, sandbox: Sandbox) -> None:
    """What was left out or looks odd is on the row and in the state, without a number or a value."""
    text = (
        f"Mobilnummer;Vorname;PLZ\r\n{number(1)};Jörg ;80331\r\n;Ann;1\r\n{number(1)};Jörg;2\r\n{number(2)};NULL;3\r\n"
    )
    people.file.write_bytes(text.encode("windows-1252"))
    arguments = {
        "encoding": "windows-1252",
        "columns": {"phone": "Mobilnummer", "a": ["Vorname"]},
        "skip_without_phone": True,
    }
    assert people.up(**arguments) == "create"
    assert held(sandbox, people) == {number(1): "Jörg", number(2): "NULL"}
    assert "1 row was a duplicate and merged, 1 row has no number and was skipped" in people.said
    assert "1 value looks damaged" in people.said
    assert people.state is not None
    assert (people.state["merged"], people.state["skipped"], people.state["count"]) == (1, 1, 2)
    assert people.up(**arguments) == "same"
    assert people.refresh()
    assert people.up(**arguments) == "same"
    people.file.write_bytes(text.replace(";Ann;1\r\n", "").encode("windows-1252"))
    sandbox.forget()
    assert people.up(**arguments) == "same", "a row that was left out is no change"
    assert sandbox.calls() == []


@pytest.mark.promise
def test_only_who_agreed_is_added_and_who_takes_it_back_is_removed(people: People, sandbox: Sandbox) -> None:
    """A newer export with another word for somebody is a removal like any other; without it nothing is sent."""
    rows = "Mobil;Name;SMS\n" + "".join(f"{number(at)};{at};yes\n" for at in range(1, 5))
    refused = f"0{number(9)[3:]};9;no\n{number(9)};9;yes\n;8;no\n"
    people.file.write_text(rows + refused)
    arguments = {"columns": {"phone": "Mobil", "a": "Name"}, "consent": {"SMS": "yes"}, "default_region": "DE"}
    assert people.up(**arguments) == "create"
    assert [*held(sandbox, people)] == [number(at) for at in range(1, 5)]
    assert "2 rows have no consent and were left out" in people.said
    assert "1 person agreed to get SMS in one row and not in another, in line 6, and was left out" in people.said
    assert people.state is not None
    assert (people.state["without_consent"], people.state["count"]) == (2, 4)
    sandbox.forget()
    people.file.write_text(rows + refused.replace(";8;no", ";8;never"))
    assert people.up(**arguments) == "same"
    assert sandbox.calls() == []
    people.file.write_text(rows.replace(f"{number(2)};2;yes", f"{number(2)};2;no"))
    assert people.up(**arguments) == "compare"
    assert [*held(sandbox, people)] == [number(1), number(3), number(4)]
    people.file.write_text(rows.replace("SMS", "sms marketing"))
    with pytest.raises(Failure, match=r"no column is named 'SMS', which consent names"):
        people.up(**arguments)
    assert len(held(sandbox, people)) == 3


@pytest.mark.promise
def test_who_comes_into_a_suppression_file_is_removed_and_never_added(people: People, sandbox: Sandbox) -> None:
    out = people.file.with_name("out.csv")
    people.file.write_text("phone,a\n" + "".join(f"{number(at)},{at}\n" for at in range(1, 6)))
    out.write_text(f"Grund;phone\nx;0{number(5)[3:]}\n;\n")
    arguments = {"suppression_files": [str(out)], "default_region": "DE"}
    assert people.up(**arguments) == "create"
    assert [*held(sandbox, people)] == [number(at) for at in range(1, 5)]
    assert "1 entry is in a suppression file and left out" in people.said
    assert people.state is not None
    assert (people.state["suppressed"], people.state["count"]) == (1, 4)
    sandbox.forget()
    out.write_text(out.read_text() + f"x;{number(77)}\n")
    assert people.up(**arguments) == "same", "who is on no list changes none"
    elsewhere = people.file.parent / "elsewhere" / out.name
    elsewhere.parent.mkdir()
    elsewhere.write_text(out.read_text())
    assert people.up(**{**arguments, "suppression_files": [str(elsewhere)]}) == "same"
    assert sandbox.calls() == []
    out.write_text(out.read_text() + f"x;+49 (0){number(2)[3:]}\n")
    assert people.up(**arguments) == "compare"
    assert [*held(sandbox, people)] == [number(1), number(3), number(4)]


@pytest.mark.short(cases=2)
@pytest.mark.parametrize("wrong", ["gone", "empty", "without numbers", "unreadable"])
def test_without_a_suppression_file_nobody_is_taken(people: People, sandbox: Sandbox, wrong: str) -> None:
    """Whatever has become of it, at whichever step: a file that is not read is none that lets everybody in."""
    out = people.file.with_name("out.csv")
    people.file.write_text(f"phone,a\n{number(1)},x\n{number(2)},x\n")
    out.write_text(f"phone\n{number(2)}\n")
    arguments = {"suppression_files": [str(out)]}
    people.up(**arguments)
    sandbox.forget()
    contents = {"empty": "", "without numbers": "a\nx\n", "unreadable": "phone\n12\n"}
    if wrong == "gone":
        out.unlink()
    else:
        out.write_text(contents[wrong])
    told = r"suppression_files: .*out\.csv cannot be read" if wrong == "gone" else r"suppression file .*out\.csv"
    with pytest.raises(Failure, match=told):
        people.up(**arguments)
    assert sandbox.calls() == []
    assert [*held(sandbox, people)] == [number(1)]


def test_the_name_of_a_suppression_file_may_be_a_secret(people: People) -> None:
    people.file.write_text(f"phone,a\n{number(1)},x\n")
    out = people.file.with_name("vjky.csv")
    secret = {SECRET: "suppression_files", "suppression_files": [str(out)]}
    with pytest.raises(Failure, match=r"suppression_files: .* cannot be read") as failed:
        people.up(**secret)
    assert "vjky" not in str(failed.value)
    out.write_text("phone\n12\n")
    with pytest.raises(Failure, match="suppression file 1, line 2: phone: ") as failed:
        people.up(**secret)
    assert "vjky" not in str(failed.value) + people.said


def test_that_nobody_is_asked_for_consent_any_more_is_a_change_that_sends_nothing(
    people: People, sandbox: Sandbox
) -> None:
    people.file.write_text(f"phone,SMS,a\n{number(1)},yes,x\n")
    reading = {"columns": {"phone": "phone"}}
    people.up(**reading, consent={"SMS": ["yes"]})
    sandbox.forget()
    assert people.up(**reading, consent={"SMS": ["yes"]}) == "same"
    assert people.up(**reading) not in ("create", "same")
    assert [call for call in sandbox.calls() if not call.startswith("GET ")] == []
    assert people.state is not None
    assert "consent" not in people.state


@pytest.mark.native
@pytest.mark.slow
def test_what_a_list_needs_is_told_in_preview(people: People, adapter: str) -> None:
    said = "=" if adapter == "dynamic" else ": "  # as Python writes it, and as every language reads it
    people.file.write_bytes(f"Mobilnummer;Vorname\n{number(1)};Jörg\n".encode("windows-1252"))
    with pytest.raises(Failure, match=rf'name it, encoding{said}"windows-1252", or save it as UTF-8'):
        people.preview()
    with pytest.raises(Failure, match=rf'columns{said}{{"phone": "Mobilnummer", "a": "Vorname"}}'):
        people.preview(encoding="windows-1252")
    with pytest.raises(Failure, match=r"columns: must be names of the file's columns by field"):
        people.preview(columns=["Mobilnummer"])
    with pytest.raises(Failure, match=r"encoding: says how a file is read, so it goes with `source`$"):
        people.preview(source=None, entries=f"phone\n{number(1)}\n", encoding="windows-1252")


@pytest.mark.slow
def test_a_path_that_is_a_secret_is_not_told(people: People, sandbox: Sandbox) -> None:
    file = people.file.with_name("canary.csv")
    hidden = {"source": str(file), SECRET: "source"}
    for content, told in ((None, r"^\|source: \(secret\) cannot be read"), ("phone\n12\n", r"^\|\(secret\), line 2:")):
        if content is not None:
            file.write_text(content)
        with pytest.raises(Failure, match=told) as failure:
            people.preview(**hidden)
        assert "canary" not in str(failure.value)
    file.write_text(f"phone\n{number(1)}\n")
    assert people.up(**hidden) == "create"
    assert people.state is not None
    assert (people.state[SECRET], held(sandbox, people)) == ("source", {number(1): None})
    assert people.up(source=str(file)) == "same"


def test_problems_come_all_at_once_with_their_lines_and_no_number(people: People) -> None:
    people.file.write_text(f"phone,a\n0176123456,x\n{number(1)},{'y' * 1531}\n{number(2)},\n{number(2)},x\n")
    with pytest.raises(Failure) as failure:
        people.preview(mode="both")
    assert "mode: must be one of authoritative, additive" in str(failure.value)
    with pytest.raises(Failure) as failure:
        people.preview()
    told = str(failure.value)
    assert all(word in told for word in ("line 2", "line 3", "1531", "line 4", "line 5")), told
    assert number(2) not in told
    assert "0176123456" not in told


def test_a_missing_file_is_a_problem_and_no_traceback(people: People) -> None:
    with pytest.raises(Failure, match=r"^\|source: .*people-0\.csv cannot be read \(No such file or directory\)$"):
        people.preview()


LANDLINES = "phone\n0176 00000001\n030 123456\n"


@pytest.mark.promise
def test_a_list_that_is_applied_stays_as_it_is_and_is_judged_when_it_changes(people: People) -> None:
    """Earlier releases took landlines in national form without a word."""
    people.file.write_text(LANDLINES)
    people.up(default_region="DE", allow_numbers=["landline"])
    assert people.preview(default_region="DE") == "same"
    warning = "1 national number usually gets no SMS, in line 3; its next change needs allow_numbers"
    assert warning in people.said
    people.file.write_text(f"{LANDLINES}0176 00000002\n")
    with pytest.raises(Failure, match=r"line 3: phone: is a landline\'s, which .* no SMS; allow_numbers(=|: )"):
        people.preview(default_region="DE")
    assert people.preview(default_region="DE", allow_numbers=["landline"]) != "same"


@pytest.mark.promise
@pytest.mark.slow
def test_a_number_that_was_read_as_somebody_elses_changes_once_and_says_why(people: People, sandbox: Sandbox) -> None:
    """`4915550000001` was taken for a landline of Leer."""
    people.file.write_text("phone\n+494915550000001\n" + "".join(f"{number(n)}\n" for n in range(3)))
    people.up(default_region="DE")
    people.file.write_text("phone\n4915550000001\n" + "".join(f"{number(n)}\n" for n in range(3)))
    people.preview(default_region="DE")
    assert "1 entry is read otherwise than before" in people.said
    people.up(default_region="DE")
    assert sorted(held(sandbox, people)) == ["+4915550000001", *(number(n) for n in range(3))]
    people.file.write_text("phone\n4915550000001\n" + "".join(f"{number(n)}\n" for n in range(4)))
    people.preview(default_region="DE")
    assert "read otherwise" not in people.said


@pytest.mark.parametrize("number", ["+1202555012", "+999155500000"])
def test_a_new_list_has_no_number_of_an_impossible_length(people: People, number: str) -> None:
    people.file.write_text(f"phone\n{number}\n")
    with pytest.raises(Failure, match=r"line 2: phone: (is too short|begins with no)"):
        people.check()


@pytest.mark.slow
def test_what_may_get_no_sms_is_counted_on_the_row_and_taken(people: People, sandbox: Sandbox) -> None:
    people.file.write_text(f"phone\n{number(1)}\n+4930123456\n+17612345678\n")
    people.preview()
    told = "2 new numbers are landlines', services' or unassigned, first in line 3"
    assert told in people.said
    people.up()
    assert len(held(sandbox, people)) == 3


def test_a_suppression_file_that_has_a_number_for_its_name_is_told_without_it(people: People) -> None:
    people.file.write_text(f"phone,a\n{number(1)},x\n")
    out = people.file.with_name(f"{number(2)}.csv")
    with pytest.raises(Failure, match=r"suppression_files: .*\[number\]\.csv cannot be read") as failed:
        people.up(suppression_files=[str(out)])
    assert number(2) not in str(failed.value) + people.said
    out.write_text("phone\n12\n")
    with pytest.raises(Failure, match=r"suppression file .*\[number\]\.csv, line 2: phone: ") as failed:
        people.up(suppression_files=[str(out)])
    assert number(2) not in str(failed.value) + people.said
