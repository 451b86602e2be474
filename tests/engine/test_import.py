"""An account that exists: exported, imported, and from then on managed, by the real CLI."""

from __future__ import annotations

import stat

import pytest

from tests.support import keys
from tests.support.commands import lox24, lox24_json
from tests.support.engine import Project, without_code
from tests.support.people import number
from tests.support.sandbox import Sandbox
from tests.support.smalltest import add_provider, store_of

ODD = [
    "Kunden & Freunde",
    "Kunden & Freunde",
    "  leading blanks",
    "slash/back\\slash: #1",
    "x" * 50,
    "\U0001f600\U0001f469\u200d\U0001f692",
    "שלום עולם\u200f",
    "yes",
    "0123",
]
PROGRAM = """
from lox24_provider.stacks import load
for key, entry in load().groups.items():
    group = Group(key, **entry.inputs)
    if entry.phones:
        GroupPhones(key, group=group, **entry.phones.model_dump())
"""
WRITES = ("POST", "PUT", "DELETE")


@pytest.fixture
def stack(project: Project) -> Project:
    """A stack whose file people wrote, with a comment and a group of their own."""
    (project.folder / "Pulumi.test.yaml").write_text(
        f"config:\n  lox24:baseUrl: {project.config['baseUrl']} # here\n  lists:groups:\n"
        f"    mine: # ours\n      name: Mine\n{keys.LINES}"
    )
    project.program(PROGRAM)
    return project


def _writes(sandbox: Sandbox) -> list[str]:
    return [call for call in sandbox.calls() if call.startswith(WRITES)]


@pytest.mark.promise
def test_an_account_is_exported_imported_and_unchanged(stack: Project, sandbox: Sandbox) -> None:
    ids = [sandbox.add_group(name=name, description="two\nlines" if at % 2 else "") for at, name in enumerate(ODD)]
    hidden = sandbox.add_group(name="turns \u202e around")
    friends, plain = ids[0], ids[3]
    for group, count in ((friends, 6), (plain, 2)):
        sandbox.add_phones(group, count)
    sandbox.opt_out(friends, "+4917600000000")
    sandbox.join(friends, number(900))
    sandbox.api("POST", f"/groups/{plain}/phones", json={"phone": "0151 2345678"})
    sandbox.forget()

    told = lox24(stack, "export", "-s", "test", "--with-phones")

    assert told.code == 0, told.text
    assert f"group {hidden} " in told.text
    assert "U+202E" in told.text
    text = (stack.folder / "Pulumi.test.yaml").read_text()
    assert "# here\n" in text
    assert "mine: # ours\n" in text
    assert f"kunden-freunde-{ids[1]}:\n      name: Kunden & Freunde\n" in text
    assert "phones: lists/kunden-freunde.csv # 5 people; left out: 1 opted out, 1 joined by a link\n" in text
    assert "mode: additive" in text  # somebody's number has no country: a list that removes would remove them
    people = stack.folder / "lists" / "kunden-freunde.csv"
    assert stat.S_IMODE(people.stat().st_mode) == 0o600
    assert "+4917600000000" not in people.read_text()
    assert number(900) not in people.read_text()
    assert sandbox.count() == 3  # one page of groups, two lists

    made = lox24(stack, "import", "-s", "test", "--yes")

    assert made.code == 0, made.text
    assert "9 groups and 2 lists to import" in made.text
    assert "mine: not at LOX24" in made.text
    assert not _writes(sandbox)
    sandbox.forget()
    preview = stack.preview("--diff")
    assert preview.summary == {"create": 1, "unchanged": 12}, preview.text  # `mine`; the stack itself counts
    assert sandbox.calls() == ["GET /groups?page=1"]  # whether a group has the name of `mine`, which is new
    assert "nothing new" in lox24(stack, "export", "-s", "test", "--with-phones").text
    again = lox24(stack, "import", "-s", "test")
    assert (again.code, again.text.splitlines()[-1]) == (0, "nothing to import"), again.text

    (stack.folder / "Pulumi.test.yaml").write_text(text.replace("name: xxx", "name: yxx"))
    assert stack.up().summary == {"created": 1, "updated": 1, "unchanged": 11}
    assert sandbox.api("GET", f"/groups/{ids[4]}")["name"] == "y" + "x" * 49
    refreshed = stack.pulumi("preview", "-s", "test", "--refresh", "--expect-no-changes")
    assert refreshed.code == 0, refreshed.text
    again = lox24(stack, "import", "-s", "test")
    known = "nothing to import: the state has all that the program declares (10 groups)\n"
    assert (again.code, again.text) == (0, known), again.text
    assert stack.destroy().code != 0
    assert len(sandbox.phones(friends)) == 7
    assert len(sandbox.phones(plain)) == 3


