"""A conversation as the visitor has it: writing, being answered, being told what became of it."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.answering import Answering
from tests.browser.windows import ShopWindow
from tests.conformance.desk import said
from tests.conformance.waiting import eventually

NewShop = Callable[..., ShopWindow]
Talk = Callable[[ShopWindow], Answering]


def test_each_side_sees_the_other_writing(new_shop: NewShop, talk: Talk) -> None:
    shop = new_shop()
    agent = talk(shop)
    desk = agent.at_the_desk()
    agent.types(desk)
    expect(shop.panel.get_by_role("img", name="Ann is writing")).to_be_visible()
    agent.reply()
    expect(shop.panel.get_by_role("img", name="Ann is writing")).to_have_count(0)
    shop.box.press_sequentially("I", delay=10)
    assert desk.signal(lambda each: each["type"] == "signal" and each.get("typing") is True)
    shop.box.fill("")
    assert desk.signal(lambda each: each["type"] == "signal" and each.get("typing") is False)
    desk.live.close()


def test_the_visitor_sees_whether_somebody_is_there(new_shop: NewShop, talk: Talk) -> None:
    shop = new_shop()
    agent = talk(shop)
    desk = agent.at_the_desk()
    expect(shop.panel.locator(".presence")).to_have_text("Online now")
    desk.live.close()


def test_the_desk_learns_what_the_visitor_has_seen_but_not_what_stands_in_a_closed_panel(
    new_shop: NewShop, talk: Talk
) -> None:
    shop = new_shop()
    agent = talk(shop)
    seen = agent.reply()
    assert eventually(lambda: agent.message(seen)["delivery"]["seen_at"])
    shop.close()
    unseen = agent.reply()
    expect(shop.badge).to_have_text("1")
    assert agent.message(unseen)["delivery"]["seen_at"] is None
    shop.open()
    assert eventually(lambda: agent.message(unseen)["delivery"]["seen_at"])


def test_a_message_that_was_refused_says_why_and_can_be_thrown_away(new_shop: NewShop, talk: Talk) -> None:
    shop = new_shop()
    talk(shop)
    shop.write("\N{ZERO WIDTH SPACE}")
    expect(shop.log.locator(".failure")).to_contain_text("This text can’t be sent.")
    expect(shop.spoken).to_contain_text("Not sent.")
    shop.panel.get_by_role("button", name="Delete").click()
    expect(shop.log.locator(".failure")).to_have_count(0)


def test_enter_sends_shift_enter_breaks_the_line_and_the_space_in_between_is_kept(
    new_shop: NewShop, talk: Talk
) -> None:
    shop = new_shop()
    agent = talk(shop)
    one, two = said("one"), said("  two")
    shop.box.fill(one)
    shop.box.press("Shift+Enter")
    shop.box.press_sequentially(two)
    shop.box.press("Enter")
    expect(shop.box).to_have_value("")
    assert eventually(lambda: agent.heard(f"{one}\n{two}"))


def test_who_has_scrolled_up_stays_there_and_is_told_of_what_is_new(new_shop: NewShop, talk: Talk) -> None:
    shop = new_shop()
    agent = talk(shop)
    first = agent.reply(said("line\n" * 40))
    expect(shop.log.locator(".bubble", has_text="line")).to_be_visible()
    shop.scroll_up()
    expect(shop.panel.get_by_role("button", name="Latest messages")).to_be_visible()
    after = agent.reply()
    jump = shop.panel.get_by_role("button", name="1 new message")
    expect(shop.message(after)).not_to_be_in_viewport()
    assert agent.message(after)["delivery"]["seen_at"] is None
    jump.click()
    expect(shop.message(after)).to_be_in_viewport()
    expect(jump).to_have_count(0)
    assert eventually(lambda: agent.message(after)["delivery"]["seen_at"])
    agent.recall(first)
    expect(shop.log.locator(".bubble", has_text="line")).to_have_count(0)
    expect(shop.message(after)).to_be_in_viewport()


# The browser tells of the scrolling with its next frame; something is drawn before that.
SCROLLED_WHILE_DRAWING = """async (box) => {
  box.scrollTop = 0;
  dispatchEvent(new Event("online"));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return box.scrollTop;
}"""


def test_who_scrolls_up_while_something_is_drawn_is_not_thrown_back(new_shop: NewShop, talk: Talk) -> None:
    shop = new_shop()
    agent = talk(shop)
    agent.reply(said("line\n" * 40))
    expect(shop.log.locator(".bubble", has_text="line")).to_be_visible()
    assert shop.log.evaluate(SCROLLED_WHILE_DRAWING) == 0
    expect(shop.panel.get_by_role("button", name="Latest messages")).to_be_visible()
