"""The two kinds of window as a person uses them: by what is written on things. Not here: what happens."""

import json
import time
from collections.abc import Callable

from playwright.sync_api import APIResponse, Frame, FrameLocator, Locator, Page, Route, WebSocketRoute, expect

from tests.conformance.client import AgentApi
from tests.conformance.desk import Person
from tests.conformance.waiting import PATIENCE_SECONDS

# A browser that lets a frame store nothing says so by throwing.
STORED = """() => [() => localStorage, () => sessionStorage].map((of) => {
  try { return JSON.stringify({...of()}); } catch { return ""; }
}).join("")"""


class Window:
    """A page, and everything it complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                self.complaints.append(said.text)
                if said.type == "error" and "Content Security" in said.text
                else None
            ),
        )

    def hold_back(self, pattern: str) -> "HeldBack":
        """Let requests to `pattern` reach the desk, but keep their answers until told."""
        return HeldBack(self.page, pattern)


class ConsoleWindow(Window):
    """An agent's console."""

    def __init__(self, page: Page, base_url: str) -> None:
        super().__init__(page)
        self.base_url = base_url

    def sign_in(self, person: Person) -> None:
        self.page.goto(self.base_url + "/")
        self.page.get_by_label("E-mail").fill(person.email)
        self.page.get_by_label("Password").fill(person.password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("searchbox")).to_be_visible()

    def open_conversation_saying(self, text: str) -> None:
        """Find it among all the open ones by its last message."""
        self.page.goto(self.base_url + "/#/all")
        self.page.locator(".list-pane li", has_text=text).first.click()
        expect(self.message(text)).to_be_visible()

    def enter(self, agent: AgentApi) -> None:
        """Come with a session this agent has already, which is quicker than signing in."""
        name, _, value = agent.cookie.partition("=")
        self.page.context.add_cookies([{"name": name, "value": value, "url": self.base_url}])

    def open(self, conversation: str = "", *, view: str = "all") -> None:
        """Go to a view of the list, or to a conversation in it, and wait until it is there."""
        self.page.goto(f"{self.base_url}/#/{view}/{conversation}")
        expect(self.page.get_by_role("main")).to_be_visible()
        if conversation:
            expect(self.page.get_by_role("region", name="Messages")).to_be_visible()

    @property
    def box(self) -> Locator:
        """Where the agent writes."""
        return self.page.locator(".compose textarea")

    def row(self, conversation: str) -> Locator:
        """A conversation in the list."""
        return self.page.locator(f'[data-conversation-id="{conversation}"]')

    def message(self, text: str) -> Locator:
        return self.page.locator("li.msg", has_text=text)

    def write(self, text: str, *, note: bool = False) -> None:
        self.page.get_by_role("tab", name="Note" if note else "Reply").click()
        box = self.page.locator(".compose textarea")
        box.fill(text)
        box.press("Enter")
        expect(self.message(text)).to_be_visible()

    def open_menu(self, text: str) -> Locator:
        message = self.message(text)
        message.hover()
        message.get_by_role("button", name="More actions").click()
        menu = self.page.get_by_role("menu", name="Message")
        expect(menu).to_be_visible()
        return menu

    def recall(self, text: str, item: str = "Recall") -> None:
        self.open_menu(text).get_by_role("menuitem", name=item, exact=False).first.click()

    def receipt(self, text: str) -> Locator:
        return self.page.locator("li.msg[data-recalled]", has_text=text)


