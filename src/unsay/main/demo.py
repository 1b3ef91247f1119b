"""Making the demo desk's past happen, through the same deeds as real life.

Not here: the past itself (see `demo_story`).

Every event has an id of its own made from its place in the story, so seeding twice, or after an interruption,
adds nothing twice.
"""

import uuid
from collections.abc import Callable, Sequence
from contextlib import closing

import msgspec

from unsay.core.identity import identity_signature
from unsay.core.words import AuthorKind, Id, Millis, Status
from unsay.desk.channel_keeping import AddChannel
from unsay.desk.conversing import ChangeConversation, MarkRead
from unsay.desk.inquiries import reading_at
from unsay.desk.people import Caller, Visitor
from unsay.desk.ports import DeskDoor
from unsay.desk.proving import agent_by_email
from unsay.desk.recalling import RecallMessage
from unsay.desk.receiving import ReceiveMessage
from unsay.desk.rows import AgentRow, ChannelRow, ChannelSecretRow, ConversationRow, MessageRow
from unsay.desk.sending import PostMessage
from unsay.desk.staffing import AddAgent, NewAgent
from unsay.desk.viewing import AckView, CloseView, OpenView, ReportSeen
from unsay.desk.visiting import Identity, NewVisit, StartVisit
from unsay.main.clock import wall_clock
from unsay.main.demo_story import AGENTS, STORIES, Agent, Line, Person, Story
from unsay.main.desks import DeskTool, open_data
from unsay.main.ids import Ids
from unsay.main.settings import Settings
from unsay.main.words import CommandError
from unsay.web.passwords import hash_password
from unsay.web.secrets import hash_of, new_token

SHOP = "Northwind"
FROM = "demo"
MINUTE = 60_000
_NAMESPACE = uuid.UUID("6b1f0a52-8d6e-4c0e-9d59-2f1d6f0c7a11")
Event = tuple[Millis, int, Callable[[], None]]


class Seeded(msgspec.Struct, frozen=True):
    """What one needs to try the demo."""

    channel_key: str
    sign_ins: Sequence[Agent]


class StoryClock:
    """A clock that is set rather than read."""

    def __init__(self) -> None:
        self.now = wall_clock()

    def __call__(self) -> Millis:
        return self.now


def seed(settings: Settings) -> Seeded:
    """Make sure the desk's past has happened; raises `CommandError` on a desk that is somebody's real one."""
    clock = StoryClock()
    with closing(open_data(settings, clock=clock)) as store:
        # As a server would: no other one may be running on it meanwhile.
        store.serve()
        store.migrate(tool=False)
        if not store.read_desk(_is_demos):
            raise CommandError("This is not a demo desk: it has agents or channels of its own.")
        with closing(DeskTool(store, Ids())) as tool:
            return Seeded(_Past(tool, clock).happen(), AGENTS)


def _is_demos(door: DeskDoor) -> bool:
    """Say whether there is nobody and nothing but what the story makes."""
    agents = {row.email for row in door.find(AgentRow)} - {agent.email for agent in AGENTS}
    channels = {row.name for row in door.find(ChannelRow)} - {SHOP}
    return not agents and not channels


