"""An answer on a terminal while it comes about: each sentence as soon as it is verified."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from api.terminal import note, one_line, say
from rag.plain import unlinked

if TYPE_CHECKING:
    from rag.answer import Answer
    from rag.events import Event


def shown(text: str) -> str:
    """Words of a paper as a terminal may show them: on one line, and with nothing that it makes a link of."""
    return unlinked(one_line(text))


def is_terminal() -> bool:
    """Whether somebody watches standard output."""
    return sys.stdout.isatty()


def follow(events: Iterator[Event], *, is_shown: bool) -> Answer:
    """The whole answer; where ``is_shown``, its sentences have been printed by then, one a line."""
    from rag.events import Done, SentenceReady

    for event in events:
        if isinstance(event, Done):
            return event.answer
        if not is_shown:
            continue
        if isinstance(event, SentenceReady):
            marks = "".join(f"[{n}]" for n in event.sentence.citations)
            say(f"{shown(event.sentence.text)} {marks}")
            sys.stdout.flush()
        else:
            note(f"What was shown so far is taken back. {one_line(event.reason)}")
    raise RuntimeError("the answer broke off without an end. Report this as a fault in Minutebook.")
