"""What two programs declare, compared: made-up registrations, no process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lox24_provider.adapter.state_format import GROUP_TYPE, MAILING_LIST_TYPE, PHONES_TYPE
from lox24_provider.errors import FilesUnreadable, ProgramError
from lox24_provider.workflow.declared.comparing import compare
from lox24_provider.workflow.declared.configuration import Configuration
from lox24_provider.workflow.declared.running import Declarations, Registration
from lox24_provider.workflow.declared.version import Version
from lox24_provider.workflow.kinds.step import UNKNOWN
from lox24_provider.workflow.review.compare import beyond
from lox24_provider.workflow.review.model import Review
from tests.support.people import number

SIGNATURE = "4dabf18193072939515e22adb298388d"
ACCOUNT = "pulumi:providers:pulumi-python"


def urn(name: str, type_: str = GROUP_TYPE) -> str:
    return f"urn:pulumi:prod::shop::{type_}::{name}"


def one(name: str = "clients", type_: str = GROUP_TYPE, **said: Any) -> Registration:
    inputs = said.pop("inputs", {"name": "Clients"})
    usual = {"provider": "", "protect": False, "retain": False, "aliases": [], "needs": {}, "file": "", "line": 0}
    return Registration(urn=urn(name, type_), inputs=inputs, **{**usual, **said})


def people(name: str = "clients", **inputs: Any) -> Registration:
    return one(name, PHONES_TYPE, inputs={"group": "101", **inputs})


def secret(value: object) -> dict[str, object]:
    return {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": value}


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    """Where the files of both versions are, the old one's first."""
    for name in ("old", "new"):
        (tmp_path / name / ".git").mkdir(parents=True)
    return tmp_path / "old", tmp_path / "new"


def compared(
    versions: tuple[Path, Path],
    before: list[Registration],
    after: list[Registration],
    *,
    config: tuple[dict[str, str], dict[str, str]] = ({}, {}),
    asked: list[str] | None = None,
) -> Review:
    old, new = (
        Version(
            what=what,
            folder=folder,
            root=folder,
            there=versions[1],
            configuration=Configuration(values=said, secret=frozenset(), encrypted=frozenset(), account=""),
            declarations=Declarations(resources=resources, asked=asked or []),
        )
        for what, folder, resources, said in zip(("HEAD", "now"), versions, (before, after), config, strict=True)
    )
    return compare(stack="prod", against="HEAD", old=old, new=new, locate=lambda _: None)


def rows(review: Review) -> list[tuple[str, str, str | None, str | None]]:
    return [(item.name, field.name, field.now, field.after) for item in review.items for field in item.fields]


def dangers(review: Review) -> list[str]:
    return [danger.text for danger in review.dangers]


def test_what_stays_is_counted_and_what_goes_is_a_danger(versions: tuple[Path, Path]) -> None:
    group = one(inputs={"name": "Clients", "force_destroy": True})
    assert compared(versions, [group], [group]).verdict == "1 unchanged"
    gone = compared(versions, [group], [])
    assert gone.verdict == "1 to delete, 0 unchanged"
    assert dangers(gone) == ["group 'Clients' is deleted with all its entries because of force_destroy"]


def test_what_is_not_known_is_called_so_and_no_change_where_nothing_else_tells(versions: tuple[Path, Path]) -> None:
    known, later = one(inputs={"name": "A"}), one(inputs={"name": f"of {UNKNOWN}"}, needs={"name": [urn("x")]})
    assert rows(compared(versions, [known], [later])) == [("clients", "name", "A", "(unknown)")]
    same = compared(versions, [later], [later])
    assert (same.is_empty, same.unknown) == (True, 1)
    elsewhere = one(inputs={"name": f"of {UNKNOWN}"}, needs={"name": [urn("y")]})
    assert dangers(compared(versions, [later], [elsewhere])) == [
        "name: made of something else than before, and known in neither version"
    ]
    hidden = compared(versions, [one(inputs={"name": secret("A")})], [one(inputs={"name": secret("B")})])
    assert rows(hidden) == [("clients", "name", "(secret)", "(secret)")]
    assert compared(versions, [one(inputs={"name": secret("A")})], [one(inputs={"name": secret("A")})]).is_empty


def test_a_placeholder_stands_in_no_text(versions: tuple[Path, Path]) -> None:
    review = compared(versions, [one(inputs={"name": f"{UNKNOWN}-0123abcd"})], [])
    assert dangers(review) == ["group (unknown) is deleted; refused if it holds anybody"]
    assert UNKNOWN not in str(review.document())


