"""The one line on somebody else's page: what it weighs, what it may rely on, and whom it believes."""

import gzip
from collections.abc import Callable

import httpx2
from playwright.sync_api import expect

from tests.browser.answering import Answering
from tests.browser.website import Website
from tests.browser.windows import ShopWindow
from tests.conformance.desk import Desk, said

NewShop = Callable[..., ShopWindow]
Talk = Callable[[ShopWindow], Answering]
LOADER_BYTES_MAX = 2048

FORGED_BY_THE_PAGE = "() => postMessage({ unsay: 1, type: 'unread', count: 7 })"
FORGED_BY_A_FRAME = """() => {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  frame.contentWindow.eval(`
    const root = parent.document.querySelector("unsay-chat").shadowRoot;
    root.querySelector("iframe").contentWindow.postMessage({ unsay: 1, type: "shown", on: true }, "*");
    parent.postMessage({ unsay: 1, type: "unread", count: 7 }, "*");
  `);
}"""


def test_the_loader_weighs_no_more_than_two_kilobytes(desk: Desk) -> None:
    answer = httpx2.get(f"{desk.base_url}/embed.js", trust_env=False)
    assert len(gzip.compress(answer.content, mtime=0)) <= LOADER_BYTES_MAX


def test_a_page_that_allows_as_little_as_can_be_has_the_widget_all_the_same(
    website: Website, new_shop: NewShop, talk: Talk
) -> None:
    shop = new_shop(url=website.far("strict"))
    agent = talk(shop)
    expect(shop.message(agent.reply())).to_be_visible()
    assert shop.launcher.evaluate("button => getComputedStyle(button).position") == "fixed"
    assert shop.complaints == []


def test_a_stranger_costs_the_page_no_frame_until_they_open_the_chat(new_shop: NewShop) -> None:
    shop = new_shop()
    expect(shop.launcher).to_be_visible()
    expect(shop.page.locator("unsay-chat iframe")).to_have_count(0)
    shop.open()
    expect(shop.page.locator("unsay-chat iframe")).to_have_count(1)


def test_who_has_a_conversation_sees_on_any_page_what_they_have_not_read(
    new_shop: NewShop, talk: Talk
) -> None:
    shop = new_shop()
    agent = talk(shop)
    expect(shop.message(agent.reply())).to_be_visible()
    shop.page.goto("about:blank")
    agent.reply()
    later = new_shop(shop.page.context)
    expect(later.badge).to_have_text("1")
    expect(later.launcher).to_have_attribute("aria-expanded", "false")


def test_only_the_panel_is_believed_by_the_page_and_only_the_page_by_the_panel(
    new_shop: NewShop, talk: Talk
) -> None:
    shop = new_shop()
    agent = talk(shop)
    shop.close()
    agent.reply()
    expect(shop.badge).to_have_text("1")
    shop.page.evaluate(FORGED_BY_THE_PAGE)
    shop.page.evaluate(FORGED_BY_A_FRAME)
    # Had the panel believed that it is shown, the first would have been read by now.
    agent.reply()
    expect(shop.badge).to_have_text("2")


def test_the_open_chat_has_the_focus_and_escape_gives_it_back(new_shop: NewShop) -> None:
    shop = new_shop()
    shop.open()
    expect(shop.box).to_be_focused()
    shop.box.press("Escape")
    expect(shop.launcher).to_have_attribute("aria-expanded", "false")
    expect(shop.launcher).to_be_focused()


def test_a_page_with_the_line_twice_has_one_button_and_one_with_half_of_it_is_told_what_is_missing(
    website: Website, new_shop: NewShop
) -> None:
    twice = new_shop(url=website.far("twice"))
    expect(twice.launcher).to_have_count(1)
    shop = new_shop(url="about:blank")
    said_there: list[str] = []
    shop.page.on("console", lambda message: said_there.append(message.text))
    shop.page.goto(website.far("keyless"))
    expect(shop.launcher).to_have_count(0)
    assert any("data-channel" in text for text in said_there)


def test_text_from_outside_stays_text_and_addresses_become_links(new_shop: NewShop, talk: Talk) -> None:
    shop = new_shop()
    agent = talk(shop)
    markup = agent.reply(said("<img src=x onerror=alert(1)> javascript:alert(1)"))
    expect(shop.message(markup)).to_contain_text("<img")
    assert shop.message(markup).locator("img, a").count() == 0
    linked = agent.reply(said("https://northwind.example/t/88120"))
    link = shop.message(linked).get_by_role("link")
    expect(link).to_have_attribute("href", "https://northwind.example/t/88120")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
