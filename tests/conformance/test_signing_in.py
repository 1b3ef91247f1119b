"""Signing in to the desk (protocol §2): sessions, their cookie, CSRF, limits on guessing, passwords,
tokens.
"""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import AgentApi, granted, make_bot, refused
from tests.conformance.fixtures import own_team

if TYPE_CHECKING:
    from tests.conformance.desk import Desk, Person
    from tests.conformance.fixtures import NewDesk, Talk, Team


@pytest.fixture
def newcomer(desk: Desk) -> Person:
    """An agent whose account a test may spoil."""
    return desk.add_agent("Newcomer")


def knock(desk: Desk, email: str, password: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """Try to sign in; the status, and the code if refused."""
    response = AgentApi(desk).call(
        "POST", "/api/v1/session", {"email": email, "password": password}, headers=headers
    )
    return response.status_code, response.json().get("code", "")


def test_signing_in_says_who_one_is_and_sets_a_cookie_scripts_cannot_read(desk: Desk) -> None:
    ann = desk.people["Ann"]
    response = AgentApi(desk).call("POST", "/api/v1/session", {"email": ann.email, "password": ann.password})
    answer = granted(response)
    assert answer["agent"] == {"id": ann.id, "name": "Ann", "email": ann.email, "role": "agent"}
    assert answer["csrf"]
    cookies = [value for name, value in response.headers.multi_items() if name.lower() == "set-cookie"]
    cookie = next(each for each in cookies if each.startswith("unsay_session="))
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= flags
    assert "secure" not in flags, "this is plain HTTP"
    assert answer["csrf"] not in cookie


def test_who_am_i_says_the_same_with_the_csrf_value(desk: Desk, team: Team) -> None:
    answer = granted(team.ann.call("GET", "/api/v1/session"))
    assert answer["agent"]["id"] == team.ann.id
    assert answer["csrf"] == team.ann.headers["X-Unsay-Csrf"]


def test_an_address_is_the_same_in_capitals(desk: Desk) -> None:
    ann = desk.people["Ann"]
    assert knock(desk, ann.email.upper(), ann.password)[0] == 200


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(desk: Desk, newcomer: Person) -> None:
    assert knock(desk, newcomer.email, "wrong password") == (401, "bad_credentials")
    assert knock(desk, "nobody@desk.example", "wrong password") == (401, "bad_credentials")
    assert knock(desk, newcomer.email, newcomer.password + " ") == (401, "bad_credentials")
    assert knock(desk, newcomer.email, newcomer.password)[0] == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": "x"},
        {"email": 5, "password": "x"},
        {"email": "x", "password": None},
        {"email": [], "password": {}},
    ],
    ids=repr,
)
def test_a_sign_in_of_the_wrong_shape_is_refused(desk: Desk, body: object) -> None:
    refused(AgentApi(desk).call("POST", "/api/v1/session", body), 422, "invalid")


@pytest.mark.parametrize(
    "odd", ["\0", "\ud800", "x" * 100_000, "\u202e", "'; DROP TABLE agents; --"], ids=lambda t: repr(t)[:12]
)
def test_an_odd_address_or_password_is_merely_wrong(desk: Desk, odd: str) -> None:
    for email, password in ((odd, "password ten"), (f"{uuid.uuid4().hex}@desk.example", odd)):
        assert knock(desk, email, password)[0] in (401, 422)


def test_guessing_is_stopped_and_the_owner_elsewhere_is_not_locked_out(desk: Desk, newcomer: Person) -> None:
    answers = [knock(desk, newcomer.email, f"guess {number}") for number in range(11)]
    assert answers[:10] == [(401, "bad_credentials")] * 10
    assert answers[10] == (429, "rate_limited")
    response = AgentApi(desk).call(
        "POST", "/api/v1/session", {"email": newcomer.email, "password": newcomer.password}
    )
    refused(response, 429, "rate_limited")
    ann = desk.people["Ann"]
    assert knock(desk, ann.email, ann.password)[0] == 200, "other accounts are not touched"


