"""The command line (protocol, section 1).

Belongs here: commands, their options, what they print and how they end. Not here: what they do.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from unsay import __version__
from unsay.core.limits import RECALL_WINDOW_DEFAULT_SECONDS
from unsay.core.words import Role
from unsay.main import keeping
from unsay.main.desks import tool_on
from unsay.main.doctor import examine
from unsay.main.logs import configure_logs
from unsay.main.printing import Printer
from unsay.main.settings import Settings, load_settings, unknown_variables
from unsay.main.words import CommandError, in_words

DEMO_DATA = Path("unsay-demo-data")

app = typer.Typer(
    name="unsay",
    help="Unsay: a live-chat desk whose agents can take a message back. Every setting is also an environment"
    " variable UNSAY_*; a flag wins over it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
agent = typer.Typer(
    help="Agents: adding one, setting a password.", no_args_is_help=True, rich_markup_mode=None
)
channel = typer.Typer(help="Channels: ways in.", no_args_is_help=True, rich_markup_mode=None)
channel_add = typer.Typer(help="Add a channel.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(agent, name="agent")
app.add_typer(channel, name="channel")
channel.add_typer(channel_add, name="add")

Data = Annotated[Path | None, typer.Option("--data", help="Directory of the desk's files [./unsay-data]")]
DatabaseUrl = Annotated[
    str | None,
    typer.Option("--database-url", help="A PostgreSQL instead of the SQLite file in the directory"),
]
Host = Annotated[str | None, typer.Option("--host", help="Address to listen on [127.0.0.1]")]
Port = Annotated[int | None, typer.Option("--port", help="Port to listen on, 0 for a free one [8000]")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else")]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the first line of standard input")
]


def run() -> None:
    """Run the command that was asked for."""
    app(prog_name="unsay")


@app.command()
def serve(
    *, host: Host = None, port: Port = None, data: Data = None, database_url: DatabaseUrl = None
) -> None:
    """Run the desk."""
    # Only the server needs the web's parts: a tool should not pay for their import.
    from unsay.main.serving import serve as run_server  # noqa: PLC0415 -- see above

    flags = {"host": host, "port": port, "data": data, "database_url": database_url}
    with _settings(flags) as settings:
        run_server(settings, _announce)


@app.command()
def demo(
    *, host: Host = None, port: Port = None, data: Data = None, database_url: DatabaseUrl = None
) -> None:
    """Run a demo desk with a shop, two agents and some conversations."""
    from unsay.main.demo import seed  # noqa: PLC0415 -- as for serve
    from unsay.main.serving import serve as run_server  # noqa: PLC0415 -- as for serve

    # A desk of its own: what a real one is told by its environment is not for the demo.
    real = {"UNSAY_DATA", "UNSAY_DATABASE_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in real}
    flags = {"host": host, "port": port, "data": data or DEMO_DATA, "database_url": database_url}
    with _settings(flags, environment) as settings:
        seeded = seed(settings)

        def announce(url: str, link: str | None) -> None:
            _announce(url, link)
            _say(f"  Shop     {url}demo  (you as a visitor)")
            for each in seeded.sign_ins:
                _say(f"  Console  {url}  sign in as {each.email} / {each.password}  ({each.name})")

        run_server(settings, announce, demo_channel_key=seeded.channel_key)


@agent.command("add")
def agent_add(
    email: str,
    *,
    name: Annotated[str, typer.Option(help="Shown to colleagues and contacts")],
    role: Annotated[Role, typer.Option(help="What they may do")],
    password_stdin: PasswordStdin = False,
    json: Json = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Add an agent."""
    with _settings({"data": data, "database_url": database_url}) as settings:
        password = _password(from_stdin=password_stdin)
        new = keeping.checked_agent(email=email, name=name, role=role, password=password)
        with tool_on(settings) as tool:
            made = keeping.add_agent(tool, new)
        Printer(json=json).tell(made, f"Added {made.name} <{made.email}> as {made.role}.")


@agent.command("password")
def agent_password(
    email: str,
    *,
    password_stdin: PasswordStdin = False,
    json: Json = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Set an agent's password; it ends their sessions."""
    with _settings({"data": data, "database_url": database_url}) as settings:
        password = keeping.checked_password(_password(from_stdin=password_stdin))
        with tool_on(settings) as tool:
            changed = keeping.set_password(tool, email=email, password=password)
        Printer(json=json).tell(changed, f"Set; {changed.email} is signed out everywhere.")


@channel_add.command("website")
def channel_add_website(
    *,
    name: Annotated[str, typer.Option(help="Shown to agents and contacts")],
    origin: Annotated[
        list[str] | None, typer.Option(help="A website that may embed the widget; may be given again")
    ] = None,
    recall_window: Annotated[
        int, typer.Option(help="Seconds in which a message can be recalled")
    ] = RECALL_WINDOW_DEFAULT_SECONDS,
    json: Json = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Add a website and print what puts the widget on its pages."""
    with _settings({"data": data, "database_url": database_url}) as settings:
        new = keeping.checked_channel(name=name, origins=origin or [], recall_window_seconds=recall_window)
        with tool_on(settings) as tool:
            made = keeping.add_website(tool, new, base_url=keeping.base_url(settings))
        Printer(json=json).tell(made, keeping.told(made))


@app.command()
def doctor(*, json: Json = False, data: Data = None, database_url: DatabaseUrl = None) -> None:
    """Say in words what is wrong with the desk; exit 1 if something is."""
    with _settings({"data": data, "database_url": database_url}) as settings:
        report = examine(settings, os.environ)
        Printer(json=json).tell(report, report.told())
        raise typer.Exit(1 if report.is_ill else 0)


@app.command()
def verify(*, json: Json = False, data: Data = None, database_url: DatabaseUrl = None) -> None:
    """Check the laws on the data; exit 1 and say where if one fails."""
    with _settings({"data": data, "database_url": database_url}) as settings:
        with tool_on(settings, only_looks=True) as tool:
            report = keeping.verified(tool)
        Printer(json=json).tell(report, report.told())
        raise typer.Exit(1 if report.findings else 0)


@app.command()
def version() -> None:
    """Print the version."""
    _say(__version__)


@contextmanager
def _settings(flags: Mapping[str, object], environment: Mapping[str, str] = os.environ) -> Iterator[Settings]:
    """Run a command with its settings; what goes wrong is said in words, and the exit code is 1."""
    try:
        settings = load_settings(flags, environment)
        configure_logs(settings.log_level, settings.log_format)
        for name in unknown_variables(os.environ):
            _complain(f"{name} is no setting of Unsay and has no effect.")
        yield settings
    except typer.Exit:
        raise
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except Exception as error:
        if isinstance(error, AssertionError):
            raise
        _complain(in_words(error))
        raise typer.Exit(1) from None


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().removesuffix("\n").removesuffix("\r")
    if not sys.stdin.isatty():
        raise CommandError("Say --password-stdin and give the password as the first line of standard input.")
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


def _announce(url: str, link: str | None) -> None:
    _say(f"Unsay is running at {url}")
    if link is not None:
        _say(f"  Nobody can sign in yet. Make the first admin, once, at {link}")


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 -- this is the command line


def _complain(words: str) -> None:
    print(f"unsay: {words}", file=sys.stderr, flush=True)  # noqa: T201 -- this is the command line
