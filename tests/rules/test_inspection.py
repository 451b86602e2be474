"""What is said of a list file: all of it adds up, and nobody is in it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.rules.list_file.inspection import Inspection, inspect
from lox24_provider.rules.number.kinds import country

NAME = "Rapunzel"
NUMBERS = (
    *("+4915550000001", "+4915550000002", "0155 50000003", "0043664123456", "43664123456", "030 12345678"),
    *("+493012345678", "+499001234567", "+491999000001", "", "80331", "4.9E+12", "0155 5000000-12", f"{NAME} 0155"),
)
HEADERS = (
    "phone;a;Ort",
    "Mobil;Vorname;x",
    f"{NAME};;0155 50000009",
    f"+4915550000001;{NAME};x",
    "x;y;z",
    "phone;;",
)


def said(inspection: Inspection) -> str:
    """All of it that is ever shown."""
    table = inspection.table
    told = [*map(str, inspection.faults), *map(str, table.notices), *table.ignored, table.counts]
    told += [str(inspection.numbers), str(inspection.unlikely), str(inspection.abroad), str(inspection.arguments)]
    return " ".join(told) + (said(inspection.suggested) if inspection.suggested else "")


@given(
    st.sampled_from(HEADERS),
    st.lists(st.tuples(st.sampled_from(NUMBERS), st.sampled_from(["", NAME, f"{NAME} 15550000009"]))),
    st.fixed_dictionaries({}, optional={"default_region": st.just("DE"), "skip_without_phone": st.just(value=True)}),
)
def test_it_adds_up_and_shows_nobody(header: str, rows: list[tuple[str, str]], values: dict[str, object]) -> None:
    text = "\n".join([header, *(f"{phone};{value};" for phone, value in rows)])
    inspection = inspect(text.encode(), values=values)
    for one in filter(None, (inspection, inspection.suggested)):
        table = one.table
        assert one.people <= len(table.entries) == sum(n for kinds in one.numbers.values() for n in kinds.values())
        assert one.people + table.merged + table.skipped <= table.rows
        if not one.faults:
            assert one.people + table.merged + table.skipped == table.rows
        assert one.faults == sorted(one.faults, key=lambda fault: fault.line)
    assert NAME not in said(inspection)
    assert not re.search(r"15550|664123|30123|900123|199900|0155", said(inspection).replace("+4917612345678", ""))


def test_a_number_is_of_its_country() -> None:
    assert [country(number) for number in ("+4915550000001", "+12025550123", "+14165550123", "+870773111632")] == [
        *("DE", "US", "CA", "+870")
    ]
    assert [country(number) for number in ("+10000000000", "+447400123456", "+447781123456")] == ["+1", "GB", "GG"]