def test_a_list_is_compared_person_by_person_without_showing_anybody(versions: tuple[Path, Path]) -> None:
    for folder, some in zip(versions, (range(10), range(2, 11)), strict=True):
        (folder / "a.csv").write_text("phone\n" + "".join(f"{number(n)}\n" for n in some))
    review = compared(versions, [people(source="a.csv")], [people(source=str(versions[1] / "a.csv"))])
    (item,) = review.items
    assert (item.title, str(item.counts)) == ("a.csv", "+1 new, 2 removed")
    assert dangers(review) == ["removes 2 entries"]
    assert number(3) not in str(review.document())
    entries = [people(entries=secret(f"phone,a\n{number(1)},{word}\n")) for word in ("A", "B")]
    (item,) = compared(versions, *[[one] for one in entries]).items
    assert (item.title, str(item.counts)) == ("written inline", "1 changed")


@pytest.mark.parametrize(
    ("before", "after", "is_secret"),
    [
        ({"SMS": "yes"}, None, False),
        ({"SMS": ["yes"]}, {"SMS": ["yes", "no"]}, False),
        ({"SMS": ["yes"]}, {"SMS": [UNKNOWN]}, False),
        ({"SMS": [secret("yes")]}, {"SMS": [secret("yes"), secret("no")]}, True),
        (secret({"SMS": ["yes"]}), secret({"SMS": ["yes", "no"]}), True),
    ],
)
def test_who_is_taken_whom_consent_left_out_is_a_danger_also_where_nobody_is_yet(
    versions: tuple[Path, Path], before: object, after: object, *, is_secret: bool
) -> None:
    for folder in versions:
        (folder / "a.csv").write_text(f"Mobile,SMS\n{number(1)},yes\n")
    reading: dict[str, Any] = {"source": "a.csv", "columns": {"phone": "Mobile"}}
    old, new = (people(**reading | ({"consent": one} if one else {})) for one in (before, after))
    told = dangers(compared(versions, [old], [new]))
    hidden = "consent is another secret than before, so people may be taken whom it left out"
    plain = "consent has a word more or a column less than before, so people may be taken whom it left out"
    assert [text for text in told if "consent" in text] == [hidden if is_secret else plain]


def test_who_is_in_a_suppression_file_is_not_on_a_list_wherever_the_program_says_the_file_is(
    versions: tuple[Path, Path],
) -> None:
    for folder, out in zip(versions, (3, 2), strict=True):
        (folder / "a.csv").write_text(f"phone\n{number(1)}\n{number(2)}\n{number(3)}\n")
        (folder / "out.csv").write_text(f"phone\n{number(out)}\n")
    old = people(source="a.csv", suppression_files=["out.csv"])
    review = compared(versions, [old], [people(source="a.csv", suppression_files=[str(versions[1] / "out.csv")])])
    (item,) = review.items
    assert (str(item.counts), dangers(review)) == ("+1 new, 1 removed", ["removes 1 entry"])
    assert "suppression_files" not in {field.name for field in item.fields}
    review = compared(versions, [old], [people(source="a.csv")])
    assert "suppression_files has a file less than before, so people may be taken whom it left out" in dangers(review)
    (versions[1] / "out.csv").unlink()
    with pytest.raises(FilesUnreadable, match=r"out\.csv is not there"):
        compared(versions, [old], [old])
    review = compared(versions, [old], [people(source="a.csv", suppression_files=[UNKNOWN])])
    assert "is known only during the run" in str(review.document())


@pytest.mark.parametrize("aliases", [[urn("clients", PHONES_TYPE)], []])
def test_a_list_that_gets_another_name_is_asked_for_its_consent(
    versions: tuple[Path, Path], aliases: list[str]
) -> None:
    for folder in versions:
        (folder / "a.csv").write_text(f"Mobile,SMS\n{number(1)},yes\n")
    reading: dict[str, Any] = {"group": "101", "source": "a.csv", "columns": {"phone": "Mobile"}}
    new = one("people", PHONES_TYPE, inputs=reading, aliases=aliases)
    told = dangers(compared(versions, [people(**reading | {"consent": {"SMS": "yes"}})], [new]))
    where = "before" if aliases else "in clients, which goes"
    danger = f"consent has a word more or a column less than {where}, so people may be taken whom it left out"
    assert [text for text in told if "consent" in text] == [danger]


def test_the_order_in_which_a_program_hands_over_columns_changes_nothing(versions: tuple[Path, Path]) -> None:
    for folder in versions:
        (folder / "a.csv").write_text(f"Mobile,Name\n{number(1)},A\n")
    orders = [{"phone": "Mobile", "a": "Name"}, {"a": "Name", "phone": "Mobile"}]
    review = compared(versions, *[[people(source="a.csv", columns=columns)] for columns in orders])
    assert (review.verdict, rows(review)) == ("1 unchanged", [])


def test_a_guard_is_judged_by_the_files(versions: tuple[Path, Path]) -> None:
    for folder, some in zip(versions, (range(100), range(50)), strict=True):
        (folder / "a.csv").write_text("phone\n" + "".join(f"{number(n)}\n" for n in some))
    told = dangers(compared(versions, [people(source="a.csv")], [people(source="a.csv")]))
    assert told[0] == "removes 50 entries"
    assert "set allow_removals=50" in told[1]
    loose = {"lox24:maxRemovalsPercent": "60"}
    told = dangers(compared(versions, [people(source="a.csv")], [people(source="a.csv")], config=({}, loose)))
    assert told == ["removes 50 entries", "a guard is loosened: max_removals_percent is 60 where it was 5"]


