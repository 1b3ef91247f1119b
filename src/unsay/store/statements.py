"""Statements built once and then reused as text.

Belongs here: how SQLAlchemy's constructs become text with ordered arguments, and the writer's own statements.
Not here: when they are run; the doors' (see `finding`).

Building and compiling a statement costs more than running it, so what varies (how many keys, which rows) is
an argument, never part of the text.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Table,
    any_,
    bindparam,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.engine.interfaces import Dialect as SqlDialect
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.selectable import Select

from unsay.core.words import MessageKind
from unsay.desk.rows import LogRow, MessageRow, Row
from unsay.store.codec import Values, plain, to_json
from unsay.store.database import Dialect
from unsay.store.tables import TABLES

Found = Sequence[tuple[object, ...]]


class Statement(NamedTuple):
    """A statement's text, the names of its arguments in their order, and those of them that are always the
    same.
    """

    sql: str
    names: tuple[str, ...]
    fixed: Mapping[str, object]

    def arguments(self, values: Mapping[str, object]) -> Values:
        """Return the arguments in their order."""
        return tuple(values[name] if name in values else self.fixed[name] for name in self.names)


class StatementCache:
    """Statements of one dialect, kept by what they are for."""

    def __init__(self, dialect: SqlDialect) -> None:
        self._dialect = dialect
        self._kept: dict[Hashable, Statement] = {}

    def get(self, key: Hashable, build: Callable[[], ClauseElement]) -> Statement:
        """Return the statement kept under `key`, built the first time."""
        found = self._kept.get(key)
        if found is None:
            compiled = build().compile(dialect=self._dialect)
            names: tuple[str, ...] = tuple(getattr(compiled, "positiontup", None) or ())
            fixed = {name: value for name, value in compiled.params.items() if value is not None}
            found = self._kept[key] = Statement(str(compiled), names, fixed)
        return found


def is_among(dialect: Dialect, columns: Sequence[ColumnElement[object]], name: str) -> ColumnElement[bool]:
    """Return the condition that `columns` equal one of the keys passed as `among_arguments(...)`."""
    if dialect is Dialect.SQLITE:
        keys = func.json_each(bindparam(name)).table_valued("value")
        if len(columns) == 1:
            return columns[0].in_(select(keys.c.value))
        parts = [func.json_extract(keys.c.value, f"$[{i}]") for i in range(len(columns))]
        return tuple_(*columns).in_(select(*parts))
    arrays = [bindparam(f"{name}{i}", type_=ARRAY(each.type)) for i, each in enumerate(columns)]
    if len(columns) == 1:
        return columns[0] == any_(arrays[0])
    keys = (
        func.unnest(*arrays)
        .table_valued(*(f"k{i}" for i in range(len(columns))), name=f"{name}_keys")
        .render_derived()
    )
    return tuple_(*columns).in_(select(*keys.c))


def among_arguments(dialect: Dialect, keys: Sequence[Sequence[object]], name: str) -> dict[str, object]:
    """Return the arguments of `is_among` for these keys, each as long as the columns."""
    if dialect is Dialect.SQLITE:
        return {name: to_json([key[0] for key in keys] if keys and len(keys[0]) == 1 else keys)}
    return {f"{name}{i}": [plain(each) for each in part] for i, part in enumerate(zip(*keys, strict=True))}


class WritingStatements:
    """What the writer says to the database."""

    def __init__(self, dialect: Dialect, speaks: SqlDialect) -> None:
        self.dialect = dialect
        self._cache = StatementCache(speaks)

    def head(self) -> Statement:
        """Position and time of the last entry."""
        log = TABLES[LogRow]
        return self._cache.get(
            "head", lambda: select(log.c.position, log.c.at).order_by(log.c.position.desc()).limit(1)
        )

    def lookup(self, table: type[Row], columns: tuple[str, ...]) -> Statement:
        """Rows whose `columns` equal one of the keys in `among_arguments(…, "keys")`."""

        def build() -> Select[tuple[object, ...]]:
            of = TABLES[table]
            return select(of).where(is_among(self.dialect, [of.c[each] for each in columns], "keys"))

        return self._cache.get(("lookup", table, columns), build)

    def insert(self, table: type[Row]) -> Statement:
        """A row; arguments are its columns in order."""
        return self._cache.get(("insert", table), lambda: insert(TABLES[table]))

    def update(self, table: type[Row], columns: tuple[str, ...]) -> Statement:
        """Some columns of a row, given in the table's order; arguments are they, then the key."""

        def build() -> ClauseElement:
            of = TABLES[table]
            values = {each: bindparam(f"new_{each}", type_=of.c[each].type) for each in columns}
            return update(of).where(*_has_key(of, table)).values(values)

        return self._cache.get(("update", table, columns), build)

    def delete(self, table: type[Row]) -> Statement:
        """A row by its key."""
        return self._cache.get(
            ("delete", table), lambda: delete(TABLES[table]).where(*_has_key(TABLES[table], table))
        )

    def mark(self, column: str) -> Statement:
        """What `working_set.is_marked` says, in SQL; arguments are named as the fields of `Mark`."""

        def build() -> ClauseElement:
            of = TABLES[MessageRow]
            version = bindparam("version", type_=of.c.version.type)
            greater = func.max if self.dialect is Dialect.SQLITE else func.greatest
            return (
                update(of)
                .where(of.c.conversation_id == bindparam("conversation_id", type_=of.c.id.type))
                .where(of.c.seq > bindparam("after", type_=of.c.seq.type))
                .where(of.c.seq <= bindparam("upto", type_=of.c.seq.type))
                .where(of.c.kind == bindparam("kind", MessageKind.REPLY.value))
                .where(of.c[column].is_(None))
                .values(
                    {
                        column: bindparam("at", type_=of.c[column].type),
                        "version": greater(of.c.version, version),
                    }
                )
            )

        return self._cache.get(("mark", column), build)


def _has_key(of: Table, table: type[Row]) -> list[ColumnElement[bool]]:
    return [of.c[each] == bindparam(f"key_{each}", type_=of.c[each].type) for each in table.KEY]
