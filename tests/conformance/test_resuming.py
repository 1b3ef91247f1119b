"""Resume equals refresh (design §2, law 7): after any pattern of disconnecting, what a page shows is what a
fresh page shows.
"""

from __future__ import annotations

import os
import random
import uuid
from typing import TYPE_CHECKING

import pytest

from tests.conformance.console import Console
from tests.conformance.desk import said
from tests.conformance.tab import Tab
from tests.conformance.waiting import eventually

if TYPE_CHECKING:
    from tests.conformance.desk import Json
    from tests.conformance.fixtures import Talk, Team

ROUNDS = 40 if os.environ.get("UNSAY_TEST_LONG") else 3
STEPS = 60
SEEDS = [random.randrange(2**32) for _ in range(ROUNDS)] if os.environ.get("UNSAY_TEST_LONG") else [1, 2, 3]


class Life:
    """A conversation in which everything happens in an order nobody planned, beside pages that come and
    go.
    """

    def __init__(self, seed: int, talk: Talk, team: Team) -> None:
        self.chance = random.Random(seed)
        self.talk = talk
        self.agents = [team.ann, team.bob]
        self.tabs = [Tab(talk.contact) for _ in range(3)]
        self.consoles = [Console(agent) for agent in self.agents]
        self.sent: list[tuple[int, str]] = []
        self.notes: list[str] = []
        for tab in self.tabs:
            tab.open()
        for console in self.consoles:
            console.open()
            console.watch(talk.id)

    def step(self) -> None:
        """Something happens."""
        deeds = [self.reply, self.reply, self.recall, self.recall, self.note, self.write, self.quote]
        deeds += [
            self.drop,
            self.back,
            self.back,
            self.look,
            self.change,
            self.seen,
            self.drop_console,
            self.console_back,
        ]
        self.chance.choice(deeds)()

    def reply(self) -> None:
        """An agent answers."""
        who = self.chance.randrange(2)
        self.sent.append((who, self.agents[who].reply(self.talk.id)["id"]))

    def recall(self) -> None:
        """An agent takes a message back, a recent or an old one, maybe for the second time."""
        if self.sent:
            who, message = self.chance.choice(self.sent)
            self.agents[who].recall(self.talk.id, message)

    def note(self) -> None:
        """An agent writes a note."""
        self.notes.append(self.agents[0].note(self.talk.id)["text"])

    def write(self) -> None:
        """The contact writes, over HTTP or over a socket."""
        tab = self.chance.choice(self.tabs)
        if self.chance.random() < 0.5 or not tab.connected:
            self.talk.contact.send()
        else:
            ref = str(uuid.uuid4())
            tab.send({"type": "send", "client_ref": ref, "text": said(), "files": [], "reply_to": None})
            tab.heard("accepted")

    def quote(self) -> None:
        """The contact quotes what their newest page shows."""
        thread = self.talk.contact.thread()
        self.talk.contact.send(reply_to=self.chance.choice(thread)["id"])

    def drop(self) -> None:
        """A tab loses its network, maybe before it has applied everything."""
        tab = self.chance.choice(self.tabs)
        if tab.connected:
            if self.chance.random() < 0.5:
                tab.drain(0.02)
            tab.drop()

    def back(self) -> None:
        """A tab is back."""
        tab = self.chance.choice(self.tabs)
        if not tab.connected:
            tab.open()
            if self.chance.random() < 0.5:
                tab.load_history()

    def look(self) -> None:
        """A tab applies what has come."""
        tab = self.chance.choice(self.tabs)
        if tab.connected:
            tab.drain(0.02)

    def seen(self) -> None:
        """A tab reports what its person has seen."""
        tab = self.chance.choice(self.tabs)
        if tab.connected and tab.page.thread:
            tab.send({"type": "seen", "seq": tab.page.thread[-1]["seq"]})

    def change(self) -> None:
        """An agent does something else with the conversation."""
        changes: list[Json] = [
            {"status": "resolved"},
            {"status": "open"},
            {"assignee_id": self.agents[0].id},
            {"assignee_id": None},
            {"labels": [f"label {self.chance.randrange(5)}"]},
        ]
        self.chance.choice(self.agents).change(self.talk.id, **self.chance.choice(changes))

    def drop_console(self) -> None:
        """A console loses its network."""
        self.chance.choice(self.consoles).drop()

    def console_back(self) -> None:
        """A console is back."""
        console = self.chance.choice(self.consoles)
        if not console.connected:
            console.open()

    def everybody_back(self) -> None:
        """Whoever is away comes back."""
        for tab in self.tabs:
            if not tab.connected:
                tab.open()
        for console in self.consoles:
            if not console.connected:
                console.open()


def steady(message: Json) -> Json:
    """A desk message without what the clock alone may change."""
    return {name: value for name, value in message.items() if name != "recall"}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_resumed_page_shows_what_a_fresh_page_shows(talk: Talk, team: Team, seed: int) -> None:
    life = Life(seed, talk, team)
    for _ in range(STEPS):
        life.step()
    life.everybody_back()
    truth = talk.contact.thread()
    fresh = Tab(talk.contact)
    fresh.open()
    fresh.load_history()
    assert fresh.page.thread == truth
    for tab in life.tabs:
        tab.settle(lambda page: page.after == fresh.page.after)
        tab.load_history()
        assert tab.page.thread == truth
        assert not tab.page.removed & tab.page.shown.keys()
    # Receipts still move while the tabs ack; wait until the record is quiet before the consoles are compared
    # with it.
    eventually(lambda: quiet(team, talk))
    for console in life.consoles:
        console.settle(lambda console=console: current(console, talk))  # type: ignore[misc]
    bytes_to_contact = talk.contact.tape.since()
    assert not [text for text in life.notes if text.encode() in bytes_to_contact]


def quiet(team: Team, talk: Talk) -> bool:
    """Every removal in the record has been confirmed."""
    recalled = [m["recalled"] for m in team.ann.messages(talk.id) if m["recalled"]]
    return all(each["removal"] == "confirmed" for each in recalled)


def current(console: Console, talk: Talk) -> bool:
    """The console holds of this conversation exactly what a fresh one would fetch."""
    fresh = {message["id"]: steady(message) for message in console.agent.messages(talk.id)}
    held = {each: steady(message) for each, message in console.messages[talk.id].items()}
    return held == fresh and console.conversations[talk.id] == console.agent.conversation(talk.id)
