"""A real browser on a real desk: an agent's console in one window, a shop with the widget in others."""

import functools
import http.server
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.windows import ConsoleWindow, ShopWindow
from tests.conformance.desk import Channel, Desk, Person

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without one these tests can't say anything, so they say so."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine: the browser journeys were NOT tried")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk that these journeys have for themselves."""
    desk = Desk(tmp_path_factory.mktemp("browser-desk"))
    desk.add_agent("Ada", "admin")
    desk.start()
    yield desk
    desk.let_go()
    desk.stop()


@pytest.fixture(scope="module")
def ann(desk: Desk) -> Person:
    return desk.add_agent("Ann")


@pytest.fixture(scope="module")
def channel(desk: Desk) -> Channel:
    return desk.add_channel("Northwind")


@pytest.fixture(scope="module")
def shop_url(desk: Desk, channel: Channel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A website of somebody else's, on another site than the desk, with the widget's snippet in it."""
    folder = tmp_path_factory.mktemp("shop")
    snippet = f'<script async src="{desk.base_url}/embed.js" data-channel="{channel.key}"></script>'
    head = '<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1>'
    page = f'{head}<a href="other.html">Other</a>{snippet}'
    (folder / "index.html").write_text(page)
    (folder / "other.html").write_text(
        '<!doctype html><html lang="en"><title>Other</title><h1>Other page</h1>'
    )
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_address[1]}/index.html"
    server.shutdown()
    server.server_close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def new_context(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., BrowserContext]]:
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


@pytest.fixture
def new_shop(
    shop_url: str, desk: Desk, new_context: Callable[..., BrowserContext]
) -> Callable[..., ShopWindow]:
    """A visitor's window on the shop: of a browser of its own, or another tab of one."""

    def make(context: BrowserContext | None = None) -> ShopWindow:
        page = (context or new_context()).new_page()
        return ShopWindow(page, shop_url, desk.base_url)

    return make
