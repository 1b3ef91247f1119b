"""A visitor's page that was away — reloaded, offline, asleep, put away by the browser — and comes back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.answering import Answering
from tests.browser.website import Website
from tests.browser.windows import ShopWindow
from tests.conformance.desk import Desk, said
from tests.conformance.waiting import eventually

NewShop = Callable[..., ShopWindow]
Talk = Callable[[ShopWindow], Answering]


@pytest.mark.parametrize("site", ["far", "near"])
def test_a_reload_and_a_second_tab_go_on_with_the_conversation_and_never_show_it_again(
    website: Website, new_shop: NewShop, talk: Talk, site: str
) -> None:
    """On another site the frame may store nothing, on the desk's own it may: the visitor is known in both."""
    shop = new_shop(url=getattr(website, site)())
    agent = talk(shop)
    answer = agent.reply()
    second = new_shop(shop.page.context, shop.page.url)
    second.open()
    expect(second.message(answer)).to_be_visible()
    agent.recall(answer)
    expect(shop.message(answer)).to_have_count(0)
    expect(second.message(answer)).to_have_count(0)
    shop.page.reload()
    shop.open()
    after = agent.reply()
    expect(shop.message(after)).to_be_visible()
    assert answer not in shop.whole_panel()


def test_what_was_written_offline_is_sent_on_coming_back_and_once(new_shop: NewShop, talk: Talk) -> None:
    shop = new_shop()
    agent = talk(shop)
    shop.page.context.set_offline(True)
    expect(shop.banner).to_contain_text("offline")
    later = said("later")
    shop.write(later)
    expect(shop.log.locator(".pending")).to_contain_text("Waiting for a connection")
    shop.page.context.set_offline(False)
    expect(shop.log.locator(".pending")).to_have_count(0)
    expect(shop.message(later)).to_have_count(1)
    expect(shop.banner).to_have_count(0)
    assert eventually(lambda: agent.heard(later))


def test_a_message_posted_and_recalled_while_the_page_was_away_was_never_there(
    new_shop: NewShop, talk: Talk
) -> None:
    shop = new_shop()
    agent = talk(shop)
    shop.page.context.set_offline(True)
    answer = agent.reply()
    agent.recall(answer)
    after = agent.reply()
    shop.page.context.set_offline(False)
    expect(shop.message(after)).to_be_visible()
    assert answer not in shop.whole_panel()
    assert answer not in shop.memory()


def test_a_page_that_slept_through_a_recall_wakes_without_the_message(new_shop: NewShop, talk: Talk) -> None:
    shop = new_shop()
    agent = talk(shop)
    answer = agent.reply()
    expect(shop.message(answer)).to_be_visible()
    shop.sleep()
    assert answer not in shop.whole_panel(), "nothing is there that could be shown on waking"
    agent.recall(answer)
    assert agent.removal(answer) == "pending"
    shop.wake()
    after = agent.reply()
    expect(shop.message(after)).to_be_visible()
    assert answer not in shop.whole_panel()
    assert eventually(lambda: agent.removal(answer) == "confirmed")


def test_a_page_the_browser_had_put_away_comes_back_without_the_message(
    website: Website, new_shop: NewShop, talk: Talk
) -> None:
    shop = new_shop(url=website.near())
    agent = talk(shop)
    answer = agent.reply()
    expect(shop.message(answer)).to_be_visible()
    shop.put_away()
    agent.recall(answer)
    assert agent.removal(answer) == "pending", "the page that was put away may still have it"
    shop.take_out()
    after = agent.reply()
    assert eventually(lambda: after in shop.document())
    assert answer not in shop.document()
    assert eventually(lambda: agent.removal(answer) == "confirmed")


def test_a_page_that_is_taken_out_again_shows_nothing_before_it_has_asked(
    website: Website, new_shop: NewShop, talk: Talk
) -> None:
    shop = new_shop(url=website.near())
    agent = talk(shop)
    answer = agent.reply()
    expect(shop.message(answer)).to_be_visible()
    shop.put_away()
    shop.page.context.set_offline(True)
    agent.recall(answer)
    shop.take_out()
    assert eventually(lambda: "offline" in shop.document())
    assert answer not in shop.document()
    shop.page.context.set_offline(False)
    after = agent.reply()
    assert eventually(lambda: after in shop.document())
    assert answer not in shop.document()


def test_a_page_finds_its_way_back_when_the_desk_was_started_again(
    desk: Desk, new_shop: NewShop, talk: Talk
) -> None:
    shop = new_shop()
    answer = talk(shop).reply()
    expect(shop.message(answer)).to_be_visible()
    desk.stop()
    expect(shop.banner).to_contain_text("Reconnecting")
    waiting = said("waiting")
    shop.write(waiting)
    expect(shop.message(answer)).to_be_visible()
    desk.start()
    expect(shop.banner).to_have_count(0, timeout=30_000)
    expect(shop.log.locator(".mine:not(.pending)", has_text=waiting)).to_have_count(1)
    expect(shop.message(answer)).to_be_visible()
