"""The shared examples of a page's session, read from the other end of the socket.

The page's events and effects are what the server's session hears and offers. What a page must not apply (a
gap, an overlap, a duplicate) is what the session never offers.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.wire.pages import EPOCH, contact_changes, contact_welcome, hello, words
from unsay.wire.contact_session import ContactSession
from unsay.wire.frames import Ack, Hello
from unsay.wire.phase import Phase

VECTORS = Path(__file__).parents[2] / "spec" / "vectors" / "session.json"
CASES = json.loads(VECTORS.read_text("utf-8"))["cases"]


class Desk:
    """The server's end while one page goes through an example."""

    def __init__(self) -> None:
        self.session = ContactSession(0)
        self.offered = 0

    def step(self, event: dict[str, Any], effects: list[dict[str, Any]]) -> None:
        if event["type"] == "frame":
            self.say(event["frame"], [each["do"] for each in effects])
        if event["type"] in {"closed", "stop"}:
            self.session.close()
        for effect in effects:
            self.hear(effect)

    def say(self, frame: dict[str, Any], effects: list[str]) -> None:
        if frame["type"] == "changes":
            changes = contact_changes(frame["after"], frame["upto"])
            offer = self.session.offer(changes, desk_online=True)
            if offer is not None:
                assert "apply" in effects, "offered only what a page applies"
                self.session.gave(changes)
                self.offered += 1
        if (
            frame["type"] == "welcome"
            and self.session.phase is Phase.OPENING
            and is_true(frame, self.session)
        ):
            news = contact_welcome(frame["upto"], reset=frame["reset"], epoch=frame["epoch"])
            said = json.loads(self.session.offer(news, desk_online=True) or "")
            assert {name: said[name] for name in frame} == frame
            self.session.gave(news)
            self.offered += 1

    def hear(self, effect: dict[str, Any]) -> None:
        does, phase = effect["do"], self.session.phase
        if does == "connect":
            self.session = ContactSession(0)
        if does == "hello" and phase in {Phase.AWAITING_HELLO, Phase.LIVE}:
            heard = self.session.receive(hello(after=effect["after"], epoch=effect["epoch"]), 0)
            assert isinstance(heard, Hello)
            assert (heard.after, heard.epoch) == (effect["after"], effect["epoch"])
        if does == "ack" and phase is Phase.LIVE:
            upto = effect["upto"]
            assert self.session.receive(words(type="ack", upto=upto), 0) == (Ack(upto=upto) if upto else None)


def is_true(welcome: dict[str, Any], session: ContactSession) -> bool:
    """Say whether a server of ours could give this welcome: some examples are about liars."""
    said = session._hello
    assert said is not None
    return bool(
        welcome["reset"]
        or (said.after is not None and said.after <= welcome["upto"] and said.epoch == welcome["epoch"])
    )


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_session_offers_what_the_page_applies_and_nothing_else(case: dict[str, Any]) -> None:
    desk = Desk()
    for step in case["steps"]:
        desk.step(step["event"], step["effects"])


def test_the_examples_reach_the_session() -> None:
    offered = 0
    for case in CASES:
        desk = Desk()
        for step in case["steps"]:
            desk.step(step["event"], step["effects"])
        offered += desk.offered
    assert offered > len(CASES)
    assert EPOCH in VECTORS.read_text("utf-8")
