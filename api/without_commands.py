"""Errors as they are told to people who have no command line: without the commands that their messages name.

The same message reaches whoever keeps the library, at the keyboard, who is told which command helps.
"""

from __future__ import annotations

import re

_COMMAND = re.compile(r"[\s,;:(]*[^.,;:()]*\bminutebook [a-z][^.;()]*\)?")
"""The part of a sentence that a command is in, with what joins it to the rest."""
_STOPS = re.compile(r"\.(?:\s*\.)+")


def without_commands(message: str) -> str:
    """The message, of every sentence only the parts without a command; it ends with a full stop if any was cut."""
    told, n_cut = _COMMAND.subn("", message)
    return _STOPS.sub(".", f"{told.strip()}.") if n_cut else message
