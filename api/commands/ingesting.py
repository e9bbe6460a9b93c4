"""``minutebook ingest``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import AsJson, LibraryFolder, settings_of
from api.errors import PathMissing
from api.terminal import one_line, progress, say, say_json
from ingest.papers import Access

if TYPE_CHECKING:
    from api.terminal import Advance
    from ingest.intake import Outcome, Progress

STATUSES = ("new", "replaced", "unchanged", "rejected")


def ingest(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files and folders of papers.", show_default=False)
    ],
    access: Annotated[Access, typer.Option("--access", help="Who may see these papers.")] = Access.RESTRICTED,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Take papers into the library. Exit status 1 only when not one of them could be read."""
    folder = settings_of(library).library
    outcomes = take_in(paths, folder, access, is_told=not as_json)
    if as_json:
        papers = [outcome.to_json() for outcome in outcomes]
        say_json({"papers": papers, "counts": _counts(outcomes), "library": str(folder)})
    if outcomes and all(outcome.status == "rejected" for outcome in outcomes):
        raise typer.Exit(1)


def take_in(paths: list[Path], folder: Path, access: Access, *, is_told: bool = True) -> list[Outcome]:
    """Ingest files and folders into the library in ``folder``; ``is_told`` says whether each is told of.

    Raises:
        PathMissing: A path is not there; nothing was ingested.
    """
    from ingest.intake import Intake
    from ingest.store.library import Library

    for path in paths:
        # Before the library is opened: a mistyped path must not leave an empty library behind.
        if not path.exists():
            raise PathMissing(
                f"{path}: there is no such file or folder. Nothing was ingested; check the path."
            )
    with Library.create_or_open(folder) as opened, progress("Reading") as advance:
        outcomes = Intake(opened, access=access, on_progress=_reporting(advance)).ingest(paths)
    if is_told:
        _say_outcomes(outcomes, folder)
    return outcomes


def _reporting(advance: Advance | None) -> Callable[[Progress], None] | None:
    if advance is None:
        return None
    return lambda progressed: advance(progressed.done, progressed.total, Path(progressed.path).name)


def _counts(outcomes: list[Outcome]) -> dict[str, int]:
    return {status: sum(outcome.status == status for outcome in outcomes) for status in STATUSES}


def _say_outcomes(outcomes: list[Outcome], folder: Path) -> None:
    for outcome in outcomes:
        told = outcome.reason or f"{outcome.paper_id}  {outcome.title}, {outcome.passages} passages"
        say(f"{outcome.status:9}  {one_line(outcome.path)}: {one_line(told)}")
        for warning in outcome.warnings:
            say(f"           Warning: {one_line(warning)}")
    counts = ", ".join(f"{n} {status}" for status, n in _counts(outcomes).items() if n)
    say(f"{counts}, in {folder}")
