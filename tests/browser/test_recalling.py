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


def test_a_slow_sent_answer_does_not_double_the_agents_message(
    console: ConsoleWindow, new_shop: NewShop
) -> None:
    shop = new_shop()
    talk(console, shop)
    held = console.hold_back("**/api/v1/conversations/*/messages")
    slow = said("slow")
    box = console.page.locator(".compose textarea")
    box.fill(slow)
    box.press("Enter")
    expect(shop.message(slow)).to_be_visible()
    expect(console.message(slow)).to_have_count(1)
    held.let_go()
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