class ShopWindow(Window):
    """A page of the shop with the widget in it."""

    def __init__(self, page: Page, url: str) -> None:
        super().__init__(page)
        page.goto(url)

    @property
    def launcher(self) -> Locator:
        return self.page.locator("unsay-chat button")

    @property
    def badge(self) -> Locator:
        """What the launcher says is unread."""
        return self.page.locator("unsay-chat b")

    @property
    def panel(self) -> FrameLocator:
        return self.page.frame_locator("unsay-chat iframe")

    @property
    def panel_frame(self) -> Frame:
        return next(frame for frame in self.page.frames if "/panel" in frame.url)

    @property
    def log(self) -> Locator:
        return self.panel.get_by_role("log")

    @property
    def box(self) -> Locator:
        return self.panel.get_by_role("textbox", name="Message")

    @property
    def banner(self) -> Locator:
        """What is said about the connection."""
        return self.panel.locator(".banner")

    @property
    def spoken(self) -> Locator:
        """What is said to those who hear the page."""
        return self.panel.locator("[aria-live=polite]")

    def open(self) -> None:
        self.launcher.click()
        expect(self.box).to_be_visible()

    def close(self) -> None:
        self.panel.get_by_role("button", name="Close chat").click()
        expect(self.box).not_to_be_visible()

    def write(self, text: str) -> None:
        self.box.fill(text)
        self.box.press("Enter")

    def message(self, text: str) -> Locator:
        return self.log.locator(".bubble", has_text=text)

    def put_away(self) -> None:
        """Go on to another page, so that the browser keeps this one as it is."""
        self.page.evaluate("() => { window.kept = true; }")
        self.page.get_by_role("link", name="Other").click()
        expect(self.page.get_by_role("heading", name="Other page")).to_be_visible()

    def take_out(self) -> None:
        """Back to the page that was kept: such a one does not load."""
        self.page.go_back(wait_until="commit")
        assert self.page.evaluate("() => window.kept"), "the browser had not kept the page"

    def sleep(self) -> None:
        """The panel is told what a browser says before it freezes a tab; a headless one never freezes any."""
        self.panel_frame.evaluate("() => document.dispatchEvent(new Event('freeze'))")

    def wake(self) -> None:
        self.panel_frame.evaluate("() => document.dispatchEvent(new Event('resume'))")

    def scroll_up(self) -> None:
        """To the top of what is there."""
        self.log.evaluate("box => { box.scrollTop = 0; }")

    def whole_panel(self) -> str:
        """Everything in the panel's document, seen or not, attributes and live regions too."""
        return str(self.panel_frame.evaluate("() => document.documentElement.outerHTML"))

    def storage(self) -> str:
        """Everything the panel and the page that embeds it keep in the browser."""
        return "".join(str(frame.evaluate(STORED)) for frame in self.page.frames)

    def document(self) -> str:
        """Everything in a near page's documents. After `take_out` the panel can be asked in no other way."""
        session = self.page.context.new_cdp_session(self.page)
        tree = session.send("DOM.getDocument", {"depth": -1, "pierce": True})
        session.detach()
        return json.dumps(tree)

    def memory(self) -> str:
        """Every string that the panel's scripts and document still reach."""
        # Playwright looks at the page from within, and keeps the text it saw last: let that be one of now.
        expect(self.panel.get_by_text("Chat by Unsay")).to_be_visible()
        session = self.page.context.new_cdp_session(self._target())
        chunks: list[str] = []
        session.on("HeapProfiler.addHeapSnapshotChunk", lambda event: chunks.append(event["chunk"]))
        session.send("HeapProfiler.collectGarbage")
        session.send("HeapProfiler.takeHeapSnapshot")
        session.detach()
        return "\n".join(json.loads("".join(chunks))["strings"])

    def _target(self) -> Page | Frame:
        """Who has the panel's memory: a frame of another site has a process of its own."""
        return self.panel_frame if "localhost" in self.page.url else self.page


def wait_for(page: Page, look: Callable[[], object]) -> None:
    """Until `look` finds something that the browser's events bring about."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not look():
        assert time.monotonic() < deadline, "it never came"
        page.wait_for_timeout(20)


class HeldBack:
    """Answers that are on their way for as long as a test likes."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.waiting: list[tuple[Route, APIResponse]] = []
        self._page = page
        self._held = True
        page.route(pattern, self._hold)

    def _hold(self, route: Route) -> None:
        if self._held:
            self.waiting.append((route, route.fetch()))
        else:
            route.continue_()

    def wait(self) -> None:
        """Until something is held back."""
        wait_for(self._page, lambda: self.waiting)

    def let_go(self) -> None:
        """Now they arrive; back when their page has made of them what it does."""
        self._held = False
        for route, answer in self.waiting:
            request = route.request
            with self._page.expect_event("requestfinished", lambda each, asked=request: each == asked):
                route.fulfill(response=answer)
            request.frame.evaluate("() => new Promise((done) => setTimeout(done, 50))")
        self.waiting.clear()


class HeldFrames:
    """The frames of one type from the desk to the panel's socket, kept on their way; all others pass."""

    def __init__(self, page: Page, kind: str) -> None:
        self._page = page
        self._mark = f'"type":"{kind}"'
        self.waiting: list[str | bytes] = []
        self._held = True
        self._socket: WebSocketRoute | None = None
        page.route_web_socket("**/widget/v1/live", self._join)

    def _join(self, socket: WebSocketRoute) -> None:
        self._socket = socket
        socket.connect_to_server().on_message(self._pass_on)

    def _pass_on(self, frame: str | bytes) -> None:
        assert self._socket is not None, "joined before"
        if self._held and self._mark in str(frame):
            self.waiting.append(frame)
        else:
            self._socket.send(frame)

    def let_go(self) -> None:
        """Now they arrive."""
        wait_for(self._page, lambda: self.waiting)
        assert self._socket is not None, "the panel has connected"
        self._held = False
        for frame in self.waiting:
            self._socket.send(frame)
        self.waiting.clear()
