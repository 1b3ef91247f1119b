"""The team that the journeys of the console share, each with its own visitors. Not here: what they see."""

from dataclasses import dataclass

from tests.conformance.client import AgentApi, ContactApi
from tests.conformance.desk import Channel, Desk, Person, said


@dataclass(frozen=True)
class Office:
    """A desk with an admin and two agents, each with a session to enter by."""

    desk: Desk
    channel: Channel
    ada: AgentApi
    ann: AgentApi
    ben: AgentApi

    @classmethod
    def of(cls, desk: Desk, channel: Channel, ann: Person) -> "Office":
        people = desk.people["Ada"], ann, desk.add_agent("Ben")
        return cls(desk, channel, *(AgentApi.sign_in(desk, person) for person in people))

    def visitor(self, text: str | None = None, channel: Channel | None = None) -> tuple[ContactApi, str]:
        """Let somebody new write; they, and their conversation."""
        contact = ContactApi(self.desk, channel or self.channel)
        contact.open()
        contact.send(text or said("hello"))
        return contact, self.ann.conversation_of(contact)
