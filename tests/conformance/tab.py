"""A contact's browser tab: a `Page`, its socket and its HTTP client together, pumped by the test's own
thread.

The tab reads only while it is asked to settle, so a test decides what has arrived and what has been acked.
"""

from __future__ import annotations

import contextlib
import time
import uuid
from typing import TYPE_CHECKING

from tests.conformance.live import Closed, Live
from tests.conformance.page import Page, check_contact_message

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conformance.client import ContactApi
    from tests.conformance.desk import Json
    from tests.conformance.tape import TapedSocket

SETTLE_SECONDS = 20.0
PATH = "/widget/v1/live"


def showing(message: str) -> Callable[[Page], object]:
    """The page shows this message."""
    return lambda page: message in page.shown


def not_showing(message: str) -> Callable[[Page], object]:
    """The page does not show this message."""
    return lambda page: message not in page.shown


class Tab:
    """One tab. Its tape is the contact's: all that any tab of the contact received is in one place."""

    def __init__(self, contact: ContactApi) -> None:
        self.contact = contact
        self.page = Page(token=contact.token)
        self.acking = True
        self.others: list[Json] = []
        self.sockets: list[TapedSocket] = []
        self._live: Live | None = None

    @property
    def connected(self) -> bool:
        """Whether there is a connection, as far as this side knows."""
        return self._live is not None

    @property
    def live(self) -> Live:
        """The connection; only while there is one."""
        assert self._live is not None, "the tab is not connected"
        return self._live

    def open(self) -> Json:
        """Connect, say hello, apply what comes up to where the welcome says the thread is; the welcome."""
        self.page.token = self.contact.token
        self._live = Live(self.contact.desk, PATH, tape=self.contact.tape)
        self.sockets.append(self._live.raw)
        self.contact.desk.hold(self._live)
        return self.greet()

    def greet(self) -> Json:
        """Say hello on the open connection and catch up."""
        self.live.say(self.page.hello())
        welcome = self.live.hear_a("welcome")
        self._apply(welcome)
        self.settle(lambda page: (page.after or 0) >= welcome["upto"])
        return welcome

    def _apply(self, frame: Json) -> None:
        for message in [*frame.get("messages", []), *frame.get("show", [])]:
            check_contact_message(message)
        ack = self.page.receive(frame)
        assert not self.page.faults, self.page.faults
        if ack is not None and self.acking:
            self.live.say(ack)
        elif frame["type"] not in ("welcome", "changes"):
            self.others.append(frame)

    def settle(self, until: Callable[[Page], object], seconds: float = SETTLE_SECONDS) -> Page:
        """Read and apply until the page is as wanted."""
        deadline = time.monotonic() + seconds
        while not until(self.page):
            try:
                self._apply(self.live.hear(max(0.0, deadline - time.monotonic())))
            except TimeoutError:
                message = f"the page never got there: after {self.page.after}, {self.page.texts}"
                raise AssertionError(message) from None
        return self.page

    def heard(self, kind: str) -> Json:
        """The next frame of a kind that is no change: one already heard, or one yet to come."""
        self.settle(lambda _: any(frame["type"] == kind for frame in self.others))
        frame = next(frame for frame in self.others if frame["type"] == kind)
        self.others.remove(frame)
        return frame

    def drain(self, silence: float = 0.3, at_most: float = 5.0) -> None:
        """Apply whatever comes until the line has been silent for a moment, or has ended, or for so long."""
        deadline = time.monotonic() + at_most
        with contextlib.suppress(TimeoutError, Closed):
            while time.monotonic() < deadline:
                self._apply(self.live.hear(silence))

    def load_history(self) -> None:
        """Scroll to the top: fetch all that is older."""
        while self.page.older is not None:
            ticket = self.page.ask_history()
            self.page.history_came(ticket, self.contact.history(limit=200, before=self.page.older))

    def send(self, frame: Json) -> None:
        """Say anything on the socket."""
        self.live.say(frame)

    def drop(self) -> None:
        """The network goes away; the page lives on."""
        if self._live is not None:
            self._live.die()
            self._live = None

    def bye(self) -> None:
        """The page is going for good."""
        self.live.say({"type": "bye"})
        self.live.close()
        self._live = None


def tab_of(contact: ContactApi) -> Tab:
    """An open tab."""
    tab = Tab(contact)
    tab.open()
    return tab


def hello(contact: ContactApi, **more: object) -> Json:
    """A first hello."""
    return {
        "type": "hello",
        "token": contact.token,
        "view": str(uuid.uuid4()),
        "after": None,
        "epoch": None,
    } | more
