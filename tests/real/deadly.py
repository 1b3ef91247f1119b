"""`unsay`, made mortal: started by `python -m tests.real.deadly` in place of `python -m unsay`, it kills
itself at a labelled point in the course of a named deed.

Belongs here: the points, and the order that says where to die, which a test writes into the file named by
DEADLY_ORDER. While there is no such file nothing differs from `unsay`. Not here: what must be true then.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Engine, event

from unsay.main.cli import run
from unsay.store import transactions, writer
from unsay.store.deciding import AnyDeed, Outcome
from unsay.store.line import Line, LineError
from unsay.store.transactions import Transactions
from unsay.store.writer import QueueingWriter

if TYPE_CHECKING:
    from collections.abc import Sequence

Function = Callable[..., Any]
CHANGES = ("CREATE", "INSERT", "UPDATE", "GRANT", "REVOKE", "ALTER", "DROP")
ORDER = "DEADLY_ORDER"
ROOT = Path(__file__).resolve().parents[2]


class Point(StrEnum):
    """Where to die."""

    BEFORE_INSERT = "before the insert"
    AFTER_INSERT = "after the insert, before the fence"
    BEFORE_COMMIT = "after the fence, before the commit"
    REPLAY_BEFORE_COMMIT = "in a replay one by one, before its commit"
    AFTER_COMMIT = "after the commit, before the fence is settled"
    BEFORE_ANSWER = "after the commit, before the answer"
    BEFORE_SAID = "after the answer was handed over, before it is said"
    REPLAY_AFTER_COMMIT = "in a replay one by one, after its commit"
    MIGRATION = "in a migration"

    @property
    def is_committed(self) -> bool:
        """Whether the deed is on disk by then."""
        return self in (
            Point.AFTER_COMMIT,
            Point.BEFORE_ANSWER,
            Point.BEFORE_SAID,
            Point.REPLAY_AFTER_COMMIT,
        )

    @property
    def is_replay(self) -> bool:
        """Whether it is reached only after a batch failed."""
        return self in (Point.REPLAY_BEFORE_COMMIT, Point.REPLAY_AFTER_COMMIT)


class Order(msgspec.Struct, frozen=True):
    """Die at `point` when `deed` (its class's name) is being done, or after `count` changes of a schema."""

    point: Point
    deed: str = ""
    count: int = 0

    def give(self, file: Path) -> None:
        """From now on."""
        new = file.with_suffix(".new")
        new.write_bytes(msgspec.json.encode(self))
        new.replace(file)


def held(file: Path) -> Path:
    """A file that is there while the writer waits for a batch to gather."""
    return file.with_suffix(".held")


class Fate:
    """Knows the order, and what the writer is doing."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.doing: Sequence[AnyDeed] = ()
        self.writer: QueueingWriter | None = None
        self.is_last_breath = False

    def order(self) -> Order | None:
        """What is ordered now."""
        try:
            return msgspec.json.decode(self.file.read_bytes(), type=Order)
        except FileNotFoundError:
            return None

    def is_due(self, *points: Point) -> bool:
        """Whether one of these points, in the course of what is being done, is where to die."""
        order = self.order()
        if order is None or order.point not in points:
            return False
        if order.point.is_replay and len(self.doing) > 1:
            return False
        return any(type(deed).__name__ == order.deed for deed in self.doing)

    def reach(self, *points: Point) -> None:
        """Die here, if that is the order."""
        if self.is_due(*points):
            die()

    def gather(self, deeds: Sequence[AnyDeed]) -> None:
        """Before a replay: wait until the deed and another are waiting, so that they become one batch."""
        while self.writer and (order := self.order()) and order.point.is_replay:
            waiting = [type(deed).__name__ for deed, _, _ in list(self.writer._waiting)]
            if order.deed in [type(deed).__name__ for deed in deeds] or (
                order.deed in waiting and len(waiting) > 1
            ):
                return
            held(self.file).touch()
            time.sleep(0.005)

    def trip(self) -> None:
        """Let a batch with the deed in it fail, so that its deeds are done one by one."""
        order = self.order()
        if order and order.point.is_replay and len(self.doing) > 1:
            raise LineError(Exception("tripped"))


def die() -> None:
    """Now, and without a word to anybody."""
    os.kill(os.getpid(), signal.SIGKILL)


def around(owner: object, name: str, make: Callable[[Function], Function]) -> None:
    """Put what `make` makes of it in the place of a function."""
    setattr(owner, name, make(getattr(owner, name)))


def doom(fate: Fate) -> None:
    """Lay the points on the writer's way to the commit."""

    def start(real: Function) -> Function:
        def wrapped(self: QueueingWriter) -> None:
            fate.writer = self
            real(self)

        return wrapped

    def carry_out(real: Function) -> Function:
        def wrapped(self: Transactions, deeds: Sequence[AnyDeed]) -> list[Outcome]:
            fate.gather(deeds)
            outcomes: list[Outcome] = real(self, deeds)
            return outcomes

        return wrapped

    def in_one(real: Function) -> Function:
        def wrapped(self: Transactions, deeds: Sequence[AnyDeed]) -> list[Outcome]:
            fate.doing = deeds
            outcomes: list[Outcome] = real(self, deeds)
            return outcomes

        return wrapped

    def write(real: Function) -> Function:
        def wrapped(*arguments: object) -> bool:
            fate.reach(Point.BEFORE_INSERT)
            fate.trip()
            anything: bool = real(*arguments)
            fate.reach(Point.AFTER_INSERT)
            return anything

        return wrapped

    around(QueueingWriter, "start", start)
    around(Transactions, "carry_out", carry_out)
    around(Transactions, "_in_one", in_one)
    around(transactions, "write", write)


def doom_the_end(fate: Fate) -> None:
    """Lay the points from the commit to the answer."""

    def commit(real: Function) -> Function:
        def wrapped(*arguments: object) -> None:
            fate.reach(Point.BEFORE_COMMIT, Point.REPLAY_BEFORE_COMMIT)
            real(*arguments)
            fate.reach(Point.REPLAY_AFTER_COMMIT)

        return wrapped

    def commit_itself(real: Function) -> Function:
        def wrapped(self: Line) -> None:
            real(self)
            fate.reach(Point.AFTER_COMMIT)

        return wrapped

    def answer(real: Function) -> Function:
        def wrapped(batch: Sequence[tuple[AnyDeed, object, object]], outcomes: list[Outcome]) -> None:
            fate.doing = [deed for deed, _, _ in batch]
            fate.reach(Point.BEFORE_ANSWER)
            fate.is_last_breath = fate.is_due(Point.BEFORE_SAID)
            real(batch, outcomes)

        return wrapped

    def settle(real: Function) -> Function:
        def wrapped(answers: object) -> None:
            real(answers)
            if fate.is_last_breath:
                die()

        return wrapped

    around(Transactions, "_commit", commit)
    around(Line, "commit", commit_itself)
    around(writer, "_answer", answer)
    around(writer, "_settle", settle)


def doom_migrations(fate: Fate) -> None:
    """Count what changes a schema."""
    changes = 0

    def change(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        nonlocal changes
        order = fate.order()
        if order and order.point is Point.MIGRATION and statement.lstrip().startswith(CHANGES):
            changes += 1
            if changes > order.count:
                die()

    event.listen(Engine, "before_cursor_execute", change)


if __name__ == "__main__":
    fate = Fate(Path(os.environ[ORDER]))
    doom(fate)
    doom_the_end(fate)
    doom_migrations(fate)
    run()
