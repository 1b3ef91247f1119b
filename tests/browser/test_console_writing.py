"""What an agent writes is sent once, is never lost, and says so when it could not be sent."""

from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.browser.office import Office
from tests.browser.windows import ConsoleWindow
from tests.conformance.desk import said

NewConsole = Callable[..., ConsoleWindow]
SENDING = "**/api/v1/conversations/*/messages"


def refuse(route: Route) -> None:
    """Answer as the desk would to a message it does not take; let everything else through."""
    if route.request.method != "POST":
        return route.fallback()
    body = '{"type":"about:blank","title":"No","status":422,"detail":"The desk refused it.","code":"invalid"}'
    return route.fulfill(status=422, content_type="application/problem+json", body=body)


def test_enter_sends_and_shift_enter_breaks_the_line(office: Office, new_console: NewConsole) -> None:
    contact, conversation = office.visitor()
    console = new_console()
    console.open(conversation)
    first, second = said("first"), said("second")
    console.box.press_sequentially(first)
    console.box.press("Shift+Enter")
    console.box.press_sequentially(second)
    expect(console.message(first)).to_have_count(0)
    console.box.press("Enter")
    expect(console.message(first)).to_contain_text(second)
    expect(console.box).to_have_value("")
    expect(console.box).to_be_focused()
    assert contact.thread()[-1]["text"] == f"{first}\n{second}"
    assert console.complaints == []


def test_enter_that_chooses_a_word_in_an_input_method_sends_nothing(
    office: Office, new_console: NewConsole
) -> None:
    _, conversation = office.visitor()
    console = new_console()
    console.open(conversation)
    console.box.focus()
    keyboard = console.page.context.new_cdp_session(console.page)
    keyboard.send("Input.imeSetComposition", {"text": "にほん", "selectionStart": 3, "selectionEnd": 3})
    keyboard.send(
        "Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Enter", "windowsVirtualKeyCode": 229}
    )
    keyboard.send("Input.insertText", {"text": "日本"})
    expect(console.box).to_have_value("日本")
    assert len(office.ann.messages(conversation)) == 1
    console.box.press("Enter")
    expect(console.message("日本")).to_be_visible()


def test_a_note_is_marked_as_the_teams_and_kept_apart_from_the_reply(
    office: Office, new_console: NewConsole
) -> None:
    contact, conversation = office.visitor()
    console = new_console()
    console.open(conversation)
    reply, note = said("reply"), said("note")
    console.box.fill(reply)
    console.page.get_by_role("tab", name="Note").click()
    expect(console.box).to_have_value("")
    console.write(note, note=True)
    expect(console.message(note)).to_contain_text("only the team sees this")
    console.page.get_by_role("tab", name="Reply").click()
    expect(console.box).to_have_value(reply)
    assert [each["text"] for each in contact.thread() if note in each["text"]] == []


def test_a_draft_is_still_there_after_looking_at_another_conversation(
    office: Office, new_console: NewConsole
) -> None:
    (_, one), (_, other) = office.visitor(), office.visitor()
    console = new_console()
    console.open(one)
    draft = said("half a thought")
    console.box.fill(draft)
    console.row(other).click()
    expect(console.box).to_have_value("")
    expect(console.row(one)).to_contain_text(f"Draft: {draft}")
    console.row(one).click()
    expect(console.box).to_have_value(draft)
    stored = console.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert draft not in stored


def test_a_message_the_desk_refuses_stays_says_why_and_can_be_tried_again(
    office: Office, new_console: NewConsole
) -> None:
    contact, conversation = office.visitor()
    console = new_console()
    console.open(conversation)
    console.page.route(SENDING, refuse)
    text = said("refused")
    console.write(text)
    failed = console.message(text)
    expect(failed).to_contain_text("Not sent: The desk refused it.")
    expect(console.row(conversation)).to_contain_text("not sent")
    console.page.unroute(SENDING)
    failed.get_by_role("button", name="Try again").click()
    expect(console.message(text)).to_contain_text("sent")
    expect(console.page.get_by_role("button", name="Try again")).to_have_count(0)
    assert [each["text"] for each in contact.thread()].count(text) == 1


def test_a_refused_message_can_be_taken_back_into_the_composer(
    office: Office, new_console: NewConsole
) -> None:
    _, conversation = office.visitor()
    console = new_console()
    console.open(conversation)
    console.page.route(SENDING, refuse)
    text = said("refused")
    console.write(text)
    console.message(text).get_by_role("button", name="Edit").click()
    expect(console.message(text)).to_have_count(0)
    expect(console.box).to_have_value(text)
    expect(console.box).to_be_focused()


def test_a_message_whose_answer_was_lost_is_asked_again_and_not_sent_twice(
    office: Office, new_console: NewConsole
) -> None:
    contact, conversation = office.visitor()
    console = new_console()
    console.open(conversation)
    # The console must not learn of it live either: that would answer the question before it is asked.
    console.page.context.set_offline(True)
    lost: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST" or lost:
            return route.fallback()
        lost.append(route.fetch().status)
        return route.abort()

    console.page.route(SENDING, lose)
    text = said("lost")
    console.box.fill(text)
    console.page.context.set_offline(False)
    console.box.press("Enter")
    expect(console.message(text)).to_contain_text("sent")
    expect(console.page.locator("li.sending")).to_have_count(0)
    expect(console.message(text)).to_have_count(1)
    assert lost == [201]
    assert [each["text"] for each in contact.thread()].count(text) == 1


def test_what_is_written_while_the_network_is_gone_goes_out_when_it_is_back(
    office: Office, new_console: NewConsole
) -> None:
    contact, conversation = office.visitor()
    console = new_console()
    console.open(conversation)
    console.page.context.set_offline(True)
    first, second = said("first"), said("second")
    console.write(first)
    console.write(second)
    expect(console.message(first)).to_contain_text("Not sent yet")
    expect(console.page.get_by_text("Reconnecting…").first).to_be_visible()
    console.page.context.set_offline(False)
    expect(console.page.locator("li.sending")).to_have_count(0)
    expect(console.page.get_by_text("Reconnecting…")).to_have_count(0)
    assert [each["text"] for each in contact.thread()[-2:]] == [first, second]


def test_a_slow_answer_leaves_the_message_on_its_way_and_never_shows_it_twice(
    office: Office, new_console: NewConsole
) -> None:
    _, conversation = office.visitor()
    console = new_console()
    console.open(conversation)
    held = console.hold_back(SENDING)
    text = said("slow")
    console.write(text)
    expect(console.page.locator("li.sending")).to_have_count(0)
    expect(console.message(text)).to_have_count(1)
    held.let_go()
    console.write(said("next"))
    expect(console.message(text)).to_have_count(1)


def test_too_long_a_text_says_how_much_too_long_and_is_not_sent(
    office: Office, new_console: NewConsole
) -> None:
    _, conversation = office.visitor()
    console = new_console()
    console.open(conversation)
    console.box.fill("x" * 10_003)
    expect(console.page.get_by_text("3 characters too long")).to_be_visible()
    console.box.press("Enter")
    expect(console.box).to_have_value("x" * 10_003)
    assert len(office.ann.messages(conversation)) == 1
