"""What a contact's socket (protocol §4) does with frames that are wrong, missing, too big or not for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import ContactApi
from tests.conformance.fixtures import Talk, Team
from tests.conformance.live import Live
from tests.conformance.tab import PATH, hello, showing, tab_of

if TYPE_CHECKING:
    from tests.conformance.desk import Desk


def test_a_socket_that_never_says_hello_is_closed(desk: Desk, team: Team) -> None:
    silent = Live(desk, PATH), Live(desk, "/api/v1/live")
    for live in silent:
        desk.hold(live)
    assert [live.close_code() for live in silent] == [4408, 4408]


@pytest.mark.parametrize("token", ["", "x", "\0", "é" * 3000], ids=repr)
def test_a_hello_with_a_token_nobody_has_is_not_signed_in(
    desk: Desk, contact: ContactApi, token: str
) -> None:
    live = Live(desk, PATH)
    desk.hold(live)
    live.say(hello(contact, token=token[:10]))
    assert live.close_code() == 4401


BAD_FIRST: dict[str, object] = {
    "not JSON": "{",
    "nothing": "",
    "binary": b"\x00\x01",
    "a list": "[]",
    "a number": "5",
    "no type": "{}",
    "an ack before hello": '{"type":"ack","upto":1}',
    "a send before hello": '{"type":"send","client_ref":"00000000-0000-4000-8000-000000000000","text":"x"}',
    "a hello without a token": '{"type":"hello"}',
    "deep": "[" * 50_000,
    "NaN": '{"type":"hello","after":NaN}',
}


@pytest.mark.parametrize("frame", BAD_FIRST.values(), ids=BAD_FIRST.keys())
def test_a_first_frame_that_is_no_hello_ends_the_socket(desk: Desk, frame: str | bytes) -> None:
    live = Live(desk, PATH)
    desk.hold(live)
    live.say_raw(frame)
    assert live.close_code() in (4400, 4401)


BAD_LATER: dict[str, str | bytes] = {
    "not JSON": "{",
    "binary": b"\x00\x01",
    "no type": "{}",
    "ack of text": '{"type":"ack","upto":"1"}',
    "ack of NaN": '{"type":"ack","upto":NaN}',
    "ack of a fraction": '{"type":"ack","upto":1.5}',
    "ack below nothing": '{"type":"ack","upto":-1}',
    "ack of 5 000 digits": '{"type":"ack","upto":1' + "0" * 5000 + "}",
    "seen of a list": '{"type":"seen","seq":[]}',
    "typing neither on nor off": '{"type":"typing","on":"yes"}',
    "a send without a ref": '{"type":"send","text":"x"}',
    "a send with a ref that is none": '{"type":"send","client_ref":"x","text":"x"}',
    "deep": '{"type":' * 10_000,
}


@pytest.mark.parametrize("frame", BAD_LATER.values(), ids=BAD_LATER.keys())
def test_a_later_frame_of_the_wrong_shape_ends_the_socket_and_nothing_else(
    talk: Talk, frame: str | bytes
) -> None:
    tab, other = tab_of(talk.contact), tab_of(talk.contact)
    tab.live.say_raw(frame)
    assert tab.live.close_code() == 4400
    tab.open()
    sent = talk.contact.send()
    for each in (tab, other):
        each.settle(showing(sent["id"]))


@pytest.mark.parametrize("kind", ["recall", "delete", "edit", "watch", "erase", "undo"])
def test_there_is_nothing_a_contact_can_say_that_takes_a_message_back(
    talk: Talk, team: Team, kind: str
) -> None:
    sent = team.ann.reply(talk.id)
    tab = tab_of(talk.contact)
    for message in (talk.first["id"], sent["id"]):
        tab.send(
            {"type": kind, "message_id": message, "id": message, "conversation_id": talk.id, "reason": None}
        )
    tab.drain()
    assert len(talk.contact.thread()) == 2
    assert all(message["recalled"] is None for message in team.ann.messages(talk.id))


def test_a_frame_over_128_kib_is_too_big(talk: Talk) -> None:
    tab = tab_of(talk.contact)
    tab.live.say_raw('{"type":"typing","on":true,"x":"' + "x" * (128 << 10) + '"}')
    assert tab.live.close_code() == 1009
