"""Writing what a batch decided: one executemany a table and kind of change.

Not here: deciding, committing.
"""

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from unsay.core.entries import NewEntry
from unsay.desk.rows import LogRow, Row
from unsay.desk.working_set import Key, WorkingSet
from unsay.store.codec import Values, codec, to_json
from unsay.store.line import Line
from unsay.store.statements import Statement, WritingStatements
from unsay.store.tables import IN_ORDER


class Changes:
    """A working set's changes, grouped as they are written."""

    def __init__(self, have: WorkingSet) -> None:
        self.inserts: dict[type[Row], list[Values]] = defaultdict(list)
        self.deletes: dict[type[Row], list[Values]] = defaultdict(list)
        self.updates: dict[type[Row], dict[tuple[str, ...], list[Values]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for table, key, before, now in have.changes():
            if before is None and now is not None:
                self.inserts[table].append(codec(table).to_values(now))
            elif before is not None and now is None:
                self.deletes[table].append(key)
            elif before is not None and now is not None:
                self._update(table, key, before, now)

    def _update(self, table: type[Row], key: Key, before: Row, now: Row) -> None:
        old, new = msgspec.structs.astuple(before), msgspec.structs.astuple(now)
        changed = [i for i, value in enumerate(new) if value != old[i]]
        if changed:
            of = codec(table)
            values = of.to_values(now)
            self.updates[table][tuple(of.columns[i] for i in changed)].append(
                (*(values[i] for i in changed), *key)
            )


def write(line: Line, statements: WritingStatements, have: WorkingSet) -> bool:
    """Write everything `have` changed; say whether there was anything."""
    anything = False
    for statement, rows in _all(statements, have):
        line.run(statement.sql, rows)
        anything = True
    return anything


def _all(statements: WritingStatements, have: WorkingSet) -> Iterator[tuple[Statement, list[Values]]]:
    """Yield what to run, in an order in which every reference holds and marks come before the rows that outdo
    them.
    """
    changes = Changes(have)
    for table in reversed(IN_ORDER):
        if table in changes.deletes:
            yield statements.delete(table), changes.deletes[table]
    for table in IN_ORDER:
        if table in changes.inserts:
            yield statements.insert(table), changes.inserts[table]
    for mark in have.marks:
        statement = statements.mark(mark.column)
        yield statement, [statement.arguments(msgspec.structs.asdict(mark))]
    for table in IN_ORDER:
        for columns, rows in changes.updates.get(table, {}).items():
            yield statements.update(table, columns), rows
    if have.entries:
        yield statements.insert(LogRow), list(_log_rows(have))


def _log_rows(have: WorkingSet) -> Iterator[Values]:
    position = have.head - len(have.entries)
    for entry in have.entries:
        position += 1
        yield _log_row(position, have.now, entry)


def _log_row(position: int, at: int, entry: NewEntry) -> Values:
    data = to_json(entry.data) if entry.data else "{}"
    return (
        position, at, str(entry.kind), entry.actor, entry.conversation_id, entry.message_id, entry.seq, data
    )  # fmt: skip
