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
    shown: dict[str, Json] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    resets: int = 0
    unread: int = 0
    must_say_hello: bool = False

    @property
    def thread(self) -> list[Json]:
        """What the person sees, oldest first."""
        return sorted(self.shown.values(), key=lambda message: int(message["seq"]))

    @property
    def texts(self) -> list[Any]:
        """The texts the person sees, oldest first."""
        return [message["text"] for message in self.thread]

    def hello(self) -> Json:
        """What a page says first on every connection."""
        self.must_say_hello = False
        return {
            "type": "hello",
            "token": self.token,
            "view": self.view,
            "after": self.after,
            "epoch": self.epoch,
        }

    def switch(self, token: str) -> None:
        """The visitor has become somebody else: protocol §3, identity."""
        self.token, self.after = token, None

    def receive(self, frame: Json) -> Json | None:
        """Apply a frame; the ack it asks for, if it does. Unknown types are ignored."""
        if frame["type"] == "welcome":
            return self._welcome(frame)
        if frame["type"] == "changes":
            return self._changes(frame)
        return None

    def _welcome(self, frame: Json) -> Json | None:
        assert frame["reset"] or (self.after is not None and self.epoch == frame["epoch"]), frame
        self.epoch = frame["epoch"]
        self.unread = frame["unread"]
        if not frame["reset"]:
            assert self.after is not None
            assert frame["upto"] >= self.after, "a page ahead of the desk is reset"
            return None
        self.resets += 1
        self.shown.clear()
        self.after = frame["upto"]
        self._show(frame["messages"])
        return {"type": "ack", "upto": self.after}

    def _changes(self, frame: Json) -> Json | None:
        if frame["after"] != self.after:
            self.must_say_hello = True
            return None
        assert frame["upto"] > frame["after"], frame
        for message in frame["remove"]:
            self.removed.add(message)
            self.shown.pop(message, None)
        self._show(frame["show"], upto=frame["upto"])
        self.after = frame["upto"]
        return {"type": "ack", "upto": self.after}

    def _show(self, messages: list[Json], upto: int | None = None) -> None:
        assert len(messages) <= FRAME_MESSAGES
        for message in messages:
            check_contact_message(message)
            assert upto is None or message["seq"] <= upto, "a change shows only what it covers"
            if message["id"] not in self.removed:
                self.shown[message["id"]] = message

    def ask_history(self) -> int:
        """The ticket with which an answer to a history request is handed in later."""
        return self.resets

    def history_came(self, ticket: int, answer: Json) -> None:
        """An answer to a history request, maybe a slow one: a reset in between makes it void, removed ids
        stay removed.
        """
        if ticket != self.resets or (self.epoch is not None and answer["epoch"] != self.epoch):
            return
        newer = self.after is not None and answer["upto"] < self.after
        for message in answer["items"]:
            check_contact_message(message)
            if message["id"] in self.removed or (newer and message["id"] in self.shown):
                continue
            self.shown[message["id"]] = message
