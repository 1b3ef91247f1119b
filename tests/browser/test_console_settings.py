"""What an admin sets up in the console works at once; what the desk has against it stands at its field."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.office import Office
from tests.browser.windows import ConsoleWindow
from tests.conformance.client import AgentApi
from tests.conformance.desk import Channel, Person

NewConsole = Callable[..., ConsoleWindow]


def settings(office: Office, new_console: NewConsole, page: str) -> ConsoleWindow:
    console = new_console(office.ada)
    console.page.goto(f"{office.desk.base_url}/#/settings/{page}")
    return console


def test_a_website_added_here_takes_messages_through_the_line_it_shows(
    office: Office, new_console: NewConsole
) -> None:
    page = settings(office, new_console, "channels").page
    page.get_by_role("button", name="Add a website").click()
    page.get_by_label("Name").fill("Second shop")
    page.get_by_label("Where it may be embedded").fill("shop.example")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Each needs its scheme and host")).to_be_visible()
    page.get_by_label("Where it may be embedded").fill("https://shop.example")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Second shop is ready")).to_be_visible()
    line = page.get_by_role("textbox", name="Put this line into the website’s pages").inner_text()
    key = re.search(r'data-channel="([^"]+)"', line)
    assert key, line
    office.visitor(channel=Channel("", key[1], "", line))


def test_how_long_a_recall_is_allowed_can_be_changed(office: Office, new_console: NewConsole) -> None:
    office.desk.add_channel("Third shop")
    page = settings(office, new_console, "channels").page
    page.get_by_role("button", name="Change Third shop").click()
    page.get_by_label("Time for recalling").fill("7")
    page.get_by_role("button", name="Save").click()
    card = page.locator(".item", has_text="Third shop")
    expect(card).to_contain_text("recall within 7 minutes")


def test_an_agent_added_here_can_sign_in_and_one_deactivated_is_out_at_once(
    office: Office, new_console: NewConsole
) -> None:
    page = settings(office, new_console, "agents").page
    page.get_by_role("button", name="Add an agent").click()
    page.get_by_label("Name").fill("Emil")
    page.get_by_label("E-mail").fill("emil@desk.example")
    page.get_by_label("First password").fill("correct horse battery")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Emil can sign in now.")).to_be_visible()
    emil = Person("", "emil@desk.example", "Emil", "agent", "correct horse battery")
    emils = new_console(AgentApi.sign_in(office.desk, emil))
    emils.open()
    page.get_by_role("button", name="Deactivate Emil").click()
    expect(page.get_by_role("button", name="Activate Emil")).to_be_visible()
    expect(emils.page.get_by_text("You have been signed out.")).to_be_visible()


def test_the_last_admin_cannot_be_deactivated_and_is_told_why(
    office: Office, new_console: NewConsole
) -> None:
    page = settings(office, new_console, "agents").page
    page.get_by_role("button", name="Deactivate Ada").click()
    expect(page.get_by_role("alert")).to_contain_text("without an active admin")
    expect(page.get_by_role("button", name="Deactivate Ada")).to_be_visible()


def test_a_tokens_secret_is_shown_once_and_stops_working_when_it_is_revoked(
    office: Office, new_console: NewConsole
) -> None:
    page = settings(office, new_console, "tokens").page
    page.get_by_role("button", name="Add a token").click()
    page.get_by_label("Name").fill("Night bot")
    page.get_by_role("button", name="Add", exact=True).click()
    secret = page.get_by_role("textbox", name="The token").inner_text()
    bot = AgentApi.bot(office.desk, secret)
    bot.page("/conversations")
    page.get_by_role("button", name="Done").click()
    assert secret not in page.content()
    page.get_by_role("button", name="Revoke Night bot").click()
    page.get_by_role("button", name="Revoke it").click()
    expect(page.locator(".item", has_text="Night bot")).to_contain_text("revoked")
    assert bot.call("GET", "/api/v1/conversations").status_code == 401


def test_the_audit_names_who_recalled_and_leads_to_the_conversation(
    office: Office, new_console: NewConsole
) -> None:
    _, conversation = office.visitor()
    office.ann.recall(conversation, office.ann.reply(conversation)["id"])
    page = settings(office, new_console, "audit").page
    page.get_by_label("Show").select_option("Recalls")
    line = page.locator(".audit-line").first
    expect(line).to_contain_text("Ann recalled a message")
    line.get_by_role("link", name="conversation").click()
    expect(page.locator("li.msg[data-recalled]")).to_be_visible()


def test_an_agent_is_offered_no_settings_and_gets_none_by_their_address(
    office: Office, new_console: NewConsole
) -> None:
    console = new_console()
    console.page.goto(office.desk.base_url + "/#/settings/channels")
    expect(console.page.get_by_text("Not for your role")).to_be_visible()
    expect(console.page.get_by_role("link", name="Channels")).to_have_count(0)


def test_the_api_is_described_on_a_page_of_its_own(office: Office, new_console: NewConsole) -> None:
    page = new_console().page
    page.goto(office.desk.base_url + "/docs")
    recall = page.locator("summary", has_text="/recall")
    recall.click()
    expect(page.locator("details[open]")).to_contain_text("window_passed")
