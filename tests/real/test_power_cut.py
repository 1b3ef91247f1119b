"""The power goes, and the disk forgets what was not synced: nothing acknowledged is lost and no recall is
half done, wherever in a busy desk's life it happened.

One life is watched from the first command on; then it is cut again and again, on paper, each time with other
luck. A failure says its seed: UNSAY_TEST_SEED repeats the luck, though not the life.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import shutil
import sqlite3
import sys
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import AgentApi, ContactApi
from tests.conformance.desk import Desk, said
from tests.conformance.fixtures import begin, lone_admin, put_away
from tests.conformance.waiting import eventually
from tests.real.forgetting import Disk, Saying, can_watch, read, watching
from unsay.store.database import StoreError
from unsay.store.opening import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conformance.desk import Json

LONG = bool(os.environ.get("UNSAY_TEST_LONG"))
MESSAGES = 250 if LONG else 15
CUTS = 2000 if LONG else 24
SEED = int(os.environ.get("UNSAY_TEST_SEED", "0")) or random.randrange(1, 10**6)
OPEN = {"UNSAY_RATE_AGENT": "off", "UNSAY_RATE_CONTACT": "off"}
TEXTS = "SELECT message_id, text FROM message_content UNION ALL SELECT message_id, text FROM recalled_content"
CARELESS = (
    "import unsay.store.sqlite as s; from unsay.main.cli import run;"
    "s._PRAGMAS = tuple(p.replace('synchronous = FULL', 'synchronous = NORMAL') for p in s._PRAGMAS); run()"
)


@dataclass
class Promise:
    """What somebody has been told by now: messages by id, those recalled, people by address."""

    texts: dict[str, str] = field(default_factory=dict)
    recalled: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)

    def hear(self, data: bytes) -> bool:
        """Take in an answer; whether it promised anything."""
        body = data.partition(b"\r\n\r\n")[2] if data.startswith(b"HTTP/1.1 20") else data
        if not body.startswith(b'{"id":'):
            return False
        answer: Json = json.loads(body)
        if "email" in answer:
            self.people.add(answer["email"])
        if "text" in answer:
            self.texts[answer["id"]] = answer["text"]
            if answer.get("recalled"):
                self.recalled.add(answer["id"])
        return True


def talk(agent: AgentApi, contact: ContactApi) -> None:
    """A contact and an agent write in turn; every third reply is taken back."""
    conversation = begin(contact, agent)
    for number in range(MESSAGES):
        contact.send()
        sent = agent.reply(conversation.id, said("x" * 300))
        if number % 3 == 0:
            agent.recall(conversation.id, sent["id"])


def live(home: Path, program: list[str]) -> Path:
    """The whole life of a desk, from before there is one to an orderly end; the trace of it."""
    trace, desk = home / "trace", Desk(home, environment=OPEN)
    desk.data = home / "disk" / "data"
    desk.data.parent.mkdir()
    desk.program = [*watching(trace), *program]
    team, shop = lone_admin(desk)
    threads = []
    for _ in range(2):
        contact = ContactApi(desk, shop)
        contact.open()
        agent = AgentApi(desk, team.ann.headers | {"Cookie": team.ann.cookie})
        threads.append(threading.Thread(target=talk, args=[agent, contact]))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(600)
    desk.let_go()
    assert desk.process is not None
    last = re.compile(rf"^{desk.process.pid} +\+\+\+ exited", re.MULTILINE)
    assert desk.stop() == 0, desk.log()[-2000:]
    eventually(lambda: last.search(end_of(trace)), seconds=60)
    return trace


def end_of(trace: Path) -> str:
    """The last lines; the watcher may still be writing when the watched has ended."""
    with trace.open("rb") as file:
        file.seek(-min(8192, trace.stat().st_size), os.SEEK_END)
        return file.read().decode("ascii", "replace")


def moments(trace: Path, home: Path, chance: random.Random) -> set[int]:
    """When the power is to go: after a sync, after a promise, or at any other moment."""
    disk, promise = Disk(home), Promise()
    pivots, number = [], 0
    for number, event in enumerate(read(trace)):
        if promise.hear(event.data) if isinstance(event, Saying) else disk.follow(event):
            pivots.append(number)
    assert len(promise.texts) > MESSAGES, "too little happened to have proved anything"
    assert disk.syncs > 0
    some = chance.sample(pivots, min(len(pivots), CUTS * 3 // 4))
    return {*some, *chance.sample(range(number), CUTS // 4), number}


def broken(data: Path, promise: Promise) -> list[str]:
    """What is not as promised in what was left."""
    if not (data / "unsay.db").exists():
        return ["the desk is gone"] if promise.people else []
    store = open_store(data_dir=data, database_url=None, clock=lambda: 0, new_id=lambda: "nobody")
    try:
        store.look()
        troubles = [f"{each.table} {each.key}: {each.words}" for each in store.verify()]
    except StoreError:
        return ["the desk was never made"] if promise.people else []
    finally:
        store.close()
    with contextlib.closing(sqlite3.connect(data / "unsay.db")) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        texts = dict(file.execute(TEXTS).fetchall())
        recalled = {each for (each,) in file.execute("SELECT message_id FROM recalls")}
        people = {each for (each,) in file.execute("SELECT email FROM agents")}
    troubles += [f"{each} is lost" for each in promise.texts.items() - texts.items()]
    troubles += [f"{each} is back" for each in promise.recalled - recalled]
    return troubles + [f"{each} is unknown" for each in promise.people - people]


def cut_again_and_again(trace: Path, home: Path, chance: random.Random) -> tuple[list[str], Path]:
    """Everything that was broken by any of the cuts, and what the last one left."""
    disk, promise = Disk(home / "disk"), Promise()
    cuts, troubles, place = moments(trace, home / "disk", chance), [], home
    for number, event in enumerate(read(trace)):
        if isinstance(event, Saying):
            promise.hear(event.data)
        else:
            disk.follow(event)
        if number in cuts:
            shutil.rmtree(home / "left", ignore_errors=True)
            place = disk.lay_out(home / "left", chance)
            told = [f"cut at {number}, seed {SEED}: {each}" for each in broken(place / "data", promise)]
            troubles += told[:3]
    return troubles, place


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A place for a life and what is left of it."""
    if not can_watch():
        pytest.skip("NOT TESTED: power cuts; strace is not there, or may not watch a process here")
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.mark.timeout(3600 if LONG else 120)
def test_a_power_cut_at_any_moment_loses_nothing_that_was_acknowledged(home: Path) -> None:
    trace = live(home, [sys.executable, "-m", "unsay"])
    troubles, left = cut_again_and_again(trace, home, random.Random(SEED))
    assert not troubles, troubles[:10]
    again = Desk(home)
    again.data = left / "data"
    again.start()
    put_away(again)


@pytest.mark.timeout(3600 if LONG else 120)
def test_a_desk_that_syncs_less_would_be_found_out(home: Path) -> None:
    trace = live(home, [sys.executable, "-c", CARELESS])
    troubles, _ = cut_again_and_again(trace, home, random.Random(SEED))
    assert any("is lost" in each for each in troubles), "this disk forgets nothing"
