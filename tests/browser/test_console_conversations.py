"""The list and what is done with a conversation as a whole: it is live, and what the desk refuses is said."""

from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.browser.office import Office
from tests.browser.windows import ConsoleWindow
from tests.conformance.desk import said

NewConsole = Callable[..., ConsoleWindow]


def test_a_new_message_comes_to_the_top_of_the_list_at_once_and_counts_as_unread(
    office: Office, new_console: NewConsole
) -> None:
    contact, conversation = office.visitor()
    office.visitor()
    console = new_console()
    console.open()
    expect(console.row(conversation)).to_contain_text("1 unread")
    text = said("again")
    contact.send(text)
    expect(console.page.locator(".row").first).to_contain_text(text)
    expect(console.row(conversation)).to_contain_text("2 unread")


def test_opening_a_conversation_reads_it_in_every_window_of_the_agent_and_of_no_colleague(
    office: Office, new_console: NewConsole
) -> None:
    contact, conversation = office.visitor()
    first, second, bens = new_console(), new_console(), new_console(office.ben)
    second.open()
    bens.open()
    expect(second.row(conversation)).to_contain_text("unread")
    first.open()
    first.row(conversation).click()
    expect(first.row(conversation)).not_to_contain_text("unread")
    expect(second.row(conversation)).not_to_contain_text("unread")
    expect(bens.row(conversation)).to_contain_text("unread")
    text = said("while it is open")
    contact.send(text)
    expect(first.message(text)).to_be_visible()
    expect(first.row(conversation)).not_to_contain_text("unread")


def test_a_reply_written_elsewhere_appears_in_the_open_thread(
    office: Office, new_console: NewConsole
) -> None:
    _, conversation = office.visitor()
    console = new_console()
    console.open(conversation)
    text = said("from elsewhere")
    office.ben.reply(conversation, text)
    expect(console.message(text)).to_contain_text("Ben")
    expect(console.row(conversation)).to_contain_text(f"Ben: {text}")


def test_an_agent_takes_a_conversation_hands_it_on_and_lets_it_go(
    office: Office, new_console: NewConsole
) -> None:
    _, conversation = office.visitor()
    console, bens = new_console(), new_console(office.ben)
    bens.open(view="mine")
    console.open(conversation)
    page = console.page
    page.get_by_role("button", name="Take").click()
    page.get_by_role("button", name="Assigned to You").click()
    page.get_by_role("menuitemradio", name="Ben").click()
    expect(bens.row(conversation)).to_be_visible()
    page.get_by_role("button", name="Assigned to Ben").click()
    page.get_by_role("menuitem", name="Nobody").click()
    expect(page.get_by_role("button", name="Take")).to_be_visible()
    expect(bens.row(conversation)).to_have_count(0)


def test_a_resolved_conversation_leaves_the_list_and_comes_back_when_it_is_reopened(
    office: Office, new_console: NewConsole
) -> None:
    _, conversation = office.visitor()
    console = new_console()
    console.open(conversation)
    console.page.get_by_role("button", name="Resolve").click()
    expect(console.row(conversation)).to_have_count(0)
    console.page.get_by_role("link", name="Resolved").click()
    console.row(conversation).click()
    console.page.get_by_role("button", name="Reopen").click()
    expect(console.row(conversation)).to_have_count(0)
    console.page.get_by_role("link", name="All open").click()
    expect(console.row(conversation)).to_be_visible()


def test_a_contact_who_writes_again_reopens_the_conversation_before_the_agents_eyes(
    office: Office, new_console: NewConsole
) -> None:
    contact, conversation = office.visitor()
    office.ann.change(conversation, status="resolved")
    console = new_console()
    console.open(conversation)
    expect(console.page.get_by_role("button", name="Reopen")).to_be_visible()
    contact.send(said("one more thing"))
    expect(console.page.get_by_role("button", name="Resolve")).to_be_visible()
    expect(console.row(conversation)).to_be_visible()


def test_a_change_the_desk_refuses_is_not_shown_as_done_and_says_why(
    office: Office, new_console: NewConsole
) -> None:
    _, conversation = office.visitor()
    console = new_console()
    console.open(conversation)

    def refuse(route: Route) -> None:
        if route.request.method != "PATCH":
            return route.fallback()
        body = (
            '{"type":"about:blank","title":"No","status":403,"detail":"Not yours to do.","code":"forbidden"}'
        )
        return route.fulfill(status=403, content_type="application/problem+json", body=body)

    console.page.route("**/api/v1/conversations/*", refuse)
    console.page.get_by_role("button", name="Resolve").click()
    expect(console.page.get_by_role("alert")).to_contain_text("Not yours to do.")
    expect(console.page.get_by_role("button", name="Resolve")).to_be_visible()
    expect(console.row(conversation)).to_be_visible()


