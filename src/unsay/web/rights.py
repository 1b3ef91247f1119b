"""Whether those who have a live page may still have it: proved anew when the log says rights may have
ended, and from time to time, since sessions and tokens also expire. Belongs here: asking, and closing with
4409.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from unsay.core.limits import RIGHTS_BATCH_MAX_PAGES, RIGHTS_EVERY_SECONDS, TROUBLE_PAUSE_SECONDS
from unsay.desk.people import Caller, Visitor
from unsay.desk.ports import ContactDoor, DeskDoor, Doors, OverloadedError, UnavailableError
from unsay.web.live_pages import ContactPage, ContactProof, DeskPage, DeskProof
from unsay.web.pump import Pump
from unsay.web.roster import Roster
from unsay.wire.closing import Close

P = TypeVar("P")
_log = structlog.get_logger("unsay.live")


class Rights:
    """Belongs to the event loop."""

    def __init__(self, doors: Doors, roster: Roster, desk_pump: Pump[DeskPage]) -> None:
        self._doors = doors
        self._roster = roster
        self._desk_pump = desk_pump
        self._doubted = asyncio.Event()

    def doubt(self) -> None:
        """Rights may have ended."""
        self._doubted.set()

    async def run(self) -> None:
        """Prove everybody's right, for ever."""
        while True:
            try:
                async with asyncio.timeout(RIGHTS_EVERY_SECONDS):
                    await self._doubted.wait()
            except TimeoutError:
                pass
            self._doubted.clear()
            try:
                await self.prove()
            except (UnavailableError, OverloadedError):
                self._doubted.set()
                await asyncio.sleep(TROUBLE_PAUSE_SECONDS)
            except Exception:  # noqa: BLE001 -- whatever it is, rights are proved again
                _log.exception("rights_not_proved")
                self._doubted.set()
                await asyncio.sleep(TROUBLE_PAUSE_SECONDS)

    async def prove(self) -> None:
        """Prove everybody's right now."""
        await _in_batches(self._roster.desk_pages(), self._prove_desk)
        await _in_batches(self._roster.contact_pages(), self._prove_contacts)

    async def _prove_desk(self, pages: Sequence[DeskPage]) -> None:
        proofs = [page.proof for page in pages]
        for page, proof, caller in zip(
            pages, proofs, await self._doors.desk(lambda door: _callers(door, proofs)), strict=True
        ):
            if page.proof is not proof or caller == page.caller:
                continue
            if caller is None:
                page.session.close()
                await page.socket.end(Close.REVOKED)
            else:
                page.caller = caller
                self._desk_pump.mark(page)

    async def _prove_contacts(self, pages: Sequence[ContactPage]) -> None:
        proofs = [page.proof for page in pages]
        for page, proof, visitor in zip(
            pages, proofs, await self._doors.contact(lambda door: _visitors(door, proofs)), strict=True
        ):
            if page.proof is proof and page.seat is not None and visitor != page.seat[0]:
                page.session.close()
                await page.socket.end(Close.REVOKED)


def _callers(door: DeskDoor, proofs: Sequence[DeskProof | None]) -> list[Caller | None]:
    return [proof.caller(door) if proof else None for proof in proofs]


def _visitors(door: ContactDoor, proofs: Sequence[ContactProof | None]) -> list[Visitor | None]:
    return [proof.visitor(door) if proof else None for proof in proofs]


async def _in_batches(pages: list[P], act: Callable[[Sequence[P]], Awaitable[None]]) -> None:
    for start in range(0, len(pages), RIGHTS_BATCH_MAX_PAGES):
        await act(pages[start : start + RIGHTS_BATCH_MAX_PAGES])
