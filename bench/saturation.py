"""Figures: durable messages a second when everybody writes as fast as they are answered, on both databases.

Each contact's page sends its next message as soon as the last one is accepted, applies and acknowledges
what it is shown, and one console is shown everything: the floor does the same work.
"""

from __future__ import annotations

import asyncio
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from bench.pacing import Busy, watching
from bench.plan import Plan, home, say
from bench.processes import Server, desk, floor, running
from bench.seeding import Seeder
from bench.table import Bar, Row
from bench.worlds import DeskWorld, FloorWorld, World

if TYPE_CHECKING:
    from bench.databases import Postgres

CONTACTS = 400
_WARM_UP_SECONDS = 1.0
_TEXT = "x" * 80


async def saturation(plan: Plan, postgres: Postgres) -> list[Row]:
    """Measure both databases against one floor."""
    bar = Bar("≥ 5 000 and ≥ 0.12 × floor", lambda value, ratio: value >= 5_000 and ratio >= 0.12)
    sqlite = Row("durable messages at saturation, SQLite", "/s", bar)
    postgresql = Row("durable messages at saturation, PostgreSQL", "/s", note="on the server's core too")
    for run in range(plan.runs):
        say(f"saturation, run {run + 1}")
        below, busy = await _floor(plan.seconds)
        for row in (sqlite, postgresql):
            row.floor.append(below)
            row.floor_busy.append(busy)
        await _unsay(sqlite, plan.seconds, None)
        with suppress(TimeoutError), postgres.database() as url:
            await _unsay(postgresql, plan.seconds, url)
    return [sqlite, postgresql]


async def _floor(seconds: float) -> tuple[float, Busy]:
    with home() as directory, running(floor(directory)) as server:
        return await _measured(FloorWorld(server.port, CONTACTS), seconds, server)


async def _unsay(row: Row, seconds: float, database_url: str | None) -> None:
    with home() as directory:
        past = Seeder(directory, database_url).fill(contacts=CONTACTS, messages_each=1)
        with running(desk(directory, database_url)) as server:
            value, busy = await _measured(DeskWorld(server.port, past), seconds, server)
    row.unsay.append(value)
    row.busy.append(busy)


async def _measured(world: World, seconds: float, server: Server) -> tuple[float, Busy]:
    count = 0

    def accepted(contact: int) -> None:
        nonlocal count
        count += 1
        world.write(contact, _TEXT)

    with closing(world):
        await world.open()
        world.accepted = accepted
        for contact in range(CONTACTS):
            world.write(contact, _TEXT)
        await asyncio.sleep(_WARM_UP_SECONDS)
        before = count
        with watching(server) as busy:
            await asyncio.sleep(seconds)
        done = count - before
        assert not world.refused, f"{world.refused} messages were refused"
    return done / busy.seconds, busy