def test_being_turned_away_while_the_desk_is_busy_is_no_failed_sign_in(desk: Desk, newcomer: Person) -> None:
    with ThreadPoolExecutor(10) as crowd:
        for _ in range(3):
            tries = [crowd.submit(knock, desk, newcomer.email, newcomer.password) for _ in range(10)]
            answers = {each.result() for each in tries}
            assert {code for _, code in answers} <= {"", "overloaded"}
    assert knock(desk, newcomer.email, newcomer.password)[0] == 200


def test_a_forwarded_address_nobody_vouches_for_changes_nothing(desk: Desk, newcomer: Person) -> None:
    answers = [
        knock(desk, newcomer.email, "guess", {"X-Forwarded-For": f"203.0.113.{number}"})
        for number in range(11)
    ]
    assert answers[10] == (429, "rate_limited")


def test_without_signing_in_every_desk_call_is_refused(desk: Desk, talk: Talk) -> None:
    stranger, forged = AgentApi(desk), AgentApi(desk, {"Cookie": "unsay_session=forged"})
    contact = AgentApi(desk, {"Authorization": f"Bearer {talk.contact.token}"})
    odd = AgentApi(desk, {"Authorization": "Bearer"})
    for nobody in (stranger, forged, contact, odd):
        for path in (
            "/session",
            "/conversations",
            f"/conversations/{talk.id}/messages",
            "/audit",
            "/agents",
            "/team",
        ):
            refused(nobody.call("GET", "/api/v1" + path), 401, "not_signed_in")
        refused(nobody.reply_raw(talk.id), 401, "not_signed_in")
        refused(nobody.try_recall(talk.id, talk.first["id"]), 401, "not_signed_in")


def test_what_changes_something_needs_the_csrf_value(desk: Desk, talk: Talk) -> None:
    agent = AgentApi.sign_in(desk, desk.people["Ann"])
    good = agent.headers.pop("X-Unsay-Csrf")
    other = AgentApi.sign_in(desk, desk.people["Ann"]).headers["X-Unsay-Csrf"]
    sent = f"/api/v1/conversations/{talk.id}"
    for wrong in (None, "", "x", other):
        headers = {} if wrong is None else {"X-Unsay-Csrf": wrong}
        for method, path in (("PATCH", sent), ("POST", sent + "/messages"), ("POST", sent + "/read")):
            refused(agent.call(method, path, {}, headers=headers), 403, "csrf")
        refused(agent.call("DELETE", "/api/v1/session", headers=headers), 403, "csrf")
    assert agent.call("GET", sent).status_code == 200, "reading needs none"
    assert agent.call("PATCH", sent, {"labels": ["x"]}, headers={"X-Unsay-Csrf": good}).status_code == 200


def test_a_bot_needs_no_csrf_value(team: Team, talk: Talk) -> None:
    make_bot(team.admin, "Greeter").reply(talk.id)


def test_signing_out_ends_this_session_and_no_other(desk: Desk) -> None:
    one, other = (AgentApi.sign_in(desk, desk.people["Ann"]) for _ in range(2))
    cookie = one.cookie
    assert one.call("DELETE", "/api/v1/session").status_code == 204
    refused(AgentApi(desk, {"Cookie": cookie}).call("GET", "/api/v1/session"), 401, "not_signed_in")
    assert other.call("GET", "/api/v1/session").status_code == 200


