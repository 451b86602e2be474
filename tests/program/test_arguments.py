"""What a program gives by mistake is one line: a traceback shows source lines, and those may hold numbers."""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
import logging
import numbers
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pulumi
import pytest
from pulumi import Output, ResourceOptions

import lox24_provider
from lox24_provider import (
    Account,
    AccountArgs,
    Group,
    GroupArgs,
    GroupPhones,
    GroupPhonesArgs,
    MailingList,
    MailingListArgs,
    PhoneArgs,
)
from lox24_provider.resources import memory
from tests.support.codes import code_of
from tests.support.mocks import Engine, given_up, swept
from tests.support.sandbox import TOKEN, Sandbox

# As in test_group; and where a program ends early, what it has begun is not waited for.
pytestmark = [
    pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

NUMBER = "+4917655512345"
CANARY = f"value-canary {NUMBER}"


class Strange:
    """Nothing that anybody expects."""

    def __repr__(self) -> str:
        return CANARY


def endless() -> list[Any]:
    items: list[Any] = [CANARY]
    items.append(items)
    return items


def unknown() -> Output[Any]:
    known: asyncio.Future[bool] = asyncio.Future()
    known.set_result(False)
    value: asyncio.Future[Any] = asyncio.Future()
    value.set_result(pulumi.runtime.rpc.UNKNOWN)
    return Output(set(), value, known)


WRONG: dict[str, Callable[[], Any]] = {
    "None": lambda: None,
    "empty text": lambda: "",
    "text": lambda: CANARY,
    "half of a character": lambda: f"{CANARY}\ud800",
    "bool": lambda: True,
    "int": lambda: 4917655512345,
    "huge int": lambda: 10**400,
    "float": lambda: 1.5,
    "nan": lambda: float("nan"),
    "infinity": lambda: float("-inf"),
    "bytes": CANARY.encode,
    "object": Strange,
    "class": lambda: Strange,
    "function": lambda: unknown,
    "path": lambda: Path(CANARY),
    "list": lambda: [CANARY],
    "list of objects": lambda: [Strange()],
    "list of itself": endless,
    "set": lambda: {CANARY},
    "generator": lambda: (one for one in [CANARY]),
    "mapping": lambda: {"phone": CANARY, "a": Strange()},
    "mapping of numbers": lambda: {5: CANARY},
    "person": lambda: PhoneArgs(phone=NUMBER),
    "list of people": lambda: [PhoneArgs(phone=NUMBER, a=Output.from_input(CANARY)), {"phone": NUMBER}],
    "resource": lambda: pulumi.ComponentResource("a:b:C", "component"),
    "asset": lambda: pulumi.StringAsset(CANARY),
    "exception": lambda: ValueError(CANARY),
    "options": lambda: ResourceOptions(protect=True),
    "options with a strange provider": lambda: ResourceOptions(provider=CANARY),  # type: ignore[arg-type]
    "options with a strange parent": lambda: ResourceOptions(parent=CANARY),  # type: ignore[arg-type]
    "output": lambda: Output.from_input(CANARY),
    "output of None": lambda: Output.from_input(None),
    "output of bytes": lambda: Output.from_input(CANARY.encode()),
    "output of an object": lambda: Output.from_input(Strange()),
    "output of half of a character": lambda: Output.from_input(f"{CANARY}\ud800"),
    "output of a list": lambda: Output.from_input([{"phone": Output.from_input(NUMBER)}, Strange()]),
    "secret": lambda: Output.secret(CANARY),
    "unknown": unknown,
}


def as_group(**arguments: Any) -> None:
    if arguments.keys() & {"args", "opts", "resource_name"}:
        Group(**{"resource_name": "x", **({} if "args" in arguments else {"name": "n"}), **arguments})
    else:
        Group("x", GroupArgs(**{"name": "n", **arguments}))
        Group("y", **{"name": "n", **arguments})


def as_list(**arguments: Any) -> None:
    list_ = {} if "entries" in arguments else {"source": "x.csv"}
    if arguments.keys() & {"args", "opts", "resource_name"}:
        usual = {} if "args" in arguments else {"group": "5", **list_}
        GroupPhones(**{"resource_name": "x", **usual, **arguments})
    else:
        GroupPhones("x", GroupPhonesArgs(**{"group": "5", **list_, **arguments}))


def as_mailing_list(**arguments: Any) -> None:
    if arguments.keys() & {"args", "opts", "group_opts", "phones_opts", "resource_name"}:
        usual = {} if "args" in arguments else {"name": "n", "source": "x.csv"}
        MailingList(**{"resource_name": "x", **usual, **arguments})
    else:
        MailingList("x", MailingListArgs(**{"name": "n", **arguments}))


def as_account(**arguments: Any) -> None:
    if arguments.keys() & {"args", "opts", "resource_name"}:
        Account(**{"resource_name": "x", **({} if "args" in arguments else {"token": TOKEN}), **arguments})
    else:
        Account("x", AccountArgs(**{"token": TOKEN, **arguments}))


def as_person(**arguments: Any) -> None:
    GroupPhones("x", group="5", entries=[PhoneArgs(**{"phone": NUMBER, **arguments})])
    GroupPhones("y", group="6", entries=[{"phone": NUMBER, **arguments}])


def names_of(call: Callable[..., Any]) -> list[str]:
    return [name for name in inspect.signature(call).parameters if name not in ("self", "inputs")]


PROGRAMS: dict[str, tuple[Callable[..., Any], list[str]]] = {
    "Account": (as_account, names_of(Account)),
    "AccountArgs": (as_account, names_of(AccountArgs)),
    "Group": (as_group, names_of(Group)),
    "Group.get": (lambda **given: Group.get(**{"resource_name": "x", "id": "5", **given}), names_of(Group.get)),
    "GroupArgs": (as_group, names_of(GroupArgs)),
    "GroupPhones": (as_list, names_of(GroupPhones)),
    "GroupPhonesArgs": (as_list, names_of(GroupPhonesArgs)),
    "MailingList": (as_mailing_list, names_of(MailingList)),
    "MailingListArgs": (as_mailing_list, names_of(MailingListArgs)),
    "PhoneArgs": (as_person, names_of(PhoneArgs)),
}
LOOK_UPS = {name: getattr(lox24_provider, name) for name in lox24_provider.__all__ if name.startswith("get_")}


@pytest.fixture(autouse=True, scope="module")
def _swept() -> Iterator[None]:
    """What nobody awaited tells so by a traceback in the log, too: 26,000 times, which nobody reads."""
    log = logging.getLogger("asyncio")
    log.disabled = True
    yield
    log.disabled = False
    swept()


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    memory.forget()
    yield
    given_up()
    pulumi.runtime.set_all_config({}, [])
    memory.forget()


def what_is_wrong(program: Callable[[], Any], *, preview: bool = False) -> str | None:
    """What a program ends with that is neither nothing nor one harmless line."""
    pulumi.runtime.set_mocks(Engine(), preview=preview)
    memory.forget()

    def run() -> Any:
        return program()

    try:
        pulumi.runtime.test(run)()  # type: ignore[no-untyped-call]
    except pulumi.RunError as error:
        line = str(error)
        is_harmless = "\n" not in line and "canary" not in line and "55512345" not in line and len(line) < 500
        return None if is_harmless and line.isprintable() and code_of(line) else f"says {line!r}"
    except BaseException as error:  # noqa: BLE001 whatever it is
        return f"ends in a traceback: {error!r}"
    finally:
        given_up()
    return None


def test_every_public_class_and_function_is_tried() -> None:
    public = {*lox24_provider.__all__}
    kinds = {name for name in public if not name.endswith(("Result", "Dict"))}
    assert kinds == {name for name in PROGRAMS if "." not in name} | LOOK_UPS.keys()
    results = {name for name in public if name.endswith("Result")}
    assert all(dataclasses.is_dataclass(getattr(lox24_provider, name)) for name in results)


@pytest.mark.promise
@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("kind", PROGRAMS)
@pytest.mark.short(cases=30)
def test_no_slip_in_an_argument_ends_in_a_traceback(kind: str, wrong: str) -> None:
    declare, names = PROGRAMS[kind]
    found = {}
    for name in names:
        if (kind, name, wrong) == ("AccountArgs", "client_id", "int"):
            continue  # whose account is meant is told, and no secret
        for preview in {False, "output" in wrong or wrong in ("secret", "unknown")}:
            problem = what_is_wrong(lambda name=name: declare(**{name: WRONG[wrong]()}), preview=preview)  # type: ignore[misc]
            if problem:
                found[name] = problem
    assert found == {}


@pytest.mark.promise
@pytest.mark.parametrize("function", LOOK_UPS)
def test_no_slip_in_a_look_up_ends_in_a_traceback(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    monkeypatch.setenv("LOX24_TOKEN", TOKEN)
    found = {}
    for name in names_of(LOOK_UPS[function]):
        for wrong, value in WRONG.items():
            memory.forget()
            pulumi.runtime.set_all_config({"lox24:baseUrl": sandbox.url, "lox24:maxRetries": "0"}, [])

            def program(name: str = name, value: Callable[[], Any] = value) -> Any:
                return LOOK_UPS[function](**{name: value()})

            problem = what_is_wrong(program)
            if problem and "there is no group called 'value-canary [number]" not in problem:
                found[name, wrong] = problem
    assert found == {}


ONE, OTHER = {"phone": NUMBER, "a": "Ann"}, {"phone": "+4917655500000", "callback_data": "x"}
AS_TEXT = f"phone,a,b,c,d,e,callback_data\n{NUMBER},Ann,,,,,\n+4917655500000,,,,,,x\n"


@pytest.mark.parametrize(
    "entries",
    [
        lambda: [PhoneArgs(**ONE), PhoneArgs(**OTHER)],
        lambda: (ONE, OTHER),
        lambda: (one for one in (ONE, OTHER)),
        lambda: Output.from_input([ONE, OTHER]),
        lambda: Output.from_input([PhoneArgs(**ONE), PhoneArgs(**OTHER)]),
        lambda: Output.secret([{**ONE, "a": Output.secret("Ann")}, OTHER]),
        lambda: [Output.from_input(ONE), Output.secret(OTHER)],
        lambda: [{"phone": Output.secret(NUMBER), "a": Output.from_input("Ann")}, PhoneArgs(**OTHER)],
        lambda: [{**ONE, "b": None, "c": Output.from_input(None)}, OTHER],
        lambda: [ONE, {"phone": "+4917655500000", "callbackData": "x"}],
    ],
)
def test_people_are_written_as_anything_in_pulumi_is(entries: Callable[[], Any]) -> None:
    engine = Engine()
    pulumi.runtime.set_mocks(engine)

    @pulumi.runtime.test
    def program() -> None:
        GroupPhones("x", group="5", entries=entries())
        MailingList("y", name="n", entries=entries())

    program()
    for name in ("x", "y"):
        told = next(one.inputs["entries"] for one in engine.made if one.name == name and "entries" in one.inputs)
        assert pulumi.runtime.rpc.is_rpc_secret(told), "people travel as a secret, whatever they were"
        assert pulumi.runtime.rpc.unwrap_rpc_secret(told) == AS_TEXT


@pytest.mark.parametrize("when", ["at once", "later"])
def test_what_databases_give_besides_text_is_the_text_that_everybody_expects(when: str) -> None:
    class Integer:
        """As NumPy's are."""

        def __str__(self) -> str:
            return "8"

    numbers.Number.register(Integer)
    callback = UUID(int=1)
    values = {"a": date(2026, 1, 31), "b": Decimal("1.50"), "c": 7, "d": Integer(), "callback_data": callback}
    engine = Engine()
    pulumi.runtime.set_mocks(engine)

    @pulumi.runtime.test
    def program() -> None:
        later = {name: Output.from_input(value) for name, value in values.items()}
        person: dict[str, Any] = {"phone": NUMBER, **(values if when == "at once" else later)}
        GroupPhones("x", group="5", entries=[person])

    program()
    told = pulumi.runtime.rpc.unwrap_rpc_secret(engine.made[0].inputs["entries"])
    assert told.splitlines()[1] == f"{NUMBER},2026-01-31,1.50,7,8,,{callback}"


@pytest.mark.parametrize(
    ("entries", "line"),
    [
        (NUMBER, "entries must be a list, not str"),
        ({"phone": NUMBER}, "entries must be a list, not a mapping"),
        (
            [ONE, NUMBER],
            "entries: number 2 must be a PhoneArgs, or a dict with a phone and any of a, b, c",
        ),
        ([ONE, {**OTHER, NUMBER: "x"}], "entries: number 2 must be a PhoneArgs, or a dict with a phone and any of"),
        ([ONE, {**OTHER, "callbackData": NUMBER}], "entries: number 2 must be a PhoneArgs, or a dict with a phone"),
        ([ONE, {"phone": [NUMBER]}], "entries: number 2: phone cannot be a list"),
        ([{**ONE, "b": True}], "entries: number 1: b must be text, not true or false"),
        ([{**ONE, "b": float("nan")}], "entries: number 1: b is nan, which says nothing: write None"),
        ([{**ONE, "b": Decimal("NaN")}], "entries: number 1: b is NaN, which says nothing: write None"),
        (Output.from_input, "entries must be a list, not function"),
    ],
)
@pytest.mark.parametrize("when", ["at once", "later"])
def test_what_is_no_person_is_named_by_its_place_and_not_shown(entries: Any, line: str, when: str) -> None:
    pulumi.runtime.set_mocks(Engine())

    @pulumi.runtime.test
    def program() -> None:
        GroupPhones(
            "x", group="5", entries=Output.from_input(0).apply(lambda _: entries) if when == "later" else entries
        )

    with pytest.raises(pulumi.RunError, match=f"^GroupPhones 'x': {re.escape(line)}") as refused:
        program()
    assert NUMBER not in str(refused.value)


@pytest.mark.parametrize("name", ["consent", "suppression_files"])
@pytest.mark.parametrize("resource", [GroupPhones, MailingList])
def test_who_is_left_out_is_no_output_of_nothing(resource: Any, name: str) -> None:
    """As one is that another stack does not have: everybody would be taken."""
    pulumi.runtime.set_mocks(Engine())
    group = {"group": "5"} if resource is GroupPhones else {"name": "X"}

    @pulumi.runtime.test
    def program() -> None:
        resource("x", source="l.csv", **{name: Output.from_input(None)}, **group)

    with pytest.raises(pulumi.RunError, match=rf"^GroupPhones 'x': {name} is None only in the run"):
        program()


@pytest.mark.promise
@pytest.mark.parametrize(
    ("slip", "line"),
    [
        (lambda: PhoneArgs(phone=NUMBER, nmae="x"), "PhoneArgs: .*unexpected keyword argument 'nmae'"),  # type: ignore[call-arg]
        (lambda: PhoneArgs(NUMBER), "PhoneArgs: too many positional arguments"),  # type: ignore[call-arg]
        (lambda: PhoneArgs(a=NUMBER), "PhoneArgs: missing a required .*'phone'"),  # type: ignore[call-arg]
        (lambda: PhoneArgs(**{NUMBER: "Ann", "Ann": "x"}), r"PhoneArgs: got an unexpected keyword argument \("),
        (lambda: GroupArgs(nmae=NUMBER), "GroupArgs: got an unexpected keyword argument 'nmae'"),  # type: ignore[call-arg]
        (lambda: Group("x", nmae=NUMBER), "Group 'x': got an unexpected keyword argument 'nmae'"),  # type: ignore[call-overload]
        (lambda: Group("x", {"nmae": NUMBER}), "Group 'x': got an unexpected keyword argument 'nmae'"),  # type: ignore[call-overload]
        (
            lambda: Group("x", {"name": NUMBER}, name="n"),  # type: ignore[call-overload]
            "Group 'x' takes one GroupArgs, or a dict, or keyword arguments",
        ),
        (
            lambda: Group("x", MailingListArgs(name=NUMBER)),  # type: ignore[call-overload]
            "Group 'x' takes one GroupArgs, or a dict, or keyword arguments",
        ),
        (lambda: Group("x", {5: NUMBER}), "Group 'x': args has keys that are no text"),  # type: ignore[call-overload]
        (lambda: GroupPhones("x", entries=[ONE]), "GroupPhones 'x': missing a required .*'group'"),  # type: ignore[call-overload]
        (lambda: GroupPhones("x", {"entries": [ONE]}), "GroupPhones 'x': missing a required .*'group'"),  # type: ignore[call-overload]
        (lambda: GroupPhones("x", "5", None, [ONE]), "GroupPhones 'x': too many positional arguments"),  # type: ignore[call-overload]
        (lambda: MailingList("x", name="n", entires=[ONE]), "MailingList 'x': .*'entires'"),  # type: ignore[call-overload]
        (lambda: Account("x", tokne=NUMBER), "Account 'x': .*'tokne'"),  # type: ignore[call-overload]
        (lambda: lox24_provider.get_group(nmae=NUMBER), "get_group: .*'nmae'"),  # type: ignore[call-overload]
    ],
)
def test_arguments_that_there_are_not_are_one_line_without_any_value(slip: Callable[[], Any], line: str) -> None:
    pulumi.runtime.set_mocks(Engine())
    with pytest.raises(pulumi.RunError, match=f"^{line}") as refused:
        slip()
    assert NUMBER not in str(refused.value)
    assert "Ann" not in str(refused.value)
    assert re.search(r"( \(at test_arguments\.py:\d+\)|keyword arguments|no text) \[LOX1002\]$", str(refused.value))


def test_whatever_nobody_foresaw_is_told_by_its_kind_and_place() -> None:
    pulumi.runtime.set_mocks(Engine())
    place = r"TypeError at resource\.py:\d+, called at test_arguments\.py:\d+"
    with pytest.raises(pulumi.RunError, match=rf"^Group 'x': an argument cannot be right \({place}\) \[LOX1002\]$"):
        Group("x", name=NUMBER, opts=ResourceOptions(transformations=[5]))  # type: ignore[list-item]


def test_a_slip_in_the_program_s_own_lines_is_told_by_the_line_whatever_library_raises_it() -> None:
    pulumi.runtime.set_mocks(Engine())
    line = inspect.currentframe().f_lineno + 1  # type: ignore[union-attr]
    days = ({"phone": NUMBER, "a": datetime.strptime(day, "%d.%m.%Y").isoformat()} for day in ["1.1.26"])  # noqa: DTZ007
    place = rf"ValueError at test_arguments\.py:{line}"
    with pytest.raises(
        pulumi.RunError, match=rf"^GroupPhones 'x': an argument cannot be right \({place}\) \[LOX1002\]$"
    ):
        GroupPhones("x", group="5", entries=days)  # type: ignore[call-overload]
