"""The recall window by desk time (protocol §2): at its edges, with the clock stepped forward and back under a
running desk.
"""

from __future__ import annotations

import contextlib
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import ContactApi, refused
from tests.conformance.fixtures import Databases, Talk, begin, lone_admin
from tests.conformance.tab import Tab, not_showing, showing
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
    team, shop = lone_admin(desk)
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


def millis(time: str) -> int:
    """An instant in milliseconds."""
    return round(seconds(time) * 1000)


def test_the_last_millisecond_of_the_window_is_inside_and_the_next_is_not(
    moving: tuple[MovableClock, Desk, Team, Talk],
) -> None:
    clock, _, team, talk = moving
    start = millis(team.ann.reply(talk.id)["sent_at"]) + 60_000
    clock.stand_at(start)
    sent = {after: team.ann.reply(talk.id) for after in (0, 299_900, 300_000, 300_001, 300_100)}
    assert {millis(each["sent_at"]) for each in sent.values()} == {start}
    for after, message in sent.items():
        clock.stand_at(start + after)
        offer = team.ann.message(talk.id, message["id"])["recall"]
        assert offer["allowed"] == (after <= WINDOW * 1000), after
        assert millis(offer["until"]) == start + WINDOW * 1000 if offer["allowed"] else offer["refusal"]
        if after <= WINDOW * 1000:
            recalled = team.ann.recall(talk.id, message["id"])["recalled"]
            assert millis(recalled["at"]) == start + after
        else:
            refused(team.ann.try_recall(talk.id, message["id"]), 409, "window_passed")


def test_desk_time_follows_every_step_forward_and_none_back(
    moving: tuple[MovableClock, Desk, Team, Talk],
) -> None:
    clock, desk, team, talk = moving
    now = millis(team.ann.reply(talk.id)["sent_at"]) + 60_000
    tab = Tab(talk.contact)
    tab.open()
    for step in (1, -1, 299, -299, 301, -301, 3600, -3600):
        clock.stand_at(now)
        before = team.ann.reply(talk.id)
        assert millis(before["sent_at"]) == now, step
        clock.stand_at(now + step * 1000)
        after = team.ann.reply(talk.id)
        assert millis(after["sent_at"]) == max(now, now + step * 1000), step
        if step <= WINDOW:
            team.ann.recall(talk.id, before["id"])
        else:
            refused(team.ann.try_recall(talk.id, before["id"]), 409, "window_passed")
        # What a page shows goes by the log, whatever the clock does.
        tab.settle(showing(after["id"]))
        tab.settle(not_showing(before["id"]) if step <= WINDOW else showing(before["id"]))
        now = max(now, now + step * 1000) + 10_000_000
    assert "behind the last entry" in desk.log(), "a keeper can read that the clock went back"
