"""Figures: from sending to being shown on the other socket, and from recalling to being removed, at given
rates.

The time begins when the request is written, or would have been had a connection been free, and ends when
the other page's client has read the frame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum

from bench.pacing import Busy, Observe, Stopwatch, at_rate, quantile, until_empty, watching
from bench.plan import Plan, home, say
from bench.processes import Server, desk, floor, running
from bench.seeding import Seeder
from bench.table import Bar, Row
from bench.worlds import DeskWorld, FloorWorld, World

RATES = (50, 200, 500, 2_000)
BARRED_RATE = 500
SHARES = (0.5, 0.99)
CONTACTS = 100
_WARM_UP = 200
_KEPT_UP = 0.98
"""A few may be under way at the end."""
_ROOM = 1.2
_STOCK_MORE = 2_400
"""More messages to recall than the rate makes likely: the moments are random, and warming up takes some."""


class Way(StrEnum):
    """What is timed."""

    REPLY = "agent sends → contact's page shows"
    RECALL = "agent recalls → contact's page removes"
    WRITE = "contact sends → console shows"


@dataclass
class Measured:
    """What came of one run."""

    took: list[float]
    asked: int
    in_time: int
    refused: int
    busy: Busy

    def note(self) -> str:
        """Return what has to be said of it: nothing, if the server kept up."""
        if self.refused:
            return f"{self.refused} refused"
        if self.in_time < _KEPT_UP * self.asked:
            return f"does not keep up: {self.in_time / self.busy.seconds:.0f}/s"
        return ""


async def latencies(plan: Plan) -> list[Row]:
    """Measure all ways at all rates, each beside one floor, to which all ways are the same."""
    rows = {(way, rate): _rows(way, rate) for way in Way for rate in RATES}
    for run in range(plan.runs):
        for rate in RATES:
            say(f"latency at {rate}/s, run {run + 1}")
            below = await over_floor(Way.REPLY, rate, plan.seconds)
            for way in Way:
                ours = await over_unsay(way, rate, plan.seconds)
                for row, share in zip(rows[way, rate], SHARES, strict=True):
                    row.unsay.append(quantile(ours.took, share) * 1e3)
                    row.floor.append(quantile(below.took, share) * 1e3)
                    row.busy.append(ours.busy)
                    row.floor_busy.append(below.busy)
                    row.note = ours.note() or row.note
    return [row for pair in rows.values() for row in pair]


def _rows(way: Way, rate: int) -> tuple[Row, Row]:
    held = rate == BARRED_RATE
    return (
        Row(f"{way}, {rate}/s, p50", "ms", Bar("≤ 2 × floor", lambda _, x: x <= 2) if held else None),
        Row(f"{way}, {rate}/s, p99", "ms", Bar("≤ 3 × floor", lambda _, x: x <= 3) if held else None),
    )


async def over_floor(way: Way, rate: int, seconds: float) -> Measured:
    """Measure one run of the floor."""
    with home() as directory, running(floor(directory)) as server:
        world = FloorWorld(server.port, CONTACTS)
        return await _measured(world, way, rate, seconds, server)


async def over_unsay(way: Way, rate: int, seconds: float, observe: Observe = watching) -> Measured:
    """Measure one run of Unsay."""
    stock = int(rate * seconds * _ROOM) + _STOCK_MORE if way is Way.RECALL else 2 * CONTACTS
    each = stock // CONTACTS
    with home() as directory:
        past = Seeder(directory).fill(contacts=CONTACTS, messages_each=each)
        with running(desk(directory)) as server:
            world = DeskWorld(server.port, past)
            # Round about the contacts, the latest first, as people do.
            depth = range(each - 1, 0, -1)
            messages = [thread.messages[i] for i in depth for thread in past.threads]
            return await _measured(world, way, rate, seconds, server, messages, observe)


async def _measured(
    world: World,
    way: Way,
    rate: int,
    seconds: float,
    server: Server,
    messages: Sequence[str] = (),
    observe: Observe = watching,
) -> Measured:
    watch = Stopwatch()
    with closing(world):
        await world.open()
        beat = _beat(world, way, watch, messages)
        await at_rate(_WARM_UP, 1.0, beat)
        await until_empty(watch.asked)
        watch.took.clear()
        count = 0

        def counted(i: int) -> None:
            nonlocal count
            count += 1
            beat(_WARM_UP * 2 + i)

        with observe(server) as busy:
            await at_rate(rate, seconds, counted)
        in_time = len(watch.took)
        await until_empty(watch.asked)
        refused = world.refused
    return Measured(watch.took, count, in_time, refused, busy)


def _beat(world: World, way: Way, watch: Stopwatch, messages: Sequence[str]) -> Callable[[int], None]:
    """Return what is done at each beat of `way`, timed by `watch`."""

    def reply(i: int) -> None:
        text = f"{way.name} {i} {'x' * 60}"
        watch.ask(text)
        world.reply(i % CONTACTS, text)

    def write(i: int) -> None:
        text = f"{way.name} {i} {'x' * 60}"
        watch.ask(text)
        world.write(i % CONTACTS, text)

    def recall(i: int) -> None:
        message = messages[i] if messages else f"{way.name} {i}"
        watch.ask(message)
        world.recall(i % CONTACTS, message, message)

    if way is not Way.RECALL:
        world.shown = watch.came
        return reply if way is Way.REPLY else write
    world.removed = world.shown = watch.came
    return recall
