"""The point of it all, in a browser: an agent takes a message back and it is gone from the visitor's view."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.windows import ConsoleWindow, ShopWindow
from tests.conformance.desk import said

NewShop = Callable[..., ShopWindow]


def talk(console: ConsoleWindow, shop: ShopWindow) -> str:
    """The visitor writes, the agent opens the conversation and answers; return the answer."""
    hello, answer = said("hello"), said("answer")
    shop.open()
    shop.write(hello)
    console.open_conversation_saying(hello)
    console.write(answer)
    expect(shop.message(answer)).to_be_visible()
    return answer


def test_a_recalled_message_vanishes_before_the_visitors_eyes(
    console: ConsoleWindow, new_shop: NewShop
) -> None:
    shop = new_shop()
    answer = talk(console, shop)
    console.recall(answer)
    expect(shop.message(answer)).to_have_count(0)
    assert answer not in shop.whole_panel()
    assert answer not in shop.storage()
    expect(console.receipt(answer)).to_contain_text("Recalled")
    expect(console.receipt(answer)).to_contain_text("removed from their view")
    assert console.complaints == []
    assert shop.complaints == []


def test_recall_and_edit_puts_the_text_back_in_the_composer(
    console: ConsoleWindow, new_shop: NewShop
) -> None:
    shop = new_shop()
    answer = talk(console, shop)
    console.recall(answer, "Recall and edit")
    expect(shop.message(answer)).to_have_count(0)
    expect(console.page.locator(".compose textarea")).to_have_value(answer)


def test_a_visitor_who_was_offline_loses_the_message_on_coming_back(
    console: ConsoleWindow, new_shop: NewShop
) -> None:
    shop = new_shop()
    answer = talk(console, shop)
    shop.page.context.set_offline(True)
    console.recall(answer)
    expect(console.receipt(answer)).to_contain_text("waiting for 1 page")
    after = said("after")
    console.write(after)
    shop.page.context.set_offline(False)
    expect(shop.message(after)).to_be_visible()
    expect(shop.message(answer)).to_have_count(0)
    assert answer not in shop.whole_panel()
    expect(console.receipt(answer)).to_contain_text("removed from their view")


def test_a_reload_and_a_second_tab_never_show_it_again(console: ConsoleWindow, new_shop: NewShop) -> None:
    shop = new_shop()
    answer = talk(console, shop)
    second = new_shop(shop.page.context)
    second.open()
    expect(second.message(answer)).to_be_visible()
    console.recall(answer)
    expect(shop.message(answer)).to_have_count(0)
    expect(second.message(answer)).to_have_count(0)
    shop.page.reload()
    shop.open()
    after = said("after")
    console.write(after)
    expect(shop.message(after)).to_be_visible()
    assert answer not in shop.whole_panel()


def test_a_page_that_slept_through_a_recall_wakes_without_the_message(
    console: ConsoleWindow, new_shop: NewShop
) -> None:
    shop = new_shop()
    answer = talk(console, shop)
    session = shop.page.context.new_cdp_session(shop.page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    console.recall(answer)
    session.send("Page.setWebLifecycleState", {"state": "active"})
    expect(shop.message(answer)).to_have_count(0)
    assert answer not in shop.whole_panel()


def test_a_message_recalled_while_another_page_was_open_is_gone_on_going_back(
    console: ConsoleWindow, new_shop: NewShop
) -> None:
    shop = new_shop()
    answer = talk(console, shop)
    shop.page.get_by_role("link", name="Other").click()
    expect(shop.page.get_by_role("heading", name="Other page")).to_be_visible()
    console.recall(answer)
    expect(console.receipt(answer)).to_contain_text("Recalled")
    shop.page.go_back()
    if shop.launcher.get_attribute("aria-expanded") != "true":
        shop.open()
    after = said("after")
    console.write(after)
    expect(shop.message(after)).to_be_visible()
    assert answer not in shop.whole_panel()


def test_a_slow_history_answer_does_not_bring_the_message_back(
    console: ConsoleWindow, new_shop: NewShop
) -> None:
    shop = new_shop()
    talk(console, shop)
    early = said("early")
    console.write(early)
    expect(shop.message(early)).to_be_visible()
    for _ in range(55):
        console.write(said("filling"))
    # A fresh tab shows the latest page only; scrolling up asks for the rest.
    tab = new_shop(shop.page.context)
    tab.open()
    held = tab.hold_back("**/widget/v1/messages?*")
    expect(tab.log.locator(".bubble").first).to_be_visible()
    tab.log.evaluate("box => { box.scrollTop = 0; box.dispatchEvent(new Event('scroll')); }")
    tab.page.wait_for_timeout(300)
    for _ in range(100):
        if held.waiting:
            break
        tab.page.wait_for_timeout(50)
    assert held.waiting, "no history was asked for"
    console.message(early).scroll_into_view_if_needed()
    console.recall(early)
    expect(shop.message(early)).to_have_count(0)
    held.let_go()
    tab.page.wait_for_timeout(500)
    assert early not in tab.whole_panel()


def test_a_slow_sent_answer_does_not_double_the_agents_message(
    console: ConsoleWindow, new_shop: NewShop
) -> None:
    shop = new_shop()
    talk(console, shop)
    pattern = "**/api/v1/conversations/*/messages"
    waiting = []
    console.page.route(pattern, lambda route: waiting.append((route, route.fetch())))
    slow = said("slow")
    box = console.page.locator(".compose textarea")
    box.fill(slow)
    box.press("Enter")
    expect(shop.message(slow)).to_be_visible()
    expect(console.message(slow)).to_have_count(1)
    console.page.unroute(pattern)
    for route, answer in waiting:
        route.fulfill(response=answer)
    console.page.wait_for_timeout(300)
    expect(console.message(slow)).to_have_count(1)


def test_a_colleagues_and_the_contacts_messages_offer_recall_but_say_why_not(
    console: ConsoleWindow, new_shop: NewShop
) -> None:
    shop = new_shop()
    hello = said("hello")
    shop.open()
    shop.write(hello)
    console.open_conversation_saying(hello)
    item = console.open_menu(hello).get_by_role("menuitem", name="Recall").first
    expect(item).to_be_disabled()
    console.page.keyboard.press("Escape")


def test_a_note_never_reaches_the_visitor(console: ConsoleWindow, new_shop: NewShop) -> None:
    shop = new_shop()
    talk(console, shop)
    note, after = said("note"), said("after")
    console.write(note, note=True)
    console.write(after)
    expect(shop.message(after)).to_be_visible()
    assert note not in shop.whole_panel()
