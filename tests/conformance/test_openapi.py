"""The API's own description (`/openapi.json`) is true: whatever is sent, the answer is one that it
declares.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Err
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.conformance.client import AgentApi, ContactApi, make_bot
from tests.conformance.fixtures import begin, own_team

if TYPE_CHECKING:
    from schemathesis import APIOperation, Case

    from tests.conformance.fixtures import NewDesk

EXAMPLES = 200 if os.environ.get("UNSAY_TEST_LONG") else 10
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# What must be described: every call of protocol §2 and §3 that this desk has.
DESCRIBED = {
    "/api/v1/session", "/api/v1/session/password", "/api/v1/setup", "/api/v1/team", "/api/v1/conversations",
    "/api/v1/conversations/{}", "/api/v1/conversations/{}/read", "/api/v1/conversations/{}/messages",
    "/api/v1/conversations/{}/messages/{}/recall", "/api/v1/channels", "/api/v1/channels/{}",
    "/api/v1/agents",
    "/api/v1/agents/{}", "/api/v1/tokens", "/api/v1/tokens/{}", "/api/v1/contacts", "/api/v1/contacts/{}",
    "/api/v1/audit", "/widget/v1/session", "/widget/v1/messages",
}  # fmt: skip


class Known:
    """Ids that exist, and who may ask."""

    def __init__(self, admin: AgentApi, contact: ContactApi) -> None:
        talk = begin(contact, admin)
        sent = admin.reply(talk.id)
        self.path = {
            "conversation_id": talk.id,
            "message_id": sent["id"],
            "channel_id": contact.channel.id,
            "contact_id": contact.id,
            "agent_id": admin.every("/agents")[-1]["id"],
        }
        self.bot = make_bot(admin, "Prober", "admin").headers
        self.visitor = {"Authorization": contact.headers["Authorization"]}

    def headers(self, path: str) -> dict[str, str]:
        """The sign-in that fits a path."""
        return self.visitor if path.startswith("/widget") else self.bot


def probe(operation: APIOperation[Any, Any, Any, Any], known: Known) -> None:
    """Send this operation some of everything, signed in or not, about things that exist or not."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), signed_in=st.sampled_from([True, True, False]), real=st.booleans())
    def send(case: Case[Any], *, signed_in: bool, real: bool) -> None:
        for name in case.path_parameters or {}:
            if real and name in known.path:
                case.path_parameters[name] = known.path[name]
        case.call_and_validate(headers=known.headers(operation.path) if signed_in else {}, checks=CHECKS)

    send()


@pytest.mark.timeout(600)
def test_every_answer_is_one_the_description_declares(new_desk: NewDesk, database: object) -> None:
    desk = new_desk(environment={"UNSAY_RATE_AGENT": "off", "UNSAY_RATE_CONTACT": "off"})
    team, shop = own_team(desk)
    contact = ContactApi(desk, shop)
    contact.open()
    known = Known(team.admin, contact)
    schema = schemathesis.openapi.from_url(f"{desk.base_url}/openapi.json")
    seen = set()
    for found in schema.get_all_operations():
        assert not isinstance(found, Err), found
        operation = found.ok()
        parts = [(part.startswith("{") and "{}") or part for part in operation.path.split("/")]
        seen.add("/".join(parts))
        probe(operation, known)
    assert seen >= DESCRIBED, DESCRIBED - seen
