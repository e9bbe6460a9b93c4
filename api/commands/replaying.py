"""``minutebook ask --replay``: an answer that was kept, made again and compared."""

from __future__ import annotations

from pathlib import Path

import typer

from api.commands.options import settings_of
from api.errors import PathMissing, WrongUse
from api.terminal import say, say_json


def replay_answer(
    path: Path, question: str | None, library: Path | None, *, tried_as: str | None = None, as_json: bool
) -> None:
    """Tell what differs between the answer in the file and what the library gives now; exit status 1 if anything.

    Raises:
        WrongUse: A question was given too.
        PathMissing: There is no such file.
        ReplayError: The file holds no answer.
    """
    if question is not None:
        raise WrongUse("--replay takes its question from the file. Leave QUESTION out.")
    if not path.is_file():
        raise PathMissing(f"no file {path}. Give one that minutebook ask --json wrote.")
    settings = settings_of(library)
    from api.identity.keyboard import scope_at_the_keyboard
    from rag.replay import read_answer, replay

    recorded = read_answer(path.read_text(encoding="utf-8", errors="replace"))
    found = replay(settings.for_answers(), recorded, scope_at_the_keyboard(tried_as, settings.library))
    if as_json:
        say_json({"same": found.is_same, "differences": list(found.differences)})
    else:
        for line in found.differences or ("The same answer.",):
            say(line)
    if not found.is_same:
        raise typer.Exit(1)
