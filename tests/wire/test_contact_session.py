"""A contact's session: where the page stands, what it may say, and what is believed of it."""

import json

import pytest

from tests.wire.pages import EPOCH, REF, VIEW, contact_changes, contact_welcome, greeted, hello, words
from unsay.core.limits import FRAMES_BURST, FRAMES_PER_SECOND
from unsay.core.refusals import Refusal
from unsay.desk.contact_feed import ContactAsk
from unsay.wire.closing import Close
from unsay.wire.contact_session import Compose, ContactSession
from unsay.wire.frames import Ack, Bye, Hello, Seen, Typing
from unsay.wire.phase import Phase


def test_a_session_begins_with_hello_and_is_live_once_the_welcome_was_handed_over() -> None:
    session = ContactSession(0)
    assert session.receive(hello(view=VIEW.upper()), 0) == Hello(token="t", view=VIEW, after=None, epoch=None)
    assert session.phase is Phase.OPENING
    assert session.ask() is None
    welcome = contact_welcome(10)
    frame = json.loads(session.offer(welcome, desk_online=False) or "")
    assert frame.pop("messages")[0]["id"] == "m10"
    assert frame == {
        "type": "welcome",
        "reset": True,
        "epoch": EPOCH,
        "upto": 10,
        "server_time": "2026-01-31T09:05:07.123Z",
        "contact": {"id": "c", "name": "Visitor"},
        "channel": {"name": "Shop"},
        "desk": {"online": False},
        "unread": 1,
    }
    assert session.phase is Phase.OPENING, "offered is not given"
    session.gave(welcome)
    assert session.ask() == ContactAsk(contact_id="c", after=10)


@pytest.mark.parametrize(
    "data", [words(type="ack", upto=1), words(type="bye"), "{", b"{}"], ids=["ack", "bye", "broken", "binary"]
)
def test_anything_else_before_hello_ends_the_socket(data: str | bytes) -> None:
    assert ContactSession(0).receive(data, 0) is Close.BAD_FRAME


def test_what_is_not_known_is_passed_over_even_before_hello() -> None:
    session = ContactSession(0)
    assert session.receive(words(type="new"), 0) is None
    assert session.phase is Phase.AWAITING_HELLO


def test_changes_move_the_page_on_once_they_were_handed_over() -> None:
    session = greeted(10)
    news = contact_changes(10, 11)
    for _ in range(2):
        frame = json.loads(session.offer(news, desk_online=True) or "")
        assert (frame["type"], frame["after"], frame["upto"], frame["remove"]) == (
            "changes",
            10,
            11,
            ["gone"],
        )
        assert session.ask() == ContactAsk(contact_id="c", after=10), "rendered anew from the same place"
    session.gave(news)
    assert session.ask() == ContactAsk(contact_id="c", after=11)


@pytest.mark.parametrize(("after", "upto"), [(9, 11), (11, 12), (10, 10), (10, 9)])
def test_changes_that_do_not_begin_where_the_page_stands_or_tell_nothing_are_not_offered(
    after: int, upto: int
) -> None:
    assert greeted(10).offer(contact_changes(after, upto), desk_online=True) is None


def test_a_page_that_goes_on_begins_where_it_says_it_was() -> None:
    session = greeted(10, after=7, epoch=EPOCH)
    assert session.ask() == ContactAsk(contact_id="c", after=7)


def test_a_page_that_must_start_afresh_is_made_to_say_hello_and_is_reset_then() -> None:
    session = greeted(10)
    news = contact_changes(10, 10, reset=True)
    frame = json.loads(session.offer(news, desk_online=True) or "")
    assert frame["after"] != 10, "a gap, by the page's own rule"
    assert (frame["show"], frame["remove"]) == ([], [])
    session.gave(news)
    assert session.ask() is None, "there is nothing it may be shown until then"
    assert session.offer(contact_changes(10, 11), desk_online=True) is None
    again = session.receive(hello(after=10, epoch=EPOCH), 0)
    assert isinstance(again, Hello)
    assert again.after is None
    session.gave(contact_welcome(11))
    assert session.ask() == ContactAsk(contact_id="c", after=11)


def test_hello_may_be_said_again_and_what_was_under_way_is_dropped() -> None:
    session = greeted(10)
    assert isinstance(session.receive(hello(after=8, epoch=EPOCH), 0), Hello)
    assert session.offer(contact_changes(10, 11), desk_online=True) is None
    session.gave(contact_welcome(10, reset=False))
    assert session.ask() == ContactAsk(contact_id="c", after=8)
    assert session.handed_over == 10, "it was handed everything before"


