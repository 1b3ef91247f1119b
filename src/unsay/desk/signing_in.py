"""Signing in and out, and passwords.

Hashing and comparing are done outside; here is what follows from them.
"""

from collections.abc import Sequence

import msgspec

from unsay.core.entries import EntryKind
from unsay.core.limits import SESSION_LASTS_SECONDS
from unsay.core.refusals import Refusal
from unsay.core.words import Id
from unsay.desk.people import Caller
from unsay.desk.rows import AgentRow, AuditRow, SessionRow
from unsay.desk.threads import Done, audit_of
from unsay.desk.working_set import Draft, Lookup, WorkingSet, by_key, where


class OpenSession(msgspec.Struct, frozen=True, kw_only=True):
    """An agent proved the password whose hash was `password_hash`."""

    agent_id: Id
    password_hash: str
    session_id: Id
    token_hash: str
    audit_id: Id
    address: str

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the agent."""
        return [by_key(AgentRow, self.agent_id)]

    def decide(self, have: WorkingSet, draft: Draft) -> Done | Refusal:
        """Open it, unless the agent was put out or the password changed in between."""
        agent = have.get(AgentRow, self.agent_id)
        if agent is None or not agent.active or agent.password_hash != self.password_hash:
            return Refusal.BAD_CREDENTIALS
        draft.put(
            SessionRow(
                id=self.session_id,
                token_hash=self.token_hash,
                agent_id=agent.id,
                created_at=draft.now,
                expires_at=draft.now + SESSION_LASTS_SECONDS * 1000,
            )
        )
        draft.log(EntryKind.SESSION_OPENED, agent.id)
        draft.audit(_audit_row(self.audit_id, draft, "sign_in", agent, self.address))
        return Done()


class RecordFailedSignIn(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody failed to sign in as this agent."""

    agent_id: Id
    audit_id: Id
    address: str

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the agent."""
        return [by_key(AgentRow, self.agent_id)]

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        """Note it for the audit."""
        agent = have.get(AgentRow, self.agent_id)
        if agent is not None:
            draft.audit(_audit_row(self.audit_id, draft, "sign_in_failed", agent, self.address))
        return Done()


class EndSession(msgspec.Struct, frozen=True, kw_only=True):
    """An agent signs out."""

    caller: Caller
    audit_id: Id

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the session."""
        return [by_key(SessionRow, self.caller.session_id)] if self.caller.session_id else []

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        """End it; ended twice is ended, and a bot has none."""
        session = have.get(SessionRow, self.caller.session_id) if self.caller.session_id else None
        if session is not None:
            end_sessions(draft, [session])
            draft.audit(audit_of(self.caller, id=self.audit_id, at=draft.now, kind="sign_out"))
        return Done()


class ChangePassword(msgspec.Struct, frozen=True, kw_only=True):
    """Set a new password, which ends the agent's sessions but the one kept."""

    email: str
    password_hash: str
    keep_session_id: Id | None
    audit_id: Id
    address: str

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the agent and their sessions."""
        lookups = [where(AgentRow, email=self.email)]
        if not have.missing(lookups):
            agent = have.one(AgentRow, email=self.email)
            if agent:
                lookups.append(where(SessionRow, agent_id=agent.id))
        return lookups

    def decide(self, have: WorkingSet, draft: Draft) -> Done | Refusal:
        """Change it and end the sessions."""
        agent = have.one(AgentRow, email=self.email)
        if agent is None:
            return Refusal.NOT_FOUND
        draft.put(msgspec.structs.replace(agent, password_hash=self.password_hash))
        draft.log(EntryKind.AGENT_PASSWORD_CHANGED, agent.id)
        sessions = have.find(SessionRow, agent_id=agent.id)
        end_sessions(draft, [each for each in sessions if each.id != self.keep_session_id])
        draft.audit(_audit_row(self.audit_id, draft, "password_change", agent, self.address))
        return Done()


def end_sessions(draft: Draft, sessions: Sequence[SessionRow]) -> None:
    """End sessions, with an entry each so that live connections hear of it."""
    for session in sessions:
        draft.delete(session)
        draft.log(EntryKind.SESSION_ENDED, session.agent_id)


def _audit_row(audit_id: Id, draft: Draft, kind: str, agent: AgentRow, address: str) -> AuditRow:
    return AuditRow(
        id=audit_id,
        at=draft.now,
        kind=kind,
        agent_id=agent.id,
        agent_name=agent.name,
        from_address=address,
        conversation_id=None,
        message_id=None,
        code=None,
    )
