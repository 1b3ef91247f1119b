"""Answers and frames that arrive after what they speak of has changed."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.answering import Answering
from tests.browser.windows import HeldFrames, ShopWindow
from tests.conformance.desk import said
from tests.conformance.waiting import eventually

NewShop = Callable[..., ShopWindow]
Talk = Callable[[ShopWindow], Answering]
MORE_THAN_A_PAGE = 55


def test_a_slow_history_answer_does_not_bring_a_recalled_message_back(new_shop: NewShop, talk: Talk) -> None:
    shop = new_shop()
    agent = talk(shop)
    early = agent.reply()
    last = [agent.reply() for _ in range(MORE_THAN_A_PAGE)][-1]
    expect(shop.message(last)).to_be_visible()
    # A fresh tab is given the latest page only; scrolling up asks for the rest.
    tab = new_shop(shop.page.context)
    held = tab.hold_back("**/widget/v1/messages?*")
    tab.open()
    expect(tab.message(last)).to_be_visible()
    tab.scroll_up()
    held.wait()
    agent.recall(early)
    after = agent.reply()
    expect(tab.message(after)).to_have_count(1)
    held.let_go()
    expect(tab.panel.get_by_text("Hello! How can we help?")).to_have_count(1)
    assert early not in tab.whole_panel()
    expect(shop.message(early)).to_have_count(0)


def test_a_slow_word_that_it_was_accepted_neither_doubles_nor_loses_the_visitors_message(
    new_shop: NewShop, talk: Talk
) -> None:
    shop = new_shop()
    held = HeldFrames(shop.page, "accepted")
    agent = talk(shop)
    answer = agent.reply()
    expect(shop.message(answer)).to_be_visible()
    mine = said("mine")
    shop.write(mine)
    expect(shop.log.locator(".mine:not(.pending)", has_text=mine)).to_have_count(1)
    held.let_go()
    after = agent.reply()
    expect(shop.message(after)).to_be_visible()
    expect(shop.message(mine)).to_have_count(1)
    expect(shop.log.locator(".pending")).to_have_count(0)


def test_a_slow_change_leaves_the_visitors_message_standing_as_sent(new_shop: NewShop, talk: Talk) -> None:
    shop = new_shop()
    held = HeldFrames(shop.page, "changes")
    shop.open()
    mine = said("mine")
    shop.write(mine)
    expect(shop.log.locator(".pending.sent", has_text=mine)).to_have_count(1)
    held.let_go()
    expect(shop.log.locator(".mine:not(.pending)", has_text=mine)).to_have_count(1)
    expect(shop.message(mine)).to_have_count(1)


def test_a_quote_of_a_recalled_message_holds_nothing_of_it(new_shop: NewShop, talk: Talk) -> None:
    shop = new_shop()
    agent = talk(shop)
    answer = agent.reply()
    quoting = agent.reply_to(answer)
    expect(shop.message(quoting)).to_contain_text(answer)
    agent.recall(answer)
    expect(shop.message(quoting)).to_contain_text("Removed message")
    assert answer not in shop.whole_panel()
    tab = new_shop(shop.page.context)
    tab.open()
    expect(tab.message(quoting)).to_contain_text("Removed message")
    assert answer not in tab.whole_panel()
    assert eventually(lambda: agent.removal(answer) == "confirmed")
