"""The contact's live socket: `GET /widget/v1/live`. Belongs here: who gets in, and what follows from what a page says.
Not here: what may be said when (see `wire.contact_session`), bringing pages up to date (see `contact_pump`).
"""

import asyncio
import math
import time
from dataclasses import dataclass
from typing import assert_never

import structlog

from unsay.core.limits import HELLO_WITHIN_SECONDS, VIEWS_PER_CONTACT
from unsay.core.refusals import Refusal
from unsay.core.timestamps import rfc3339
from unsay.core.words import AuthorKind, Id
from unsay.desk.contact_feed import conversation_of, contact_welcome
from unsay.desk.people import Visitor
from unsay.desk.ports import ContactDoor, OverloadedError, UnavailableError
from unsay.desk.proving import is_listed_anywhere, visitor_by_token
from unsay.desk.receiving import ReceiveMessage
from unsay.desk.rows import ChannelRow
from unsay.desk.viewing import OpenView, SayGoodbye
from unsay.web.fence import FencedError
from unsay.web.live_parts import LiveParts
from unsay.web.live_socket import GoneError, LiveSocket, Receive, Send
from unsay.web.origins import judge_origin, plain_origin
from unsay.web.outlet import Scope
from unsay.web.problems import RETRY_AFTER_SECONDS
from unsay.web.secrets import TOKEN_MAX_CHARACTERS, hash_of
from unsay.web.signals import Signal
from unsay.wire.closing import Close
from unsay.wire.contact_session import Compose, ContactSession, Heard
from unsay.wire.frames import Accepted, Ack, Bye, Hello, Refused, Seen, Signaller, Typing, write_frame

_log = structlog.get_logger("unsay.live")


@dataclass(frozen=True, slots=True)
class ContactProof:
    """How a page proves its right to be there, now and whenever rights may have ended."""

    token_hash: str
    origin: str | None
    own: str

    def visitor(self, door: ContactDoor) -> Visitor | None:
        """Return whose page it is, None if it may not be there."""
        visitor = visitor_by_token(door, self.token_hash)
        channel = door.get(ChannelRow, visitor.channel_id) if visitor else None
        if channel is None or not judge_origin(self.origin, own=self.own, listed=channel.origins).accepted:
            return None
        return visitor
