"""A desk that nobody has used yet: its one-time link makes the first admin, who is told what comes next."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.accessible import violations
from tests.conformance.client import Http, granted
from tests.conformance.desk import Desk

NewContext = Callable[..., BrowserContext]
PASSWORD = "correct horse battery"


@contextmanager
def started(home: Path) -> Iterator[Desk]:
    desk = Desk(home)
    desk.start()
    yield desk
    desk.let_go()
    desk.stop()


@pytest.fixture(scope="module")
def unused_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk without anybody, which stays that way."""
    with started(tmp_path_factory.mktemp("unused-desk")) as desk:
        yield desk


@pytest.fixture
def new_desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk without anybody, for whoever comes first."""
    with started(tmp_path) as desk:
        yield desk


def link(desk: Desk) -> str:
    """What the desk printed for its first admin."""
    found = re.search(r"http://\S+/setup#\S+", desk.log())
    assert found, "no link was printed"
    return found[0]


def fill(page: Page, *, again: str = PASSWORD) -> None:
    page.get_by_label("Your name").fill("Ana María")
    page.get_by_label("E-mail").fill("ana@shop.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(again)
    page.get_by_role("button", name="Set up the desk").click()


def test_a_desk_without_an_admin_says_where_its_link_is(unused_desk: Desk, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(unused_desk.base_url)
    expect(page.get_by_role("heading", name="This desk is not set up yet")).to_be_visible()
    assert violations(page.main_frame) == []


def test_half_a_link_says_so_and_the_whole_one_pasted_over_it_works(
    unused_desk: Desk, new_context: NewContext
) -> None:
    page = new_context().new_page()
    page.goto(unused_desk.base_url + "/setup")
    expect(page.get_by_role("heading", name="The link is not complete")).to_be_visible()
    page.goto(link(unused_desk))
    expect(page.get_by_role("heading", name="Make the first account")).to_be_visible()
    assert "#" not in page.url, "the token must not stay in the address"


def test_a_wrong_link_says_that_it_is_no_longer_valid(unused_desk: Desk, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(unused_desk.base_url + "/setup#not-the-token-that-was-printed")
    fill(page)
    expect(page.get_by_role("alert")).to_contain_text("This link is no longer valid")
    expect(page.get_by_label("Your name")).to_have_value("Ana María")


def test_the_link_makes_the_first_admin_who_is_signed_in_and_told_what_comes_next(
    new_desk: Desk, new_context: NewContext
) -> None:
    page = new_context(color_scheme="dark").new_page()
    page.goto(link(new_desk))
    fill(page, again="something else")
    expect(page.get_by_role("alert")).to_contain_text("The two passwords differ.")
    assert violations(page.main_frame) == []
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Set up the desk").click()
    expect(page.get_by_text("Ana María")).to_be_visible()
    expect(page.get_by_text("Nothing on your desk")).to_be_visible()
    assert violations(page.main_frame) == []
    page.get_by_role("link", name="Set up a website").click()
    expect(page.get_by_role("heading", name="Channels")).to_be_visible()
    expect(page.get_by_text("No channel yet")).to_be_visible()


def test_the_link_works_once(new_desk: Desk, new_context: NewContext) -> None:
    token = link(new_desk).partition("#")[2]
    first = {"token": token, "name": "Ana María", "email": "ana@shop.example", "password": PASSWORD}
    granted(Http(new_desk).call("POST", "/api/v1/setup", first))
    page = new_context().new_page()
    page.goto(link(new_desk))
    expect(page.get_by_role("heading", name="This desk is set up")).to_be_visible()
    assert violations(page.main_frame) == []
    page.get_by_role("link", name="Go to sign-in").click()
    page.get_by_label("E-mail").fill("ana@shop.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Ana María")).to_be_visible()
