"""What pages report of themselves — applied, seen, dropped — written down a few times a second. Belongs
here: the latest of each page, and trying again. Not here: what is believed of it (see
`wire.contact_session`, `desk.viewing`).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

import structlog

from unsay.core.limits import (
    REPORT_TRIES_MAX_COUNT,
    REPORTS_EVERY_SECONDS,
    REPORTS_PART_MAX_PAGES,
    REPORTS_PART_MIN_PAGES,
    REPORTS_ROUND_PARTS_COUNT,
    TROUBLE_PAUSE_SECONDS,
)
from unsay.core.refusals import Refusal
from unsay.core.words import Id
from unsay.desk.people import Visitor
from unsay.desk.ports import Deed, OverloadedError, UnavailableError, Writer
from unsay.desk.threads import Done
from unsay.desk.viewing import AckView, CloseView, ReportSeen

Seat = tuple[Visitor, Id]
"""Whose page it is, and its view."""
_log = structlog.get_logger("unsay.live")


@dataclass(slots=True)
class _Report:
    tries: int = 0
    acked: int = 0
    seen: int = 0
    dropped: dict[Id, int] = field(default_factory=dict)
    """By connection, up to where it had been handed everything."""

    def add(self, other: "_Report") -> None:
        self.acked = max(self.acked, other.acked)
        self.seen = max(self.seen, other.seen)
        self.dropped |= other.dropped
        self.tries = max(self.tries, other.tries)

    def deeds(self, seat: Seat) -> list[Deed[Done]]:
        """Return what is to be written, in the order in which it is true."""
        visitor, view = seat
        deeds: list[Deed[Done]] = []
        if self.acked:
            deeds.append(AckView(visitor=visitor, view=view, upto=self.acked))
        if self.seen:
            deeds.append(ReportSeen(visitor=visitor, view=view, seq=self.seen))
        for connection, given in self.dropped.items():
            deeds.append(CloseView(visitor=visitor, view=view, connection=connection, given_seq=given))
        return deeds


_Submitted = tuple[Seat, _Report, Deed[Done], asyncio.Future[Done | Refusal]]


class Reports:
    """What is yet to be written, by page: as many as there are pages, and those that came and went while
    the database could not be written to.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._waiting: dict[Seat, _Report] = {}
        self._some = asyncio.Event()

    def acked(self, seat: Seat, upto: int) -> None:
        """The page has applied everything up to `upto`."""
        self._add(seat, _Report(acked=upto))

    def seen(self, seat: Seat, seq: int) -> None:
        """The person saw everything up to `seq`."""
        self._add(seat, _Report(seen=seq))

    def dropped(self, seat: Seat, connection: Id, given_seq: int) -> None:
        """The page's connection is over; it had been handed everything up to `given_seq`."""
        self._add(seat, _Report(dropped={connection: given_seq}))

    def take(self, seat: Seat) -> list[Deed[Done]]:
        """Return what is yet to be written of one page, for the caller to write."""
        report = self._waiting.pop(seat, None)
        return report.deeds(seat) if report else []

    def write_of(self, contact_id: Id) -> asyncio.Future[bool]:
        """Submit what a contact's pages reported so far, at once: what is submitted next is decided after it.

        Done when it is written; what can't be stays for later.
        """
        submitted = self._submit([seat for seat in self._waiting if seat[0].contact_id == contact_id])
        return asyncio.ensure_future(self._written(submitted))

    async def run(self) -> None:
        """Write for ever, in rounds: what is reported during one waits for the next."""
        loop = asyncio.get_running_loop()
        while True:
            await self._some.wait()
            ending = loop.time() + REPORTS_EVERY_SECONDS
            seats = list(self._waiting)
            share = -(-len(seats) // REPORTS_ROUND_PARTS_COUNT)
            size = min(max(share, REPORTS_PART_MIN_PAGES), REPORTS_PART_MAX_PAGES)
            for start in range(0, len(seats), size):
                part = [seat for seat in seats[start : start + size] if seat in self._waiting]
                if not await self._written(self._submit(part)):
                    await asyncio.sleep(TROUBLE_PAUSE_SECONDS)
                await asyncio.sleep(REPORTS_EVERY_SECONDS / REPORTS_ROUND_PARTS_COUNT)
            await asyncio.sleep(ending - loop.time())

    async def finish(self) -> None:
        """Write everything, once; what can't be written leaves its page presumed to have everything."""
        while self._waiting:
            part = list(islice(self._waiting, REPORTS_PART_MAX_PAGES))
            if not await self._written(self._submit(part)):
                return

    def _add(self, seat: Seat, report: _Report) -> None:
        known = self._waiting.setdefault(seat, report)
        if known is not report:
            known.add(report)
        self._some.set()

    def _submit(self, seats: Sequence[Seat]) -> list[_Submitted]:
        """Submit the reports of these pages."""
        reports = [(seat, self._waiting.pop(seat)) for seat in seats]
        if not self._waiting:
            self._some.clear()
        return [
            (seat, report, deed, self._writer.submit(deed))
            for seat, report in reports
            for deed in report.deeds(seat)
        ]

    async def _written(self, submitted: list[_Submitted]) -> bool:
        """Wait for what was submitted; False if the database won't have it now."""
        outcomes = await asyncio.gather(*(each for _, _, _, each in submitted), return_exceptions=True)
        good, again = True, dict[Seat, _Report]()
        for (seat, report, deed, _), outcome in zip(submitted, outcomes, strict=True):
            if isinstance(outcome, (UnavailableError, OverloadedError)):
                good = False
                again.setdefault(seat, report)
            elif isinstance(outcome, BaseException):
                _log.error("report_not_written", deed=type(deed).__name__, exc_info=outcome)
        for seat, report in again.items():
            self._try_again(seat, report)
        return good

    def _try_again(self, seat: Seat, report: _Report) -> None:
        report.tries += 1
        if report.tries < REPORT_TRIES_MAX_COUNT:
            self._add(seat, report)
        else:
            # The page is presumed to have everything and owes its confirmations: careful, not lost.
            _log.error("report_given_up", view=seat[1])
