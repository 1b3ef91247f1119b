"""The doors a desk acts and looks through.

Belongs here: protocols the store fulfils and the exceptions of outside trouble.

Everything that changes goes through `Writer`; everything that is read goes through one of two doors, one an
audience.
"""

from asyncio import Future
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from unsay.core.entries import Entry
from unsay.core.refusals import Refusal
from unsay.core.words import Id, Millis
from unsay.desk.rows import ConversationRow, Row
from unsay.desk.working_set import Draft, Lookup, WorkingSet

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
R = TypeVar("R", bound=Row)


class UnavailableError(Exception):
    """The database can't be asked now, or the outcome of a commit is unknown: 503, ask again."""


class OverloadedError(Exception):
    """A queue is full: 503, try again shortly. Nothing was done."""


class Deed(Protocol[T_co]):
    """One change of the desk, decided at its place in the log."""

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Return everything to load that can be named from what is loaded already; asked again until nothing
        is new.
        """
        ...

    def decide(self, have: WorkingSet, draft: Draft) -> T_co | Refusal:
        """Decide by the rules: write into `draft` and return the answer, or refuse (then only audits are
        kept).
        """
        ...


class Writer(Protocol):
    """The one way to change anything."""

    @property
    def trouble(self) -> str | None:
        """Return, in words, why the last attempt to write failed; None if it didn't."""
        ...

    def submit(self, deed: Deed[T]) -> Future[T | Refusal]:
        """Put `deed` in line, at once, behind all that were submitted before; the answer comes when it is on
        disk.

        Awaiting it raises `UnavailableError` or `OverloadedError`.
        """
        ...


class Fence(Protocol):
    """What keeps recalled messages from leaving between their rendering and their sending.

    Called by the writer's thread.
    """

    def raise_(self, message_ids: Sequence[Id]) -> None:
        """Block the messages and cut connections that may hold them; raises `UnavailableError` if it can't be
        done in time.
        """
        ...

    def settle(self, message_ids: Sequence[Id]) -> None:
        """The recall is committed: whatever was rendered before now with these messages must be rendered
        anew.
        """
        ...

    def lower(self, message_ids: Sequence[Id]) -> None:
        """The recall did not happen."""
        ...


class Standings(Protocol):
    """What both doors can tell of the desk itself."""

    def epoch(self) -> Id:
        """Return the name of the desk's timeline."""
        ...

    def head(self) -> int:
        """Return the position of the last entry, 0 on a fresh desk."""
        ...

    def now(self) -> Millis:
        """Return desk time."""
        ...


class Rows(Protocol):
    """Plain finding of rows, as the door allows."""

    def get(self, table: type[R], key: object) -> R | None:
        """Return the row with this single-column primary key."""
        ...

    def find(
        self,
        table: type[R],
        *,
        equals: dict[str, object] | None = None,
        among: dict[str, Sequence[object]] | None = None,
        above: dict[str, object] | None = None,
        below: dict[str, object] | None = None,
        order: str | None = None,
        descending: bool = False,
        limit: int | None = None,
    ) -> list[R]:
        """Return rows matching all conditions (`among`: IN; `above`, `below`: exclusive; `order`: one column,
        then the key).

        An empty `among` list matches nothing. At most `limit` rows.
        """
        ...

    def count(
        self,
        table: type[R],
        *,
        equals: dict[str, object],
        above: dict[str, object] | None = None,
        at_most: int,
    ) -> int:
        """Count matching rows, stopping at `at_most`."""
        ...


class ContactDoor(Standings, Rows, Protocol):
    """Contact-facing reads, in one snapshot: can't read notes, recalled text, recalls, agents, the log's data
    or secrets.
    """


class DeskDoor(Standings, Rows, Protocol):
    """Desk-facing reads, in one snapshot."""

    def entries(self, *, after: int, limit: int) -> list[Entry]:
        """Return log entries with position > `after`, oldest first."""
        ...

    def conversations_holding(
        self,
        text: str,
        *,
        equals: dict[str, object],
        below: dict[str, object] | None,
        order: str,
        descending: bool,
        limit: int,
    ) -> list[ConversationRow]:
        """Do as `find` of the conversations whose contact's name, e-mail or any message holds `text` (any
        case).
        """
        ...


class Doors(Protocol):
    """Runs short reads, each in a fresh snapshot on the primary: on threads, so that nobody waits for a disk.

    `hot` says that a few rows are read, which were just written or are read all the time: they are in
    memory, and a database in this process is asked at once, since a thread would cost more than the answer.

    Raises `UnavailableError`, `OverloadedError`.
    """

    async def contact(self, read: Callable[[ContactDoor], T], *, hot: bool = False) -> T:
        """Read through the contact's door."""
        ...

    async def desk(self, read: Callable[[DeskDoor], T], *, hot: bool = False) -> T:
        """Read through the desk's door."""
        ...
