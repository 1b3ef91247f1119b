"""Figures: durable messages a second when everybody writes as fast as they are answered, on both databases.

Each contact's page sends its next message as soon as the last one is accepted, applies and acknowledges
what it is shown, and one console is shown everything: the floor does the same work.
"""

from __future__ import annotations

import asyncio
from contextlib import closing
from typing import TYPE_CHECKING

from bench.pacing import Busy, Observe, watching
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
        below, busy = await over_floor(plan.seconds)
        for row in (sqlite, postgresql):
            row.floor.append(below)
            row.floor_busy.append(busy)
        _add(sqlite, await over_unsay(plan.seconds))
        with postgres.database() as url:
            _add(postgresql, await over_unsay(plan.seconds, url))
    return [sqlite, postgresql]


def _add(row: Row, found: tuple[float, Busy]) -> None:
    row.unsay.append(found[0])
    row.busy.append(found[1])


async def over_floor(seconds: float) -> tuple[float, Busy]:
    """Return how many a second the floor takes, and how busy it makes both sides."""
    with home() as directory, running(floor(directory)) as server:
        return await _measured(FloorWorld(server.port, CONTACTS), seconds, server, watching)


async def over_unsay(
    seconds: float, database_url: str | None = None, observe: Observe = watching
) -> tuple[float, Busy]:
    """Return the same of Unsay."""
    with home() as directory:
        past = Seeder(directory, database_url).fill(contacts=CONTACTS, messages_each=1)
        with running(desk(directory, database_url)) as server:
            return await _measured(DeskWorld(server.port, past), seconds, server, observe)


async def _measured(world: World, seconds: float, server: Server, observe: Observe) -> tuple[float, Busy]:
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
        with observe(server) as busy:
            await asyncio.sleep(seconds)
        done = count - before
        assert not world.refused, f"{world.refused} messages were refused"
    return done / busy.seconds, busy
