"""The doctor: looks a desk over and says in words what is wrong.

Changes nothing. Not here: the laws on the data (see `store.verify`).
"""

import resource
import shutil
import stat
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from unsay.desk.ports import DeskDoor
from unsay.desk.proving import is_set_up
from unsay.desk.rows import ChannelRow
from unsay.main.desks import tool_on
from unsay.main.settings import Settings, unknown_variables
from unsay.main.words import in_words
from unsay.store.opening import Store

ROOM_MIN_MIB = 200
FILES_MIN_COUNT = 4096
_EVERYBODY = stat.S_IRWXG | stat.S_IRWXO


class Level(StrEnum):
    """How bad it is."""

    GOOD = "good"
    WARNING = "warning"
    PROBLEM = "problem"


class Note(msgspec.Struct, frozen=True):
    """One thing that was looked at."""

    level: Level
    words: str


class Report(msgspec.Struct, frozen=True):
    """Everything that was looked at."""

    notes: Sequence[Note]

    @property
    def is_ill(self) -> bool:
        """Say whether something has to be mended."""
        return any(note.level is Level.PROBLEM for note in self.notes)

    def told(self) -> str:
        """Return it in words."""
        return "\n".join(f"{note.level:8} {note.words}" for note in self.notes)


def examine(settings: Settings, environment: Mapping[str, str]) -> Report:
    """Look at settings, machine and data."""
    notes = [*_environment(settings, environment), *_directory(settings)]
    if not any(note.level is Level.PROBLEM for note in notes):
        notes += _data(settings)
    return Report(notes)


def _environment(settings: Settings, environment: Mapping[str, str]) -> Iterator[Note]:
    for name in unknown_variables(environment):
        yield Note(Level.WARNING, f"{name} is no setting of Unsay and has no effect.")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard != resource.RLIM_INFINITY and hard < FILES_MIN_COUNT:
        words = f"Only {hard} files may be open at once, and each visitor's page is one: raise `ulimit -Hn`."
        yield Note(Level.WARNING, words)
    public = settings.public_url or ""
    if settings.host not in {"127.0.0.1", "::1", "localhost"} and not public.startswith("https://"):
        words = f"Listening on {settings.host} without an https UNSAY_PUBLIC_URL: put TLS before it."
        yield Note(Level.WARNING, words)
    if public.startswith("https://") and not settings.trusted_proxies:
        words = (
            "UNSAY_PUBLIC_URL is https but no UNSAY_TRUSTED_PROXIES is set: cookies won't be marked Secure, "
            "and everybody seems to come from the proxy."
        )
        yield Note(Level.WARNING, words)


def _directory(settings: Settings) -> Iterator[Note]:
    if settings.database_url is not None:
        return
    if not settings.data.is_dir():
        yield Note(Level.PROBLEM, f"There is no desk in {settings.data}. `unsay serve` makes one.")
        return
    if settings.data.stat().st_mode & _EVERYBODY:
        yield Note(Level.WARNING, f"{settings.data} can be read by others on this machine: chmod 700 it.")
    free = shutil.disk_usage(settings.data).free >> 20
    level = Level.GOOD if free >= ROOM_MIN_MIB else Level.WARNING
    yield Note(level, f"{free} MiB are free where the data is.")


def _data(settings: Settings) -> list[Note]:
    try:
        with tool_on(settings, only_looks=True) as tool:
            served = tool.store.database.is_served()
            running = "A server is running on it." if served else "No server is running on it."
            return [
                Note(Level.GOOD, f"The data can be opened and is up to date. {running}"),
                *_desk(tool.store),
            ]
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is the finding
        return [Note(Level.PROBLEM, in_words(error))]


def _desk(store: Store) -> Iterator[Note]:
    if not store.read_desk(is_set_up):
        words = "There is no admin yet: open the link `unsay serve` prints, or `unsay agent add`."
        yield Note(Level.WARNING, words)
    channels = store.read_desk(_channels)
    if not channels:
        yield Note(Level.WARNING, "There is no channel yet: `unsay channel add website`.")
    for channel in channels:
        if not channel.origins:
            words = f"Channel {channel.name} lists no origins, so any website may embed its widget."
            yield Note(Level.WARNING, words)


def _channels(door: DeskDoor) -> Sequence[ChannelRow]:
    return door.find(ChannelRow)
