"""Killed with -9 under load: nothing acknowledged is missing, no recall is half done, and receipts err to the
careful side.
"""

from __future__ import annotations

import os
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.conformance.client import AgentApi, ContactApi
from tests.conformance.desk import said
from tests.conformance.fixtures import Talk, begin, own_team
from tests.conformance.tab import Tab

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conformance.desk import Channel, Desk, Json
    from tests.conformance.fixtures import NewDesk, Team

ROUNDS = 10 if os.environ.get("UNSAY_TEST_LONG") else 2
LOAD_SECONDS = 1.2
OPEN = {"UNSAY_RATE_AGENT": "off", "UNSAY_RATE_CONTACT": "off"}


@dataclass
class Book:
    """What the clients of one conversation were told, and what they were left without an answer to."""

    talk: Talk
    sent: dict[str, str] = field(default_factory=dict)
    recalled: dict[str, str] = field(default_factory=dict)
    unanswered: list[tuple[bool, Json]] = field(default_factory=list)
    ever_shown: set[str] = field(default_factory=set)


class Load:
    """Senders, recallers and a reading page on each of some conversations, until the server is gone."""

    def __init__(self, desk: Desk, team: Team, books: list[Book]) -> None:
        self.desk = desk
        self.ending = threading.Event()
        deeds: list[Callable[[], None]] = []
        for book in books:
            agent = AgentApi(desk, team.ann.headers | {"Cookie": team.ann.cookie})
            recaller = AgentApi(desk, team.ann.headers | {"Cookie": team.ann.cookie})
            contact = ContactApi(desk, book.talk.contact.channel, book.talk.contact.headers)
            tab = Tab(book.talk.contact)
            tab.open()
            deeds += [
                lambda book=book, agent=agent: self.send(book, agent, contact=None),  # type: ignore[misc]
                lambda book=book, contact=contact: self.send(book, agent=None, contact=contact),  # type: ignore[misc]
                lambda book=book, recaller=recaller: self.recall(book, recaller),  # type: ignore[misc]
                lambda book=book, tab=tab: self.read(book, tab),  # type: ignore[misc]
            ]
        self.threads = [threading.Thread(target=deed) for deed in deeds]
        for thread in self.threads:
            thread.start()

    def send(self, book: Book, agent: AgentApi | None, contact: ContactApi | None) -> None:
        """Send until no answer comes; that last one is in doubt."""
        while not self.ending.is_set():
            body = {"client_ref": str(uuid.uuid4()), "text": said()}
            try:
                if agent is not None:
                    response = agent.post_message(book.talk.id, body)
                else:
                    assert contact is not None
                    response = contact.post_message(body)
            except httpx2.HTTPError:
                book.unanswered.append((agent is not None, body))
                return
            if response.status_code == 201:
                book.sent[response.json()["id"]] = body["text"]
            else:
                book.unanswered.append((agent is not None, body))

    def recall(self, book: Book, agent: AgentApi) -> None:
        """Take back every second reply."""
        tried = 0
        while not self.ending.is_set():
            ids = list(book.sent)
            for message in ids[tried::2]:
                try:
                    response = agent.try_recall(book.talk.id, message)
                except httpx2.HTTPError:
                    return
                if response.status_code == 200:
                    book.recalled[message] = response.json()["recalled"]["contact_had"]
            tried = len(ids)
            time.sleep(0.01)

    def read(self, book: Book, tab: Tab) -> None:
        """Read as a page does, until the line is dead."""
        while not self.ending.is_set():
            tab.drain(0.02, at_most=0.2)
            book.ever_shown.update(tab.page.shown)
            time.sleep(0.01)

    def end(self) -> None:
        """The server is gone; let everybody notice."""
        self.ending.set()
        for thread in self.threads:
            thread.join(30)
            assert not thread.is_alive()


def check(book: Book, team: Team) -> None:
    """The record and the contact's view, against what was told before the crash."""
    record = {message["id"]: message for message in team.ann.messages(book.talk.id)}
    thread = {message["id"]: message for message in book.talk.contact.thread()}
    for message, text in book.sent.items():
        assert record[message]["text"] == text, "accepted, and missing after the crash"
    for message, contact_had in book.recalled.items():
        assert record[message]["recalled"] is not None, "recalled, and back after the crash"
        assert record[message]["recalled"]["contact_had"] == contact_had
        if message in book.ever_shown:
            assert contact_had != "nothing", "it had been on the page"
    for message, entry in record.items():
        assert (message in thread) == (entry["recalled"] is None), "half a recall"
    numbers = [message["seq"] for message in record.values()]
    assert len(set(numbers)) == len(numbers)


def settle_doubts(book: Book, team: Team) -> None:
    """Ask again what had no answer: each is one message in the end."""
    for by_agent, body in book.unanswered:
        response = (
            team.ann.post_message(book.talk.id, body) if by_agent else book.talk.contact.post_message(body)
        )
        assert response.status_code in (200, 201), response.text
        book.sent[response.json()["id"]] = body["text"]
    book.unanswered.clear()
    texts = [message["text"] for message in team.ann.messages(book.talk.id)]
    assert len(texts) == len(set(texts)), "one send, two messages"
    assert sorted(texts) == sorted([*book.sent.values(), book.talk.first["text"]])


def visit(desk: Desk, shop: Channel, team: Team) -> Book:
    """A contact who has written."""
    contact = ContactApi(desk, shop)
    contact.open()
    return Book(begin(contact, team.ann))


@pytest.mark.timeout(300)
def test_nothing_acknowledged_is_missing_after_a_crash(new_desk: NewDesk, database: object) -> None:
    desk = new_desk(environment=OPEN)
    team, shop = own_team(desk)
    books = [visit(desk, shop, team) for _ in range(3)]
    for _ in range(ROUNDS):
        load = Load(desk, team, books)
        time.sleep(LOAD_SECONDS)
        desk.kill()
        load.end()
        desk.start()
        for book in books:
            check(book, team)
            settle_doubts(book, team)
            check(book, team)
    assert sum(len(book.sent) for book in books) > 30
    assert sum(len(book.recalled) for book in books) > 5
    # A page that was open when the server died is presumed to have had everything.
    book = books[0]
    last = team.ann.reply(book.talk.id)
    assert team.ann.recall(book.talk.id, last["id"])["recalled"]["contact_had"] != "seen"
    some = next(each for each in book.ever_shown if each in book.sent and each not in book.recalled)
    author = team.ann.message(book.talk.id, some)["author"]["kind"]
    if author == "agent":
        recalled = team.ann.recall(book.talk.id, some)["recalled"]
        assert (recalled["contact_had"], recalled["removal"]) == ("delivered", "pending")


def test_a_desk_told_to_stop_under_load_finishes_what_it_accepted(
    new_desk: NewDesk, database: object
) -> None:
    desk = new_desk(environment=OPEN)
    team, shop = own_team(desk)
    books = [visit(desk, shop, team) for _ in range(2)]
    load = Load(desk, team, books)
    time.sleep(LOAD_SECONDS / 2)
    assert desk.stop() == 0
    load.end()
    desk.start()
    for book in books:
        check(book, team)
        settle_doubts(book, team)