def test_a_new_password_ends_the_agents_other_sessions(desk: Desk, newcomer: Person) -> None:
    mine, elsewhere = AgentApi.sign_in(desk, newcomer), AgentApi.sign_in(desk, newcomer)
    where = "/api/v1/session/password"
    wrong = mine.call("PUT", where, {"current": "not my password", "new": "a new password"})
    assert wrong.status_code in (401, 403, 422), wrong.text
    for bad in ("too short", "x" * 201, "", 5, None):
        refused(mine.call("PUT", where, {"current": newcomer.password, "new": bad}), 422)
    assert mine.call("PUT", where, {"current": newcomer.password, "new": "a new password"}).status_code == 204
    assert mine.call("GET", "/api/v1/session").status_code == 200
    refused(elsewhere.call("GET", "/api/v1/session"), 401, "not_signed_in")
    assert knock(desk, newcomer.email, newcomer.password) == (401, "bad_credentials")
    assert knock(desk, newcomer.email, "a new password")[0] == 200


def test_a_password_set_on_the_command_line_ends_all_sessions(desk: Desk, newcomer: Person) -> None:
    agent = AgentApi.sign_in(desk, newcomer)
    done = desk.command("agent", "password", newcomer.email, "--password-stdin", stdin="another password\n")
    assert done.returncode == 0, done.stderr
    refused(agent.call("GET", "/api/v1/session"), 401, "not_signed_in")
    assert knock(desk, newcomer.email, "another password")[0] == 200


def test_an_agent_no_longer_active_is_signed_out_everywhere(desk: Desk, team: Team, newcomer: Person) -> None:
    agent = AgentApi.sign_in(desk, newcomer)
    where = f"/api/v1/agents/{newcomer.id}"
    granted(team.admin.call("PATCH", where, {"active": False}))
    refused(agent.call("GET", "/api/v1/conversations"), 401, "not_signed_in")
    assert knock(desk, newcomer.email, newcomer.password) == (401, "bad_credentials")
    granted(team.admin.call("PATCH", where, {"active": True}))
    assert knock(desk, newcomer.email, newcomer.password)[0] == 200


def test_a_deleted_token_stops_working(team: Team, talk: Talk) -> None:
    bot = make_bot(team.admin, "Short-lived")
    row = next(each for each in team.admin.every("/tokens", limit=200) if each["name"] == "Short-lived")
    secret = bot.headers["Authorization"].split()[1]
    assert secret not in str(team.admin.every("/tokens", limit=200)), "the secret is shown once"
    assert team.admin.call("DELETE", f"/api/v1/tokens/{row['id']}").status_code == 204
    refused(bot.call("GET", "/api/v1/conversations"), 401, "not_signed_in")


def test_two_agents_cannot_have_one_address(desk: Desk, team: Team, newcomer: Person) -> None:
    body = {"email": newcomer.email.upper(), "name": "Twin", "role": "agent", "password": "a good password"}
    refused(team.admin.call("POST", "/api/v1/agents", body), 409, "email_taken")
    words = ("agent", "add", newcomer.email, "--name", "Twin", "--role", "agent", "--password-stdin")
    assert desk.command(*words, stdin="a good password\n").returncode != 0


def test_the_last_admin_stays(new_desk: NewDesk) -> None:
    desk = new_desk()
    team, _ = own_team(desk)
    where = f"/api/v1/agents/{team.admin.id}"
    refused(team.admin.call("PATCH", where, {"active": False}), 409, "last_admin")
    refused(team.admin.call("PATCH", where, {"role": "agent"}), 409, "last_admin")
    granted(team.admin.call("PATCH", f"/api/v1/agents/{team.bob.id}", {"role": "admin"}))
    granted(team.admin.call("PATCH", where, {"role": "agent"}))


def test_a_sign_in_is_in_the_audit(desk: Desk, team: Team, newcomer: Person) -> None:
    AgentApi.sign_in(desk, newcomer)
    rows = team.admin.every("/audit", kind="sign_in", agent=newcomer.id)
    assert len(rows) == 1
    assert rows[0]["agent"] == {"id": newcomer.id, "name": newcomer.name}
    assert rows[0].keys() >= {"id", "at", "kind", "agent", "from"}
    assert newcomer.password not in str(rows)
