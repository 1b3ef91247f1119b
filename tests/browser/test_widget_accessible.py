"""The button and the panel in all their states, light and dark, wide and narrow: axe finds nothing wrong."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.accessible import violations
from tests.browser.answering import Answering
from tests.browser.windows import ShopWindow
from tests.conformance.desk import said

NewContext = Callable[..., BrowserContext]
NewShop = Callable[..., ShopWindow]
Talk = Callable[[ShopWindow], Answering]
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
LOOKS = pytest.mark.parametrize(
    ("scheme", "size"),
    [(scheme, size) for scheme in ("light", "dark") for size in (DESK, PHONE)],
    ids=[f"{scheme}-{name}" for scheme in ("light", "dark") for name in ("desk", "phone")],
)


def launcher_violations(shop: ShopWindow) -> list[str]:
    """What is wrong with our part of the page."""
    return [each for each in violations(shop.page.main_frame) if "unsay" in each]


@LOOKS
def test_the_panel_passes_axe_through_a_whole_conversation(
    new_context: NewContext, new_shop: NewShop, talk: Talk, scheme: str, size: dict[str, int]
) -> None:
    shop = new_shop(new_context(color_scheme=scheme, viewport=size))
    assert launcher_violations(shop) == []
    shop.open()
    assert violations(shop.panel_frame) == []
    assert launcher_violations(shop) == []
    shop.close()
    agent = talk(shop)
    answer = agent.reply(said("see https://northwind.example/lamps"))
    quoting = agent.reply_to(answer)
    desk = agent.at_the_desk()
    agent.types(desk)
    expect(shop.panel.get_by_role("img", name="Ann is writing")).to_be_visible()
    assert violations(shop.panel_frame) == []
    desk.live.close()
    agent.recall(answer)
    expect(shop.message(quoting)).to_contain_text("Removed message")
    assert violations(shop.panel_frame) == []
    shop.close()
    agent.reply()
    expect(shop.badge).to_have_text("1")
    assert launcher_violations(shop) == []
    shop.open()
    expect(shop.log.get_by_text("New", exact=True)).to_be_visible()
    assert violations(shop.panel_frame) == []


@LOOKS
def test_the_panel_passes_axe_when_things_go_wrong(
    new_context: NewContext, new_shop: NewShop, talk: Talk, scheme: str, size: dict[str, int]
) -> None:
    shop = new_shop(new_context(color_scheme=scheme, viewport=size))
    agent = talk(shop)
    agent.reply(said("line\n" * 40))
    expect(shop.log.locator(".theirs")).to_have_count(1)
    shop.write("\N{ZERO WIDTH SPACE}")
    expect(shop.log.locator(".failure")).to_be_visible()
    shop.box.fill("x" * 10_001)
    expect(shop.panel.get_by_text("Too long")).to_be_visible()
    assert violations(shop.panel_frame) == []
    shop.scroll_up()
    expect(shop.panel.get_by_role("button", name="Latest messages")).to_be_visible()
    shop.box.fill("x" * 9_900)
    agent.reply()
    expect(shop.panel.get_by_role("button", name="1 new message")).to_be_visible()
    assert violations(shop.panel_frame) == []
    shop.page.context.set_offline(True)
    shop.write(said("waiting"))
    expect(shop.banner).to_be_visible()
    assert violations(shop.panel_frame) == []
