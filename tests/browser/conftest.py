"""A real browser on a real desk: an agent's console in one window, a shop with the widget in others."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser.answering import Answering
from tests.browser.office import Office
from tests.browser.website import Website
from tests.browser.windows import ConsoleWindow, ShopWindow
from tests.conformance.client import AgentApi
from tests.conformance.desk import Channel, Desk, Person, said

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Playwright turns it off; people's browsers have it, and what it keeps is ours to empty.
BACK_FORWARD_CACHE = "--disable-back-forward-cache"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without one these tests can't say anything, so they say so."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine: the browser journeys were NOT tried")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=FLAGS, ignore_default_args=[BACK_FORWARD_CACHE]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for all journeys: each is of a visitor of its own."""
    desk = Desk(tmp_path_factory.mktemp("browser-desk"))
    desk.add_agent("Ada", "admin")
    desk.start()
    yield desk
    desk.let_go()
    desk.stop()


@pytest.fixture(scope="session")
def ann(desk: Desk) -> Person:
    return desk.add_agent("Ann")


@pytest.fixture(scope="session")
def channel(desk: Desk) -> Channel:
    return desk.add_channel("Northwind")


@pytest.fixture(scope="session")
def website(desk: Desk, channel: Channel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Website]:
    website = Website(tmp_path_factory.mktemp("shop"), channel, desk.base_url)
    yield website
    website.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Browsers that know nothing of each other; closed after the test."""
    contexts: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**options)  # type: ignore[arg-type] # what Playwright takes
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def console(desk: Desk, ann: Person, new_context: Callable[..., BrowserContext]) -> ConsoleWindow:
    """Ann's console, signed in."""
    window = ConsoleWindow(new_context().new_page(), desk.base_url)
    window.sign_in(ann)
    return window


@pytest.fixture(scope="session")
def office(desk: Desk, channel: Channel, ann: Person) -> Office:
    return Office.of(desk, channel, ann)


@pytest.fixture
def new_console(office: Office, new_context: Callable[..., BrowserContext]) -> Callable[..., ConsoleWindow]:
    """The console of somebody in the office, in a browser of its own."""

    def make(agent: AgentApi | None = None, **options: object) -> ConsoleWindow:
        window = ConsoleWindow(new_context(**options).new_page(), office.desk.base_url)
        window.enter(agent or office.ann)
        return window

    return make


@pytest.fixture
def agent(desk: Desk, ann: Person) -> AgentApi:
    """Ann on the desk API, where nobody looks at her console."""
    return AgentApi.sign_in(desk, ann)


@pytest.fixture
def new_shop(website: Website, new_context: Callable[..., BrowserContext]) -> Callable[..., ShopWindow]:
    """A visitor's window on the shop: of a browser of its own, or another tab of one."""

    def make(context: BrowserContext | None = None, url: str | None = None) -> ShopWindow:
        page = (context or new_context()).new_page()
        return ShopWindow(page, url or website.far())

    return make


@pytest.fixture
def talk(agent: AgentApi) -> Callable[[ShopWindow], Answering]:
    """Let the visitor open the panel and write; an agent is there to answer."""

    def begin(shop: ShopWindow) -> Answering:
        hello = said("hello")
        shop.open()
        shop.write(hello)
        expect(shop.log.locator(".mine:not(.pending)", has_text=hello)).to_be_visible()
        return Answering(agent, hello)

    return begin
