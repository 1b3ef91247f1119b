"""A desk with agents, contacts and their pages, driven through deeds and feeds alone: what the laws are tried
on.

Belongs here: a truthful record of what every page was really given, to compare the desk's word with. No
sockets: a page is handed what its feed renders, or not, as a test decides.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from unsay.core.audience import ContactMessage
from unsay.core.refusals import Refusal
from unsay.core.words import AuthorKind, Role
from unsay.desk import views
from unsay.desk.channel_keeping import AddChannel
from unsay.desk.contact_feed import (
    ContactAsk,
    ContactChanges,
    contact_changes_of,
    contact_messages,
    contact_welcome,
)
from unsay.desk.feed import DeskAsk, DeskChanges, desk_changes_of, desk_welcome
from unsay.desk.inquiries import ConversationFilter, conversations, messages
from unsay.desk.people import Caller, Visitor
from unsay.desk.ports import ContactDoor, Deed, DeskDoor
from unsay.desk.recalling import RecallMessage
from unsay.desk.receiving import ReceiveMessage
from unsay.desk.sending import PostMessage
from unsay.desk.staffing import AddAgent, NewAgent
from unsay.desk.viewing import AckView, CloseView, HandOver, OpenView, ReportSeen, SayGoodbye
from unsay.desk.visiting import NewVisit, StartVisit, Visit
from unsay.store.opening import open_store

T = TypeVar("T")
START = 1_790_000_000_000
NOBODY: frozenset[str] = frozenset()


class NullFence:
    """Nothing is sent, so nothing need be held back."""

    def raise_(self, message_ids: object) -> None: ...

    def settle(self, message_ids: object) -> None: ...

    def lower(self, message_ids: object) -> None: ...


class Company:
    """A desk on a database of its own; `clock` is set by the test, in milliseconds."""

    def __init__(self, data_dir: Path, database_url: str | None = None) -> None:
        self.clock = START
        self._ids = 0
        self._data_dir, self._database_url = data_dir, database_url
        self._open()
        self.channel_key = "key"
        self.do(
            AddChannel(
                channel_id=self.new_id(),
                name="Shop",
                key=self.channel_key,
                origins=[],
                recall_window_seconds=300,
                identity_secret="secret",
                by=None,
                audit_id=self.new_id(),
                address="",
            )
        )
        self.agents = [self._hire(name) for name in ("ann", "bo")]

    def _open(self) -> None:
        self.store = open_store(
            data_dir=self._data_dir,
            database_url=self._database_url,
            clock=lambda: self.clock,
            new_id=self.new_id,
        )
        self.store.migrate(tool=True)
        self._writer = self.store.writer(NullFence(), lambda _batch: None)

    def restart(self) -> None:
        """Stop without a word to anybody and start again on the same data."""
        self.close()
        self._open()

    def close(self) -> None:
        self._writer.close()
        self.store.close()

    def new_id(self) -> str:
        self._ids += 1
        return str(UUID(int=(0x0190 << 112) | (7 << 76) | (2 << 62) | self._ids))

    def do(self, deed: Deed[T]) -> T | Refusal:
        return self._writer.run(deed)

    def contact_door(self, read: Callable[[ContactDoor], T]) -> T:
        return self.store.doors.contact_here(read)

    def desk_door(self, read: Callable[[DeskDoor], T]) -> T:
        return self.store.read_desk(read)

    def _hire(self, name: str) -> Caller:
        agent = NewAgent(
            id=self.new_id(), email=f"{name}@example.test", name=name, role=Role.AGENT, password_hash="x"
        )
        assert not isinstance(
            self.do(AddAgent(agent=agent, by=None, audit_id=self.new_id(), address="")), Refusal
        )
        return Caller(
            id=agent.id,
            kind=AuthorKind.AGENT,
            name=name,
            email=agent.email,
            standing=Role.AGENT,
            session_id=None,
            address="",
        )

    def visit(self) -> Visitor:
        """A new browser comes."""
        token = hashlib.sha256(self.new_id().encode()).hexdigest()
        new = NewVisit(contact_id=self.new_id(), token_id=self.new_id(), token_hash=token)
        visit = self.do(StartVisit(channel_key=self.channel_key, token_hash=None, identity=None, new=new))
        assert isinstance(visit, Visit)
        return visit.visitor

    def write(self, visitor: Visitor, text: str, client_ref: str) -> Any:  # noqa: ANN401 -- an answer or a refusal, as the test expects
        return self.do(
            ReceiveMessage(
                visitor=visitor,
                new_conversation_id=self.new_id(),
                message_id=self.new_id(),
                client_ref=client_ref,
                text=text,
                reply_to=None,
            )
        )

    def answer(
        self,
        by: Caller,
        conversation_id: str,
        text: str,
        client_ref: str,
        *,
        note: bool = False,
        reply_to: str | None = None,
    ) -> Any:  # noqa: ANN401 -- an answer or a refusal, as the test expects
        return self.do(
            PostMessage(
                caller=by,
                conversation_id=conversation_id,
                message_id=self.new_id(),
                client_ref=client_ref,
                text=text,
                note=note,
                reply_to=reply_to,
            )
        )

    def recall(self, by: Caller, conversation_id: str, message_id: str) -> Any:  # noqa: ANN401 -- an answer or a refusal, as the test expects
        return self.do(
            RecallMessage(
                caller=by,
                conversation_id=conversation_id,
                message_id=message_id,
                reason=None,
                note=None,
                audit_id=self.new_id(),
            )
        )

    def record(self, viewer: Caller, conversation_id: str) -> list[views.Message]:
        """The whole record of a conversation, oldest first, read afresh."""
        page = self.desk_door(lambda door: messages(door, viewer, conversation_id, before=None, limit=200))
        assert not isinstance(page, Refusal)
        return page.items[::-1]


class Page:
    """A contact's page. `shows` is what a person would see; `given` is all it ever got, as text."""

    def __init__(self, company: Company, visitor: Visitor) -> None:
        self.company, self.visitor = company, visitor
        self.view = company.new_id()
        self.connection: str | None = None
        self.after: int | None = None
        self.epoch: str | None = None
        self.shows: dict[str, ContactMessage] = {}
        self.removed: set[str] = set()
        self.gone = False
        self.given: list[str] = []

    def connect(self) -> None:
        """Say hello and be welcomed; a reset throws away what is shown."""
        self.connection = self.company.new_id()
        self.company.do(OpenView(visitor=self.visitor, view=self.view, connection=self.connection))
        welcome = self.company.contact_door(
            lambda door: contact_welcome(door, self.visitor, after=self.after, epoch=self.epoch)
        )
        assert welcome is not None
        if welcome.reset:
            self.shows = {}
            self._show(welcome.messages)
            self.after, self.epoch = welcome.upto, welcome.epoch

    def sync(self) -> None:
        """Take what changed until there is no more."""
        while True:
            changes = self._changes()
            if changes.reset:
                self.after = None
                return self.connect()
            assert changes.after == self.after
            self._show(changes.show)
            for message_id in changes.remove:
                self.removed.add(message_id)
                self.shows.pop(message_id, None)
                for each, shown in self.shows.items():
                    if shown.reply_to and shown.reply_to.id == message_id:
                        assert shown.reply_to.removed, f"{each} quotes what was removed"
            self.after = changes.upto
            if not changes.more:
                return None

    def _changes(self) -> ContactChanges:
        ask = ContactAsk(contact_id=self.visitor.contact_id, after=self.after or 0)
        return self.company.contact_door(lambda door: contact_changes_of(door, [ask]))[0]

    def fetch(self) -> None:
        """Ask for history over HTTP and show it too."""
        page = self.company.contact_door(
            lambda door: contact_messages(door, self.visitor, before=None, limit=200)
        )
        assert not isinstance(page, Refusal)
        if page.hand_over:
            self.company.do(HandOver(visitor=self.visitor, upto=page.hand_over))
        self._show(page.items)

    def ack(self) -> None:
        self.company.do(AckView(visitor=self.visitor, view=self.view, upto=self.after or 0))

    def report_seen(self) -> None:
        self.company.do(ReportSeen(visitor=self.visitor, view=self.view, seq=self.after or 0))

    def drop(self) -> None:
        if self.connection:
            self.company.do(
                CloseView(
                    visitor=self.visitor,
                    view=self.view,
                    connection=self.connection,
                    given_seq=self.after or 0,
                )
            )
        self.connection = None

    def leave(self) -> None:
        self.company.do(SayGoodbye(visitor=self.visitor, view=self.view))
        self.connection, self.gone, self.shows = None, True, {}

    def _show(self, messages: list[ContactMessage]) -> None:
        for message in messages:
            self.given.append(message.text)
            if message.id not in self.removed:
                self.shows[message.id] = message


