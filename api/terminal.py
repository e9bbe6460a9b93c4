"""What reaches the terminal: results on standard output, everything else on standard error.

Words of papers can hold escape sequences that would move the cursor or hide text, so nothing is printed
before ``clean`` has been over it.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TextIO

Advance = Callable[[int, int, str], None]


def clean(text: str) -> str:
    """The text without control, format and surrogate characters; line ends and tabs stay."""
    return "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    )


def say(text: str = "") -> None:
    """Print a part of the result."""
    _write(sys.stdout, text)


def say_json(result: Mapping[str, object]) -> None:
    """Print the result as the one JSON object on standard output.

    Kept to ASCII, so that it is sound JSON in any locale and harmless on a terminal.
    """
    _write(sys.stdout, json.dumps(result, indent=2, allow_nan=False))


def note(text: str) -> None:
    """Tell the person something that is not part of the result."""
    _write(sys.stderr, text)


def one_line(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def _write(stream: TextIO, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    # A terminal that can't show a character gets its number, not an error.
    stream.write(clean(text).encode(encoding, "backslashreplace").decode(encoding) + "\n")


@contextmanager
def progress(doing: str) -> Iterator[Advance | None]:
    """A bar on standard error while the block runs; None where that is not a terminal.

    The function yielded takes how many are done, of how many, and what is being worked on.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=None)

        def advance(done: int, total: int, what: str) -> None:
            bar.update(
                task, completed=done, total=total, description=f"{doing} {one_line(clean(what))[-50:]}"
            )

        yield advance