@pytest.mark.parametrize(
    ("view", "contact"), [(REF, "c"), (VIEW, "d")], ids=["another view", "another contact"]
)
def test_what_was_handed_to_one_page_is_no_other_pages(view: str, contact: str) -> None:
    session = greeted(10)
    session.receive(hello(view=view), 0)
    assert session.handed_over == 10, "until the welcome the socket is the old page's"
    session.gave(contact_welcome(3, contact=contact))
    assert session.handed_over == 3


@pytest.mark.parametrize(("said", "heard"), [(4, 4), (10, 10), (11, 10), (10**30, 10)])
def test_acks_and_seen_count_only_as_far_as_was_handed_over(said: int, heard: int) -> None:
    session = greeted(10)
    assert session.receive(words(type="ack", upto=said), 0) == Ack(upto=heard)
    assert session.receive(words(type="seen", seq=said), 0) == Seen(seq=heard)


def test_what_was_offered_but_not_given_can_not_be_acked() -> None:
    session = greeted(10)
    session.offer(contact_changes(10, 11), desk_online=True)
    assert session.receive(words(type="ack", upto=11), 0) == Ack(upto=10)


@pytest.mark.parametrize("data", [words(type="ack", upto=0), words(type="seen", seq=0)])
def test_nothing_acked_is_nothing_to_write_down(data: str) -> None:
    assert greeted(10).receive(data, 0) is None


def test_a_page_that_was_handed_nothing_can_ack_nothing() -> None:
    assert greeted(0).receive(words(type="ack", upto=5), 0) is None


def test_a_message_is_taken_as_it_came() -> None:
    session = greeted()
    said = words(type="send", client_ref=REF, text=" two\nlines ", files=[], reply_to=REF.upper())
    heard = session.receive(said, 0)
    assert heard == Compose(client_ref=REF, text=" two\nlines ", reply_to=REF.lower(), flaw=None)


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ({"text": ""}, Refusal.BAD_TEXT),
        ({"text": " \u200b"}, Refusal.BAD_TEXT),
        ({"text": None}, Refusal.BAD_TEXT),
        ({"text": "x" * 10_001}, Refusal.BAD_TEXT),
        ({"text": "x\0"}, Refusal.BAD_TEXT),
        ({"text": "x\ud800"}, Refusal.BAD_TEXT),
        ({"files": ["f"]}, Refusal.INVALID),
        ({"reply_to": "\0"}, Refusal.BAD_REPLY_TO),
        ({"reply_to": "\ud800"}, Refusal.BAD_REPLY_TO),
        ({"reply_to": ""}, Refusal.BAD_REPLY_TO),
    ],
)
def test_what_can_not_be_sent_is_heard_with_its_flaw(spoilt: dict[str, object], code: Refusal) -> None:
    said = words(**{"type": "send", "client_ref": REF, "text": "x", **spoilt})
    heard = greeted().receive(said, 0)
    assert isinstance(heard, Compose)
    assert (heard.client_ref, heard.flaw) == (REF, code)


def test_typing_and_bye_are_heard() -> None:
    session = greeted()
    assert session.receive(words(type="typing", on=True), 0) == Typing(on=True)
    assert session.receive(words(type="bye"), 0) == Bye()


@pytest.mark.parametrize("data", ["{", b"{}", words(type="ack", upto=-1)])
def test_a_broken_frame_ends_the_socket(data: str | bytes) -> None:
    assert greeted().receive(data, 0) is Close.BAD_FRAME


def test_too_many_frames_end_the_socket_and_time_makes_room() -> None:
    session = ContactSession(0)
    said = words(type="new")
    assert [session.receive(said, 0) for _ in range(FRAMES_BURST)] == [None] * FRAMES_BURST
    assert session.receive(said, 0.9 / FRAMES_PER_SECOND) is Close.TOO_FAST
    session = ContactSession(0)
    for _ in range(FRAMES_BURST):
        session.receive(said, 0)
    assert session.receive(said, 1.1 / FRAMES_PER_SECOND) is None


def test_a_closed_session_asks_for_nothing_and_is_offered_nothing() -> None:
    session = greeted(10)
    session.close()
    assert session.phase is Phase.CLOSED
    assert session.ask() is None
    assert session.offer(contact_changes(10, 11), desk_online=True) is None
    assert session.offer(contact_welcome(11), desk_online=True) is None


def test_what_was_on_its_way_when_the_socket_was_closed_is_not_heard() -> None:
    session = greeted()
    session.close()
    assert session.receive(words(type="typing", on=True), 0) is None
