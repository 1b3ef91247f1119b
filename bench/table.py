"""The one table: every figure with its median, its spread, the floor's, the ratio, and how busy the cores
were.

Belongs here: rows and how they are printed. Not here: measuring.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.pacing import Busy

_HEADS = (
    "figure",
    "unit",
    "Unsay",
    "min–max",
    "floor",
    "min–max",
    "ratio",
    "client · server busy",
    "first bar",
)

_LEAST = 0.01
"""A floor below this is nothing, and nothing is a multiple of it."""


@dataclass(frozen=True)
class Bar:
    """What a figure is held against; `is_met` is given it and its ratio to the floor, 0 without one."""

    words: str
    is_met: Callable[[float, float], bool]


@dataclass
class Row:
    """A figure: one value a run, of Unsay and of the floor. `note` is said beside it."""

    name: str
    unit: str
    bar: Bar | None = None
    unsay: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    busy: list[Busy] = field(default_factory=list)
    floor_busy: list[Busy] = field(default_factory=list)
    note: str = ""

    def cells(self) -> tuple[str, ...]:
        """Return the row as text."""
        value = statistics.median(self.unsay) if self.unsay else 0.0
        floor = statistics.median(self.floor) if self.floor else 0.0
        ratio = value / floor if floor >= _LEAST else 0.0
        return (
            self.name + (f" ({self.note})" if self.note else ""),
            self.unit,
            _number(value) if self.unsay else "–",
            _spread(self.unsay),
            _number(floor) if self.floor else "–",
            _spread(self.floor),
            _ratio(ratio) if ratio else "–",
            " / ".join(part for part in (_busy(self.busy), _busy(self.floor_busy)) if part),
            self._judged(value, ratio),
        )

    def _judged(self, value: float, ratio: float) -> str:
        if self.bar is None or not self.unsay:
            return ""
        return f"{self.bar.words}: {'met' if self.bar.is_met(value, ratio) else 'NOT met'}"


def table(rows: list[Row]) -> str:
    """Return all rows as one Markdown table."""
    lines = [_HEADS, tuple("---" for _ in _HEADS), *(row.cells() for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _number(value: float) -> str:
    """Return three digits, or all before the point."""
    if value >= 1_000:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _ratio(value: float) -> str:
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def _spread(values: list[float]) -> str:
    return f"{_number(min(values))}–{_number(max(values))}" if len(values) > 1 else ""


def _busy(seen: list[Busy]) -> str:
    if not seen:
        return ""
    client = max(each.client for each in seen)
    server = max(each.server for each in seen)
    return f"{client:.0%} · {server:.0%}"
