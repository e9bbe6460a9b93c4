"""Plots as inline SVG, drawn from numbers: no library, no script, and the same numbers stand in a table beside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_WIDTH, _LABEL, _BAR, _GAP = 760, 300, 22, 8
_PLOT = _WIDTH - _LABEL - 120
_INK, _FILL = "#1b1b1b", "#2b5f8f"
_LONGEST_NAME = 38


@dataclass(frozen=True)
class Bar:
    """A mean of 0 to 1 with the ends of its 95 % interval; ``told`` is what stands behind the bar."""

    name: str
    value: float
    low: float
    high: float
    told: str


def bars(title: str, drawn: Sequence[Bar]) -> Markup:
    """Horizontal bars of 0 to 1 with their intervals as whiskers; empty without bars."""
    if not drawn:
        return Markup("")
    height = len(drawn) * (_BAR + _GAP) + 30
    parts = [_grid(height)]
    for place, bar in enumerate(drawn):
        top = place * (_BAR + _GAP) + 4
        middle = top + _BAR / 2
        low, high = (_LABEL + _PLOT * min(1.0, max(0.0, end)) for end in (bar.low, bar.high))
        parts.append(
            Markup(
                '<text x="{}" y="{}" text-anchor="end">{}</text>'
                '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>'
                '<path d="M{} {}H{}M{} {}v10M{} {}v10" stroke="{}" stroke-width="2" fill="none"/>'
                '<text x="{}" y="{}">{}</text>'
            ).format(
                _LABEL - 8, round(middle + 5, 1), _short(bar.name),
                _LABEL, top, round(_PLOT * bar.value, 1), _BAR, _FILL,
                round(low, 1), middle, round(high, 1), round(low, 1), middle - 5, round(high, 1), middle - 5, _INK,
                _LABEL + _PLOT + 10, round(middle + 5, 1), bar.told,
            )
        )  # fmt: skip
    return _svg(title, height, parts)


def histogram(title: str, values: Sequence[float], unit: str, n_bins: int = 12) -> Markup:
    """How often values fall in each of equal steps from 0 to the largest; empty without values."""
    if not values:
        return Markup("")
    step = _round_up(max(values) / n_bins)
    counts = [0] * (math.floor(max(values) / step) + 1)
    for value in values:
        counts[math.floor(value / step)] += 1
    width, tallest = (_WIDTH - 60) / len(counts), max(counts)
    parts = []
    for place, count in enumerate(counts):
        left, tall = 40 + place * width, 150 * count / tallest
        parts.append(
            Markup(
                '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>'
                '<text x="{}" y="{}" text-anchor="middle">{}</text>'
                '<text x="{}" y="195" text-anchor="middle">{}</text>'
            ).format(
                round(left, 1), round(170 - tall, 1), round(width - 3, 1), round(tall, 1), _FILL,
                round(left + width / 2, 1), round(165 - tall, 1), count or "",
                round(left, 1), f"{place * step:g}",
            )
        )  # fmt: skip
    parts.append(Markup('<text x="{}" y="215" text-anchor="end">{}</text>').format(_WIDTH - 10, unit))
    return _svg(title, 222, parts)


def _grid(height: int) -> Markup:
    lines = Markup("")
    for tenth in (0, 0.25, 0.5, 0.75, 1):
        left = round(_LABEL + _PLOT * tenth, 1)
        lines += Markup(
            '<path d="M{} 0V{}" stroke="#c4c4c4"/><text x="{}" y="{}" text-anchor="middle">{}</text>'
        ).format(left, height - 24, left, height - 6, f"{tenth:g}")
    return lines


def _svg(title: str, height: int, parts: Sequence[Markup]) -> Markup:
    opening = Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}" class="plot">').format(
        _WIDTH, height, title
    )
    return opening + Markup("").join(parts) + Markup("</svg>")


def _short(name: str) -> str:
    return escape(name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…")


def _round_up(step: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 ... so that the axis reads easily."""
    size = 10.0 ** math.floor(math.log10(max(step, 1e-9)))
    return next(size * factor for factor in (1, 2, 5, 10) if size * factor >= step)
