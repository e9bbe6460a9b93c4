"""Which questions a change moved, and what the two runs were made with that differs: where to look for the cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.compare import value_of
from eval.metrics.catalogue import METRICS
from eval.sides import Asked, Side

# What a reader notices: these make one question better or worse than before.
_FELT = ("abstain_recall", "over_refusal", "short", "nuggets", "cite_recall", "seen@2000", "fabricated")


@dataclass(frozen=True)
class Moved:
    """A question that got better or worse, and in which figures: (metric, old, new)."""

    old: Asked
    new: Asked
    gain: float
    figures: tuple[tuple[str, float, float], ...]

    def to_json(self) -> dict[str, object]:
        """The question's id, and each figure as [old, new]."""
        figures = {name: [old, new] for name, old, new in self.figures}
        return {"id": self.new.id, "gain": round(self.gain, 6), "figures": figures}


def moved(old: Side, new: Side, ids: Sequence[str]) -> list[Moved]:
    """Questions whose answers a reader finds better or worse, the worst first, then by id."""
    found = []
    for one in ids:
        before, after = old.asked[one], new.asked[one]
        figures = tuple(_changed_figures(before, after))
        if figures:
            found.append(Moved(before, after, sum(_gain(*figure) for figure in figures), figures))
    return sorted(found, key=lambda one: (one.gain, one.new.id))


def made_otherwise(old: Side, new: Side) -> list[str]:
    """What the runs were made with that differs, a line each; the first place to look for a cause."""
    lines = []
    for name, told in _TOLD.items():
        if getattr(old.made, name) != getattr(new.made, name):
            lines.append(told)
    for kind, before, after in (
        ("setting", old.made.settings, new.made.settings),
        ("version of", old.made.versions, new.made.versions),
    ):
        for name in sorted(set(before) & set(after) - {"library"}):
            if before[name] != after[name]:
                lines.append(f"{kind} {name}: {before[name]} before, {after[name]} now")
    return lines


_TOLD = {
    "golden_sha256": "the golden file (its questions pair all the same)",
    "library_snapshot": "the library",
    "code_sha256": "the program or its prompts",
}


def _changed_figures(old: Asked, new: Asked) -> Iterator[tuple[str, float, float]]:
    for metric in METRICS:
        before, after = value_of(old, metric), value_of(new, metric)
        if metric.name in _FELT and before is not None and after is not None and before != after:
            yield metric.name, before, after


def _gain(name: str, old: float, new: float) -> float:
    return old - new if name in ("over_refusal", "fabricated") else new - old
