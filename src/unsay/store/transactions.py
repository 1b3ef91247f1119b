"""Carrying out batches of deeds, each in one transaction.

Belongs here: what happens when something goes wrong. Not here: the queue and the thread (see `writer`), the
rules (see `desk`).

| trouble                             | what follows                                                  |
| ----------------------------------- | ------------------------------------------------------------- |
| the database had hung up            | it is called again, once                                      |
| it can't begin                      | all are unavailable                                           |
| an error before COMMIT              | rolled back, then one by one; what fails alone is unavailable |
| the fence does not rise             | rolled back; the recalls are unavailable, the others go on    |
| COMMIT fails and can be rolled back | as an error before it                                         |
| COMMIT fails otherwise              | the outcome is unknown: all unavailable, nothing tried again  |
| a deed has a bug                    | its caller gets the exception; the others don't notice        |
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress

from unsay.core.desk_time import desk_time
from unsay.core.words import Id
from unsay.desk.ports import Fence, UnavailableError
from unsay.desk.working_set import WorkingSet
from unsay.store.database import Database, describe
from unsay.store.deciding import AnyDeed, Outcome, decide_all
from unsay.store.line import ConflictError, HungUpError, Line, LineError, UnfitError
from unsay.store.loading import load
from unsay.store.statements import WritingStatements
from unsay.store.writing import write

_log = logging.getLogger("unsay.store")
_TRIAL = "UPDATE desk SET created_at = created_at"
"""Changes nothing, and yet has to be written and committed."""


class _NotBegun(Exception):
    """No transaction could be begun."""


class _RolledBack(Exception):
    """The transaction is known not to have happened; the cause says why."""


class _OutcomeUnknown(Exception):
    """COMMIT failed and nobody knows whether it happened."""


class Transactions:
    """Carries out batches on one connection; used by one thread at a time.

    `tell` is told of each batch that is committed with new entries.
    """

    def __init__(self, database: Database, fence: Fence, tell: Callable[[WorkingSet], None]) -> None:
        self._database = database
        self._statements = WritingStatements(database.dialect, database.writing.dialect)
        self._fence = fence
        self._tell = tell
        self._line: Line | None = None
        self._in_doubt: list[Id] = []
        self._clock_is_behind = False
        self.trouble: str | None = None
        """Why the last attempt to write failed, in words; None if it didn't."""

    @property
    def is_uneasy(self) -> bool:
        """Say whether to look again before the next deed: messages are fenced because nobody knows whether
        their recall happened, or the last attempt to write failed.
        """
        return bool(self._in_doubt) or self.trouble is not None

    def look_again(self) -> None:
        """Find out whether all is well: how a commit of unknown outcome ended, and whether one goes well."""
        with suppress(_NotBegun):
            line = self._begin()
            if self.trouble is None:
                self._roll_back(line)
                return
            try:
                line.run(_TRIAL, [()])
                line.commit()
            except LineError as failed:
                self._note(failed.trouble)
                self._drop()
            else:
                self._note(None)

    def carry_out(self, deeds: Sequence[AnyDeed]) -> list[Outcome]:
        """Return what became of each deed; what was answered is on disk."""
        try:
            return self._in_one(deeds)
        except _NotBegun:
            return [_unavailable() for _ in deeds]
        except _OutcomeUnknown:
            self.resolve_doubt()
            return [_unavailable() for _ in deeds]
        except _RolledBack as trouble:
            if len(deeds) == 1:
                return [self._once_more(deeds[0], trouble.__cause__)]
            return self._one_by_one(deeds)

    def resolve_doubt(self) -> None:
        """Find out whether a commit of unknown outcome is over: once we have the turn again, it is, either
        way.
        """
        if self._in_doubt:
            with suppress(_NotBegun):
                self._roll_back(self._begin())

    def close(self) -> None:
        """Let go of the connection."""
        self._drop()

    def _one_by_one(self, deeds: Sequence[AnyDeed]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for deed in deeds:
            try:
                outcomes.extend(self._in_one([deed]))
            except _NotBegun:
                # The others would only wait as long, one after the other.
                break
            except _OutcomeUnknown:
                self.resolve_doubt()
                outcomes.append(_unavailable())
            except _RolledBack as trouble:
                outcomes.append(self._once_more(deed, trouble.__cause__))
        return outcomes + [_unavailable() for _ in deeds[len(outcomes) :]]

    def _once_more(self, deed: AnyDeed, trouble: BaseException | None) -> Outcome:
        """Answer for a deed that failed alone.

        A constraint may only have met another process's row: try again.
        """
        if isinstance(trouble, ConflictError):
            try:
                return self._in_one([deed])[0]
            except _RolledBack as again:
                trouble = again.__cause__
            except (_NotBegun, _OutcomeUnknown):
                self.resolve_doubt()
                return _unavailable()
        if isinstance(trouble, (LineError, UnavailableError)):
            why = trouble.trouble if isinstance(trouble, LineError) else trouble
            _log.error("%s could not be written: %s", type(deed).__name__, describe(why))
            return _unavailable()
        return Outcome(error=trouble)

    def _in_one(self, deeds: Sequence[AnyDeed]) -> list[Outcome]:
        line = self._begin()
        have: WorkingSet | None = None
        try:
            have = self._working_set(line)
            outcomes = decide_all(deeds, have, lambda lookups: load(line, self._statements, have, lookups))
            if not write(line, self._statements, have):
                self._roll_back(line)
                return outcomes
            if have.recalled:
                self._fence.raise_(have.recalled)
        except Exception as trouble:
            if isinstance(trouble, LineError) and not isinstance(trouble, UnfitError):
                self._note(trouble.trouble)
            self._roll_back(line)
            if have is not None:
                self._lower(have)
            raise _RolledBack from trouble
        self._commit(line, have)
        return outcomes

    def _begin(self) -> Line:
        """Return the line, in a transaction that has the writer's turn."""
        try:
            try:
                line = self._begin_once()
            except HungUpError:
                # The database had hung up, perhaps long ago; nothing was begun, so nothing is in doubt.
                self._drop()
                line = self._begin_once()
        except LineError as failed:
            self._note(failed.trouble)
            self._drop()
            raise _NotBegun from None
        if self._in_doubt:
            # No other transaction is under way, so what was rendered from now on shows how it ended.
            settled, self._in_doubt = self._in_doubt, []
            self._fence.settle(settled)
        return line

    def _begin_once(self) -> Line:
        if self._line is None:
            self._line = Line(self._database.writing, self._database.begins_writing)
        self._line.begin()
        return self._line

    def _working_set(self, line: Line) -> WorkingSet:
        head, last_at = next(iter(line.query(self._statements.head(), {})), (0, 0))
        assert isinstance(head, int)
        assert isinstance(last_at, int)
        clock = self._database.clock(line.scalar)
        if clock < last_at and not self._clock_is_behind:
            _log.warning(
                "The clock is %d ms behind the last entry; desk time stands still until it catches up",
                last_at - clock,
            )
        self._clock_is_behind = clock < last_at
        return WorkingSet(head=head, now=desk_time(clock=clock, last_entry_at=last_at))

    def _commit(self, line: Line, have: WorkingSet) -> None:
        try:
            line.commit()
        except Exception as failed:
            trouble = failed.trouble if isinstance(failed, LineError) else failed
            known = self._is_known_failure(line)
            _log.error(
                "COMMIT failed, %s: %s", "rolled back" if known else "outcome unknown", describe(trouble)
            )
            self._drop()
            self._note(trouble)
            if known:
                self._lower(have)
                raise _RolledBack from failed
            self._in_doubt.extend(have.recalled)
            raise _OutcomeUnknown from None
        self._note(None)
        if have.recalled:
            self._fence.settle(have.recalled)
        if have.entries:
            try:
                self._tell(have)
            except Exception:  # noqa: BLE001 -- a bug of ours: whoever reads the log finds it there
                _log.exception("A batch was committed and not told of")

    def _is_known_failure(self, line: Line) -> bool:
        """Roll back what could not be committed, if that can still be done."""
        try:
            if not self._database.is_open_after_failed_commit(line.driver):
                return False
            line.rollback()
        except Exception:  # noqa: BLE001 -- whatever it is, it leaves the outcome unknown
            return False
        return True

    def _roll_back(self, line: Line) -> None:
        try:
            line.rollback()
        except LineError as failed:
            _log.warning("ROLLBACK failed: %s", describe(failed.trouble))
            self._drop()

    def _lower(self, have: WorkingSet) -> None:
        if have.recalled:
            self._fence.lower(have.recalled)

    def _note(self, trouble: BaseException | None) -> None:
        """Note how the last attempt to write ended; logged when that is news."""
        words = None if trouble is None else f"the database can't be written to: {describe(trouble)}"
        if words is not None and self.trouble is None:
            _log.warning("From now on %s", words)
        if words is None and self.trouble is not None:
            _log.warning("The database can be written to again")
        self.trouble = words

    def _drop(self) -> None:
        """Throw the connection away; the next transaction makes a new one."""
        line, self._line = self._line, None
        if line is not None:
            line.drop()


def _unavailable() -> Outcome:
    return Outcome(
        error=UnavailableError("The outcome is unknown or the database can't be asked; ask again.")
    )
