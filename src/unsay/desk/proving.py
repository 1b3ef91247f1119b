"""Proving who is asking: from a secret's hash to a caller or a visitor.

Read anew each time, so revoking works at once.
"""

from typing import TypeVar

from unsay.core.words import AuthorKind, Role
from unsay.desk.people import Caller, Visitor
from unsay.desk.ports import ContactDoor, DeskDoor
from unsay.desk.rows import AgentRow, ChannelRow, ContactTokenRow, SessionRow, TokenRow

T = TypeVar("T")


def caller_by_session(door: DeskDoor, token_hash: str, address: str) -> Caller | None:
    """Return the agent signed in with this session, if it still holds."""
    session = _first(door.find(SessionRow, equals={"token_hash": token_hash}, limit=1))
    if session is None or session.expires_at <= door.now():
        return None
    agent = door.get(AgentRow, session.agent_id)
    if agent is None or not agent.active:
        return None
    return Caller(
        id=agent.id,
        kind=AuthorKind.AGENT,
        name=agent.name,
        email=agent.email,
        standing=agent.role,
        session_id=session.id,
        address=address,
    )


def caller_by_token(door: DeskDoor, token_hash: str, address: str) -> Caller | None:
    """Return the bot this API token is, if it still holds."""
    token = _first(door.find(TokenRow, equals={"token_hash": token_hash}, limit=1))
    if token is None or token.revoked_at is not None:
        return None
    return Caller(
        id=token.id,
        kind=AuthorKind.BOT,
        name=token.name,
        email=None,
        standing=token.scope,
        session_id=None,
        address=address,
    )


def visitor_by_token(door: ContactDoor, token_hash: str) -> Visitor | None:
    """Return the contact this browser is, if its token still holds."""
    token = _first(door.find(ContactTokenRow, equals={"token_hash": token_hash}, limit=1))
    if token is None or token.expires_at <= door.now():
        return None
    return Visitor(contact_id=token.contact_id, channel_id=token.channel_id, token_id=token.id)


def channel_by_key(door: ContactDoor, key: str) -> ChannelRow | None:
    """Return the channel with this public key."""
    return _first(door.find(ChannelRow, equals={"key": key}, limit=1))


def is_listed_anywhere(door: ContactDoor, origin: str) -> bool:
    """Say whether any channel lists `origin`: all a preflight, which names no channel, can be judged by."""
    return any(origin in channel.origins for channel in door.find(ChannelRow))


def agent_by_email(door: DeskDoor, email: str) -> AgentRow | None:
    """Return the agent with this address (in lower case)."""
    return _first(door.find(AgentRow, equals={"email": email}, limit=1))


def is_set_up(door: DeskDoor) -> bool:
    """Say whether the desk has its first admin."""
    return bool(door.find(AgentRow, equals={"role": Role.ADMIN}, limit=1))


def _first(rows: list[T]) -> T | None:
    return rows[0] if rows else None
