"""The roster: who has a live page open in this process. Belongs here: finding pages and knowing who is online. Not
here: telling anybody (see `presence`).
"""

from collections.abc import Container
from typing import Generic, Protocol, TypeVar

from unsay.core.words import AuthorKind, Id
from unsay.desk.people import Caller, Visitor


class Seated(Protocol):
    """A contact's page, as the roster knows it."""

    @property
    def seat(self) -> tuple[Visitor, Id]:
        """Return whose page it is and its view."""
        ...


class AtDesk(Protocol):
    """A desk's page, as the roster knows it."""

    @property
    def caller(self) -> Caller:
        """Return the agent or bot."""
        ...


C = TypeVar("C", bound=Seated)
D = TypeVar("D", bound=AtDesk)


class Roster(Generic[C, D]):
    """Contacts' pages by contact and view, and the desk's pages. Belongs to the event loop."""

    def __init__(self) -> None:
        self._contacts: dict[Id, dict[Id, C]] = {}
        self._desks: dict[D, None] = {}
        self.moved: set[Id] = set()
        """Contacts who came or went and whom nobody has been told about."""

    @property
    def contacts_online(self) -> Container[Id]:
        """Return the contacts with a live page."""
        return self._contacts

    @property
    def desk_online(self) -> bool:
        """Say whether any agent has a live console."""
        return any(page.caller.kind is AuthorKind.AGENT for page in self._desks)

    @property
    def agents_online(self) -> list[Id]:
        """Return the agents with a live console."""
        return sorted({page.caller.id for page in self._desks if page.caller.kind is AuthorKind.AGENT})

    def page(self, contact_id: Id, view: Id) -> C | None:
        """Return a contact's live page by its view."""
        return self._contacts.get(contact_id, {}).get(view)

    def pages_of(self, contact_id: Id) -> list[C]:
        """Return a contact's live pages."""
        return list(self._contacts.get(contact_id, {}).values())

    def contact_pages(self) -> list[C]:
        """Return every contact's live pages."""
        return [page for pages in self._contacts.values() for page in pages.values()]

    def desk_pages(self) -> list[D]:
        """Return the desk's live pages."""
        return list(self._desks)

    def seat(self, page: C) -> None:
        """Take in a contact's page, in place of an older connection of the same view."""
        visitor, view = page.seat
        if visitor.contact_id not in self._contacts:
            self.moved.add(visitor.contact_id)
        self._contacts.setdefault(visitor.contact_id, {})[view] = page

    def unseat(self, page: C) -> None:
        """Take a contact's page off, unless another connection has its place by now."""
        visitor, view = page.seat
        pages = self._contacts.get(visitor.contact_id, {})
        if pages.get(view) is page:
            del pages[view]
        if not pages and visitor.contact_id in self._contacts:
            del self._contacts[visitor.contact_id]
            self.moved.add(visitor.contact_id)

    def join(self, page: D) -> None:
        """Take in a desk's page."""
        self._desks[page] = None

    def leave(self, page: D) -> None:
        """Take a desk's page off."""
        self._desks.pop(page, None)

