"""A second program that writes to a desk while its server runs, by the command line's own tool:
`python -m tests.real.second_writer DATA URL AGENT CONVERSATION COUNT`, URL being "-" for SQLite.

Belongs here: appending by deeds. It prints what it wrote as JSON, a line each, after it was written.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from pathlib import Path

from unsay.core.refusals import Refusal
from unsay.core.words import AuthorKind, Role
from unsay.desk.people import Caller
from unsay.desk.recalling import RecallMessage
from unsay.desk.sending import PostMessage
from unsay.main.desks import DeskTool, tool_on
from unsay.main.settings import load_settings

RECALLED_EVERY = 3


def write(tool: DeskTool, agent: Caller, conversation: str, number: int) -> dict[str, object]:
    """A reply, and now and then its recall; a database that is busy is asked again."""
    text, ref = f"second {uuid.uuid4().hex}", str(uuid.uuid4())
    posted = tool.do(
        PostMessage(
            caller=agent,
            conversation_id=conversation,
            message_id=tool.new_id(),
            client_ref=ref,
            text=text,
            note=False,
            reply_to=None,
        )
    )
    is_recalled = number % RECALLED_EVERY == 0
    if is_recalled:
        recall = RecallMessage(
            caller=agent,
            conversation_id=conversation,
            message_id=posted.message_id,
            reason=None,
            note=None,
            audit_id=tool.new_id(),
        )
        assert not isinstance(tool.attempt(recall), Refusal)
    return {"id": posted.message_id, "text": text, "recalled": is_recalled}


def main(data: str, url: str, agent_id: str, conversation: str, count: str) -> None:
    """Write so many replies in one conversation."""
    agent = Caller(
        id=agent_id,
        kind=AuthorKind.AGENT,
        name="Ada",
        email=None,
        standing=Role.ADMIN,
        session_id=None,
        address="",
    )
    place: dict[str, object] = {"data": Path(data), "database_url": None if url == "-" else url}
    with tool_on(load_settings(place, os.environ)) as tool:
        for number in range(int(count)):
            sys.stdout.write(json.dumps(write(tool, agent, conversation, number)) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
