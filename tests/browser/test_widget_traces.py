"""What a page keeps of a message, and what it keeps of one that was taken back: nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.answering import Answering
from tests.browser.website import Website
from tests.browser.windows import ShopWindow
from tests.conformance.desk import MARK, said

NewShop = Callable[..., ShopWindow]
Talk = Callable[[ShopWindow], Answering]


@pytest.mark.parametrize("site", ["far", "near"])
def test_nothing_that_was_written_is_kept_in_the_browsers_storage(
    website: Website, new_shop: NewShop, talk: Talk, site: str
) -> None:
    shop = new_shop(url=getattr(website, site)())
    agent = talk(shop)
    expect(shop.message(agent.reply())).to_be_visible()
    shop.page.context.set_offline(True)
    shop.write(said("waiting"))
    shop.box.fill(said("draft"))
    assert MARK in shop.whole_panel()
    assert MARK not in shop.storage()
    assert MARK not in str(shop.page.context.storage_state(indexed_db=True))


def test_a_recalled_message_is_in_nothing_the_page_can_still_reach(new_shop: NewShop, talk: Talk) -> None:
    """After a little life: quoted, spoken, scrolled past, read and unread, before and after a reconnect."""
    shop = new_shop()
    agent = talk(shop)
    desk = agent.at_the_desk()
    # Counted, not looked for by text: Playwright would keep it. With a link, as finding it can leave a trace.
    answers = shop.log.locator(".theirs:not(.typing) .bubble")
    read = agent.reply(said("see https://northwind.example/") + "/lamps")
    expect(answers).to_have_count(1)
    agent.types(desk)
    expect(shop.log.locator(".typing")).to_be_visible()
    agent.reply_to(read)
    expect(answers).to_have_count(2)
    shop.close()
    unread = agent.reply()
    expect(shop.badge).to_have_text("1")
    shop.open()
    shop.page.context.set_offline(True)
    expect(shop.banner).to_be_visible()
    shop.page.context.set_offline(False)
    expect(shop.banner).to_have_count(0)
    assert read in shop.memory()
    for answer in (read, unread):
        agent.recall(answer)
    expect(answers).to_have_count(1)
    memory = shop.memory()
    assert read not in memory
    assert unread not in memory
    desk.live.close()


def test_a_recalled_message_is_not_spoken_any_more(new_shop: NewShop, talk: Talk) -> None:
    shop = new_shop()
    agent = talk(shop)
    answer = agent.reply()
    expect(shop.spoken).to_contain_text(answer)
    agent.recall(answer)
    expect(shop.spoken).to_be_empty()


def test_the_badge_counts_what_is_unread_and_forgets_what_is_recalled(new_shop: NewShop, talk: Talk) -> None:
    shop = new_shop()
    agent = talk(shop)
    shop.close()
    first, second = agent.reply(), agent.reply()
    expect(shop.badge).to_have_text("2")
    expect(shop.launcher).to_have_accessible_name("Open chat, 2 unread")
    agent.recall(first)
    expect(shop.badge).to_have_text("1")
    agent.recall(second)
    expect(shop.badge).to_be_empty()
    agent.reply()
    expect(shop.badge).to_have_text("1")
    shop.open()
    expect(shop.badge).to_be_empty()
