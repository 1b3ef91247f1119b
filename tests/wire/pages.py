"""News as a session is offered them, and words as pages say them. Not here: what sessions make of either."""

import json
from typing import Any

from unsay.core.audience import ContactAuthor, ContactMessage
from unsay.core.words import AuthorKind, Role
from unsay.desk.contact_feed import ContactChanges, ContactWelcome
from unsay.desk.feed import DeskChanges, DeskWelcome
from unsay.desk.people import Caller
from unsay.wire.contact_session import ContactSession
from unsay.wire.desk_session import DeskSession
from unsay.wire.frames import DeskHello, Hello

EPOCH = "11111111-1111-4111-8111-111111111111"
VIEW = "22222222-2222-4222-8222-22222222222a"
REF = "33333333-3333-4333-8333-333333333333"
THREAD = "44444444-4444-4444-8444-44444444444b"
ANN = Caller(
    id="ann", kind=AuthorKind.AGENT, name="Ann", email=None, standing=Role.AGENT, session_id="s", address=""
)


def words(**fields: Any) -> str:  # noqa: ANN401 -- any JSON
    """A frame as a page writes it."""
    return json.dumps(fields)


def hello(**more: Any) -> str:  # noqa: ANN401 -- any JSON
    """A first hello."""
    return words(**{"type": "hello", "token": "t", "view": VIEW, "after": None, "epoch": None, **more})


def message(seq: int) -> ContactMessage:
    """A reply at `seq`."""
    return ContactMessage(
        id=f"m{seq}",
        seq=seq,
        client_ref="",
        author=ContactAuthor(AuthorKind.AGENT, "Ann"),
        text="hello",
        files=[],
        reply_to=None,
        sent_at="2026-01-31T09:05:07.123Z",
    )


def contact_welcome(
    upto: int, *, reset: bool = True, contact: str = "c", epoch: str = EPOCH
) -> ContactWelcome:
    """A welcome at `upto`."""
    return ContactWelcome(
        reset=reset,
        epoch=epoch,
        upto=upto,
        server_time=1_769_850_307_123,
        contact_id=contact,
        contact_name="Visitor",
        channel_name="Shop",
        unread=1,
        messages=[message(upto)] if reset else [],
        message_ids=frozenset(),
    )


def contact_changes(after: int, upto: int, *, reset: bool = False) -> ContactChanges:
    """Changes in (`after`, `upto`]."""
    return ContactChanges(
        after=after,
        upto=upto,
        show=[message(upto)],
        remove=["gone"],
        message_ids=frozenset({f"m{upto}"}),
        more=False,
        reset=reset,
    )


def desk_welcome(upto: int, *, reset: bool = True) -> DeskWelcome:
    """A welcome at `upto`."""
    return DeskWelcome(reset=reset, epoch=EPOCH, upto=upto, server_time=1_769_850_307_123)


def desk_changes(after: int, upto: int, *, reset: bool = False) -> DeskChanges:
    """Changes in (`after`, `upto`]."""
    return DeskChanges(after=after, upto=upto, conversations=[], messages=[], more=False, reset=reset)


def greeted(upto: int = 10, **said: Any) -> ContactSession:  # noqa: ANN401 -- any JSON
    """A contact's session that is live at `upto`, reset there unless `after` was said."""
    session = ContactSession(0)
    assert isinstance(session.receive(hello(**said), 0), Hello)
    news = contact_welcome(upto, reset=said.get("after") is None)
    assert session.offer(news, desk_online=True)
    session.gave(news)
    return session


def greeted_desk(upto: int = 10, **said: Any) -> DeskSession:  # noqa: ANN401 -- any JSON
    """A desk's session that is live at `upto`."""
    session = DeskSession(0)
    assert isinstance(session.receive(words(**{"type": "hello", **said}), 0), DeskHello)
    news = desk_welcome(upto, reset=said.get("after") is None)
    assert session.offer(news, caller=ANN)
    session.gave(news)
    return session
