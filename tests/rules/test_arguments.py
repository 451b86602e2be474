"""Messages that name arguments: each place writes these its own way, and nothing else of a message."""

from __future__ import annotations

from typing import Any

import pytest

from lox24_provider.commands.list_options import in_options
from lox24_provider.rules.list_file.arguments import Parts, in_python, in_yaml, spelled
from lox24_provider.rules.list_file.faults import Fault
from lox24_provider.rules.list_file.judging import judged
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.table import read_table, told

ONE, TWO = "+4917612345671", "+4917612345672"
FORM = "must be in international form, like +4917612345678"
REGION = {"default_region": "DE"}
NEEDS_REGION = ("default_region", "default_region", "--region")
DIGITS = (
    'digits="national" or digits="international"',
    'digits: "national" or digits: "international"',
    "--digits national or --digits international",
)
EITHER = "may be a number of DE or of US; say {}"


def faults(data: bytes, **options: Any) -> list[Fault]:
    suppression = [(name, b"phone\n0155 50000001\n") for name in options.get("suppression_files", ())]
    table = read_table(data, options=ReadOptions(**options), suppression=suppression)
    return [*table.faults, *judged(table, applied="", region=options.get("default_region")).faults]


def encoding(name: str) -> tuple[str, str, str]:
    return f'encoding="{name}"', f'encoding: "{name}"', f"--encoding {name}"


CASES: dict[str, tuple[bytes, dict[str, Any], str, tuple[str, str, str]]] = {
    "an encoding that is likely": (
        f"phone;a\n{ONE};Jörg\n".encode("cp1252"),
        {},
        (
            "line 2: is not UTF-8, at byte offset 24 of the file; it is probably windows-1252: name it, {}, or save it "
            'as UTF-8 (spreadsheets: "CSV UTF-8")'
        ),
        encoding("windows-1252"),
    ),
    "an encoding that nobody knows": (
        f"phone;a\n{ONE};Юлия Иванова\n".encode("cp1251"),
        {},
        (
            "line 2: is not UTF-8, at byte offset 23 of the file; name the encoding that it has, like {}, or save it "
            "as UTF-8"
        ),
        encoding("windows-1251"),
    ),
    "UTF-16 of plain letters": (
        f"phone;a\n{ONE};x\n".encode("utf-16-le"),
        {},
        "is probably UTF-16 without its mark; name it, {}, or save it as UTF-8",
        encoding("utf-16-le"),
    ),
    "UTF-16 of other letters": (
        f"phone;a\n{ONE};ä\n".encode("utf-16-be"),
        {},
        (
            "line 2: is not UTF-8, at byte offset 47 of the file; it is probably UTF-16 without its mark: name it, {}, "
            "or save it as UTF-8"
        ),
        encoding("utf-16-be"),
    ),
    "columns and what divides them": (
        f"phone;Phone 1 - Value;E-mail 1 - Value;It's\n{ONE};{TWO} ::: {ONE};;x\n".encode(),
        {},
        (
            "line 1: columns 'Phone 1 - Value' and 'It's' are none of phone, a, b, c, d, e, callback_data, nor a label "
            "of the group as it is declared; map the columns that you need: {}"
        ),
        (
            'columns={"phone": ["Phone 1 - Value", "phone"], "a": "It\'s"}, split=" ::: "',
            'columns: {"phone": ["Phone 1 - Value", "phone"], "a": "It\'s"}, split: " ::: "',
            """--columns '{"phone": ["Phone 1 - Value", "phone"], "a": "It'"'"'s"}' --split ' ::: '""",
        ),
    ),
    "a region": (b"phone\n0155 50000001\n", {}, f"line 2: phone: {FORM}; national forms need {{}}", NEEDS_REGION),
    "a region that is none": (
        f"phone\n{ONE}\n".encode(),
        {"default_region": "XY"},
        "{} is no country that phonenumbers knows; it is two letters, like DE",
        NEEDS_REGION,
    ),
    "what digits mean": (b"phone\n15123456789\n", REGION, f"line 2: phone: {EITHER}", DIGITS),
    "a kind of number": (
        b"phone\n030 12345678\n",
        REGION,
        "line 2: phone: is a landline's, which usually gets no SMS; {} takes it",
        ('allow_numbers=["landline"]', 'allow_numbers: ["landline"]', "--allow landline"),
    ),
    "rows without a number": (
        f"phone,a\n,x\n{ONE},\n".encode(),
        {},
        "line 2: phone: is missing; {} leaves such rows out",
        ("skip_without_phone=True", "skip_without_phone: true", "--skip-without-phone"),
    ),
    "a message within another one: parts of a cell": (
        b"phone\n15123456789 / 15123456780\n",
        {**REGION, "split": " / "},
        f"line 2: phone: {EITHER}; split divides the cell into 2 parts",
        DIGITS,
    ),
    "a message within another one: who did not agree": (
        b"phone,ok\n15123456789,no\n",
        {**REGION, "consent": {"ok": ("yes",)}},
        f"line 2: phone: {EITHER}",
        DIGITS,
    ),
    "a message within another one: a second number of somebody who agreed": (
        f"phone,ok\n{ONE} / 15123456789,yes\n".encode(),
        {**REGION, "split": " / ", "consent": {"ok": ("yes",)}},
        f"line 2: phone: {EITHER}; it may be the number of somebody who is left out",
        DIGITS,
    ),
    "a message within another one: a suppression file": (
        f"phone\n{ONE}\n".encode(),
        {"suppression_files": ('split="x".csv',)},
        f'suppression file split="x".csv, line 2: phone: {FORM}; national forms need {{}}',
        NEEDS_REGION,
    ),
}