def test_who_cannot_be_read_is_said_and_not_guessed(versions: tuple[Path, Path]) -> None:
    (versions[1] / "a.csv").write_text(f"phone\n{number(1)}\n")
    (item,) = compared(versions, [people(source="a.csv")], [people(source="a.csv")]).items
    assert item.counts is None
    assert item.notes == (
        "who was on the list before is not known: a.csv is not there (looked for in the project's folder)",
    )
    outside = people(source="/etc/hostname")
    review = compared(versions, [outside], [outside])
    assert (review.verdict, review.unknown) == ("1 unchanged", 1)
    later = people(source="a.csv", labels={"a": UNKNOWN})
    (item,) = compared(versions, [], [later]).items
    assert item.notes == ("who is on the list now is not known: a.csv is known only during the run",)
    with pytest.raises(FilesUnreadable, match=r"b\.csv is not there"):
        compared(versions, [], [people(source="b.csv")])


def test_another_group_of_a_list_replaces_it(versions: tuple[Path, Path]) -> None:
    before, after = (
        one("l", PHONES_TYPE, inputs={"group": UNKNOWN, "entries": secret("phone\n")}, needs={"group": [urn(name)]})
        for name in ("a", "b")
    )
    groups = [one("a", inputs={"name": "A"}), one("b", inputs={"name": "B"})]
    review = compared(versions, [*groups, before], [*groups, after])
    assert rows(review) == [("l", "group", "Group a", "Group b")]
    assert review.verdict == "1 to replace, 2 unchanged"


def test_of_others_only_names_of_properties_are_shown(versions: tuple[Path, Path]) -> None:
    old, new = ({"name": "n", "size": n, "key": secret(f"k{n}"), "same": {"a": [n, 1]}} for n in ("one", "two"))
    review = compared(versions, [one("b", "c:s:B", inputs=old)], [one("b", "c:s:B", inputs=new)])
    assert rows(review) == [("b", name, None, None) for name in ("key", "same", "size")]
    text = str(review.document())
    assert "c:s:B" in text
    assert not any(word in text for word in ("'one'", "'two'", "k'one", "ktwo", "'n'"))
    assert compared(versions, [one("b", "c:s:B", inputs=new)], [one("b", "c:s:B", inputs=new)]).is_empty


def test_an_account_and_who_works_by_it(versions: tuple[Path, Path]) -> None:
    urls = ["https://api.lox24.eu", "https://other.example"]
    accounts = [
        one("eu", ACCOUNT, inputs={"lox24:baseUrl": url, "lox24:clientId": "22", "lox24:token": secret(UNKNOWN)})
        for url in urls
    ]
    served = one(provider=f"{urn('eu', ACCOUNT)}::{UNKNOWN}")
    review = compared(versions, [accounts[0], served], [accounts[1], served])
    assert dangers(review) == [
        "its token and its requests go to https://other.example, and went to https://api.lox24.eu"
    ]
    moved = compared(versions, [accounts[0], one()], [accounts[0], served])
    assert moved.items[0].served_by == "eu"
    assert dangers(moved) == ["works by another provider than before"]


def test_what_moves_into_a_component_by_an_alias_is_the_same(versions: tuple[Path, Path]) -> None:
    inside = Registration(
        **{
            **one().model_dump(),
            "urn": urn("clients", f"{MAILING_LIST_TYPE}${GROUP_TYPE}"),
            "aliases": [urn("clients")],
        }
    )
    assert compared(versions, [one()], [inside]).verdict == "1 unchanged"
    assert compared(versions, [one()], [one("other", aliases=[urn("clients")])]).verdict == "1 unchanged"


def test_what_would_be_refused_is_an_error_at_once(versions: tuple[Path, Path]) -> None:
    bad = [one("a", inputs={"name": "x" * 51}), one("b", inputs={}), one("b", inputs={"name": "B"})]
    with pytest.raises(ProgramError) as told:
        compared(versions, [], bad, config=({}, {"lox24:maxRemovals": "many"}))
    lines = str(told.value).splitlines()
    assert [line.split(" ")[1] for line in lines] == ["lox24:maxRemovals", f"{GROUP_TYPE}::b", "Group", "Group"]
    assert all(line.startswith("now: ") for line in lines)
    with pytest.raises(ProgramError, match="cannot be compared"):
        compared(versions, [one("l", PHONES_TYPE, inputs={"group": "1", "entries": "", "columns": 5})], [])


def test_advice_approves_nothing(versions: tuple[Path, Path]) -> None:
    review = compared(versions, [], [one()])
    files = Review(stack="prod", against="HEAD", items=review.items)
    assert beyond(files, review) == []
    assert beyond(review, review) == ["create group clients: this was not approved"]
    assert beyond(Review(stack="prod", items=review.items, is_told=True), review) != []
