"""Staffing: the first admin, and adding and changing agents."""

from collections.abc import Sequence

import msgspec

from unsay.core.entries import EntryKind
from unsay.core.refusals import Refusal
from unsay.core.words import Id, Role
from unsay.desk.people import Caller
from unsay.desk.rows import AgentRow, AuditRow, DeskRow, SessionRow
from unsay.desk.signing_in import end_sessions
from unsay.desk.threads import Done, audit_of
from unsay.desk.working_set import Draft, Lookup, WorkingSet, by_key, where


class NewAgent(msgspec.Struct, frozen=True, kw_only=True):
    """An agent to be; `email` in lower case."""

    id: Id
    email: str
    name: str
    role: Role
    password_hash: str

    def row(self, draft: Draft) -> AgentRow:
        """Return their row."""
        return AgentRow(
            id=self.id,
            email=self.email,
            name=self.name,
            role=self.role,
            active=True,
            password_hash=self.password_hash,
            created_at=draft.now,
        )


class OfferSetUp(msgspec.Struct, frozen=True, kw_only=True):
    """Make a one-time set-up link good, in place of any earlier one."""

    setup_token_hash: str

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the desk and whether it has an admin."""
        return [by_key(DeskRow, 1), where(AgentRow, role=Role.ADMIN)]

    def decide(self, have: WorkingSet, draft: Draft) -> Done | Refusal:
        """Only a desk without an admin can be set up."""
        desk = have.get(DeskRow, 1)
        assert desk is not None, "a desk has its row"
        if have.find(AgentRow, role=Role.ADMIN):
            return Refusal.NOT_FOUND
        draft.put(msgspec.structs.replace(desk, setup_token_hash=self.setup_token_hash))
        return Done()


class SetUp(msgspec.Struct, frozen=True, kw_only=True):
    """Make the first admin by the one-time link."""

    setup_token_hash: str
    agent: NewAgent
    audit_id: Id
    address: str

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the desk, its admins, and whoever has the address already."""
        return [by_key(DeskRow, 1), where(AgentRow, role=Role.ADMIN), where(AgentRow, email=self.agent.email)]

    def decide(self, have: WorkingSet, draft: Draft) -> Done | Refusal:
        """Once, with the right token, while there is no admin."""
        desk = have.get(DeskRow, 1)
        assert desk is not None, "a desk has its row"
        if desk.setup_token_hash != self.setup_token_hash or have.find(AgentRow, role=Role.ADMIN):
            return Refusal.NOT_FOUND
        if have.find(AgentRow, email=self.agent.email):
            return Refusal.EMAIL_TAKEN
        draft.put(msgspec.structs.replace(desk, setup_token_hash=None))
        _add(
            draft,
            self.agent,
            by=self.agent.id,
            by_name=self.agent.name,
            audit_id=self.audit_id,
            address=self.address,
        )
        return Done()


class AddAgent(msgspec.Struct, frozen=True, kw_only=True):
    """Add an agent; `by` is None for the command line."""

    agent: NewAgent
    by: Caller | None
    audit_id: Id
    address: str

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load whoever has the address already."""
        return [where(AgentRow, email=self.agent.email)]

    def decide(self, have: WorkingSet, draft: Draft) -> Done | Refusal:
        """One agent an address."""
        if have.find(AgentRow, email=self.agent.email):
            return Refusal.EMAIL_TAKEN
        by, name = (self.by.id, self.by.name) if self.by else (None, "command line")
        _add(draft, self.agent, by=by, by_name=name, audit_id=self.audit_id, address=self.address)
        return Done()


class ChangeAgent(msgspec.Struct, frozen=True, kw_only=True):
    """Change what is given; deactivating signs the agent out everywhere."""

    caller: Caller
    agent_id: Id
    audit_id: Id
    name: str | msgspec.UnsetType = msgspec.UNSET
    role: Role | msgspec.UnsetType = msgspec.UNSET
    active: bool | msgspec.UnsetType = msgspec.UNSET

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        """Load the agent, the admins, and the agent's sessions."""
        return [
            by_key(AgentRow, self.agent_id),
            where(AgentRow, role=Role.ADMIN),
            where(SessionRow, agent_id=self.agent_id),
        ]

    def decide(self, have: WorkingSet, draft: Draft) -> Done | Refusal:
        """The last active admin stays one."""
        agent = have.get(AgentRow, self.agent_id)
        if agent is None:
            return Refusal.NOT_FOUND
        changed = msgspec.structs.replace(
            agent,
            name=agent.name if self.name is msgspec.UNSET else self.name,
            role=agent.role if self.role is msgspec.UNSET else self.role,
            active=agent.active if self.active is msgspec.UNSET else self.active,
        )
        admins = [row for row in have.find(AgentRow, role=Role.ADMIN) if row.active and row.id != agent.id]
        was_admin = agent.active and agent.role is Role.ADMIN
        if was_admin and not admins and not (changed.active and changed.role is Role.ADMIN):
            return Refusal.LAST_ADMIN
        if changed == agent:
            return Done()
        draft.put(changed)
        draft.log(EntryKind.AGENT_CHANGED, agent.id)
        if not changed.active:
            end_sessions(draft, have.find(SessionRow, agent_id=agent.id))
        kind = "agent_deactivated" if agent.active and not changed.active else "agent_changed"
        draft.audit(audit_of(self.caller, id=self.audit_id, at=draft.now, kind=kind))
        return Done()


def _add(draft: Draft, agent: NewAgent, *, by: Id | None, by_name: str, audit_id: Id, address: str) -> None:
    draft.put(agent.row(draft))
    draft.log(EntryKind.AGENT_ADDED, agent.id)
    draft.audit(
        AuditRow(
            id=audit_id,
            at=draft.now,
            kind="agent_added",
            agent_id=by,
            agent_name=by_name,
            from_address=address,
            conversation_id=None,
            message_id=None,
            code=None,
        )
    )