@pytest.mark.parametrize(("data", "options", "says", "arguments"), CASES.values(), ids=CASES)
def test_each_place_writes_arguments_its_own_way(
    data: bytes, options: dict[str, Any], says: str, arguments: tuple[str, str, str]
) -> None:
    (fault,) = [fault for fault in faults(data, **options) if isinstance(fault.reason, Parts)]
    found = [spelled(fault.text, spelling) for spelling in (in_python, in_yaml, in_options)]
    assert found == [says.format(one) for one in arguments]
    assert str(fault) == found[0]
    assert told([fault], where="x.csv", spelling=in_yaml) == spelled(fault.within("x.csv"), in_yaml)


def test_digits_that_have_a_country_code_need_one_argument_or_the_other() -> None:
    (fault,) = faults(b"phone\n4915550000002\n")
    says = f"line 2: phone: {FORM}; national forms need {{}}, digits that begin with a country code need {{}}"
    assert str(fault) == says.format("default_region", 'digits="international"')
    assert spelled(fault.text, in_yaml) == says.format("default_region", 'digits: "international"')
    assert spelled(fault.text, in_options) == says.format("--region", "--digits international")


@pytest.mark.parametrize("name", ["default_region", 'encoding="y"', "skip_without_phone=True", 'columns={"a": 1}'])
def test_a_column_that_is_called_like_an_argument_keeps_its_name(name: str) -> None:
    """Names in a file are no arguments, whatever they look like."""
    for fault in faults(f"phone;{name}\n{ONE};x\n".encode()) + faults(b"phone\n", consent={name: ("yes",)}):
        for spelling in (in_python, in_yaml, in_options):
            assert f" '{name}'" in spelled(fault.text, spelling)


def test_neither_a_number_nor_a_value_is_in_what_travels() -> None:
    data = b"phone,Canary\n030 12345678,canary one\n15123456789,canary two\n+491555,canary three\n"
    found = repr(faults(data, **REGION, columns={"phone": ("phone",), "a": ("Canary",)}))
    assert found.count("Fault(") == 3
    assert [value for value in ("canary", "1234", "151", "555") if value in found] == []
