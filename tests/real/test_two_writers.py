"""Two writers: the command line adds agents and channels and a second program writes messages and takes some
back, while the server is busy. Numbers stay dense, and open pages and consoles miss nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import AgentApi, ContactApi
from tests.conformance.console import Console
from tests.conformance.fixtures import Talk, begin, lone_admin
from tests.conformance.live import Closed
from tests.conformance.tab import Tab
from tests.conformance.waiting import eventually
from tests.real.deadly import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conformance.desk import Desk, Json
    from tests.conformance.fixtures import NewDesk, Team

LONG = bool(os.environ.get("UNSAY_TEST_LONG"))
COUNT = 1000 if LONG else 30
ADDED = 20 if LONG else 2
TOO_FAST = 4429
OPEN = {"UNSAY_RATE_AGENT": "off", "UNSAY_RATE_CONTACT": "off"}


def second_writer(desk: Desk, team: Team, talk: Talk) -> list[Json]:
    """Let another program write in this conversation; what it wrote."""
    place = [str(desk.data), desk.database_url or "-"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.real.second_writer", *place, team.ann.id, talk.id, str(COUNT)],
        env=desk.environment | {"PYTHONPATH": os.pathsep.join([*sys.path, str(ROOT)])},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def busy(talk: Talk, agent: AgentApi, ending: threading.Event) -> None:
    """A contact and an agent who go on writing to each other through the server."""
    while not ending.is_set():
        talk.contact.send()
        sent = agent.reply(talk.id)
        agent.recall(talk.id, sent["id"])


def reading(tab: Tab, ending: threading.Event) -> None:
    """A page that takes what comes."""
    while not ending.is_set():
        tab.drain(0.05, at_most=0.5)


def watching(console: Console, ending: threading.Event) -> None:
    """An agent who reads on: a console that doesn't for a minute is cut off."""
    while not ending.is_set():
        console.catch_up()
        time.sleep(0.2)


def settle(tab: Tab) -> None:
    """The page has everything, and it is what a fresh one would show."""
    upto = tab.contact.history()["upto"]
    try:
        tab.settle(lambda page: (page.after or 0) >= upto)
    except Closed as end:
        if end.code != TOO_FAST:
            raise
        # It acknowledges every frame, at this rate more than a page may say. It comes back, as browsers do.
        tab.drop()
        tab.open()
    tab.load_history()
    assert tab.page.thread == tab.contact.thread()
    assert not tab.page.faults


def settle_console(console: Console, team: Team, talks: list[Talk]) -> None:
    """The console comes to have everything, and it is what a fresh one would show."""
    offers = {"recall"}  # what the desk offers changes with time alone

    def is_what_a_fresh_one_shows() -> bool:
        # What pages acknowledged last is still being written down, and changes what is shown.
        console.catch_up()
        for talk in talks:
            record = {each["id"]: each for each in team.ann.messages(talk.id)}
            held = console.messages[talk.id]
            assert held.keys() == record.keys()
            assert all(without(held[each], offers) == without(record[each], offers) for each in record)
            assert console.conversations[talk.id]["version"] == team.ann.conversation(talk.id)["version"]
        return True

    eventually(is_what_a_fresh_one_shows)


def without(message: Json, names: set[str]) -> Json:
    """A message but for these fields."""
    return {name: value for name, value in message.items() if name not in names}


@pytest.mark.timeout(1200 if LONG else 180)
def test_a_second_program_may_write_while_the_server_is_busy(new_desk: NewDesk, database: object) -> None:
    desk = new_desk(environment=OPEN)
    team, shop = lone_admin(desk)
    talks, tabs, agents = [], [], []
    for _ in range(2):
        contact = ContactApi(desk, shop)
        contact.open()
        talks.append(begin(contact, team.ann))
        tabs.append(Tab(contact))
        tabs[-1].open()
        agents.append(AgentApi(desk, team.ann.headers | {"Cookie": team.ann.cookie}))
    console = Console(team.ann)
    console.open()
    for talk in talks:
        console.watch(talk.id)
    ending = threading.Event()
    lives: list[Callable[[], None]] = [partial(reading, tab, ending) for tab in tabs]
    lives.append(partial(watching, console, ending))
    lives += [partial(busy, talk, agent, ending) for talk, agent in zip(talks, agents, strict=True)]
    threads = [threading.Thread(target=life) for life in lives]
    for thread in threads:
        thread.start()
    try:
        written = second_writer(desk, team, talks[0])
        people = [desk.add_agent(f"New{number}") for number in range(ADDED)]
        channels = [desk.add_channel(f"Branch {number}") for number in range(ADDED)]
    finally:
        ending.set()
        for thread in threads:
            thread.join(60)
    for tab in tabs:
        settle(tab)
    settle_console(console, team, talks)
    check_written(team, talks[0], written)
    assert {each.id for each in people} <= {each["id"] for each in team.ann.every("/agents", limit=200)}
    for channel in channels:
        ContactApi(desk, channel).open()
    AgentApi.sign_in(desk, people[0])


def check_written(team: Team, talk: Talk, written: list[Json]) -> None:
    """What the other program wrote is in the record, in its order; what it took back is not in the thread."""
    record = {each["id"]: each for each in team.ann.messages(talk.id)}
    thread = {each["id"] for each in talk.contact.thread()}
    positions = [record[each["id"]]["position"] for each in written]
    assert positions == sorted(set(positions))
    assert len(record) > len(written) + 2, "the server wrote nothing meanwhile"
    for each in written:
        assert record[each["id"]]["text"] == each["text"]
        assert (record[each["id"]]["recalled"] is not None) == each["recalled"]
        assert (each["id"] in thread) == (not each["recalled"])
    numbers = sorted(each["seq"] for each in record.values())
    recalls = len([each for each in record.values() if each["recalled"]])
    assert len(numbers) + recalls == talk.contact.history()["upto"], "a number for each message and recall"
