"""The two kinds of window as a person uses them: by what is written on things. Not here: what happens."""

from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, Route, expect

from tests.conformance.desk import Person


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

    def __init__(self, page: Page, url: str, desk_url: str) -> None:
        super().__init__(page)
        self.desk_url = desk_url
        page.goto(url)

    @property
    def launcher(self) -> Locator:
        return self.page.locator("unsay-chat button")

    @property
    def panel(self) -> FrameLocator:
        return self.page.frame_locator("unsay-chat iframe")

    @property
    def log(self) -> Locator:
        return self.panel.get_by_role("log")

    def open(self) -> None:
        self.launcher.click()
        expect(self.panel.get_by_role("textbox", name="Message")).to_be_visible()

    def write(self, text: str) -> None:
        box = self.panel.get_by_role("textbox", name="Message")
        box.fill(text)
        box.press("Enter")

    def message(self, text: str) -> Locator:
        return self.log.locator(".bubble", has_text=text)

    def whole_panel(self) -> str:
        """Everything in the panel's document, seen or not, attributes and live regions too."""
        frame = next(frame for frame in self.page.frames if "/panel" in frame.url)
        return str(frame.evaluate("() => document.documentElement.outerHTML"))

    def storage(self) -> str:
        """Everything the panel keeps in the browser."""
        frame = next(frame for frame in self.page.frames if "/panel" in frame.url)
        return str(frame.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])"))

    def hold_back(self, pattern: str) -> "HeldBack":
        """Let requests to `pattern` reach the desk, but keep their answers until told."""
        return HeldBack(self.page, pattern)


class HeldBack:
    """Answers that are on their way for as long as a test likes."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.waiting: list[tuple[Route, Any]] = []
        self._page, self._pattern = page, pattern
        page.route(pattern, self._hold)

    def _hold(self, route: Route) -> None:
        self.waiting.append((route, route.fetch()))

    def let_go(self) -> None:
        """Now they arrive."""
        self._page.unroute(self._pattern)
        for route, answer in self.waiting:
            route.fulfill(response=answer)
        self.waiting.clear()
