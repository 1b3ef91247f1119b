"""The shared examples of what a page does (`spec/vectors`), read through the independent model of a page.

The examples are also the widget's own, and know more than the protocol asks: when to connect, how to queue
what is written. Here
only what the protocol promises is compared: where the page stands, what it says hello with, what it applies,
what it shows.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conformance.desk import Json

VECTORS = Path(__file__).parents[2] / "spec" / "vectors"
ENDING_CODES = (4401, 4409)
COMPARED = ("shown", "texts", "quotes", "older")


def cases(name: str) -> list[Any]:
    """The cases of a file, each under its name."""
    read = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))["cases"]
    return [pytest.param(case, id=case["name"]) for case in read]


class Session:
    """A page that is connected or not, for the session's examples."""

    def __init__(self) -> None:
        self.page = Page()
        self.wanted = False
        self.connected = False

    def heard(self, frame: Json) -> Iterator[tuple[str, Any]]:
        """What the page does with a frame: the effects the protocol speaks of."""
        if not self.connected:
            return
        before = (self.page.after, self.page.resets, self.page.greeting)
        ack = self.page.receive(frame)
        if self.page.must_say_hello:
            said = self.page.hello()
            yield "hello", (said["after"], said["epoch"])
        elif frame["type"] == "changes" and ack is not None:
            yield "apply", None
        elif before[1] != self.page.resets:
            yield "reset", None
        elif before[2] and not self.page.greeting:
            yield "welcome", None

    def step(self, event: Json) -> Iterator[tuple[str, Any]]:
        """One event of an example."""
        kind = event["type"]
        if kind in ("start", "stop"):
            self.wanted = kind == "start"
        if (kind == "opened" and self.wanted) or (
            kind in ("wake", "silence") and self.connected and not self.page.greeting
        ):
            self.connected = True
            said = self.page.hello()
            yield "hello", (said["after"], said["epoch"])
        elif kind == "frame":
            yield from self.heard(event["frame"])
        elif kind == "data":
            yield from self.heard(readable(event["data"]))
        elif kind in ("closed", "stop"):
            self.connected = False
            if event.get("code") in ENDING_CODES:
                self.page.forget()


def readable(data: str) -> Json:
    """A raw frame, or one of no known type if it cannot be read as a frame at all."""
    unknown: Json = {"type": ""}
    try:
        frame = json.loads(data)
    except ValueError:
        return unknown
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
        return unknown
    numbers = (frame.get("after", 0), frame.get("upto", 0))
    return frame if all(isinstance(number, int) for number in numbers) else unknown


@pytest.mark.parametrize("case", cases("session"))
def test_a_page_keeps_its_place_as_the_examples_say(case: Json) -> None:
    session = Session()
    for number, step in enumerate(case["steps"]):
        done = list(session.step(step["event"]))
        given_up = any(effect["do"] == "disconnect" for effect in step["effects"])
        if given_up:
            # A page may give up a peer that keeps losing its place; that is a client's own patience, not the
            # protocol.
            session.connected = False
            session.page.greeting = False
            continue
        expected = [
            (effect["do"], (effect["after"], effect["epoch"]) if effect["do"] == "hello" else None)
            for effect in step["effects"]
            if effect["do"] in ("hello", "apply", "reset", "welcome")
        ]
        assert done == expected, (number, step)
        for name in ("after", "epoch"):
            if name in step.get("state", {}):
                assert getattr(session.page, name) == step["state"][name], (number, step)


class Timeline:
    """A page given what the timeline's examples say."""

    def __init__(self) -> None:
        self.page = Page()
        self.asked: dict[str, tuple[int, int | None]] = {}

    def do(self, deed: Json) -> None:
        """One deed; those about what is being written are no matter of this model."""
        kind = deed["type"]
        if kind == "reset":
            self.page.reset(deed["messages"], deed["upto"])
        elif kind == "changes":
            self.page.change(deed["show"], deed["remove"], deed["upto"])
        elif kind == "ask_history":
            self.asked[deed["as"]] = self.page.ask_history()
        elif kind == "history":
            self.page.history_came(self.asked[deed["asked"]], deed)
        elif kind == "forget":
            self.page.forget()

    def look(self) -> Json:
        """What the page shows, in the words of the examples."""
        thread = self.page.thread
        return {
            "shown": [message["id"] for message in thread],
            "texts": {message["id"]: message["text"] for message in thread},
            "quotes": {m["id"]: m["reply_to"]["removed"] for m in thread if m.get("reply_to")},
            "older": self.page.older,
        }


@pytest.mark.parametrize(
    "case",
    [
        each
        for each in cases("timeline")
        if any(n in s.get("expect", {}) for s in each.values[0]["steps"] for n in COMPARED)
    ],
)
def test_a_page_shows_what_the_examples_say(case: Json) -> None:
    timeline = Timeline()
    for number, step in enumerate(case["steps"]):
        timeline.do(step["do"])
        seen = timeline.look()
        for name in COMPARED:
            if name not in step.get("expect", {}):
                continue
            expected = step["expect"][name]
            found = seen[name]
            if isinstance(expected, dict):
                found = {each: found.get(each) for each in expected}
            assert found == expected, (number, name, step)
