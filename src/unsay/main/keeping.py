"""What a keeper does from the command line: agents, channels, checking the laws.

Belongs here: input checked, deeds done, results as told.
"""

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from unsay.core.refusals import Refusal
from unsay.core.words import Id, Role
from unsay.desk.channel_keeping import AddChannel
from unsay.desk.signing_in import ChangePassword
from unsay.desk.staffing import AddAgent, NewAgent
from unsay.main.desks import COMMAND_LINE, DeskTool
from unsay.main.settings import Settings
from unsay.main.words import CommandError
from unsay.store.verify import Finding
from unsay.web.fields import Email, Name, Origins, Password, RecallWindow, origins_of, visible
from unsay.web.passwords import hash_password
from unsay.web.problems import ProblemError
from unsay.web.secrets import new_token
from unsay.web.snippets import snippet

T = TypeVar("T", bound=msgspec.Struct)
KEY_CHARACTERS = 22
"""128 bits: a channel's key is public, but nobody should guess another's."""


class AgentAsked(msgspec.Struct, frozen=True, kw_only=True):
    """An agent as typed."""

    email: Email
    name: Name
    role: Role
    password: Password


class ChannelAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A website channel as typed."""

    name: Name
    origins: Origins
    recall_window_seconds: RecallWindow


class AgentMade(msgspec.Struct, frozen=True, kw_only=True):
    """An agent who was added."""

    id: Id
    email: str
    name: str
    role: Role


class PasswordSet(msgspec.Struct, frozen=True):
    """Whose password was set."""

    email: str


class WebsiteMade(msgspec.Struct, frozen=True, kw_only=True):
    """A website channel that was added; `identity_secret` is shown this once."""

    id: Id
    key: str
    identity_secret: str
    snippet: str


class Verified(msgspec.Struct, frozen=True):
    """What breaks a law on the data; nothing is what one hopes for."""

    findings: Sequence[Finding]

    def told(self) -> str:
        """Return it in words."""
        if not self.findings:
            return "Every law holds on this data."
        lines = [f"Law {each.law}, {each.table} {each.key}: {each.words}" for each in self.findings]
        return "\n".join([*lines, f"{len(lines)} findings."])


def checked_agent(*, email: str, name: str, role: Role, password: str) -> AgentAsked:
    """Return an agent that can be added; raises `CommandError`."""
    return _checked(AgentAsked, email=email, name=name, role=role, password=password)


def checked_password(password: str) -> str:
    """Return a password that can be set; raises `CommandError`."""
    return _checked(_PasswordAsked, password=password).password


def checked_channel(*, name: str, origins: Sequence[str], recall_window_seconds: int) -> ChannelAsked:
    """Return a channel that can be added; raises `CommandError`."""
    asked = _checked(
        ChannelAsked, name=name, origins=list(origins), recall_window_seconds=recall_window_seconds
    )
    try:
        return msgspec.structs.replace(asked, origins=origins_of(asked.origins))
    except ProblemError as problem:
        raise _not_usable(problem) from None


def add_agent(tool: DeskTool, asked: AgentAsked) -> AgentMade:
    """Add an agent."""
    agent = NewAgent(
        id=tool.new_id(),
        email=asked.email.lower(),
        name=asked.name,
        role=asked.role,
        password_hash=hash_password(asked.password),
    )
    tool.do(AddAgent(agent=agent, by=None, audit_id=tool.new_id(), address=COMMAND_LINE))
    return AgentMade(id=agent.id, email=agent.email, name=agent.name, role=agent.role)


def set_password(tool: DeskTool, *, email: str, password: str) -> PasswordSet:
    """Set a password and end the agent's sessions."""
    deed = ChangePassword(
        email=email.lower(),
        password_hash=hash_password(password),
        keep_session_id=None,
        audit_id=tool.new_id(),
        address=COMMAND_LINE,
    )
    if tool.attempt(deed) is Refusal.NOT_FOUND:
        raise CommandError(f"No agent has the e-mail address {email}.")
    return PasswordSet(deed.email)


def add_website(tool: DeskTool, asked: ChannelAsked, *, base_url: str) -> WebsiteMade:
    """Add a website channel."""
    deed = AddChannel(
        channel_id=tool.new_id(),
        name=asked.name,
        key=new_token()[:KEY_CHARACTERS],
        origins=list(asked.origins),
        recall_window_seconds=asked.recall_window_seconds,
        identity_secret=new_token(),
        by=None,
        audit_id=tool.new_id(),
        address=COMMAND_LINE,
    )
    tool.do(deed)
    return WebsiteMade(
        id=deed.channel_id,
        key=deed.key,
        identity_secret=deed.identity_secret,
        snippet=snippet(base_url=base_url, key=deed.key),
    )


def base_url(settings: Settings) -> str:
    """Return the address to print in snippets: the public one, or else where a server of these settings
    listens.
    """
    return settings.public_url or f"http://{settings.host}:{settings.port}{settings.root_path}"


def told(made: WebsiteMade) -> str:
    """Return what to do with a new channel, in words."""
    return (
        f"Added. Put this on every page that should have the widget:\n\n  {made.snippet}\n\n"
        f"To vouch for visitors who are signed in there, sign their identities with this secret:\n"
        f"  {made.identity_secret}"
    )


def verified(tool: DeskTool) -> Verified:
    """Check the laws."""
    return Verified(tool.store.verify())


class _PasswordAsked(msgspec.Struct, frozen=True):
    password: Password


def _checked(shape: type[T], **given: object) -> T:
    try:
        asked = msgspec.convert(given, shape)
        name = getattr(asked, "name", None)
        if name is not None:
            visible(name)
    except msgspec.ValidationError as error:
        raise CommandError(str(error).replace("`", "").replace("$.", "")) from None
    except ProblemError as problem:
        raise _not_usable(problem) from None
    return asked


def _not_usable(problem: ProblemError) -> CommandError:
    return CommandError("; ".join(f"{each.path}: {each.message}" for each in problem.errors))
