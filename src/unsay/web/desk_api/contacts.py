"""Contacts and what is known of them."""

import msgspec
from litestar import get, patch
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from unsay.core.limits import LIST_DEFAULT_ROWS
from unsay.core.policy import Right
from unsay.core.words import Id
from unsay.desk import inquiries, views
from unsay.desk.contact_keeping import ChangeContact
from unsay.desk.paging import Page
from unsay.web.answers import granted
from unsay.web.fields import Body, Email, Name, visible
from unsay.web.guards import BODY, desk_call
from unsay.web.queries import Before, Limit
from unsay.web.requests import DeskRequest

TAG = "contacts"


class ContactChange(Body, frozen=True):
    """What is to change; what is left out stays."""

    name: Name | msgspec.UnsetType = msgspec.UNSET
    email: Email | msgspec.UnsetType | None = msgspec.UNSET


@get("/contacts", **desk_call(Right.READ, tag=TAG))
async def list_contacts(
    request: DeskRequest, *, before: Before = None, limit: Limit = LIST_DEFAULT_ROWS
) -> Page[views.Contact]:
    """List the contacts, latest first."""
    return granted(
        await request.desk.doors.desk(lambda door: inquiries.contacts(door, before=before, limit=limit)),
        at="before",
    )


@get("/contacts/{contact_id:str}", **desk_call(Right.READ, tag=TAG))
async def get_contact(request: DeskRequest, contact_id: FromPath[Id]) -> views.Contact:
    """Return one contact."""
    return await _contact(request, contact_id)


@patch("/contacts/{contact_id:str}", **desk_call(Right.ANSWER, *BODY, tag=TAG))
async def change_contact(
    request: DeskRequest, contact_id: FromPath[Id], data: JSONBody[ContactChange]
) -> views.Contact:
    """Correct what is known of a contact; what they wrote keeps the name of then."""
    deed = ChangeContact(
        caller=request.caller,
        contact_id=contact_id,
        name=data.name if data.name is msgspec.UNSET else visible(data.name),
        email=data.email,
    )
    granted(await request.desk.writer.submit(deed))
    return await _contact(request, contact_id)


async def _contact(request: DeskRequest, contact_id: Id) -> views.Contact:
    return granted(await request.desk.doors.desk(lambda door: inquiries.contact(door, contact_id)))


CONTACT_ROUTES: list[HTTPRouteHandler] = [list_contacts, get_contact, change_contact]
