"""Who is acting. Belongs here: what a deed may know of its caller. Not here: how they proved it."""

import msgspec

from unsay.core.policy import Right, rights_of
from unsay.core.words import AuthorKind, Id, Role, Scope


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """An agent or a bot at the desk.

    `session_id` is there for an agent's browser; `address` is where from.
    """

    id: Id
    kind: AuthorKind
    name: str
    email: str | None
    standing: Role | Scope
    session_id: Id | None
    address: str

    def may(self, right: Right) -> bool:
        """Say whether the caller has `right`."""
        return right in rights_of(self.standing)


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """A contact's browser, by the token it holds."""

    contact_id: Id
    channel_id: Id
    token_id: Id
