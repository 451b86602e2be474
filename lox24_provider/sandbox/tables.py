"""The sandbox's tables and every SQL statement on them.

Rows are dicts that carry LOX24's field names. Ids count up and are never used again (API reference, U14); they are
unique over all accounts, as the numbers in LOX24's own examples are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from lox24_provider.sandbox.masking import without_numbers

__all__ = [
    "NO_ID",
    "SCHEMA",
    "SCHEMA_VERSION",
    "Accounts",
    "BlockedNumbers",
    "Groups",
    "Phones",
    "Requests",
    "Row",
    "Tables",
]

Row = dict[str, Any]

SCHEMA_VERSION = 1
KEPT_REQUESTS = 1000  # newest entries of the log
NO_ID = 2**63 - 1  # greater than any that SQLite gives in this world

SCHEMA = (
    "CREATE TABLE accounts (account TEXT PRIMARY KEY, key_sha256 TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE groups (
        id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, name TEXT NOT NULL, description TEXT,
        name_a TEXT, name_b TEXT, name_c TEXT, name_d TEXT, name_e TEXT,
        deleted_at TEXT, count_shown INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX groups_of_account ON groups (account, id)",
    """CREATE TABLE phones (
        id INTEGER PRIMARY KEY AUTOINCREMENT, group_id INTEGER NOT NULL REFERENCES groups ON DELETE CASCADE,
        phone TEXT NOT NULL, a TEXT, b TEXT, c TEXT, d TEXT, e TEXT, callback_data TEXT,
        subscribed_at INTEGER, unsubscribed_at INTEGER, unsubscribe_reason INTEGER)""",
    "CREATE INDEX phones_of_group ON phones (group_id, phone)",
    """CREATE TABLE blocked_numbers (
        id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, number TEXT NOT NULL,
        type INTEGER NOT NULL DEFAULT 1, added_at TEXT NOT NULL, UNIQUE (account, number))""",
    """CREATE TABLE requests (
        n INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, account TEXT, method TEXT NOT NULL,
        path TEXT NOT NULL, status INTEGER, request_id TEXT NOT NULL)""",
    # Ids that look like LOX24's: five digits for groups, seven for phones.
    "INSERT INTO sqlite_sequence (name, seq) VALUES ('groups', 10000), ('phones', 7000000)",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)

_GROUPS = "SELECT *, (SELECT count(*) FROM phones WHERE group_id = groups.id) AS count_items FROM groups"


class Tables:
    """All tables, within one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.accounts = Accounts(connection)
        self.groups = Groups(connection)
        self.phones = Phones(connection)
        self.blocked_numbers = BlockedNumbers(connection)
        self.requests = Requests(connection)


class _Table:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _rows(self, statement: str, *values: object) -> list[Row]:
        cursor = self._connection.execute(statement, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]  # faster than asking each row for its names

    def _row(self, statement: str, *values: object) -> Row | None:
        row = self._connection.execute(statement, values).fetchone()
        return row and dict(row)

    def _number(self, statement: str, *values: object) -> int:
        return int(self._connection.execute(statement, values).fetchone()[0])

    def _insert(self, statement: str, fields: Mapping[str, object]) -> int:
        return self._connection.execute(statement, fields).lastrowid or 0


class Accounts(_Table):
    """Who has called so far; of a key only its SHA-256 is kept."""

    def key_of(self, account: str) -> str | None:
        """The SHA-256 of the account's key, or None for an account that has not called yet."""
        row = self._row("SELECT key_sha256 FROM accounts WHERE account = ?", account)
        return None if row is None else row["key_sha256"]

    def open(self, account: str, key_sha256: str) -> None:
        """Give the account its key, unless it has one."""
        self._connection.execute("INSERT OR IGNORE INTO accounts VALUES (?, ?)", (account, key_sha256))

    def change_key(self, account: str, key_sha256: str) -> None:
        """Give the account this key, whether or not it has one."""
        self._connection.execute("INSERT OR REPLACE INTO accounts VALUES (?, ?)", (account, key_sha256))

    def all(self) -> list[str]:
        """The ids of all accounts, sorted."""
        return [row["account"] for row in self._rows("SELECT account FROM accounts ORDER BY account")]


class Groups(_Table):
    """Mailing lists; a row is a group's fields, `account`, `count_items` and `count_shown`."""

    def add(self, account: str, fields: Mapping[str, object]) -> int:
        """Insert a group from all of its writable fields; gives its id."""
        return self._insert(
            "INSERT INTO groups (account, name, description, name_a, name_b, name_c, name_d, name_e)"
            " VALUES (:account, :name, :description, :name_a, :name_b, :name_c, :name_d, :name_e)",
            {**fields, "account": account},
        )

    def get(self, group_id: int) -> Row | None:
        """One group, whoever owns it."""
        return self._row(f"{_GROUPS} WHERE id = ?", group_id)

    def of(self, account: str, *, limit: int = -1, offset: int = 0, before: int = NO_ID) -> list[Row]:
        """The account's groups by id, those with an id less than `before`; a limit of -1 means all."""
        statement = f"{_GROUPS} WHERE account = ? AND id < ? ORDER BY id LIMIT ? OFFSET ?"
        return self._rows(statement, account, before, limit, offset)

    def count(self, account: str, *, before: int) -> int:
        """How many groups with an id less than `before` the account has."""
        return self._number("SELECT count(*) FROM groups WHERE account = ? AND id < ?", account, before)

    def change(self, row: Row) -> None:
        """Store every field of a row as it stands."""
        self._connection.execute(
            "UPDATE groups SET name = :name, description = :description, name_a = :name_a, name_b = :name_b,"
            " name_c = :name_c, name_d = :name_d, name_e = :name_e, deleted_at = :deleted_at WHERE id = :id",
            row,
        )

    def show_count(self, group_id: int) -> None:
        """Remember the number of phones as the one last shown (U15, lag)."""
        self._connection.execute(
            "UPDATE groups SET count_shown = (SELECT count(*) FROM phones WHERE group_id = groups.id) WHERE id = ?",
            (group_id,),
        )

    def remove(self, group_id: int) -> None:
        """Delete a group; its phones go along."""
        self._connection.execute("DELETE FROM groups WHERE id = ?", (group_id,))


