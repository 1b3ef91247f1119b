"""The roster: who has a live page open in this process. Belongs here: finding pages and knowing who is
online. Not here: telling anybody (see `presence`).
"""

from collections.abc import Container

from unsay.core.words import AuthorKind, Id
from unsay.web.live_pages import ContactPage, DeskPage


class Roster:
    """Contacts' pages by contact and view, and the desk's pages. Belongs to the event loop."""

    def __init__(self) -> None:
        self._contacts: dict[Id, dict[Id, ContactPage]] = {}
        self._desks: dict[DeskPage, None] = {}
        self.moved: set[Id] = set()
        """Contacts who came or went and whom nobody has been told about."""

    @property
    def contacts_online(self) -> Container[Id]:
        """Return the contacts with a live page."""
        return self._contacts

    @property
    def desk_online(self) -> bool:
        """Say whether any agent has a live console."""
        return any(_is_agents(page) for page in self._desks)

    @property
    def agents_online(self) -> list[Id]:
        """Return the agents with a live console."""
        return sorted({page.caller.id for page in self._desks if page.caller and _is_agents(page)})

    def page(self, contact_id: Id, view: Id) -> ContactPage | None:
        """Return a contact's live page by its view."""
        return self._contacts.get(contact_id, {}).get(view)

    def pages_of(self, contact_id: Id) -> list[ContactPage]:
        """Return a contact's live pages."""
        return list(self._contacts.get(contact_id, {}).values())

    def handed_over(self, contact_id: Id) -> dict[Id, int]:
        """Return up to where each live page of a contact has been handed everything, by its view."""
        pages = self._contacts.get(contact_id, {})
        return {view: page.session.handed_over for view, page in pages.items()}

    def contact_pages(self) -> list[ContactPage]:
        """Return every contact's live pages."""
        return [page for pages in self._contacts.values() for page in pages.values()]

    def desk_pages(self) -> list[DeskPage]:
        """Return the desk's live pages."""
        return list(self._desks)

    def seat(self, page: ContactPage) -> None:
        """Take in a contact's page, in place of an older connection of the same view."""
        assert page.seat is not None, "a page is taken in once it is known whose it is"
        visitor, view = page.seat
        if visitor.contact_id not in self._contacts:
            self.moved.add(visitor.contact_id)
        self._contacts.setdefault(visitor.contact_id, {})[view] = page

    def unseat(self, page: ContactPage) -> None:
        """Take a contact's page off, unless another connection has its place by now."""
        if page.seat is None:
            return
        visitor, view = page.seat
        pages = self._contacts.get(visitor.contact_id, {})
        if pages.get(view) is not page:
            return
        del pages[view]
        if not pages:
            del self._contacts[visitor.contact_id]
            self.moved.add(visitor.contact_id)

    def join(self, page: DeskPage) -> None:
        """Take in a desk's page."""
        self._desks[page] = None

    def leave(self, page: DeskPage) -> None:
        """Take a desk's page off."""
        self._desks.pop(page, None)


def _is_agents(page: DeskPage) -> bool:
    return page.caller is not None and page.caller.kind is AuthorKind.AGENT
