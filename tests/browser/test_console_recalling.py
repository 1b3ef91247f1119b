"""Taking a message back, as its sender sees it: what is offered, what comes of it, what a refusal says."""

from collections.abc import Callable

from playwright.sync_api import Locator, Route, expect

from tests.browser.office import Office
from tests.browser.windows import ConsoleWindow
from tests.conformance.desk import said
from tests.conformance.tab import Tab, not_showing, showing

NewConsole = Callable[..., ConsoleWindow]
RECALLING = "**/api/v1/conversations/*/messages/*/recall"


def answered(office: Office, new_console: NewConsole, **options: object) -> tuple[ConsoleWindow, str, str]:
    """Ann's console on a conversation she has answered; the conversation and what she said."""
    _, conversation = office.visitor()
    text = said("answer")
    office.ann.reply(conversation, text)
    console = new_console(**options)
    console.open(conversation)
    expect(console.message(text)).to_be_visible()
    return console, conversation, text


def recall_item(console: ConsoleWindow, text: str) -> Locator:
    return console.open_menu(text).get_by_role("menuitem", name="Recall", exact=False).first


def test_the_way_in_appears_at_the_messages_top_right_under_the_pointer(
    office: Office, new_console: NewConsole
) -> None:
    console, _, text = answered(office, new_console)
    bubble = console.message(text).locator(".bubble")
    more = console.message(text).get_by_role("button", name="More actions")
    console.page.mouse.move(0, 0)
    expect(more).to_have_css("opacity", "0")
    bubble.hover()
    expect(more).to_have_css("opacity", "1")
    at, around = more.bounding_box(), bubble.bounding_box()
    assert at is not None
    assert around is not None
    assert at["x"] + at["width"] >= around["x"] + around["width"] > at["x"]
    assert at["y"] < around["y"] < at["y"] + at["height"]


def test_a_message_is_recalled_with_the_keyboard_alone(office: Office, new_console: NewConsole) -> None:
    console, _, text = answered(office, new_console)
    keyboard = console.page.keyboard
    console.page.get_by_role("region", name="Messages").focus()
    keyboard.press("Tab")
    more = console.message(text).get_by_role("button", name="More actions")
    expect(more).to_be_focused()
    expect(more).to_have_css("opacity", "1")
    keyboard.press("Enter")
    expect(console.page.get_by_role("menuitem", name="Reply to this")).to_be_focused()
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    expect(console.page.get_by_role("menuitem", name="Recall").first).to_be_focused()
    keyboard.press("Enter")
    expect(console.receipt(text)).to_contain_text("You recalled this at")


def test_the_menu_closes_with_escape_and_gives_the_focus_back(
    office: Office, new_console: NewConsole
) -> None:
    console, _, text = answered(office, new_console)
    menu = console.open_menu(text)
    console.page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(console.message(text).get_by_role("button", name="More actions")).to_be_focused()


# Everything a script gets done before the browser paints, or hears of the next key.
OPENED_AND_LEFT_AT_ONCE = """async (button) => {
  const drawn = async () => { for (let step = 0; step < 100; step++) await null; };
  button.focus();
  button.click();
  await drawn();
  const opened = document.activeElement.getAttribute("role");
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  await drawn();
  return [opened, document.activeElement === button];
}"""


def test_a_key_pressed_right_behind_the_click_is_the_menus(office: Office, new_console: NewConsole) -> None:
    console, _, text = answered(office, new_console)
    more = console.message(text).get_by_role("button", name="More actions")
    assert more.evaluate(OPENED_AND_LEFT_AT_ONCE) == ["menuitem", True]


def test_a_finger_recalls_on_a_phone(office: Office, new_console: NewConsole) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    console, _, text = answered(office, new_console, **phone)
    more = console.message(text).get_by_role("button", name="More actions")
    expect(more).to_have_css("opacity", "1")
    more.tap()
    console.page.get_by_role("menuitem", name="Recall").first.tap()
    expect(console.receipt(text)).to_contain_text("You recalled this at")


def test_the_time_that_is_left_counts_down_and_ends_in_the_reason(
    office: Office, new_console: NewConsole
) -> None:
    channel = office.desk.add_channel("Hasty", recall_window=3)
    _, conversation = office.visitor(channel=channel)
    console = new_console()
    console.open(conversation)
    text = said("hasty")
    console.write(text)
    item = recall_item(console, text)
    expect(item).to_contain_text("0:02 left")
    expect(item).to_contain_text("0:01 left")
    expect(item).to_contain_text("The time for recalling it has passed.")
    expect(item).to_be_disabled()


def test_the_time_left_is_the_desks_also_where_the_computers_clock_is_wrong(
    office: Office, new_console: NewConsole
) -> None:
    _, conversation = office.visitor()
    text = said("answer")
    office.ann.reply(conversation, text)
    console = new_console()
    ahead = "const now = Date.now.bind(Date); Date.now = () => now() + 3_600_000;"
    console.page.add_init_script(ahead)
    console.open(conversation)
    item = recall_item(console, text)
    expect(item).to_contain_text("4:5")
    expect(item).to_be_enabled()


def test_where_a_recall_is_not_possible_the_menu_says_why(office: Office, new_console: NewConsole) -> None:
    hello = said("hello")
    _, conversation = office.visitor(hello)
    colleagues, note, gone = said("colleagues"), said("note"), said("gone")
    office.ben.reply(conversation, colleagues)
    office.ann.note(conversation, note)
    office.ann.recall(conversation, office.ann.reply(conversation, gone)["id"])
    console = new_console()
    console.open(conversation)
    for text, why in (
        (hello, "Only replies to the contact can be recalled."),
        (note, "Only replies to the contact can be recalled."),
        (colleagues, "Only the person who sent a message can recall it."),
        (gone, "This message is already recalled."),
    ):
        item = recall_item(console, text)
        expect(item).to_be_disabled()
        expect(item).to_contain_text(why)
        console.page.keyboard.press("Escape")


