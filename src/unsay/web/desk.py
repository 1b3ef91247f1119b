"""What the handlers act with, put together by the composition root.

Belongs here: the parts by name. Not here: what they do.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from unsay.core.words import Id
from unsay.desk.ports import Doors, Writer
from unsay.web.answers_in_flight import AnswersInFlight
from unsay.web.fence import Fence
from unsay.web.page_files import Pages
from unsay.web.passwords import Passwords
from unsay.web.proxies import Network
from unsay.web.rates import Buckets
from unsay.web.reports import Reports
from unsay.web.sign_in_limits import SignInLimits


class Presence(Protocol):
    """Who has a live page open just now, as the live sockets know it."""

    @property
    def contacts_online(self) -> Container[Id]:
        """Return the contacts with a live page."""
        ...

    @property
    def desk_online(self) -> bool:
        """Say whether any agent has a live console."""
        ...

    def handed_over(self, contact_id: Id) -> Mapping[Id, int]:
        """Return up to where each live page of a contact has been handed everything, by its view."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The desk as HTTP sees it."""

    writer: Writer
    doors: Doors
    presence: Presence
    reports: Reports
    fence: Fence
    passwords: Passwords
    pages: Pages
    new_id: Callable[[], Id]
    contact_sends: Buckets
    agent_sends: Buckets
    sign_ins: SignInLimits
    root_path: str
    public_url: str | None
    """The address browsers use, where it is set."""
    trusted_proxies: tuple[Network, ...]
    metrics_token: str | None
    metrics: Callable[[], tuple[str, bytes]]
    """Return the content type and text for `/metrics`."""
    troubles: Callable[[], list[str]]
    """Return, in words, why the desk isn't ready; empty if it is."""
    answers: AnswersInFlight = field(default_factory=AnswersInFlight)
