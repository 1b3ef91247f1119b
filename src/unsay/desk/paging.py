"""Paging through lists, newest first. Belongs here: cursors and slices.

A cursor is `<number>.<id>`: rows whose column is below the number, or equal to it with a smaller id, come
after it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Generic, Protocol, TypeVar

import msgspec

from unsay.core.refusals import Refusal
from unsay.desk.ports import Rows
from unsay.desk.rows import Row
from unsay.desk.working_set import values

T = TypeVar("T")
R = TypeVar("R", bound=Row)
_NUMBER_MAX_DIGITS = 18
Cursor = tuple[int, str]


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Part of a list, newest first; `next` goes into `before` for the part after it, None at the end."""

    items: list[T]
    next: str | None


def parse_number(text: str | None) -> int | Refusal | None:
    """Return the number a cursor is; what can't be one is refused."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _NUMBER_MAX_DIGITS):
        return Refusal.INVALID
    return int(text)


def parse_cursor(text: str | None) -> Cursor | Refusal | None:
    """Return the (number, id) a cursor is; what can't be one is refused."""
    if text is None:
        return None
    head, _, tail = text.partition(".")
    number = parse_number(head)
    if number is None or isinstance(number, Refusal) or not tail or "\0" in tail:
        return Refusal.INVALID
    return number, tail


class Find(Protocol[R]):
    """Finds rows of one table, as `desk.ports.Rows.find` does."""

    def __call__(
        self,
        *,
        equals: dict[str, object],
        below: dict[str, object] | None,
        order: str,
        descending: bool,
        limit: int,
    ) -> list[R]:
        """Return rows matching all conditions."""
        ...


def take(
    find: Find[R],
    column: str,
    *,
    cursor: Cursor | None,
    limit: int,
    equals: Mapping[str, object] | None = None,
) -> tuple[list[R], str | None]:
    """Return at most `limit` rows after `cursor` by (`column`, id) falling, and the cursor after them."""
    equals = dict(equals or {})
    rows: list[R] = []
    below: dict[str, object] | None = None
    if cursor is not None:
        number, after = cursor
        same = {**equals, column: number}
        rows = find(equals=same, below={"id": after}, order="id", descending=True, limit=limit + 1)
        below = {column: number}
    if len(rows) <= limit:
        rows += find(equals=equals, below=below, order=column, descending=True, limit=limit + 1 - len(rows))
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], cursor_after(rows[limit - 1], column)


def cursor_after(row: Row, column: str) -> str:
    """Return the cursor after `row` in a list by `column`."""
    last, key = values(row, (column, "id"))
    return f"{last}.{key}"


def page(
    door: Rows, table: type[R], view: Callable[[R], T], *, before: str | None, limit: int
) -> Page[T] | Refusal:
    """Return part of a whole table by when its rows were made."""
    cursor = parse_cursor(before)
    if isinstance(cursor, Refusal):
        return cursor
    rows, following = take(partial(door.find, table), "created_at", cursor=cursor, limit=limit)
    return Page([view(row) for row in rows], following)
