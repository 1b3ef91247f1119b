"""Many pages at once, and pages that take in little by little: nobody is forgotten, nothing recalled slips
through.
"""

from __future__ import annotations

import json
import socket
import uuid
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import ContactApi, Http, granted
from tests.conformance.desk import said
from tests.conformance.fixtures import Talk, begin, own_team
from tests.conformance.live import Closed, Live
from tests.conformance.tab import PATH, Tab, not_showing, showing
from tests.conformance.tape import Tape
from tests.conformance.waiting import eventually
from tests.loops import run
from tests.real.crowd import OpenPage, all_reach, connect_all, drop_all

if TYPE_CHECKING:
    from tests.conformance.client import AgentApi
    from tests.conformance.desk import Desk, Json
    from tests.conformance.fixtures import NewDesk, Team

CONTACTS, PAGES_EACH = 40, 50
MISSED = 10
VIEWS_MAX = 50
STUCK_BYTES = 100


@pytest.fixture
def busy(new_desk: NewDesk) -> tuple[Desk, Team, list[Talk]]:
    """A desk without rate limits and contacts who have written."""
    desk = new_desk(environment={"UNSAY_RATE_AGENT": "off", "UNSAY_RATE_CONTACT": "off"})
    team, shop = own_team(desk)
    talks = []
    for _ in range(CONTACTS):
        contact = ContactApi(desk, shop)
        contact.open()
        talks.append(begin(contact, team.ann))
    return desk, team, talks


def change(team: Team, talk: Talk) -> list[Json]:
    """Reply some times and take every other one back; what stays."""
    sent = [team.ann.reply(talk.id) for _ in range(MISSED)]
    for message in sent[::2]:
        team.ann.recall(talk.id, message["id"])
    return sent[1::2]


@pytest.mark.timeout(300)
def test_two_thousand_pages_see_it_come_and_go_and_return_together_after_a_restart(
    busy: tuple[Desk, Team, list[Talk]],
) -> None:
    desk, team, talks = busy
    pages = [(talk, OpenPage(talk.contact.token)) for talk in talks for _ in range(PAGES_EACH)]
    everybody = [page for _, page in pages]
    shown = [page for talk, page in pages if talk is talks[0]]

    async def come_and_go() -> None:
        await connect_all(everybody, desk)
        sent = team.ann.reply(talks[0].id)
        await all_reach(shown, showing(sent["id"]))
        team.ann.recall(talks[0].id, sent["id"])
        await all_reach(shown, not_showing(sent["id"]))

    async def return_together() -> None:
        await drop_all(everybody)
        desk.restart()
        for talk in talks:
            change(team, talk)
        upto = {talk.contact.token: talk.contact.history()["upto"] for talk in talks}
        await connect_all(everybody, desk)
        await all_reach(everybody, lambda page: page.after == upto[page.token])

    async def both() -> None:
        await come_and_go()
        await return_together()
        await drop_all(everybody)

    run(both())
    threads = {talk.contact.token: talk.contact.thread() for talk in talks}
    assert all(page.page.thread == threads[page.page.token] for page in everybody)


def test_more_pages_of_one_contact_than_anybody_has_are_turned_away_politely(
    talk: Talk, team: Team, desk: Desk
) -> None:
    pages = [OpenPage(talk.contact.token) for _ in range(VIEWS_MAX)]

    async def open_them() -> None:
        await connect_all(pages, desk)

    async def hear_on() -> Json:
        sent = team.ann.reply(talk.id)
        await all_reach(pages, showing(sent["id"]))
        await drop_all(pages)
        return sent

    async def crowd() -> Json:
        await open_them()
        for _ in range(20):
            extra = Live(desk, PATH)
            desk.hold(extra)
            extra.say(
                {"type": "hello", "token": talk.contact.token, "view": str(uuid.uuid4()), "after": None}
            )
            assert extra.close_code() == 4429
        return await hear_on()

    run(crowd())


