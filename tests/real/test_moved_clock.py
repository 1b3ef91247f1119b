"""The recall window by desk time (protocol §2): at its edges, with the clock stepped forward and back under a
running desk.
"""

from __future__ import annotations

import contextlib
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import ContactApi, refused
from tests.conformance.fixtures import Databases, Talk, begin, own_team
from tests.real.clock import MovableClock, postgres_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conformance.desk import Desk
    from tests.conformance.fixtures import NewDesk, Team

WINDOW = 300


@pytest.fixture(params=["sqlite", "postgresql"])
def clocked(request: pytest.FixtureRequest) -> Iterator[tuple[MovableClock, Databases | None]]:
    """A clock to be moved, and the PostgreSQL that lives by it, if that is whose clock counts."""
    clock = MovableClock()
    with contextlib.ExitStack() as ending:
        ending.callback(clock.close)
        if request.param == "postgresql":
            yield clock, Databases("postgresql", ending.enter_context(postgres_by(clock)))
        else:
            yield clock, None


@pytest.fixture
def moving(
    clocked: tuple[MovableClock, Databases | None], new_desk: NewDesk
) -> tuple[MovableClock, Desk, Team, Talk]:
    """A desk whose clock the test moves: its own, or its PostgreSQL's and no other."""
    clock, on = clocked
    desk = new_desk(on=on) if on else new_desk(environment=clock.environment)
    team, shop = own_team(desk)
    contact = ContactApi(desk, shop)
    contact.open()
    return clock, desk, team, begin(contact, team.ann)


def seconds(time: str) -> float:
    """An instant in seconds."""
    return datetime.fromisoformat(time).timestamp()


def test_the_window_closes_by_the_desks_clock_and_not_before(
    moving: tuple[MovableClock, Desk, Team, Talk],
) -> None:
    clock, _, team, talk = moving
    early, late = team.ann.reply(talk.id), team.ann.reply(talk.id)
    # Enough below the edge that a slow machine stays below it.
    clock.step(WINDOW - 60)
    assert team.ann.message(talk.id, early["id"])["recall"]["allowed"] is True
    recalled = team.ann.recall(talk.id, early["id"])["recalled"]
    assert WINDOW - 60 <= seconds(recalled["at"]) - seconds(early["sent_at"]) <= WINDOW
    clock.step(61)
    assert team.ann.message(talk.id, late["id"])["recall"]["refusal"] == "window_passed"
    refused(team.ann.try_recall(talk.id, late["id"]), 409, "window_passed")
    assert team.ann.recall(talk.id, early["id"])["recalled"]["at"] == recalled["at"], (
        "already recalled is for good"
    )
    younger = team.ann.reply(talk.id)
    assert seconds(younger["sent_at"]) - seconds(late["sent_at"]) > WINDOW
    team.ann.recall(talk.id, younger["id"])


def test_a_clock_stepped_back_opens_no_window_and_loses_no_time(
    moving: tuple[MovableClock, Desk, Team, Talk],
) -> None:
    clock, _, team, talk = moving
    old = team.ann.reply(talk.id)
    clock.step(WINDOW + 10)
    last = team.ann.reply(talk.id)
    refused(team.ann.try_recall(talk.id, old["id"]), 409, "window_passed")
    clock.step(-10_000)
    refused(team.ann.try_recall(talk.id, old["id"]), 409, "window_passed")
    assert team.ann.message(talk.id, old["id"])["recall"]["allowed"] is False
    while_still = [team.ann.reply(talk.id) for _ in range(3)]
    times = [seconds(message["sent_at"]) for message in (old, last, *while_still)]
    assert times == sorted(times), "time never runs backwards"
    assert times[-1] - times[1] < WINDOW, "it stands still until the clock catches up"
    team.ann.recall(talk.id, while_still[0]["id"])
    team.ann.recall(talk.id, last["id"])


def test_time_stands_still_over_a_restart_too(moving: tuple[MovableClock, Desk, Team, Talk]) -> None:
    clock, desk, team, talk = moving
    old = team.ann.reply(talk.id)
    clock.step(WINDOW + 10)
    team.ann.reply(talk.id)
    clock.step(-(WINDOW + 10))
    desk.restart()
    refused(team.ann.try_recall(talk.id, old["id"]), 409, "window_passed")
