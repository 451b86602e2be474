"""Two versions of the files: what the way from one to the other does, and what of it may be shown."""

from __future__ import annotations

import argparse
import io
from collections.abc import Mapping
from pathlib import Path

import pytest

from lox24_provider.commands import review as command
from lox24_provider.errors import FilesUnreadable
from lox24_provider.rules.entry import Entry
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.workflow.kinds.item import Field, Item
from lox24_provider.workflow.review.compare import beyond
from lox24_provider.workflow.review.files import Version, compare
from lox24_provider.workflow.review.masked_entries import mask, masked_entries
from lox24_provider.workflow.review.model import Review
from lox24_provider.workflow.review.terminal import terminal
from tests.support.people import number

PROJECT = "name: lists\nconfig:\n  lists:defaults:\n    value:\n      one: {name_a: label}\n"


def version(groups: str, files: Mapping[str, str] | None = None, *, settings: str = "") -> Version:
    texts = {"Pulumi.yaml": PROJECT, "s.yaml": f"config:\n{settings}  lists:groups:\n{groups}", **(files or {})}

    def read(path: str) -> bytes | None:
        return texts[path].encode() if path in texts else None

    return Version.of(project="lists", project_file="Pulumi.yaml", stack_file="s.yaml", read=read, what="then")


def review(old: Version, new: Version) -> Review:
    return compare(stack="prod", old=old, new=new, against="main")


def rows(*entries: tuple[int, str]) -> str:
    return "phone,label\n" + "".join(f"{number(n)},{value}\n" for n, value in entries)


def test_defaults_count_and_a_place_is_the_stack_files_line() -> None:
    old, new = version("    one: {name: One}\n"), version("    one: {name: One, name_a: other}\n")
    (item,) = review(old, new).items
    assert [(field.name, field.now, field.after) for field in item.fields] == [("name_a", "label", "other")]
    assert str(item.place) == "s.yaml:3:5"


def test_an_encrypted_text_is_compared_by_its_ciphertext_and_never_shown() -> None:
    cipher = "    one: {{name: One, description: {{secure: '{}'}}}}\n"
    old, new = version(cipher.format("v1:one")), version(cipher.format("v1:other"))
    assert review(old, version(cipher.format("v1:one"))).items == ()
    (item,) = review(old, new).items
    assert [(field.name, field.now, field.after) for field in item.fields] == [("description", "(secret)", "(secret)")]
    assert not item.is_drift
    (item,) = review(version("    one: {name: One, description: plain}\n"), new).items
    assert [(field.now, field.after) for field in item.fields] == [("plain", "(secret)")]
    assert "v1:" not in str(item)


def test_a_list_is_compared_person_by_person_and_not_by_its_order() -> None:
    old = version("    one: {name: One, phones: l.csv}\n", {"l.csv": rows((1, "A"), (2, "B"), (3, "C"))})
    new = version("    one: {name: One, phones: l.csv}\n", {"l.csv": rows((4, "D"), (3, "X"), (1, "A"))})
    (item,) = review(old, new).items
    assert item.counts == Counts(new=1, changed=1, removed=1)
    shuffled = version("    one: {name: One, phones: l.csv}\n", {"l.csv": rows((3, "C"), (1, "A"), (2, "B"))})
    assert review(old, shuffled).items == ()
    assert review(old, shuffled).verdict == "2 unchanged"


def test_a_new_stack_and_one_that_goes() -> None:
    nothing = Version.of(
        project="lists", project_file="Pulumi.yaml", stack_file="s.yaml", read=lambda _: None, what="then"
    )
    something = version("    one: {name: One, phones: l.csv, force_destroy: true}\n", {"l.csv": rows((1, "A"))})
    assert review(nothing, something).verdict == "2 to create, 0 unchanged"
    gone = review(something, nothing)
    assert gone.verdict == "2 to delete, 0 unchanged"
    assert [danger.text for danger in gone.dangers] == [
        "group 'One' is deleted with all its entries because of force_destroy",
        "the list is no longer kept; its entries go with its group",
    ]


def test_a_group_that_is_retained_goes_from_the_stack_and_not_from_lox24() -> None:
    kept = version("    one: {name: One, force_destroy: true, retain_on_delete: true}\n")
    (danger,) = review(kept, version("    two: {name: Two}\n")).dangers
    assert danger.text == "goes from the stack and stays at LOX24 as it is (retain_on_delete)"
    found = review(version("    one: {name: One, force_destroy: true}\n"), kept)
    assert [(field.name, field.after) for field in found.items[0].fields] == [("retain_on_delete", "true")]