@pytest.mark.promise
def test_what_a_program_declares_is_found_by_name_and_never_guessed(project: Project, sandbox: Sandbox) -> None:
    first, second = (sandbox.add_group(name="Clients") for _ in range(2))
    inner = sandbox.add_group(name="Inner", description="by hand")
    list_ = sandbox.add_group(name="List")
    sandbox.add_group(name="Below")
    sandbox.add_phones(list_, 3)
    (project.folder / "few.csv").write_text("phone\n+4917600000000\n")
    add_provider(project)
    project.program("""
from smalltest import Machine
web = Machine("web", kind="a", zone="b")
class Team(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("a:b:Team", name)
        Group("inner", name="Inner", description="declared", opts=ResourceOptions(parent=self))
Team("team")
clients = Group("clients", name="Clients")
GroupPhones("clients", group=clients, entries=[PhoneArgs(phone="+4917612345678")])
few = Group("few", name="List")
GroupPhones("few", group=few, source="few.csv")
Group("new", name="New", description=web.address)
Group("below", name="Below", opts=ResourceOptions(parent=web))
own = Account("own", token="2222222:key", base_url=pulumi.Config("lox24").require("baseUrl"))
Group("other", name="Clients", opts=ResourceOptions(provider=own))
""")
    sandbox.forget()

    def refused(*mapped: str) -> list[str]:
        ended = lox24(project, "import", "-s", "test", "--yes", *(f"--map={one}" for one in mapped))
        assert ended.code == 1
        assert project.groups() == {}
        return [without_code(line.removeprefix("error: ")) for line in ended.text.splitlines()]

    assert refused() == [
        f"clients: groups {first}, {second} are all called 'Clients'; say which one is meant with --map clients=ID"
    ]
    assert refused("clients=4711", f"inner={inner}", f"few={inner}", "none=1", "new=x") == [
        "--map none: the program declares no such group",
        "--map new: needs a group's number at LOX24, digits only",
        "clients: the account has no group 4711",
        f"few: group {inner} is 'inner'; one group, one resource",
    ]

    made = lox24_json(project, "import", "-s", "test", "--yes", f"--map=clients={second}")

    assert made["groups"] == {"clients": second, "inner": inner, "few": list_}
    assert made["new"] == ["new"]
    assert made["below"] == {"below": "web"}
    assert made["elsewhere"] == ["other"]
    assert made["lists"] == {}
    assert made["later"] == {
        "clients": "its people stand in the program, encrypted",
        "few": "the account differs from the list: 2 not in the list",
    }
    assert not _writes(sandbox)
    preview = project.preview("--diff")
    assert '~ description: "by hand" => "declared"' in preview.text
    assert preview.code != 0  # the first reconciliation: nobody has agreed to remove two unmanaged entries
    assert "set take_over=2 to remove exactly these" in preview.text

    (project.folder / "few.csv").write_text("phone\n" + "".join(f"{number(n)}\n" for n in range(3)))
    resumed = lox24_json(project, "import", "-s", "test", "--yes", f"--map=clients={second}")
    assert (resumed["groups"], resumed["lists"], list(resumed["later"])) == ({}, {"few": list_}, ["clients"])
    assert not _writes(sandbox)
    assert not list(store_of(project).iterdir())


@pytest.mark.slow
def test_a_module_and_the_engines_own_import_do_as_well(project: Project, sandbox: Sandbox) -> None:
    for name in ODD[:5]:
        sandbox.add_group(name=name, name_a="label")
    sandbox.add_phones(sandbox.add_group(name="People"), 2)
    project.program("")
    refused = lox24(project, "export", "-s", "test", "--with-phones")
    assert "the program does not read stack files" in refused.text
    told = lox24(project, "export", "-s", "test", "--format", "python", "--with-phones", "--lists", "../lists")
    assert "write `import groups` into the program, then" in told.text, told.text
    assert (project.folder.parent / "lists" / "people.csv").exists()
    assert "groups.py is there already" in lox24(project, "export", "-s", "test", "--format", "python").text
    project.program("import groups\n")

    options = ("--generate-code=false", "--protect=false", "--yes")
    imported = project.pulumi("import", "-s", "test", "--file", "import.test.json", *options)
    assert imported.code == 0, imported.text
    assert project.refresh().code == 0

    assert "nothing new" in lox24(project, "export", "-s", "test", "--format", "python").text
    preview = project.preview()
    assert preview.summary == {"create": 1, "unchanged": 7}, preview.text
    assert "nothing to change" in preview.text  # the list, which meets just its people
