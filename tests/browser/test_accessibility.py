"""No violation that axe can find, in either face, light and dark, on a desk and on a phone."""

from collections.abc import Callable
from importlib.resources import files

import pytest
from playwright.sync_api import BrowserContext, Frame, expect

from tests.browser.windows import ConsoleWindow, ShopWindow
from tests.conformance.desk import Desk, Person, said

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LOOKS = [(scheme, size) for scheme in ("light", "dark") for size in (DESK, PHONE)]
NAMES = [f"{scheme}-{size['width']}" for scheme, size in LOOKS]
RULES = """() => axe.run(document, {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
}).then(({violations}) => violations.map(
  ({id, nodes}) => [id, ...nodes.map(({target, failureSummary}) => target + ' ' + failureSummary)].join('; '),
))"""


def violations(frame: Frame) -> list[str]:
    """Return what axe finds wrong in this document."""
    frame.evaluate(AXE)
    return [str(each) for each in frame.evaluate(RULES)]


@pytest.mark.parametrize(("scheme", "size"), LOOKS, ids=NAMES)
def test_the_console_and_the_panel_pass_axe_in_every_state_of_a_recall(
    desk: Desk,
    ann: Person,
    new_context: Callable[..., BrowserContext],
    new_shop: Callable[..., ShopWindow],
    scheme: str,
    size: dict[str, int],
) -> None:
    shop = new_shop(new_context(color_scheme=scheme, viewport=size))
    page = new_context(color_scheme=scheme, viewport=size).new_page()
    page.goto(desk.base_url + "/")
    expect(page.get_by_label("E-mail")).to_be_visible()
    assert violations(page.main_frame) == []
    console = ConsoleWindow(page, desk.base_url)
    console.sign_in(ann)
    assert violations(page.main_frame) == []
    hello, answer = said("hello"), said("answer")
    assert [each for each in violations(shop.page.main_frame) if "unsay" in each] == []
    shop.open()
    panel = next(frame for frame in shop.page.frames if "/panel" in frame.url)
    assert violations(panel) == []
    shop.write(hello)
    console.open_conversation_saying(hello)
    console.write(answer)
    console.write(said("note"), note=True)
    expect(shop.message(answer)).to_be_visible()
    assert violations(panel) == []
    assert violations(page.main_frame) == []
    console.open_menu(answer)
    assert violations(page.main_frame) == []
    page.keyboard.press("Escape")
    console.recall(answer)
    expect(console.receipt(answer)).to_contain_text("removed from their view")
    assert violations(page.main_frame) == []
    assert violations(panel) == []
