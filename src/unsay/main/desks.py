"""Opening the desk that a command is about.

Belongs here: the data directory and the store, for tools and servers alike.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from unsay.core.refusals import Refusal
from unsay.desk.ports import Deed
from unsay.main.clock import wall_clock
from unsay.main.ids import Ids
from unsay.main.settings import Settings
from unsay.main.words import CommandError, refused
from unsay.store.database import Clock
from unsay.store.opening import Store, open_store
from unsay.store.sqlite import FILE
from unsay.web.fence import Fence

T = TypeVar("T")
COMMAND_LINE = "command line"
"""Where the audit says a tool's deeds came from."""


class DeskTool:
    """A desk as the command line works on it, whether or not a server runs on the same data."""

    def __init__(self, store: Store, ids: Ids) -> None:
        self.store = store
        self.new_id = ids.new
        # No page is connected to this process; a running server hears of it by looking at the log.
        self._writer = store.writer(Fence(), tell=lambda _batch: None)

    def do(self, deed: Deed[T]) -> T:
        """Carry `deed` out; raises `CommandError` where it is refused."""
        outcome = self.attempt(deed)
        if isinstance(outcome, Refusal):
            raise refused(outcome)
        return outcome

    def attempt(self, deed: Deed[T]) -> T | Refusal:
        """Carry `deed` out, a refusal being an answer."""
        return self._writer.run(deed)

    def close(self) -> None:
        """Let go of the writer; the store is whose it was."""
        self._writer.close()


def open_data(settings: Settings, *, clock: Clock | None = None) -> Store:
    """Open the desk's data, making the directory, private, if it isn't there.

    `clock` other than the usual: stories only.
    """
    if settings.database_url is None:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if clock is None and settings.database_url is None:
        clock = wall_clock
    return open_store(
        data_dir=settings.data, database_url=settings.database_url, clock=clock, new_id=Ids().new
    )


@contextmanager
def tool_on(settings: Settings, *, only_looks: bool = False) -> Iterator[DeskTool]:
    """Open the desk for one command. One that `only_looks` makes no desk and brings none up to date."""
    if only_looks and settings.database_url is None and not (settings.data / FILE).is_file():
        raise CommandError(f"There is no desk in {settings.data}. `unsay serve` makes one.")
    store = open_data(settings)
    try:
        if only_looks:
            store.look()
        else:
            store.migrate(tool=True)
        tool = DeskTool(store, Ids())
        try:
            yield tool
        finally:
            tool.close()
    finally:
        store.close()
