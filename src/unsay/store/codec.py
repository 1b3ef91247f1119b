"""Rows to tuples of plain values and back.

Belongs here: what a column's value looks like to a driver. Not here: SQL.
"""

import types
import typing
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Generic, TypeVar, Union

import msgspec

from unsay.desk.rows import Row

R = TypeVar("R", bound=Row)
Convert = Callable[[typing.Any], typing.Any]
Values = tuple[object, ...]


class Codec(Generic[R]):
    """Turns rows of one table into tuples in the order of its columns, and back."""

    def __init__(self, table: type[R]) -> None:
        self.table = table
        self.columns: tuple[str, ...] = table.__struct_fields__
        hints = typing.get_type_hints(table)
        pairs = [_conversions(hints[column]) for column in self.columns]
        self._outward = [(i, out) for i, (out, _) in enumerate(pairs) if out is not None]
        self._inward = [(i, into) for i, (_, into) in enumerate(pairs) if into is not None]

    def to_values(self, row: R) -> Values:
        """Return the row as the driver takes it."""
        values = list(msgspec.structs.astuple(row))
        for i, convert in self._outward:
            if values[i] is not None:
                values[i] = convert(values[i])
        return tuple(values)

    def to_rows(self, found: Iterable[Iterable[object]]) -> list[R]:
        """Return what the driver gave as rows."""
        table, columns, inward = self.table, self.columns, self._inward
        result: list[R] = []
        for each in found:
            values = list(each)
            for i, convert in inward:
                if values[i] is not None:
                    values[i] = convert(values[i])
            result.append(table(**dict(zip(columns, values, strict=True))))
        return result


_CODECS: dict[type[Row], Codec[typing.Any]] = {}


def codec(table: type[R]) -> Codec[R]:
    """Return the codec of a table."""
    found = _CODECS.get(table)
    if found is None:
        found = _CODECS[table] = Codec(table)
    return typing.cast("Codec[R]", found)


def plain(value: object) -> object:
    """Return a value to compare a column with, as the driver takes it."""
    return str(value) if isinstance(value, StrEnum) else value


def to_json(value: object) -> str:
    """Return `value` as the JSON kept in a text column."""
    return msgspec.json.encode(value).decode()


def _conversions(hint: object) -> tuple[Convert | None, Convert | None]:
    kind = _without_none(hint)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        members: dict[str, StrEnum] = {member.value: member for member in kind}
        return str, members.__getitem__
    if kind is bool:
        return None, bool
    if typing.get_origin(kind) in (list, dict):
        return to_json, msgspec.json.Decoder(kind).decode
    assert kind in (str, int), f"no column can hold {hint}"
    return None, None


def _without_none(hint: object) -> object:
    if typing.get_origin(hint) in (Union, types.UnionType):
        (hint,) = (each for each in typing.get_args(hint) if each is not types.NoneType)
    return hint