def test_protection_that_ends_is_a_field_and_a_danger() -> None:
    old, new = version("    one: {name: One, protect: true}\n"), version("    one: {name: One}\n")
    found = review(old, new)
    assert [(field.name, field.now, field.after) for field in found.items[0].fields] == [("protect", "true", None)]
    assert [danger.text for danger in found.dangers] == ["is no longer protected against deletion"]
    assert "not applied completely" not in terminal(found, colour=False)


def test_another_account_is_a_danger() -> None:
    old = version("    one: {name: One}\n", settings="  lox24:clientId: '1'\n")
    new = version("    one: {name: One}\n", settings="  lox24:clientId: '2'\n")
    found = review(old, new)
    assert [danger.text for danger in found.dangers] == ["is account 1's, and this stack's account is now 2"]
    assert found.account == "2@api.lox24.eu"
    assert "not applied completely" not in terminal(found, colour=False)


@pytest.mark.promise
def test_what_a_stack_says_of_groups_that_exist_is_a_danger_where_it_changes() -> None:
    one, two = "    one: {name: One}\n", "    one: {name: One}\n    two: {name: Two}\n"
    adopt, create = ("  lox24:onExisting: " + word + "\n" for word in ("adopt", "create"))
    found = review(version(one), version(one, settings=adopt))
    (danger,) = found.dangers
    assert not danger.item
    assert danger.text == (
        "lox24:onExisting is adopt now: a group that is created takes over the one of its name, with everybody in it, "
        "unless it says otherwise itself"
    )
    stays = review(version(one, settings=adopt), version(two, settings=adopt))
    assert [(danger.item, danger.text) for danger in stays.dangers] == [
        ("two", "adopts the group of that name if the account has one, with everybody in it (lox24:onExisting)")
    ]
    (second,) = review(version(one), version(one, settings=create)).dangers
    assert second.text.startswith("lox24:onExisting is create now: a group whose name exists is made a second time")
    assert review(version(one, settings=adopt), version(one)).dangers == ()


def test_where_a_stack_of_new_groups_sends_its_token_is_a_danger_too() -> None:
    def told(before: str, after: str) -> list[str]:
        old, new = version("    old: {name: Old}\n", settings=before), version("    one: {name: One}\n", settings=after)
        return [danger.text for danger in review(old, new).dangers if not danger.item]

    evil = "  lox24:baseUrl: https://evil.example\n"
    line = (
        "this stack's token and requests go to https://evil.example, and the version before says https://api.lox24.eu"
    )
    assert told("", evil) == [line]
    assert told(evil, evil) == told("", "  lox24:baseUrl: sandbox\n") == []
    client = "  lox24:clientId: '{}'\n"
    assert told(client.format(1), client.format(2)) == ["this stack's account is now 2, and was 1"]
    assert told(client.format(1), "") == ["this stack's account is now any token's account, and was 1"]


def test_a_stack_that_moves_to_the_native_plugin_or_back_says_so() -> None:
    def told(before: str, after: str) -> list[str]:
        old, new = (version("    one: {name: One}\n", settings=said) for said in (before, after))
        return [danger.text for danger in review(old, new).dangers]

    on, off = "  lox24:native: 'true'\n", "  lox24:native: false\n"
    line = "this stack's groups and lists move to {} (lox24:native), where its plan has to show them as unchanged"
    assert told("", on) == told(off, "  lox24:native: true\n") == [line.format("the native plugin")]
    assert told(on, "") == [line.format("the dynamic provider")]
    assert told("", off) == told(on, on) == []


def test_what_was_merged_skipped_or_looks_damaged_is_in_the_review() -> None:
    phones = "phones: {source: l.csv, skip_without_phone: true, columns: {phone: Mobil, a: label}}"
    old = version("    one: {name: One, phones: l.csv}\n", {"l.csv": rows((1, "A"))})
    text = f"Mobil,label,Ort\n{number(1)},NULL,x\n{number(1)},NULL,y\n,B,\n,C,\n"
    new = version(f"    one: {{name: One, {phones}}}\n", {"l.csv": text})
    found = review(old, new)
    (item,) = found.items
    fields = {field.name: (field.now, field.after) for field in item.fields}
    assert fields["merged"] == (None, "1")
    assert fields["skipped"] == (None, "2")
    assert fields["columns"] == (None, '{"phone": ["Mobil"], "a": ["label"]}')
    (notice,) = (danger.text for danger in found.dangers)
    assert notice.startswith("2 values look damaged or stand for none")
    again = version(f"    one: {{name: One, {phones}}}\n", {"l.csv": text + ",D,\n"})
    assert review(new, again).items == (), "what is left out changes nothing"


