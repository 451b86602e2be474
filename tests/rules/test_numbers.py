"""When two spellings are one number, and how ids are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.rules.ids import compressed, expanded
from lox24_provider.rules.numbers import Numbers, international, national_forms, normal

NUMBER = "+4917612345678"
SPELLINGS = (
    NUMBER,
    "004917612345678",
    "4917612345678",
    "+49 176/123-456 78",
    " +49 (176) 12345678",
    "0049 176 12345678",
)
NATIONAL = ("017612345678", "0176 / 123 456 78", "(0176) 12345678")

e164 = st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True)
ids = st.sets(st.integers(1, 60) | st.integers(1, 10**12))


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_international_spellings_are_one_number(spelling: str) -> None:
    assert normal(spelling) == NUMBER
    assert NUMBER in Numbers([spelling])


@pytest.mark.parametrize("spelling", NATIONAL)
def test_a_national_spelling_may_be_that_number(spelling: str) -> None:
    assert normal(spelling) == NATIONAL[0]
    assert not international(normal(spelling))
    assert NUMBER in Numbers([spelling])
    assert "+4917612345679" not in Numbers([spelling])


def test_an_italian_number_keeps_its_zero() -> None:
    assert "+390612345678" in Numbers(["0612345678"])


@given(st.text("+0123456789 -/()", min_size=1))
def test_normalising_twice_is_normalising_once(number: str) -> None:
    assert normal(normal(number)) == normal(number)


@given(e164)
def test_e164_is_normal_already(number: str) -> None:
    assert normal(number) == number
    assert international(number)


@given(e164, st.sets(e164))
def test_national_forms_are_national_and_each_is_found(number: str, others: set[str]) -> None:
    for form in national_forms(number):
        if not form.startswith("00"):  # which says a country
            assert not international(normal(form))
            assert number in Numbers({*others, form})


@given(e164, st.sets(e164))
def test_international_numbers_are_an_ordinary_set(number: str, others: set[str]) -> None:
    assert (number in Numbers(others)) == (number in others)
    assert len(Numbers([*others, *others])) == len(others)


@given(ids)
def test_ids_survive_the_state(ids: set[int]) -> None:
    assert expanded(compressed(ids)) == ids


@given(ids)
def test_ids_have_one_text_in_the_fewest_ranges(ids: set[int]) -> None:
    text = compressed(sorted(ids, reverse=True))
    assert text == compressed([*ids, *ids])
    assert len([part for part in text.split(",") if part]) == len([id for id in ids if id - 1 not in ids])


@pytest.mark.parametrize(("ids", "text"), [([], ""), ([7], "7"), ([8, 7], "7-8"), ([1, 2, 3, 5, 9, 10], "1-3,5,9-10")])
def test_the_text_of_ids(ids: list[int], text: str) -> None:
    assert compressed(ids) == text