def test_nothing_is_marked_before_the_desk_has_agreed(office: Office, new_console: NewConsole) -> None:
    console, _, text = answered(office, new_console)
    console.page.route(RECALLING, lambda _: None)
    console.recall(text)
    expect(console.message(text)).to_contain_text("Recalling…")
    expect(console.receipt(text)).to_have_count(0)
    expect(recall_item(console, text)).to_be_disabled()


def test_the_mark_says_who_when_and_why_and_the_receipt_moves_on_by_itself(
    office: Office, new_console: NewConsole
) -> None:
    contact, conversation = office.visitor()
    page = Tab(contact)
    page.open()
    console = new_console()
    console.open(conversation)
    text = said("answer")
    console.write(text)
    sent = office.ann.messages(conversation)[0]["id"]
    page.settle(showing(sent))
    menu = console.open_menu(text)
    menu.get_by_role("menuitemradio", name="Unfinished").click()
    menu.get_by_role("menuitem", name="Recall", exact=False).first.click()
    receipt = console.receipt(text)
    expect(receipt).to_contain_text("Recalled")
    expect(receipt).to_contain_text("You recalled this at")
    expect(receipt).to_contain_text("unfinished")
    expect(receipt).to_contain_text("not seen")
    expect(receipt).to_contain_text("waiting for 1 page to reconnect")
    page.settle(not_showing(sent))
    expect(receipt).to_contain_text("removed from their view")
    expect(receipt).not_to_contain_text("waiting")


def test_what_the_visitor_never_had_says_so(office: Office, new_console: NewConsole) -> None:
    console, _, text = answered(office, new_console)
    console.recall(text)
    expect(console.receipt(text)).to_contain_text("never had it")


def test_a_colleague_sees_the_mark_at_once_with_the_senders_name(
    office: Office, new_console: NewConsole
) -> None:
    console, conversation, text = answered(office, new_console)
    bens = new_console(office.ben)
    bens.open(conversation)
    expect(bens.message(text)).to_be_visible()
    console.recall(text)
    expect(bens.receipt(text)).to_contain_text("Ann recalled this at")
    expect(bens.row(conversation)).to_contain_text("Recalled")


def test_recall_and_edit_puts_the_text_above_what_was_being_written(
    office: Office, new_console: NewConsole
) -> None:
    console, _, text = answered(office, new_console)
    console.box.fill("meanwhile")
    console.recall(text, "Recall and edit")
    expect(console.receipt(text)).to_be_visible()
    expect(console.box).to_have_value(f"{text}\n\nmeanwhile")
    expect(console.box).to_be_focused()


def test_a_recall_the_desk_refuses_says_why_and_leaves_the_message(
    office: Office, new_console: NewConsole
) -> None:
    console, _, text = answered(office, new_console)

    def refuse(route: Route) -> None:
        body = '{"type":"about:blank","title":"No","status":409,"detail":"Too late.","code":"window_passed"}'
        route.fulfill(status=409, content_type="application/problem+json", body=body)

    console.page.route(RECALLING, refuse)
    console.recall(text)
    expect(console.message(text).get_by_role("alert")).to_contain_text("Not recalled. Too late.")
    expect(console.receipt(text)).to_have_count(0)
    console.message(text).get_by_role("button", name="Dismiss").click()
    expect(console.message(text).get_by_role("alert")).to_have_count(0)


def test_a_recall_whose_answer_is_lost_is_shown_when_it_happened_all_the_same(
    office: Office, new_console: NewConsole
) -> None:
    console, _, text = answered(office, new_console)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    console.page.route(RECALLING, lose)
    console.recall(text)
    expect(console.receipt(text)).to_contain_text("You recalled this at")
    expect(console.message(text).get_by_role("alert")).to_have_count(0)


def test_a_recall_that_got_no_answer_can_be_tried_again(office: Office, new_console: NewConsole) -> None:
    console, _, text = answered(office, new_console)
    console.page.route(RECALLING, lambda route: route.abort())
    console.recall(text)
    expect(console.message(text).get_by_role("alert")).to_contain_text(
        "It may or may not have been recalled."
    )
    console.page.unroute(RECALLING)
    console.message(text).get_by_role("button", name="Try again").click()
    expect(console.receipt(text)).to_contain_text("You recalled this at")


def test_history_that_was_on_its_way_does_not_undo_the_mark(office: Office, new_console: NewConsole) -> None:
    _, conversation = office.visitor()
    text = said("early")
    early = office.ann.reply(conversation, text)["id"]
    for _ in range(60):
        office.ann.reply(conversation)
    console = new_console()
    console.open(conversation)
    expect(console.page.locator("li.msg").last).to_be_visible()
    held = console.hold_back("**/messages?*before=*")
    console.page.get_by_role("region", name="Messages").evaluate("log => { log.scrollTop = 0; }")
    held.wait()
    office.ann.recall(conversation, early)
    # What comes after the recall on the same socket has come, so the recall has.
    expect(console.row(conversation)).to_contain_text(office.ann.reply(conversation)["text"])
    held.let_go()
    expect(console.receipt(text)).to_contain_text("You recalled this at")