class _Past:
    def __init__(self, tool: DeskTool, clock: StoryClock) -> None:
        self._tool = tool
        self._clock = clock
        self._today = clock.now
        self._agents: dict[str, AgentRow] = {}

    def happen(self) -> Id:
        """Let everything happen in its order; returns the shop's channel key."""
        events = [event for story in STORIES for event in self._events(story)]
        self._clock.now = min(at for at, _, _ in events) - MINUTE
        for agent in AGENTS:
            self._agents[agent.email] = self._agent(agent)
        channel = self._channel()
        if not self._is_told(STORIES[-1], channel):
            for at, _, happens in sorted(events, key=lambda event: event[:2]):
                self._clock.now = max(at, self._clock.now)
                happens()
        return channel.key

    def _is_told(self, story: Story, channel: ChannelRow) -> bool:
        ref = _ref(story.person, len(story.lines) - 1)
        return bool(
            self._tool.store.read_desk(
                lambda door: door.find(MessageRow, equals={"client_ref": ref}, limit=1)
            )
        )

    def _events(self, story: Story) -> list[Event]:
        """Return everything of `story`, each with its time and its place among events of the same time."""
        events: list[Event] = []
        for index, line in enumerate(story.lines):
            at = self._at(line.minutes_ago)
            events.append((at, 0, lambda index=index: self._write(story, index)))  # type: ignore[misc]  # a default, not a parameter
            if line.recalled_after is not None:
                back = at + int(line.recalled_after * MINUTE)
                events.append((at + 2_000, 1, lambda: self._look(story)))
                events.append((back, 2, lambda index=index: self._recall(story, index)))  # type: ignore[misc]  # as above
                events.append((back + 500, 3, lambda: self._look(story)))
        if story.seen_minutes_ago is not None:
            events.append((self._at(story.seen_minutes_ago), 4, lambda: self._look(story)))
        last = self._at(story.lines[-1].minutes_ago)
        events.append((last + 30_000, 5, lambda: self._settle(story)))
        return events

    def _at(self, minutes_ago: float) -> Millis:
        return self._today - int(minutes_ago * MINUTE)

    def _agent(self, agent: Agent) -> AgentRow:
        known = self._tool.store.read_desk(lambda door: agent_by_email(door, agent.email))
        if known is not None:
            return known
        new = NewAgent(
            id=self._tool.new_id(),
            email=agent.email,
            name=agent.name,
            role=agent.role,
            password_hash=hash_password(agent.password),
        )
        self._tool.do(AddAgent(agent=new, by=None, audit_id=self._tool.new_id(), address=FROM))
        return self._agent(agent)

    def _channel(self) -> ChannelRow:
        found = self._tool.store.read_desk(lambda door: door.find(ChannelRow, equals={"name": SHOP}, limit=1))
        if found:
            return found[0]
        deed = AddChannel(
            channel_id=self._tool.new_id(),
            name=SHOP,
            key=new_token(),
            origins=[],
            recall_window_seconds=300,
            identity_secret=new_token(),
            by=None,
            audit_id=self._tool.new_id(),
            address=FROM,
        )
        self._tool.do(deed)
        return self._channel()

    def _visitor(self, person: Person) -> Visitor:
        """Let the shop vouch for `person`, as it would for any customer who is signed in there."""
        channel = self._channel()
        secret = self._tool.store.read_desk(lambda door: door.get(ChannelSecretRow, channel.id))
        assert secret is not None, "a channel has its secret"
        signature = identity_signature(
            secret.identity_secret, id=person.id, email=person.email, name=person.name, expires=None
        )
        token_hash = hash_of(f"{channel.id} {person.id}")
        deed = StartVisit(
            channel_key=channel.key,
            token_hash=token_hash,
            identity=Identity(
                id=person.id, signature=signature, name=person.name, email=person.email, expires=None
            ),
            new=NewVisit(contact_id=self._tool.new_id(), token_id=self._tool.new_id(), token_hash=token_hash),
        )
        return self._tool.do(deed).visitor

    def _write(self, story: Story, index: int) -> None:
        line = story.lines[index]
        if line.by is None:
            deed = ReceiveMessage(
                visitor=self._visitor(story.person),
                new_conversation_id=self._tool.new_id(),
                message_id=self._tool.new_id(),
                client_ref=_ref(story.person, index),
                text=line.text,
                reply_to=None,
            )
            self._tool.do(deed)
        else:
            self._answer(story, index, line)

    def _answer(self, story: Story, index: int, line: Line) -> None:
        assert line.by is not None, "an agent's line"
        conversation_id = self._conversation(story.person).id
        # Who answers has read what there was.
        self._read(line.by, conversation_id)
        deed = PostMessage(
            caller=self._caller(line.by),
            conversation_id=conversation_id,
            message_id=self._tool.new_id(),
            client_ref=_ref(story.person, index),
            text=line.text,
            note=line.note,
            reply_to=None,
        )
        self._tool.do(deed)

    def _recall(self, story: Story, index: int) -> None:
        line = story.lines[index]
        assert line.by is not None, "only agents recall"
        ref = _ref(story.person, index)
        rows = self._tool.store.read_desk(lambda door: door.find(MessageRow, equals={"client_ref": ref}))
        deed = RecallMessage(
            caller=self._caller(line.by),
            conversation_id=rows[0].conversation_id,
            message_id=rows[0].id,
            reason=line.reason,
            note=None,
            audit_id=self._tool.new_id(),
        )
        self._tool.attempt(deed)

    def _look(self, story: Story) -> None:
        """Let the visitor open the page, see everything and leave it."""
        visitor = self._visitor(story.person)
        view, connection = str(uuid.uuid5(_NAMESPACE, f"{visitor.contact_id} page")), self._tool.new_id()
        upto = self._conversation(story.person).last_seq
        self._tool.do(OpenView(visitor=visitor, view=view, connection=connection))
        self._tool.do(AckView(visitor=visitor, view=view, upto=upto))
        self._tool.do(ReportSeen(visitor=visitor, view=view, seq=upto))
        self._tool.do(CloseView(visitor=visitor, view=view, connection=connection, given_seq=upto))

    def _settle(self, story: Story) -> None:
        """Leave the conversation as it stands at the story's end."""
        conversation = self._conversation(story.person)
        first = next(iter(story.read_by), None) or story.assignee
        if first is not None:
            deed = ChangeConversation(
                caller=self._caller(story.assignee or first),
                conversation_id=conversation.id,
                status=story.status if story.status is not Status.OPEN else msgspec.UNSET,
                assignee_id=self._agents[story.assignee].id if story.assignee else None,
                labels=list(story.labels),
            )
            self._tool.do(deed)
        for email in story.read_by:
            self._read(email, conversation.id)

    def _read(self, email: str, conversation_id: Id) -> None:
        head = self._tool.store.read_desk(lambda door: door.head())
        read = self._tool.store.read_desk(lambda door: reading_at(door, conversation_id, head))
        deed = MarkRead(
            caller=self._caller(email),
            conversation_id=conversation_id,
            position=head,
            contact_messages=read,
        )
        self._tool.do(deed)

    def _conversation(self, person: Person) -> ConversationRow:
        contact_id = self._visitor(person).contact_id
        rows = self._tool.store.read_desk(
            lambda door: door.find(ConversationRow, equals={"contact_id": contact_id}, limit=1)
        )
        return rows[0]

    def _caller(self, email: str) -> Caller:
        row = self._agents[email]
        return Caller(
            id=row.id,
            kind=AuthorKind.AGENT,
            name=row.name,
            email=row.email,
            standing=row.role,
            session_id=None,
            address=FROM,
        )


def _ref(person: Person, index: int) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{person.id} {index}"))
