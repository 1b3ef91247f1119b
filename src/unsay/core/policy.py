"""Who may do what at the desk.

Belongs here: rights by role and scope. Not here: the recall rule, which no role bends.
"""

from enum import StrEnum

from unsay.core.words import Role, Scope


class Right(StrEnum):
    """A thing one may be allowed to do."""

    READ = "read"
    ANSWER = "answer"
    AUDIT = "audit"
    ADMINISTER = "administer"


_OF_ROLE: dict[Role, frozenset[Right]] = {
    Role.AGENT: frozenset({Right.READ, Right.ANSWER}),
    Role.SUPERVISOR: frozenset({Right.READ, Right.ANSWER, Right.AUDIT}),
    Role.ADMIN: frozenset(Right),
}
_OF_SCOPE: dict[Scope, frozenset[Right]] = {
    Scope.READ: frozenset({Right.READ}),
    Scope.REPLY: frozenset({Right.READ, Right.ANSWER}),
    Scope.ADMIN: frozenset(Right),
}


def rights_of(standing: Role | Scope) -> frozenset[Right]:
    """Return the rights of an agent's role or a bot's scope."""
    return _OF_ROLE[standing] if isinstance(standing, Role) else _OF_SCOPE[standing]
