"""Loading what deeds ask for: one query a group of alike lookups, however many deeds asked.

Not here: deciding.
"""

from collections import defaultdict
from collections.abc import Iterable

from unsay.desk.rows import Row
from unsay.desk.working_set import Lookup, WorkingSet
from unsay.store.codec import codec
from unsay.store.line import Line
from unsay.store.statements import WritingStatements, among_arguments


def load(line: Line, statements: WritingStatements, have: WorkingSet, lookups: Iterable[Lookup]) -> None:
    """Load `lookups` into `have`."""
    groups: dict[tuple[type[Row], tuple[str, ...]], dict[Lookup, None]] = defaultdict(dict)
    for each in lookups:
        # In SQL nothing equals NULL, in memory None equals None: no such question can be asked.
        assert None not in each.key, f"{each.table.__name__} can't be looked up by None in {each.columns}"
        groups[each.table, each.columns][each] = None
    for (table, columns), alike in groups.items():
        arguments = among_arguments(statements.dialect, [each.key for each in alike], "keys")
        rows = codec(table).to_rows(line.query(statements.lookup(table, columns), arguments))
        if columns != table.KEY:
            # `WorkingSet.find` promises an order, and no database keeps one by itself.
            rows.sort(key=lambda row: tuple(getattr(row, name) for name in row.KEY))
        have.load(alike, rows)