class Phones(_Table):
    """Entries of groups; a row is a phone's fields and `group_id`."""

    def add(self, group_id: int, fields: Mapping[str, object]) -> int:
        """Insert a phone from all of its writable fields; gives its id."""
        return self._insert(
            "INSERT INTO phones (group_id, phone, a, b, c, d, e, callback_data)"
            " VALUES (:group_id, :phone, :a, :b, :c, :d, :e, :callback_data)",
            {**fields, "group_id": group_id},
        )

    def get(self, phone_id: int) -> Row | None:
        """One phone, whoever owns it."""
        return self._row("SELECT * FROM phones WHERE id = ?", phone_id)

    def of(self, group_id: int, *, limit: int = -1, offset: int = 0, before: int = NO_ID) -> list[Row]:
        """The group's phones by id, those with an id less than `before`; a limit of -1 means all."""
        statement = "SELECT * FROM phones WHERE group_id = ? AND id < ? ORDER BY id LIMIT ? OFFSET ?"
        return self._rows(statement, group_id, before, limit, offset)

    def count(self, group_id: int, *, before: int) -> int:
        """How many phones with an id less than `before` the group has."""
        return self._number("SELECT count(*) FROM phones WHERE group_id = ? AND id < ?", group_id, before)

    def holds(self, group_id: int, phone: str, *, besides: int = 0) -> bool:
        """Whether the group has this number in an entry other than `besides`."""
        statement = "SELECT EXISTS (SELECT 1 FROM phones WHERE group_id = ? AND phone = ? AND id <> ?)"
        return bool(self._number(statement, group_id, phone, besides))

    def change(self, row: Row) -> None:
        """Store every field of a row as it stands."""
        self._connection.execute(
            "UPDATE phones SET phone = :phone, a = :a, b = :b, c = :c, d = :d, e = :e, callback_data = :callback_data,"
            " subscribed_at = :subscribed_at, unsubscribed_at = :unsubscribed_at,"
            " unsubscribe_reason = :unsubscribe_reason WHERE id = :id",
            row,
        )

    def remove(self, phone_id: int) -> None:
        """Delete one entry."""
        self._connection.execute("DELETE FROM phones WHERE id = ?", (phone_id,))

    def clear(self, group_id: int) -> None:
        """Delete all entries of a group."""
        self._connection.execute("DELETE FROM phones WHERE group_id = ?", (group_id,))


class BlockedNumbers(_Table):
    """Numbers an account does not send to; a row is `id`, `number`, `type`, `added_at` and `account`."""

    def add(self, account: str, number: str, *, at: float, type: int = 1) -> int | None:
        """Block a number (1 by the customer, 2 unsubscribed) at a unix second; None when it is blocked already."""
        cursor = self._connection.execute(
            "INSERT OR IGNORE INTO blocked_numbers (account, number, type, added_at) VALUES (?, ?, ?, ?)",
            (account, number, type, datetime.fromtimestamp(int(at), tz=timezone.utc).isoformat()),
        )
        return cursor.lastrowid if cursor.rowcount else None

    def get(self, entry_id: int) -> Row | None:
        """One entry, whoever owns it."""
        return self._row("SELECT * FROM blocked_numbers WHERE id = ?", entry_id)

    def of(self, account: str, *, limit: int, offset: int) -> list[Row]:
        """The account's entries by id."""
        statement = "SELECT * FROM blocked_numbers WHERE account = ? ORDER BY id LIMIT ? OFFSET ?"
        return self._rows(statement, account, limit, offset)

    def count(self, account: str) -> int:
        """How many entries the account has."""
        return self._number("SELECT count(*) FROM blocked_numbers WHERE account = ?", account)

    def remove(self, entry_id: int) -> None:
        """Unblock a number."""
        self._connection.execute("DELETE FROM blocked_numbers WHERE id = ?", (entry_id,))


class Requests(_Table):
    """The log of calls: `n`, `at` (unix seconds), `account`, `method`, `path` with query, `status`, `request_id`.

    No header, no token and no body is ever in it, and nobody's number comes out of it. `account` is null for a call
    that was not let in, `status` is null for one whose connection a fault cut.
    """

    def add(self, entry: Row) -> None:
        """Append one call and forget those beyond the newest 1,000."""
        newest = self._insert(
            "INSERT INTO requests (at, account, method, path, status, request_id)"
            " VALUES (:at, :account, :method, :path, :status, :request_id)",
            entry,
        )
        self._connection.execute("DELETE FROM requests WHERE n <= ?", (newest - KEPT_REQUESTS,))

    def newest(self, limit: int = KEPT_REQUESTS) -> list[Row]:
        """The last calls, oldest first."""
        rows = self._rows("SELECT * FROM requests ORDER BY n DESC LIMIT ?", limit)[::-1]
        return [row | {"path": without_numbers(row["path"])} for row in rows]

    def clear(self) -> None:
        """Forget all calls; the counting continues."""
        self._connection.execute("DELETE FROM requests")
