"""Trouble below: the database locked by somebody else, its connections cut, the disk full. No
acknowledgement, 503, and
recovery by itself.
"""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import sqlite3
import subprocess
import uuid
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.conformance.client import ContactApi, Http, granted, refused
from tests.conformance.desk import Desk, DidNotStart, said
from tests.conformance.fixtures import Databases, NewDesk, Talk, Team, begin, own_team
from tests.conformance.tab import Tab, not_showing, showing
from tests.conformance.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conformance.desk import Json

OPEN = {"UNSAY_RATE_AGENT": "off", "UNSAY_RATE_CONTACT": "off"}
# Each is given after all the patience the desk has with a locked database, five seconds.
REFUSALS = 3 if os.environ.get("UNSAY_TEST_LONG") else 1
DISK_BYTES = 24 << 20
LONGEST = 10_000


def sqlite_file(desk: Desk) -> Path:
    """The file a desk keeps its data in."""
    files = [each for each in desk.data.iterdir() if each.is_file()]
    return max(
        (f for f in files if f.read_bytes()[:15] == b"SQLite format 3"), key=lambda f: f.stat().st_size
    )


@contextlib.contextmanager
def locked(desk: Desk) -> Iterator[None]:
    """Somebody else writes to the desk's database and does not finish."""
    if desk.database_url is None:
        with contextlib.closing(sqlite3.connect(sqlite_file(desk), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    with psycopg.connect(desk.database_url) as other:
        tables = other.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        # As an administrator's long transaction would: readers go on, writers wait.
        for (table,) in tables:
            other.execute(
                psycopg.sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(psycopg.sql.Identifier(table))
            )
        yield
        other.rollback()


@pytest.fixture
def stage(new_desk: NewDesk, database: object) -> tuple[Desk, Team, Talk]:
    """A desk of one's own with one conversation."""
    desk = new_desk(environment=OPEN)
    team, shop = own_team(desk)
    contact = ContactApi(desk, shop)
    contact.open()
    return desk, team, begin(contact, team.ann)


def test_a_locked_database_acknowledges_nothing_and_all_is_well_afterwards(
    stage: tuple[Desk, Team, Talk],
) -> None:
    desk, team, talk = stage
    tab = Tab(talk.contact)
    tab.open()
    sent = team.ann.reply(talk.id)
    tab.settle(showing(sent["id"]))
    eventually(lambda: team.ann.message(talk.id, sent["id"])["delivery"]["delivered_at"])
    body = {"client_ref": str(uuid.uuid4()), "text": said("patience")}
    with locked(desk):
        for _ in range(REFUSALS):
            refused(talk.contact.post_message(body), 503, "unavailable")
            refused(team.ann.try_recall(talk.id, sent["id"]), 503, "unavailable")
        assert len(talk.contact.thread()) == 2, "reading goes on"
        assert granted(Http(desk).call("GET", "/healthz")) == {"status": "ok"}
    first = eventually(lambda: accepted(talk, body))
    assert accepted(talk, body) == first
    assert len(team.ann.messages(talk.id)) == 3
    team.ann.recall(talk.id, sent["id"])
    tab.settle(not_showing(sent["id"]))


def test_a_desk_that_cannot_write_says_that_it_is_not_ready_and_says_so_until_it_can(
    stage: tuple[Desk, Team, Talk],
) -> None:
    desk, _, talk = stage
    probe = Http(desk)
    with locked(desk):
        refused(talk.contact.post_message({"client_ref": str(uuid.uuid4()), "text": said()}), 503)
        answer = probe.call("GET", "/readyz")
        assert answer.status_code == 503
        assert "can't be written" in answer.json()["reasons"][0]
    eventually(lambda: probe.call("GET", "/readyz").status_code == 200)


def accepted(talk: Talk, body: Json) -> Json | None:
    """The message, once the desk takes it again."""
    response = talk.contact.post_message(body)
    if response.status_code == 503:
        refused(response, 503)
        return None
    assert response.status_code in (200, 201), response.text
    return dict(response.json())


def test_a_database_that_hangs_up_is_called_again(postgresql: Databases, new_desk: NewDesk) -> None:
    desk = new_desk(environment=OPEN, on=postgresql)
    team, shop = own_team(desk)
    contact = ContactApi(desk, shop)
    contact.open()
    talk = begin(contact, team.ann)
    tab = Tab(contact)
    tab.open()
    for _ in range(3):
        hang_up(desk)
        body = {"client_ref": str(uuid.uuid4()), "text": said()}
        message = eventually(lambda body=body: accepted(talk, body))  # type: ignore[misc]
        tab.settle(showing(message["id"]))
        assert len(contact.thread()) == len(team.ann.messages(talk.id))
    assert tab.page.thread == contact.thread()


def hang_up(desk: Desk) -> None:
    """End every connection to the desk's database, as a restarted PostgreSQL would."""
    assert desk.database_url is not None
    with psycopg.connect(desk.database_url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


class SmallDisk:
    """A disk of its own under the data directory, which can be filled up; if none can be mounted, a limit on
    file sizes.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.data.mkdir(mode=0o700)
        mounting = [
            "mount",
            "-t",
            "tmpfs",
            "-o",
            f"size={DISK_BYTES},mode=0700",
            "unsay-test",
            str(desk.data),
        ]
        self.mounted = subprocess.run(mounting, check=False, capture_output=True).returncode == 0
        self.filler = desk.data / "filler"

    def fill(self) -> None:
        """Leave no room at all."""
        if not self.mounted:
            process = self.desk.process
            assert process is not None
            size = sqlite_file(self.desk).stat().st_size
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
            return
        with self.filler.open("wb", buffering=0) as filler, contextlib.suppress(OSError):
            while True:
                filler.write(bytes(4096))

    def clear(self) -> None:
        """There is room again."""
        if not self.mounted:
            process = self.desk.process
            assert process is not None
            resource.prlimit(
                process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            )
            return
        self.filler.unlink()

    def close(self) -> None:
        """Take the disk away, and keep what was on it."""
        if self.mounted:
            kept = self.desk.data.with_name("kept")
            shutil.copytree(self.desk.data, kept)
            subprocess.run(["umount", "-l", str(self.desk.data)], check=True)
            shutil.copytree(kept, self.desk.data, dirs_exist_ok=True)


@pytest.fixture
def small(new_desk: NewDesk) -> Iterator[tuple[Desk, SmallDisk]]:
    """A desk on a small disk. It is put away before the disk is."""
    desk = new_desk(environment=OPEN)
    disk = SmallDisk(desk)
    yield desk, disk
    desk.let_go()
    assert desk.stop() == 0
    disk.close()


def test_a_full_disk_acknowledges_nothing_and_all_is_well_when_there_is_room(
    small: tuple[Desk, SmallDisk],
) -> None:
    desk, disk = small
    team, shop = own_team(desk)
    contact = ContactApi(desk, shop)
    contact.open()
    talk = begin(contact, team.ann)
    told = {talk.first["id"]: talk.first["text"]}
    disk.fill()
    doubtful = fill_up(talk, told)
    refused(contact.post_message(doubtful), 503, "unavailable")
    assert len(contact.thread()) == len(told), "what was accepted is there, and can be read"
    assert granted(Http(desk).call("GET", "/healthz")) == {"status": "ok"}
    disk.clear()
    message = eventually(lambda: accepted(talk, doubtful))
    told[message["id"]] = doubtful["text"]
    desk.restart()
    assert {each["id"]: each["text"] for each in team.ann.messages(talk.id)} == told


def fill_up(talk: Talk, told: dict[str, str]) -> Json:
    """Send long messages until one is not taken; that one. A log file may still have room that was its own
    before.
    """
    for _ in range(2000):
        text = said("x" * (LONGEST - 100))
        body = {"client_ref": str(uuid.uuid4()), "text": text}
        response = talk.contact.post_message(body)
        if response.status_code != 201:
            refused(response, 503)
            return body
        told[response.json()["id"]] = text
    message = "a full disk took everything"
    raise AssertionError(message)


def test_a_disk_too_full_to_start_is_said_in_words(small: tuple[Desk, SmallDisk]) -> None:
    desk, disk = small
    if not disk.mounted:
        pytest.skip("NOT TESTED: starting on a full disk; this machine mounts no disk for a test")
    desk.start()
    assert desk.stop() == 0
    disk.fill()
    seen = len(desk.log())
    try:
        desk.start()
    except DidNotStart:
        said_so = desk.log()[seen:]
        assert "Traceback" not in said_so
        assert "disk" in said_so.lower() or "space" in said_so.lower()
    disk.clear()
    if desk.process is None:
        desk.start()
