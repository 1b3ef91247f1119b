"""The other doors (protocol §5) and the command line (§1): pages, health, set-up, settings, one server a
desk.
"""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import Http, granted, refused
from tests.conformance.fixtures import own_team
from tests.conformance.waiting import eventually

if TYPE_CHECKING:
    from tests.conformance.desk import Channel, Desk
    from tests.conformance.fixtures import NewDesk


def test_the_desk_says_how_it_is(desk: Desk) -> None:
    assert granted(Http(desk).call("GET", "/healthz")) == {"status": "ok"}
    assert Http(desk).call("GET", "/readyz").status_code == 200
    metrics = Http(desk).call("GET", "/metrics")
    assert metrics.status_code == 200
    assert "# TYPE" in metrics.text


def test_the_desk_describes_its_api(desk: Desk) -> None:
    described = granted(Http(desk).call("GET", "/openapi.json"))
    assert described["openapi"].startswith("3.")
    assert "/api/v1/conversations/{" in str(described["paths"].keys())
    assert "/widget/v1/messages" in described["paths"]
    assert Http(desk).call("GET", "/docs").status_code == 200


def test_the_console_the_panel_and_the_loader_are_served(desk: Desk, shop: Channel) -> None:
    for path, kind in (
        ("/", "text/html"),
        (f"/panel?channel={shop.key}", "text/html"),
        ("/embed.js", "javascript"),
    ):
        response = Http(desk).call("GET", path)
        assert response.status_code == 200, path
        assert kind in response.headers["content-type"], path
    policy = Http(desk).call("GET", "/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "/embed.js" in shop.snippet
    assert f'data-channel="{shop.key}"' in shop.snippet


def test_a_panel_of_no_channel_is_not_found(desk: Desk) -> None:
    for key in ("", "nobody", "\0", "x" * 5000):
        response = Http(desk).call("GET", "/panel", params={"channel": key})
        assert response.status_code in (404, 422), response.status_code


def test_the_demo_shop_is_only_in_the_demo(desk: Desk) -> None:
    assert Http(desk).call("GET", "/demo").status_code == 404


@pytest.mark.parametrize(
    "path", ["/static/../pyproject.toml", "/static/x/..%2f..%2fmain.py", "/static/%2e%2e/x", "/static/x/%00"]
)
def test_nothing_beside_the_static_files_is_served(desk: Desk, path: str) -> None:
    assert Http(desk).call("GET", path).status_code in (400, 404)


def test_an_empty_desk_is_set_up_once_with_the_printed_link(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.start()
    visitor = Http(desk)
    assert granted(visitor.call("GET", "/api/v1/setup")) == {"needed": True}
    token = eventually(lambda: re.findall(r"/setup#(\S+)", desk.log()))[0]
    first = {"name": "Ada", "email": "ada@desk.example", "password": "a good password"}
    refused(visitor.call("POST", "/api/v1/setup", first | {"token": "wrong"}), 404, "not_found")
    refused(visitor.call("POST", "/api/v1/setup", first | {"token": token, "password": "short"}), 422)
    made = granted(visitor.call("POST", "/api/v1/setup", first | {"token": token}))
    assert made["agent"]["role"] == "admin"
    assert made["csrf"]
    assert granted(visitor.call("GET", "/api/v1/session"))["agent"]["email"] == "ada@desk.example"
    refused(Http(desk).call("POST", "/api/v1/setup", first | {"token": token}), 404, "not_found")
    assert granted(Http(desk).call("GET", "/api/v1/setup")) == {"needed": False}


def test_the_desk_lists_its_commands_and_names_a_bad_setting(new_desk: NewDesk) -> None:
    desk = new_desk()
    helped = "".join(
        subprocess.run(
            [sys.executable, "-m", "unsay", *words, "--help"], capture_output=True, text=True, check=True
        ).stdout
        for words in ((), ("agent",))
    )
    for word in ("serve", "demo", "agent", "channel", "doctor", "verify", "add", "password"):
        assert word in helped, word
    desk.environment["UNSAY_RATE_CONTACT"] = "plenty"
    refused_start = desk.command("serve", "--port", "0")
    assert refused_start.returncode != 0
    assert "UNSAY_RATE_CONTACT" in refused_start.stdout + refused_start.stderr
    assert "Traceback" not in refused_start.stderr
    del desk.environment["UNSAY_RATE_CONTACT"]


def test_the_data_directory_is_nobody_elses_business(new_desk: NewDesk) -> None:
    desk = new_desk()
    own_team(desk)
    assert desk.data.stat().st_mode & 0o777 == 0o700


def test_one_server_a_data_directory_and_a_taken_port_is_said_in_words(desk: Desk, new_desk: NewDesk) -> None:
    second = desk.command("serve", "--port", "0")
    assert second.returncode != 0
    assert "Traceback" not in second.stderr
    other = new_desk()
    taken = other.command("serve", "--port", str(desk.port))
    assert taken.returncode != 0
    assert str(desk.port) in taken.stdout + taken.stderr
    assert "Traceback" not in taken.stderr


def test_doctor_says_that_a_channel_without_origins_may_be_framed_anywhere(desk: Desk, shop: Channel) -> None:
    done = desk.command("doctor")
    assert "Shop" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_password_too_short_is_not_taken_on_the_command_line(desk: Desk) -> None:
    words = ("agent", "add", "short@desk.example", "--name", "Short", "--role", "agent", "--password-stdin")
    for password in ("", "short", "x" * 201):
        done = desk.command(*words, stdin=password + "\n")
        assert done.returncode != 0
        assert "Traceback" not in done.stderr


def test_looking_at_a_desk_that_is_not_there_makes_none(new_desk: NewDesk) -> None:
    desk = new_desk()
    for command in ("verify", "doctor"):
        done = desk.command(command)
        assert done.returncode == 1
        assert "no desk" in done.stdout + done.stderr
        assert not desk.data.exists()
    own_team(desk)


def test_the_demo_keeps_off_a_real_desk(new_desk: NewDesk) -> None:
    desk = new_desk()
    team, _ = own_team(desk)
    running = desk.command("demo", "--port", "0")
    assert (running.returncode, "Traceback" in running.stderr) == (1, False)
    assert desk.stop() == 0
    resting = desk.command("demo", "--port", "0")
    assert resting.returncode == 1
    assert "not a demo desk" in resting.stderr
    desk.start()
    assert {each["name"] for each in team.admin.every("/agents", limit=200)} == {"Ada", "Sam", "Ann", "Bob"}
