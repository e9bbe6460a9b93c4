"""``minutebook ingest``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import AsJson, LibraryFolder, settings_of
from api.dates import parse_date
from api.errors import PathMissing, WrongUse
from api.intake_progress import intake_progress
from api.terminal import note, one_line, say, say_json
from ingest.papers import Access

if TYPE_CHECKING:
    from ingest.moderngov.connector import ModernGov
    from ingest.outcomes import Outcome

STATUSES = ("new", "replaced", "unchanged", "rejected")
PUBLISHED_AHEAD = timedelta(days=28)
"""How far ahead meetings are asked for when no last day is given: agendas come out some days before."""


def ingest(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Files and folders of papers.", show_default=False),
    ] = None,
    moderngov: Annotated[
        str | None,
        typer.Option(
            "--moderngov", metavar="URL", help="Fetch the papers from this Modern.gov site instead."
        ),
    ] = None,
    committee: Annotated[
        int | None,
        typer.Option(
            "--committee", metavar="ID", min=1, help="Whose meetings to fetch; without it the ids are listed."
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Fetch meetings on or after this day.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="Fetch meetings up to this day; else four weeks ahead."),
    ] = None,
    delay: Annotated[
        float | None,
        typer.Option(
            "--delay", metavar="SECONDS", min=0.0, help="Pause between two requests to the site; else 1."
        ),
    ] = None,
    is_watched: Annotated[
        bool, typer.Option("--watch", help="Go on taking in new and changed files until Ctrl-C.")
    ] = False,
    access: Annotated[Access, typer.Option("--access", help="Who may see these papers.")] = Access.RESTRICTED,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Take papers into the library. Exit status 1 only when not one of them could be read."""
    folder = settings_of(library).library
    if moderngov is not None and not paths and not is_watched:
        asked = Asked(moderngov, committee, since, until, 1.0 if delay is None else delay)
        outcomes = fetch_in(asked, folder, access, is_told=not as_json)
    elif paths and all(given is None for given in (moderngov, committee, since, until, delay)):
        if is_watched:
            watch_over(paths, folder, access, as_json=as_json)
            return
        outcomes = take_in(paths, folder, access, is_told=not as_json)
    elif paths:
        raise WrongUse("PATH and a site (--moderngov, --committee, --since, --until, --delay): not both.")
    else:
        raise WrongUse("Missing argument 'PATH...': name files or folders, or a site with --moderngov URL.")
    if as_json:
        _say_as_json(outcomes, folder)
    if outcomes and all(outcome.status == "rejected" for outcome in outcomes):
        raise typer.Exit(1)


@dataclass(frozen=True)
class Asked:
    """What was asked of a Modern.gov site, as it was typed; ``delay_s`` between two requests."""

    site: str
    committee: int | None
    since: str | None
    until: str | None
    delay_s: float

    def days(self) -> tuple[date, date]:
        """The first and the last day.

        Raises:
            WrongUse: A date can't be read, the first is missing, or it is after the last.
        """
        if self.since is None:
            raise WrongUse("--since DATE is missing: from which day on should meetings be fetched?")
        first = parse_date(self.since, "--since")
        ahead = max(first, date.today()) + PUBLISHED_AHEAD
        last = ahead if self.until is None else parse_date(self.until, "--until")
        if first > last:
            raise WrongUse(f"--since {first} is after --until {last}. Give the earlier day first.")
        return first, last


def fetch_in(asked: Asked, folder: Path, access: Access, *, is_told: bool = True) -> list[Outcome]:
    """Ingest a committee's papers from its site; the library is only touched once the site has answered.

    Raises:
        WrongUse: No committee or no first day is given, or the site's address can't be used.
        SiteError: The site gives nothing.
        NothingToIngest: It lists no meeting of the committee in these days.
    """
    from ingest.moderngov.address import AddressRefused
    from ingest.moderngov.connector import ModernGov
    from ingest.moderngov.intake import ingest_from
    from ingest.moderngov.site import Manners
    from ingest.outcomes import NothingToIngest
    from ingest.store.library import Library

    days = None if asked.committee is None else asked.days()
    try:
        site = ModernGov(asked.site, manners=Manners(delay_s=asked.delay_s))
    except AddressRefused as error:
        raise WrongUse(f"--moderngov: {error}") from error
    with site:
        if asked.committee is None or days is None:
            _say_committees(site, as_json=not is_told)
            raise typer.Exit(2)
        entries = site.meetings(asked.committee, *days)
        if not entries:
            raise NothingToIngest(
                f"{site.host} lists no meeting of committee {asked.committee} from {days[0]} to {days[1]}. "
                "Leave out --committee to see the ids."
            )
        with (
            _telling_of_a_stop(folder, "meetings", is_told=is_told),
            Library.create_or_open(folder) as opened,
            intake_progress("meetings") as tell,
        ):
            outcomes = ingest_from(site, entries, opened, access=access, on_progress=tell)
    if is_told:
        _say_outcomes(outcomes, folder)
    return outcomes