def test_searching_finds_what_was_said_and_says_when_there_is_nothing(
    office: Office, new_console: NewConsole
) -> None:
    text = said("umbrella")
    _, conversation = office.visitor(text)
    office.visitor()
    console = new_console()
    console.open()
    console.page.keyboard.press("/")
    search = console.page.get_by_role("searchbox")
    expect(search).to_be_focused()
    search.fill(text.split()[1])
    expect(console.page.locator(".row")).to_have_count(1)
    expect(console.row(conversation)).to_be_visible()
    search.fill(said("nothing at all"))
    expect(console.page.get_by_text("Nothing found")).to_be_visible()


def test_an_address_of_no_conversation_says_so_and_the_rest_goes_on(
    office: Office, new_console: NewConsole
) -> None:
    contact, conversation = office.visitor()
    console = new_console()
    console.page.goto(f"{office.desk.base_url}/#/all/0190aaaa-0000-7000-8000-000000000000")
    expect(console.page.get_by_role("alert")).to_contain_text("This conversation can’t be shown.")
    text = said("still live")
    contact.send(text)
    expect(console.row(conversation)).to_contain_text(text)


def test_a_list_that_could_not_be_loaded_says_so_and_can_be_tried_again(
    office: Office, new_console: NewConsole
) -> None:
    _, conversation = office.visitor()
    console = new_console()
    console.open()
    # A console that has just connected asks for its list by itself.
    expect(console.page.get_by_text("Live", exact=True)).to_be_visible()
    console.page.route("**/api/v1/conversations?*", lambda route: route.abort())
    console.page.goto(office.desk.base_url + "/#/unassigned")
    expect(console.page.get_by_role("alert")).to_contain_text("The desk can’t be reached.")
    console.page.unroute("**/api/v1/conversations?*")
    console.page.get_by_role("button", name="Try again").click()
    expect(console.row(conversation)).to_be_visible()


def test_colleagues_see_who_else_is_in_the_conversation_and_writing(
    office: Office, new_console: NewConsole
) -> None:
    _, conversation = office.visitor()
    console, bens = new_console(), new_console(office.ben)
    console.open(conversation)
    bens.open(conversation)
    expect(console.page.get_by_text("Ben is here too")).to_be_visible()
    bens.box.press_sequentially("well")
    expect(console.page.get_by_text("Ben is writing…")).to_be_visible()


def test_a_long_thread_shows_its_end_and_loads_what_is_earlier_on_the_way_up(
    office: Office, new_console: NewConsole
) -> None:
    hello = said("the very first")
    _, conversation = office.visitor(hello)
    last = [office.ann.reply(conversation)["text"] for _ in range(55)][-1]
    console = new_console()
    console.open(conversation)
    expect(console.message(last)).to_be_in_viewport()
    expect(console.message(hello)).to_have_count(0)
    console.page.get_by_role("region", name="Messages").evaluate("log => { log.scrollTop = 0; }")
    expect(console.message(hello)).to_be_attached()
    console.page.get_by_role("button", name="To the latest").click()
    expect(console.message(last)).to_be_in_viewport()


def test_a_phone_shows_one_pane_at_a_time_with_a_way_back_from_each(
    office: Office, new_console: NewConsole
) -> None:
    hello = said("hello")
    _, conversation = office.visitor(hello)
    console = new_console(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    console.open(view="unassigned")
    page = console.page
    console.row(conversation).tap()
    expect(console.message(hello)).to_be_visible()
    expect(console.row(conversation)).to_be_hidden()
    page.get_by_role("link", name="About the contact").tap()
    expect(page.get_by_role("complementary", name="About the contact")).to_be_visible()
    expect(console.box).to_be_hidden()
    page.get_by_role("link", name="Back to the conversation").tap()
    page.get_by_role("link", name="Back to the list").tap()
    expect(console.row(conversation)).to_be_visible()
    page.get_by_role("link", name="Views").tap()
    page.get_by_role("link", name="Resolved").tap()
    expect(page.get_by_role("heading", name="Resolved")).to_be_visible()