def fresh_look(company: Company, visitor: Visitor) -> dict[str, ContactMessage]:
    """What a page that just opened would show; nobody is told that anybody looked."""
    welcome = company.contact_door(lambda door: contact_welcome(door, visitor, after=None, epoch=None))
    assert welcome is not None
    return {message.id: message for message in welcome.messages}


class Console:
    """A desk page that watches everything: what it shows, by id."""

    def __init__(self, company: Company, caller: Caller) -> None:
        self.company, self.caller = company, caller
        self.after: int | None = None
        self.epoch: str | None = None
        self.conversations: dict[str, views.Conversation] = {}
        self.messages: dict[str, views.Message] = {}

    def refresh(self) -> None:
        """Start afresh over HTTP."""
        company, caller = self.company, self.caller
        page = company.desk_door(
            lambda door: conversations(
                door, caller, ConversationFilter(), before=None, limit=200, online=NOBODY
            )
        )
        assert not isinstance(page, Refusal)
        self.conversations = {each.id: each for each in page.items}
        self.messages = {m.id: m for each in page.items for m in company.record(caller, each.id)}

    def sync(self) -> None:
        """Say hello again with what was applied last, and take what changed."""
        company = self.company
        welcome = company.desk_door(lambda door: desk_welcome(door, after=self.after, epoch=self.epoch))
        self.epoch = welcome.epoch
        if welcome.reset:
            self.after = welcome.upto
            self.refresh()
        while True:
            changes = self._changes()
            if changes.reset:
                self.after = None
                return self.sync()
            new = [each.id for each in changes.conversations if each.id not in self.conversations]
            self.conversations |= {each.id: each for each in changes.conversations}
            self.messages |= {each.id: each for each in changes.messages}
            for conversation_id in new:
                self.messages |= {m.id: m for m in company.record(self.caller, conversation_id)}
            self.after = changes.upto
            if not changes.more:
                return None

    def _changes(self) -> DeskChanges:
        ask = DeskAsk(caller=self.caller, after=self.after or 0, watching=frozenset(self.conversations))
        return self.company.desk_door(lambda door: desk_changes_of(door, [ask], NOBODY))[0]

    def looks(self) -> bytes:
        """Everything shown, but for what time alone changes (the offer to recall)."""
        offers = {"recall"}
        plain = {
            "conversations": [
                {k: v for k, v in msgspec.to_builtins(c).items() if k != "last_message"}
                | {"last_message": c.last_message.id if c.last_message else None}
                for _, c in sorted(self.conversations.items())
            ],
            "messages": [
                {k: v for k, v in msgspec.to_builtins(m).items() if k not in offers}
                for _, m in sorted(self.messages.items())
            ],
        }
        return msgspec.json.encode(plain)
