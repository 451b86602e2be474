"""Bytes to text: by a mark or a name, and never by a guess; what is no text is named for what it is."""

from __future__ import annotations

import codecs
import gzip

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lox24_provider.rules.entry import Entry
from lox24_provider.rules.list_file.decoding import decoded
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.table import Table, read_table

ONE, TWO = "+4917612345671", "+4917612345672"
ROWS = f"phone;a\n{ONE};Jörg\n{TWO};Ängström\n"
READ = (Entry(ONE, a="Jörg"), Entry(TWO, a="Ängström"))
LEAVE_OUT = "leave out encoding"
LETTERS = st.text(st.sampled_from("abcäöüßéÖ ,;"), min_size=1, max_size=30)


def read(data: bytes, *, encoding: str | None = None) -> Table:
    return read_table(data, options=ReadOptions(encoding=encoding))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (ROWS.encode("utf-8"), None),
        (ROWS.encode("utf-8"), "UTF-8"),
        (ROWS.encode("utf-8-sig"), None),
        (codecs.BOM_UTF8 + ROWS.encode("utf-8-sig"), None),
        (ROWS.encode("utf-16"), None),
        (ROWS.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + ROWS.encode("utf-16-be"), None),
        (codecs.BOM_UTF16_LE + codecs.BOM_UTF16_LE + ROWS.encode("utf-16-le"), None),
        (ROWS.encode("utf-16-be"), "utf-16-be"),
        (ROWS.encode("windows-1252"), "windows-1252"),
        (ROWS.encode("windows-1252"), "cp1252"),
        (ROWS.encode("mac-roman"), "mac-roman"),
    ],
)
def test_a_mark_or_a_name_tells_the_encoding(data: bytes, encoding: str | None) -> None:
    table = read(data, encoding=encoding)
    assert table.problems == []
    assert table.entries == READ


@given(LETTERS, st.sampled_from(["windows-1252", "iso-8859-1", "mac-roman", "cp850"]))
def test_a_named_encoding_reads_what_it_wrote_or_refuses(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assume(data.isascii() or "\ufffd" in data.decode(errors="replace"))
    assert decoded(data, encoding=encoding).text == text


@pytest.mark.parametrize("name", ["windows1252x", "klingon", "hex", "rot13", "idna", "utf-7", "unicode_escape", "a\0b"])
def test_an_unknown_encoding_is_an_error(name: str) -> None:
    (problem,) = read(b"phone\n", encoding=name).problems
    assert "is no encoding that is known" in problem


@pytest.mark.parametrize(
    ("data", "encoding", "told"),
    [
        (ROWS.encode(), "windows-1252", "is UTF-8 and not 'windows-1252'; leave out encoding"),
        (
            ROWS.encode("utf-8-sig"),
            "latin-1",
            "begins with the mark of UTF-8, so it is not 'latin-1'; leave out encoding",
        ),
        (ROWS.encode("utf-16"), "cp1252", "begins with the mark of UTF-16, so it is not 'cp1252'; leave out encoding"),
        (b"phone\n", "utf-16", "has no mark that says which UTF-16; name utf-16-le or utf-16-be"),
    ],
)
def test_a_name_that_is_not_the_files_is_refused(data: bytes, encoding: str, told: str) -> None:
    """Read all the same, umlauts would be garbage that nobody notices."""
    assert read(data, encoding=encoding).problems == [told]


def test_plain_letters_are_the_same_in_any_encoding() -> None:
    assert read(f"phone\n{ONE}".encode(), encoding="windows-1252").entries == (Entry(ONE),)


@pytest.mark.parametrize(
    ("data", "likely"),
    [
        (ROWS.encode("windows-1252"), 'encoding="windows-1252"'),
        ("phone;a\n+49;Müller, 5 €\n".encode("windows-1252"), 'encoding="windows-1252"'),
        (ROWS.encode("mac-roman"), 'encoding="mac-roman"'),
        (ROWS.encode("cp850"), 'encoding="cp850"'),
        ("phone;a\n+48;Łukasz Żółć\n".encode("windows-1250"), 'encoding="windows-1250"'),
        ("phone;a\n+7;Наташа Иванова\n".encode("windows-1251"), 'like encoding="windows-1251"'),
        (ROWS.encode("utf-16-le"), 'encoding="utf-16-le"'),
        (ROWS.encode("utf-16-be"), 'encoding="utf-16-be"'),
        (f"phone\n{ONE}\n".encode("utf-16-le"), 'encoding="utf-16-le"'),
    ],
)
def test_what_is_not_utf_8_is_told_its_likely_encoding_and_both_ways_out(data: bytes, likely: str) -> None:
    (problem,) = read(data).problems
    assert likely in problem
    assert "save it as UTF-8" in problem


def test_two_files_in_one_are_no_other_encoding() -> None:
    (problem,) = read(ROWS.encode() + ROWS.encode("windows-1252")).problems
    assert "two files in one?" in problem
    assert "line 5" in problem


def test_what_a_named_encoding_has_not_is_told_with_its_place() -> None:
    (problem,) = read(b"phone;a\n+49;\x81", encoding="windows-1252").problems
    assert problem == "line 2: is not windows-1252, at byte offset 12 of the file; save it again, as UTF-8"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (gzip.compress(ROWS.encode(), mtime=0), "is packed with gzip"),
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old workbook (.xls)"),
        (b"<html><body><table>", "is HTML"),
        (b'\xef\xbb\xbf\r\n<!DOCTYPE html PUBLIC "-//W3C">', "is HTML"),
        ("<html xmlns:x='urn:ä'>".encode("windows-1252"), "is HTML"),
        ("<table>".encode("utf-16"), "is HTML"),
        (b'<?xml version="1.0"?><Workbook>', "is XML"),
        (b'[{"phone": "1"}]', "is JSON"),
        (b'{\n  "phone": 1}', "is JSON"),
        (b"BEGIN:VCARD\r\nVERSION:3.0", "is a vCard"),
        (b"PK\x03\x04", "is a damaged workbook"),
    ],
)
def test_another_kind_of_file_is_named_for_what_it_is(data: bytes, told: str) -> None:
    (problem,) = read(data).problems
    assert problem.startswith(told)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_every_line_end_counts_one_line(end: str, encoding: str) -> None:
    text = f'phone,a\n{TWO},"x"\n\n{ONE},y\n0176,\n'.replace("\n", end)
    table = read(text.encode(encoding))
    assert (table.entries, table.lines) == ((Entry(ONE, a="y"), Entry(TWO, a="x")), (4, 2))
    assert [problem.partition(":")[0] for problem in table.problems] == ["line 5"]


