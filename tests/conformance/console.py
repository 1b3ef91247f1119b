"""What an agent's console knows: protocol §4, desk side, as a model over one socket and the desk API.

Rendering and drafts are no part of it: only what of conversations and messages a console holds, and how it
stays true.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.conformance.client import granted
from tests.conformance.live import Live

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conformance.client import AgentApi
    from tests.conformance.desk import Json

PATH = "/api/v1/live"
SETTLE_SECONDS = 20.0


def connect_console(agent: AgentApi) -> Live:
    """The console's own socket: cookie and the desk's own origin."""
    live = Live(agent.desk, PATH, origin=agent.desk.base_url, headers={"Cookie": agent.cookie})
    agent.desk.hold(live)
    return live


class Console:
    """One open console of an agent."""

    def __init__(self, agent: AgentApi) -> None:
        self.agent = agent
        self.after: int | None = None
        self.epoch: str | None = None
        self.conversations: dict[str, Json] = {}
        self.messages: dict[str, dict[str, Json]] = {}
        self.signals: list[Json] = []
        self._live: Live | None = None

    @property
    def connected(self) -> bool:
        """Whether there is a connection, as far as this side knows."""
        return self._live is not None

    @property
    def live(self) -> Live:
        """The connection; only while there is one."""
        assert self._live is not None, "the console is not connected"
        return self._live

    def open(self) -> Json:
        """Connect, catch up, and fetch over HTTP what a reset asks for; the welcome."""
        self._live = connect_console(self.agent)
        self._greet()
        welcome = self.live.hear_a("welcome")
        self._welcome(welcome)
        self.settle(lambda: (self.after or 0) >= welcome["upto"])
        return welcome

    def _greet(self) -> None:
        watch = list(self.messages)
        self.live.say({"type": "hello", "after": self.after, "epoch": self.epoch, "watch": watch})

    def _welcome(self, welcome: Json) -> None:
        assert welcome["reset"] or (self.after is not None and self.epoch == welcome["epoch"]), welcome
        self.epoch = welcome["epoch"]
        if welcome["reset"]:
            self.conversations.clear()
            self.after = welcome["upto"]
            for conversation in self.agent.every("/conversations", limit=200):
                self._keep(self.conversations, conversation)
            for conversation_id in list(self.messages):
                self.messages[conversation_id] = {}
                self._fetch(conversation_id)

    def watch(self, conversation: str) -> None:
        """Open a conversation: watch it, then fetch its record."""
        self.messages.setdefault(conversation, {})
        self.live.say({"type": "watch", "conversation_id": conversation})
        self.settle(
            lambda: any(s["type"] == "watched" and s["conversation_id"] == conversation for s in self.signals)
        )
        self._fetch(conversation)

    def _fetch(self, conversation: str) -> None:
        for message in self.agent.messages(conversation):
            self._keep(self.messages[conversation], message)

    @staticmethod
    def _keep(into: dict[str, Json], item: Json) -> None:
        """Of two answers a client keeps the one with the higher version; of two of one version, the later."""
        known = into.get(item["id"])
        if known is None or item["version"] >= known["version"]:
            into[item["id"]] = item

    def _apply(self, frame: Json) -> None:
        if frame["type"] == "welcome":
            self._welcome(frame)
            return
        if frame["type"] == "changes" and frame["after"] == frame["upto"] != self.after:
            # They begin where the console isn't, and hold nothing: it is to start afresh.
            self._greet()
            return
        if frame["type"] != "changes":
            self.signals.append(frame)
            return
        assert frame["after"] == self.after, frame
        assert frame["upto"] > frame["after"], frame
        for conversation in frame["conversations"]:
            self._keep(self.conversations, conversation)
        for message in frame["messages"]:
            if message["conversation_id"] in self.messages:
                self._keep(self.messages[message["conversation_id"]], message)
        self.after = frame["upto"]

    def settle(self, until: Callable[[], object], seconds: float = SETTLE_SECONDS) -> None:
        """Read and apply until the console is as wanted."""
        deadline = time.monotonic() + seconds
        while not until():
            try:
                self._apply(self.live.hear(max(0.0, deadline - time.monotonic())))
            except TimeoutError:
                raise AssertionError(f"the console never got there; after {self.after}") from None

    def catch_up(self) -> None:
        """Read on until nothing is outstanding: up to the position the desk is at now."""
        upto = granted(self.agent.call("GET", f"/api/v1/conversations/{next(iter(self.messages))}/messages"))[
            "upto"
        ]
        self.settle(lambda: (self.after or 0) >= upto)

    def signal(self, match: Callable[[Json], Any]) -> Json:
        """The first signal (past or coming) that matches."""
        self.settle(lambda: any(match(frame) for frame in self.signals))
        return next(frame for frame in self.signals if match(frame))

    def drop(self) -> None:
        """The network goes away; the console lives on."""
        if self._live is not None:
            self._live.die()
            self._live = None
