"""Deciding a batch: deeds one after another on one working set.

Belongs here: loading rounds and outcomes. Not here: the transaction around it, and writing what was decided.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from unsay.core.refusals import Refusal
from unsay.desk.ports import Deed
from unsay.desk.working_set import Draft, Lookup, WorkingSet

LOADING_ROUNDS_MAX = 8
"""A deed that still asks for more after so many rounds is a bug."""

Load = Callable[[Iterable[Lookup]], None]
AnyDeed = Deed[Any]


class Outcome(NamedTuple):
    """What became of one deed: its answer or refusal, or the error its caller gets."""

    answer: object = None
    error: BaseException | None = None


def decide_all(deeds: Sequence[AnyDeed], have: WorkingSet, load: Load) -> list[Outcome]:
    """Decide `deeds` in order into `have`; a deed with a bug gets its own exception and changes nothing.

    Whatever `load` raises is raised here.
    """
    outcomes: dict[int, Outcome] = {}
    _load_for_all(deeds, have, load, outcomes)
    for i, deed in enumerate(deeds):
        if i not in outcomes:
            outcomes[i] = _decide(deed, have, load)
    return [outcomes[i] for i in range(len(deeds))]


def _load_for_all(
    deeds: Sequence[AnyDeed], have: WorkingSet, load: Load, outcomes: dict[int, Outcome]
) -> None:
    asking = list(range(len(deeds)))
    for _ in range(LOADING_ROUNDS_MAX):
        wanted: dict[Lookup, None] = {}
        still: list[int] = []
        for i in asking:
            try:
                missing = have.missing(deeds[i].needs(have))
            except Exception as bug:  # noqa: BLE001 -- it is handed to the deed's caller
                outcomes[i] = Outcome(error=bug)
                continue
            if missing:
                still.append(i)
                wanted.update(dict.fromkeys(missing))
        if not wanted:
            return
        load(wanted)
        asking = still
    for i in asking:
        outcomes[i] = _asks_too_much(deeds[i])


def _decide(deed: AnyDeed, have: WorkingSet, load: Load) -> Outcome:
    """Decide one deed; what deeds before it made it need is loaded first."""
    for _ in range(LOADING_ROUNDS_MAX):
        try:
            missing = have.missing(deed.needs(have))
        except Exception as bug:  # noqa: BLE001 -- as above
            return Outcome(error=bug)
        if not missing:
            break
        load(missing)
    else:
        return _asks_too_much(deed)
    draft = Draft(have.head, have.now)
    try:
        answer = deed.decide(have, draft)
    except Exception as bug:  # noqa: BLE001 -- as above; its draft is dropped
        return Outcome(error=bug)
    if not isinstance(answer, Refusal):
        have.apply(draft)
    have.keep_audits(draft)
    return Outcome(answer)


def _asks_too_much(deed: AnyDeed) -> Outcome:
    return Outcome(
        error=AssertionError(f"{type(deed).__name__} asks for more after {LOADING_ROUNDS_MAX} rounds")
    )
