"""Who sits at the console: signing in and out, being signed out by the desk, a desk that is away."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.office import Office
from tests.browser.windows import ConsoleWindow
from tests.conformance.client import AgentApi, granted
from tests.conformance.desk import said

NewConsole = Callable[..., ConsoleWindow]


def test_a_wrong_password_says_so_and_keeps_what_was_typed(office: Office, new_console: NewConsole) -> None:
    page = new_console().page
    page.context.clear_cookies()
    page.goto(office.desk.base_url)
    page.get_by_label("E-mail").fill(office.desk.people["Ann"].email)
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value(office.desk.people["Ann"].email)


def test_after_signing_out_going_back_shows_nothing(office: Office, new_console: NewConsole) -> None:
    hello = said("hello")
    _, conversation = office.visitor(hello)
    console = new_console(AgentApi.sign_in(office.desk, office.desk.people["Ann"]))
    console.open(conversation)
    expect(console.message(hello)).to_be_visible()
    console.page.get_by_role("button", name="Ann").click()
    console.page.get_by_role("menuitem", name="Sign out").click()
    expect(console.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert hello not in console.page.content()
    console.page.reload()
    expect(console.page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_an_agent_signed_out_from_elsewhere_is_told_and_finds_the_draft_again(
    office: Office, new_console: NewConsole
) -> None:
    _, conversation = office.visitor()
    cleo = office.desk.add_agent("Cleo")
    console = new_console(AgentApi.sign_in(office.desk, cleo))
    console.open(conversation)
    draft = said("half a thought")
    console.box.fill(draft)
    here = f"/api/v1/agents/{cleo.id}"
    granted(office.ada.call("PATCH", here, {"active": False}))
    expect(console.page.get_by_text("You have been signed out.")).to_be_visible()
    expect(console.page.get_by_label("E-mail")).to_be_focused()
    expect(console.page.locator(".notice")).to_have_count(0)
    granted(office.ada.call("PATCH", here, {"active": True}))
    console.page.get_by_label("E-mail").fill(cleo.email)
    console.page.get_by_label("Password").fill(cleo.password)
    console.page.get_by_role("button", name="Sign in").click()
    expect(console.box).to_have_value(draft)


def test_nothing_written_by_one_agent_is_left_for_the_next(office: Office, new_console: NewConsole) -> None:
    _, conversation = office.visitor()
    console = new_console(AgentApi.sign_in(office.desk, office.desk.people["Ann"]))
    console.open(conversation)
    console.box.fill(said("anns thought"))
    console.page.get_by_role("button", name="Ann").click()
    console.page.get_by_role("menuitem", name="Sign out").click()
    ben = office.desk.people["Ben"]
    console.page.get_by_label("E-mail").fill(ben.email)
    console.page.get_by_label("Password").fill(ben.password)
    console.page.get_by_role("button", name="Sign in").click()
    expect(console.box).to_have_value("")


def test_what_one_agent_wrote_never_leaves_in_the_name_of_another_who_signed_in_beside_them(
    office: Office, new_console: NewConsole
) -> None:
    _, conversation = office.visitor()
    console = new_console()
    console.open(conversation)
    text = said("anns words")
    console.box.fill(text)
    console.enter(office.ben)
    console.box.press("Enter")
    expect(console.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert [each for each in office.ann.messages(conversation) if each["text"] == text] == []


def test_a_new_password_is_asked_for_twice_and_needs_the_old_one(
    office: Office, new_console: NewConsole
) -> None:
    dora = office.desk.add_agent("Dora")
    console = new_console(AgentApi.sign_in(office.desk, dora))
    console.open()
    page = console.page
    page.get_by_role("button", name="Dora").click()
    page.get_by_role("menuitem", name="Change password…").click()
    page.get_by_label("Current password").fill("not this one")
    page.get_by_label("New password", exact=True).fill("correct horse battery")
    page.get_by_label("New password again").fill("correct horse battery")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert")).to_contain_text("The current password is not right.")
    page.get_by_label("Current password").fill(dora.password)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("status").filter(has_text="Your password is changed.")).to_be_visible()


def test_a_desk_that_is_away_says_so_and_is_there_again_by_itself(
    office: Office, new_console: NewConsole
) -> None:
    console = new_console()
    console.page.route("**/api/v1/session", lambda route: route.abort())
    console.page.goto(office.desk.base_url)
    expect(console.page.get_by_role("heading", name="The desk can’t be reached")).to_be_visible()
    console.page.unroute("**/api/v1/session")
    console.page.get_by_role("button", name="Try now").click()
    expect(console.page.get_by_role("navigation", name="Views")).to_be_visible()