def test_that_nobody_is_asked_for_consent_any_more_is_a_danger_also_where_the_same_people_stay() -> None:
    files = {"l.csv": f"Mobil,SMS\n{number(1)},yes\n"}
    reading = "source: l.csv, columns: {phone: Mobil}"
    asked = version(f"    a: {{name: A, phones: {{{reading}, consent: {{SMS: 'yes'}}}}}}\n", files)
    told = "consent has a word more or a column less than before, so people may be taken whom it left out"
    for other in (reading, f"{reading}, consent: {{SMS: ['yes', '']}}"):
        found = review(asked, version(f"    a: {{name: A, phones: {{{other}}}}}\n", files))
        assert [danger.text for danger in found.dangers] == [told]
    assert review(asked, asked).is_empty


def test_who_comes_into_a_suppression_file_or_out_of_it_is_counted_and_a_file_that_goes_is_a_danger() -> None:
    files = {"l.csv": f"phone\n{number(1)}\n{number(2)}\n{number(3)}\n", "out.csv": f"phone\n{number(3)}\n"}
    one = "    a: {name: A, phones: {source: l.csv, suppression_files: [out.csv]}}\n"
    before = version(one, files)
    told = "suppression_files has a file less than before, so people may be taken whom it left out"
    gone = review(before, version("    a: {name: A, phones: {source: l.csv}}\n", files))
    assert ([danger.text for danger in gone.dangers], str(gone.items[0].counts)) == ([told], "+1 new")
    more = review(before, version(one, {**files, "out.csv": f"phone\n{number(3)}\n{number(1)}\n"}))
    assert str(more.items[0].counts) == "1 removed"
    assert {field.name: field.after for field in more.items[0].fields}["suppressed"] == "2"
    elsewhere = version(one.replace("[out.csv]", "[x/out.csv]"), {**files, "x/out.csv": files["out.csv"]})
    assert not review(before, elsewhere).dangers
    with pytest.raises(FilesUnreadable, match=r"^out\.csv is not there"):
        review(before, version(one, {"l.csv": files["l.csv"]}))
    unknown = review(version(one, {"l.csv": files["l.csv"]}), before)
    assert "out.csv is not there" in str(unknown.document())


def test_a_key_that_changes_is_another_list_and_its_consent_is_asked_for_all_the_same() -> None:
    files = {"l.csv": f"Mobil,SMS\n{number(1)},yes\n"}
    reading = "source: l.csv, columns: {phone: Mobil}"
    old = version(f"    a: {{name: A, phones: {{{reading}, consent: {{SMS: 'yes'}}}}}}\n", files)
    told = "consent has a word more or a column less than in a, which goes, so people may be taken whom it left out"
    found = review(old, version(f"    b: {{name: A, phones: {{{reading}}}}}\n", files))
    assert [(danger.item, danger.text) for danger in found.dangers if "consent" in danger.text] == [("b", told)]
    kept = version(f"    b: {{name: A, phones: {{{reading}, consent: {{SMS: 'YES'}}}}}}\n", files)
    assert not any("consent" in danger.text for danger in review(old, kept).dangers)


def test_a_list_that_is_too_large_or_elsewhere_is_told() -> None:
    old = version("    one: {name: One}\n")
    new = version(
        "    one: {name: One, phones: l.csv}\n", {"l.csv": "\n" * (2**20 + 1)}, settings="  lox24:maxListSize: 1\n"
    )
    with pytest.raises(FilesUnreadable, match=r"^l.csv cannot be read \(it has more than 1 MiB; lox24:maxListSize may"):
        review(old, new)


