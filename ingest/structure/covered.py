"""The part of a text that some spans cover, with a quick look at what touches it however many they are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from ingest.papers import Span


class Covered:
    """Spans added in the order of the text; those that overlap become one."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        """``spans`` may come in any order."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        for span in sorted(spans, key=lambda each: each.start):
            self.add(span)

    def add(self, span: Span) -> None:
        """Add a span that begins after the last one ended, or that overlaps it."""
        if self._ends and span.start < self._ends[-1]:
            self._starts[-1] = min(self._starts[-1], span.start)
            self._ends[-1] = max(self._ends[-1], span.end)
        else:
            self._starts.append(span.start)
            self._ends.append(span.end)

    @property
    def spans(self) -> list[Span]:
        """What is covered, in order."""
        return [Span(start, end) for start, end in zip(self._starts, self._ends, strict=True)]

    def touches(self, span: Span) -> bool:
        """True when a covered character lies in the span."""
        after = bisect_left(self._starts, span.end)
        return after > 0 and self._ends[after - 1] > span.start
