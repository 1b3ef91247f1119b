"""The doors' generic reads as statements kept as text.

Belongs here: conditions to SQL. Not here: connections, rights.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.engine.interfaces import Dialect as SqlDialect
from sqlalchemy.sql.selectable import Select

from unsay.desk.rows import LogRow, Row
from unsay.store.codec import plain
from unsay.store.database import Dialect
from unsay.store.searching import holds, pattern_of
from unsay.store.statements import Statement, StatementCache, among_arguments, is_among
from unsay.store.tables import TABLES

NONE: Mapping[str, object] = {}


class Conditions(NamedTuple):
    """What rows must fulfil, all of it: see `desk.ports.Rows.find`."""

    equals: Mapping[str, object] = NONE
    among: Mapping[str, Sequence[object]] = {}
    above: Mapping[str, object] = NONE
    below: Mapping[str, object] = NONE
    holding: str | None = None
    """Words: of conversations only, through the desk's door only."""

    def shape(self) -> tuple[object, ...]:
        """Return what the statement's text depends on."""
        equals = tuple((column, value is None) for column, value in self.equals.items())
        return equals, tuple(self.among), tuple(self.above), tuple(self.below), self.holding is not None

    def can_match(self) -> bool:
        """Say whether any row can fulfil them: nothing is among nothing."""
        return all(self.among.values())


class FindingStatements:
    """What the doors ask the database."""

    def __init__(self, dialect: Dialect, speaks: SqlDialect) -> None:
        self.dialect = dialect
        self._cache = StatementCache(speaks)

    def find(self, table: type[Row], where: Conditions, order: str | None, *, descending: bool) -> Statement:
        """Rows of `table`, in order, at most `limit`; arguments by `arguments`."""

        def build() -> Select[tuple[object, ...]]:
            of = TABLES[table]
            statement = select(of).where(*self._conditions(table, where))
            by = dict.fromkeys([*([order] if order else []), *table.KEY])
            columns = [of.c[each] for each in by]
            statement = statement.order_by(*(each.desc() if descending else each for each in columns))
            return statement.limit(bindparam("limit"))

        return self._cache.get(("find", table, where.shape(), order, descending), build)

    def count(self, table: type[Row], where: Conditions) -> Statement:
        """How many rows there are, at most `limit`."""

        def build() -> Select[tuple[int]]:
            of = TABLES[table]
            inner = (
                select(of.c[table.KEY[0]]).where(*self._conditions(table, where)).limit(bindparam("limit"))
            )
            return select(func.count(inner.subquery().c[table.KEY[0]]))

        return self._cache.get(("count", table, where.shape()), build)

    def head(self) -> Statement:
        """Position and time of the last entry."""
        log = TABLES[LogRow]
        return self._cache.get(
            "head", lambda: select(log.c.position, log.c.at).order_by(log.c.position.desc()).limit(1)
        )

    def arguments(self, where: Conditions, limit: int) -> dict[str, object]:
        """Return the arguments of a statement made for conditions of this shape."""
        values: dict[str, object] = {"limit": limit}
        values |= {
            f"eq_{column}": plain(value) for column, value in where.equals.items() if value is not None
        }
        values |= {f"above_{column}": plain(value) for column, value in where.above.items()}
        values |= {f"below_{column}": plain(value) for column, value in where.below.items()}
        for column, among in where.among.items():
            values |= among_arguments(self.dialect, [(plain(each),) for each in among], f"in_{column}")
        if where.holding is not None:
            values["pattern"] = pattern_of(self.dialect, where.holding)
        return values

    def _conditions(self, table: type[Row], where: Conditions) -> list[ColumnElement[bool]]:
        of = TABLES[table].c
        conditions: list[ColumnElement[bool]] = []
        for column, value in where.equals.items():
            argument = bindparam(f"eq_{column}", type_=of[column].type)
            conditions.append(of[column].is_(None) if value is None else of[column] == argument)
        conditions += [is_among(self.dialect, [of[column]], f"in_{column}") for column in where.among]
        conditions += [of[c] > bindparam(f"above_{c}", type_=of[c].type) for c in where.above]
        conditions += [of[c] < bindparam(f"below_{c}", type_=of[c].type) for c in where.below]
        if where.holding is not None:
            conditions.append(holds(self.dialect))
        return conditions