@pytest.mark.parametrize(
    ("groups", "files", "told"),
    [
        ("    one: {nmae: One}\n", {}, "then: s.yaml:3:5: groups.one.name: is required"),
        ("    one: {name: [\n", {}, "then: s.yaml:4:1: is no YAML: "),
        ("    one: {name: One, phones: l.csv}\n", {}, "l.csv is not there"),
        ("    one: {name: One, phones: l.csv}\n", {"l.csv": "phone\n0176\n"}, "l.csv"),
        ("    one: {name: One, phones: {mode: x, source: l.csv}}\n", {}, "then: s.yaml:3:31: groups.one.phones.mode"),
    ],
)
def test_files_that_cannot_be_are_an_error_of_one_line_a_problem(groups: str, files: dict[str, str], told: str) -> None:
    with pytest.raises(FilesUnreadable) as error:
        review(version("    one: {name: One}\n"), version(groups, files))
    assert str(error.value).startswith(told)
    assert "0176" not in str(error.value)


def test_people_are_masked() -> None:
    assert mask(Entry("+4917612345678", a="Ann", e="é")) == "+49*********78 a=A*** e=é***"
    old = version("    one: {name: One, phones: l.csv}\n", {"l.csv": rows((1, "Ann"), (2, "Bob"))})
    new = version(
        "    one: {name: One, phones: l.csv}\n", {"l.csv": rows((2, "Ben"), *((n, "C") for n in range(3, 30)))}
    )
    told = masked_entries(old=old, new=new)
    assert told.splitlines()[0] == "one: +27 new, 1 changed, 1 removed"
    assert "  ~ +49" in told
    assert "(a changed)" in told
    assert told.endswith("  and 7 more")
    assert not [n for n in range(30) if number(n)[1:] in told]
    assert "Ann" not in told


def test_lines_are_for_a_terminal_and_never_for_a_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    given = parser.parse_args(["-s", "prod", "--against", "HEAD", "--lines"])
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.chdir(Path(__file__).parents[2])
    assert command.run(given) in (0, 2)
    monkeypatch.setenv("CI", "true")
    assert command.run(given) == 1


def item(**values: object) -> Item:
    return Item(**{"kind": "group", "op": "change", "name": "one", **values})  # type: ignore[arg-type]


def one(*items: Item) -> Review:
    return Review(stack="prod", items=items)


NAME = Field(name="name", now="a", after="b")


@pytest.mark.parametrize(
    ("approved", "run", "told"),
    [
        (item(fields=(NAME,)), item(fields=(NAME,)), []),
        (item(fields=(NAME,)), item(fields=(Field(name="name", now="by hand", after="b"),)), []),
        (item(fields=(NAME,)), item(fields=()), []),
        (item(fields=()), item(fields=(NAME,)), ["change group one: name is beyond what was approved"]),
        (
            item(fields=(NAME,)),
            item(fields=(Field(name="name", now="a", after="c"),)),
            ["change group one: name is beyond what was approved"],
        ),
        (item(op="create"), item(op="change"), ["change group one: to create it was approved"]),
        (item(op="delete", held=None), item(op="delete", held=1204), []),
        (
            item(op="delete", held=3),
            item(op="delete", held=4),
            ["delete group one: 4 entries go with it where 3 were approved"],
        ),
        (
            item(kind="list", counts=Counts(new=3, removed=1)),
            item(kind="list", counts=Counts(new=4, removed=2)),
            [
                "change list one: 4 new where 3 were approved",
                "change list one: 2 removed where 1 was approved",
            ],
        ),
        (item(kind="list", counts=Counts(new=3)), item(kind="list", counts=Counts(new=2)), []),
        (
            item(kind="list", counts=Counts(new=3)),
            item(kind="list"),
            ["change list one: how many entries change is not known"],
        ),
    ],
)
def test_a_run_stays_within_what_was_approved(approved: Item, run: Item, told: list[str]) -> None:
    assert beyond(one(approved), one(run)) == told


def test_what_nobody_was_shown_is_beyond() -> None:
    drift = item(fields=(Field(name="name", now="x", after="b", is_drift=True),))
    assert beyond(one(), one(drift)) == ["change group one, which is drift: this was not approved"]
    assert beyond(one(), one(item(op="delete"))) == ["delete group one: this was not approved"]
    assert beyond(one(item()), one()) == []


# What `up` would refuse


def lists(before: int, after: int, arguments: str = "", *, old: str = "", settings: str = "") -> list[str]:
    """The dangers of a list that goes from so many people to so many; `old` are its arguments before."""
    texts = [
        version(
            f"    one: {{name: One, phones: {{source: l.csv{given}}}}}\n",
            {"l.csv": rows(*((n, "A") for n in range(count)))},
            settings=setting,
        )
        for count, given, setting in ((before, old, ""), (after, arguments, settings))
    ]
    return [danger.text for danger in review(*texts).dangers]


