"""No violation that axe can find in any state of the console: light on a desk, dark on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.accessible import violations
from tests.browser.office import Office
from tests.browser.windows import ConsoleWindow
from tests.conformance.desk import said

NewConsole = Callable[..., ConsoleWindow]
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LOOKS = [("light", DESK), ("dark", PHONE)]
LONG = "とても長い名前" * 9 + "🦊"


@pytest.fixture(params=LOOKS, ids=[f"{scheme}-{size['width']}" for scheme, size in LOOKS])
def look(request: pytest.FixtureRequest) -> dict[str, object]:
    scheme, size = request.param
    return {"color_scheme": scheme, "viewport": size}


def refuse(route: Route) -> None:
    if route.request.method == "GET":
        return route.fallback()
    body = '{"type":"about:blank","title":"No","status":409,"detail":"Not now.","code":"conflict"}'
    return route.fulfill(status=409, content_type="application/problem+json", body=body)


def fits(page: Page) -> bool:
    """Whether nothing makes the page wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_a_conversation_passes_axe_in_every_state(
    office: Office, new_console: NewConsole, look: dict[str, object]
) -> None:
    contact, conversation = office.visitor(said("你好 👋 " + "long" * 60))
    office.ada.call("PATCH", f"/api/v1/contacts/{contact.id}", {"name": LONG})
    office.ann.note(conversation)
    office.ben.reply(conversation)
    office.ann.recall(conversation, office.ann.reply(conversation)["id"], reason="unfinished")
    console = new_console(**look)
    console.open()
    page = console.page
    expect(console.row(conversation)).to_be_visible()
    assert violations(page.main_frame) == []
    console.open(conversation)
    text = said("answer")
    console.write(text)
    expect(console.message(text)).to_contain_text("sent")
    assert violations(page.main_frame) == []
    console.open_menu(text)
    assert violations(page.main_frame) == []
    page.keyboard.press("Escape")
    console.page.route("**/api/v1/conversations/**", refuse)
    console.recall(text)
    expect(console.message(text).get_by_role("alert")).to_be_visible()
    console.write(said("refused"), note=True)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    page.get_by_role("button", name="Resolve").click()
    expect(page.locator(".notice")).to_be_visible()
    assert violations(page.main_frame) == []
    assert fits(page)


def test_the_empty_and_the_failed_pass_axe(
    office: Office, new_console: NewConsole, look: dict[str, object]
) -> None:
    page = new_console(office.ben, **look).page
    page.goto(office.desk.base_url + "/#/search?q=" + said("nothing"))
    expect(page.get_by_text("Nothing found")).to_be_visible()
    assert violations(page.main_frame) == []
    page.goto(office.desk.base_url + "/#/views")
    expect(page.get_by_role("navigation", name="Views")).to_be_visible()
    assert violations(page.main_frame) == []
    page.goto(office.desk.base_url + "/#/all/0190aaaa-0000-7000-8000-000000000000")
    expect(page.get_by_role("alert")).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text("Reconnecting…").first).to_be_attached()
    assert violations(page.main_frame) == []
    assert fits(page)


def test_the_settings_and_the_description_pass_axe(
    office: Office, new_console: NewConsole, look: dict[str, object]
) -> None:
    page = new_console(office.ada, **look).page
    for name, title in (
        ("channels", "Channels"),
        ("agents", "Agents"),
        ("tokens", "API tokens"),
        ("audit", "Audit"),
    ):
        page.goto(f"{office.desk.base_url}/#/settings/{name}")
        expect(page.get_by_role("heading", name=title)).to_be_visible()
        expect(page.locator(".item, .audit-line, .empty").first).to_be_visible()
        assert violations(page.main_frame) == []
        assert fits(page)
    page.goto(office.desk.base_url + "/#/settings/agents")
    page.get_by_role("button", name="Add an agent").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page.main_frame) == []
    page.goto(office.desk.base_url + "/docs")
    page.locator("summary", has_text="/recall").click()
    assert violations(page.main_frame) == []
    assert fits(page)
