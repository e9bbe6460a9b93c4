"""How far an intake is, on standard error: a bar on a terminal, now and then a line anywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePath

from api.terminal import clean, note, one_line
from ingest.telling import Progress

Tell = Callable[[Progress], None]
Clock = Callable[[], float]

LINE_EVERY_S = 5.0
_NO_FORECAST_BEFORE_S = 2.0
_NAME_CHARACTERS = 40


@contextmanager
def intake_progress(unit: str = "files", clock: Clock = time.monotonic) -> Iterator[Tell]:
    """What to tell each step to while the block runs; ``unit`` is what is counted, in the plural."""
    begun = clock()
    if sys.stderr.isatty():
        with _bar(unit, lambda: clock() - begun) as tell:
            yield tell
    else:
        yield _Lines(unit, lambda: clock() - begun)


def words_of(progress: Progress, elapsed_s: float, unit: str = "files") -> str:
    """Files done, pages read, pages a second, time left, and the file in hand with what is done to it.

    Pages a second are those of the whole run until now. No time is forecast in the first two seconds or
    before something is finished.
    """
    told = [f"{progress.done:,} of {progress.total:,} {unit}"]
    if progress.n_pages and elapsed_s > 0:
        pages = "1 page" if progress.n_pages == 1 else f"{progress.n_pages:,} pages"
        told += [pages, f"{progress.n_pages / elapsed_s:.1f} a second"]
    share = share_done(progress)
    if 0 < share < 1 and elapsed_s >= _NO_FORECAST_BEFORE_S:
        told.append(f"{_duration(elapsed_s * (1 - share) / share)} left")
    in_hand = f"{progress.stage} {_short(PurePath(progress.path).name)}"
    if progress.n_parts:
        in_hand += f" ({progress.n_parts_done + 1:,} of {progress.n_parts:,} in its pack)"
    return ", ".join([*told, in_hand])


def share_done(progress: Progress) -> float:
    """What part of the files is finished, in [0, 1]; the finished part of a pack counts."""
    of_pack = progress.n_parts_done / progress.n_parts if progress.n_parts else 0.0
    return min(1.0, (progress.done + of_pack) / max(1, progress.total))


class _Lines:
    """A line when five seconds have passed since the last one, so that a short run says nothing."""

    def __init__(self, unit: str, elapsed_s: Clock) -> None:
        self._unit = unit
        self._elapsed_s = elapsed_s
        self._told_at_s = 0.0

    def __call__(self, progress: Progress) -> None:
        now_s = self._elapsed_s()
        if now_s - self._told_at_s >= LINE_EVERY_S:
            self._told_at_s = now_s
            note(f"minutebook: {words_of(progress, now_s, self._unit)}")
            sys.stderr.flush()


@contextmanager
def _bar(unit: str, elapsed_s: Clock) -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bars
    from rich.table import Column

    words = TextColumn(
        "{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis")
    )
    with Bars(BarColumn(bar_width=20), words, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=1.0)

        def tell(progress: Progress) -> None:
            words = words_of(progress, elapsed_s(), unit)
            bars.update(task, completed=share_done(progress), description=words)

        yield tell


def _short(name: str) -> str:
    shown = one_line(clean(name))
    return shown if len(shown) <= _NAME_CHARACTERS else f"{shown[: _NAME_CHARACTERS - 1]}…"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"about {max(1, round(seconds))} s"
    if seconds < 90 * 60:
        return f"about {round(seconds / 60)} min"
    return f"about {seconds / 3600:.1f} h"