def refused(count: int, of: int, *, instead: str = "") -> str:
    return (
        f"`up` refuses this: {count} of {of} are too many to be removed unasked. If they are to go, set "
        f"allow_removals={count}{instead}. The number is an estimate from the files: the account knows who opted out "
        "or joined and who else is in the group, so the plan names the exact one"
    )


@pytest.mark.slow
def test_what_a_guard_lets_pass_is_no_refusal() -> None:
    assert lists(45, 46) == []
    assert lists(3, 2) == ["removes 1 entry"]
    assert lists(4, 1) == ["removes 3 entries"]
    assert lists(100, 95) == ["removes 5 entries"]


@pytest.mark.promise
def test_what_a_guard_would_refuse_is_shown_with_the_number_to_write() -> None:
    assert lists(45, 29) == ["removes 16 entries", refused(16, 45)]
    assert lists(2, 0) == ["removes 2 entries", refused(2, 2)]
    told = lists(45, 29, ", allow_removals: 12")
    assert told == ["removes 16 entries", refused(16, 45, instead=" instead of 12"), OVERRIDDEN.format(12)]
    assert lists(45, 29, ", allow_removals: 16") == ["removes 16 entries", OVERRIDDEN.format(16)]


OVERRIDDEN = "a guard is overridden: allow_removals={}"
LOOSENED = "a guard is loosened: {} is {} where it was {}"


@pytest.mark.parametrize("mode", ["", ", mode: additive"])
def test_the_limits_of_list_and_stack_count(mode: str) -> None:
    percent, most = LOOSENED.format("max_removals_percent", 50, 5), LOOSENED.format("max_removals", "1,000", 500)
    assert lists(45, 29, f"{mode}, max_removals_percent: 50", old=mode) == ["removes 16 entries", percent]
    assert lists(45, 29, mode, old=mode, settings="  lox24:maxRemovalsPercent: 50\n") == ["removes 16 entries", percent]
    assert lists(45, 45, mode, old=mode, settings="  lox24:maxRemovals: '1000'\n") == [most]
    tight = lists(45, 44, f"{mode}, max_removals: 0", old=mode, settings="  lox24:maxRemovals: 1000\n")
    assert tight == ["removes 1 entry", refused(1, 45)]
    assert lists(45, 44, old=", max_removals: 9") == [
        "removes 1 entry",
        LOOSENED.format("max_removals", 500, 9),
    ]


def test_a_loosened_limit_of_the_stack_is_a_change_of_each_list() -> None:
    one, two = (f"    {name}: {{name: {name}, phones: l.csv}}\n" for name in ("one", "two"))
    files = {"l.csv": f"phone\n{number(1)}\n"}
    wider = version(one + two + "    three: {name: three}\n", files, settings="  lox24:maxRemovals: 700\n")
    found = review(version(one + two + "    three: {name: three}\n", files), wider)
    assert [(item.kind, item.name, item.op) for item in found.items] == [
        ("list", "one", "change"),
        ("list", "two", "change"),
    ]
    assert [(field.name, field.now, field.after) for field in found.items[0].fields] == [("max_removals", None, "700")]
    assert len(found.dangers) == 2


@pytest.mark.slow
def test_an_override_that_an_earlier_change_has_left_is_a_danger() -> None:
    allowed = ", allow_removals: 40"
    left = "allow_removals=40 is left from an earlier change and allows exactly 40 again"
    assert lists(60, 61, allowed, old=allowed) == [left]
    assert lists(60, 20, allowed, old=allowed) == ["removes 40 entries", OVERRIDDEN.format(40), left]
    assert lists(60, 20, allowed) == ["removes 40 entries", OVERRIDDEN.format(40)]
    assert lists(60, 61, old=allowed) == []


def test_a_list_that_becomes_authoritative_needs_the_number_that_only_the_account_knows() -> None:
    told = lists(10, 8, old=", mode: additive")
    assert told[1].startswith("`up` refuses this: everybody in the group who is not on the list goes, at least these 2")
    assert "allow_removals" not in "".join(told)
    assert not any("refuses" in line for line in lists(10, 8, ", take_over: 2", old=", mode: additive"))
