"""A desk's session: where the page stands and what it watches."""

import json

import msgspec
import pytest

from tests.wire.pages import ANN, EPOCH, THREAD, VIEW, desk_changes, desk_welcome, greeted_desk, words
from unsay.core.limits import FRAMES_BURST, WATCHED_MAX_CONVERSATIONS
from unsay.core.words import Role
from unsay.desk.feed import DeskAsk
from unsay.wire.closing import Close
from unsay.wire.desk_session import DeskSession
from unsay.wire.frames import DeskHello, DeskTyping, Viewing, Watched
from unsay.wire.phase import Phase


def standing(after: int, *watching: str) -> DeskAsk:
    """Where a page stands that watches these."""
    return DeskAsk(caller=ANN, after=after, watching=frozenset(watching))


def test_a_session_begins_with_hello_and_is_live_once_the_welcome_was_handed_over() -> None:
    session = DeskSession(0)
    said = words(type="hello", watch=[THREAD.upper()])
    assert isinstance(session.receive(said, 0), DeskHello)
    assert session.ask(ANN) is None
    frame = json.loads(session.offer(desk_welcome(10), caller=ANN) or "")
    assert frame == {
        "type": "welcome",
        "reset": True,
        "epoch": EPOCH,
        "upto": 10,
        "server_time": "2026-01-31T09:05:07.123Z",
        "agent": {"id": "ann", "name": "Ann"},
    }
    assert session.phase is Phase.OPENING
    session.gave(desk_welcome(10))
    assert session.ask(ANN) == standing(10, THREAD)


def test_anything_else_before_hello_ends_the_socket_and_the_unknown_is_passed_over() -> None:
    session = DeskSession(0)
    assert session.receive(words(type="new"), 0) is None
    assert session.receive(words(type="watch", conversation_id=THREAD), 0) is Close.BAD_FRAME
    assert session.receive(b"{}", 0) is Close.BAD_FRAME


def test_what_was_on_its_way_when_the_end_was_decided_is_not_heard() -> None:
    session = greeted_desk(10)
    session.close()
    for said in (words(type="watch", conversation_id=THREAD), words(type="hello"), b"{}", b"\x00"):
        assert session.receive(said, 0) is None
    assert session.phase is Phase.CLOSED
    assert session.watching == frozenset()


def test_changes_move_the_page_on_once_they_were_handed_over() -> None:
    session = greeted_desk(10)
    ask = standing(10)
    frame = json.loads(session.offer(desk_changes(10, 12), caller=ANN, ask=ask) or "")
    assert frame == {"type": "changes", "after": 10, "upto": 12, "conversations": [], "messages": []}
    assert session.ask(ANN) == ask
    session.gave(desk_changes(10, 12))
    assert session.ask(ANN) == standing(12)
    assert session.offer(desk_changes(10, 12), caller=ANN, ask=ask) is None
    assert session.offer(desk_changes(12, 12), caller=ANN, ask=standing(12)) is None
    assert session.offer(desk_changes(12, 13), caller=ANN) is None


def test_a_page_that_goes_on_begins_where_it_says_it_was() -> None:
    assert greeted_desk(10, after=7, epoch=EPOCH).ask(ANN) == standing(7)


def test_what_was_rendered_for_other_watching_is_not_offered_so_that_nothing_is_missed() -> None:
    session = greeted_desk(10)
    ask = session.ask(ANN)
    assert session.receive(words(type="watch", conversation_id=THREAD.upper()), 0) == Watched(
        conversation_id=THREAD, upto=10
    )
    assert session.offer(desk_changes(10, 11), caller=ANN, ask=ask) is None
    assert session.ask(ANN) == standing(10, THREAD)
    assert session.receive(words(type="unwatch", conversation_id=THREAD), 0) is None
    assert session.ask(ANN) == standing(10)


def test_what_was_rendered_for_other_rights_is_not_offered() -> None:
    session = greeted_desk(10)
    promoted = msgspec.structs.replace(ANN, standing=Role.ADMIN)
    assert session.offer(desk_changes(10, 11), caller=promoted, ask=session.ask(ANN)) is None


def test_a_page_watches_no_more_than_it_may() -> None:
    session = greeted_desk()
    for number in range(WATCHED_MAX_CONVERSATIONS):
        said = words(type="watch", conversation_id=f"{VIEW[:-12]}{number:012}")
        assert isinstance(session.receive(said, number), Watched)
    assert session.receive(words(type="watch", conversation_id=THREAD), 200) is Close.BAD_FRAME


def test_a_page_that_must_start_afresh_is_made_to_say_hello_and_is_reset_then() -> None:
    session = greeted_desk(10)
    news = desk_changes(10, 12, reset=True)
    frame = json.loads(session.offer(news, caller=ANN, ask=standing(10)) or "")
    assert frame["after"] != 10
    session.gave(news)
    assert session.ask(ANN) is None
    again = session.receive(words(type="hello", after=10, epoch=EPOCH, watch=[THREAD]), 0)
    assert isinstance(again, DeskHello)
    assert again.after is None
    session.gave(desk_welcome(12))
    assert session.ask(ANN) == standing(12, THREAD)


def test_typing_and_viewing_are_heard() -> None:
    session = greeted_desk()
    typing = session.receive(words(type="typing", conversation_id=THREAD.upper(), on=True), 0)
    assert typing == DeskTyping(conversation_id=THREAD, on=True)
    assert session.receive(words(type="viewing", conversation_id=THREAD.upper()), 0) == Viewing(
        conversation_id=THREAD
    )
    assert session.receive(words(type="viewing", conversation_id=None), 0) == Viewing(conversation_id=None)


@pytest.mark.parametrize("data", ["{", b"{}", words(type="typing", on=True)])
def test_a_broken_frame_ends_the_socket(data: str | bytes) -> None:
    assert greeted_desk().receive(data, 0) is Close.BAD_FRAME


def test_too_many_frames_end_the_socket() -> None:
    session = DeskSession(0)
    heard = [session.receive(words(type="new"), 0) for _ in range(FRAMES_BURST + 1)]
    assert heard == [None] * FRAMES_BURST + [Close.TOO_FAST]


def test_a_closed_session_asks_for_nothing_and_is_offered_nothing() -> None:
    session = greeted_desk(10)
    session.close()
    assert session.ask(ANN) is None
    assert session.offer(desk_changes(10, 11), caller=ANN, ask=standing(10)) is None
    assert session.offer(desk_welcome(11), caller=ANN) is None