def _say_committees(site: ModernGov, *, as_json: bool) -> None:
    """The committees with their ids, those that still meet first."""
    committees = sorted(site.committees(), key=lambda committee: not committee.is_current)
    note("minutebook: --committee ID is missing; these are the committees of the site.")
    if as_json:
        listed = [
            {"id": each.committee_id, "title": each.title, "is_current": each.is_current}
            for each in committees
        ]
        say_json({"committees": listed})
        return
    for each in committees:
        say(
            f"{each.committee_id:>6}  {one_line(each.title)}{'' if each.is_current else ' (no longer meets)'}"
        )


def take_in(paths: list[Path], folder: Path, access: Access, *, is_told: bool = True) -> list[Outcome]:
    """Ingest files and folders into the library in ``folder``; ``is_told`` says whether each is told of.

    Raises:
        PathMissing: A path is not there; nothing was ingested.
        NothingToIngest: A folder holds no file; nothing was ingested.
        KeyboardInterrupt: It was interrupted; what was done until then is told and kept.
    """
    from ingest.intake import Intake
    from ingest.store.library import Library

    _require_paths(paths)
    _require_files(paths)
    with (
        _telling_of_a_stop(folder, "files", is_told=is_told),
        Library.create_or_open(folder) as opened,
        intake_progress() as tell,
    ):
        outcomes = Intake(opened, access=access, on_progress=tell).ingest(paths)
    if is_told:
        _say_outcomes(outcomes, folder)
    return outcomes


def watch_over(paths: list[Path], folder: Path, access: Access, *, as_json: bool) -> None:
    """Take in what is new or changed in files and folders until interrupted, which is a clean end.

    Raises:
        PathMissing: A path is not there.
    """
    from ingest.outcomes import Stopped
    from ingest.watching import watch

    taken: list[Outcome] = []

    def tell(outcomes: Sequence[Outcome]) -> None:
        changed = [outcome for outcome in outcomes if outcome.status != "unchanged"]
        if as_json:
            taken.extend(changed)
        elif changed:
            _say_outcomes(changed, folder)
            sys.stdout.flush()  # whoever follows the output of a watch must not wait for its end

    _require_paths(paths)
    note(f"Watching {', '.join(str(path) for path in paths)}. Stop with Ctrl-C.")
    try:
        watch(
            paths,
            folder,
            access=access,
            on_outcomes=tell,
            on_removed=lambda path: note(
                f"{path} is gone; its paper stays. Take it out with minutebook papers withdraw."
            ),
        )
    except Stopped as stopped:
        tell(stopped.outcomes)
    except KeyboardInterrupt:
        pass
    if as_json:
        _say_as_json(taken, folder)


def _require_paths(paths: list[Path]) -> None:
    """Before the library is opened: a mistyped path must not leave an empty library behind."""
    for path in paths:
        if not path.exists():
            raise PathMissing(
                f"{path}: there is no such file or folder. Nothing was ingested; check the path."
            )


def _require_files(paths: list[Path]) -> None:
    """Before the library is opened: an empty folder must not leave an empty library behind."""
    from ingest.outcomes import files_below

    for path in paths:
        next(files_below(path))


@contextmanager
def _telling_of_a_stop(folder: Path, unit: str, *, is_told: bool) -> Iterator[None]:
    """Say what was kept when the block is interrupted; ``is_told`` False gives it as JSON too."""
    from ingest.outcomes import Stopped

    try:
        yield
    except Stopped as stopped:
        counts = _count_words(stopped.outcomes) or "nothing taken in yet"
        note(
            f"minutebook: stopped after {stopped.done:,} of {stopped.total:,} {unit} ({counts}). What was taken "
            f"in is kept in {folder}; run the same command again to go on."
        )
        if not is_told:
            _say_as_json(stopped.outcomes, folder, is_stopped=True)
        raise


def _counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    return {status: sum(outcome.status == status for outcome in outcomes) for status in STATUSES}


def _count_words(outcomes: Sequence[Outcome]) -> str:
    return ", ".join(f"{n} {status}" for status, n in _counts(outcomes).items() if n)


def _say_as_json(outcomes: Sequence[Outcome], folder: Path, *, is_stopped: bool = False) -> None:
    papers = [outcome.to_json() for outcome in outcomes]
    stopped = {"stopped": True} if is_stopped else {}
    say_json({"papers": papers, "counts": _counts(outcomes), "library": str(folder), **stopped})


def _say_outcomes(outcomes: Sequence[Outcome], folder: Path) -> None:
    for outcome in outcomes:
        told = outcome.reason or f"{outcome.paper_id}  {outcome.title}, {outcome.passages} passages"
        say(f"{outcome.status:9}  {one_line(outcome.path)}: {one_line(told)}")
        for warning in outcome.warnings:
            say(f"           Warning: {one_line(warning)}")
    say(f"{_count_words(outcomes)}, in {folder}")
