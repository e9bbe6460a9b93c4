"""The judge of ``minutebook eval run --judge``: made before any question is asked, heard once all are answered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from api.errors import WrongUse
from api.terminal import note, progress

if TYPE_CHECKING:
    from eval.judging.agreement import Labelled
    from eval.judging.judge import Judge
    from eval.judging.session import JudgeSummary
    from rag.settings import Settings

_AT_ONCE = 2


@dataclass(frozen=True)
class Court:
    """A judge, and the rulings by people that it is held against."""

    judge: Judge
    sample: tuple[Labelled, ...]


def open_court(model: str, url: str | None, n_repeats: int, sample: Path | None, settings: Settings) -> Court:
    """The judge by its name and its server's address, or that of the settings.

    Raises:
        WrongUse: The address is none.
        ModelError: Something that the model needs is missing.
        JudgeError: The labelled sample is wrong.
    """
    from eval.judging.agreement import load_labelled
    from eval.judging.judge import Judge
    from rag.model.chat import ChatWriter

    if url is not None and not url.startswith(("http://", "https://")):
        raise WrongUse(f"--judge-url {url}: give an address that begins with http:// or https://.")
    changed: dict[str, object] = {"model": model, "model_output": "grammar"}
    if url is not None:
        changed["model_base_url"] = url
    own = settings.model_copy(update=changed)
    labelled = load_labelled(sample) if sample else ()
    return Court(Judge(ChatWriter(own), n_repeats, own.prompt_tokens), labelled)


def hold_court(court: Court, run: Path, n_at_once: int | None) -> JudgeSummary:
    """Judge a finished run; what is judged is kept, and the next call goes on."""
    from eval.judging.session import judge_run

    try:
        with progress("Judging") as advance:
            return judge_run(
                run, court.judge, court.sample, n_at_once=n_at_once or _AT_ONCE, on_judged=advance
            )
    except KeyboardInterrupt:
        note(f"minutebook: stopped. What was judged is kept in {run}; run the same command again to go on.")
        raise