def test_a_page_that_takes_in_little_by_little_never_gets_what_was_recalled_before_its_turn(
    new_desk: NewDesk,
) -> None:
    desk = new_desk(environment={"UNSAY_RATE_AGENT": "off"})
    team, shop = own_team(desk)
    contact = ContactApi(desk, shop)
    contact.open()
    talk = begin(contact, team.ann)
    slow = SlowPage(desk, contact)
    fill_the_way(team.ann, talk, slow)
    gone = [said("gone") for _ in range(5)]
    for text in gone:
        team.ann.recall(talk.id, team.ann.reply(talk.id, text)["id"])
    last = team.ann.reply(talk.id)
    got = slow.take_in(until=last["id"].encode())
    assert not [text for text in gone if text.encode() in got]
    tab = Tab(contact)
    tab.open()
    tab.settle(showing(last["id"]))
    assert not set(gone) & set(tab.page.texts)


class SlowPage:
    """A page whose machine has a small buffer and which reads only when it is told to."""

    def __init__(self, desk: Desk, contact: ContactApi) -> None:
        self._raw = socket.socket()
        self._raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._raw.connect(("127.0.0.1", desk.port))
        desk.hold(self._raw)
        self._raw.sendall(
            f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{desk.port}\r\nConnection: Upgrade\r\n"
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n".encode()
        )
        hello = {
            "type": "hello",
            "token": contact.token,
            "view": str(uuid.uuid4()),
            "after": None,
            "epoch": None,
        }
        self._raw.sendall(masked(json.dumps(hello).encode()))
        self._raw.settimeout(20)

    def read(self, size: int) -> bytes:
        """Take in so many bytes."""
        return self._raw.recv(size)

    def take_in(self, *, until: bytes) -> bytes:
        """Take in all that comes, a hundred bytes at a time at first, up to these, or to the end."""
        got = b""
        size = STUCK_BYTES
        while until not in got[-200_000:]:
            piece = self._raw.recv(size)
            if not piece:
                break
            got += piece
            size = STUCK_BYTES if len(got) < 20 * STUCK_BYTES else 65_536
        return got


def masked(payload: bytes) -> bytes:
    """A text frame of a client, its mask being zero."""
    assert 126 <= len(payload) < 65_536
    return b"\x81\xfe" + len(payload).to_bytes(2, "big") + bytes(4) + payload


def fill_the_way(agent: AgentApi, talk: Talk, slow: SlowPage) -> None:
    """Send more than the kernels between the desk and the page hold."""
    assert slow.read(STUCK_BYTES)
    for _ in range(200):
        agent.reply(talk.id, "\U0001f600" * 10_000)


def test_a_message_may_come_in_two_pieces_wherever_it_is_cut(talk: Talk) -> None:
    tab = Tab(talk.contact)
    tab.open()
    refs = []
    length = len(sending(str(uuid.uuid4())))
    for cut in range(1, length):
        refs.append(str(uuid.uuid4()))
        frame = sending(refs[-1])
        tab.live.raw.sendall(frame[:cut])
        tab.live.raw.sendall(frame[cut:])
        if cut % 50 == 0:
            tab.heard("accepted")
    eventually(lambda: {message["client_ref"] for message in talk.contact.thread()} >= set(refs))
    own = [message["client_ref"] for message in talk.contact.thread() if message["client_ref"] in refs]
    assert sorted(own) == sorted(refs), "each once"


def test_a_page_that_dies_at_any_byte_of_a_frame_is_merely_gone(talk: Talk, desk: Desk) -> None:
    before = len(talk.contact.thread())
    length = len(sending(str(uuid.uuid4())))
    for cut in range(1, length, 3):
        live = Live(desk, PATH, tape=Tape())
        live.say({"type": "hello", "token": talk.contact.token, "view": str(uuid.uuid4()), "after": None})
        live.hear_a("welcome")
        live.raw.sendall(sending(str(uuid.uuid4()))[:cut])
        live.die()
        with pytest.raises((Closed, OSError)):
            live.hear()
    assert len(talk.contact.thread()) == before
    assert granted(Http(desk).call("GET", "/healthz")) == {"status": "ok"}


def sending(ref: str) -> bytes:
    """A whole `send` frame as bytes."""
    said_so: Json = {"type": "send", "client_ref": ref, "text": "cut " * 5, "files": [], "reply_to": None}
    return masked(json.dumps(said_so).encode())
