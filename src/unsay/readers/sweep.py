"""The sweep: does what becomes due by time alone.

One loop, bounded batches; each deed looks again at its own place in the log.

Wakes conversations whose snooze is over, gives up on removals nobody confirmed, forgets sessions and tokens
past their time. Sweeping twice, or on two nodes at once, is the same as once.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog

from unsay.core.limits import REMOVAL_EXPIRES_SECONDS
from unsay.core.words import Removal, Status
from unsay.desk.ports import Deed, DeskDoor, Doors, OverloadedError, UnavailableError, Writer
from unsay.desk.rows import ContactTokenRow, ConversationRow, RecallRow, SessionRow
from unsay.desk.sweeping import EndExpiredSession, ExpireRemoval, ForgetExpiredToken, WakeSnoozed
from unsay.desk.threads import Done

SWEEPS_EVERY_SECONDS = 1.0
"""A snooze ends on time, give or take this."""
TIDIES_EVERY_SWEEPS = 60
"""What nobody waits for is looked for less often."""
DUE_MAX_COUNT = 100
"""Deeds of one kind in one sweep; the rest waits for the next, so a sweep never crowds out what people do."""
_log = structlog.get_logger("unsay.sweep")


class Sweep:
    """Runs until its context ends."""

    def __init__(self, doors: Doors, writer: Writer) -> None:
        self._doors = doors
        self._writer = writer

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Sweep in the background."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def sweep(self, *, tidy: bool) -> int:
        """Do what is due now and return how much that was."""
        due: list[Deed[Done]] = list(await self._doors.desk(snoozes_over))
        if tidy:
            due += await self._doors.desk(past_their_time)
        for deed in due:
            await self._writer.submit(deed)
        return len(due)

    async def _run(self) -> None:
        sweeps = 0
        while True:
            try:
                await self.sweep(tidy=sweeps % TIDIES_EVERY_SWEEPS == 0)
            except (UnavailableError, OverloadedError):
                _log.info("sweep_put_off")
            except Exception as error:  # noqa: BLE001 -- a bug in one sweep must not end all later ones
                _log.error("sweep_failed", exc_info=error)
            sweeps += 1
            await asyncio.sleep(SWEEPS_EVERY_SECONDS)


def snoozes_over(door: DeskDoor) -> Sequence[Deed[Done]]:
    """Return what wakes the conversations whose time has come."""
    rows = door.find(
        ConversationRow,
        equals={"status": Status.SNOOZED},
        below={"snoozed_until": door.now() + 1},
        order="snoozed_until",
        limit=DUE_MAX_COUNT,
    )
    return [WakeSnoozed(conversation_id=row.id) for row in rows]


def past_their_time(door: DeskDoor) -> Sequence[Deed[Done]]:
    """Return what ends removals, sessions and tokens that are past their time."""
    now = door.now()
    removals = door.find(
        RecallRow,
        equals={"removal": Removal.PENDING},
        below={"at": now - REMOVAL_EXPIRES_SECONDS * 1000 + 1},
        order="at",
        limit=DUE_MAX_COUNT,
    )
    sessions = door.find(SessionRow, below={"expires_at": now + 1}, order="expires_at", limit=DUE_MAX_COUNT)
    tokens = door.find(
        ContactTokenRow, below={"expires_at": now + 1}, order="expires_at", limit=DUE_MAX_COUNT
    )
    return [
        *(ExpireRemoval(message_id=row.message_id) for row in removals),
        *(EndExpiredSession(session_id=row.id) for row in sessions),
        *(ForgetExpiredToken(token_id=row.id) for row in tokens),
    ]
