"""The fixtures of the black-box tests: desks on both databases, a team, a shop channel, contacts. Loaded by
`tests/conftest.py`.
"""

from __future__ import annotations

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import pytest

from tests.conformance.client import CREATED, AgentApi, ContactApi, granted
from tests.conformance.desk import MARK, Channel, Desk
from tests.conformance.postgres import Postgres

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.conformance.desk import Json


@pytest.fixture(scope="session")
def postgres(testrun_uid: str) -> Iterator[Postgres]:
    """One PostgreSQL for the whole run, shared by its workers."""
    # Not under pytest's own directory: that is closed to other users, and PostgreSQL never runs as root.
    server = Postgres(Path(tempfile.gettempdir()) / f"unsay-pg-{testrun_uid[:12]}")
    yield server
    server.close()


class Databases:
    """Where a desk keeps its data: a file of its own, or a database of its own on the shared server."""

    def __init__(self, name: str, postgres: Postgres | None) -> None:
        self.name = name
        self._postgres = postgres

    def fresh_url(self) -> str | None:
        """What to give as `--database-url`, if anything."""
        return self._postgres.fresh_url() if self._postgres else None

    def drop(self, url: str | None) -> None:
        """Throw the database away."""
        if self._postgres and url:
            self._postgres.drop(url)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Databases:
    """Each test that asks for a desk runs on both."""
    postgres = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    return Databases(request.param, postgres)


@pytest.fixture(scope="session")
def postgresql(postgres: Postgres) -> Databases:
    """For what only a PostgreSQL can do."""
    return Databases("postgresql", postgres)


@dataclass(frozen=True)
class Team:
    """Four people, signed in."""

    admin: AgentApi
    supervisor: AgentApi
    ann: AgentApi
    bob: AgentApi


ROSTER = {"Ada": "admin", "Sam": "supervisor", "Ann": "agent", "Bob": "agent"}


@dataclass
class Talk:
    """A contact who has written, and the conversation this opened."""

    contact: ContactApi
    id: str
    first: Json


def settle_in(desk: Desk) -> Team:
    """Add the roster on the command line, an admin before the desk is first served and the rest while it
    runs, and sign in.
    """
    desk.add_agent("Ada", "admin")
    desk.start()
    with ThreadPoolExecutor(2) as two:
        list(two.map(desk.add_agent, list(ROSTER)[1:], list(ROSTER.values())[1:]))
    return Team(*(AgentApi.sign_in(desk, desk.people[name]) for name in ROSTER))


def put_away(desk: Desk) -> None:
    """Stop a desk; whatever was done to it, its laws hold and its log holds nobody's words."""
    desk.let_go()
    if desk.process is not None:
        assert desk.stop() == 0, desk.log()[-3000:]
    verified = desk.command("verify")
    never_was = "There is no desk" in verified.stderr
    assert verified.returncode == 0 or never_was, verified.stdout + verified.stderr
    lines = [line[:300] for line in desk.log().splitlines() if MARK in line]
    assert not lines, f"the log quotes messages: {lines[:3]}"


@pytest.fixture(scope="session")
def shared_desk(database: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Team]]:
    """The desk most tests share; each brings its own contact, so none sees another's conversation."""
    desk = Desk(tmp_path_factory.mktemp(f"desk-{database.name}"), database_url=database.fresh_url())
    team = settle_in(desk)
    yield desk, team
    put_away(desk)
    database.drop(desk.database_url)


@pytest.fixture
def desk(shared_desk: tuple[Desk, Team]) -> Iterator[Desk]:
    """The shared desk; what a test opens on it is closed after the test."""
    desk, _ = shared_desk
    before = desk.held
    yield desk
    desk.let_go(before)


@pytest.fixture
def team(shared_desk: tuple[Desk, Team]) -> Team:
    """The shared desk's people."""
    return shared_desk[1]


@pytest.fixture(scope="session")
def shop(shared_desk: tuple[Desk, Team]) -> Channel:
    """The channel most tests share: no origins listed, the default recall window."""
    return shared_desk[0].add_channel("Shop")


@pytest.fixture(scope="session")
def windowed(shared_desk: tuple[Desk, Team]) -> Channel:
    """A channel whose recall window a test may change as it likes."""
    return shared_desk[0].add_channel("Timed", recall_window=300)


class NewContact(Protocol):
    """Makes visitors: of the shop, or of another channel."""

    def __call__(self, channel: Channel | None = None) -> ContactApi: ...


@pytest.fixture
def new_contact(desk: Desk, shop: Channel) -> NewContact:
    """As many visitors as a test wants."""

    def make(channel: Channel | None = None) -> ContactApi:
        contact = ContactApi(desk, channel or shop)
        contact.open()
        return contact

    return make


@pytest.fixture
def contact(new_contact: NewContact) -> ContactApi:
    """A visitor who has not written yet."""
    return new_contact()


def begin(contact: ContactApi, agent: AgentApi, text: str | None = None) -> Talk:
    """Let the contact write, and find the conversation."""
    first = contact.send(text)
    return Talk(contact, agent.conversation_of(contact), first)


@pytest.fixture
def talk(contact: ContactApi, team: Team) -> Talk:
    """A visitor who has written once."""
    return begin(contact, team.ann)


class NewDesk(Protocol):
    """Makes desks that belong to one test."""

    def __call__(
        self, *, environment: Mapping[str, str] | None = None, on: Databases | None = None
    ) -> Desk: ...


@pytest.fixture
def new_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewDesk]:
    """Desks of a test's own, not yet started; on the parametrised database if the test asks for one, else on
    SQLite.
    """
    made: list[tuple[Desk, Databases | None]] = []
    wanted = "database" in request.fixturenames
    chosen = cast("Databases", request.getfixturevalue("database")) if wanted else None

    def make(*, environment: Mapping[str, str] | None = None, on: Databases | None = None) -> Desk:
        where = on or chosen
        home = tmp_path / f"desk{len(made)}"
        home.mkdir()
        desk = Desk(home, database_url=where.fresh_url() if where else None, environment=environment)
        made.append((desk, where))
        return desk

    yield make
    # Each is put away whatever another's end says; what went wrong first is what is told.
    troubles: list[BaseException] = []
    for desk, where in made:
        try:
            put_away(desk)
        except AssertionError as trouble:
            desk.kill()
            troubles.append(trouble)
        if where:
            where.drop(desk.database_url)
    shutil.rmtree(tmp_path, ignore_errors=True)
    if troubles:
        raise troubles[0]


def own_team(desk: Desk) -> tuple[Team, Channel]:
    """For a desk of one's own: people, and a channel."""
    team = settle_in(desk)
    return team, desk.add_channel("Shop")


def lone_admin(desk: Desk) -> tuple[Team, Channel]:
    """For a desk of one's own where rights don't matter: one admin who is the whole team, and a channel."""
    person = desk.add_agent("Ada", "admin")
    desk.start()
    ada = AgentApi.sign_in(desk, person)
    made = granted(ada.call("POST", "/api/v1/channels", {"name": "Shop"}), CREATED)
    return Team(ada, ada, ada, ada), Channel(
        made["id"], made["key"], made["identity_secret"], made["snippet"]
    )


def keys(value: Json) -> set[Any]:
    """The field names of an object, for comparing with a whitelist."""
    return set(value)
