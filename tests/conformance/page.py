"""What a contact's open page knows and shows: protocol §4, contact side, as a pure model. No sockets, no
time.

Frames and history answers go in; what the page must say in return comes out. Every promise a page can check
by itself is
asserted here, so each test that uses a page also tests the promises.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.conformance.desk import Json

MESSAGE_KEYS = {"id", "seq", "client_ref", "author", "text", "files", "reply_to", "sent_at"}
AUTHOR_KEYS = {"kind", "name"}
AUTHOR_KINDS = {"contact", "agent", "bot", "system"}
FILE_KEYS = {"id", "name", "size", "content_type"}
REPLY_KEYS = {"id", "removed"}
FRAME_MESSAGES = 200


def check_contact_message(message: Json) -> None:
    """The whitelist of protocol §3: these keys and no other, all the way down."""
    mine = message["author"]["kind"] == "contact"
    assert message.keys() == (MESSAGE_KEYS if mine else MESSAGE_KEYS - {"client_ref"}) or (
        message.keys() == MESSAGE_KEYS and message["client_ref"] is None
    ), message
    assert message["author"].keys() == AUTHOR_KEYS, message
    assert message["author"]["kind"] in AUTHOR_KINDS, message
    for file in message["files"]:
        assert file.keys() == FILE_KEYS, message
    if message["reply_to"] is not None:
        assert message["reply_to"].keys() == REPLY_KEYS, message


@dataclass
class Page:
    """One open page (`view`) of a contact."""

    token: str = ""
    view: str = field(default_factory=lambda: str(uuid.uuid4()))
    after: int | None = None
    epoch: str | None = None
    unread: int = 0
    removed: set[str] = field(default_factory=set)
    resets: int = 0
    # Where the loaded history begins, if there is something older: a message below it waits for the history
    # between.
    older: int | None = None
    greeting: bool = False
    must_say_hello: bool = False
    faults: list[str] = field(default_factory=list)
    _known: dict[str, Json] = field(default_factory=dict)

    @property
    def shown(self) -> dict[str, Json]:
        """What the person sees, by id."""
        return {each: m for each, m in self._known.items() if self.older is None or m["seq"] >= self.older}

    @property
    def thread(self) -> list[Json]:
        """What the person sees, oldest first."""
        return sorted(self.shown.values(), key=lambda message: int(message["seq"]))

    @property
    def texts(self) -> list[Any]:
        """The texts the person sees, oldest first."""
        return [message["text"] for message in self.thread]

    def hello(self) -> Json:
        """What a page says first on every connection, and again when it has lost its place."""
        self.must_say_hello, self.greeting = False, True
        return {
            "type": "hello",
            "token": self.token,
            "view": self.view,
            "after": self.after,
            "epoch": self.epoch,
        }

    def switch(self, token: str) -> None:
        """The visitor has become somebody else: protocol §3, identity."""
        self.token = token
        self.forget()

    def forget(self) -> None:
        """Nothing of the thread stays, and the page has no place any more."""
        self.after = self.epoch = self.older = None
        self.resets += 1
        self._known.clear()

    def receive(self, frame: Json) -> Json | None:
        """Apply a frame; the ack it asks for, if it does. Unknown types are ignored, as is what comes before
        a welcome.
        """
        if frame["type"] == "welcome" and self.greeting:
            return self._welcome(frame)
        if frame["type"] == "changes" and not self.greeting:
            return self._changes(frame)
        return None

    def _lost(self, fault: str) -> None:
        self.faults.append(fault)
        self.must_say_hello = True

    def _welcome(self, frame: Json) -> Json | None:
        self.unread = frame.get("unread", 0)
        if frame["reset"]:
            self.greeting = False
            self.epoch = frame["epoch"]
            self.reset(frame.get("messages", []), frame["upto"])
            return {"type": "ack", "upto": self.after}
        if self.after is None or frame["epoch"] != self.epoch or frame["upto"] < self.after:
            self._lost(f"a welcome without the reset this page needs: {frame}")
            self.after = self.epoch = None
            return None
        self.greeting = False
        return {"type": "ack", "upto": self.after}

    def _changes(self, frame: Json) -> Json | None:
        if frame["after"] != self.after or frame["upto"] < frame["after"]:
            self._lost(f"changes from {frame['after']} to {frame['upto']} for a page at {self.after}")
            return None
        for message in frame.get("show", []):
            if message["seq"] > frame["upto"]:
                self.faults.append(f"changes to {frame['upto']} show number {message['seq']}")
        self.change(frame.get("show", []), frame.get("remove", []), frame["upto"])
        return {"type": "ack", "upto": self.after}

    def reset(self, messages: list[Json], upto: int) -> None:
        """Throw away what is shown; this is the latest page."""
        self.resets += 1
        self._known.clear()
        self.after = upto
        lowest = min((message["seq"] for message in messages), default=1)
        self.older = lowest if lowest > 1 else None
        self._show(messages)

    def change(self, show: list[Json], remove: list[str], upto: int) -> None:
        """Apply changes that are in order."""
        for gone in remove:
            self.removed.add(gone)
            self._known.pop(gone, None)
        self._show(show)
        for message in self._known.values():
            self._quote(message)
        self.after = upto

    def _show(self, messages: list[Json]) -> None:
        if len(messages) > FRAME_MESSAGES:
            self.faults.append(f"{len(messages)} messages in one frame")
        for message in messages:
            if message["id"] not in self.removed:
                self._known[message["id"]] = message
                self._quote(message)

    def _quote(self, message: Json) -> None:
        quote = message.get("reply_to")
        if quote is not None and quote["id"] in self.removed:
            message["reply_to"] = quote | {"removed": True}

    def ask_history(self) -> tuple[int, int | None]:
        """The ticket with which an answer to a history request is handed in later."""
        return self.resets, self.older

    def history_came(self, ticket: tuple[int, int | None], answer: Json) -> None:
        """An answer to a history request, maybe a slow one: void after a reset or when its question is
        answered.
        """
        if ticket != (self.resets, self.older):
            return
        for message in answer["items"]:
            if message["id"] not in self._known:
                self._show([message])
        self.older = answer["next"]
