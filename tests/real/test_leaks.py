"""A leak hunt (design §2, law 5): random sends, recalls, notes and reconnects over several contacts and
pages, every byte kept.

Bytes that were in a contact's own kernel before the recall was acknowledged are not the desk's any more: each
socket's mark is
taken when the acknowledgement is here, and what comes after the mark may not hold the text. A note may not be
anywhere.
"""

from __future__ import annotations

import contextlib
import os
import random
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.conformance.client import AgentApi, ContactApi
from tests.conformance.desk import said
from tests.conformance.fixtures import begin, own_team
from tests.conformance.live import Closed
from tests.conformance.tab import Tab

if TYPE_CHECKING:
    from tests.conformance.desk import Desk
    from tests.conformance.fixtures import NewDesk, Talk, Team
    from tests.conformance.tape import TapedSocket

HUNT_SECONDS = 120.0 if os.environ.get("UNSAY_TEST_LONG") else 6.0
CONTACTS = 3
PAGES = 2


@dataclass
class Prey:
    """A contact under watch: pages, answers over HTTP with when they were asked for, and what must not be
    seen any more.
    """

    talk: Talk
    tabs: list[Tab] = field(default_factory=list)
    answers: list[tuple[float, bytes]] = field(default_factory=list)
    # Each recalled text: when its recall was acknowledged, and how far each socket had been handed bytes by
    # then.
    recalled: dict[str, tuple[float, dict[TapedSocket, int]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def sockets(self) -> list[TapedSocket]:
        """Every socket any page of this contact ever had."""
        return [each for tab in self.tabs for each in list(tab.sockets)]

    def acknowledged(self, text: str) -> None:
        """A recall of this text has just been acknowledged."""
        marks = {each: each.handed_over() for each in self.sockets()}
        self.recalled[text] = (time.monotonic(), marks)


class Hunt:
    """Threads that live at random until time is up."""

    def __init__(self, desk: Desk, team: Team, prey: list[Prey], seed: int) -> None:
        self.desk = desk
        self.team = team
        self.seed = seed
        self.over = threading.Event()
        self.troubles: list[BaseException] = []
        self.threads: list[threading.Thread] = []
        for each in prey:
            self.begin(self.answer, each)
            self.begin(self.ask, each)
            for _ in range(PAGES):
                each.tabs.append(Tab(each.talk.contact))
                self.begin(self.browse, each, each.tabs[-1])

    def begin(self, life: object, *what: object) -> None:
        """Start a thread that lives this life with a chance of its own."""
        chance = random.Random(self.seed * 1000 + len(self.threads))

        def run() -> None:
            try:
                assert callable(life)
                while not self.over.is_set():
                    life(chance, *what)
            except BaseException as trouble:  # noqa: BLE001 - told by the test itself
                self.troubles.append(trouble)

        self.threads.append(threading.Thread(target=run))

    def answer(self, chance: random.Random, prey: Prey) -> None:
        """An agent: replies, some of them taken back at once or a little later, quoted or not, and notes."""
        agent = AgentApi(self.desk, self.team.ann.headers | {"Cookie": self.team.ann.cookie})
        waiting: list[tuple[str, str]] = []
        while not self.over.is_set():
            text = said("secret")
            sent = agent.reply(prey.talk.id, text)["id"]
            waiting.append((sent, text))
            if chance.random() < 0.3:
                prey.notes.append(agent.note(prey.talk.id)["text"])
            if chance.random() < 0.3:
                agent.reply(prey.talk.id, "quoting", reply_to=sent)
            if chance.random() < 0.3:
                time.sleep(chance.random() * 0.05)
            chance.shuffle(waiting)
            while waiting and chance.random() < 0.6:
                message, gone = waiting.pop()
                agent.recall(prey.talk.id, message, note="taken back")
                prey.acknowledged(gone)
        agent.close()

    def ask(self, chance: random.Random, prey: Prey) -> None:
        """The contact's HTTP requests: sessions, history, and odd ones."""
        contact = ContactApi(self.desk, prey.talk.contact.channel, prey.talk.contact.headers)
        while not self.over.is_set():
            asked, place = time.monotonic(), contact.tape.place()
            path = chance.choice(
                ["/messages", "/messages?limit=3", "/messages?before=5", "/messages?limit=x", "/files/x"]
            )
            contact.call("GET", "/widget/v1" + path)
            if chance.random() < 0.2:
                contact.ask_session(token=prey.talk.contact.token)
            prey.answers.append((asked, contact.tape.since(place)))
            time.sleep(chance.random() * 0.02)
        contact.close()

    def browse(self, chance: random.Random, prey: Prey, tab: Tab) -> None:
        """A page that comes and goes, now and then in doubt about where it is."""
        with contextlib.suppress(Closed, httpx2.HTTPError):
            tab.open()
            for _ in range(chance.randrange(8)):
                tab.drain(0.03, at_most=0.2)
            if tab.page.thread:
                tab.send({"type": "seen", "seq": tab.page.thread[-1]["seq"]})
        tab.drop()
        if chance.random() < 0.2:
            tab.page.after = None
        time.sleep(chance.random() * 0.1)

    def run(self, seconds: float) -> None:
        """Hunt."""
        for thread in self.threads:
            thread.start()
        self.over.wait(seconds)
        self.over.set()
        for thread in self.threads:
            thread.join(60)
        assert not self.troubles, self.troubles


def leaks(prey: Prey) -> list[str]:
    """Every text that came after it may not have come."""
    found = []
    streams = {each: each.received_since(0) for each in prey.sockets()}
    for text, (at, marks) in prey.recalled.items():
        needle = text.encode()
        found += [
            f"{text} over a socket"
            for each, got in streams.items()
            if got.find(needle, marks.get(each, 0)) >= 0
        ]
        found += [f"{text} over HTTP" for asked, got in prey.answers if asked > at and needle in got]
    everything = b"".join(streams.values()) + b"".join(got for _, got in prey.answers)
    found += [f"the note {text}" for text in prey.notes if text.encode() in everything]
    found += [
        word for word in ("taken back", "wrong_message", "@desk.example") if word.encode() in everything
    ]
    return found


@pytest.mark.timeout(300)
def test_nothing_recalled_or_noted_reaches_a_contact(new_desk: NewDesk, database: object) -> None:
    desk = new_desk(environment={"UNSAY_RATE_AGENT": "off", "UNSAY_RATE_CONTACT": "off"})
    team, shop = own_team(desk)
    prey = []
    for _ in range(CONTACTS):
        contact = ContactApi(desk, shop)
        contact.open()
        prey.append(Prey(begin(contact, team.ann)))
    Hunt(desk, team, prey, seed=random.randrange(10**6)).run(HUNT_SECONDS)
    for each in prey:
        assert not leaks(each), leaks(each)[:5]
        assert len(each.recalled) > 20, "too little happened to have proved anything"
        record = {m["text"]: m for m in team.ann.messages(each.talk.id)}
        assert all(record[text]["recalled"] for text in each.recalled), "the record keeps all of it"
        thread = each.talk.contact.thread()
        assert not [m for m in thread if m["text"] in each.recalled]
        tab = Tab(each.talk.contact)
        tab.open()
        tab.load_history()
        assert tab.page.thread == thread
