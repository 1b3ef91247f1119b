"""Killed at a labelled point in the course of a deed: what was acknowledged is there, what was not is wholly
there or wholly not, trying again makes it one, and receipts err to the careful side.

By default each point has its turn, with one deed; with UNSAY_TEST_LONG every point meets every deed. The
points are in `deadly`, the deeds in `attempts`.
"""

from __future__ import annotations

import os
import signal
import threading
import uuid
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import ContactApi
from tests.conformance.desk import said
from tests.conformance.fixtures import begin, lone_admin
from tests.conformance.tab import Tab, showing
from tests.conformance.waiting import eventually
from tests.real.attempts import ATTEMPTS, Attempt, Stage, answered
from tests.real.deadly import ORDER, ROOT, Order, Point, held

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conformance.desk import Channel, Desk
    from tests.conformance.fixtures import Databases, NewDesk, Team

LONG = bool(os.environ.get("UNSAY_TEST_LONG"))
POINTS = [point for point in Point if point is not Point.MIGRATION]
# Changes of the schema after which it is killed; some are in the middle of a table's.
CHANGES = (0, 1, 5, 20, 40) if LONG else (20,)
OPEN = {"UNSAY_RATE_AGENT": "off", "UNSAY_RATE_CONTACT": "off"}


POINTS_TOGETHER = [[point] for point in POINTS] if LONG else [POINTS]


def cases(points: list[Point], database: str) -> list[tuple[Point, str]]:
    """Which points with which deeds; the short way every second point on each database."""
    if LONG:
        return list(product(points, ATTEMPTS))
    mine = list(enumerate(points))[database == "sqlite" :: 2]
    return [(point, list(ATTEMPTS)[i]) for i, point in mine]


def mortal(desk: Desk, home: Path) -> Path:
    """Let the desk be started so that it dies by order; the file the order goes into."""
    file = home / "order"
    desk.program[1:] = ["-m", "tests.real.deadly"]
    paths = [str(ROOT), desk.environment.get("PYTHONPATH", "")]
    desk.environment |= {ORDER: str(file), "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    return file


def buried(desk: Desk) -> None:
    """The server has killed itself."""
    assert desk.process is not None
    eventually(lambda: desk.process and desk.process.poll() is not None)
    assert desk.process.returncode == -signal.SIGKILL, "it did not die where it was told to"
    desk.kill()


def filler(stage: Stage, deed: str) -> Callable[[], object]:
    """Something else to be written, for a batch to consist of more than one deed."""
    contact = ContactApi(stage.desk, stage.shop, stage.talk.contact.headers)
    if deed != "StartVisit":
        return partial(answered, contact.ask_session)
    body = {"client_ref": str(uuid.uuid4()), "text": said()}
    return partial(answered, partial(contact.post_message, body))


def attempt_until_death(stage: Stage, attempt: Attempt, point: Point, file: Path) -> bool:
    """Attempt it under the order to die; whether it was acknowledged."""
    others: list[threading.Thread] = []
    if point.is_replay:
        others = [threading.Thread(target=filler(stage, attempt.deed)) for _ in range(2)]
    Order(point, attempt.deed).give(file)
    if others:
        # The first is a batch of its own, and held there; the second comes into one batch with the attempt.
        others[0].start()
        eventually(held(file).exists)
        others[1].start()
    acknowledged = attempt.act()
    buried(stage.desk)
    for other in others:
        other.join(30)
    file.unlink()
    held(file).unlink(missing_ok=True)
    return acknowledged


def show_something(stage: Stage) -> str:
    """A reply that the page shows, and that is on record as delivered: no report of it is under way."""
    shown = str(stage.team.ann.reply(stage.talk.id)["id"])
    stage.tab.settle(showing(shown))
    eventually(lambda: stage.team.ann.message(stage.talk.id, shown)["delivery"]["delivered_at"])
    return shown


def recall_behind_its_back(stage: Stage, shown: str) -> None:
    """The page, cut off, showed this: a recall has to wait for it. Coming back it does not show it again."""
    recalled = stage.team.ann.recall(stage.talk.id, shown)["recalled"]
    assert (recalled["contact_had"], recalled["removal"]) in {("delivered", "pending"), ("seen", "pending")}
    stage.tab.drop()
    stage.tab.open()
    assert shown not in stage.tab.page.shown


def check_page(stage: Stage, shown: str) -> None:
    """The receipt moves on when every page is back, and pages show what is there."""
    eventually(lambda: stage.team.ann.message(stage.talk.id, shown)["recalled"]["removal"] == "confirmed")
    stage.tab.drain(0.05)
    stage.tab.load_history()
    assert stage.tab.page.thread == stage.talk.contact.thread()


def set_stage(desk: Desk, team: Team, shop: Channel) -> Stage:
    """A conversation, and its contact's open page."""
    contact = ContactApi(desk, shop)
    contact.open()
    tab = Tab(contact)
    stage = Stage(desk, team, shop, begin(contact, team.ann), tab)
    tab.open()
    return stage


@pytest.mark.timeout(1200 if LONG else 240)
@pytest.mark.parametrize("points", POINTS_TOGETHER, ids=lambda points: points[0] if LONG else "once each")
def test_a_server_killed_at_any_point_of_any_deed_keeps_its_word(
    new_desk: NewDesk, database: Databases, tmp_path: Path, points: list[Point]
) -> None:
    desk = new_desk(environment=OPEN)
    file = mortal(desk, tmp_path)
    stage = set_stage(desk, *lone_admin(desk))
    for point, name in cases(points, database.name):
        shown = show_something(stage)
        attempt = ATTEMPTS[name](stage)
        try:
            assert not attempt_until_death(stage, attempt, point, file), "acknowledged, and then died"
            desk.start()
            assert attempt.there() in (None, point.is_committed), "not what was on disk"
            recall_behind_its_back(stage, shown)
            attempt.again()
            assert attempt.there() in (None, True)
            check_page(stage, shown)
        except AssertionError as broken:
            raise AssertionError(f"killed {point} when {name}: {broken}") from broken


@pytest.mark.parametrize("changes", CHANGES)
def test_a_desk_killed_while_its_tables_are_made_is_made_at_the_next_start(
    new_desk: NewDesk, database: Databases, tmp_path: Path, changes: int
) -> None:
    desk = new_desk()
    file = mortal(desk, tmp_path)
    Order(Point.MIGRATION, count=changes).give(file)
    words = ("agent", "add", "ada@desk.example", "--name", "Ada", "--role", "admin", "--password-stdin")
    killed = desk.command(*words, stdin="a good long password\n")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    file.unlink()
    if LONG:
        desk.start()
        assert "setup" in desk.log(), "an empty desk offers to be set up"
    desk.add_agent("Ada", "admin")
    assert desk.command("verify").returncode == 0
