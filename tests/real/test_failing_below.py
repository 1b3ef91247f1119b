"""What lies below fails in the middle of a deed: a write or a sync of the disk, PostgreSQL, the line to it.
No false acknowledgement, no false refusal, and all is well again by itself.

With UNSAY_TEST_LONG every deed meets every trouble. The trouble is made in `trouble`, the deeds are in
`attempts`.
"""

from __future__ import annotations

import os
from itertools import cycle, product
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import ContactApi, Http, granted
from tests.conformance.fixtures import begin, lone_admin
from tests.conformance.tab import Tab, not_showing, showing
from tests.conformance.waiting import eventually
from tests.real.attempts import ATTEMPTS, Attempt, Stage
from tests.real.forgetting import can_watch
from tests.real.trouble import Cut, Line, RestartingPostgres, failing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conformance.desk import Desk
    from tests.conformance.fixtures import Databases, NewDesk

LONG = bool(os.environ.get("UNSAY_TEST_LONG"))
OPEN = {"UNSAY_RATE_AGENT": "off", "UNSAY_RATE_CONTACT": "off"}
# What a socket says of trouble is tried elsewhere; here whoever asked gets an answer.
ASKED = [name for name in ATTEMPTS if "page" not in name and "socket" not in name]
FAILURES = [
    (call, error, f"{number}{onwards}")
    for call, errors in {"pwrite64": ("ENOSPC", "EIO"), "fdatasync": ("EIO",)}.items()
    for error in errors
    for number in ((1, 2, 3, 5, 8, 13) if LONG else (1, 4))
    for onwards in ("", "+")
]


def set_stage(desk: Desk) -> Stage:
    """A desk with one conversation and its contact's open page."""
    team, shop = lone_admin(desk)
    contact = ContactApi(desk, shop)
    contact.open()
    stage = Stage(desk, team, shop, begin(contact, team.ann), Tab(contact))
    stage.tab.open()
    return stage


def is_well(stage: Stage, attempt: Attempt) -> None:
    """What was attempted can be had, and a page that was open all the time shows what is there."""
    eventually(lambda: granted(Http(stage.desk).call("GET", "/readyz")))
    attempt.again()
    assert attempt.there() in (None, True)
    shown = stage.team.ann.reply(stage.talk.id)
    stage.tab.settle(showing(shown["id"]))
    stage.tab.load_history()
    assert stage.tab.page.thread == stage.talk.contact.thread()


@pytest.fixture
def stage(new_desk: NewDesk) -> Stage:
    """On SQLite, whose writes and syncs are made to fail."""
    if not can_watch():
        pytest.skip("NOT TESTED: a failing disk; strace is not there, or may not watch a process here")
    return set_stage(new_desk(environment=OPEN))


@pytest.mark.timeout(1800 if LONG else 120)
def test_a_disk_that_fails_at_any_write_or_sync_makes_nobody_believe_a_lie(stage: Stage) -> None:
    names = cycle(ASKED)
    trials = product(FAILURES, ASKED) if LONG else [(failure, next(names)) for failure in FAILURES]
    for (call, error, when), name in trials:
        attempt = ATTEMPTS[name](stage)
        try:
            with failing(stage.desk, call, error, when):
                acknowledged = attempt.act()
            there = attempt.there()
            assert there in (None, True) or not acknowledged, "acknowledged, and not there"
            is_well(stage, attempt)
        except AssertionError as broken:
            raise AssertionError(f"{error} at {call} {when} when {name}: {broken}") from broken
    stage.desk.restart()
    stage.tab.drop()
    stage.tab.open()
    assert stage.tab.page.thread == stage.talk.contact.thread()


@pytest.fixture
def line(postgresql: Databases) -> Iterator[Line]:
    """A line to a PostgreSQL, and a database at its end."""
    url = postgresql.fresh_url()
    assert url is not None
    line = Line(url)
    yield line
    line.close()
    postgresql.drop(url)


@pytest.mark.timeout(600 if LONG else 120)
def test_a_line_cut_in_the_middle_of_a_commit_leaves_nobody_with_a_lie(line: Line, new_desk: NewDesk) -> None:
    desk = new_desk(environment=OPEN)
    desk.database_url = line.url
    stage = set_stage(desk)
    for cut, name in product(Cut, ASKED if LONG else ASKED[:3]):
        attempt = ATTEMPTS[name](stage)
        line.cut_next(cut)
        assert not attempt.act(), f"acknowledged {cut}: {name}"
        assert attempt.there() in (None, cut is Cut.AFTER), f"cut {cut}: {name}"
        is_well(stage, attempt)


def test_a_recall_whose_commit_nobody_heard_of_still_reaches_the_page(line: Line, new_desk: NewDesk) -> None:
    desk = new_desk(environment=OPEN)
    desk.database_url = line.url
    stage = set_stage(desk)
    sent = stage.team.ann.reply(stage.talk.id)
    stage.tab.settle(showing(sent["id"]))
    line.cut_next(Cut.AFTER)
    assert stage.team.ann.try_recall(stage.talk.id, sent["id"]).status_code == 503
    stage.tab.settle(not_showing(sent["id"]))
    eventually(
        lambda: stage.team.ann.message(stage.talk.id, sent["id"])["recalled"]["removal"] == "confirmed"
    )


@pytest.mark.parametrize("mode", ["fast", "immediate"])
@pytest.mark.timeout(300)
def test_a_postgresql_that_stops_and_starts_is_waited_for(new_desk: NewDesk, mode: str) -> None:
    postgres = RestartingPostgres()
    try:
        desk = new_desk(environment=OPEN)
        desk.database_url = postgres.fresh_url()
        stage = set_stage(desk)
        for name in ASKED if LONG else ASKED[:3]:
            attempt = ATTEMPTS[name](stage)
            postgres.stop(mode)
            assert not attempt.act(), f"acknowledged without a database: {name}"
            assert granted(Http(desk).call("GET", "/healthz")) == {"status": "ok"}
            postgres.start()
            eventually(lambda: granted(Http(desk).call("GET", "/readyz")))
            assert attempt.there() in (None, False)
            is_well(stage, attempt)
        desk.let_go()
        assert desk.stop() == 0
        assert desk.command("verify").returncode == 0
        desk.database_url = None
    finally:
        postgres.close()