def test_lines_that_end_in_cr_may_hold_line_feeds_in_quotes() -> None:
    """As spreadsheets on a Mac write them."""
    table = read(f'phone,a\r{ONE},"x\ny"\r{TWO},z\r'.encode())
    assert table.entries == (Entry(ONE, a="x\ny"), Entry(TWO, a="z"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("first", ["sep={}\n", '"sep={}"\r\n', "\n SEP={}\n"])
def test_a_line_may_say_the_delimiter(delimiter: str, first: str) -> None:
    line = first.format(delimiter)
    table = read(f"{line}phone{delimiter}a\n{ONE}{delimiter}x\n".encode())
    assert (table.entries, table.lines) == ((Entry(ONE, a="x"),), (line.count("\n") + 2,))
    assert table.delimiter == delimiter


def test_a_delimiter_that_nobody_reads_is_refused() -> None:
    (problem,) = read(b"sep=:\nphone:a\n").problems
    assert problem.startswith("line 1: names a delimiter (sep=)")


@pytest.mark.parametrize("value", ["J\ufffdrg", "JÃ¶rg", "â€žx", "NULL", "#N/A", "#NV", " #NV ", "StraÃŸe", "SÃ¼d"])
def test_values_that_look_damaged_are_one_warning(value: str) -> None:
    (notice,) = read(f"phone,a\n{ONE},fine\n{TWO},{value}\n".encode()).notices
    assert str(notice) == "1 value looks damaged or stands for none (as JÃ¶rg, NULL and #N/A do), in line 3"
    (notice,) = read(f"phone,a,b\n{ONE},{value},{value}\n{TWO},x,{value}\n".encode()).notices
    assert (notice.times, notice.line) == (3, 2)


@pytest.mark.parametrize("value", ["Null", "#1", "Ângela", "SÃO PAULO", "Nullmeier", "Â", "NULLUM"])
def test_names_are_not_damage(value: str) -> None:
    table = read(f"phone,a\n{ONE},{value}\n".encode())
    assert table.notices == ()
    assert table.entries == (Entry(ONE, a=value),)


def test_a_replacement_character_of_the_file_is_not_the_tables_own() -> None:
    """Which stands for invisible characters while the rest is read."""
    table = read(f"phone,a\n{ONE},J\ufffdrg\n{TWO},a\0b\n".encode())
    assert table.entries == (Entry(ONE, a="J\ufffdrg"),)
    assert table.problems == ["line 3: has the invisible character U+0000"]


def test_an_invisible_character_costs_its_record_only() -> None:
    three, four = "+4917612345673", "+4917612345674"
    table = read(f'phone,a\n{ONE},"x\ny\x07\nz"\n{TWO},x\n\n{three},\x01\n{four},y\n'.encode())
    assert [entry.phone for entry in table.entries] == [TWO, four]
    assert [problem.partition(":")[0] for problem in table.problems] == ["line 3", "line 7"]
